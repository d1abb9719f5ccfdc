"""How do corrections that a browser saved elsewhere come into the file beside the document?

What stands in that file stays as it is, comments included; only what it does not say yet is
added at its end.
"""

from __future__ import annotations

from pathlib import Path

from horizons_convert.corrections import added, load
from horizons_convert.writers import replace


def take(more: Path, into: Path) -> int:
    """Add the corrections of one file to another; returns how many were new.

    Raises `NotFoundError`, `BadInputError` or `CannotWriteError`.
    """
    given = load(more)
    if not into.exists():
        # The first file of a document is taken as it is, comments and all.
        replace(into, more.read_bytes())
        return len(given.correction)
    known = load(into).correction
    new = [correction for correction in dict.fromkeys(given.correction) if correction not in known]
    replace(into, added(into.read_text(encoding="utf-8"), new).encode("utf-8"))
    return len(new)
