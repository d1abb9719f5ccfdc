"""Notes: each is found at the foot or the end, linked to its call, and kept out of the running text."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Heading, ListBlock, Note, NoteReference, Paragraph, walk
from pages import (
    BOLD,
    INDENT,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TOP,
    Sheet,
    article_of,
    fill,
    paragraphs_of,
    prose,
    recovered,
    sized,
    texts_of,
    two_columns,
)

MARK = sized(ROMAN, 6.0)
NOTE_MARK = sized(ROMAN, 5.0)
FOOT = 560.0


def note(sheet: Sheet, label: str, text: str, x: float = LEFT, y: float = FOOT, *, raised: bool = True) -> float:
    """A note in small type that begins with its label; gives the next baseline."""
    lines = fill(f"{label}x {text}", MEASURE, SMALL)
    first = sheet.line(x, y - (2.5 if raised else 0.0), label, NOTE_MARK if raised else SMALL)[0]
    sheet.after(first, lines[0].split(" ", 1)[1], SMALL, rise=-2.5 if raised else 0.0, glued=False)
    return sheet.block(x, y + 9.5, lines[1:], SMALL, 9.5) if lines[1:] else y + 9.5


def calling(sheet: Sheet, label: str, x: float = LEFT, y: float = 450.0, *, after: str = "as the treaty says") -> None:
    """A paragraph with a superscript in its second line."""
    lines = fill(prose(60, 30), MEASURE, indent=12)
    sheet.block(x, y, lines[:1], indent=12)
    word = sheet.line(x, y + LEADING, after)[-1]
    mark = sheet.after(word, label, MARK, rise=3.5)[0]
    sheet.after(mark, "and so on", ROMAN, rise=-3.5, glued=False)


def notes(article: Article) -> list[tuple[str, str]]:
    return [(note.label, " ".join(texts_of(note.blocks))) for note in article.notes]


def calls(article: Article) -> list[tuple[str, Note]]:
    known = {note.id: note for note in article.notes}
    return [
        (inline.label, known[inline.note])
        for block in walk(article.blocks)
        if isinstance(block, Paragraph)
        for inline in block.content
        if isinstance(inline, NoteReference)
    ]


@pytest.mark.parametrize("label", ["1", "*", "∗", "**", "†", "a"])
def test_a_footnote_is_linked_from_the_place_that_calls_it(label: str):
    sheet = two_columns()
    calling(sheet, label)
    note(sheet, label, "Minutes of the Commission, 12 May 1998.")
    article = article_of(sheet)
    assert notes(article) == [(label, "Minutes of the Commission, 12 May 1998.")]
    assert calls(article) == [(label, article.notes[0])]
    assert not any("Minutes" in text for text in paragraphs_of(article))


def test_a_raised_figure_that_a_paragraph_begins_with_calls_nothing():
    """Addresses at the end of a paper are counted as the notes are."""
    sheet = two_columns()
    calling(sheet, "1")
    note(sheet, "1", "Minutes of the Commission, 12 May 1998.")
    mark = sheet.line(RIGHT, 446.5, "1", MARK)[0]
    sheet.after(mark, "Department of Ferries, Harbor University, Lisbon", ROMAN, rise=-3.5, glued=False)
    article = article_of(sheet)
    assert [label for label, _ in calls(article)] == ["1"]
    assert any(text.endswith("Department of Ferries, Harbor University, Lisbon") for text in paragraphs_of(article))


def test_two_notes_below_each_other_are_two():
    sheet = two_columns()
    calling(sheet, "1")
    calling(sheet, "2", x=RIGHT)
    y = note(sheet, "1", "Minutes of the Commission, 12 May 1998, which run to several hundred pages.")
    note(sheet, "2", "See the same volume.", y=y)
    article = article_of(sheet)
    assert [label for label, _ in notes(article)] == ["1", "2"]
    assert notes(article)[0][1].endswith("several hundred pages.")
    assert [label for label, _ in calls(article)] == ["1", "2"]


def test_a_note_that_the_column_end_cuts_goes_on_in_the_next():
    sheet = two_columns()
    calling(sheet, "1")
    note(sheet, "1", "The two receipts are reproduced in facsimile in the volume that the two")
    sheet.block(RIGHT, FOOT, ["curators published, against advice, in 1979."], SMALL, 9.5)
    assert notes(article_of(sheet)) == [
        (
            "1",
            "The two receipts are reproduced in facsimile in the volume that the two curators published, "
            "against advice, in 1979.",
        )
    ]


@pytest.mark.parametrize("printed", ["22nd", "m2"])
def test_a_raised_letter_or_figure_without_a_note_calls_nothing(printed: str):
    sheet = two_columns()
    head, tail = ("22", "nd") if printed == "22nd" else ("m", "2")
    calling(sheet, tail, after=f"the whole of {head}")
    article = article_of(sheet)
    assert calls(article) == []
    assert any(f"the whole of {printed} and so on" in text for text in paragraphs_of(article))


def test_endnotes_with_labels_on_the_line_are_linked():
    first, last = two_columns(1), two_columns(2, paragraphs=2)
    calling(first, "1")
    calling(first, "2", x=RIGHT)
    y = 400.0
    for label in ("1", "2", "3"):
        y = note(last, f"{label}.", prose(80 + int(label), 12), RIGHT, y, raised=False)
    article = article_of(first, last)
    assert [label for label, _ in notes(article)] == ["1", "2", "3"]
    assert [label for label, _ in calls(article)] == ["1", "2"]


def test_endnotes_as_large_as_the_text_are_told_by_raised_labels_that_it_calls():
    sheet = two_columns(paragraphs=2)
    calling(sheet, "1")
    calling(sheet, "2", y=490.0, after="and so it has been since")
    y = sheet.column(RIGHT, 400, [8])
    for label, text in (("1", "The archive has the letters."), ("2", "They were never sent.")):
        mark = sheet.line(RIGHT, y - 3.5, label, MARK)[0]
        sheet.after(mark, text, ROMAN, rise=-3.5, glued=False)
        y += LEADING
    article = article_of(sheet)
    assert notes(article) == [("1", "The archive has the letters."), ("2", "They were never sent.")]
    assert [label for label, _ in calls(article)] == ["1", "2"]
    assert not any("archive has the letters" in text for text in paragraphs_of(article))


def test_a_footnote_as_large_as_the_text_is_told_by_its_rule_though_its_call_is_lost():
    sheet = two_columns(paragraphs=2)
    sheet.column(RIGHT, 400, [8])
    sheet.rule(LEFT, FOOT - 14, LEFT + 60)
    mark = sheet.line(LEFT, FOOT - 3.5, "1", MARK)[0]
    sheet.after(mark, "The archive has the letters.", ROMAN, rise=-3.5, glued=False)
    assert notes(article_of(sheet)) == [("1", "The archive has the letters.")]


def test_a_note_that_begins_in_the_rest_of_the_one_before_is_its_own():
    sheet = two_columns(paragraphs=2)
    sheet.block(LEFT, note(sheet, "1", f"{prose(20, 20)} And then the", y=FOOT), [], SMALL)
    y = sheet.block(RIGHT, FOOT, ["commission was dissolved."], SMALL, 9.5)
    note(sheet, "2", "They were never sent.", x=RIGHT, y=y)
    assert [label for label, _ in notes(article_of(sheet))] == ["1", "2"]
    assert notes(article_of(sheet))[1] == ("2", "They were never sent.")


def test_a_note_that_nobody_calls_is_kept_and_said():
    sheet = two_columns()
    note(sheet, "7", "Minutes of the Commission, 12 May 1998.")
    article, ledger = recovered(sheet)
    assert notes(article) == [("7", "Minutes of the Commission, 12 May 1998.")]
    assert "note without a call" in ledger.counts("warning")


def test_a_numbered_list_in_the_text_is_no_note():
    sheet = two_columns(paragraphs=2)
    y = 400.0
    for number in (1, 2, 3):
        sheet.line(LEFT, y, f"{number}.")
        y = sheet.block(LEFT + 16, y, fill(prose(40 + number, 14), MEASURE - 16))
    assert notes(article_of(sheet)) == []


def test_the_numbers_under_references_are_a_list_though_they_stand_small_at_the_foot():
    sheet = two_columns(paragraphs=2)
    sheet.line(RIGHT, 400, "References", sized(BOLD, 8))
    y = 411.0
    for number, initial in enumerate("ABC", 1):
        sheet.line(RIGHT, y, f"{number}. Vogt {initial}: Harbors and keepers.", SMALL)
        y += 10
    article = article_of(sheet)
    assert not article.notes
    lists = [block for block in walk(article.blocks) if isinstance(block, ListBlock)]
    assert [item.marker for block in lists for item in block.items][:2] == ["1.", "2."]
    assert "Vogt C" in " ".join(paragraphs_of(article))


def test_small_matter_that_goes_on_is_no_rest_of_a_note():
    first, second = two_columns(paragraphs=2), two_columns(2, paragraphs=2)
    calling(first, "1")
    note(first, "1", "Northern Institute, Lisbon", y=620)
    second.line(RIGHT, 400, "Competing interests", sized(BOLD, 8))
    second.line(RIGHT, 410, "The authors have none to declare.", SMALL)
    article = article_of(first, second)
    assert [text for _, text in notes(article)] == ["Northern Institute, Lisbon"]
    assert any("none to declare" in text for text in paragraphs_of(article))


def test_numbered_lines_of_a_program_are_no_notes():
    """Set small, counting up from 1 — but the text goes on below them, and nothing calls them."""
    sheet = two_columns()
    y = sheet.paragraph(LEFT, 400, "The option numbers the lines of a listing:")
    for line, code in enumerate(("open the gate", "count the boats", "close the gate"), start=1):
        sheet.line(LEFT + 10, y + 9.5 * line, f"{line}. {code}", SMALL)
    sheet.paragraph(LEFT, y + 50, prose(70))
    article = article_of(sheet)
    assert not article.notes
    assert not [block for block in walk(article.blocks) if isinstance(block, Heading)]
    assert "count the boats" in paragraphs_of(article)


def test_called_notes_stay_notes_though_text_goes_on_below_them():
    sheet = two_columns()
    calling(sheet, "1", y=440)
    calling(sheet, "2", x=RIGHT, y=440)
    y = note(sheet, "1.", "Minutes of the Commission, 12 May 1998.", y=490, raised=False)
    y = note(sheet, "2.", "The treaty, article 4.", y=y, raised=False)
    sheet.paragraph(LEFT, y + 20, "The author lives in the border town that he writes of.", indent=0)
    assert [label for label, _ in notes(article_of(sheet))] == ["1", "2"]


def test_marks_that_begin_anew_on_every_page_call_the_note_of_their_page():
    sheets = [two_columns(number) for number in (1, 2)]
    texts = ["See the letter of our captain.", "No journal has ever printed it."]
    for sheet, text in zip(sheets, texts, strict=True):
        calling(sheet, "*")
        note(sheet, "*", text, raised=False)
    assert [(label, "".join(texts_of(called.blocks))) for label, called in calls(article_of(*sheets))] == [
        ("*", texts[0]),
        ("*", texts[1]),
    ]


def test_a_note_without_a_mark_over_others_under_the_rule_is_a_note():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1))
    sheet.after(sheet.words[-1], "1", MARK, rise=3.5)
    y = sheet.column(LEFT, y, range(2, 6))
    sheet.column(RIGHT, TOP, range(6, 12))
    sheet.rule(LEFT, y + 2, LEFT + 50)
    y = sheet.block(
        LEFT, y + LEADING, ["This paper was read to the academy", "in the winter of last year."], indent=INDENT
    )
    mark = sheet.line(LEFT + INDENT, y - 3.5, "1", MARK)
    sheet.after(mark[0], "See the letter of our captain.", ROMAN, rise=-3.5, glued=False)
    article = article_of(sheet)
    assert notes(article) == [
        ("", "This paper was read to the academy in the winter of last year."),
        ("1", "See the letter of our captain."),
    ]


def test_small_print_under_underlined_words_is_no_note():
    sheet = Sheet()
    sheet.column(LEFT, TOP, range(1, 6))
    y = sheet.column(RIGHT, TOP, range(6, 10)) + LEADING
    sheet.line(RIGHT, y, "Write to the harbor office", SMALL)
    sheet.rule(RIGHT, y + 1.2, RIGHT + 60)
    sheet.line(RIGHT, y + 10, "or to the museum, without a stamp and without any hope", SMALL)
    assert article_of(sheet).notes == ()


def test_footnotes_as_large_as_the_text_with_labels_on_the_line_are_told_by_rule_and_call():
    """A second one runs on at the foot of the next page, above the third."""
    first, second = Sheet(1), Sheet(2)
    y = first.column(LEFT, TOP, range(10, 14))
    calling(first, "1", y=y)
    first.column(RIGHT, TOP, range(14, 19))
    calling(first, "2", x=RIGHT, y=TOP + 41 * LEADING)
    second.column(LEFT, TOP, range(20, 24))
    calling(second, "3", y=TOP + 34 * LEADING)
    second.column(RIGHT, TOP, range(24, 29))
    for sheet in (first, second):
        sheet.rule(LEFT, 590, LEFT + 50)
    first.block(
        LEFT,
        602,
        ["1. See the letter of our captain.", "2. Whoever has seen the garden of", "the museum knows what it"],
    )
    second.block(LEFT, 602, ["was like in winter.", "3. No journal has ever printed it."])
    article = article_of(first, second)
    expected = [
        ("1", "See the letter of our captain."),
        ("2", "Whoever has seen the garden of the museum knows what it was like in winter."),
        ("3", "No journal has ever printed it."),
    ]
    assert notes(article) == expected
    assert [label for label, _ in calls(article)] == ["1", "2", "3"]


def test_endnotes_as_large_as_the_text_are_told_by_their_heading_and_the_calls():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    calling(sheet, "1", y=y)
    calling(sheet, "2", y=y + 3 * LEADING)
    sheet.line(RIGHT, y, "Notes", BOLD)
    sheet.column(RIGHT, TOP, [4, 5])
    sheet.block(RIGHT, y + 2 * LEADING, ["1. See the letter of our captain.", "2. No journal has ever printed it."])
    article = article_of(sheet)
    assert notes(article) == [("1", "See the letter of our captain."), ("2", "No journal has ever printed it.")]
    assert [label for label, _ in calls(article)] == ["1", "2"]
