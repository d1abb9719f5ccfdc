"""An article is the same article when its pages are printed larger or smaller: nothing is measured in points."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from conftest import ROOT
from horizons_convert.document import Edition, inlines, plain, walk
from horizons_convert.reading import read

SPECIMENS = sorted((ROOT / "source").glob("*.pdf"))


def told(edition: Edition) -> list[tuple[str, str]]:
    """The kind and the words of every block, in order."""
    blocks = [block for article in edition.articles for block in walk(article.blocks)]
    return [(type(block).__name__, plain(inlines(block))) for block in blocks]


@pytest.mark.parametrize("factor", [0.4, 2.5])
@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_the_size_of_the_paper_changes_nothing(path: Path, factor: float, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=path)
    for page in writer.pages:
        page.scale_by(factor)
    writer.write(tmp_path / "scaled.pdf")
    assert told(read(tmp_path / "scaled.pdf")) == told(read(path))
