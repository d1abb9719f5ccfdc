"""Is it the same article in every format, and the same file in every run?

Pandoc reads the editions side by side; two runs of the command line are compared byte by byte.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import editions
import plain_text
from conftest import COMMAND, ROOT, lacking
from horizons_convert.document import Article, Aside, Edition, Heading, Note, Text, from_json
from horizons_convert.writers import Options, available, find
from horizons_convert.writers.xhtml import byline_of
from pandoc_tree import Reading, reading

DIALECTS = {"epub": "epub", "docx": "docx", "html": "html", "md": "markdown-smart"}
SPECIMENS = sorted(path.stem for path in (ROOT / "source").glob("*.pdf"))
MINUTES = 5 * 60


def front(article: Article) -> Iterator[str]:
    """What each format says in its own way: on a title page, in a byline, in the metadata."""
    names = [author.name for author in article.authors]
    yield from (article.title, article.subtitle, byline_of(article), ", ".join(names))
    lines = [f"{author.name}, {author.affiliation}".removesuffix(", ") for author in article.authors]
    yield from (*lines, " ".join(lines))


def matter(edition: Edition) -> set[str]:
    """What is no part of the text: the front of each article, and the issue it is from."""
    texts = {text for article in edition.articles for text in front(article)}
    texts |= {edition.journal, edition.issue, f"{edition.journal}, {edition.issue}"}
    if len(edition.articles) > 1:
        texts -= {article.title for article in edition.articles}  # headings, in every format
    return texts


def read(data: bytes, name: str, edition: Edition) -> Reading:
    return reading(data, DIALECTS[name], matter(edition))


@pytest.mark.parametrize("name", ["docx", "html", "md"])
@pytest.mark.parametrize("edition", [editions.single(), editions.rich()], ids=["single", "issue"])
def test_every_kind_of_block_reads_the_same(name: str, edition: Edition) -> None:
    book = read(find("epub").render(edition, Options()), "epub", edition)
    other = read(find(name).render(edition, Options()), name, edition)
    assert other.blocks == book.blocks
    assert other.notes == book.notes
    assert {"heading 1", "heading 2", "quote", "OrderedList", "BulletList", "table", "code", "text"} == {
        kind for kind, _ in book.blocks
    } - {"heading 3"}
    assert len(book.notes) >= 3


@pytest.mark.parametrize("name", ["docx", "html", "md"])
def test_what_print_left_out_is_made_good_alike(name: str) -> None:
    """Sections that skip a level, also after a sidebar, and a note whose mark nobody could read."""
    found, later, inner = (
        Heading(level, (Text(words),)) for level, words in ((3, "Found"), (1, "Later"), (3, "Inner"))
    )
    boxed = Aside((Heading(2, (Text("Boxed"),)), editions.paragraph("Set apart.")))
    blocks = (found, editions.paragraph("One."), later, editions.paragraph("Two."), boxed, inner)
    note = Note("n", "", (editions.paragraph("Who is meant?"),))
    edition = Edition((Article("a", "Title", blocks, notes=(note,)),))
    reading = read(find(name).render(edition, Options()), name, edition)
    assert [kind for kind, _ in reading.blocks if "heading" in kind] == [f"heading {level}" for level in (1, 1, 2, 2)]
    assert reading == read(find("epub").render(edition, Options()), "epub", edition)
    assert reading.blocks[-1] == ("text", "* Who is meant?")


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The specimens of source/, converted to all formats by two processes that differ in what must not matter."""
    folders = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    odd = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    for folder, more in zip(folders, ({"PYTHONHASHSEED": "1"}, odd), strict=True):
        environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | more
        subprocess.run(
            [COMMAND, "convert", ROOT / "source", "--to", ",".join(available()), "--out", "."],
            cwd=folder, env=environment, capture_output=True, timeout=MINUTES, check=False,
        )  # fmt: skip  # its exit code says so where liblouis is missing: the other formats are there all the same
    return folders


def test_two_runs_give_the_same_bytes_in_every_format(runs: tuple[Path, Path]) -> None:
    first, second = (
        {path.name: path.read_bytes() for path in folder.iterdir() if path.stem in SPECIMENS} for folder in runs
    )
    expected = {
        f"{name}.{suffix}" for name in SPECIMENS for suffix in ("epub", "docx", "pdf", "txt", "html", "md", "json")
    }
    assert SPECIMENS
    assert expected <= set(first)
    assert set(first) == set(second)
    assert [name for name in sorted(first) if first[name] != second[name]] == []


@pytest.mark.parametrize("name", ["docx", "html", "md"])
@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_specimens_read_the_same(runs: tuple[Path, Path], specimen: str, name: str) -> None:
    edition = from_json((runs[0] / f"{specimen}.json").read_bytes())
    book = read((runs[0] / f"{specimen}.epub").read_bytes(), "epub", edition)
    other = read((runs[0] / f"{specimen}.{name}").read_bytes(), name, edition)
    assert other == book
    assert len(book.blocks) > 20


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_plain_text_says_the_same(runs: tuple[Path, Path], specimen: str) -> None:
    edition = from_json((runs[0] / f"{specimen}.json").read_bytes())
    book = read((runs[0] / f"{specimen}.epub").read_bytes(), "epub", edition)
    text = (runs[0] / f"{specimen}.txt").read_text("utf-8")
    assert plain_text.reading(text, matter(edition)) == plain_text.without_marks(book)


CHECKS = {
    "epub": ("check_epub_a11y",),
    "docx": ("check_docx", "--strict", "--no-office"),
    "pdf": ("check_pdf", "--profile", "ua1", "--strict"),
    "txt": ("check_txt",),
    "brf": ("check_brf",),
}


@pytest.mark.parametrize("suffix", CHECKS)
@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_checkers_accept_the_specimens(
    runs: tuple[Path, Path], specimen: str, suffix: str, validate: Callable[..., None]
) -> None:
    file = runs[0] / f"{specimen}.{suffix}"
    if suffix == "brf" and not file.exists():
        lacking("liblouis is not installed")
    checker, *options = CHECKS[suffix]
    validate(checker, file, *options)
