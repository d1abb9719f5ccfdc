"""What does a tagged PDF say about its own structure?

The structure tree, page by page and flattened: which marked content is a heading, a
figure, an artefact's neighbour; alternative texts, actual texts and languages with it.

Tags are evidence, not truth: exporters tag every bold line as a heading, and authoring
programs leave the tree of an earlier version.  The alternative text of a figure, though,
was typed by a person who saw the picture, and stands nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ctypes import c_ulong, create_string_buffer

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium_c

from horizons_convert.pdf.images import PlacedImage
from horizons_convert.pdf.metadata import clean

MAX_DEPTH = 64
"""Real trees are ten deep; deeper ones are cycles."""

MAX_TAGS = 20_000
"""Of one page; a page of single-letter spans has some thousands."""

MAX_TEXT_BYTES = 65_536
"""Of one alternative text, in UTF-16."""


_NO_DESCRIPTION = re.compile(
    r"(?:the )?(?:figure|image|picture|photo|graphic|formula|alt(?:ernative)? text|description)?[\s\d.:_-]*"
    r"|\S+\.(?:ai|bmp|eps|gif|indd|jpe?g|pdf|png|psd|svg|tiff?)",
    re.IGNORECASE,
)
"""What programs write as alternative text where nobody described anything: the role, or a file's name."""


class Tag(msgspec.Struct, frozen=True):
    """One element of the structure tree, as far as it lies on one page."""

    role: str
    """Standard structure type after the file's role map: "P", "H2", "Figure", "Link"."""
    depth: int
    """Steps below the root of the tree, from 0."""
    mcids: tuple[int, ...] = ()
    """Marked content of the element and of everything below it, in tree order.

    Parents come before children, so the last tag that names an id is the closest to it.
    """
    alt: str = ""
    actual_text: str = ""
    language: str = ""
    title: str = ""


def read_tags(page: pypdfium2.PdfPage) -> tuple[Tag, ...]:
    """The tags of a page in tree order; empty for a page without.  A damaged tree gives what can be read of it."""
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return ()
    tags: list[Tag] = []
    try:
        for index in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
            _collect(pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, index), 0, tags)
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)
    return tuple(tags)


def alt_texts(tags: Sequence[Tag], images: Sequence[PlacedImage]) -> dict[int, str]:
    """The alternative text of each image that has one, by `PlacedImage.index`.

    Of nested figures the innermost speaks.  A figure of several images gives its text to
    the largest of them, so that it is heard once.
    """
    found: dict[int, str] = {}
    for tag in tags:
        if tag.role not in ("Figure", "Formula") or _NO_DESCRIPTION.fullmatch(tag.alt):
            continue
        own = [image for image in images if image.mcid is not None and image.mcid in tag.mcids]
        if own:
            largest = max(own, key=lambda image: (_area(image), -image.index))
            found[largest.index] = tag.alt
    return found


def _area(image: PlacedImage) -> float:
    left, top, right, bottom = image.box
    return (right - left) * (bottom - top)


def _collect(element: pdfium_c.FPDF_STRUCTELEMENT, depth: int, tags: list[Tag]) -> tuple[int, ...]:
    """Append the element and what is below it; return the marked content of both."""
    if not element or depth > MAX_DEPTH or len(tags) >= MAX_TAGS:
        return ()
    place = len(tags)
    tags.append(Tag("", depth))  # parents come first, but know their content last
    mcids: list[int] = []
    for index in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
        child = pdfium_c.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            mcids += _collect(child, depth + 1, tags)
            continue
        mcid = pdfium_c.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if mcid >= 0:
            mcids.append(mcid)
    tags[place] = Tag(
        role=_text(pdfium_c.FPDF_StructElement_GetType, element),
        depth=depth,
        mcids=tuple(mcids),
        alt=_text(pdfium_c.FPDF_StructElement_GetAltText, element),
        actual_text=_text(pdfium_c.FPDF_StructElement_GetActualText, element),
        language=_text(pdfium_c.FPDF_StructElement_GetLang, element),
        title=_text(pdfium_c.FPDF_StructElement_GetTitle, element),
    )
    return tags[place].mcids


def _text(ask: Callable[..., int], element: pdfium_c.FPDF_STRUCTELEMENT) -> str:
    """A string of an element: PDFium writes UTF-16 and returns its length in bytes, final zero included."""
    length = ask(element, None, c_ulong(0))
    if length <= 2 or length > MAX_TEXT_BYTES:
        return ""
    buffer = create_string_buffer(length)
    ask(element, buffer, c_ulong(length))
    return clean(buffer.raw[: length - 2].decode("utf-16-le", "replace"))
