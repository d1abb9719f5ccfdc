"""What stands on one page of an open document: its words, drawings and pictures, put together."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from horizons_convert.pdf.drawings import vector_regions
from horizons_convert.pdf.glyphs import read_page
from horizons_convert.pdf.images import PlacedImage, place_images, ruled_lines
from horizons_convert.pdf.links import mark_links
from horizons_convert.pdf.page import Page, Picture, Rule

Read = tuple[Page, list[PlacedImage]]
"""A page, and the placed images that its pictures are."""


def read(document: pdfium.PdfDocument, number: int) -> Read:
    """Read a page (from 1).  Raises `pypdfium2.PdfiumError` where PDFium cannot load it."""
    page = document[number - 1]
    result = read_page(page, number)
    mark_links(document, page, result)
    images = place_images(page, number)
    lines = ruled_lines(images)
    result.rules += [Rule(image.box, image.box[2] - image.box[0] >= image.box[3] - image.box[1]) for image in lines]
    ruled = {image.index for image in lines}
    alts = _alts(document, page, images)
    placed = [image for image in images if image.index not in ruled]
    result.pictures += [
        Picture(image.box, image.index, image.covers_page, alts.get(image.index, "")) for image in placed
    ]
    result.drawings = [region.box for region in vector_regions(result)]
    return result, placed


def _alts(document: pdfium.PdfDocument, page: pdfium.PdfPage, images: list[PlacedImage]) -> dict[int, str]:
    """The texts that a tagged document states for its pictures."""
    if not images or not pdfium_c.FPDFCatalog_IsTagged(document):
        return {}
    from horizons_convert.pdf.structure import alt_texts, read_tags  # most documents do without

    return alt_texts(read_tags(page), images)
