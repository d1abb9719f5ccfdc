"""Which pictures are placed on a page, where, and what do they show?

Placing is cheap and done for every page: box, identity, size.  Decoding is dear and done
on demand for the few pictures that an article keeps.  PDFium does both, because it knows
the nesting of forms, the clips and the masks; a plain JPEG is handed on as it is in the
file, but only after a look whether it shows what PDFium shows.

What can go wrong: a picture cut by a curved frame comes as its upright box; one placed
askew comes straight and uncut; one sliced into strips comes as strips.
"""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_float, c_ubyte, c_uint, create_string_buffer

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageStat

from horizons_convert.document import Asset, Box
from horizons_convert.pdf.geometry import (
    IDENTITY,
    Matrix,
    area,
    bounds,
    compose,
    intersection,
    page_size,
    page_transform,
    union,
)
from horizons_convert.pdf.rendering import png_asset, same

MAX_DECODED_PIXELS = 100_000_000
"""A picture that claims more is not decoded (a bomb, or an A0 scan at 400 dpi): 400 MB of memory."""

MAX_SIDE = 2400
"""Longer sides are scaled down to so many pixels: more than any e-reader shows, a page at 300 dpi."""

COVERING_SHARE = 0.85
"""A picture over so much of the page is a scan or a background, not an illustration in it."""

SPECK_POINTS = 4.0
SPECK_PIXELS = 4
"""Below either, a picture shows nothing: a ruled line, a dot, a strip of a gradient."""

THICKEST_RULE = 1.5
"""Points: an old TeX driver places its ruled lines as pictures so thin, ..."""
RULE_RATIO = 8
"""... and at least so many times as long."""
MOST_RULES = 500
"""A page with more of them is a picture in strips, or shading."""

MIN_CUT = 0.02
"""Share that a frame must cut off before a JPEG is decoded and cut: crop marks and rounding are less."""

JPEG_QUALITY = 90
"""For pictures that were lossy already; above it files grow and nobody sees a difference."""

MAX_PNG_BYTES = 1_000_000
"""A photograph that was stored without loss is not passed on as a larger PNG than this, but as JPEG."""

MAX_DIFFERENCE = 12.0
"""Mean difference (of 255) under which two decodings of a JPEG show the same; a mask or an inversion makes 50."""

CLIP_SCALE = 4096.0
"""Makes a clip of one point wider than any drawing; a power of two, so that scaling back loses nothing."""

MAX_FORM_DEPTH = 16
"""Forms within forms, as deep as PDFium itself draws them."""

MAX_OBJECTS = 200_000
"""Page objects looked at; a page with more is a map or a bomb, and its pictures are pieces of it."""


class PlacedImage(msgspec.Struct, frozen=True):
    """A picture where it stands on a page.  Points, origin top left of the displayed page."""

    page: int
    index: int
    """Which of the image objects that touch the page it is, in drawing order: `Picture.index`."""
    box: Box
    """What is visible of it: cut by its clips and by the page."""
    pixels: tuple[int, int]
    digest: str
    """The same for the same picture, wherever it is placed."""
    mcid: int | None = None
    """Marked-content id, which connects it with the structure tree."""
    covers_page: bool = False
    pages: int = 1
    """On how many pages of the document the same picture stands: logos, ornaments and backgrounds on many."""

    @property
    def is_speck(self) -> bool:
        """Whether it is too small to show anything."""
        left, top, right, bottom = self.box
        return min(right - left, bottom - top) < SPECK_POINTS or min(self.pixels) < SPECK_PIXELS


def read_images(document: pypdfium2.PdfDocument) -> tuple[PlacedImage, ...]:
    """All pictures of a document in page and drawing order, pixels not decoded.  Pages that fail have none."""
    found: list[PlacedImage] = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        found += place_images(page, index + 1)
        page.close()
    return count_pages(found)


def place_images(page: pypdfium2.PdfPage, number: int) -> list[PlacedImage]:
    """The pictures of one open page; `pages` is still 1 (see `count_pages`)."""
    whole = (0.0, 0.0, *page_size(page))
    placed = []
    for index, image in enumerate(_images(page)):
        visible = intersection(image.box, whole) if image.visible else None
        if visible is None:
            continue
        covers = area(visible) >= COVERING_SHARE * area(whole)
        placed.append(
            PlacedImage(number, index, visible, _pixels(image.handle), _digest(image.handle), image.mcid, covers)
        )
    return placed


