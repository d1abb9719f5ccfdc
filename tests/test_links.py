"""Links: what the file links or the page prints as an address leads there again."""

from __future__ import annotations

from horizons_convert.document import Inlines, Link, Text, plain
from horizons_convert.ledger import Ledger
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


def test_an_address_in_brackets_stands_in_the_link_of_the_name_before_it():
    address = "http://www.mill.example"
    content, ledger = linked("We joined the Old Mill of Ware (", (address, address), "), or another.")
    assert content == (Text("We joined the "), Link(address, (Text("Old Mill of Ware"),)), Text(", or another."))
    assert [record.text for record in ledger.of("repair") if record.what == "address in a link"] == [
        f"Old Mill of Ware ({address})"
    ]


def test_a_name_without_capitals_is_its_last_word():
    address = "http://www.mill.example"
    content, _ = linked("It needs a web server (", (address, address), ").")
    assert content == (Text("It needs a web "), Link(address, (Text("server"),)), Text("."))


def test_a_work_in_italics_carries_its_address_whole():
    address = "http://www.mill.example/notes"
    content, _ = linked("She wrote", "notes on a mill", "(", (address, address), ").", italic="notes on a mill")
    assert Link(address, (Text("notes on a mill", ("italic",)),)) in content
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
