"""Pictures: where they stand, what they show once encoded, and what is said of them.

Most tests compare an encoded picture with the page as PDFium renders it: whatever colour
space, mask, turn or clip stands between, a reader must see the same.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from horizons_convert.document import Asset
from horizons_convert.pdf.drawings import vector_regions
from horizons_convert.pdf.images import MAX_SIDE, PlacedImage, encode_image, place_images, read_images, ruled_lines
from horizons_convert.pdf.opening import open_pdfium
from horizons_convert.pdf.page import Page, Panel, Rule, Shape, Style, Word
from horizons_convert.pdf.rendering import MAX_PIXELS, crop, region_asset, render_region
from horizons_convert.pdf.source import open_source
from horizons_convert.pdf.structure import alt_texts, read_tags

WIDTH, HEIGHT = 300, 400


def scene(width: int = 120, height: int = 80) -> Image.Image:
    """A picture that looks different however it is turned, mirrored, cut or inverted."""
    picture = Image.new("RGB", (width, height), (200, 220, 240))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 3, height // 2), fill=(180, 30, 30))
    draw.rectangle((width // 2, height * 3 // 4, width, height), fill=(20, 90, 40))
    draw.ellipse((width * 2 // 3, 4, width - 4, height // 3), fill=(10, 10, 60))
    return picture


def jpeg(picture: Image.Image, **options: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=95, **options)
    return data.getvalue()


def image_stream(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], **entries: object) -> pikepdf.Stream:
    width, height = size
    given: dict[str, object] = {"ColorSpace": pikepdf.Name.DeviceRGB, "BitsPerComponent": 8} | entries
    return pdf.make_stream(
        data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, **given
    )


def jpeg_stream(pdf: pikepdf.Pdf, picture: Image.Image, **entries: object) -> pikepdf.Stream:
    return image_stream(pdf, jpeg(picture), picture.size, Filter=pikepdf.Name.DCTDecode, **entries)


@contextmanager
def opened(pdf: pikepdf.Pdf) -> Iterator[pypdfium2.PdfDocument]:
    data = io.BytesIO()
    pdf.save(data)
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        yield document


def one_page(content: bytes, make: Callable[[pikepdf.Pdf], pikepdf.Stream], **page: object) -> pikepdf.Pdf:
    """A page whose content paints `/Im`."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    entries = pdf.pages[0].obj
    entries.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=make(pdf)))
    entries.Contents = pdf.make_stream(content)
    for key, value in page.items():
        entries[f"/{key}"] = value
    return pdf


UPRIGHT = b"q 120 0 0 80 50 200 cm /Im Do Q"


