"""The language of a text, from its letters and its little words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from horizons_convert.recover import language

TEXTS = {
    "en": "The river has moved three times since the survey, and the map has not been told of it.",
    "fr": "Le fleuve a changé trois fois de lit depuis le relevé, et la carte n’en a pas été avertie par les hommes.",
    "de": "Der Fluss hat sich seit der Vermessung dreimal verlegt, und die Karte ist nicht davon unterrichtet worden.",
    "es": "El río ha cambiado tres veces de cauce desde la medición, y nadie se lo ha dicho a los que hacen el mapa.",
    "it": "Il fiume ha cambiato letto tre volte dopo la misura, e nessuno lo ha detto a chi fa la carta della città.",
    "pt": "O rio mudou de leito três vezes desde a medição, e ninguém o disse aos que não fazem o mapa da cidade.",
    "nl": "De rivier heeft zich sinds de opmeting drie keer verlegd, en de kaart is er niet van op de hoogte gebracht.",
    "sv": "Floden har flyttat sig tre gånger sedan den mättes upp, och ingen har sagt det till dem som ritar kartan.",
    "pl": "Rzeka zmieniła koryto trzy razy od czasu pomiaru i nikt nie powiedział o tym tym, którzy są od mapy.",
    "sr": "Река је три пута променила корито од премера, и нико то није рекао онима који цртају карту, ни људима.",
    "ru": "Река трижды меняла русло после съёмки, и никто не сказал об этом тем, кто рисует карту нашего города.",
    "uk": "Річка тричі змінювала русло після зйомки, і ніхто не сказав про це тим, хто малює карту її міста.",
    "bg": "Реката три пъти смени коритото си след измерването и никой не го каза на тези, които чертаят картата.",
    "el": "Ο ποταμός άλλαξε κοίτη τρεις φορές από τη μέτρηση και κανείς δεν το είπε σε όσους σχεδιάζουν τον χάρτη.",
    "he": "הנהר שינה את מסלולו שלוש פעמים מאז המדידה",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_a_sentence_is_enough(tag: str) -> None:
    found = language.detect(TEXTS[tag])
    assert found.tag == tag
    assert found.score > 0.4


def test_a_title_of_few_words_goes_to_the_model() -> None:
    assert language.detect("Warum Nachbarn einander missverstehen").tag == "de"
    assert language.detect("Pourquoi nos voisins nous comprennent").tag == "fr"


def test_serbian_is_told_from_its_neighbours_by_its_letters() -> None:
    assert language.detect("Њихова кућа").tag == "sr"
    assert language.detect("Куќата на Ѓорѓи").tag == "mk"


def test_soft_hyphens_and_capitals_do_not_hide_the_words() -> None:
    assert language.detect(TEXTS["de"].upper()).tag == "de"
    assert language.detect("\u00ad".join(TEXTS["fr"])).tag == "fr"


def test_nothing_to_judge_by_gives_the_default_and_says_so() -> None:
    assert language.detect(" 1914 – 1918 ") == language.Language("en", 0.0)
    assert language.detect("", default="de") == language.Language("de", 0.0)


def test_an_ordinary_page_needs_no_model_in_memory() -> None:
    code = (
        "import sys; from horizons_convert.recover import language;"
        f"assert language.detect({TEXTS['en']!r}).tag == 'en';"
        "sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
