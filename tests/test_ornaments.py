"""Ornaments: rows of marks that stand for a rule are not read out; a pause between paragraphs is."""

from __future__ import annotations

import pytest

from pages import LEADING, LEFT, TOP, Sheet, draft_of, prose


def around(row: str) -> Sheet:
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1))
    sheet.line(LEFT, y, row)
    sheet.paragraph(LEFT, y + LEADING, prose(2))
    return sheet


@pytest.mark.parametrize("row", ["-" * 30, "_ " * 12, ". . . . . . . . . .", "— — — — — — — —", "*-*-*-*-*-*-*"])
def test_a_row_of_marks_becomes_a_rule(row: str):
    draft = draft_of(around(row))
    assert not any(mark in piece.text for piece in draft.pieces for mark in ("--", "__", ". .", "— —", "*-"))
    assert [record.text for record in draft.ledger.of("set-aside")] == [" ".join(row.split())]
    assert len(draft.pages[0].rules) == 1
    assert len(draft.pieces) == 2, "what the rule parts, it goes on parting"


@pytest.mark.parametrize("row", ["—", "...", "1 2 3 4 5 6 7 8 9", "B-B-B-B-B-B-B"])
def test_a_pause_or_a_number_stays(row: str):
    draft = draft_of(around(row))
    assert not draft.ledger.records
    assert row in " ".join(piece.text for piece in draft.pieces)


@pytest.mark.parametrize("stop", [".", "?”", ".12"])
def test_the_square_that_closes_an_article_is_set_aside(stop: str):
    sheet = Sheet()
    sheet.paragraph(LEFT, TOP, f"{prose(1)[:-1]}{stop} ■")
    draft = draft_of(sheet)
    assert draft.pieces[-1].text.endswith(stop)
    assert [record.text for record in draft.ledger.of("set-aside")] == ["■"]


def test_a_square_within_a_sentence_stays():
    sheet = Sheet()
    sheet.paragraph(LEFT, TOP, "The map marks every ferry with ■ and every bridge with a line")
    assert "with ■ and" in " ".join(piece.text for piece in draft_of(sheet).pieces)


def test_glyphs_without_meaning_are_not_taken_for_an_ornament():
    draft = draft_of(around("\ufffd" * 12))
    assert not draft.ledger.records