def encoded(pdf: pikepdf.Pdf) -> tuple[PlacedImage, Asset, Image.Image, Image.Image]:
    """The first picture: its place, its asset, its pixels, and the page as rendered at that place."""
    with opened(pdf) as document:
        page = document[0]
        image = place_images(page, 1)[0]
        asset = encode_image(document, page, image)
        assert asset is not None
        pixels = Image.open(io.BytesIO(asset.data))
        assert pixels.mode in ("1", "L", "P", "RGB")
        assert (pixels.format, pixels.size) == (asset.media_type[6:].upper(), (asset.width, asset.height))
        return image, asset, pixels.convert("RGB"), render_region(page, image.box, 1.0)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures from 0 to 255, after bringing them to one size."""
    size = (60, 60)
    small = [picture.convert("RGB").resize(size, Image.Resampling.BOX) for picture in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*small)).mean)


# --- what a picture shows ----------------------------------------------------------------


def test_a_plain_jpeg_is_handed_on_byte_for_byte() -> None:
    image, asset, _, _ = encoded(one_page(UPRIGHT, lambda pdf: jpeg_stream(pdf, scene())))
    assert asset.data == jpeg(scene())
    assert image.box == pytest.approx((50, HEIGHT - 280, 170, HEIGHT - 200))
    assert image.pixels == (120, 80)


TURNS = {
    "upside down": b"q -120 0 0 -80 170 280 cm /Im Do Q",
    "mirrored": b"q -120 0 0 80 170 200 cm /Im Do Q",
    "flipped": b"q 120 0 0 -80 50 280 cm /Im Do Q",
    "quarter turn": b"q 0 120 -80 0 150 100 cm /Im Do Q",
    "three quarters": b"q 0 -120 80 0 50 250 cm /Im Do Q",
    "transposed": b"q 0 120 80 0 50 100 cm /Im Do Q",
    "in the corner": b"q 120 0 0 80 -40 360 cm /Im Do Q",
    "clipped": b"q 70 210 60 50 re W n 120 0 0 80 50 200 cm /Im Do Q",
    "clipped at the origin": b"q 5 5 60 50 re W n 120 0 0 80 0 0 cm /Im Do Q",
    "clipped and turned": b"q 70 110 60 50 re W n 0 120 -80 0 150 100 cm /Im Do Q",
    "stretched": b"q 200 0 0 30 50 200 cm /Im Do Q",
}


@pytest.mark.parametrize("content", TURNS.values(), ids=TURNS.keys())
@pytest.mark.parametrize("rotation", [0, 90])
def test_a_picture_is_encoded_as_it_is_displayed(content: bytes, rotation: int) -> None:
    _, _, pixels, shown = encoded(one_page(content, lambda pdf: jpeg_stream(pdf, scene()), Rotate=rotation))
    assert difference(pixels, shown) < 6
    if content != TURNS["stretched"]:
        assert pixels.width / pixels.height == pytest.approx(shown.width / shown.height, rel=0.05)


def cmyk(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    return jpeg_stream(pdf, scene().convert("CMYK"), ColorSpace=pikepdf.Name.DeviceCMYK)


def palette(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    picture = scene().quantize(8)
    colours = bytes(picture.getpalette() or [])[: 8 * 3]
    space = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 7, pikepdf.String(colours)])
    return image_stream(pdf, picture.tobytes(), picture.size, ColorSpace=space)


def soft_mask(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    mask = Image.new("L", (120, 80), 0)
    ImageDraw.Draw(mask).ellipse((20, 10, 100, 70), fill=255)
    covering = image_stream(pdf, mask.tobytes(), mask.size, ColorSpace=pikepdf.Name.DeviceGray)
    return jpeg_stream(pdf, scene(), SMask=covering)


def inverted(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    return jpeg_stream(pdf, scene().convert("L"), ColorSpace=pikepdf.Name.DeviceGray, Decode=pikepdf.Array([1, 0]))


def stencil(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    bits = scene().convert("1")
    stream = image_stream(pdf, bits.tobytes(), bits.size, BitsPerComponent=1, ImageMask=True)
    del stream["/ColorSpace"]
    return stream


def exif_rotated(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    exif = Image.Exif()
    exif[0x0112] = 6
    return image_stream(pdf, jpeg(scene(), exif=exif), (120, 80), Filter=pikepdf.Name.DCTDecode)


@pytest.mark.parametrize("make", [cmyk, palette, soft_mask, inverted, stencil, exif_rotated])
def test_colours_masks_and_inversions_are_resolved_for_browsers(make: Callable[[pikepdf.Pdf], pikepdf.Stream]) -> None:
    _, asset, pixels, shown = encoded(one_page(b"0.7 0.1 0.1 rg " + UPRIGHT, make))
    assert difference(pixels, shown) < 8
    assert difference(pixels, Image.new("RGB", pixels.size, "white")) > 15
    assert Image.open(io.BytesIO(asset.data)).getexif() == {}


def test_few_colours_become_png_and_stay_exact() -> None:
    _, asset, pixels, _ = encoded(one_page(UPRIGHT, palette))
    assert asset.media_type == "image/png"
    assert pixels.getcolors() == scene().quantize(8).convert("RGB").getcolors()


def test_huge_pictures_are_scaled_down_for_readers() -> None:
    _, asset, pixels, shown = encoded(one_page(UPRIGHT, lambda pdf: jpeg_stream(pdf, scene(3000, 2000))))
    assert max(asset.width, asset.height) == MAX_SIDE
    assert difference(pixels, shown) < 6


def test_a_bomb_is_not_decoded() -> None:
    pdf = one_page(UPRIGHT, lambda pdf: image_stream(pdf, b"\0" * 100, (60000, 60000)))
    began = time.monotonic()
    with opened(pdf) as document:
        page = document[0]
        image = place_images(page, 1)[0]
        assert encode_image(document, page, image) is None
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("data", [b"no jpeg", jpeg(Image.new("RGB", (120, 80), "navy"))])
def test_a_picture_that_shows_nothing_is_left_out(data: bytes) -> None:
    pdf = one_page(UPRIGHT, lambda pdf: image_stream(pdf, data, (120, 80), Filter=pikepdf.Name.DCTDecode))
    with opened(pdf) as document:
        page = document[0]
        assert [encode_image(document, page, image) for image in place_images(page, 1)] in ([None], [])


# --- where it stands ---------------------------------------------------------------------


def test_pictures_in_forms_are_found_where_the_form_puts_them() -> None:
    def form(pdf: pikepdf.Pdf) -> pikepdf.Stream:
        inner = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=jpeg_stream(pdf, scene())))
        return pdf.make_stream(
            b"q 60 0 0 40 10 10 cm /Im Do Q",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 200, 200],
            Matrix=[1, 0, 0, 1, 5, 0],
            Resources=inner,
        )

    image, _, pixels, shown = encoded(one_page(b"q 2 0 0 2 20 100 cm /Im Do Q", form))
    assert image.box == pytest.approx((50, HEIGHT - 200, 170, HEIGHT - 120))
    assert difference(pixels, shown) < 6


def test_logos_backgrounds_and_specks_are_told_apart() -> None:
    pdf = pikepdf.new()
    logo, photo = jpeg_stream(pdf, scene()), jpeg_stream(pdf, scene(90, 60))
    for number in range(3):
        pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = pdf.pages[number].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Logo=logo, Photo=photo))
        ground = b"q 300 0 0 400 0 0 cm /Photo Do Q " if number == 1 else b""
        page.Contents = pdf.make_stream(
            ground
            + b"q 30 0 0 20 10 370 cm /Logo Do Q q 100 0 0 0.5 10 30 cm /Logo Do Q q 30 0 0 20 900 0 cm /Logo Do Q"
        )
    with opened(pdf) as document:
        images = read_images(document)
    assert len(images) == 7, "what lies off the page is not placed"
    assert [image.covers_page for image in images if image.page == 2] == [True, False, False]
    assert {image.pages for image in images if not image.covers_page} == {3}
    assert sum(image.is_speck for image in images) == 3


def test_a_photograph_that_an_issue_prints_three_times_is_no_ornament(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    logo, photo = jpeg_stream(pdf, scene()), jpeg_stream(pdf, scene(90, 60))
    for number in range(8):
        pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = pdf.pages[number].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Logo=logo, Photo=photo))
        shown = b"q 200 0 0 130 40 200 cm /Photo Do Q " if number in (1, 4, 6) else b""
        page.Contents = pdf.make_stream(b"q 30 0 0 20 10 370 cm /Logo Do Q " + shown)
    pdf.save(tmp_path / "issue.pdf")
    with open_source(tmp_path / "issue.pdf") as source:
        pages = [source.page(number) for number in range(1, 9)]
        repeated = source.repeated_pictures()
    assert repeated == {(page.number, page.pictures[0].index) for page in pages}


def test_pictures_as_thin_as_rules_are_rules_and_the_strips_of_a_sliced_picture_are_not() -> None:
    """Old TeX drivers place each ruled line as a picture; a gradient comes in strips that lie against each other."""
    lines = b"q 120 0 0 0.5 20 300 cm /Im Do Q q 0.5 0 0 80 20 220 cm /Im Do Q "
    strips = b"".join(b"q 100 0 0 1 20 %d cm /Im Do Q " % y for y in range(50, 60))
    pdf = one_page(lines + strips + UPRIGHT, lambda pdf: jpeg_stream(pdf, scene()))
    with opened(pdf) as document:
        found = ruled_lines(place_images(document[0], 1))
    assert [image.box for image in found] == [
        pytest.approx((20, HEIGHT - 300.5, 140, HEIGHT - 300)),
        pytest.approx((20, HEIGHT - 300, 20.5, HEIGHT - 220)),
    ]


def test_pictures_wholly_clipped_away_are_not_placed() -> None:
    pdf = one_page(b"q 0 0 10 10 re W n 120 0 0 80 50 200 cm /Im Do Q", lambda pdf: jpeg_stream(pdf, scene()))
    with opened(pdf) as document:
        assert place_images(document[0], 1) == []


# --- what is said of it ------------------------------------------------------------------


def tagged(alt: str) -> pikepdf.Pdf:
    pdf = one_page(b"/Figure <</MCID 0>> BDC " + UPRIGHT + b" EMC", lambda pdf: jpeg_stream(pdf, scene()))
    page = pdf.pages[0].obj
    page.StructParents = 0
    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    figure = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.Photo, P=tree, Pg=page, K=0, Alt=pikepdf.String(alt)
        )
    )
    tree.K = [figure]
    tree.RoleMap = pikepdf.Dictionary(Photo=pikepdf.Name.Figure)
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=[0, pikepdf.Array([figure])]))
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    return pdf


@pytest.mark.parametrize(
    ("alt", "heard"),
    [
        ("Two ferries wait out the fog — 1943", {0: "Two ferries wait out the fog — 1943"}),
        ("Figure 3", {}),
        ("IMG_2041.jpg", {}),
        ("", {}),
    ],
)
def test_a_figure_s_alternative_text_reaches_its_picture(alt: str, heard: dict[int, str]) -> None:
    with opened(tagged(alt)) as document:
        page = document[0]
        tags = read_tags(page)
        assert [(tag.role, tag.mcids) for tag in tags] == [("Figure", (0,))]
        assert alt_texts(tags, place_images(page, 1)) == heard


def test_a_brochure_s_pictures_keep_the_descriptions_people_wrote(shared: Path) -> None:
    with open_pdfium(shared / "real" / "pdfua-brochure.pdf") as document:
        page = document[1]
        assert list(alt_texts(read_tags(page), place_images(page, 2)).values()) == [
            "Partially sighted person looking at a computer screen through a magnifying glass"
        ]


# --- drawings ----------------------------------------------------------------------------

STYLE = Style("Serif", 10.0)
BARS = [Panel((50 + 12 * n, 100 - 3 * n, 58 + 12 * n, 120), filled=True) for n in range(10)]


def page_of(**parts: object) -> Page:
    words = [Word("word", 50 + 30 * n, 75 + 30 * n, 300, STYLE, 4) for n in range(5)]
    return Page(number=1, width=WIDTH, height=HEIGHT, **{"words": words} | parts)


def test_the_bars_and_the_axis_of_a_chart_are_one_figure() -> None:
    axis = Rule((48, 120, 170, 120.5), horizontal=True)
    (region,) = vector_regions(page_of(panels=BARS, rules=[axis]))
    assert region.box == pytest.approx((48, 73, 170, 120.5), abs=1)
    assert region.drawings == 11


def test_a_letter_drawn_as_an_outline_is_reported() -> None:
    (region,) = vector_regions(page_of(shapes=[Shape((50, 50, 75, 80), filled=True, segments=24)]))
    assert region.box == (50, 50, 75, 80)


def test_frames_tints_rules_bullets_and_grounds_are_no_figures() -> None:
    words = [Word("word", 60 + 30 * n, 85 + 30 * n, 200, STYLE, 4) for n in range(5)]
    page = page_of(
        words=words,
        panels=[Panel((55, 180, 230, 210), filled=True)] * 3,
        shapes=[
            Shape((50, 170, 240, 220), filled=True, segments=10),
            Shape((20, 195, 23, 198), filled=True, segments=5),
            Shape((0, 0, WIDTH, HEIGHT), filled=True, segments=400),
            Shape((20, 20, 280, 30), filled=True, segments=4),
        ],
        rules=[Rule((20, 300, 280, 300.5), horizontal=True)] * 5,
    )
    assert vector_regions(page) == ()


def test_figures_in_two_columns_stay_two() -> None:
    right = [Panel((p.box[0] + 130, *p.box[1:2], p.box[2] + 130, p.box[3]), filled=True) for p in BARS]
    assert len(vector_regions(page_of(panels=BARS + right))) == 2


def test_shades_that_a_frame_cuts_off_do_not_join_it_with_the_next() -> None:
    frames = [Shape((x, 50, x + 90, 150), filled=False, segments=17) for x in (50, 150)]
    shades = [Shape((x, 70, x + 40, 110), filled=True, segments=5) for x in range(60, 130, 4)]
    labels = [Word("nut", x + 10, x + 30, 140, STYLE, 3) for x in (50, 150)]
    nuts = [Shape((170, 70, 200, 110), filled=True, segments=40)]
    regions = vector_regions(page_of(words=labels, shapes=[*frames, *shades, *nuts]))
    assert [region.box[::2] for region in regions] == [(50, 140), (150, 240)]


def test_a_page_of_countless_drawings_takes_no_time() -> None:
    dots = [Shape((x, y, x + 1, y + 1), filled=True, segments=4) for x in range(0, 300, 2) for y in range(0, 200, 2)]
    began = time.monotonic()
    assert len(vector_regions(page_of(shapes=dots))) == 1
    assert time.monotonic() - began < 2


# --- rendering ---------------------------------------------------------------------------


def test_a_region_is_drawn_at_its_scale_and_place() -> None:
    pdf = one_page(b"0 g 100 300 20 10 re f", lambda pdf: jpeg_stream(pdf, scene()), Rotate=180)
    with opened(pdf) as document:
        grey = crop(document[0], (WIDTH - 130, 290, WIDTH - 90, 320), scale=2)
        assert grey.mode == "L"
        assert grey.size == (80, 60)
        assert grey.point(lambda value: 255 - value).getbbox() == (20, 20, 60, 40)


def test_no_page_is_large_enough_to_exhaust_memory() -> None:
    pdf = one_page(b"", lambda pdf: jpeg_stream(pdf, scene()), MediaBox=[0, 0, 200, 2147483648])
    with opened(pdf) as document:
        picture = render_region(document[0], (0, 0, 200, 14400), scale=50)
        assert picture.width * picture.height <= MAX_PIXELS * 1.01


def test_a_drawing_of_few_tones_is_a_small_png() -> None:
    pdf = one_page(b"0 g 100 300 20 10 re f", lambda pdf: jpeg_stream(pdf, scene()))
    with opened(pdf) as document:
        asset = region_asset(document[0], (90, 80, 130, 110))
    with Image.open(io.BytesIO(asset.data)) as picture:
        assert picture.mode in ("1", "L")
        assert len(asset.data) < 1500
        assert picture.size == (asset.width, asset.height)
