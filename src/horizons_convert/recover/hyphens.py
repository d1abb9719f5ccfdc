"""Does the hyphen at this line end belong to the word?

"develop-/ment" loses it, "self-/reliant" keeps it, "short-/and long-term" keeps it and a
space besides.  Evidence, strongest first:

1. The character.  U+00AD was put there by a hyphenating program and always goes, unless a
   real hyphen stands right before it.
2. The shape of the words: figures ("COVID-/19"), capitals ("Anglo-/American"), single
   letters ("e-/mail"), repetition ("state-to-/state", "win-/win"), a conjunction after a
   suspended hyphen ("vor-/und Nachteile").
3. The article, then the issue that it stands in: they have the word elsewhere, joined or
   hyphened, or a close relative of it.
4. The word list: how common the joined form is beside its parts.  Compounds of two
   everyday words ("long-/term") are also written solid now and then, so presence alone
   proves nothing.
5. Habits, added to 4: prefixes that take a hyphen or never do, whether the article
   builds other compounds with the same part, whether the language's hyphenation patterns
   would break a word here at all, how readily the language hyphenates compounds.

It can be wrong about compounds that are written both ways ("co-operate"), and where the
author and the lists differ; `HyphenDecision.score` is then low and `alternative` has the
other reading.  An em or en dash is no hyphen and must not come here.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from horizons_convert.recover.lexicon import HYPHENS, Lexicon, fold

if TYPE_CHECKING:
    from pyphen import Pyphen

SOFT_HYPHEN = "\u00ad"


class HyphenDecision(msgspec.Struct, frozen=True):
    """What two halves of a word, or of two words, are together.

    `joined` is the text to set in their place, clinging punctuation included; `keep` tells
    whether the hyphen stayed; `score` is how sure, from 0.5 to 1; `alternative` is `joined`
    as it would have been otherwise.
    """

    joined: str
    keep: bool
    evidence: str
    score: float
    alternative: str


def strip_soft(text: str) -> str:
    """`text` without soft hyphens: they are advice to a typesetter, not letters."""
    return text.replace(SOFT_HYPHEN, "")


def soft_characters(within_lines: Mapping[str, int], at_line_ends: Mapping[str, int]) -> frozenset[str]:
    """Which hyphen characters only hyphenate in this document.

    The arguments count the hyphen characters between two letters of a line, and at line
    ends.  Besides U+00AD, U+2010 is soft where it stands at line ends only while the
    author's compounds use "-" (WeasyPrint and other CSS engines insert it).
    """
    soft = {SOFT_HYPHEN}
    if at_line_ends.get("\u2010") and not within_lines.get("\u2010") and within_lines.get("-"):
        soft.add("\u2010")
    return frozenset(soft)


def decide(first: str, second: str, lexicon: Lexicon, *, soft: bool, hyphen: str = "-") -> HyphenDecision:
    """Join `first`, which a line end cut off with a hyphen, to `second`, the word that the next line begins with.

    `first` comes without that hyphen; punctuation may cling to either.  `soft` says that
    the character is one of `soft_characters`; `hyphen` is what a real one was printed as.
    """
    first, second = strip_soft(first), strip_soft(second)
    if soft:
        return _soft(first, second, hyphen)
    halves = _Halves(first, second, lexicon)
    if not halves.head or not halves.tail:
        return _keep(first, second, hyphen, "no two halves of a word", 0.8)
    if _is_suspended(halves):
        joined = f"{first}{hyphen} {second}"
        return HyphenDecision(joined, True, f"suspended before “{halves.tail}”", 0.95, first + second)
    for rule in _RULES:
        verdict = rule(halves)
        if verdict is not None:
            break
    else:
        verdict = _weigh(halves)
    keep, evidence, score = verdict
    return (_keep if keep else _drop)(first, second, hyphen, evidence, score)


def _soft(first: str, second: str, hyphen: str) -> HyphenDecision:
    if first.endswith(tuple(HYPHENS)):
        return HyphenDecision(first + second, True, "a real hyphen before the soft one", 0.98, first[:-1] + second)
    return _drop(first, second, hyphen, "soft hyphen", 0.99)


def _keep(first: str, second: str, hyphen: str, evidence: str, score: float) -> HyphenDecision:
    return HyphenDecision(first + hyphen + second, True, evidence, score, first + second)


def _drop(first: str, second: str, hyphen: str, evidence: str, score: float) -> HyphenDecision:
    return HyphenDecision(first + second, False, evidence, score, first + hyphen + second)


def kept(decision: HyphenDecision, first: str, second: str) -> HyphenDecision:
    """The decision turned round, because the file itself tells this hyphen from those that it breaks lines with."""
    evidence = f"the file marks this hyphen as the author's; against it: {decision.evidence}"
    return HyphenDecision(f"{first}-{second}", True, evidence, 0.97, decision.joined)


# --- the halves -------------------------------------------------------------------------

_WORD_END = re.compile(rf"[^\W_]+(?:[{HYPHENS}][^\W_]+)*$")
_WORD_BEGIN = re.compile(rf"^[^\W_]+(?:[{HYPHENS}][^\W_]+)*")
_HYPHEN = re.compile(f"[{HYPHENS}]")


class _Halves:
    """The two halves without their punctuation, and their frequencies, each looked up once."""

    def __init__(self, first: str, second: str, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # The whole words ("state-to", "state"), and the pieces that meet at the line end ("to", "state").
        self.first, self.second = _matched(_WORD_END, first), _matched(_WORD_BEGIN, second)
        self.head = _HYPHEN.split(self.first)[-1]
        self.tail = _HYPHEN.split(self.second)[0]
        self.elided = first[: len(first) - len(self.first)].endswith(("'", "’"))

    @property
    def language(self) -> str:
        return self.lexicon.language

    @property
    def chained(self) -> bool:
        """Whether the word has other hyphens."""
        return self.head != self.first or self.tail != self.second

    @functools.cached_property
    def joined_zipf(self) -> float:
        return self.lexicon.zipf(self.head + self.tail)

    @functools.cached_property
    def head_zipf(self) -> float:
        return self.lexicon.zipf(self.head)

    @functools.cached_property
    def tail_zipf(self) -> float:
        return self.lexicon.zipf(self.tail)


def _matched(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- rules that decide alone ------------------------------------------------------------

Verdict = tuple[bool, str, float]
"""Keep the hyphen?  On which evidence?  How sure?"""

COMMON = 3.5
"""Zipf value of a word that any reader knows; the list's slips are rarer."""
PART_ZIPF = 2.5
"""A half that is rarer than this is no word but a fragment ("ment", "tion")."""

