"""Words: how common they are, which the article vouches for, and whether a drop cap belongs to one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from horizons_convert.recover import lexicon as lists
from horizons_convert.recover.lexicon import Lexicon, count_words


def test_common_words_are_more_frequent_than_rare_ones_and_nonsense_is_unknown() -> None:
    lexicon = Lexicon("en")
    assert lexicon.frequency("the") > lexicon.frequency("house") > lexicon.frequency("sluice") > 0
    assert not lexicon.knows("peopletopeople")
    assert lexicon.zipf("peopletopeople") == 0


def test_case_ligatures_and_soft_hyphens_make_no_difference() -> None:
    lexicon = Lexicon("en")
    assert lexicon.frequency("OFFICE") == lexicon.frequency("oﬃce") == lexicon.frequency("of\u00adfice") > 0


def test_accents_do() -> None:
    lexicon = Lexicon("fr")
    assert lexicon.frequency("État") > lexicon.frequency("etat")


def test_the_article_vouches_for_its_own_names() -> None:
    assert not Lexicon("en").knows("Ljubinskov")
    assert Lexicon("en", Counter(["Ljubinskov"])).knows("LJUBINSKOV")


def test_german_compounds_are_known_by_their_parts() -> None:
    lexicon = Lexicon("de")
    assert lexicon.listed("Verwaltungskunst") == 0
    assert lexicon.knows("Verwaltungskunst")
    assert lexicon.knows("Straße")
    assert not lexicon.knows("Verwaltungsknust")


def test_serbian_is_looked_up_in_cyrillic_and_in_latin() -> None:
    lexicon = Lexicon("sr")
    assert lexicon.frequency("улица") == lexicon.frequency("ulica") > 0
    assert lexicon.knows("Њујорк")


def test_a_language_without_a_list_lives_on_the_article() -> None:
    lexicon = Lexicon("eo", Counter(["rivero"]))
    assert lexicon.knows("rivero")
    assert not lexicon.knows("urbo")


def test_words_cut_by_a_line_end_are_not_counted() -> None:
    counts = count_words(["The self-reliant devel-", "opment of state-to-", "state trade, the rest"])
    assert counts == Counter({"the": 2, "self-reliant": 1, "self": 1, "reliant": 1, "of": 1, "trade": 1, "rest": 1})


def test_words_are_counted_by_their_beginnings() -> None:
    lexicon = Lexicon("en", Counter({"toll-gate": 2, "toll-gates": 1, "toll": 3}))
    assert lexicon.count_beginning("toll-") == 3
    assert lexicon.count_beginning("Toll-gates") == 1


HEADS = {
    "en": ["T he", "A t", "I n", "I ndia", "A mong", "A FTER", "H ARACTER", "I t", "O ver", "A cross", "“I f", "I ’ve"],
    "fr": ["L e", "A près", "É crire", "A u", "O n", "L ’automne"],
    "de": ["I n", "A ls", "Ü ber", "E in", "A m", "K onzessivsatz"],
    "sr": ["У лица", "И мена", "А ли", "Ж ивот", "К ада"],
    "ru": ["В от", "К огда"],
    "it": ["I l"],
}
WORDS = {
    "en": ["A river", "I was", "A MAN", "“I am", "A few", "I HAVE", "Ø was", "A “river”"],
    "fr": ["À la", "À force", "Y a"],
    "sr": ["У граду", "И онда", "О реци"],
    "ru": ["В городе", "Я помню"],
    "it": ["È stato", "I ragazzi"],
    "pl": ["W lesie"],
}


@pytest.mark.parametrize(("tag", "pair"), [(tag, pair) for tag, pairs in HEADS.items() for pair in pairs])
def test_a_cap_is_the_head_of_a_word(tag: str, pair: str) -> None:
    cap, rest = pair.split(" ")
    assert Lexicon(tag).joins(cap, rest).joined


@pytest.mark.parametrize(("tag", "pair"), [(tag, pair) for tag, pairs in WORDS.items() for pair in pairs])
def test_a_cap_is_a_word_of_its_own(tag: str, pair: str) -> None:
    cap, rest = pair.split(" ")
    join = Lexicon(tag).joins(cap, rest)
    assert not join.joined
    assert join.score > 0.6


def test_an_essay_on_dams_has_a_dam_and_not_adam() -> None:
    assert Lexicon("en").joins("A", "dam").joined
    essay = count_words(["dam " * 12 + "and water " * 400])
    assert not Lexicon("en", essay).joins("A", "dam").joined


def test_the_gap_tips_what_the_words_leave_open_and_nothing_else() -> None:
    lexicon = Lexicon("en")
    assert lexicon.joins("A", "long", gap=0.0).joined
    assert not lexicon.joins("A", "long", gap=0.6).joined
    assert lexicon.joins("A", "mong", gap=0.6).joined
    assert not lexicon.joins("A", "river", gap=0.0).joined


def test_importing_reads_no_list() -> None:
    code = (
        "import sys; import horizons_convert.recover.lexicon, horizons_convert.recover.hyphens;"
        "sys.exit('wordfreq' in sys.modules or 'pyphen' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("language", ["en", "de", "sr", "no"])
def test_the_lists_are_wordfreqs_own(language: str) -> None:
    import wordfreq

    listed_as = lists._LISTED_AS.get(language, language)
    assert lists._common(language) == wordfreq.get_frequency_dict(listed_as, "small")
    large = wordfreq.available_languages("large")
    assert lists._lists(language, "large") == (
        wordfreq.get_frequency_list(listed_as, "large") if listed_as in large else []
    )


@pytest.mark.parametrize("language", ["xx", "", "../en", "e/n"])
def test_a_language_without_a_list_has_no_words(language: str) -> None:
    assert lists._lists(language, "small") == []
