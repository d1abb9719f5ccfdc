"""From a file to an edition: the one door through which PDFs and JSON models come in."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from horizons_convert.corrections import Corrections
from horizons_convert.document import DocumentError, Edition, from_json
from horizons_convert.errors import BadInputError, NotFoundError
from horizons_convert.ledger import Ledger

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` while a document is read."""

Sizes = dict[int, tuple[float, float]]
"""Width and height (points) of each page, by its number."""

LIBRARIES = ("horizons_convert.pdf.source", "horizons_convert.recover.editions", "pyphen")
"""What is imported when the first PDF is met; a run of many documents imports it once, before that."""


@dataclass(frozen=True)
class Recovery:
    """What was recovered from one file, and the account of how."""

    edition: Edition
    ledger: Ledger


def recover(
    path: str | Path,
    password: str | None = None,
    progress: Progress | None = None,
    corrections: Corrections | None = None,
    processes: int = 1,
) -> Recovery:
    """Recover the edition that a PDF holds (or load a JSON model, with an empty ledger), and correct it.

    With two `processes` a long document is read by both; say so only where no other thread runs.

    The corrections have their records in the ledger, whether they found what they concern or not.

    Raises `NotFoundError`, `BadInputError`, `PasswordError` or `NoTextError`.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        return _corrected(Recovery(_load(path), Ledger()), corrections, {})
    with _uncollected():
        recovery, sizes = _recover_pdf(path, password, progress or (lambda stage, done, total: None), processes)
    return _corrected(recovery, corrections, sizes)


def _recover_pdf(path: Path, password: str | None, progress: Progress, processes: int) -> tuple[Recovery, Sizes]:
    from horizons_convert.pdf.ahead import reading_ahead

    with reading_ahead(path, password, processes) as ahead:
        from horizons_convert.pdf.source import open_source  # the other process reads while this one imports
        from horizons_convert.recover.editions import recover_edition

        with open_source(path, password) as source:
            pages = source.read_pages(ahead, lambda number: progress("reading", number, ahead.pages))
            ledger = Ledger(pages=len(pages))
            edition = recover_edition(pages, source, ledger, progress)
    return Recovery(edition, ledger), {page.number: (page.width, page.height) for page in pages}


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for cycles: a recovery makes hardly any, and each search walks every word read so far."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _corrected(recovery: Recovery, corrections: Corrections | None, sizes: Sizes) -> Recovery:
    if corrections is None:
        return recovery
    from horizons_convert.recover.corrections import apply_corrections

    return Recovery(apply_corrections(recovery.edition, recovery.ledger, corrections, sizes), recovery.ledger)


def _load(path: Path) -> Edition:
    try:
        return from_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFoundError("no such file") from error
    except OSError as error:
        raise NotFoundError(f"cannot be read: {error.strerror or error}") from error
    except DocumentError as error:
        raise BadInputError(f"{error}; write models with --to json") from error


def read(path: str | Path, password: str | None = None) -> Edition:
    """The edition that a PDF or a JSON model holds; see `recover`."""
    return recover(path, password).edition
