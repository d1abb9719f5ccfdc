"""Tables: rows of cells between rules come out as rows and cells; prose between rules stays prose."""

from __future__ import annotations

import itertools

import pytest

from horizons_convert.document import Article, Heading, Table, plain
from horizons_convert.pdf.page import Panel, Rule, Style
from pages import (
    BOLD,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TOP,
    Sheet,
    article_of,
    cut,
    paragraphs_of,
    prose,
    text_width,
    two_columns,
)

ROWS = [["Year", "Ships", "Grain"], ["1911", "37", "4,100"], ["1912", "41", "3,900"], ["1913", "12", "n/a"]]
AT = 400.0
WIDE = 400.0


def table(sheet: Sheet, rows: list[list[str]], x: float = LEFT, y: float = AT, *, head_rule: bool = True) -> float:
    """A table of three columns between hairlines, its figures flush right."""
    sheet.rule(x, y - LEADING, x + MEASURE)
    for number, cells in enumerate(rows):
        style = BOLD if number == 0 else ROMAN
        sheet.line(x, y, cells[0], style)
        for column, cell in enumerate(cells[1:], 1):
            if cell:
                sheet.line(x + 65 * column + 60 - text_width(cell, style), y, cell, style)
        if number == 0 and head_rule:
            sheet.rule(x, y + 4, x + MEASURE)
        y += LEADING + 2
    sheet.rule(x, y - LEADING + 2, x + MEASURE)
    return y


def tables(article: Article) -> list[list[list[str]]]:
    found = [block for block in article.blocks if isinstance(block, Table)]
    return [[[plain(cell) for cell in row.cells] for row in block.rows] for block in found]


def test_rows_cells_and_head():
    sheet = two_columns()
    table(sheet, ROWS)
    article = article_of(sheet)
    assert tables(article) == [ROWS]
    assert next(block for block in article.blocks if isinstance(block, Table)).header_rows == 1


def test_the_caption_above_goes_with_the_table():
    sheet = two_columns()
    sheet.line(LEFT, AT - 2 * LEADING, "Table 1. Ships and grain, by year", SMALL)
    table(sheet, ROWS)
    block = next(block for block in article_of(sheet).blocks if isinstance(block, Table))
    assert plain(block.caption) == "Table 1. Ships and grain, by year"


def test_an_empty_cell_stays_empty_and_moves_no_other():
    sheet = two_columns()
    rows = [ROWS[0], ROWS[1], ["1912", "", "3,900"], ROWS[3]]
    table(sheet, rows)
    assert tables(article_of(sheet)) == [rows]


def test_a_table_that_cuts_a_paragraph_does_not_end_it():
    sheet = two_columns(paragraphs=2)
    sheet.words = [word for word in sheet.words if word.x0 < RIGHT - 5]
    first, second = cut(prose(30), 5)[0], "and so it went on until the winter came again."
    y = sheet.paragraph(LEFT, 250, first, full=True)
    y = table(sheet, ROWS, y=y + LEADING)
    sheet.paragraph(LEFT, y + LEADING, second, indent=0)
    assert f"{first} {second}" in paragraphs_of(article_of(sheet))


def test_two_columns_of_prose_between_rules_are_no_table():
    sheet = two_columns(paragraphs=3)
    bottom = max(word.baseline for word in sheet.words)
    sheet.rule(LEFT, TOP - 14, RIGHT + MEASURE)
    sheet.rule(LEFT, bottom + 8, RIGHT + MEASURE)
    article = article_of(sheet)
    assert tables(article) == []
    assert paragraphs_of(article) == [prose(seed) for seed in range(100, 106)]


@pytest.mark.parametrize("lines", [1, 3])
def test_a_pull_quote_between_rules_is_no_table(lines: int):
    sheet = two_columns()
    sheet.rule(LEFT, 420, LEFT + MEASURE)
    sheet.block(LEFT, 440, ["Nobody asked the ferryman"] * lines, Style("Serif-Italic", 14.0, italic=True), 17)
    sheet.rule(LEFT, 430 + 17 * lines, LEFT + MEASURE)
    assert tables(article_of(sheet)) == []


# --- grids, heads and cells of several lines, captions -----------------------------------------


def wall(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    """Put a vertical hairline."""
    sheet.rules.append(Rule((x, top, x + 0.5, bottom), horizontal=False))


def headings_of(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Heading)]


def head_of(article: Article) -> int:
    return next(block.header_rows for block in article.blocks if isinstance(block, Table))


