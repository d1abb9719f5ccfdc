"""Is this a word, and how common is it?

The article itself is the first dictionary: names, terms and the author's own spelling
("co-operation") stand in no list.  The second is the word list of wordfreq for the
article's language.  A German compound that neither has is known when its parts are.

wordfreq keeps a small list (30 000 to 60 000 words, ten milliseconds to read) and for
many languages a large one (300 000 and more).  The large one is opened only when the
small one does not have the word.  Its words are kept in the sorted lists that come from
the file and looked up by bisection: building a dictionary of them would take twice as
long as reading them, for the few hundred questions that an article raises.

It can be wrong where the list is: it was counted in web text, typing errors ("alot")
and fragments ("tion") included, so a frequency is worth more than mere presence.
"""

from __future__ import annotations

import functools
import gzip
import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

import msgspec

ARTICLE_FREQUENCY = 1e-6
"""Taken for a word that the article has and the list has not: about one in a long book."""

COMPOUND_FREQUENCY = 1e-8
"""Taken for a German compound whose parts are known: the rarest that the list has."""

SMALL_LIST_FLOOR = 600
"""The small list holds what is more frequent than this, in centibels below 1 (10^-6)."""

HYPHENS = "-\u2010\u2011"
"""Hyphen-minus, hyphen, non-breaking hyphen: the same to a reader."""

APOSTROPHES = "'’"

# wordfreq has one list for Bosnian, Croatian and Serbian, in Latin letters.
_LISTED_AS = {"sr": "sh", "hr": "sh", "bs": "sh", "no": "nb", "nn": "nb"}
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "fi", "hu"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
"""The sounds that may join the parts of a German compound (Fugenlaute)."""
MIN_COMPOUND_PART = 4
"""Shorter parts make compounds of anything ("er", "ein", "tat")."""
MIN_PART_FREQUENCY = 3e-7
"""Rarer parts are mostly fragments and foreign words."""

_WORD = re.compile(rf"[^\W_]+(?:[{HYPHENS}][^\W_]+)*")


class Join(msgspec.Struct, frozen=True):
    """Whether a drop cap is the head of the word after it; `score` is how sure, 0.5 to 1."""

    joined: bool
    score: float
    evidence: str


