"""Displays: pull quotes that repeat the text go, everything else that stands out stays, in its right place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from horizons_convert.document import (
    Article,
    Aside,
    BlockQuote,
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    inlines,
    plain,
    walk,
)
from horizons_convert.pdf.page import Panel, Style
from pages import (
    BOLD,
    HEADING,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    PULL,
    RIGHT,
    ROMAN,
    SMALL,
    TITLE,
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

QUOTE = "A gift places the receiver beneath the giver and has to be repaid with gratitude."
REST = "It was a lesson that the ferrymen of the delta had never needed to be taught by anybody."


def asides(article: Article) -> list[str]:
    return [
        " ".join(plain(inner.content) for inner in block.blocks if isinstance(inner, Paragraph))
        for block in article.blocks
        if isinstance(block, Aside)
    ]


def headings(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Heading)]


def quoting() -> Sheet:
    """An opening page whose second column holds the sentence that is pulled."""
    sheet = two_columns(paragraphs=2)
    sheet.line(LEFT, 50, "A Loan of Seeds", TITLE)
    sheet.paragraph(RIGHT, 300, f"{QUOTE} {REST}")
    return sheet


def pulled(sheet: Sheet, text: str, x: float, y: float, width: float) -> float:
    return sheet.block(x, y, fill(text, width, PULL), PULL, 18)


def test_a_pull_quote_in_the_column_is_set_aside_and_the_paragraph_goes_on():
    sheet = quoting()
    head, rest = cut(prose(30), 5)[0], "and so it went on until the winter came again."
    y = sheet.paragraph(LEFT, 300, head, full=True)
    y = pulled(sheet, QUOTE, LEFT + 4, y + 14, MEASURE - 8)
    sheet.paragraph(LEFT, y + 6, rest, indent=0)
    article, ledger = recovered(sheet)
    assert f"{head} {rest}" in paragraphs_of(article)
    assert sum(text.count("A gift places") for text in paragraphs_of(article)) == 1
    assert [record.text for record in ledger.of("set-aside")] == [QUOTE]


@pytest.mark.parametrize("style", [SMALL, sized(BOLD, 9)])
def test_the_name_under_a_pull_quote_goes_with_it(style: Style):
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True)
    y = pulled(sheet, QUOTE, LEFT + 4, y + 14, MEASURE - 8)
    sheet.line(LEFT + 4, y - 4, "— Ada Lund, ferry pilot", style)
    sheet.paragraph(LEFT, y + 16, prose(31), indent=0)
    article, ledger = recovered(sheet)
    assert not any("Ada Lund" in text for text in [*paragraphs_of(article), *headings(article), *asides(article)])
    assert [record.text for record in ledger.of("set-aside")][-1] == "— Ada Lund, ferry pilot"


def test_a_pull_quote_in_other_words_goes_though_none_of_its_style_repeats_the_text():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True)
    quote = "A gift places the receiver beneath … and has to be repaid with gratitude."
    y = pulled(sheet, quote, LEFT + 4, y + 14, MEASURE - 8)
    sheet.paragraph(LEFT, y + 6, prose(31), indent=0)
    article, ledger = recovered(sheet)
    assert not any("beneath …" in text for text in [*paragraphs_of(article), *asides(article)])
    assert [record.what for record in ledger.of("set-aside")] == ["pull quote"]


def test_a_display_that_says_something_of_its_own_in_words_of_the_page_stays():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True)
    own = "The receiver of gratitude was never a ferryman, and the delta had nothing to repay."
    y = pulled(sheet, own, LEFT + 4, y + 14, MEASURE - 8)
    sheet.paragraph(LEFT, y + 6, prose(31), indent=0)
    assert asides(article_of(sheet)) == [own]


def test_a_pull_quote_in_small_capitals_made_by_size_is_as_large_as_its_capitals():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True)
    capitals, small = sized(ROMAN, 12), sized(ROMAN, 9.6)
    first, *more = fill("A gift places the receiver beneath … and has to be repaid with gratitude.", 180, small)
    cap = sheet.line(LEFT + 4, y + 14, first[0], capitals)[-1]
    last = sheet.after(cap, "nd" if first[1] != " " else "h", small)[-1]
    sheet.after(last, first[2:], small, glued=False)
    y = sheet.block(LEFT + 4, y + 28, more, small, 14)
    sheet.paragraph(LEFT, y + 6, prose(31), indent=0)
    article, ledger = recovered(sheet)
    assert not any("beneath …" in text for text in [*paragraphs_of(article), *asides(article)])
    assert [record.what for record in ledger.of("set-aside")] == ["pull quote"]


def test_a_raised_cap_that_reaches_up_to_a_heading_opens_the_paragraph_below_it():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True) + 10
    sheet.line(LEFT + 24, y, "Borrowing and Lending", HEADING)
    y += 20
    text = "F patience is a form of capital, it ought to be possible to lend it, and so it is."
    cap = sheet.line(LEFT, y, "I", sized(ROMAN, 28))[0]
    cap.ink = (cap.x0, y - 20, cap.x1, y)
    first, *more = fill(text, MEASURE - 12)
    sheet.line(cap.x1, y, first)
    sheet.block(LEFT, y + LEADING, more)
    article = article_of(sheet)
    assert "Borrowing and Lending" in headings(article)
    assert any(text.startswith("IF patience is a form of capital") for text in paragraphs_of(article))


def test_a_pull_quote_between_the_standfirst_and_the_text_goes():
    sheet = Sheet()
    sheet.line(LEFT, 50, "A Loan of Seeds", TITLE)
    lead = "The farmers of the delta lend to one another what no bank would lend to any of them."
    y = sheet.block(LEFT, 80, fill(lead, 400, sized(ROMAN, 11)), sized(ROMAN, 11), 14)
    y = pulled(sheet, QUOTE, LEFT + 40, y + 24, 320) + 20
    sheet.column(LEFT, y, [1, 2, 3])
    sheet.column(RIGHT, y, [4, 5])
    sheet.paragraph(RIGHT, 400, f"{QUOTE} {REST}")
    article, ledger = recovered(sheet)
    assert sum(text.count("A gift places") for text in paragraphs_of(article)) == 1
    assert [record.text for record in ledger.of("set-aside")] == [QUOTE]
    assert lead in paragraphs_of(article)


def test_a_speech_that_begins_with_a_dash_below_a_pull_quote_stays():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30))
    y = pulled(sheet, QUOTE, LEFT + 4, y + 14, MEASURE - 8)
    sheet.paragraph(LEFT, y + 6, "— Nobody told us of it.")
    sheet.paragraph(LEFT, y + 6 + LEADING, prose(31))
    assert "— Nobody told us of it." in paragraphs_of(article_of(sheet))


def test_a_pull_quote_across_the_gutter_does_not_end_up_inside_the_sentences():
    """The text is wrapped around it in both columns, and its lines lie between theirs in the stream."""
    sheet = Sheet()
    width, quote = MEASURE - 55, fill(QUOTE, 110, PULL)
    texts = [f"{prose(41, 60)}", f"{QUOTE} {REST} {prose(42, 30)}"]
    for column, (x, text) in enumerate(zip((LEFT, RIGHT), texts, strict=True)):
        broken, y, inside = text.split(), 80.0, range(5, 5 + 2 * len(quote))
        row = 0
        while broken:
            narrow = row in inside
            line = fill(" ".join(broken), width if narrow else MEASURE)[0]
            broken = broken[len(line.split()) :]
            at = x + (55 if narrow and column else 0)
            sheet.line(at, y, line, width=(width if narrow else MEASURE) if broken else None)
            if column == 0 and narrow and row % 2 and (row - 5) // 2 < len(quote):
                sheet.line(LEFT + width + 10, y + 4, quote[(row - 5) // 2], PULL)
            y, row = y + LEADING, row + 1
        sheet.column(x, y, [50 + column, 52 + column, 54 + column])
    article = article_of(sheet)
    assert [text for text in paragraphs_of(article) if QUOTE in text or prose(41, 60) == text] == texts
    assert asides(article) == []


def test_a_pull_quote_that_the_editor_trimmed_goes_with_the_others():
    sheet = quoting()
    pulled(sheet, QUOTE, LEFT, 400, MEASURE)
    other = two_columns(2, paragraphs=2)
    other.paragraph(RIGHT, 300, REST)
    pulled(other, "A lesson the ferrymen had never needed to be taught by anybody.", LEFT, 400, MEASURE)
    article, ledger = recovered(sheet, other)
    assert asides(article) == []
    assert ledger.counts("set-aside")["pull quote"] == 2


def test_a_free_rendering_set_like_the_pull_quotes_goes_with_them():
    """Its words all stand on the page, though no sentence of it does."""
    sheet = quoting()
    pulled(sheet, QUOTE, LEFT, 400, MEASURE)
    other = two_columns(2, paragraphs=2)
    other.paragraph(
        RIGHT,
        300,
        "A shared server is cheaper, and good enough where the traffic of the harbor stays low. Once it is heavy, "
        "take a dedicated server from your provider, and read which levels of service are offered with it.",
    )
    free = (
        "Heavy traffic? Take a dedicated server. Is the traffic low? A shared server is cheaper, "
        "and the provider offered good levels of service."
    )
    pulled(other, free, LEFT, 400, MEASURE)
    article, ledger = recovered(sheet, other)
    assert asides(article) == []
    assert ledger.counts("set-aside")["pull quote"] == 2


def test_a_display_whose_words_stand_nowhere_else_stays_as_an_aside():
    sheet = quoting()
    pulled(sheet, "Dry the seed for six weeks. Seal it in foil, twice. Tear the label off.", LEFT, 400, MEASURE)
    assert asides(article_of(sheet)) == ["Dry the seed for six weeks. Seal it in foil, twice. Tear the label off."]


def test_a_sidebar_in_a_tinted_box_stays_together_outside_the_sentence_that_it_cuts():
    sheet = quoting()
    head, rest = cut(prose(30), 5)[0], "and so it went on until the winter came again."
    y = sheet.paragraph(LEFT, 300, head, full=True)
    sheet.panels.append(Panel((LEFT, y, LEFT + MEASURE, y + 90), True, (225, 230, 235)))
    sheet.line(LEFT + 8, y + 16, "How to Send a Box", sized(HEADING, 9))
    sheet.block(LEFT + 8, y + 30, fill(prose(70, 20), MEASURE - 16, sized(ROMAN, 9)), sized(ROMAN, 9), 11)
    sheet.paragraph(LEFT, y + 90 + 14, rest, indent=0)
    article = article_of(sheet)
    assert f"{head} {rest}" in [plain(b.content) for b in article.blocks if isinstance(b, Paragraph)]
    (aside,) = [block for block in article.blocks if isinstance(block, Aside)]
    assert [plain(inlines(block)) for block in walk(aside.blocks)] == ["How to Send a Box", prose(70, 20)]


def test_a_numbered_heading_that_the_contents_repeat_is_no_pull_quote():
    title = "3.3 What the ferries carried, and why nobody ever counted it?"
    contents = two_columns(1, paragraphs=2)
    contents.block(LEFT, 400, fill(title, MEASURE))
    sheet = two_columns(2, paragraphs=2)
    sheet.block(RIGHT, 400, fill(title, MEASURE, HEADING), HEADING, 14)
    sheet.column(RIGHT, 440, [52])
    headings = [plain(block.content) for block in article_of(contents, sheet).blocks if isinstance(block, Heading)]
    assert headings == [title]


def test_a_line_of_other_type_in_the_middle_of_a_sentence_is_no_heading():
    """A link in smaller type fills most of a line."""
    sheet = quoting()
    lines = fill(prose(53, 60), MEASURE, indent=12)
    y = sheet.block(LEFT, 400, lines[:2], width=MEASURE, indent=12)
    sheet.line(LEFT, y, "Online at www.example.org/ferries/harbors-of-", Style("Sans", 9.0))
    sheet.block(LEFT, y + LEADING, ["the-north and elsewhere.", *lines[2:]], width=MEASURE)
    assert not [block for block in article_of(sheet).blocks if isinstance(block, Heading)]


def test_a_heading_that_its_type_does_not_tell_from_the_text_is_told_by_the_space_below():
    ragged = [fill(prose(seed), MEASURE) for seed in range(1, 7)]
    sheet, y = Sheet(), TOP
    for lines in ragged[:2]:
        y = sheet.block(LEFT, y, lines) + 6
    sheet.line(LEFT, y + 6, "Abstract")
    sheet.block(LEFT, y + 6 + 1.4 * LEADING, ragged[2])
    y = TOP
    for lines in ragged[3:]:
        y = sheet.block(RIGHT, y, lines) + 6
    assert prose(3) in paragraphs_of(article_of(sheet))


def test_a_list_in_a_sidebar_is_a_list():
    sheet = quoting()
    sheet.panels.append(Panel((LEFT, 380, LEFT + MEASURE, 460), True, (225, 230, 235)))
    sheet.line(LEFT + 8, 396, "How to Send a Box", sized(HEADING, 9))
    for number, text in enumerate(["Dry the seed for six weeks.", "Seal it in foil, twice."], 1):
        sheet.line(LEFT + 8, 400 + 12 * number, f"{number}.", sized(ROMAN, 9))
        sheet.line(LEFT + 24, 400 + 12 * number, text, sized(ROMAN, 9))
    (aside,) = [block for block in article_of(sheet).blocks if isinstance(block, Aside)]
    title, steps = aside.blocks
    assert plain(inlines(title)) == "How to Send a Box"
    assert isinstance(steps, ListBlock)
    assert [plain(inlines(item.blocks[0])) for item in steps.items] == [
        "Dry the seed for six weeks.",
        "Seal it in foil, twice.",
    ]


def test_an_entry_with_an_address_in_typewriter_type_is_no_heading():
    sheet = quoting()
    typewriter = replace(ROMAN, font="Mono", monospace=True)
    y = sheet.paragraph(LEFT, 380, prose(50, 20)) + 10
    words = sheet.line(LEFT, y, "Seed Vault")
    sheet.after(words[-1], "(https://seeds.example.org/vault).", typewriter, glued=False)
    sheet.column(LEFT, y + LEADING + 10, [51])
    assert not [block for block in article_of(sheet).blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    "style",
    [
        sized(ITALIC, 13),
        PULL,
    ],
    ids=["in type of its own", "set like the pull quotes"],
)
def test_a_display_quotation_that_the_sentence_needs_stays_where_it_is(style: Style):
    """ "One day she woke up and said": and what she said stands in large italics."""
    sheet = quoting()
    pulled(sheet, QUOTE, RIGHT, 420, MEASURE)
    y = sheet.paragraph(LEFT, 300, "One day the oldest of the ferrymen woke up and said to the others:")
    said = "I have carried you all, and none of you has ever asked me where I wanted to go."
    y = sheet.block(LEFT, y + 10, fill(said, MEASURE, style), style, 17)
    sheet.paragraph(LEFT, y + 6, "Nobody answered him, and in the evening he had gone.")
    article = article_of(sheet)
    texts = paragraphs_of(article)
    at = texts.index(said)
    assert texts[at - 1].endswith("said to the others:")
    assert texts[at + 1].startswith("Nobody answered")
    quotes = [block for block in article.blocks if isinstance(block, BlockQuote)]
    assert [plain(inlines(inner)) for block in quotes for inner in block.blocks] == [said]


@pytest.mark.parametrize("style", [HEADING, sized(ITALIC, 12), sized(ROMAN, 13)])
def test_a_short_line_in_other_type_above_text_is_a_heading(style: Style):
    sheet = quoting()
    sheet.line(LEFT, 320, "Debts That Bind", style)
    sheet.paragraph(LEFT, 340, prose(31))
    sheet.line(RIGHT, 400, "The Limits of Keeping", style)
    sheet.paragraph(RIGHT, 420, prose(32))
    article = article_of(sheet)
    assert headings(article) == ["Debts That Bind", "The Limits of Keeping"]
    assert asides(article) == []


def test_a_heading_that_repeats_words_of_the_text_is_no_pull_quote():
    sheet = quoting()
    sheet.line(LEFT, 320, "The Ferrymen of the Delta", HEADING)
    sheet.paragraph(LEFT, 340, prose(31))
    assert headings(article_of(sheet)) == ["The Ferrymen of the Delta"]


BACK_MATTER = sized(ROMAN, 7.2)
BACK_HEADING = sized(BOLD, 7.2)


def back_matter(sheet: Sheet, headings: tuple[str, ...]) -> list[str]:
    """Small print at the end, each part with a bold line over it; gives what it says."""
    y = 420.0
    for seed, heading in enumerate(headings):
        sheet.line(RIGHT, y, heading, BACK_HEADING)
        y = sheet.paragraph(RIGHT, y + 8.6, prose(70 + seed, 20), BACK_MATTER, 8.6, indent=0) + 8.6
    return [prose(70 + seed, 20) for seed in range(len(headings))]


def test_bold_lines_over_the_small_print_are_its_headings():
    sheet = two_columns(paragraphs=3)
    said = back_matter(sheet, ("Author details", "Competing interests", "Received in spring"))
    article = article_of(sheet)
    assert headings(article) == ["Author details", "Competing interests", "Received in spring"]
    assert set(said) <= set(paragraphs_of(article))


def test_a_single_bold_line_in_small_type_is_no_heading():
    sheet = two_columns(paragraphs=3)
    back_matter(sheet, ("Photographs by the harbor office",))
    assert not headings(article_of(sheet))


@pytest.mark.parametrize(
    "text", ["(Do not worry, for nobody in the valley will ever read it, but it is asked for.)", "[emphasis added]"]
)
def test_a_remark_in_brackets_is_no_heading_though_it_is_bold(text: str):
    sheet = Sheet()
    y = sheet.paragraph(LEFT, 80, prose(1))
    y = sheet.block(LEFT, y, fill(text, MEASURE, BOLD), BOLD)
    sheet.paragraph(LEFT, y, prose(2))
    sheet.column(RIGHT, 80, range(3, 6))
    assert not headings(article_of(sheet))


def test_a_lettered_heading_is_one():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, 80, prose(1))
    sheet.line(LEFT, y + 14, "(a) Comments due", BOLD)
    sheet.paragraph(LEFT, y + 28, prose(2))
    sheet.column(RIGHT, 80, range(3, 6))
    assert headings(article_of(sheet)) == ["(a) Comments due"]


def test_a_mark_in_other_type_does_not_unmake_a_heading():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, 80, prose(1))
    last = sheet.line(LEFT, y + 14, "Fact or Fiction", BOLD)[-1]
    sheet.after(last, "?", ROMAN)
    sheet.paragraph(LEFT, y + 28, prose(2))
    sheet.column(RIGHT, 80, range(3, 6))
    assert headings(article_of(sheet)) == ["Fact or Fiction?"]


def test_the_title_of_a_box_in_small_type_is_no_quotation():
    sheet = quoting()
    y = sheet.paragraph(LEFT, 300, prose(30), full=True)
    sheet.panels.append(Panel((LEFT, y, LEFT + MEASURE, y + 90), True, (225, 230, 235)))
    sheet.line(LEFT + 60, y + 16, "Which seeds keep?", sized(ROMAN, 8))
    sheet.block(LEFT + 8, y + 36, fill(prose(70, 20), MEASURE - 16))
    sheet.paragraph(LEFT, y + 90 + 14, prose(31))
    (aside,) = [block for block in article_of(sheet).blocks if isinstance(block, Aside)]
    assert [type(block) for block in aside.blocks] == [Paragraph, Paragraph]
    assert plain(inlines(aside.blocks[0])) == "Which seeds keep?"


def test_a_paragraph_of_a_box_goes_on_in_the_next_column_of_the_box():
    sheet = two_columns()
    y = 420.0
    sheet.panels.append(Panel((LEFT, y, RIGHT + MEASURE, y + 90), True, (225, 230, 235)))
    lines = fill(prose(90, 70), MEASURE - 12, SMALL)
    half = len(lines) // 2
    for x, part in ((LEFT + 6, lines[:half]), (RIGHT + 6, lines[half:])):
        sheet.block(x, y + 16, part, SMALL, 10, width=MEASURE - 12)
    (aside,) = [block for block in article_of(sheet).blocks if isinstance(block, Aside)]
    assert [plain(inlines(block)) for block in aside.blocks] == [prose(90, 70)]


def test_a_short_sentence_in_a_tinted_box_is_an_aside():
    sheet = two_columns(paragraphs=2)
    y = 330.0
    sheet.panels.append(Panel((LEFT, y - 14, LEFT + MEASURE, y + 10), True, (225, 235, 245)))
    sheet.line(LEFT + 6, y, "A harbor is never finished.", BOLD)
    sheet.column(LEFT, y + 34, [50, 51])
    article = article_of(sheet)
    assert asides(article) == ["A harbor is never finished."]
    assert not headings(article)


def test_a_heading_on_a_tinted_bar_is_still_one():
    sheet = two_columns(paragraphs=2)
    y = 330.0
    sheet.panels.append(Panel((LEFT, y - 14, LEFT + MEASURE, y + 10), True, (225, 235, 245)))
    sheet.line(LEFT + 6, y, "A harbor is never finished", BOLD)
    sheet.column(LEFT, y + 34, [50, 51])
    assert headings(article_of(sheet)) == ["A harbor is never finished"]


def test_program_text_keeps_its_lines_though_names_to_be_filled_in_are_in_italics():
    sheet = quoting()
    typewriter = replace(ROMAN, font="Mono", monospace=True)
    y = sheet.paragraph(LEFT, 380, "Each ferry is entered with its captain and its river:")
    entries = [("ferry", "name"), ("captain", "surname of the captain"), ("river", "name")]
    for line, (command, name) in enumerate(entries):
        words = sheet.line(LEFT + 24, y + 4 + LEADING * line, f"{command} *", typewriter)
        words = sheet.after(words[-1], name, ITALIC, glued=False)
        sheet.after(words[-1], "* end", typewriter, glued=False)
    sheet.column(LEFT, y + 5 * LEADING, [51])
    (code,) = [block for block in article_of(sheet).blocks if isinstance(block, CodeBlock)]
    assert code.text.splitlines() == [f"{command} * {name} * end" for command, name in entries]


def test_a_listing_is_whole_where_its_indents_and_blank_lines_have_cut_it():
    """Nothing stands above "wait(6)" but the white at the left of it."""
    typewriter = sized(replace(ROMAN, font="Mono", monospace=True), 8)
    sheet = quoting()
    y = sheet.paragraph(LEFT, 380, "Each ferry is entered in the same way:")
    listing = ["for tide in tides:", "    if tide > 4:", "        report(tide)", "    else:"]
    listing += ["            wait(6)", "close(book)", "", "report(0)"]
    for number, line in enumerate(listing):
        indent = 8 * 0.6 * (len(line) - len(line.lstrip()))
        if line:
            sheet.line(LEFT + indent, y + 4 + 9 * number, line.strip(), typewriter)
    sheet.column(LEFT, y + 4 + 9 * len(listing) + LEADING, [51])
    (code,) = [block for block in article_of(sheet).blocks if isinstance(block, CodeBlock)]
    assert [line.strip() for line in code.text.splitlines()] == [line.strip() for line in listing]
