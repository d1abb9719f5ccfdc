"""One open PDF: everything that the recovery may ask of it, behind one object.

The recovery never meets a PDF library; it is given pages as data, and asks a `Source` for
the few things that need the file itself (a picture's bytes, the look of a region).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from horizons_convert.document import Asset
from horizons_convert.pdf.container import Container, read_container
from horizons_convert.pdf.drawings import vector_regions
from horizons_convert.pdf.geometry import area, page_size
from horizons_convert.pdf.glyphs import read_page
from horizons_convert.pdf.images import PlacedImage, count_pages, encode_image, place_images, ruled_lines
from horizons_convert.pdf.links import mark_links
from horizons_convert.pdf.opening import open_pdfium
from horizons_convert.pdf.page import Box, Page, Picture, Rule
from horizons_convert.pdf.rendering import crop, region_asset, render_region
from horizons_convert.pdf.structure import alt_texts, read_tags

REPEATED = 3
"""A picture on this many pages is a logo or an ornament."""
LARGE = 0.08
"""... unless it takes up more than this share of the page."""


@contextmanager
def open_source(path: Path, password: str | None = None) -> Iterator[Source]:
    """Open a PDF for reading.  Raises `NotFoundError`, `BadInputError` or `PasswordError`."""
    document = open_pdfium(path, password)
    try:
        yield Source(path, document, read_container(path, password))
    finally:
        document.close()


class Source:
    """An open PDF.  Pages count from 1; boxes are points from the top left of the displayed page."""

    def __init__(self, path: Path, document: pdfium.PdfDocument, container: Container) -> None:
        self.path = path
        self.container = container
        self._document = document
        self._images: dict[tuple[int, int], PlacedImage] = {}

    @property
    def page_count(self) -> int:
        return len(self._document)

    def page(self, number: int) -> Page:
        """Read one page: words, drawings, and where its pictures stand.

        A page that PDFium cannot load comes out empty; `container.warnings` names it.
        """
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError:
            return Page(number, *self.container.page_sizes[number - 1])
        result = read_page(page, number)
        mark_links(self._document, page, result)
        images = place_images(page, number)
        alts = alt_texts(read_tags(page), images) if images and self.container.is_tagged else {}
        lines = ruled_lines(images)
        result.rules += [Rule(image.box, image.box[2] - image.box[0] >= image.box[3] - image.box[1]) for image in lines]
        ruled = {image.index for image in lines}
        for image in images:
            if image.index in ruled:
                continue
            self._images[number, image.index] = image
            result.pictures.append(Picture(image.box, image.index, image.covers_page, alts.get(image.index, "")))
        result.drawings = [region.box for region in vector_regions(result)]
        return result

    def repeated_pictures(self) -> set[tuple[int, int]]:
        """(page, index) of the pictures, among the pages read, that stand on many pages.

        A large one must stand on most: an issue may print a photograph in several places.
        """
        most = max(REPEATED, 0.5 * self.page_count)
        return {
            (image.page, image.index)
            for image in count_pages(list(self._images.values()))
            if image.pages >= (most if self._is_large(image) else REPEATED)
        }

    def _is_large(self, image: PlacedImage) -> bool:
        width, height = self.container.page_sizes[image.page - 1]
        return area(image.box) > LARGE * width * height

    def picture(self, page: int, index: int) -> Asset | None:
        """The bytes of a placed picture, or None where it cannot be decoded."""
        image = self._images.get((page, index))
        return encode_image(self._document, self._document[page - 1], image) if image else None

    def region(self, page: int, box: Box) -> Asset:
        """A region of a page as a picture: for drawings."""
        return region_asset(self._document[page - 1], box)

    def look(self, page: int, box: Box, scale: float = 4.0) -> Image.Image:
        """A region of a page in grey: for recognising a letter that is only drawn."""
        return crop(self._document[page - 1], box, scale)

    def view(self, page: int, pixels: int) -> tuple[Image.Image, tuple[float, float]]:
        """A whole page in colour, about `pixels` wide, and its size in points: for showing it to a person.

        A page that PDFium cannot draw is empty paper.
        """
        try:
            opened = self._document[page - 1]
            width, height = page_size(opened)
            return render_region(opened, (0.0, 0.0, width, height), pixels / max(width, 1.0)), (width, height)
        except pdfium.PdfiumError:
            width, height = self.container.page_sizes[page - 1]
            return Image.new("RGB", (pixels, max(round(pixels * height / max(width, 1.0)), 1)), "white"), (
                width,
                height,
            )
