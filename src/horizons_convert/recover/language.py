"""In which language is this text?

Evidence, in this order:

1. The script.  Greek, Hebrew or Georgian letters name a language by themselves; a
   Cyrillic text is told by the letters that only some of its languages have (ђ ј љ њ ћ џ
   for Serbian, ы э ё for Russian, і ї є for Ukrainian ...).
2. For Latin letters, the little words of each language ("the", "der", "les" ...).  In a
   page of prose they are a third of all words, and counting them takes microseconds.
3. Where the little words are too few or do not agree (a title, a list of names),
   py3langid.  It comes last because loading its model takes half a second, many times
   longer than reading a page.

It can be wrong about a few words, and about close neighbours (Danish and Norwegian,
Croatian and Serbian in Latin letters); the score then says so.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DEFAULT_LANGUAGE = "en"

SAMPLE_WORDS = 4000
"""Words looked at: more of the same article do not change the verdict."""

ENOUGH_WORDS = 6
"""Hits of little words below which they do not decide alone."""

CLEAR_LEAD = 1.5
"""The little words decide alone when the best language has this many times the hits of the next."""


UNFAMILIAR_WORDS = 40
"""Words it takes to believe in a language without a table here: a title is not Nigerian Pidgin."""


class Language(msgspec.Struct, frozen=True):
    """A BCP 47 tag, and how sure it is, from 0 to 1."""

    tag: str
    score: float


# Frequent words that the neighbouring languages do not share, as far as that is possible.
_LITTLE_WORDS = {
    "en": "the of and to that is was it for with as his which this from were had not by they their are be have",
    "fr": "le la les des et du une est dans que qui pour pas au sur il par ce ne elle sont aux cette avec ses mais",
    "de": "der die das und ist nicht ein eine mit den dem des von zu auf für sich auch als im wird war sie er es",
    "es": "el la los las de y que en un una del por con no es se para su lo como más pero sus al",
    "it": "il di che la e un una per non è del della sono le gli nel con i da si come più ma alla",
    "pt": "o a os as de que e do da em um uma não para com dos das no na se por mais ao é",
    "ca": "el la els les de i que en un una del per amb no és va dels al més aquest com però ha",
    "nl": "de het een van en is dat niet op te zijn voor met die aan ook er als door maar wordt bij naar",
    "da": "og det at en den til er som på de med af der ikke jeg var han et har et efter ud blev hun",
    "nb": "og det at en den til er som på de med av ikke jeg var han et har for etter ble hun seg fra",
    "sv": "och det att en den till är som på de med av inte jag var han ett har för från hon sig om efter",
    "fi": "ja on ei se että oli hän mutta kun niin ovat myös mitä joka hänen kuin tai olla vain",
    "pl": "i w na z do się nie jest że to od przez jak po ale dla tym jego co oraz był już są",
    "cs": "a v na se je že to z do s o by ve pro jsem ale jak byl po jako které jsou při už",
    "sk": "a v na sa je že to z do s o by vo pre som ale ako bol po aj ktoré sú pri už čo",
    "sl": "in v na se je da so za z pa ki ne tudi pri bi od ko kot iz njegov bil ali še",
    "hr": "i u na se je da su za od ne koji kao iz s to ali ili što bi sve već bio nije",
    "hu": "a az és hogy nem is egy volt meg csak ez de már mint még ki el azt ha kell",
    "ro": "și de în la a cu pe nu că din o un este mai pentru care să sau ce fost sunt lui",
    "tr": "ve bir bu için de da ile olarak çok daha olan gibi ne ama var kadar sonra değil",
}


def _by_word(table: dict[str, str]) -> dict[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for tag, words in table.items():
        for word in set(words.split()):
            languages[word] = (*languages.get(word, ()), tag)
    return languages


_LANGUAGES_OF = _by_word(_LITTLE_WORDS)

# The letters by which the languages of the Cyrillic script are told apart.
_CYRILLIC_LETTERS = {
    "sr": frozenset("ђћјљњџ"),
    "mk": frozenset("ѓќѕјљњџ"),
    "ru": frozenset("ыэёъщ"),
    "uk": frozenset("іїєґщ"),
    "be": frozenset("ўіыэё"),
    "bg": frozenset("ъщ"),
}

# Scripts that (nearly) one language writes, by the first word of a character's Unicode name.
_SCRIPT_LANGUAGE = {
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "THAI": "th",
}

_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, default: str = DEFAULT_LANGUAGE) -> Language:
    """The language of `text`; `default` with score 0 where there are no letters to judge by."""
    words = _words(text)
    if not words:
        return Language(default, 0.0)
    script = _script(words)
    if script == "CYRILLIC":
        return _cyrillic(words)
    if script in _SCRIPT_LANGUAGE:
        return Language(_SCRIPT_LANGUAGE[script], 0.95)
    return _by_little_words(words) or _by_model(words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    return [word.lower() for word in _WORD.findall(plain)[:SAMPLE_WORDS]]


def _script(words: list[str]) -> str:
    """The script of most letters, named as Unicode names it ("LATIN", "CYRILLIC", "CJK" ...)."""
    letters = Counter("".join(words))
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "LATIN").split()[0]] += count
    # Japanese mixes kana with Chinese characters: a fifth of kana is enough to tell.
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and kana > scripts["CJK"] / 5:
        return "HIRAGANA"
    return scripts.most_common(1)[0][0] if scripts else "LATIN"


def _cyrillic(words: list[str]) -> Language:
    """Tell the Cyrillic languages apart by the letters that some of them lack."""
    letters = Counter("".join(words))
    everyone = frozenset().union(*_CYRILLIC_LETTERS.values())
    telling = sum(letters[letter] for letter in everyone)
    if not telling:
        return _by_model(words)
    fits = {
        tag: (sum(letters[letter] for letter in own) - sum(letters[letter] for letter in everyone - own)) / telling
        for tag, own in _CYRILLIC_LETTERS.items()
    }
    best, second = sorted(fits, key=lambda tag: -fits[tag])[:2]
    if fits[best] == fits[second]:  # only letters that both have: Russian and Bulgarian ъ and щ
        return _by_model(words)
    return Language(best, round(0.6 + 0.4 * max(0.0, fits[best]) * min(1.0, telling / 10), 3))


def _by_little_words(words: list[str]) -> Language | None:
    hits: Counter[str] = Counter()
    for word, count in Counter(words).items():
        for language in _LANGUAGES_OF.get(word, ()):
            hits[language] += count
    ranked = hits.most_common(2)
    if not ranked or ranked[0][1] < ENOUGH_WORDS:
        return None
    (best, most), next_most = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    if most < CLEAR_LEAD * next_most:
        return None
    return Language(best, round(1 - 0.5 * next_most / most, 3))


def _by_model(words: list[str]) -> Language:
    """py3langid's verdict; a few words are taken to be in a language that this module knows."""
    ranked = _identifier().rank(" ".join(words))
    familiar = len(words) < UNFAMILIAR_WORDS
    for label, score in ranked:
        tag = _TAGS.get(label, label)
        if not familiar or tag in _LITTLE_WORDS or tag in _CYRILLIC_LETTERS:
            return Language(tag, round(float(score), 3))
    return Language(DEFAULT_LANGUAGE, 0.0)


# py3langid's labels where they are not the tags of the word lists and hyphen patterns.
_TAGS = {"no": "nb", "nn": "nb", "srl": "sr-Latn", "bs": "hr"}


@functools.cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
