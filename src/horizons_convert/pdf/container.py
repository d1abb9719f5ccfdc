"""What does the file tell beside its pages: metadata, outline, printed page labels, sizes, encryption?

pypdf reads the dictionaries, PDFium the sizes (in the same space as the glyphs).  All of
it is evidence that an article can be recovered without; so damage to any of it becomes a
line in `Container.warnings` and never an error.

What it can get wrong: page labels and outlines are often left over from another edition
of the file; `recover` weighs them against the printed folios and headings.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from pypdf.generic import Destination

from horizons_convert.pdf.geometry import MAX_PAGE_SIDE
from horizons_convert.pdf.metadata import Metadata, clean, read_metadata
from horizons_convert.pdf.opening import RebuiltDocument, open_pdfium, rebuilt
from horizons_convert.pdf.quiet import caught_log

MAX_OUTLINE_ENTRIES = 5000
"""More than any table of contents; a longer one is a bomb or a dump of object names."""

NAMED_PAGES = 10
"""So many missing pages are named in a warning; the rest are counted."""

_T = TypeVar("_T")


class OutlineEntry(msgspec.Struct, frozen=True):
    """A bookmark: depth from 1, title, and the page it leads to (None where it leads nowhere)."""

    level: int
    title: str
    page: int | None


class Container(msgspec.Struct, frozen=True):
    """All that a PDF file tells beside the content of its pages."""

    sha256: str
    """Of the file's bytes, lower-case hexadecimal."""
    metadata: Metadata
    outline: tuple[OutlineEntry, ...] | None
    """In reading order; empty where the file has none, None where it is damaged."""
    page_labels: tuple[str, ...] | None
    """The printed folio of each page ("iv", "70"), or None where the file has no labels or they only count from 1."""
    page_sizes: tuple[tuple[float, float], ...]
    """Width and height in points of each page as displayed; (0, 0) for a page that cannot be loaded."""
    encrypted: bool
    warnings: tuple[str, ...] = ()
    """One line each, for the user."""


def read_container(path: Path, password: str | None = None) -> Container:
    """Read what a file tells beside its pages.

    Raises `NotFoundError`, `BadInputError` or `PasswordError` as `opening.open_pdfium`
    does, and nothing else.
    """
    with open_pdfium(path, password) as document:
        encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(document) >= 0
        repaired = isinstance(document, RebuiltDocument)
        sizes = tuple(_page_size(document, index) for index in range(len(document)))
    warnings = ["the file is damaged and was rebuilt; pages or pictures may be missing"] if repaired else []
    warnings += _missing_pages(sizes)
    metadata, outline, labels = Metadata(), None, None
    with caught_log("pypdf"):
        reader = _reader(path, password, needs_rebuilding=encrypted or repaired, warnings=warnings)
        if reader is not None:
            metadata = read_metadata(reader, warnings)
            outline = _tolerant(lambda: _outline(reader, len(sizes)), "the outline is", warnings)
            labels = _tolerant(lambda: _page_labels(reader, len(sizes)), "the page labels are", warnings)
            reader.close()
    return Container(
        sha256=file_sha256(path),
        metadata=metadata,
        outline=outline,
        page_labels=labels,
        page_sizes=sizes,
        encrypted=encrypted,
        warnings=tuple(warnings),
    )


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _page_size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    """The displayed size without parsing the page's content; (0, 0) if there is no such page.

    A side beyond what PDF allows is a damaged box; it is cut, so that nobody allocates for it.
    """
    size = pdfium_c.FS_SIZEF()
    if not pdfium_c.FPDF_GetPageSizeByIndexF(document, index, size):
        return (0.0, 0.0)
    return (min(size.width, MAX_PAGE_SIDE), min(size.height, MAX_PAGE_SIDE))


def _missing_pages(sizes: Sequence[tuple[float, float]]) -> list[str]:
    missing = [str(number) for number, size in enumerate(sizes, 1) if size == (0.0, 0.0)]
    if not missing:
        return []
    named = ", ".join(missing[:NAMED_PAGES]) + (
        f" and {len(missing) - NAMED_PAGES} more" * (len(missing) > NAMED_PAGES)
    )
    return [f"page{'s' * (len(missing) > 1)} {named} cannot be loaded"]


def _outline(reader: pypdf.PdfReader, pages: int) -> tuple[OutlineEntry, ...]:
    return tuple(_entries(reader, reader.outline, 1, pages))[:MAX_OUTLINE_ENTRIES]


def _entries(reader: pypdf.PdfReader, nodes: Sequence[object], level: int, pages: int) -> Iterator[OutlineEntry]:
    """pypdf gives the children of an entry as a list that follows it."""
    for node in nodes:
        if isinstance(node, list):
            yield from _entries(reader, node, level + 1, pages)
        elif isinstance(node, Destination):
            index = reader.get_destination_page_number(node)
            page = index + 1 if index is not None and 0 <= index < pages else None
            yield OutlineEntry(level, clean(node.title or ""), page)


def _page_labels(reader: pypdf.PdfReader, pages: int) -> tuple[str, ...] | None:
    if "/PageLabels" not in reader.root_object:
        return None
    with caught_log("pypdf") as complaints:
        labels = tuple(clean(label) for label in reader.page_labels)
    # pypdf counts from 1 where labels are damaged: a guess that must not pass for printed folios.
    if complaints:
        raise ValueError(complaints[0])
    if len(labels) != pages:
        raise ValueError(f"{len(labels)} labels for {pages} pages")
    return None if labels == tuple(map(str, range(1, pages + 1))) else labels


def _tolerant(read: Callable[[], _T], what: str, warnings: list[str]) -> _T | None:
    """What `read` gives, or None and a warning where the file defeats it."""
    try:
        return read()
    except Exception:  # noqa: BLE001  # pypdf raises many kinds on damaged files; which one says nothing to a user
        warnings.append(f"{what} damaged and left out")
        return None


def _reader(path: Path, password: str | None, *, needs_rebuilding: bool, warnings: list[str]) -> pypdf.PdfReader | None:
    """pypdf on the file, or on QPDF's copy: pypdf deciphers AES only with a further library, and mends less."""
    with suppress(Exception):
        reader = pypdf.PdfReader(io.BytesIO(rebuilt(path, password)) if needs_rebuilding else path)
        if len(reader.pages):
            return reader
    with suppress(Exception):
        return pypdf.PdfReader(io.BytesIO(rebuilt(path, password)))
    # PDFium could open the file: its pages are still worth reading.
    warnings.append("metadata, outline and page labels are damaged and left out")
    return None
