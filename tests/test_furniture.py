"""Running matter: heads, feet and folios go, the printed page numbers are learned, and no text goes with them."""

from __future__ import annotations

import pytest

from horizons_convert.recover.draft import Draft
from pages import LEFT, MEASURE, RIGHT, ROMAN, SMALL, TOP, Sheet, draft_of, prose, sized, text_width, two_columns

FOOT, HEAD = 635.0, 40.0
OUTER = RIGHT + MEASURE


def left_page(number: int, text: str, y: float = FOOT) -> Sheet:
    sheet = two_columns(number)
    sheet.line(LEFT, y, text, SMALL)
    return sheet


def right_page(number: int, text: str, y: float = FOOT) -> Sheet:
    sheet = two_columns(number)
    sheet.line(OUTER - text_width(text, SMALL), y, text, SMALL)
    return sheet


def text_of(draft: Draft) -> str:
    return " ".join(piece.text for piece in draft.pieces)


def expected(*numbers: int) -> set[str]:
    return {word for n in numbers for sheet in [two_columns(n)] for word in (w.text for w in sheet.words)}


def gone(draft: Draft) -> list[str]:
    return [record.text for record in draft.ledger.of("set-aside")]


def test_feet_that_alternate_by_parity_go_and_their_folios_are_learned():
    feet = ["Winter 2024, No.25 | 70", "THE LONG WAY | 71", "Winter 2024, No.25 | 72", "THE LONG WAY | 73"]
    sheets = [(left_page if n % 2 else right_page)(n, foot) for n, foot in enumerate(feet, 1)]
    draft = draft_of(*sheets)
    assert gone(draft) == feet
    assert draft.folios == {1: "70", 2: "71", 3: "72", 4: "73"}
    assert set(text_of(draft).split()) == expected(1, 2, 3, 4)
    assert {record.what for record in draft.ledger.records} == {"running foot"}


def test_an_article_of_two_pages_repeats_nothing_but_counts_up():
    draft = draft_of(left_page(1, "Winter 2024, No.25 | 70"), right_page(2, "THE LONG WAY | 71"))
    assert len(gone(draft)) == 2
    assert draft.folios == {1: "70", 2: "71"}


def test_bare_numbers_at_the_head_and_roman_ones_too():
    sheets = [left_page(n, folio, HEAD) for n, folio in enumerate(["xiv", "xv", "xvi"], 1)]
    draft = draft_of(*sheets)
    assert gone(draft) == ["xiv", "xv", "xvi"]
    assert draft.folios == {1: "xiv", 2: "xv", 3: "xvi"}
    assert {record.what for record in draft.ledger.records} == {"folio"}


def test_an_opening_page_without_a_foot_has_its_folio_from_its_neighbors():
    sheets = [two_columns(1), *(left_page(n, f"Horizons | {n + 117}") for n in (2, 3))]
    assert draft_of(*sheets).folios == {1: "118", 2: "119", 3: "120"}


def test_the_labels_of_the_file_vouch_for_a_single_page():
    draft = draft_of(left_page(1, "118"), folios={1: "118"})
    assert gone(draft) == ["118"]


@pytest.mark.parametrize("folio", ["70", "7-45"])
def test_the_folio_of_a_single_page_is_not_read_into_a_sentence(folio: str):
    draft = draft_of(left_page(1, folio))
    assert gone(draft) == [folio]
    assert draft.folios == {1: folio}


def test_a_number_right_below_the_text_is_not_a_folio():
    sheet = two_columns(1)
    sheet.line(LEFT, max(word.baseline for word in sheet.words if word.x0 < RIGHT - 5) + 12, "1998", ROMAN)
    assert gone(draft_of(sheet)) == []


def test_a_head_that_a_scan_misreads_once_goes_with_the_others():
    heads = ["THE QUIET PROFESSIONS", "THE QU1ET PROFESSIONS", "THE QUIET PROFESSI0NS"]
    draft = draft_of(*(left_page(n, head, HEAD) for n, head in enumerate(heads, 1)))
    assert gone(draft) == heads


def test_columns_that_reach_down_to_the_feet_keep_their_last_lines():
    sheets = [two_columns(n, paragraphs=9) for n in (1, 2, 3)]
    for number, sheet in enumerate(sheets, 1):
        sheet.words = [word for word in sheet.words if word.baseline < FOOT - 12]
        sheet.line(LEFT, FOOT, f"Horizons | {number + 20}", SMALL)
    lines = {word.baseline for word in sheets[0].words}
    assert sorted(lines)[-2] > FOOT - 24, "the text stands right above the foot"
    assert gone(draft_of(*sheets)) == ["Horizons | 21", "Horizons | 22", "Horizons | 23"]


def test_text_between_a_foot_and_the_edge_keeps_both():
    """A note below what looks like a foot: it is not the outermost row, so it is no foot."""
    sheets = [left_page(n, "See the appendix", 600) for n in (1, 2)]
    for number, sheet in enumerate(sheets):
        sheet.line(LEFT, 620, prose(50 + number, 4)[:38])
    draft = draft_of(*sheets)
    assert gone(draft) == []


def test_a_heading_that_opens_two_pages_in_other_words_stays():
    sheets = [two_columns(n) for n in (1, 2)]
    for sheet, heading in zip(sheets, ["The Source", "Against the Stream"], strict=True):
        sheet.line(LEFT, 50, heading, sized(ROMAN, 14))
    assert gone(draft_of(*sheets)) == []


def test_a_text_that_stands_where_the_heads_stand_but_larger_stays():
    sheets = [left_page(n, "Horizons", HEAD) for n in (1, 2)]
    third = two_columns(3, top=TOP + 20)
    third.line(LEFT, HEAD, "What Remains to Be Done", sized(ROMAN, 18))
    assert "What Remains to Be Done" in text_of(draft_of(*sheets, third))


@pytest.mark.parametrize("separator", ["|", "·", "–", "/"])
def test_the_words_of_the_foot_are_remembered_without_the_folio(separator: str):
    sheets = [left_page(n, f"Winter 2024, No.25 {separator} {69 + n}") for n in (1, 2, 3)]
    assert draft_of(*sheets).furniture_texts == ["Winter 2024, No.25"]


def test_a_line_that_repeats_in_the_middle_of_short_pages_stays():
    sheets = [two_columns(1), Sheet(2), Sheet(3)]
    for sheet in sheets[1:]:
        sheet.line(LEFT, 250, "Map of the delta, after the flood")
        sheet.line(LEFT, 640, f"Horizons | {sheet.number + 20}", SMALL)
    assert text_of(draft_of(*sheets)).count("Map of the delta") == 2


@pytest.mark.parametrize("claim", ["© 2022 The Quiet Quarterly. All rights reserved.", "Copyright 2022 Ada Lund"])
def test_a_claim_of_copyright_at_the_foot_of_the_only_page_goes(claim: str):
    draft = draft_of(left_page(1, claim))
    assert claim not in text_of(draft)
    assert gone(draft) == [claim]


def test_a_paragraph_about_copyright_at_the_foot_stays():
    sheet = two_columns()
    sheet.line(LEFT, FOOT, "Copyright was unknown to the ferrymen.")
    assert "Copyright was unknown" in text_of(draft_of(sheet))