def under_text() -> Sheet:
    """A page of one column of prose in two halves, with room for a table between."""
    sheet = Sheet()
    sheet.paragraph(LEFT, TOP, prose(1, 150), width=WIDE)
    sheet.paragraph(LEFT, 480, prose(2, 150), width=WIDE)
    return sheet


def grid(sheet: Sheet, xs: list[float], ys: list[float]) -> None:
    """A full grid; as many producers do, each cell's borders are lines of their own."""
    for y in ys:
        for x0, x1 in itertools.pairwise(xs):
            sheet.rule(x0, y, x1 + 0.5)
    for x in xs:
        for y0, y1 in itertools.pairwise(ys):
            wall(sheet, x, y0, y1 + 0.5)


def test_a_grid_with_cells_of_several_lines_is_read_row_by_row():
    sheet = under_text()
    grid(sheet, [40, 140, 290, 440], [300, 320, 352, 372])
    for x, y, text in [
        (44, 314, "Harbor"),
        (144, 314, "Ships"),
        (294, 314, "Remarks"),
        (44, 332, "Odessa and"),
        (44, 344, "Kherson"),
        (144, 332, "Thirty in spring,"),
        (144, 344, "fewer in winter"),
        (294, 332, "The ice closed"),
        (294, 344, "the northern pier"),
        (44, 366, "Varna"),
        (294, 366, "None"),
    ]:
        sheet.line(x, y, text)
    article = article_of(sheet)
    assert tables(article) == [
        [
            ["Harbor", "Ships", "Remarks"],
            ["Odessa and Kherson", "Thirty in spring, fewer in winter", "The ice closed the northern pier"],
            ["Varna", "", "None"],
        ]
    ]
    assert headings_of(article) == []


def test_merged_cells_of_a_grid_stand_where_they_begin():
    sheet = under_text()
    xs, ys = [40.0, 140.0, 240.0, 340.0, 440.0], [300.0, 320.0, 340.0, 360.0, 380.0]
    grid(sheet, xs, ys)
    # The corner reaches over two rows and two columns, "Kind" over two columns, "Sea" over two rows.
    gone = [(140, 300, 320), (140, 320, 340), (340, 300, 320)]
    sheet.rules = [
        rule
        for rule in sheet.rules
        if not any(not rule.horizontal and (rule.box[0], rule.box[1]) == (x, y0) for x, y0, _ in gone)
        and not (rule.horizontal and rule.box[1] == 320 and rule.box[0] < 240)
        and not (rule.horizontal and rule.box[1] == 360 and rule.box[0] < 140)
    ]
    for x, y, text in [
        (44, 324, "Route"),
        (320, 314, "Kind"),
        (244, 334, "Mail"),
        (344, 334, "Grain"),
        (44, 364, "Sea"),
        (144, 354, "North"),
        (144, 374, "South"),
        (244, 354, "12"),
        (344, 374, "7"),
    ]:
        sheet.line(x, y, text)
    article = article_of(sheet)
    assert tables(article) == [
        [
            ["Route", "", "Kind", ""],
            ["", "", "Mail", "Grain"],
            ["Sea", "North", "12", ""],
            ["", "South", "", "7"],
        ]
    ]
    assert head_of(article) == 2


def test_cells_that_are_framed_one_by_one_are_a_grid():
    sheet = under_text()
    for row, cells in enumerate([["Harbor", "Ships"], ["Odessa", "37"], ["Varna", "12"]]):
        for column, cell in enumerate(cells):
            x, y = 60.0 + 120 * column, 300.0 + 20 * row
            sheet.panels.append(Panel((x, y, x + 120, y + 20), filled=False))
            sheet.line(x + 4, y + 14, cell)
    assert tables(article_of(sheet)) == [[["Harbor", "Ships"], ["Odessa", "37"], ["Varna", "12"]]]