def fold(word: str) -> str:
    """A word as it is looked up: composed, without ligatures, soft hyphens and case; one hyphen, one apostrophe."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word).replace("\u00ad", "").replace("’", "'").replace("\u2010", "-")
    return plain.casefold()


def count_words(lines: Iterable[str]) -> Counter[str]:
    """The words of an article's lines, folded; a hyphened word is counted whole and in its parts.

    A word that a line end cuts is left out with its rest: the fragments are no words, and
    counting the whole would be answering before the question.
    """
    printed: list[str] = []
    cut = False
    for line in lines:
        text = line.strip()
        tokens = _WORD.findall(text)
        begin = 1 if cut else 0
        cut = text.endswith((*HYPHENS, "\u00ad"))
        printed += tokens[begin : len(tokens) - 1 if cut else None]
    counts = _folded(Counter(printed))
    for token, count in list(counts.items()):
        for part in token.split("-") if "-" in token else ():
            counts[part] += count
    return counts


def _folded(words: Mapping[str, int]) -> Counter[str]:
    counts: dict[str, int] = {}
    for word, count in words.items():
        token = fold(word)
        counts[token] = counts.get(token, 0) + count
    return Counter(counts)


class Lexicon:
    """The words of one article in one language.

    `language` is a BCP 47 tag; `article_words` are the article's words with their counts
    (see `count_words`), folded or not; `issue` has the words of the whole issue that the
    article stands in, whose editors spell alike.  Nothing is read before the first question.
    """

    def __init__(
        self, language: str, article_words: Mapping[str, int] | None = None, issue: Lexicon | None = None
    ) -> None:
        self.language = language.replace("_", "-").split("-")[0].lower()
        self.issue = issue
        self._article = _folded(article_words or {})
        self._article_size = sum(self._article.values())

    @functools.cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._article)

    def count(self, word: str) -> int:
        """How often the article has `word`, hyphens included, case aside."""
        return self._article[fold(word)]

    def count_beginning(self, head: str) -> int:
        """How often the article has words that begin with `head` ("self-", "gauge-read")."""
        head = fold(head)
        begin = bisect_left(self._sorted, head)
        total = 0
        for word in self._sorted[begin:]:
            if not word.startswith(head):
                break
            total += self._article[word]
        return total

    def frequency(self, word: str) -> float:
        """The share of `word` among the words of its language, 0 where it is unknown."""
        folded = fold(word)
        listed = self.listed(folded)
        if listed:
            return listed
        if self._article[folded]:
            return ARTICLE_FREQUENCY
        if self.language in _COMPOUNDING and _is_compound(folded, self.language):
            return COMPOUND_FREQUENCY
        return 0.0

    def listed(self, word: str) -> float:
        """The share of `word` in the word list alone, 0 where it does not stand there."""
        return _listed(fold(word), self.language)

    def zipf(self, word: str) -> float:
        """`frequency` on the Zipf scale: 7 for "the", 5 for "house", 3 for "drizzle", 0 for no word."""
        frequency = self.frequency(word)
        return max(0.0, math.log10(frequency) + 9) if frequency else 0.0

    def knows(self, word: str) -> bool:
        """Whether the article, the list, or the parts of a compound vouch for `word`."""
        return self.frequency(word) > 0

    def joins(self, cap: str, rest: str, gap: float | None = None) -> Join:
        """Whether a drop cap is the head of `rest`, the word beside it, or a word of its own.

        `gap` is the white between them in ems of the body; it tips close decisions only,
        because designers set it as they like.  Quotation marks may cling to either.
        """
        letters, word = first_word(cap), first_word(rest)
        if not word or not letters:
            return Join(False, 0.95, "no word follows the cap")
        if rest[0] in APOSTROPHES or cap.rstrip()[-1] in APOSTROPHES:
            return Join(True, 0.98, "elision")
        if not rest[0].isalnum():
            return Join(False, 0.95, "space or punctuation follows the cap")
        return self._weigh_join(letters, word, gap)

    def _weigh_join(self, cap: str, word: str, gap: float | None) -> Join:
        """Compare how common the joined word is with how common the two are side by side."""
        alone = fold(cap) in ONE_LETTER_WORDS.get(self.language, ())
        cap_frequency = self.listed(cap) if alone or len(cap) > 1 else NO_WORD_LETTER
        joined, apart = self._here(cap + word), self._here(word, itself=1)
        odds = math.log(joined / (max(cap_frequency, UNKNOWN_FREQUENCY) * apart * NEIGHBOURS))
        evidence = f"“{cap}{word}” ({math.log10(joined) + 9:.1f}) against “{cap} {word}” ({math.log10(apart) + 9:.1f})"
        if gap is not None:
            odds += max(-MAX_GAP_ODDS, min(MAX_GAP_ODDS, (WORD_GAP - gap) * GAP_ODDS_PER_EM))
            evidence += f", gap {gap:.2f} em"
        sure = 1 / (1 + math.exp(-min(abs(odds), 20)))
        return Join(odds > 0, round(min(sure, 0.99), 3), evidence)

    def _here(self, word: str, itself: int = 0) -> float:
        """How likely `word` is in this article: half by its language, half by the article's own words.

        An essay on dams has "a dam" where the language at large has "Adam".  `itself` is
        how often the article counts what is asked about, not a witness.
        """
        share = max(0, self.count(word) - itself) / max(self._article_size, SMALL_ARTICLE)
        return max(UNKNOWN_FREQUENCY, (self.frequency(word) + share) / 2)


UNKNOWN_FREQUENCY = 3e-10
"""Taken for what no list has, so that logarithms exist: well below the rarest listed word."""
NEIGHBOURS = 3.0
"""A one-letter word stands before a fitting word more often than chance would have it."""
NO_WORD_LETTER = 1e-6
"""Frequency of any other letter as a word: Ø may be a person, X the unknown."""
SMALL_ARTICLE = 1000
"""Words; in a shorter article a single word's share says too much."""
WORD_GAP = 0.2
"""Ems of white that speak neither for a joint nor for a space: a narrow word space."""
GAP_ODDS_PER_EM = 8.0
MAX_GAP_ODDS = 2.0
"""A gap is worth at most a factor of seven."""