_CONJUNCTIONS = {
    "en": {"and", "or", "to", "nor"},
    "de": {"und", "oder", "bzw", "bis", "sowie", "als"},
    "fr": {"et", "ou"},
    "es": {"y", "e", "o", "u"},
    "it": {"e", "ed", "o"},
    "pt": {"e", "ou"},
    "nl": {"en", "of"},
    "sv": {"och", "eller"},
    "da": {"og", "eller"},
    "nb": {"og", "eller"},
    "fi": {"ja", "tai"},
    "pl": {"i", "lub"},
    "cs": {"a", "nebo"},
    "hu": {"és", "vagy"},
    "sr": {"и", "или"},
    "ru": {"и", "или"},
}


def _is_suspended(halves: _Halves) -> bool:
    """ "vor- und Nachteile", "three- to five-year": hyphen and space stay; but "isl-/and" is a word."""
    if halves.tail != halves.second or not halves.tail.islower():
        return False
    if fold(halves.tail) not in _CONJUNCTIONS.get(halves.language, ()):
        return False
    return halves.joined_zipf < COMMON - 0.5


def _figures(halves: _Halves) -> Verdict | None:
    if any(letter.isdigit() for letter in halves.head + halves.tail):
        return True, "figures beside the hyphen", 0.97
    return None


def _repetition(halves: _Halves) -> Verdict | None:
    """ "state-to-/state", "state-/to-state", "win-/win"; but "mur-/mur" is a word."""
    if halves.chained and fold(_HYPHEN.split(halves.first)[0]) == fold(_HYPHEN.split(halves.second)[-1]):
        return True, "the word repeats itself around the hyphen", 0.98
    if fold(halves.head) == fold(halves.tail) and halves.joined_zipf < PART_ZIPF:
        return True, "the word repeats itself around the hyphen", 0.93
    return None


def _single_letter(halves: _Halves) -> Verdict | None:
    """ "e-/mail", "X-/ray", "à-/dire": no hyphenation leaves one letter; old books do ("a-/bout")."""
    if len(halves.head) > 1 or halves.elided:
        return None
    if halves.head in ("a", "o") and not halves.chained and halves.joined_zipf >= COMMON:
        return False, f"“{halves.head}{halves.tail}” is a common word", 0.9
    return True, "a single letter before the hyphen", 0.95


RELATED_ENDING = 3
"""Letters at the end of a word in which its inflections differ."""


def _article(halves: _Halves) -> Verdict | None:
    return _witness(halves, halves.lexicon, "article")


def _issue(halves: _Halves) -> Verdict | None:
    return _witness(halves, halves.lexicon.issue, "issue") if halves.lexicon.issue else None


