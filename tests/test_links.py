"""Links: what the file links or the page prints as an address leads there again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from horizons_convert.document import Inlines, Link, Text, plain
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.source import open_source
from pages import INDENT, ITALIC, LEFT, ROMAN, recovered, two_columns
from test_inlines import paragraph

AT = 400.0


def linked(*parts: str | tuple[str, str], italic: str = "") -> tuple[Inlines, Ledger]:
    """A page with a paragraph of one line; a part that is a pair is words and the address the file links them to."""
    sheet = two_columns()
    last = None
    for part in parts:
        text, target = part if isinstance(part, tuple) else (part, "")
        glued = text[:1] in ",.)" or (last is not None and last.text.endswith("("))
        style = ITALIC if text == italic else ROMAN
        words = sheet.after(last, text, style, glued=glued) if last else sheet.line(LEFT + INDENT, AT, text, style)
        for word in words:
            word.target = target
        last = words[-1]
    article, ledger = recovered(sheet)
    return paragraph(article, str(parts[0]).split(" ")[0]), ledger


def test_words_that_the_file_links_are_a_link():
    content, _ = linked("Volunteers meet at", ("the old mill", "https://mill.example/"), "on Sundays.")
    assert Link("https://mill.example/", (Text("the old mill"),)) in content
    assert plain(content) == "Volunteers meet at the old mill on Sundays."


def test_a_stop_beside_linked_words_is_no_part_of_the_link():
    content, _ = linked("Volunteers meet at", ("the mill,", "https://mill.example/"), "on Sundays.")
    assert Link("https://mill.example/", (Text("the mill"),)) in content
    assert plain(content) == "Volunteers meet at the mill, on Sundays."


def test_a_printed_address_is_a_link_to_itself():
    content, _ = linked("Ask at www.mill.example/seeds, or write.")
    assert Link("http://www.mill.example/seeds", (Text("www.mill.example/seeds"),)) in content
    assert plain(content) == "Ask at www.mill.example/seeds, or write."


def test_a_bracket_that_opens_right_behind_an_address_is_no_part_of_it():
    content, _ = linked("Ask at http://mill.example/(or write) or http://mill.example/seeds_(dry) for more.")
    assert Link("http://mill.example/", (Text("http://mill.example/"),)) in content
    assert Link("http://mill.example/seeds_(dry)", (Text("http://mill.example/seeds_(dry)"),)) in content


def test_an_address_in_brackets_stands_in_the_link_of_the_name_before_it():
    address = "http://www.mill.example"
    content, ledger = linked("We joined the Old Mill of Ware (", (address, address), "), or another.")
    assert content == (
        Text("We joined the "),
        Link(address, (Text("Old Mill of Ware"),), printed=True),
        Text(", or another."),
    )
    assert [record.text for record in ledger.of("repair") if record.what == "address in a link"] == [
        f"Old Mill of Ware ({address})"
    ]


def test_a_name_without_capitals_is_its_last_word():
    address = "http://www.mill.example"
    content, _ = linked("It needs a web server (", (address, address), ").")
    assert content == (Text("It needs a web "), Link(address, (Text("server"),), printed=True), Text("."))


def test_a_work_in_italics_carries_its_address_whole():
    address = "http://www.mill.example/notes"
    content, _ = linked("She wrote", "notes on a mill", "(", (address, address), ").", italic="notes on a mill")
    assert Link(address, (Text("notes on a mill", ("italic",)),), printed=True) in content
    assert plain(content) == "She wrote notes on a mill."


def test_an_address_that_the_file_does_not_link_stays_in_its_brackets():
    content, _ = linked("Join the Old Mill (http://www.mill.example), or another.")
    assert plain(content) == "Join the Old Mill (http://www.mill.example), or another."
    assert Link("http://www.mill.example", (Text("http://www.mill.example"),)) in content


def test_an_address_spelled_otherwise_than_in_the_file_stays():
    content, _ = linked("Join the Old Mill (", ("http://mill.example/a_b", "http://mill.example/a%5Fb"), ").")
    assert plain(content) == "Join the Old Mill (http://mill.example/a_b)."


def test_an_address_behind_a_word_that_names_nothing_stays():
    content, _ = linked("Find it at (", ("http://mill.example", "http://mill.example"), ").")
    assert plain(content) == "Find it at (http://mill.example)."


def test_an_article_shows_its_addresses_in_one_way():
    content, _ = linked(
        "The Mill (", ("http://mill.example", "http://mill.example"), ") and the Weir (http://weir.example) are old."
    )
    assert plain(content) == "The Mill (http://mill.example) and the Weir (http://weir.example) are old."


# --- what the file links -------------------------------------------------------------------


def targets(draw: Callable[[Canvas], None], folder: Path) -> dict[str, str]:
    """The words of a page that ReportLab draws, each with the address that it leads to."""
    canvas = Canvas(str(folder / "page.pdf"), (300, 400), invariant=1)
    draw(canvas)
    canvas.save()
    with open_source(folder / "page.pdf") as source:
        return {word.text: word.target for word in source.page(1).words}


def test_the_words_under_a_link_know_its_address(tmp_path: Path):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 300, "Ask at the mill today")
        before, words = (
            canvas.stringWidth(text, canvas._fontname, canvas._fontsize) for text in ("Ask at ", "the mill")
        )
        canvas.linkURL("https://mill.example/", (40 + before, 297, 40 + before + words, 311))

    assert targets(draw, tmp_path) == {
        "Ask": "",
        "at": "",
        "the": "https://mill.example/",
        "mill": "https://mill.example/",
        "today": "",
    }


def test_each_link_of_a_page_has_its_own_words(tmp_path: Path):
    def draw(canvas: Canvas) -> None:
        for y, word in ((300, "mill"), (200, "weir")):
            canvas.drawString(40, y, word)
            canvas.linkURL(f"https://{word}.example/", (40, y - 3, 64, y + 11))

    assert targets(draw, tmp_path) == {"mill": "https://mill.example/", "weir": "https://weir.example/"}


def test_links_that_no_reader_of_an_edition_can_follow_are_left_out(tmp_path: Path):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 300, "below")
        canvas.drawString(140, 300, "here")
        canvas.bookmarkPage("foot")
        canvas.linkRect("", "foot", (40, 297, 70, 311))
        canvas.linkURL("file:///etc/passwd", (140, 297, 170, 311))

    assert targets(draw, tmp_path) == {"below": "", "here": ""}


def test_a_link_on_a_turned_page_stands_where_its_words_do(tmp_path: Path):
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(200, 40)
        canvas.rotate(90)
        canvas.drawString(0, 0, "mill")
        canvas.drawString(100, 0, "weir")
        canvas.linkURL("https://mill.example/", (0, -3, 22, 11), relative=1)

    assert targets(draw, tmp_path) == {"mill": "https://mill.example/", "weir": ""}
