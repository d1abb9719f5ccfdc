"""What does a part of a page look like?

PDFium draws a box of the page into a picture: a vector figure becomes the figure's image,
the hole that a missing drop cap left is looked at by the eye, a page is shown for review.

The picture never exceeds `MAX_PIXELS`, whatever the file claims about its size.
"""

from __future__ import annotations

import io
import math

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from horizons_convert.document import Asset, Box
from horizons_convert.pdf.geometry import page_size

MAX_PIXELS = 24_000_000
"""About an A3 page at 300 dpi.  More is drawn smaller: memory stays under 100 MB."""

PAPER = 2.0
"""Points added around a figure: drawings are measured by their lines' middles."""


def render_region(page: pypdfium2.PdfPage, box: Box, scale: float = 2.0) -> Image.Image:
    """Draw a box of the displayed page as an RGB picture on white, annotations left out.

    `box` is in points from the top left of the displayed page; `scale` is in pixels per
    point (72 dpi each), lowered where the picture would exceed `MAX_PIXELS`.  A box
    without area gives one white pixel.
    """
    left, top, right, bottom = box
    width, height = max(right - left, 0.0), max(bottom - top, 0.0)
    scale = min(scale, math.sqrt(MAX_PIXELS / max(width * height, 1.0)), MAX_PIXELS / max(width, height, 1.0))
    columns, rows = max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium_c.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
    # PDFium applies this matrix to the page as displayed (CropBox and rotation done), in
    # points from its top left: exactly the space of `box`.
    matrix = pdfium_c.FS_MATRIX(scale, 0, 0, scale, -left * scale, -top * scale)
    clip = pdfium_c.FS_RECTF(0, 0, columns, rows)
    pdfium_c.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, pdfium_c.FPDF_RENDER_LIMITEDIMAGECACHE)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def crop(page: pypdfium2.PdfPage, box: Box, scale: float = 4.0) -> Image.Image:
    """The same in greys: what a person would see in that hole of the page, for telling a letter by its shape."""
    return render_region(page, box, scale).convert("L")


def region_asset(page: pypdfium2.PdfPage, box: Box, scale: float = 3.0) -> Asset:
    """A drawn figure as a PNG asset, with a little of the paper around it for the thickness of its lines.

    Three pixels a point stay sharp on an e-reader's screen.
    """
    left, top, right, bottom = box
    width, height = page_size(page)
    margin = (max(left - PAPER, 0.0), max(top - PAPER, 0.0), min(right + PAPER, width), min(bottom + PAPER, height))
    return png_asset(render_region(page, margin, scale))


def png_asset(picture: Image.Image) -> Asset:
    """An RGB picture as PNG, with no more colours stored than it has."""
    data = io.BytesIO()
    _slim(picture).save(data, "PNG")  # `optimize` takes five times as long for 4 % fewer bytes
    return Asset("image/png", data.getvalue(), *picture.size)


def _slim(picture: Image.Image) -> Image.Image:
    """Two tones as bits, greys as greys, up to 256 colours as a palette: a drawing shrinks to a third, unchanged."""
    grey = picture.convert("L")
    if same(picture, grey.convert("RGB")):
        tones = grey.histogram()
        return grey.convert("1", dither=Image.Dither.NONE) if tones[0] + tones[255] == sum(tones) else grey
    if picture.getcolors(256) is None:
        return picture
    palette = picture.quantize(256, dither=Image.Dither.NONE)
    return palette if same(picture, palette.convert("RGB")) else picture


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of the same size and mode agree in every pixel."""
    return ImageChops.difference(one, other).getbbox() is None