def _witness(halves: _Halves, lexicon: Lexicon, name: str) -> Verdict | None:
    """The article, or the issue, has the word or an inflection of it in one of the two forms."""
    first, second = halves.first, halves.second
    joined, hyphened = lexicon.count(first + second), lexicon.count(f"{first}-{second}")
    if joined != hyphened:
        return hyphened > joined, f"{name} has it {_times(max(joined, hyphened))} elsewhere", 0.99
    stem = second[: max(RELATED_ENDING, len(second) - RELATED_ENDING)]
    joined, hyphened = lexicon.count_beginning(first + stem), lexicon.count_beginning(f"{first}-{stem}")
    if joined and not hyphened:
        return False, f"{name} has “{first}{stem}…”", 0.97
    if hyphened and not joined:
        return True, f"{name} has “{first}-{stem}…”", 0.97
    return None


def _capitals(halves: _Halves) -> Verdict | None:
    """ "Anglo-/American", "Nord-/Süd", "NATO-/led"; words in capitals throughout tell nothing."""
    head, tail = halves.head, halves.tail
    if tail[0].isupper() and not head.isupper():
        if fold(head) in ("mc", "mac"):
            return False, f"name in {head}", 0.9
        return True, "a capital after the hyphen", 0.97
    if len(head) > 1 and head.isupper() and tail.islower() and halves.joined_zipf < COMMON:
        return True, "an abbreviation before the hyphen", 0.95
    return None


_ENCLITICS = {
    "fr": _set("je tu il elle on nous vous ils elles ce moi toi lui leur le la les y en t ci là même mêmes"),
    "pt": _set("se me te lhe lhes nos vos lo la los las o a os as no na"),
    "ru": _set("то нибудь либо ка таки"),
    "ro": _set("o l i le mi ți și se"),
}
"""Little words that hang on a hyphen ("dit-il", "eux-mêmes", "кто-то")."""


def _enclitic(halves: _Halves) -> Verdict | None:
    if fold(halves.tail) not in _ENCLITICS.get(halves.language, ()):
        return None
    if halves.joined_zipf < COMMON and halves.head_zipf > PART_ZIPF:
        return True, f"“-{halves.tail}” hangs on a hyphen", 0.93
    return None


_RULES: tuple[Callable[[_Halves], Verdict | None], ...] = (
    _figures,
    _repetition,
    _single_letter,
    _article,
    _issue,
    _capitals,
    _enclitic,
)


# --- weighing -----------------------------------------------------------------------------

# Log-odds for a hyphenation, in the units of the Zipf scale.  Set by hand on the word
# lists of four languages; see the evaluation in the tests.
LONG_PART, RARE_PART_ZIPF = 5, 1.9
"""A half of so many letters that is listed at all is a word ("postmasters-/general"); fragments are shorter."""
SOLID_SPELLING = 1.0
"""Twice the joined form's Zipf value less that of the rarer half: above this it is written solid."""
HYPHENED_PREFIX = -1.2
SOLID_AFFIX = 3.5
SAME_PART_IN_ARTICLE = -0.8
"""The article builds another compound with the same first or last part."""
CHAIN = -1.0
ILLEGAL_BREAK = -1.0
LEGAL_BREAK = 0.3
FRAGMENT = 2.5
"""One half is no word: so the word was cut."""

_CLOSED_COMPOUNDS = 6.0
_RARE_HYPHENS = 5.0
_LANGUAGE_HABIT = {
    **dict.fromkeys(("de", "nl", "sv", "da", "nb", "fi", "hu", "tr"), _CLOSED_COMPOUNDS),
    **dict.fromkeys(("sr", "hr", "bs", "sl", "pl", "cs", "sk", "mk", "bg", "uk", "be"), _RARE_HYPHENS),
    **dict.fromkeys(("es", "it", "pt", "ca", "ro", "ru"), 1.5),
}
"""How much less readily than English and French the language puts a hyphen into a compound."""

_HYPHENED_PREFIXES = {
    "en": _set(
        "self non ex mid semi quasi anti all well ill half cross neo post pseudo vice ultra counter mini multi co"
        " twenty thirty forty fifty sixty seventy eighty ninety"
    ),
    "fr": _set(
        "non ex quasi demi semi mi vice avant après arrière sous sans porte garde grand grands au par là peut"
        " vingt trente quarante cinquante soixante quatre"
    ),
    "de": _set("ex nicht pro anti"),
    "ru": _set("кое кой из по экс вице пол"),
}
_SOLID_SUFFIXES = {
    "en": _set("able ably al ally ed en er ers ing ings ish ism ist ists ity less ly ment ments ness ship"),
    "fr": _set("able ables age ages aire ant ment ments ion ions ité"),
}
_VOWELS = ("a", "e", "i", "o", "u")
_FREE_PREFIXES = {"en": _set("re de")}
"""Solid in every word of the list, and hyphened as often as not in a word that somebody makes up ("re-domiciled")."""
_SOLID_PREFIXES = {
    "en": _set(
        "un re de dis mis im over under out up down fore be en with inter super trans sub hyper micro photo bio "
        "some any every"
    ),
    "fr": _set("re dé pré sur trans inter super hyper micro auto anti télé"),
}


