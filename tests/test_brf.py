"""Braille: what a finger reads, checked by back-translation and by counting cells."""

from __future__ import annotations

import re
import subprocess
import textwrap

import pytest

import editions
from horizons_convert.document import Article, Block, Edition, Heading, NoteReference, PageBreak, Paragraph, Text
from horizons_convert.errors import MissingDependencyError
from horizons_convert.writers import Options, braille
from horizons_convert.writers.brf import writer

louis = pytest.mark.needs_program("lou_translate")


def render(edition: Edition) -> str:
    return writer.render(edition, Options()).decode("ascii")


def essay(*blocks: Block, **changes: str) -> Edition:
    return Edition(articles=(Article(id="essay", title="A River", blocks=blocks, **changes),))  # type: ignore[arg-type]


def read_back(text: str, table: str = "en-ueb-g2.ctb") -> str:
    """What liblouis reads in the braille, its lines joined."""
    text = text.replace("\\", r"\\")  # the program reads escapes
    done = subprocess.run(
        ["lou_translate", "--backward", f"en-us-brf.dis,{table}"],
        input="\n".join(textwrap.wrap(text, 600, break_long_words=False, break_on_hyphens=False)),
        capture_output=True,
        text=True,
        check=True,
    )
    return " ".join(done.stdout.split())


@louis
def test_pages_fit_the_paper() -> None:
    data = render(editions.rich())
    assert set(data) <= {chr(code) for code in range(0x20, 0x60)} | {"\n", "\f"}
    pages = data.split("\f")
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        lines = page.removesuffix("\n").split("\n")
        assert len(lines) == 25
        assert max(map(len, lines)) <= 40
        assert not [line for line in lines if line != line.rstrip()]
        assert lines[-1] == ("#" + "".join("JABCDEFGHI"[int(digit)] for digit in str(number))).rjust(40)


@louis
def test_an_address_longer_than_a_line_is_cut_to_fit() -> None:
    data = render(essay(Paragraph((Text("https://www.example.org/" + "rivers/and/their/keepers/" * 4),))))
    assert max(map(len, data.split("\n"))) == 40


@louis
def test_words_come_back() -> None:
    back = read_back(render(editions.single()))
    for passage in (
        "three ministers met on a bridge",
        "nothing but the river in common",
        "a habit is a promise between people who will meet again on Monday",
        "The author thanks the clerk.",
        "[d](e)",  # after a backslash
    ):
        assert passage in back


@louis
def test_english_is_contracted() -> None:
    assert "  ,! RIV] & ! BRIDGE" in render(essay(Paragraph((Text("The river and the bridge"),))))


@louis
def test_other_languages_have_their_own_table() -> None:
    data = render(editions.rich())
    assert ".MOST" in data, "Serbian in its own alphabet"
    assert "'\\X" not in data, "no hexadecimal codes"
    data = render(
        essay(Paragraph((Text("He said "), Text("école", (), "fr"), Text("."))))  # é is one cell in French
    )
    assert "=COLE" in data


@louis
def test_a_printed_page_begins_with_its_line() -> None:
    content = (Text("Words before, care"), PageBreak("71", 2), Text("ful words after."))
    lines = render(essay(Paragraph(content))).splitlines()
    turn = lines.index("#GA".rjust(40, "-"))
    assert read_back(lines[turn - 1]).strip().endswith("careful"), "a page turns after the word that it cuts"
    assert read_back(lines[turn + 1]).strip().startswith("words after")


@louis
def test_headings_never_end_a_page() -> None:
    filler = Paragraph((Text("It was so. " * 60),))
    blocks: list[Block] = []
    for number in range(12):
        blocks += [filler, Heading(1, (Text(f"Part {number}"),)), Paragraph((Text("And then " * (number + 1)),))]
    for page in render(essay(*blocks)).split("\f"):
        text = [line for line in page.split("\n")[:24] if line]
        assert not re.fullmatch(r" {10,},\S+ #\w+", text[-1])
        assert page.split("\n")[0], "no page begins with an empty line"


@louis
def test_emphasis_and_note_marks() -> None:
    content = (
        Text("They were "),
        Text("not", ("bold",)),
        Text(" told of "),
        Text("The Old Man and the Sea", ("italic",)),
        NoteReference("n", "3"),
        Text("."),
    )
    data = " ".join(render(essay(Paragraph(content))).split())
    assert "^1NOT" in data
    assert ".7,!" in data
    assert ".';9#C4" in data


@louis
def test_unknown_characters_are_named() -> None:
    data = render(essay(Paragraph((Text("A snowman ☃, CO₂, and 漢."),))))
    back = read_back(data)
    assert "[snowman]" in back
    assert "[cjk unified ideograph-6f22]" in back
    assert "CO2" in back


@louis
def test_long_paragraphs_stay_whole() -> None:
    words = " ".join(f"word{number}" for number in range(900))
    back = read_back(render(essay(Paragraph((Text(words),)))).replace("\f", " "))
    assert [int(found) for found in re.findall(r"word(\d+)", back)] == list(range(900))


def test_without_liblouis_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    braille._replacements.cache_clear()
    with pytest.raises(MissingDependencyError, match="apt install liblouis-bin"):
        render(editions.single())


@louis
def test_same_bytes_twice() -> None:
    assert render(editions.rich()) == render(editions.rich())
