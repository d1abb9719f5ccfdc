"""Margins: what every page has beside its text is set aside, a note in the margin stays."""

from __future__ import annotations

import pytest

from horizons_convert.recover.draft import Draft
from pages import BOLD, LEADING, LEFT, MEASURE, RIGHT, SMALL, TOP, Sheet, draft_of, sized, two_columns

LABEL = sized(BOLD, 7)
SIDE = RIGHT + MEASURE + 4
MIDDLE = TOP + 9.3 * LEADING


def aside(draft: Draft) -> list[tuple[str, str]]:
    return [(record.what, record.text) for record in draft.ledger.of("set-aside")]


def said(draft: Draft) -> str:
    return " ".join(piece.text for piece in draft.pieces)


def with_label(number: int, x: float = SIDE, text: str = "Essay") -> Sheet:
    sheet = two_columns(number)
    sheet.line(x, MIDDLE, text, LABEL)
    return sheet


def test_a_label_at_the_same_place_of_every_page_goes():
    draft = draft_of(*(with_label(number) for number in (1, 2, 3)))
    assert aside(draft) == [("running margin", "Essay")] * 3
    assert "Essay" not in said(draft)


def test_on_left_and_right_pages_it_stands_on_the_outer_side():
    wide = sum(word.x1 - word.x0 for word in with_label(1).words[-1:])
    draft = draft_of(with_label(1), with_label(2, x=480 - SIDE - wide))
    assert aside(draft) == [("running margin", "Essay")] * 2


def test_a_folio_in_the_margin_counts_up():
    draft = draft_of(*(with_label(number, text=str(40 + number)) for number in (1, 2)))
    assert aside(draft) == [("running margin", "41"), ("running margin", "42")]


@pytest.mark.parametrize("second", ["Harbors", "Essay and more"], ids=["other words", "more words"])
def test_a_note_in_the_margin_of_one_page_stays(second: str):
    sheets = [two_columns(number) for number in (1, 2)]
    for sheet, text in zip(sheets, ["Essay", second], strict=True):
        for row, word in enumerate(text.split()):
            sheet.line(SIDE, MIDDLE + row * 9, word, LABEL)
    draft = draft_of(*sheets)
    assert second.split()[-1] in said(draft)


def test_the_heads_of_pages_are_left_to_those_who_learn_their_folios():
    sheets = [two_columns(number) for number in (1, 2)]
    for sheet in sheets:
        sheet.line(LEFT, 40, "The Long Quay", SMALL)
        sheet.line(SIDE, 40, str(70 + sheet.number), SMALL)
    draft = draft_of(*sheets)
    assert draft.folios == {1: "71", 2: "72"}
    assert not any(what == "running margin" for what, _ in aside(draft))