def count_pages(images: list[PlacedImage]) -> tuple[PlacedImage, ...]:
    """The same images, each knowing on how many pages it stands."""
    pages: dict[str, set[int]] = defaultdict(set)
    for image in images:
        pages[image.digest].add(image.page)
    return tuple(msgspec.structs.replace(image, pages=len(pages[image.digest])) for image in images)


def ruled_lines(images: list[PlacedImage]) -> list[PlacedImage]:
    """The pictures of one page that are nothing but straight lines.

    A picture that was sliced has strips as thin, but each lies against the next.
    """
    thin = [image for image in images if _is_thin(image.box)]
    if len(thin) > MOST_RULES:
        return []
    return [image for image in thin if not any(_lies_along(image.box, other.box) for other in thin if other != image)]


def _is_thin(box: Box) -> bool:
    thick, long = sorted((box[2] - box[0], box[3] - box[1]))
    return thick <= THICKEST_RULE and long >= RULE_RATIO * max(thick, 0.4)


def _lies_along(one: Box, other: Box) -> bool:
    """Whether two strips touch along more than half of the longer."""
    shared = (min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1]))
    longest = max(one[2] - one[0], one[3] - one[1], other[2] - other[0], other[3] - other[1])
    return min(shared) > -0.5 and max(shared) > 0.5 * longest


def encode_image(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, image: PlacedImage) -> Asset | None:
    """The picture as browsers and e-readers show it: upright, cut as on the page, masks laid on white.

    JPEG stays JPEG, byte for byte where nothing must be changed; all else becomes PNG, or
    JPEG where it was lossy already or is a large photograph.  None where there is nothing to
    see: the picture cannot be decoded, claims too many pixels, or is one flat tone.
    """
    width, height = image.pixels
    if not 0 < width * height <= MAX_DECODED_PIXELS:
        return None
    found = next((item for index, item in enumerate(_images(page)) if index == image.index), None)
    if found is None:
        return None
    drawn = _draw(document, page, found, image.pixels)
    if drawn is None or drawn.getcolors(1):
        return None
    cut = _cut(found, image.box, drawn.size)
    filters = _filters(found.handle)
    if filters == ["DCTDecode"] and cut is None and max(width, height) <= MAX_SIDE:
        jpeg = _same_jpeg(_raw_bytes(found.handle), drawn)
        if jpeg is not None:
            return Asset("image/jpeg", jpeg, width, height)
    return _encode(drawn.crop(cut) if cut else drawn, lossy=bool({"DCTDecode", "JPXDecode"} & set(filters)))


class _Found(msgspec.Struct):
    """An image object during one walk over a page; the handle lives as long as the page."""

    handle: pdfium_c.FPDF_PAGEOBJECT
    matrix: Matrix
    """From the unit square of the image to the displayed page."""
    box: Box
    """The whole image on the displayed page, cut by its clips."""
    mcid: int | None
    visible: bool


def _images(page: pypdfium2.PdfPage) -> Iterator[_Found]:
    """The image objects that touch the page, forms included, in drawing order."""
    width, height = page_size(page)
    budget = [MAX_OBJECTS]
    objects = (pdfium_c.FPDFPage_GetObject(page, index) for index in range(pdfium_c.FPDFPage_CountObjects(page)))
    for image in _walk(objects, page_transform(page), None, None, 0, budget):
        left, top, right, bottom = bounds(image.matrix, (0.0, 0.0, 1.0, 1.0))
        if right > 0 and bottom > 0 and left < width and top < height:
            yield image


