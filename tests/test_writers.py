"""The door of the writers: what is refused before any of them starts, and what listing them costs."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from horizons_convert.document import Article, Edition
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
