"""Who writes the PDF?  One module a producer: each has `HYPHEN`, `LIGATURES` and `render(publication) -> bytes`."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from tools.typeset.pages import Publication

NAMES = ("reportlab", "typst", "weasyprint", "chromium")


class Backend(Protocol):
    """A producer of PDF."""

    HYPHEN: str
    LIGATURES: bool

    @staticmethod
    def render(publication: Publication) -> bytes:
        """The publication as PDF."""


def backend(name: str) -> Backend:
    """The producer of that name.  Raises `ImportError` where its library is missing."""
    return cast(Backend, import_module(f".with_{name}", __name__))