def test_a_wide_table_open_at_its_foot_crosses_columns_and_cuts_no_sentence():
    """The head's cells have one and two lines, centred; rules part the columns; nothing closes the foot."""
    sheet = Sheet()
    for x, seed in ((LEFT, 11), (RIGHT, 13)):
        sheet.column(x, TOP, [seed, seed + 1])
    top = max(word.baseline for word in sheet.words) + 40
    sheet.line(200, top - 12, "ESTIMATED COSTS", SMALL)
    for y in (top, top + 28):
        sheet.rule(LEFT, y, RIGHT + MEASURE)
    for x in (170, 300):
        wall(sheet, x, top, top + 84)
    for x, y, text in [
        (80, 18, "Action"),
        (200, 18, "Labor"),
        (330, 13, "Cost of all"),
        (330, 23, "the operators"),
        (42, 40, "Repair of the pier"),
        (174, 40, "1 hour at $85"),
        (304, 40, "$6,205"),
        (42, 52, "New lanterns for the"),
        (174, 52, "40 hours at $85"),
        (304, 52, "$248,200"),
        (50, 62, "northern mole"),
        (42, 76, "Ropes"),
        (174, 76, "none"),
        (304, 76, "$340"),
    ]:
        sheet.line(x, top + y, text, SMALL)
    article = article_of(sheet)
    assert tables(article) == [
        [
            ["Action", "Labor", "Cost of all the operators"],
            ["Repair of the pier", "1 hour at $85", "$6,205"],
            ["New lanterns for the northern mole", "40 hours at $85", "$248,200"],
            ["Ropes", "none", "$340"],
        ]
    ]
    block = next(block for block in article.blocks if isinstance(block, Table))
    assert (block.header_rows, plain(block.caption)) == (1, "ESTIMATED COSTS")
    assert headings_of(article) == []
    assert paragraphs_of(article) == [prose(seed) for seed in (11, 12, 13, 14)]


def test_a_head_of_two_lines_is_one_row():
    sheet = two_columns(paragraphs=2)
    y = 420.0
    for rule in (y - 10, y + 16, y + 54):
        sheet.rule(LEFT, rule, LEFT + MEASURE)
    for at, cells in [
        (0, ["Tool", "Speed", "Support"]),
        (12, ["", "(units)", "(units)"]),
        (26, ["Maker", "5.0", "6.0"]),
        (38, ["Setter", "10.0", "1.0"]),
        (50, ["Printer", "7.0", "10.0"]),
    ]:
        for x, cell in zip((LEFT, LEFT + 70, LEFT + 130), cells, strict=True):
            if cell:
                sheet.line(x, y + at, cell)
    article = article_of(sheet)
    assert tables(article)[0][:2] == [["Tool", "Speed (units)", "Support (units)"], ["Maker", "5.0", "6.0"]]
    assert head_of(article) == 1


@pytest.mark.parametrize(
    "label",
    ["Table 3. Ships by year", "Tabelle 3: Schiffe", "Tableau 3 – Navires", "Табела 3. Бродови", "Табела 3 Бродови"],
)
def test_aligned_cells_below_a_caption_need_no_rules(label: str):
    sheet = under_text()
    sheet.line(LEFT, 300, label, SMALL)
    for number, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.line(LEFT + 100 * column, 318 + LEADING * number, cell, BOLD if number == 0 else ROMAN)
    article = article_of(sheet)
    assert tables(article) == [ROWS]
    block = next(block for block in article.blocks if isinstance(block, Table))
    assert (block.header_rows, plain(block.caption)) == (1, label)
    assert headings_of(article) == []


def test_a_table_whose_cells_cannot_be_told_apart_stays_together():
    """Its rows share no edges; they still stand out of the text, each a row, under their caption."""
    sheet = under_text()
    sheet.line(LEFT, 300, "Table 4. What the captains said", SMALL)
    sheet.rule(LEFT, 306, LEFT + WIDE)
    said = ["Kemal: never", "The younger Horvat: in spring, perhaps", "Ilse Vogt: only by night"]
    for number, text in enumerate(said):
        sheet.line(LEFT + 20 * number, 320 + 14 * number, text, BOLD if number == 0 else ROMAN)
    sheet.rule(LEFT, 356, LEFT + WIDE)
    article = article_of(sheet)
    assert tables(article) == [[[text] for text in said]]
    assert headings_of(article) == []


def test_columns_of_a_newspaper_between_rules_are_no_table():
    sheet = two_columns(paragraphs=3)
    bottom = max(word.baseline for word in sheet.words) + 8
    for y in (TOP - 14, (TOP + bottom) / 2, bottom):
        sheet.rule(LEFT, y, RIGHT + MEASURE)
    wall(sheet, (LEFT + MEASURE + RIGHT) / 2, TOP - 14, bottom)
    assert tables(article_of(sheet)) == []


def test_a_list_of_contents_between_rules_is_no_table():
    sheet = under_text()
    titles = ["The harbor in winter", "A teacher and her island", "What the minister said", "Letters from the coast"]
    sheet.rule(LEFT, 300, LEFT + WIDE)
    for number, title in enumerate(titles):
        sheet.line(LEFT, 316 + 16 * number, title)
        sheet.line(LEFT + WIDE - 10, 316 + 16 * number, str(4 + 7 * number))
        sheet.rule(LEFT, 320 + 16 * number, LEFT + WIDE)
    assert tables(article_of(sheet)) == []


