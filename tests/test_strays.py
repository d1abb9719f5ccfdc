"""Strays: what no reader of the page would read goes, with a reason; what only looks like it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from horizons_convert.pdf.page import Style
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.strays import set_strays_aside
from pages import LEADING, LEFT, MEASURE, ROMAN, TOP, WIDTH, Sheet, draft_of, prose, sized, text_width

SHEET = 40
"""Words of prose on the test pages."""


def page_of_text() -> Sheet:
    sheet = Sheet()
    sheet.paragraph(LEFT, TOP, prose(1, SHEET))
    return sheet


def after_strays(sheet: Sheet) -> Draft:
    draft = draft_of(sheet, upto=set_strays_aside)
    set_strays_aside(draft)
    return draft


def kept(draft: Draft) -> str:
    return " ".join(word.text for word in draft.words[1])


def reasons(draft: Draft) -> dict[str, str]:
    return {record.what: record.text for record in draft.ledger.of("set-aside")}


def test_printers_slugs_beyond_the_crop_are_set_aside():
    sheet = page_of_text()
    sheet.line(LEFT, sheet.height + 12, "Horizons_25.indd 70")
    sheet.line(-80, TOP, "CYAN")
    draft = after_strays(sheet)
    assert kept(draft) == prose(1, SHEET)
    assert set(reasons(draft)) == {"off the page"}


def test_a_word_that_hangs_over_the_edge_is_still_on_the_page():
    sheet = page_of_text()
    sheet.line(WIDTH - 30, TOP + 300, "responsible")
    assert "responsible" in kept(after_strays(sheet))


@pytest.mark.parametrize("angle", [90, 270, 45])
def test_a_download_stamp_up_the_side_is_set_aside(angle: int):
    sheet = page_of_text()
    sheet.line(20, 300, "Downloaded by a library on 4 May 2024", replace(ROMAN, angle=angle))
    draft = after_strays(sheet)
    assert kept(draft) == prose(1, SHEET)
    assert reasons(draft)["stamp"].startswith("Downloaded by")


def test_a_page_that_is_turned_as_a_whole_keeps_its_text():
    sheet = Sheet()
    sheet.paragraph(LEFT, TOP, prose(1, SHEET), replace(ROMAN, angle=90))
    assert kept(after_strays(sheet)) == prose(1, SHEET)


@pytest.mark.parametrize(("dx", "dy"), [(0.0, 0.0), (0.6, 0.6), (-0.8, 1.0)])
def test_a_shadow_is_read_once(dx: float, dy: float):
    sheet = page_of_text()
    head = sized(ROMAN, 18)
    sheet.line(LEFT, 60, "The Long Way Round", replace(head, colour=(190, 190, 190)))
    sheet.line(LEFT + dx, 60 + dy, "The Long Way Round", head)
    draft = after_strays(sheet)
    assert kept(draft).count("The Long Way Round") == 1
    assert reasons(draft)["shadow copy"] == "The Long Way Round"


def test_words_that_the_author_repeats_are_no_shadow():
    sheet = page_of_text()
    sheet.line(LEFT, TOP + 300, "he had had a a reason")
    sheet.line(LEFT, TOP + 300 + LEADING, "he had had a a reason")
    draft = after_strays(sheet)
    assert kept(draft).count("he had had a a reason") == 2
    assert not reasons(draft)


def test_hidden_text_on_a_printed_page_is_set_aside():
    sheet = page_of_text()
    sheet.line(LEFT, TOP + 300, "keywords for the search engine", replace(ROMAN, invisible=True))
    draft = after_strays(sheet)
    assert kept(draft) == prose(1, SHEET)
    assert reasons(draft) == {"invisible text": "keywords for the search engine"}


def test_the_hidden_text_of_a_scan_is_its_text():
    sheet = Sheet()
    hidden: Style = replace(ROMAN, invisible=True)
    sheet.paragraph(LEFT, TOP, prose(1, SHEET), hidden, width=MEASURE)
    sheet.line(LEFT + text_width("xx"), 600, "Digitized 2009")
    assert prose(1, SHEET) in kept(after_strays(sheet))


def test_no_glyph_of_the_page_is_left_out_of_the_account():
    sheet = page_of_text()
    sheet.line(-80, TOP, "slug")
    sheet.line(20, 300, "stamp", replace(ROMAN, angle=90))
    sheet.line(LEFT + 0.5, TOP + 0.5, sheet.words[0].text)
    draft = after_strays(sheet)
    in_play = sum(word.glyphs for word in draft.words[1])
    assert in_play + draft.ledger.glyphs_set_aside == sum(word.glyphs for word in sheet.words)
