"""The door of the writers: what is refused before any of them starts, and what listing them costs."""

from __future__ import annotations

import importlib
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from horizons_convert.document import Article, Edition, Paragraph, Table, TableRow, Text
from horizons_convert.errors import UsageError
from horizons_convert.writers import Options, available, find, write


@pytest.mark.parametrize("name", sorted(available()))
def test_an_edition_without_articles_is_refused_and_writes_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no article"):
        write(Edition(()), tmp_path / "empty", format=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(set(available()) - {"brf"}))
def test_an_article_of_nothing_but_its_id_is_a_file_all_the_same(name: str) -> None:
    assert find(name).render(Edition((Article("a", "", ()),)), Options())


def test_listing_the_formats_loads_neither_the_model_nor_a_writer() -> None:
    show = (
        "import sys, horizons_convert.plugins as p; p.registered();"
        "print(*(m for m in sys.modules if m.startswith('horizons_convert.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout
    assert set(loaded.split()) == {"horizons_convert.plugins"}


def test_what_a_writer_wants_loaded_beforehand_can_be_loaded() -> None:
    wanted = {library for name in available() for library in getattr(find(name), "libraries", ())}
    assert "weasyprint" in wanted
    for library in wanted:
        importlib.import_module(library)


FIGURES = (("Year", "Rivers", "Level", "Change"), ("1998", "14", "4.2 m", "−3.5 %"), ("2008", "1,204", "3 m", "–"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("html", r'<td class="unbroken">1998</td><td class="number unbroken">14</td><td>4\.2 m</td>'),
        ("html", r'<th scope="col" class="number">Rivers</th>'),
        ("md", r"\n\| --- \| --: \| --- \| --: \|\n"),
        ("txt", r"\n1998       14   4\.2 m   −3\.5 %\n2008    1,204   3 m          –\n"),
    ],
)
def test_figures_stand_flush_right_words_and_years_left(name: str, shown: str) -> None:
    rows = tuple(TableRow(tuple((Text(cell),) for cell in row)) for row in FIGURES)
    written = find(name).render(Edition((Article("a", "T", (Table(rows, header_rows=1),)),)), Options()).decode()
    assert re.search(shown, written), written


def title_in(data: bytes, name: str) -> str | None:
    """The title in a file's metadata."""
    if name == "pdf":
        with pikepdf.open(io.BytesIO(data)) as document, document.open_metadata() as metadata:
            return str(metadata.get("dc:title"))
    part = {"epub": "EPUB/content.opf", "docx": "docProps/core.xml"}[name]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(part)).findtext(".//{*}title")


@pytest.mark.parametrize("name", ["epub", "docx", "pdf"])
def test_without_a_title_the_file_lends_its_name(name: str) -> None:
    edition = Edition((Article("a", "", (Paragraph((Text("Words."),)),)),), source="the-keepers.pdf")
    assert title_in(find(name).render(edition, Options()), name) == "the-keepers"