def _walk(
    objects: Iterator[pdfium_c.FPDF_PAGEOBJECT],
    transform: Matrix,
    clip: Box | None,
    mcid: int | None,
    depth: int,
    budget: list[int],
) -> Iterator[_Found]:
    """`transform` leads from the objects' space to the page; `clip` (on the page) and `mcid` are inherited."""
    for handle in objects:
        budget[0] -= 1
        if budget[0] < 0:
            return
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM):
            continue
        matrix = compose(_matrix(handle), transform)
        own_clip = _clip(handle, transform, clip)
        own_mcid = pdfium_c.FPDFPageObj_GetMarkedContentID(handle)
        own_mcid = mcid if own_mcid < 0 else own_mcid
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            whole = bounds(matrix, (0.0, 0.0, 1.0, 1.0))
            box = intersection(whole, own_clip) if own_clip else whole
            yield _Found(handle, matrix, box or whole, own_mcid, visible=box is not None)
        elif depth < MAX_FORM_DEPTH:
            children = (
                pdfium_c.FPDFFormObj_GetObject(handle, index)
                for index in range(pdfium_c.FPDFFormObj_CountObjects(handle))
            )
            yield from _walk(children, matrix, own_clip, own_mcid, depth + 1, budget)


def _matrix(handle: pdfium_c.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, matrix):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _clip(handle: pdfium_c.FPDF_PAGEOBJECT, transform: Matrix, inherited: Box | None) -> Box | None:
    """The box to which the object's clip paths cut it, on the page; None for no clip at all."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(handle)
    box = inherited
    for path in range(pdfium_c.FPDFClipPath_CountPaths(clip) if clip else 0):
        segments = pdfium_c.FPDFClipPath_CountPathSegments(clip, path)
        x, y = c_float(), c_float()
        points: list[Box] = []
        for index in range(max(segments, 0)):
            segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index)
            if pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
                points.append(bounds(transform, (x.value, y.value, x.value, y.value)))
        if points:
            around = union(points)
            # Two clips that do not meet leave nothing: a box without area.
            box = around if box is None else intersection(box, around) or (*around[:2], *around[:2])
    return box


def _pixels(handle: pdfium_c.FPDF_PAGEOBJECT) -> tuple[int, int]:
    width, height = c_uint(), c_uint()
    if not pdfium_c.FPDFImageObj_GetImagePixelSize(handle, width, height):
        return (0, 0)
    return (width.value, height.value)


def _raw_bytes(handle: pdfium_c.FPDF_PAGEOBJECT) -> bytes:
    length = pdfium_c.FPDFImageObj_GetImageDataRaw(handle, None, 0)
    buffer = (c_ubyte * length)()
    pdfium_c.FPDFImageObj_GetImageDataRaw(handle, buffer, length)
    return bytes(buffer)


def _digest(handle: pdfium_c.FPDF_PAGEOBJECT) -> str:
    """Of the encoded bytes: a picture that is placed twice is stored once by every producer, or at least alike."""
    return hashlib.blake2b(_raw_bytes(handle), digest_size=16).hexdigest()


def _filters(handle: pdfium_c.FPDF_PAGEOBJECT) -> list[str]:
    names = []
    for index in range(pdfium_c.FPDFImageObj_GetImageFilterCount(handle)):
        buffer = create_string_buffer(64)
        pdfium_c.FPDFImageObj_GetImageFilter(handle, index, buffer, 64)
        names.append(buffer.value.decode("ascii", "replace"))
    return names


def _draw(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, found: _Found, pixels: tuple[int, int]
) -> Image.Image | None:
    """The image as PDFium paints it (masks, colour spaces, inversions), upright on white, at most `MAX_SIDE` long."""
    width, height = pixels
    shrink = min(1.0, MAX_SIDE / max(width, height))
    with _laid_bare(found.handle, max(1, round(width * shrink)), max(1, round(height * shrink))):
        raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(document, page, found.handle)
    if not raw:
        return None
    drawn: Image.Image = pypdfium2.PdfBitmap.from_raw(raw).to_pil()
    paper = _on_white(drawn)
    turn = _turn(found.matrix)
    return paper if turn is None else paper.transpose(turn)


def _on_white(drawn: Image.Image) -> Image.Image:
    mask = drawn.getchannel("A") if drawn.mode == "RGBA" else None
    if mask is None or mask.getextrema() == (255, 255):
        return drawn.convert("RGB")
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn.convert("RGB"), mask=mask)
    return paper


@contextmanager
def _laid_bare(handle: pdfium_c.FPDF_PAGEOBJECT, width: int, height: int) -> Iterator[None]:
    """Within the block the image lies upright, `width` by `height` points large, and no clip cuts it.

    PDFium draws a single image as large as its matrix says, but still cuts it by the clips
    of the page.  They cannot be taken away, so they are blown up around a point that they
    leave visible.
    """
    before = pdfium_c.FS_MATRIX(*_matrix(handle))
    whole = bounds(_matrix(handle), (0.0, 0.0, 1.0, 1.0))
    clip = _clip(handle, IDENTITY, None)
    left, bottom, right, top = (intersection(whole, clip) if clip else None) or whole
    x, y = (left + right) / 2, (bottom + top) / 2
    _scale_clip(handle, CLIP_SCALE, x, y)
    pdfium_c.FPDFPageObj_SetMatrix(handle, pdfium_c.FS_MATRIX(width, 0, 0, height, x - width / 2, y - height / 2))
    try:
        yield
    finally:
        pdfium_c.FPDFPageObj_SetMatrix(handle, before)
        _scale_clip(handle, 1 / CLIP_SCALE, x, y)


def _scale_clip(handle: pdfium_c.FPDF_PAGEOBJECT, factor: float, x: float, y: float) -> None:
    pdfium_c.FPDFPageObj_TransformClipPath(handle, factor, 0, 0, factor, x * (1 - factor), y * (1 - factor))


def _turn(matrix: Matrix) -> Image.Transpose | None:
    """What brings the image as stored to the image as displayed, snapped to a quarter turn (mirrored or not)."""
    a, b, c, d, _, _ = matrix
    if abs(a) >= abs(b):
        rows_run, columns_run = ("right" if a >= 0 else "left"), ("down" if d <= 0 else "up")
    else:
        rows_run, columns_run = ("down" if b >= 0 else "up"), ("right" if c <= 0 else "left")
    return _TURNS[rows_run, columns_run]


_TURNS = {
    ("right", "down"): None,
    ("left", "down"): Image.Transpose.FLIP_LEFT_RIGHT,
    ("right", "up"): Image.Transpose.FLIP_TOP_BOTTOM,
    ("left", "up"): Image.Transpose.ROTATE_180,
    ("down", "left"): Image.Transpose.ROTATE_270,
    ("up", "right"): Image.Transpose.ROTATE_90,
    ("down", "right"): Image.Transpose.TRANSPOSE,
    ("up", "left"): Image.Transpose.TRANSVERSE,
}
"""Pillow turns counter-clockwise."""


def _is_askew(matrix: Matrix) -> bool:
    a, b, c, d, _, _ = matrix
    slant = min(abs(a), abs(b)) + min(abs(c), abs(d))
    return slant > 0.02 * (abs(a) + abs(b) + abs(c) + abs(d))


def _cut(found: _Found, visible: Box, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The pixels of the upright drawing that are visible on the page, or None for (nearly) all of them."""
    left, top, right, bottom = whole = bounds(found.matrix, (0.0, 0.0, 1.0, 1.0))
    if area(visible) >= (1 - MIN_CUT) * area(whole) or _is_askew(found.matrix):
        return None
    x, y = size[0] / (right - left), size[1] / (bottom - top)
    cut = (
        round((visible[0] - left) * x),
        round((visible[1] - top) * y),
        round((visible[2] - left) * x),
        round((visible[3] - top) * y),
    )
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else None


def _same_jpeg(data: bytes, drawn: Image.Image) -> bytes | None:
    """The JPEG's own bytes, if browsers show them as PDFium draws them.

    Not so for CMYK, for inverted or masked images, for ones that the page turns, and for
    ones that carry an EXIF rotation, which browsers obey and PDF ignores.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            if picture.mode not in ("L", "RGB") or picture.size != drawn.size or picture.getexif().get(0x0112, 1) != 1:
                return None
            sample = (64, 64)
            picture.draft("RGB", (256, 256))
            shown = picture.convert("RGB").resize(sample, Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    difference = ImageChops.difference(shown, drawn.resize(sample, Image.Resampling.BOX))
    return data if max(ImageStat.Stat(difference).mean) <= MAX_DIFFERENCE else None


def _encode(picture: Image.Image, *, lossy: bool) -> Asset:
    few_colours = picture.getcolors(256) is not None
    if few_colours or not lossy:
        png = png_asset(picture)
        if few_colours or len(png.data) <= MAX_PNG_BYTES:
            return png
    grey = picture.convert("L")
    if same(picture, grey.convert("RGB")):
        picture = grey
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Asset("image/jpeg", data.getvalue(), *picture.size)
