"""Hyphens at line ends: which go, which stay, and what a reader would get otherwise."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyphen
import pytest

from horizons_convert.recover.hyphens import decide, soft_characters, strip_soft
from horizons_convert.recover.lexicon import Lexicon, count_words

SPECIMENS = Path(__file__).parent / "specimens"
SHARED = Path(__file__).resolve().parents[2] / "shared"

# language, what stands before the hyphen at the line end, what the next line begins with, what a reader wants
CASES = """
en develop ment development
en (“develop ment,” (“development,”
en state-to state state-to-state
en state to-state state-to-state
en day-to day day-to-day
en people-to people people-to-people
en word for-word, word-for-word,
en brother-in law brother-in-law
en well-in formed well-informed
en win win win-win
en mur mur murmur
en self reliant self-reliant
en well known well-known
en post war post-war
en long term, long-term,
en mid 1990s mid-1990s
en COVID 19 COVID-19
en 19th century 19th-century
en vice president vice-president
en short and short-_and
en two to two-_to
en isl and island
en in to into
en Anglo American Anglo-American
en Mc Donald McDonald
en NATO led NATO-led
en DEVELOP MENT DEVELOPMENT
en LANDING POINTS LANDING-POINTS
en e mail e-mail
en X ray X-ray
en note book notebook
en non sense nonsense
en mid night midnight
en co lumn column
en ’s breadth ’s-breadth
fr peut être peut-être
fr c’est-à dire c’est-à-dire
fr c’est à-dire c’est-à-dire
fr dit il dit-il
fr a t-il a-t-il
fr vingt trois vingt-trois
fr Saint Denis Saint-Denis
fr grand père grand-père
fr l’ap partement l’appartement
fr tou jours toujours
fr avr il avril
fr avant et avant-_et
de Mühl bauer Mühlbauer
de Zu cker Zucker
de Schiff fahrt Schifffahrt
de Konzessiv satz Konzessivsatz
de Ober bürgermeister Oberbürgermeister
de vor und vor-_und
de Haupt oder Haupt-_oder
de Nord Süd Nord-Süd
de E Mail E-Mail
de DDR typisch DDR-typisch
sr ка ко како
sr ули ца улица
sr Ћосић Љубинковић Ћосић-Љубинковић
sr пре и пре-_и
ru кто то кто-то
ru го род город
nl voor en voor-_en
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_a_line_end_reads_as_it_should(case: str) -> None:
    language, first, second, wanted = case.split(" ")
    decision = decide(first, second, Lexicon(language), soft=False)
    assert decision.joined == wanted.replace("_", " ")
    assert decision.keep == ("-" in decision.joined[len(first) :])
    assert decision.alternative != decision.joined
    assert decision.evidence
    assert 0.5 <= decision.score <= 1


def test_the_article_overrules_the_lists() -> None:
    assert decide("co", "operate", Lexicon("en"), soft=False).joined == "cooperate"
    author = Lexicon("en", Counter({"co-operate": 1}))
    assert decide("co", "operate", author, soft=False).joined == "co-operate"
    assert decide("toll", "gate", Lexicon("en", Counter({"tollgate": 2, "toll-gate": 1})), soft=False).keep is False


def test_an_inflection_elsewhere_in_the_article_is_enough() -> None:
    author = Lexicon("en", Counter({"co-operative": 1}))
    assert decide("co", "operation", author, soft=False).joined == "co-operation"


def test_an_issue_is_spelt_alike_unless_the_article_spells_otherwise() -> None:
    issue = Lexicon("", {"co-operation": 2})
    assert decide("co", "operative", Lexicon("en"), soft=False).joined != "co-operative"
    assert decide("co", "operative", Lexicon("en", issue=issue), soft=False).joined == "co-operative"
    assert decide("co", "operative", Lexicon("en", {"cooperation": 1}, issue), soft=False).joined == "cooperative"


def test_a_soft_hyphen_always_goes_except_behind_a_real_one() -> None:
    lexicon = Lexicon("en")
    assert decide("self", "reliant", lexicon, soft=True).joined == "selfreliant"
    kept = decide("self-\u00ad", "reliant", lexicon, soft=True)
    assert (kept.joined, kept.keep) == ("self-reliant", True)


def test_soft_hyphens_inside_words_vanish_and_real_ones_stay_as_they_are() -> None:
    assert strip_soft("har\u00adac\u00adter\u00adis\u00adti\u00adcally self\u2010reliant") == (
        "harac" + "teristically self\u2010reliant"
    )
    assert decide("de\u00advel", "op\u00adment", Lexicon("en"), soft=False).joined == "development"


def test_the_printed_hyphen_can_be_kept() -> None:
    assert decide("self", "reliant", Lexicon("en"), soft=False, hyphen="\u2010").joined == "self\u2010reliant"


def test_u2010_is_soft_where_the_author_types_another_hyphen() -> None:
    assert soft_characters({"-": 9}, {"\u2010": 30, "-": 2}) == {"\u00ad", "\u2010"}
    assert soft_characters({"\u2010": 9}, {"\u2010": 30}) == {"\u00ad"}


def test_what_is_not_two_halves_of_a_word_keeps_its_hyphen_and_says_it_is_unsure() -> None:
    decision = decide("pre", "“war", Lexicon("en"), soft=False)
    assert decision.joined == "pre-“war"
    assert decision.score < 0.9


def test_a_close_call_has_a_low_score() -> None:
    lexicon = Lexicon("en")
    sure = decide("develop", "ment", lexicon, soft=False)
    close = decide("flood", "plain", lexicon, soft=False)
    assert sure.score > 0.9 > close.score


# --- whole essays, hyphenated on purpose ---------------------------------------------------

PATTERNS = {"en": "en_US", "de": "de_DE", "fr": "fr", "sr": "sr"}


def _texts(truth: dict) -> Iterator[str]:
    for article in truth.get("articles", [truth]):
        for block in article["blocks"]:
            if block["role"] != "table":
                yield re.sub(r"\[\^\d+\]", "", block["text"])


def _line_ends(words: list[str], language: str) -> Iterator[tuple[int, str, str, bool]]:
    """Break every hyphened word at each hyphen, and every tenth other word at one place where it may be broken.

    Yields the word's index, its halves, and whether the hyphen is a real one.
    """
    patterns = pyphen.Pyphen(lang=PATTERNS[language])
    chance = random.Random(1914)
    for index, word in enumerate(words):
        if re.search(r"\w-\w", word):
            for match in re.finditer(r"(?<=\w)-(?=\w)", word):
                yield index, word[: match.start()], word[match.end() :], True
        elif word.isalpha() and chance.random() < 0.1 and (places := patterns.positions(word)):
            place = chance.choice(places)
            yield index, word[:place], word[place:], False


def _accuracy(path: Path) -> dict[bool, tuple[int, int]]:
    """Right decisions and decisions on one essay, for real hyphens (True) and others, by its other words alone."""
    truth = json.loads(path.read_text("utf-8"))
    language = truth.get("language", "en")
    words = " ".join(_texts(truth)).split()
    counts = count_words(words)
    score = {True: (0, 0), False: (0, 0)}
    for index, first, second, real in _line_ends(words, language):
        others = counts - count_words([words[index]])
        decision = decide(first, second, Lexicon(language, others), soft=False)
        right, total = score[real]
        score[real] = (right + (decision.joined == words[index]), total + 1)
    return score


@pytest.mark.parametrize("path", sorted(SPECIMENS.glob("*.truth.json")), ids=lambda path: path.stem)
def test_our_own_essays_come_back_from_hyphenation(path: Path) -> None:
    score = _accuracy(path)
    right, total = score[False]
    assert total > 50
    assert right / total >= 0.99
    right, total = score[True]
    assert right >= 0.85 * total


def test_essays_of_several_languages_come_back_from_hyphenation() -> None:
    paths = sorted(SHARED.glob("corpus/*.truth.json")) + sorted(SHARED.glob("real/*.truth.json"))
    if not paths:
        pytest.skip("the shared corpus is not here")
    scores = [_accuracy(path) for path in paths]
    floors = {False: 0.995, True: 0.92}
    for real, floor in floors.items():
        right, total = (sum(score[real][part] for score in scores) for part in (0, 1))
        assert right / total >= floor, f"{right} of {total}, real hyphens: {real}"


def test_a_hyphen_between_two_vowels_says_nothing_of_a_prefix_before_a_consonant():
    lexicon = Lexicon("en", count_words(["to re-use and to re-enter what was rebuilt"]))
    assert decide("re", "stated", lexicon, soft=False).joined == "restated"
    assert decide("re", "use", lexicon, soft=False).joined == "re-use"
    other = Lexicon("en", count_words(["the re-stocked and re-settled ponds"]))
    assert decide("re", "stated", other, soft=False).joined == "re-stated"
