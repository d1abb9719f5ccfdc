"""Bylines: who is named, what is said of them, and what only looks like a name."""

from __future__ import annotations

import pytest

from horizons_convert.document import Author
from horizons_convert.recover.names import authors_in, is_credit, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Text: Ilse Vogt", ["Ilse Vogt"]),
        ("Words by Ilse Vogt", ["Ilse Vogt"]),
        ("Interview by Ilse Vogt and Ivo Marić", ["Ilse Vogt", "Ivo Marić"]),
        ("BY ILSE VOGT", ["ILSE VOGT"]),
        ("Ilse Vogt | Ivo Marić", ["Ilse Vogt", "Ivo Marić"]),
        ("Ilse Vogt • Ivo Marić", ["Ilse Vogt", "Ivo Marić"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Juan Pérez y María López", ["Juan Pérez", "María López"]),
        ("Prof. Dr. Hans Meyer", ["Prof. Dr. Hans Meyer"]),
        ("J.R.R. Holt", ["J.R.R. Holt"]),
        ("By Ilse Vogt, Photographs by Max Roe", ["Ilse Vogt"]),
        ("Words Ilse Vogt | Photographs Max Roe", ["Ilse Vogt"]),
        ("Martin Holt Jr.", ["Martin Holt Jr."]),
    ],
)
def test_those_who_wrote_are_named(text: str, names: list[str]):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ilse Vogt, PhD, and Ivo Marić, MD", [Author("Ilse Vogt", "PhD"), Author("Ivo Marić", "MD")]),
        ("By Ilse Vogt, Staff Writer", [Author("Ilse Vogt", "Staff Writer")]),
        ("Ilse Vogt, University of Lisbon", [Author("Ilse Vogt", "University of Lisbon")]),
        ("By Ilse Vogt in Lisbon", [Author("Ilse Vogt", "in Lisbon")]),
    ],
)
def test_what_is_said_of_them_is_no_name(text: str, authors: list[Author]):
    assert authors_in(text) == authors


@pytest.mark.parametrize(
    "text",
    [
        "Photographs by Max Roe",
        "Inside this issue:",
        "By the rivers of Babylon",
        "Words by the river",
        "Ilse Vogt reports from Lisbon",
        "A minister in Lisbon",
        "What does the harbor owe?",
    ],
)
def test_nobody_is_named(text: str):
    assert names_in(text) == []


def test_a_credit_says_who_made_the_pictures():
    assert is_credit("Photographs by Max Roe")
    assert not is_credit("Pictures by the river")
    assert not is_credit("By Ilse Vogt, photographs by Max Roe")
