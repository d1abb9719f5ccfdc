"""From a file to an edition: the one door through which PDFs and JSON models come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from horizons_convert.document import Edition
from horizons_convert.ledger import Ledger

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` while a document is read."""


@dataclass(frozen=True)
class Recovery:
    """What was recovered from one file, and the account of how."""

    edition: Edition
    ledger: Ledger


def recover(path: str | Path, password: str | None = None, progress: Progress | None = None) -> Recovery:
    """Recover the edition that a PDF holds (or load a JSON model, with an empty ledger).

    Raises `NotFoundError`, `BadInputError`, `PasswordError` or `NoTextError`.
    """
    raise NotImplementedError


def read(path: str | Path, password: str | None = None) -> Edition:
    """The edition that a PDF or a JSON model holds; see `recover`."""
    return recover(path, password).edition