ONE_LETTER_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset("aio"),
    "fr": frozenset("aàyôo"),
    "de": frozenset("o"),
    "es": frozenset("aeoyu"),
    "pt": frozenset("aàeéoó"),
    "it": frozenset("aeèio"),
    "ca": frozenset("aeio"),
    "nl": frozenset("uo"),
    "sv": frozenset("iåö"),
    "da": frozenset("iåø"),
    "nb": frozenset("iåø"),
    "pl": frozenset("aiouwz"),
    "cs": frozenset("aikosuvz"),
    "sk": frozenset("aikosuvz"),
    "sl": frozenset("avszoki"),
    "hr": frozenset("aiouks"),
    "ro": frozenset("aoe"),
    "hu": frozenset("aeóső"),
    "tr": frozenset("o"),
    "sr": frozenset("аиоусaiousкk"),
    "ru": frozenset("авикосуя"),
    "uk": frozenset("авзийєіоуяж"),
    "be": frozenset("азійуўяо"),
    "bg": frozenset("авиоусекя"),
    "mk": frozenset("аиовс"),
    "el": frozenset("ηοωή"),
}
"""The one-letter words that can open a paragraph, folded."""


def first_word(word: str) -> str:
    """The letters of `word` before anything else: "“I" is "I", "river," is "river"."""
    match = re.search(r"[^\W_]+", unicodedata.normalize("NFC", word).replace("\u00ad", ""))
    return match.group() if match else ""


# --- the word list ----------------------------------------------------------------------


@functools.lru_cache(maxsize=20_000)
def _listed(word: str, language: str) -> float:
    if not word:
        return 0.0
    key = _as_listed(word, language)
    return _common(language).get(key) or _rare(key, language)


def _as_listed(word: str, language: str) -> str:
    """The spelling under which the list has `word`: Serbian in Latin letters."""
    if language in ("sr", "bs") and not word.isascii():
        from wordfreq.transliterate import SR_LATN_TABLE

        return word.translate(SR_LATN_TABLE)
    return word


@functools.cache
def _common(language: str) -> Mapping[str, float]:
    """The small list, or nothing where wordfreq does not have the language."""
    return {word: _share(centibels) for centibels, words in enumerate(_lists(language, "small")) for word in words}


@functools.cache
def _lists(language: str, size: str) -> list[list[str]]:
    """A list of wordfreq's: at each index the words that are so many centibels below 1; empty where there is none.

    The file is read here in the form that wordfreq documents ("cBpack"), because importing
    wordfreq, with all that it has to take other texts apart, takes longer than recovering an essay.
    """
    package = find_spec("wordfreq")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("wordfreq is not installed", name="wordfreq")
    listed_as = _LISTED_AS.get(language, language)
    file = Path(package.origin).with_name("data") / f"{size}_{listed_as}.msgpack.gz"
    if not (listed_as.isalpha() and file.exists()):
        return []
    lists: list[list[str]]
    header, *lists = msgspec.msgpack.decode(gzip.decompress(file.read_bytes()))
    if header != {"format": "cB", "version": 1}:
        raise ValueError(f"{file} has a form that is not known here: {header}")
    return lists


def _share(centibels: int) -> float:
    """A number of centibels below 1 as a share of all words."""
    share: float = 10 ** (-centibels / 100)
    return share


def _rare(word: str, language: str) -> float:
    """The frequency of a word that is too rare for the small list."""
    for centibels, words in enumerate(_lists(language, "large")[SMALL_LIST_FLOOR:], SMALL_LIST_FLOOR):
        place = bisect_left(words, word)
        if place < len(words) and words[place] == word:
            return _share(centibels)
    return 0.0


@functools.lru_cache(maxsize=5_000)
def _is_compound(word: str, language: str) -> bool:
    """Whether `word` falls into known words, with or without a linking sound between them."""
    for cut in range(MIN_COMPOUND_PART, len(word) - MIN_COMPOUND_PART + 1):
        tail = word[cut:]
        if not any(_is_part(word[: cut - len(link)], language) for link in _LINKS if word[:cut].endswith(link)):
            continue
        if _is_part(tail, language) or _is_compound(tail, language):
            return True
    return False


def _is_part(word: str, language: str) -> bool:
    return len(word) >= MIN_COMPOUND_PART and _listed(word, language) >= MIN_PART_FREQUENCY
