"""The plain text writer, as somebody in a terminal or with a screen reader meets it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import editions
from horizons_convert.document import (
    Article,
    Block,
    BlockQuote,
    Edition,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    Paragraph,
    Table,
    TableRow,
    Text,
)
from horizons_convert.writers import Options, Writer
from horizons_convert.writers.txt import writer


def render(*blocks: Block, wrap: int | None = 72, notes: tuple[Note, ...] = ()) -> str:
    return writer.render(Edition((Article("a", "T", blocks, notes=notes),)), Options(wrap=wrap)).decode()


def body(*blocks: Block, wrap: int | None = 72) -> str:
    """What follows the title."""
    return render(*blocks, wrap=wrap).split("\n\n", 1)[1].rstrip("\n")


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def test_it_is_a_writer() -> None:
    assert isinstance(writer, Writer)


def test_the_page_reads_from_top_to_bottom() -> None:
    text = writer.render(editions.single(), Options()).decode()
    assert text.startswith(
        "The Rivers Between Us: Water & Trust\n"
        + "=" * 72
        + "\n\nHow three neighbours learned to share a basin\n\n"
        + "Ana Perišić-Łuczak, University of Novi Sad\nJohn O’Hara\n\nHorizons, No. 31, Spring 2025\n\n"
    )
    places = [
        "Rivers do not stop at borders.",
        "\nA Treaty and Its Habits\n=======================\n",
        "\n    The parties shall inform each other of every change in the level\n    that either of them",
        "\n3. To measure the water, every morning;\n",
        "\n   • by telephone,\n",
        "\n   (It is kept to this day.)\n",
        "\nWhat the Book Says about Mitwirkung\n-----------------------------------\n",
        "\n[Figure: The three basins. Map: the Commission[*]]\n",
        "\n* * *\n",
        "\n  The river keeps no minutes,\n  it signs with silt and stone;\n",
        "\n  for day in year:\n      if level(day) > 4.5",
    ]
    assert [text.find(place) for place in places] == sorted(text.find(place) for place in places)
    assert all(place in text for place in places)


def test_notes_stand_at_the_end_of_their_section() -> None:
    text = writer.render(editions.single(), Options()).decode()
    note = text.index("\n\n---\n\n[1] Minutes of the Commission, 12 May 1998.\n\n[2] A note of two paragraphs")
    assert text.index("it was rising[1].") < note < text.index("A Treaty and Its Habits\n===")
    assert text.index("Commission[*]]") < text.index("[*] Called only from a caption.") < text.index("The Mill\n===")
    assert text.endswith("---\n\n[4] A note whose mark was not found on the page.\n")


def test_a_note_called_twice_is_printed_once() -> None:
    call = NoteReference("n", "1")
    text = render(
        Paragraph((Text("a"), call)), Heading(1, (Text("B"),)), Paragraph((Text("c"), call)),
        notes=(Note("n", "1", (paragraph("the note"),)),),
    )  # fmt: skip
    assert text.count("the note") == 1


def test_a_sidebar_is_fenced() -> None:
    text = writer.render(editions.single(), Options(wrap=60)).decode()
    _, inside, after = text.split("~" * 60)
    assert "The commission has nine members" in inside
    assert "The river keeps no minutes" in after


@pytest.mark.parametrize("wrap", [24, 40, 72])
def test_no_line_is_too_long_and_no_word_is_cut(wrap: int) -> None:
    words = "people-to-people exchanges, far-reaching and state-to-state, made self-reliance thinkable " * 3
    text = body(paragraph(words), BlockQuote((paragraph(words),)), wrap=wrap)
    assert max(map(len, text.split("\n"))) <= wrap
    assert set(text.split()) == set(words.split())


def test_wide_characters_take_two_columns() -> None:
    lines = body(paragraph("漢字 " * 30), wrap=24).split("\n")
    assert max(map(len, lines)) == 14  # five pairs and four spaces fill 24 columns


def test_without_wrap_every_paragraph_is_one_line() -> None:
    text = writer.render(editions.single(), Options(wrap=None)).decode()
    assert "\nIn the spring of 1998 three ministers met on a bridge. They had" in text
    (line,) = [line for line in text.split("\n") if line.startswith("In the spring")]
    assert line.endswith("most of it was never written down.")


def test_a_table_is_in_columns_or_spoken_row_by_row() -> None:
    rows = (
        TableRow(((Text("Month"),), (Text("Level"),))),
        TableRow(((Text("May"),), (Text("4.2 m"),))),
        TableRow(((Text("September"),), (Text("3.9 m"),))),
    )
    assert body(Table(rows, header_rows=1)) == "Month       Level\nMay         4.2 m\nSeptember   3.9 m"
    assert body(Table(rows, header_rows=1), wrap=None) == "Month: May; Level: 4.2 m\nMonth: September; Level: 3.9 m"
    assert body(Table(rows), wrap=None) == "Month; Level\nMay; 4.2 m\nSeptember; 3.9 m"


def test_later_paragraphs_of_an_item_do_not_look_like_quotations() -> None:
    item = ListItem((paragraph("first"), paragraph("second")), "12.")
    assert body(ListBlock((item,), ordered=True, start=12)) == "12. first\n\n   second"


def test_high_and_low_figures_keep_their_height() -> None:
    high, low = Text("2", ("superscript",)), Text("2", ("subscript",))
    text = body(Paragraph((Text("m"), high, Text(", CO"), low, Text(", 22"), Text("nd", ("superscript",)))))
    assert text == "m², CO₂, 22nd"


def test_addresses_are_shown_unless_the_words_show_them() -> None:
    shown = Link("https://www.example.org/", (Text("example.org"),))
    hidden = Link("mailto:clerk@example.org", (Text("the clerk"),))
    assert body(Paragraph((shown, Text(", "), hidden))) == "example.org, the clerk <clerk@example.org>"


def test_figures_say_what_is_known() -> None:
    assert body(Figure(alt="A mill.")) == "[Figure: A mill.]"
    assert body(Figure()) == "[Figure]"
    for caption in ("Figure 2. A mill.", "Fig. 2: A mill.", "Abb. 2. Eine Mühle.", "Слика 2. Млин."):
        assert body(Figure(caption=(Text(caption),))) == caption  # it says itself that it is one
    assert body(Figure(caption=(Text("Figures of speech"),))) == "[Figure: Figures of speech]"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6), st.sampled_from([None, 30]))
def test_any_text_gives_clean_text(texts: list[str], wrap: int | None) -> None:
    text = render(*(paragraph(text) for text in texts), wrap=wrap)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\ufeff\ufb00-\ufb06\t\r]", text)
    assert not re.search(r"\s\n|\n{3}|^\n", text.replace("\n\n", "\n"))
    assert text.endswith("\n")
    assert unicodedata.normalize("NFC", text) == text
    assert writer.render(Edition((Article("a", "", ()),)), Options()) == "—\n".encode()


@pytest.mark.parametrize("wrap", [72, None])
def test_the_checker_agrees(wrap: int | None, tmp_path: Path, validate: Callable[..., None]) -> None:
    file = tmp_path / "rich.txt"
    file.write_bytes(writer.render(editions.rich(), Options(wrap=wrap)))
    validate("check_txt", file, "--wrap", wrap or "none")
