"""A letter named from its picture and from the word that it left behind."""

from __future__ import annotations

import fontpkg
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from horizons_convert.recover import letters
from horizons_convert.recover.lexicon import Lexicon

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _face(size: int = 90) -> ImageFont.FreeTypeFont:
    """A typeface that the recogniser does not draw with."""
    return ImageFont.truetype(str(fontpkg.path("Atkinson Hyperlegible")), size)


def _picture(
    text: str,
    ink: str = "black",
    paper: str = "white",
    margin: int = 9,
    face: ImageFont.FreeTypeFont | None = None,
) -> Image.Image:
    face = face or _face()
    left, top, right, bottom = (round(edge) for edge in face.getbbox(text))
    image = Image.new("RGB", (right - left + 2 * margin, bottom - top + 2 * margin), paper)
    ImageDraw.Draw(image).text((margin - left, margin - top), text, font=face, fill=ink)
    return image


def _prior(rest: str, language: str = "en") -> dict[str, float]:
    return dict(letters.candidates(rest, Lexicon(language)))


# --- what the words allow ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "rest", "wanted"),
    [
        ("en", "HARACTERISTICALLY", "C"),
        ("en", "HE", "TS"),
        ("en", "mong", "A"),
        ("en", "n", "IOA"),
        ("en", "", "AI"),
        ("en", "’m", "I"),
        ("fr", "tat", "É"),
        ("fr", "’automne", "LD"),
        ("fr", "", "À"),
        ("de", "brigens", "Ü"),
        ("sr", "лица", "У"),
        ("sr", "ивот", "Ж"),
        ("sr", "", "УИ"),
    ],
)
def test_the_word_left_behind_names_its_letter(language: str, rest: str, wanted: str) -> None:
    ranked = letters.candidates(rest, Lexicon(language))
    assert "".join(letter for letter, _ in ranked[: len(wanted)]) == wanted
    assert sum(share for _, share in ranked) == pytest.approx(1)
    assert min(share for _, share in ranked) > 0


def test_a_river_may_have_lost_a_word_of_its_own() -> None:
    assert "A" in [letter for letter, _ in letters.candidates("river", Lexicon("en"))[:2]]


# --- what the picture shows ---------------------------------------------------------------


def test_pictures_in_an_unknown_typeface_are_named_without_any_word() -> None:
    named = {letter: letters.name(_picture(letter), [], {})[0] for letter in ALPHABET}
    wrong = {letter: answer for letter, answer in named.items() if letter != answer}
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    "picture",
    [
        _picture("R", ink="white", paper="firebrick"),
        _picture("R", ink="gold"),
        np.asarray(_picture("R").convert("L")),
        _picture("R").resize((31, 40)),
        _picture("R").rotate(2, fillcolor="white"),
    ],
    ids=["reversed", "coloured", "array", "small", "skewed"],
)
def test_colour_size_and_slant_do_not_matter(picture: letters.Picture) -> None:
    assert letters.name(picture, [], {})[0] == "R"


def test_a_reversed_letter_in_a_box_on_the_page() -> None:
    page = Image.new("RGB", (160, 180), "white")
    page.paste(_picture("B", ink="white", paper="navy", margin=20), (25, 25))
    assert letters.name(page, [], {})[0] == "B"


def test_dirt_and_a_neighbouring_line_do_not_matter() -> None:
    page = _picture("C", margin=20)
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, page.height - 6, page.width, page.height), fill="black")
    draw.point((8, 8), fill="black")
    assert letters.name(page, [], {})[0] == "C"


def test_words_decide_between_letters_that_look_alike() -> None:
    picture = _picture("O").resize((40, 48))
    assert letters.name(picture, [], {"Q": 0.02, "O": 0.98})[0] == "O"
    assert letters.name(_picture("E"), [], _prior("very"))[0] == "E"


def test_a_clear_picture_overrules_the_likelier_word() -> None:
    letter, score = letters.name(_picture("S"), [], _prior("HE"))
    assert letter == "S"
    assert score > 0.8


def test_a_capital_of_the_same_document_teaches_a_strange_typeface() -> None:
    strange = Image.new("L", (60, 60), 255)
    draw = ImageDraw.Draw(strange)
    draw.polygon([(10, 10), (50, 10), (30, 50)], outline=0, width=6)
    draw.ellipse((24, 18, 36, 30), fill=0)
    priors = dict.fromkeys("KWX", 1 / 3)
    assert letters.name(strange, [("K", strange.resize((45, 45))), ("W", _picture("W"))], priors)[0] == "K"


def test_what_looks_like_no_letter_is_answered_with_little_confidence() -> None:
    noise = np.random.default_rng(7).integers(0, 255, (80, 80), dtype=np.uint8)
    assert letters.name(noise, [], {})[1] < 0.6


def test_a_blank_picture_leaves_the_words_alone() -> None:
    blank = np.full((50, 50), 255, dtype=np.uint8)
    assert letters.name(blank, [], {}) == ("", 0.0)
    letter, score = letters.name(blank, [], _prior("HARACTERISTICALLY"))
    assert letter == "C"
    assert score <= 0.5


@pytest.mark.parametrize(("language", "rest", "cap"), [("fr", "tat", "É"), ("de", "ber", "Ü"), ("sr", "ивот", "Ж")])
def test_accents_and_cyrillic_with_their_words(language: str, rest: str, cap: str) -> None:
    face = ImageFont.truetype(str(fontpkg.path("Literata")), 90)
    face.set_variation_by_axes([12, 800])
    assert letters.name(_picture(cap, face=face), [], _prior(rest, language))[0] == cap


# --- the letters drawn beforehand ---------------------------------------------------------


def test_the_sheet_holds_every_letter_that_a_language_asks_for() -> None:
    assert set(letters.LETTERS) == set(letters._sheet())


@pytest.mark.parametrize("letter", "AIQÉŁЖЩΩ")
def test_the_sheet_is_what_would_be_drawn(letter: str) -> None:
    """If not: `tools/draw_letters.py`.  Another version of the font library may round a dot otherwise."""
    kept, drawn = letters._sheet()[letter], letters.draw(letter)
    assert [trace is None for trace in kept] == [trace is None for trace in drawn]
    for one, other in zip(kept, drawn, strict=True):
        if one and other:
            assert (one.holes, one.stroke) == (other.holes, other.stroke)
            assert abs(one.width - other.width) <= 1
            assert abs(one.height - other.height) <= 1
            assert np.abs(one.square.astype(float) - other.square).mean() < 2


def test_no_letter_is_drawn_that_stands_on_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "draw", lambda letter: pytest.fail(f"{letter} was drawn"))
    letters._drawn.cache_clear()
    assert letters.name(_picture("R"), (), {})[0] == "R"
