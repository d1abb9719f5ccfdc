"""Paragraphs, lists and quotations: whole, however columns, pages and boxes cut them."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, BlockQuote, LineBreak, ListBlock, Paragraph, inlines, plain, walk
from horizons_convert.pdf.page import Picture, Shape, Style
from pages import (
    INDENT,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    TOP,
    Sheet,
    article_of,
    cut,
    fill,
    paragraphs_of,
    prose,
    recovered,
    sized,
    two_columns,
)


def body(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Paragraph)]


def lists(article: Article) -> list[ListBlock]:
    return [block for block in article.blocks if isinstance(block, ListBlock)]


def items(block: ListBlock) -> list[tuple[str, str]]:
    return [(item.marker, " ".join(plain(inlines(inner)) for inner in item.blocks)) for item in block.items]


def quotes(article: Article) -> list[list[str]]:
    return [[plain(inlines(inner)) for inner in b.blocks] for b in article.blocks if isinstance(b, BlockQuote)]


# --- where a paragraph begins ----------------------------------------------------------


def test_an_indent_begins_a_paragraph_even_after_a_full_line():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1), full=True)
    y = sheet.paragraph(LEFT, y, prose(2), full=True)
    sheet.column(LEFT, y, [3, 4])
    assert body(article_of(sheet)) == [prose(seed) for seed in (1, 2, 3, 4)]


def test_paragraphs_without_indents_are_told_by_the_space_between_them():
    sheet = Sheet()
    y = TOP
    for seed in range(6):
        y = sheet.paragraph(LEFT, y, prose(seed), indent=0) + 5
    assert body(article_of(sheet)) == [prose(seed) for seed in range(6)]


def test_paragraphs_without_indent_or_space_are_told_by_their_short_last_lines():
    sheet = Sheet()
    y = TOP
    seeds = [seed for seed in range(40) if len(fill(prose(seed), MEASURE)[-1]) < 20][:5]
    for seed in seeds:
        y = sheet.paragraph(LEFT, y, prose(seed), indent=0)
    assert body(article_of(sheet)) == [prose(seed) for seed in seeds]


def test_a_sentence_that_ends_with_its_line_does_not_end_the_paragraph():
    first = "The ferry left the quay a little after six."
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1])
    lines = [*fill(prose(2, 25), MEASURE, indent=INDENT)[:-1], first, *fill(prose(3), MEASURE)]
    sheet.block(LEFT, y, lines, indent=INDENT, width=MEASURE)
    sheet.column(LEFT, y + len(lines) * LEADING, [4, 5])
    assert " ".join(lines) in body(article_of(sheet))


def test_dashes_that_run_back_to_the_edge_begin_what_somebody_says():
    """Not the items of a list, though two of them stand below each other."""
    said = ["— Have you been waiting long?", "— Since Tuesday. " + prose(61, 25), "— And what for?", "— Nothing."]
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1])
    for text in said:
        y = sheet.paragraph(LEFT, y, text)
    sheet.column(LEFT, y, [2, 3])
    article = article_of(sheet)
    assert not lists(article)
    assert body(article)[1:5] == said


def test_paragraphs_that_hang_out_are_whole_amid_paragraphs_that_are_indented():
    """Questions and answers whose letters hang out at the left; the answers run over several lines."""
    said = ["Q. Did nobody read what the pilots had written there?", f"A. {prose(71, 30)}", f"A. {prose(72, 45)}"]
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    for text in said:
        first, *rest = fill(text, MEASURE - 14, indent=-14)
        sheet.line(LEFT, y, first, width=MEASURE)
        sheet.block(LEFT + 14, y + LEADING, rest, width=MEASURE - 14)
        y += LEADING * (1 + len(rest))
    sheet.column(LEFT, y, [3])
    assert body(article_of(sheet)) == [prose(1), prose(2), *said, prose(3)]


def test_a_paragraph_that_hangs_out_goes_on_in_the_next_column():
    text = f"A. {prose(73, 70)}"
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    lines = fill(text, MEASURE - 14, indent=-14)
    sheet.line(LEFT, y, lines[0], width=MEASURE)
    sheet.block(LEFT + 14, y + LEADING, [*lines[1:3], ""], width=MEASURE - 14)
    y = sheet.block(RIGHT + 14, TOP, lines[3:], width=MEASURE - 14)
    sheet.column(RIGHT, y, [3, 4])
    assert body(article_of(sheet)) == [prose(1), prose(2), text, prose(3), prose(4)]


STANZA = [
    "The tide came in, the tide went out,",
    "The clerk wrote down the hour,",
    "And no one of them asked what it was all",
    "about",
    "Who had no need of power.",
]


@pytest.mark.parametrize("indent", [0.0, INDENT])
def test_verse_keeps_its_lines_and_is_one_quotation(indent: float):
    """Every other line may be set in; one was too long and turns over."""
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2]) + LEADING / 2
    for number, line in enumerate(STANZA):
        shift = 30 + indent if line == "about" else indent * (number % 2)
        sheet.line(LEFT + 20 + shift, y + number * LEADING, line)
    sheet.line(LEFT + 20, y + 5 * LEADING, "He had not seen a soul about")
    sheet.column(LEFT, y + 6.5 * LEADING, [3, 4])
    article = article_of(sheet)
    ((verse,),) = [block.blocks for block in article.blocks if isinstance(block, BlockQuote)]
    assert isinstance(verse, Paragraph)
    lines = "".join("/" if isinstance(inline, LineBreak) else plain((inline,)) for inline in verse.content).split("/")
    assert lines == [
        *STANZA[:2],
        "And no one of them asked what it was all about",
        STANZA[4],
        "He had not seen a soul about",
    ]


def test_a_quotation_in_ragged_prose_has_no_lines_of_its_own():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2]) + LEADING / 2
    y = sheet.block(LEFT + 20, y, fill(prose(80, 45), MEASURE - 40)) + LEADING / 2
    sheet.column(LEFT, y, [3, 4])
    article = article_of(sheet)
    assert quotes(article) == [[prose(80, 45)]]
    assert not any(isinstance(inline, LineBreak) for block in walk(article.blocks) for inline in inlines(block))


# --- cuts ------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["next column", "next page"])
@pytest.mark.parametrize("lines", [2, 5])
def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page(where: str, lines: int):
    text = prose(5, 70)
    head, rest = cut(text, lines)
    first, second = two_columns(1, paragraphs=1), two_columns(2, paragraphs=1)
    here = RIGHT if where == "next page" else LEFT
    first.paragraph(here, 300, head, full=True)
    there = (second, LEFT) if where == "next page" else (first, RIGHT)
    if where == "next page":
        second.words.clear()
        second.column(RIGHT, TOP, [60, 61])
    else:
        first.words = [word for word in first.words if word.x0 < RIGHT - 5]
    sheet, x = there
    y = sheet.paragraph(x, TOP, rest, indent=0)
    sheet.column(x, y, [70, 71])
    sheets = [first, second] if where == "next page" else [first]
    article, ledger = recovered(*sheets)
    assert text in body(article)
    assert ledger.counts("repair")["paragraph joined"] == 1


def test_a_column_that_begins_with_an_indent_begins_a_paragraph():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.paragraph(LEFT, y, prose(3), full=True)
    sheet.column(RIGHT, TOP, [4, 5])
    assert body(article_of(sheet)) == [prose(seed) for seed in (1, 2, 3, 4, 5)]


def test_a_word_that_a_column_end_cuts_is_whole():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    head = [*fill(prose(3, 30), MEASURE, indent=INDENT)[:-1], "the long and patient develop-"]
    sheet.block(LEFT, y, head, indent=INDENT, width=MEASURE)
    sheet.words[-1].x1 = LEFT + MEASURE
    y = sheet.paragraph(RIGHT, TOP, "ment of the harbor, which nobody in the capital had noticed.", indent=0)
    sheet.column(RIGHT, y, [4, 5])
    assert any("patient development of the harbor" in text for text in body(article_of(sheet)))


def test_a_last_line_that_was_not_stretched_to_the_edge_ends_its_paragraph():
    """Not even a long word would have fitted behind it, and yet it is a last line, for all others are justified."""
    head, last = fill(prose(3, 30), MEASURE)[:4], "The ferry left the quay a little after"
    wide = MEASURE - 9.0
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1), indent=0) + 5
    y = sheet.paragraph(LEFT, y, prose(2), indent=0) + 5
    y = sheet.block(LEFT, y, [*head, ""], width=MEASURE)
    sheet.line(LEFT, y - LEADING, f"{last} six.", width=wide)
    y = sheet.paragraph(RIGHT, TOP, f"Administrators {prose(4)}", indent=0) + 5
    sheet.paragraph(RIGHT, y, prose(5), indent=0)
    text = " ".join([*head, f"{last} six."])
    assert body(article_of(sheet)) == [prose(1), prose(2), text, f"Administrators {prose(4)}", prose(5)]


def test_lines_that_were_broken_off_on_purpose_do_not_run_together():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2, 3])
    sheet.block(LEFT, y, ["Copyright 2024 Ilse Vogt", "Harbor Street 12", "All of it may be copied."])
    sheet.column(RIGHT, TOP, [4, 5])
    found = body(article_of(sheet))
    assert found[3:6] == ["Copyright 2024 Ilse Vogt", "Harbor Street 12", "All of it may be copied."]


# --- lists -----------------------------------------------------------------------------


def hanging(sheet: Sheet, x: float, y: float, marker: str, text: str, *, hang: float = 16.0) -> float:
    if marker:
        sheet.line(x, y, marker)
    lines = fill(text, MEASURE - hang)
    return sheet.block(x + hang, y, lines, width=MEASURE - hang)


def with_list(markers: list[str], words: int = 16) -> tuple[Sheet, list[tuple[str, str]]]:
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    expected = []
    for number, marker in enumerate(markers):
        y = hanging(sheet, LEFT, y, marker, prose(20 + number, words))
        expected.append((marker, prose(20 + number, words)))
    y = sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    return sheet, expected


@pytest.mark.parametrize(
    "markers", [["•"] * 3, ["█"] * 3, ["–"] * 3, ["1.", "2.", "3."], ["(a)", "(b)", "(c)"], ["iv.", "v.", "vi."]]
)
def test_lists_come_out_item_by_item_without_their_markers(markers: list[str]):
    sheet, expected = with_list(markers)
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == expected
    assert found.ordered == any(marker.strip("().").isalnum() for marker in markers)
    assert body(article) == [prose(seed) for seed in (1, 2, 3, 4, 5, 6)]


def test_a_numbered_list_begins_where_it_says():
    sheet, _ = with_list(["4.", "5.", "6."])
    assert lists(article_of(sheet))[0].start == 4


def test_drawn_bullets_are_bullets():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    for number in range(3):
        sheet.shapes.append(Shape((LEFT, y - 6, LEFT + 4, y - 2), filled=True))
        y = hanging(sheet, LEFT, y, "", prose(20 + number, 16))
    sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    (found,) = lists(article_of(sheet))
    assert items(found) == [("•", prose(20 + number, 16)) for number in range(3)]


def test_the_drawn_letters_of_a_logo_beside_a_text_are_no_bullets():
    sheet = two_columns()
    y = 560.0
    for step in range(5):
        sheet.shapes.append(Shape((LEFT + 7 * step, y + 6, LEFT + 7 * step + 5, y + 11), True))
    lines = ["The harbor letter may be copied by", "Anybody who says whence, in any", "Form that somebody can read."]
    sheet.block(LEFT + 40, y, lines)
    assert not lists(article_of(sheet))


def test_a_list_item_that_a_column_end_cuts_goes_on():
    text = prose(25, 40)
    broken = fill(text, MEASURE - 16)
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    y = hanging(sheet, LEFT, y, "1.", prose(24, 16))
    sheet.line(LEFT, y, "2.")
    for number, line in enumerate(broken[:3]):
        sheet.line(LEFT + 16, y + number * LEADING, line, width=MEASURE - 16)
    y = hanging(sheet, RIGHT, TOP, "", " ".join(broken[3:]))
    y = hanging(sheet, RIGHT, y, "3.", prose(26, 16))
    sheet.column(RIGHT, y, [3, 4])
    (found,) = lists(article_of(sheet))
    assert items(found) == [("1.", prose(24, 16)), ("2.", text), ("3.", prose(26, 16))]


def test_a_paragraph_indented_as_far_as_the_list_that_ends_the_column_before_is_not_part_of_it():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    y = hanging(sheet, LEFT, y, "1.", prose(24, 16))
    hanging(sheet, LEFT, y, "2.", prose(25, 16))
    y = TOP
    for seed in (3, 4, 5):
        y = sheet.paragraph(RIGHT, y, prose(seed), indent=14)
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [("1.", prose(24, 16)), ("2.", prose(25, 16))]
    assert prose(3) in body(article)


def extract(face: Style, lead: str) -> Article:
    """Two columns of text, and in the first a long passage in other type that is not set in."""
    sheet = two_columns(paragraphs=2)
    y = sheet.paragraph(LEFT, 300, lead)
    y = sheet.paragraph(LEFT, y + 5, prose(31, 30), face, 0.9 * LEADING, indent=0)
    sheet.paragraph(LEFT, y + 5, prose(32), indent=0)
    return article_of(sheet)


def test_a_long_passage_in_smaller_type_is_a_quotation_though_it_is_not_set_in():
    lead = "It is the last letter that the ferryman wrote to the ministry, and here is what it says:"
    found = [block for block in extract(sized(ROMAN, 8.8), lead).blocks if isinstance(block, BlockQuote)]
    assert [plain(inlines(inner)) for block in found for inner in block.blocks] == [prose(31, 30)]


def test_a_passage_in_small_type_of_another_face_is_no_quotation():
    found = extract(Style("Grotesk", 8.8), prose(30)).blocks
    assert not any(isinstance(block, BlockQuote) for block in found)


def test_a_byline_above_text_beside_a_picture_is_not_part_of_it():
    """They share no x, but they share the column."""
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2]) + LEADING
    sheet.line(LEFT, y, "By Ada Pine", sized(ROMAN, 10))
    sheet.pictures.append(Picture((LEFT, y + 10, LEFT + 80, y + 90), 0))
    y = sheet.paragraph(LEFT + 90, y + 2 * LEADING, prose(9, 30), width=MEASURE - 90, indent=0)
    sheet.column(LEFT, y + LEADING, [3])
    assert not any("Pine" in text and len(text) > 40 for text in body(article_of(sheet)))


def test_a_number_at_the_beginning_of_a_line_of_text_begins_no_list():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1])
    lines = ["The commission met again on the", "12. of May, and the ministers were", "late as they had always been."]
    y = sheet.block(LEFT, y, lines, indent=INDENT)
    sheet.column(LEFT, y, [2, 3])
    article = article_of(sheet)
    assert lists(article) == []
    assert " ".join(lines) in body(article)


def test_speech_that_begins_with_a_dash_is_no_list():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    for number in (5, 6, 7):
        y = sheet.paragraph(LEFT, y, f"— {prose(number, 24)}")
    sheet.column(RIGHT, TOP, [3, 4])
    assert lists(article_of(sheet)) == []


# --- quotations ------------------------------------------------------------------------


def quotation(
    sheet: Sheet, x: float, y: float, text: str, style: Style = ROMAN, leading: float = LEADING, **how: bool
) -> float:
    return sheet.paragraph(x + INDENT, y, text, style, leading, width=MEASURE - 2 * INDENT, indent=0, **how)


@pytest.mark.parametrize(("style", "leading"), [(ROMAN, LEADING), (sized(ROMAN, 9), 11.0)])
def test_a_quotation_set_in_on_both_sides_is_one(style: Style, leading: float):
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2]) + 6
    y = quotation(sheet, LEFT, y, prose(30, 30), style, leading) + 6
    sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    article = article_of(sheet)
    assert quotes(article) == [[prose(30, 30)]]
    assert body(article) == [prose(seed) for seed in (1, 2, 3, 4, 5, 6)]


def test_a_quotation_behind_a_list_item_is_not_part_of_it():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    y = hanging(sheet, LEFT, y, "•", prose(20, 16))
    y = hanging(sheet, LEFT, y, "•", prose(21, 30)) + 6
    y = sheet.paragraph(LEFT + 16, y, prose(30, 30), sized(ITALIC, 10), width=MEASURE - 36, indent=0) + 6
    sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    article = article_of(sheet)
    assert [text for _, text in items(lists(article)[0])] == [prose(20, 16), prose(21, 30)]
    assert quotes(article) == [[prose(30, 30)]]


def test_a_quotation_that_a_page_end_cuts_is_one():
    text = prose(30, 50)
    broken = fill(text, MEASURE - 2 * INDENT)
    head, rest = " ".join(broken[:4]), " ".join(broken[4:])
    first, second = Sheet(1), Sheet(2)
    first.column(LEFT, TOP, [1, 2, 3, 4])
    y = first.column(RIGHT, TOP, [5, 6, 7]) + 6
    quotation(first, RIGHT, y, head, full=True)
    y = quotation(second, LEFT, TOP, rest) + 6
    second.column(LEFT, y, [8, 9, 10])
    second.column(RIGHT, TOP, [11, 12, 13])
    assert quotes(article_of(first, second)) == [[text]]


def test_a_quotation_of_which_a_box_pushes_the_last_lines_aside_is_one():
    sheet = two_columns(1, paragraphs=2)
    pulled = "It was the winter of the empty town that answered the printer."
    y = sheet.paragraph(RIGHT, 300, f"{pulled} {prose(40, 20)}") + 8
    free = fill(prose(41, 70), MEASURE - 2 * INDENT)[:6]
    y = sheet.block(RIGHT + INDENT, y, [*free, ""], width=MEASURE - 2 * INDENT) - LEADING
    narrow = fill("and so it was that winter in the town", MEASURE - 60 - INDENT)
    sheet.block(RIGHT - 14, y + 2, fill(pulled, 66, sized(ROMAN, 15)), sized(ROMAN, 15), 17)
    sheet.block(RIGHT + 60, y, narrow)
    sheet.column(RIGHT + 60, y + 2 * LEADING + 8, [42], width=MEASURE - 60)
    assert quotes(article_of(sheet)) == [[" ".join([*free, *narrow])]]


def test_text_beside_a_box_is_no_quotation():
    """Lines that a pull quote in the gutter pushes aside are narrow, and yet running text."""
    sheet = two_columns(1, paragraphs=2)
    quote = "It was the winter of the empty town that answered the printer."
    pull = sized(ROMAN, 15)
    y = sheet.paragraph(RIGHT, 300, f"{quote} {prose(40, 20)}")
    narrow = fill(prose(41, 30), MEASURE - 60)
    sheet.block(RIGHT + 60, y, narrow, width=MEASURE - 60)
    sheet.block(RIGHT - 14, y + 6, fill(quote, 66, pull), pull, 17)
    sheet.column(RIGHT, y + len(narrow) * LEADING, [42])
    article = article_of(sheet)
    assert quotes(article) == []
    assert "".join(paragraphs_of(article)).count(prose(41, 30)) == 1
