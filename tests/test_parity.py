"""Is it the same article in every format? Pandoc reads the editions side by side; two runs are compared byte by byte."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import editions
from conftest import COMMAND, ROOT, SECONDS
from horizons_convert.document import Article, CodeBlock, Edition, Figure, ListBlock, Table, from_json
from horizons_convert.writers import Options, available, find
from horizons_convert.writers.xhtml import byline_of
from pandoc_tree import Reading, reading

DIALECTS = {"epub": "epub", "docx": "docx", "html": "html", "md": "markdown"}
SPECIMENS = sorted((ROOT / "source").glob("*.pdf"))


def front(article: Article) -> Iterator[str]:
    """What each format says in its own way: title page, byline, title in the metadata."""
    yield from (
        article.title,
        article.subtitle,
        byline_of(article),
        ", ".join(author.name for author in article.authors),
    )
    for author in article.authors:
        yield from (author.name, f"{author.name}, {author.affiliation}")


def read(edition: Edition, name: str) -> Reading:
    data = find(name).render(edition, Options())
    return reading(data, DIALECTS[name], {text for article in edition.articles for text in front(article)})
