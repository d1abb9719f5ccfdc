"""How do two processors read the pages of one document?

PDFium and Python read a page at a time, each page by itself; a long document is half read
by a second process.  It is forked before the larger libraries are imported, so that it
reads while they load.  Both take page numbers out of one pipe, so neither waits for the
other; what the second process has read it leaves in a file in memory.

Whatever becomes of that process, no page is lost: those that it took and did not deliver
are read here.  Linux only, and only where the caller says that it has a processor to
spare and runs a single thread: forking is not safe otherwise.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from horizons_convert.kinship import die_with_parent
from horizons_convert.pdf.opening import RebuiltDocument, open_pdfium

if TYPE_CHECKING:
    from horizons_convert.pdf.reading import Read

ENOUGH_PAGES = 12
"""A document of fewer is read before the second process has begun."""
_NUMBER = struct.Struct("=i")


@contextlib.contextmanager
def reading_ahead(path: Path, password: str | None, processes: int) -> Iterator[Ahead]:
    """Begin to read the pages of a file in a second process, if it is long enough and `processes` are more than one.

    Raises what `open_pdfium` raises.
    """
    with open_pdfium(path, password) as document:
        count = len(document)
        alone = processes < 2 or sys.platform != "linux" or isinstance(document, RebuiltDocument)
    ahead = Ahead(count) if alone or count < ENOUGH_PAGES else _Forked(count, path, password)
    try:
        yield ahead
    finally:
        ahead.close()


class Ahead:
    """Which pages are to be read here, and which were read elsewhere: all, and none."""

    def __init__(self, pages: int) -> None:
        self.pages = pages

    def mine(self) -> Iterator[int]:
        """The numbers of the pages to read here, one at a time, in order."""
        yield from range(1, self.pages + 1)

    def theirs(self) -> dict[int, Read]:
        """What the other process has read, by page number; to be asked when all of one's own are read."""
        return {}

    def close(self) -> None:
        """Let the other process end."""


class _Forked(Ahead):
    def __init__(self, pages: int, path: Path, password: str | None) -> None:
        super().__init__(pages)
        self._numbers, filling = os.pipe()
        os.write(filling, b"".join(map(_NUMBER.pack, range(1, pages + 1))))
        os.close(filling)
        self._results = os.fdopen(os.memfd_create("pages"), "w+b")
        parent = os.getpid()
        self._process = os.fork()
        if not self._process:
            _read_along(parent, self._numbers, self._results, path, password)

    def mine(self) -> Iterator[int]:
        yield from _taken(self._numbers)

    def theirs(self) -> dict[int, Read]:
        self._wait()
        self._results.seek(0)
        found: dict[int, Read] = {}
        with contextlib.suppress(EOFError, pickle.UnpicklingError):  # its last page may be half written
            while True:
                number, read = pickle.load(self._results)  # written by our own process
                found[number] = read
        return found

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._numbers)
        self._wait()
        self._results.close()

    def _wait(self) -> None:
        if self._process:
            os.waitpid(self._process, 0)
            self._process = 0


def _taken(numbers: int) -> Iterator[int]:
    """Page numbers out of the pipe, until none is left: each goes to whoever asks first."""
    while number := os.read(numbers, _NUMBER.size):
        yield _NUMBER.unpack(number)[0]


def _read_along(parent: int, numbers: int, results: BinaryIO, path: Path, password: str | None) -> None:
    """The second process: read page after page until none is left, and end."""
    try:
        die_with_parent(parent)
        from horizons_convert.pdf.reading import read

        with open_pdfium(path, password) as document:
            for number in _taken(numbers):
                pickle.dump((number, read(document, number)), results, pickle.HIGHEST_PROTOCOL)
                results.flush()
    finally:
        os._exit(0)
