"""WeasyPrint: text in reading order, pull quotes after the text of their page, U+2010 at line ends."""

from __future__ import annotations

from typing import cast

from tools.typeset.pages import Publication
from weasyprint import HTML

from .html import document

HYPHEN = "\u2010"
LIGATURES = True


def render(publication: Publication) -> bytes:
    """The publication as PDF."""
    return cast(bytes, HTML(string=document(publication)).write_pdf())
