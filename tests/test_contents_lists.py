"""A list of contents on the page of an article: set aside as a whole, and nothing that only looks like one."""

from __future__ import annotations

from horizons_convert.document import Article
from pages import (
    HEADING,
    ITALIC,
    LEFT,
    MEASURE,
    RIGHT,
    TITLE,
    Sheet,
    advance,
    paragraphs_of,
    prose,
    recovered,
    sized,
    two_columns,
)

ENTRIES = [("What the banks lend", 1), ("Harbor Pilots", 2), ("Quiet Corner", 2), ("The Mountain Railway", 3)]


def issue(sheet: Sheet) -> list[Sheet]:
    """A first page and two that carry headings."""
    sheets = [sheet]
    for number, headings in ((2, ("Harbor Pilots", "Quiet Corner")), (3, ("The Mountain Railway",))):
        page = Sheet(number)
        y = 80.0
        for index, heading in enumerate(headings):
            page.line(LEFT, y, heading, HEADING)
            y = page.paragraph(LEFT, y + 16, prose(10 * number + index)) + 12
        page.column(RIGHT, 80, range(50 + 10 * number, 53 + 10 * number))
        sheets.append(page)
    return sheets


def put_list(sheet: Sheet, y: float, entries: list[tuple[str, int]], step: float = 15) -> float:
    """Rows whose numbers end at one edge; gives the next baseline."""
    for text, page in entries:
        sheet.line(LEFT, y, text, ITALIC)
        sheet.line(LEFT + MEASURE - advance(str(page)), y, str(page))
        y += step
    return y


def cover(heading: str = "Inside this issue:") -> Sheet:
    sheet = Sheet()
    sheet.line(LEFT, 100, "The Harbor Letter", TITLE)
    if heading:
        sheet.line(LEFT, 150, heading, sized(HEADING, 11))
    y = put_list(sheet, 172, ENTRIES)
    sheet.column(LEFT, y + 30, range(1, 4))
    sheet.column(RIGHT, 172, range(4, 8))
    return sheet


def said(article: Article) -> str:
    return " ".join([article.title, article.subtitle, *(a.name for a in article.authors), *paragraphs_of(article)])


def test_a_list_on_the_cover_is_set_aside_and_names_no_authors():
    article, ledger = recovered(*issue(cover()))
    assert article.title == "The Harbor Letter"
    assert not article.authors
    assert not article.subtitle
    assert [record.text for record in ledger.of("set-aside") if record.what == "contents"] == [
        "Inside this issue: What the banks lend 1 Harbor Pilots 2 Quiet Corner 2 The Mountain Railway 3"
    ]
    assert prose(1) in paragraphs_of(article)


def test_a_list_without_a_heading_is_known_by_the_pages_that_it_leads_to():
    article, ledger = recovered(*issue(cover(heading="")))
    assert [record.what for record in ledger.of("set-aside")] == ["contents"]
    assert "Quiet Corner 2" not in said(article)


def test_an_entry_of_two_lines_goes_as_a_whole():
    sheet = Sheet()
    sheet.line(LEFT, 100, "The Harbor Letter", TITLE)
    sheet.line(LEFT, 150, "Contents", sized(HEADING, 11))
    sheet.line(LEFT, 172, "What the banks lend to those who never", ITALIC)
    y = put_list(sheet, 184, [("thought of asking", 1), *ENTRIES[1:]], step=14)
    sheet.column(LEFT, y + 30, range(1, 4))
    sheet.column(RIGHT, 172, range(4, 8))
    article, _ = recovered(*issue(sheet))
    assert "thought of asking" not in said(article)
    assert "What the banks lend" not in said(article)


def test_rows_of_figures_that_name_no_page_stay():
    sheet = two_columns(top=260)
    sheet.line(LEFT, 100, "The Harbor Letter", TITLE)
    put_list(sheet, 160, [("Boats lost in spring", 1), ("Boats lost in summer", 2), ("Boats lost in winter", 3)])
    article, ledger = recovered(*issue(sheet))
    assert not [record for record in ledger.of("set-aside") if record.what == "contents"]
    assert "Boats lost in summer" in said(article)


def test_lines_of_prose_that_end_in_numbers_stay():
    sheet = two_columns(paragraphs=1)
    y = 250.0
    for number in (1, 2, 3):
        sheet.line(LEFT, y, f"as the harbor pilots had said in chapter {number}", width=190)
        y += 12
    _, ledger = recovered(*issue(sheet))
    assert not ledger.of("set-aside")