def test_leaders_are_no_part_of_a_cell():
    sheet = under_text()
    grid(sheet, [40, 240, 440], [300, 320, 340, 360])
    for y, (name, cost) in zip(
        (314, 334, 354), [("Action", "Cost"), ("Pier ........", "$85"), ("Ropes ......", "$7")], strict=True
    ):
        sheet.line(44, y, name)
        sheet.line(244, y, cost)
    assert tables(article_of(sheet)) == [[["Action", "Cost"], ["Pier", "$85"], ["Ropes", "$7"]]]


def test_rows_without_a_tint_belong_to_the_table_of_those_with_one():
    sheet = under_text()
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            x, y = 60.0 + 100 * column, 300.0 + 20 * row
            if row != 2:
                sheet.panels.append(Panel((x, y, x + 100, y + 20), filled=True, colour=(220, 220, 220)))
            sheet.line(x + 4, y + 14, cell)
    article = article_of(sheet)
    assert tables(article) == [ROWS]
    assert headings_of(article) == []


def test_a_head_above_the_first_rule_and_rows_of_several_lines_between_the_others():
    """Each row has a rule below it and none above the head; a cell's second line follows closely."""
    sheet = under_text()
    rows = [["Harbor", "Ships"], ["Odessa and", "37"], ["Varna", "12"], ["Trebizond", "9"]]
    y = 300.0
    for name, ships in rows:
        sheet.line(44, y, name)
        sheet.line(244, y, ships)
        if name.endswith("and"):
            y += LEADING
            sheet.line(44, y, "Kherson")
        sheet.rule(LEFT, y + 5, LEFT + WIDE)
        y += 18
    article = article_of(sheet)
    assert tables(article) == [[["Harbor", "Ships"], ["Odessa and Kherson", "37"], ["Varna", "12"], ["Trebizond", "9"]]]
    assert headings_of(article) == []


def test_a_line_that_follows_closely_belongs_to_the_cell_above():
    sheet = under_text()
    rows = [["Harbor", "Ships"], ["Odessa and", "37"], ["Kherson", ""], ["Varna", "12"], ["Trebizond", "9"]]
    for rule in (286, 306, 382):
        sheet.rule(LEFT, rule, LEFT + WIDE)
    for y, (name, ships) in zip((300, 320, 332, 352, 372), rows, strict=True):
        sheet.line(44, y, name)
        if ships:
            sheet.line(244, y, ships)
    assert tables(article_of(sheet)) == [
        [["Harbor", "Ships"], ["Odessa and Kherson", "37"], ["Varna", "12"], ["Trebizond", "9"]]
    ]


def test_text_below_a_table_s_caption_and_its_rules_stays_text():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "Table 5. Lost in the printing", SMALL)
    sheet.rule(LEFT, TOP + 6, LEFT + WIDE)
    y = sheet.paragraph(LEFT, TOP + 24, prose(1, 90), width=WIDE)
    sheet.rule(LEFT, y, LEFT + WIDE)
    sheet.paragraph(LEFT, y + 40, prose(2, 90), width=WIDE)
    article = article_of(sheet)
    assert tables(article) == []
    assert prose(1, 90) in paragraphs_of(article)


def test_a_head_over_several_columns_is_a_row_of_its_own():
    """As printers set it: the cells that reach over both rows of the head stand midway between them."""
    sheet = under_text()
    for rule in (286, 314, 372):
        sheet.rule(LEFT, rule, LEFT + WIDE)
    sheet.rule(140, 299, 260)
    for x, y, text in [
        (150, 296, "Ships of the whole year"),
        (44, 302, "Harbor"),
        (340, 302, "Remarks"),
        (150, 310, "1911"),
        (230, 310, "1912"),
    ]:
        sheet.line(x, y, text)
    rows = [["Odessa", "37", "41", "ice"], ["Varna", "12", "9", "no mail"], ["Trebizond", "4", "7", "fog"]]
    for number, cells in enumerate(rows):
        for x, cell in zip((44, 155, 235, 340), cells, strict=True):
            sheet.line(x, 328 + 14 * number, cell)
    article = article_of(sheet)
    assert tables(article) == [
        [["Harbor", "Ships of the whole year", "", "Remarks"], ["", "1911", "1912", ""], *rows],
    ]
    assert head_of(article) == 2