def _weigh(halves: _Halves) -> Verdict:
    """Add up what does not decide alone."""
    odds, evidence = _spelling(halves)
    odds += _LANGUAGE_HABIT.get(halves.language, 0.0)
    habit, reason = _affixes(halves)
    odds += habit
    if halves.chained:
        odds += CHAIN
    # The patterns of a language take up to a second to load: only where they can tip the scales.
    if -LEGAL_BREAK <= odds < -ILLEGAL_BREAK:
        legal = breaks_legally(halves.head, halves.tail, halves.language)
        odds += LEGAL_BREAK if legal else ILLEGAL_BREAK
        reason += "" if legal else ", no place to break a word"
    sure = 1 / (1 + math.exp(-min(abs(odds), 20.0)))
    return odds < 0, evidence + reason, round(min(sure, 0.98), 3)


def _affixes(halves: _Halves) -> tuple[float, str]:
    """What prefix, suffix and the article's other compounds with the same first part add, and in which words."""
    prefix, suffix = fold(halves.head), fold(halves.tail)
    hyphened = prefix in _HYPHENED_PREFIXES.get(halves.language, ())
    if _has_same_part(halves, prefix):
        return SAME_PART_IN_ARTICLE + hyphened * HYPHENED_PREFIX, f", article has “{halves.first}-…”"
    if hyphened and halves.tail_zipf >= PART_ZIPF:
        return HYPHENED_PREFIX, f", prefix “{prefix}-”"
    if suffix in _SOLID_SUFFIXES.get(halves.language, ()):
        return SOLID_AFFIX, f", ending “{suffix}”"
    free = prefix in _FREE_PREFIXES.get(halves.language, ()) and not halves.joined_zipf
    if prefix in _SOLID_PREFIXES.get(halves.language, ()) and not halves.chained and not free:
        return SOLID_AFFIX, f", prefix “{prefix}”"
    return 0.0, ""


def _has_same_part(halves: _Halves, prefix: str) -> bool:
    """Whether the article has other compounds with the same first part.

    Of a prefix that is usually solid, only those count that begin alike: who writes "re-use",
    to part two vowels, still writes "restated".
    """
    begin = f"{halves.first}-"
    if prefix[-1:] not in _VOWELS or prefix not in _SOLID_PREFIXES.get(halves.language, ()):
        return halves.lexicon.count_beginning(begin) > 0
    clashes = fold(halves.tail)[:1] in _VOWELS
    parted = sum(halves.lexicon.count_beginning(begin + vowel) for vowel in _VOWELS)
    return (parted if clashes else halves.lexicon.count_beginning(begin) - parted) > 0


def _spelling(halves: _Halves) -> tuple[float, str]:
    """Log-odds that the joined form is how the word is written, by the frequencies of it and its halves."""
    joined, rarer = halves.joined_zipf, min(halves.head_zipf, halves.tail_zipf)
    word = f"“{halves.head}{halves.tail}”"
    whole_words = not joined and min(len(halves.head), len(halves.tail)) >= LONG_PART
    if rarer < (RARE_PART_ZIPF if whole_words else PART_ZIPF):
        evidence = f"{word} is a word" if joined else f"{word} is unknown, but so is one half"
        return FRAGMENT + joined - rarer / 2, evidence
    evidence = f"{word} (Zipf {joined:.1f}) beside its halves ({rarer:.1f})" if joined else "only its halves are words"
    return 2 * joined - rarer - SOLID_SPELLING, evidence


def breaks_legally(head: str, tail: str, language: str) -> bool:
    """Whether the language's hyphenation patterns break `head + tail` between the two; True where there are none."""
    # English breaks by sound in America and by origin in Britain; a typesetter may have used either.
    names = ("en_US", "en_GB") if language == "en" else _pattern_names(language)
    word = fold(head + tail)
    return not names or any(len(head) in _patterns(name).positions(word) for name in names)


def _pattern_names(language: str) -> tuple[str, ...]:
    import pyphen

    name = pyphen.language_fallback(language)
    return (name,) if name else ()


@functools.cache
def _patterns(name: str) -> Pyphen:
    import pyphen

    return pyphen.Pyphen(lang=name, left=2, right=2)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
