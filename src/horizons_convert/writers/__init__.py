"""The writers: one module a format, found through the entry-point group `horizons_convert.writers`.

A writer is any object with the attributes of `Writer`; the built-in ones are registered
in pyproject.toml exactly as anybody's.  A writer sees an `Edition` and `Options`, never
the document it came from, and returns the bytes of the finished file: writing beside and
renaming is done once, in `write`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from horizons_convert.errors import CannotWriteError, UsageError
from horizons_convert.plugins import Plugin, registered

if TYPE_CHECKING:  # only named here: `formats` lists the writers without loading the model
    from horizons_convert.document import Edition

Profile = Literal["standard", "large-print", "dyslexia"]


@dataclass(frozen=True)
class Options:
    """What a user may ask of every writer; each takes what concerns it."""

    profile: Profile = "standard"
    wrap: int | None = 72
    """Line length of plain text in characters; None: one line a paragraph."""


@runtime_checkable
class Writer(Protocol):
    """One output format.

    `name` is what ``--to`` says, `suffix` the file's ending with its dot, `description`
    one line for ``horizons-convert formats``.  A writer that imports something slow when it
    writes may name it in a further attribute, ``libraries`` (a tuple of module names): a run
    of many documents then imports it once, beforehand.
    """

    name: str
    suffix: str
    media_type: str
    description: str

    def render(self, edition: Edition, options: Options) -> bytes:
        """The complete file.  Same edition, same options: same bytes.

        The edition holds at least one article: `write` sees to that.
        Raises `MissingDependencyError` where something it needs is not installed.
        """
        ...


def available() -> dict[str, Plugin]:
    """Where the writers are, by name, sorted; nothing is imported."""
    return registered()


def find(name: str) -> Writer:
    """The writer called `name`.  Raises `UsageError`, naming the known ones."""
    points = available()
    if name not in points:
        raise UsageError(f"unknown format {name!r}; known formats: {', '.join(points)}")
    writer = points[name].load()
    if not isinstance(writer, Writer):
        raise UsageError(f"the writer {name!r} ({points[name].value}) is not a horizons_convert writer")
    return writer


def write(edition: Edition, path: str | Path, format: str | None = None, options: Options | None = None) -> Path:
    """Write an edition to `path` in `format` (default: the path's suffix).

    The file appears whole or not at all: it is written beside, then renamed.
    Raises `UsageError` (an unknown format, an edition without articles), `MissingDependencyError`
    or `CannotWriteError`.
    """
    if not edition.articles:
        raise UsageError("the edition holds no article: there is nothing to write")
    path = Path(path)
    writer = find(format or path.suffix.removeprefix("."))
    replace(path, writer.render(edition, options or Options()))
    return path


def replace(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step, whatever stood there before.  Raises `CannotWriteError`."""
    import tempfile  # late, for the same reason as the model: it is slow to load

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                part.chmod(0o666 & ~_umask())
                part.replace(path)
            except BaseException:
                part.unlink()
                raise
    except OSError as error:
        raise CannotWriteError(f"cannot write {path}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