def test_numbers_set_close_to_the_next_column_are_cells_of_their_own():
    """Flush right beside flush left: the white between the columns has no edge that all rows share."""
    sheet = under_text()
    for rule in (286, 304, 364):
        sheet.rule(LEFT, rule, LEFT + WIDE)
    rows = [["Harbor", "1911", "1912", "Remarks"], ["Odessa", "37", "41", "ice"], ["Varna", "12", "", ""]]
    rows += [["Constanza", "4", "1103", "no mail"], ["Trebizond", "", "9", "fog"]]
    for number, cells in enumerate(rows):
        y = 298.0 + 15 * number
        sheet.line(44, y, cells[0])
        for right, cell in ((125, cells[1]), (165, cells[2])):
            if cell:
                sheet.line(right - text_width(cell), y, cell)
        if cells[3]:
            sheet.line(180, y, cells[3])
    assert tables(article_of(sheet)) == [rows]


def test_a_sentence_about_a_table_is_not_its_caption():
    sheet = under_text()
    said = "Table 1 shows what the ships brought."
    sheet.line(LEFT, AT - 2 * LEADING, said)
    table(sheet, ROWS)
    article = article_of(sheet)
    block = next(block for block in article.blocks if isinstance(block, Table))
    assert plain(block.caption) == ""
    assert said in paragraphs_of(article)


def test_the_grid_of_a_chart_is_no_table():
    sheet = under_text()
    grid(sheet, [float(x) for x in range(60, 361, 50)], [float(y) for y in range(300, 401, 20)])
    sheet.line(70, 314, "high")
    sheet.line(270, 374, "low")
    assert tables(article_of(sheet)) == []


def test_a_list_with_bullets_of_its_own_between_rules_is_no_table():
    """The bullets stand far from their text, so that they are cells to the eye of a layout."""
    sheet = under_text()
    items = ["The harbor in winter", "A teacher", "What he said", "Letters home"]
    sheet.rule(LEFT, 300, LEFT + WIDE)
    for number, item in enumerate(items):
        sheet.line(LEFT, 316 + 14 * number, "█")
        sheet.line(LEFT + 40, 316 + 14 * number, item)
    sheet.rule(LEFT, 366, LEFT + WIDE)
    assert tables(article_of(sheet)) == []


def test_rows_in_groups_between_rules_stay_rows():
    sheet = under_text()
    rows = [["Harbor", "Cargo"], ["Odessa", "grain"], ["Varna", "mail"], ["Batum", "oil"]]
    rows += [["Sinop", "timber"], ["Samsun", "tobacco"], ["Rize", "tea"]]
    for x in (40, 180, 320):
        wall(sheet, x, 286, 402)
    for y in (286, 304, 353, 402):
        sheet.rule(40, y, 320)
    for number, (name, cargo) in enumerate(rows):
        y = 298.0 + 16 * number + (number > 0) * 2
        sheet.line(44, y, name)
        sheet.line(184, y, cargo)
    assert tables(article_of(sheet)) == [rows]


def test_text_in_columns_below_a_table_of_their_width_stays_text():
    sheet = Sheet()
    grid(sheet, [LEFT - 4, RIGHT - 8, RIGHT + MEASURE + 4], [66, 84, 102, 120])
    for row, cells in enumerate([["Harbor", "Cargo"], ["Odessa", "grain"], ["Varna", "mail"]]):
        for x, cell in zip((LEFT, RIGHT), cells, strict=True):
            sheet.line(x, 79 + 18 * row, cell)
    sheet.column(LEFT, 134, [1, 2, 3])
    sheet.column(RIGHT, 134, [4, 5, 6])
    article = article_of(sheet)
    assert tables(article) == [[["Harbor", "Cargo"], ["Odessa", "grain"], ["Varna", "mail"]]]
    assert paragraphs_of(article) == [prose(seed) for seed in range(1, 7)]


def test_cells_of_sentences_with_as_many_lines_each_are_one_row():
    sheet = under_text()
    grid(sheet, [40, 180, 320], [286, 304, 346, 388, 406])
    for y, left, right in [
        (298, "Question", "Answer"),
        (316, "Which harbor was", "None that the captain"),
        (328, "closed when ice", "of the ferry had ever"),
        (340, "came?", "seen before."),
        (358, "Who wrote letters", "The minister, and even"),
        (370, "to the teacher in", "his printer, who never"),
        (382, "the capital?", "had an answer."),
        (400, "Why?", "Nobody knows."),
    ]:
        sheet.line(44, y, left)
        sheet.line(184, y, right)
    assert tables(article_of(sheet)) == [
        [
            ["Question", "Answer"],
            ["Which harbor was closed when ice came?", "None that the captain of the ferry had ever seen before."],
            [
                "Who wrote letters to the teacher in the capital?",
                "The minister, and even his printer, who never had an answer.",
            ],
            ["Why?", "Nobody knows."],
        ]
    ]
