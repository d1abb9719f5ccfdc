"""What do the photographs show?  Pictures that the project draws itself, so that nobody's rights are touched.

Each is painted with Pillow from a fixed seed: the same bytes every time.
"""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1000, 560)


def strait() -> Image.Image:
    """A ship and a pilot boat in a strait at dusk, hills behind."""
    picture = _gradient((236, 196, 150), (92, 118, 150))
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    draw.ellipse((690, 150, 760, 220), fill=(255, 236, 196))
    for layer, (level, colour) in enumerate([(270, (120, 128, 146)), (300, (86, 98, 120)), (325, (56, 70, 92))]):
        ridge = [
            (x, level - 34 * math.sin(x / (90 + 40 * layer) + layer * 2) - 16 * math.sin(x / 31 + layer))
            for x in range(0, width + 10, 10)
        ]
        draw.polygon([*ridge, (width, height), (0, height)], fill=colour)
    _water(draw, 330, (64, 84, 108), 7)
    draw.polygon([(250, 372), (640, 372), (612, 412), (282, 412)], fill=(28, 30, 38))
    draw.rectangle((282, 316, 336, 372), fill=(214, 208, 196))
    draw.rectangle((296, 296, 322, 318), fill=(150, 60, 48))
    for box in range(8):
        tone = [(140, 70, 54), (72, 96, 110), (168, 140, 92)][box % 3]
        draw.rectangle((350 + box * 33, 344 - 8 * (box % 2), 380 + box * 33, 371), fill=tone)
    draw.polygon([(700, 440), (792, 440), (778, 458), (712, 458)], fill=(206, 110, 40))
    draw.rectangle((726, 422, 756, 440), fill=(236, 232, 222))
    return _grain(picture, 11)


def terraces() -> Image.Image:
    """Terraced fields in morning haze, with a low stone house: the seed bank of the essay."""
    picture = _gradient((214, 222, 226), (238, 224, 190))
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    for layer in range(9):
        level = 200 + layer * 42
        green = (132 - layer * 8, 150 - layer * 6, 104 - layer * 7)
        edge = [
            (x, level + 26 * math.sin(x / 190 + layer * 0.8) + 8 * math.sin(x / 47 + layer))
            for x in range(0, width + 10, 10)
        ]
        draw.polygon([*edge, (width, height), (0, height)], fill=green)
        draw.line(edge, fill=(96 - layer * 5, 104 - layer * 5, 78 - layer * 5), width=3)
    draw.rectangle((610, 300, 770, 372), fill=(176, 164, 146))
    draw.polygon([(596, 302), (690, 256), (784, 302)], fill=(120, 84, 66))
    draw.rectangle((676, 328, 704, 372), fill=(70, 58, 50))
    for x in (632, 728):
        draw.rectangle((x, 322, x + 20, 342), fill=(82, 88, 96))
    return _grain(picture, 5)


PICTURES = {"strait": strait, "terraces": terraces}


def jpeg(name: str) -> bytes:
    """The picture as JPEG bytes.  Raises `KeyError` for a name that nobody has drawn."""
    stream = io.BytesIO()
    PICTURES[name]().save(stream, "JPEG", quality=72, optimize=True)
    return stream.getvalue()


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        shade = [round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)]
        draw.line((0, y, SIZE[0], y), fill=(shade[0], shade[1], shade[2]))
    return picture


def _water(draw: ImageDraw.ImageDraw, horizon: int, colour: tuple[int, int, int], seed: int) -> None:
    draw.rectangle((0, horizon, *SIZE), fill=colour)
    chance = random.Random(seed)
    for _ in range(420):
        y = horizon + int((SIZE[1] - horizon) * chance.random() ** 1.4)
        x = chance.randrange(SIZE[0])
        reach = 6 + (y - horizon) // 5
        light = chance.randrange(-14, 46)
        draw.line((x, y, x + reach, y), fill=(colour[0] + light, colour[1] + light, colour[2] + light), width=2)


def _grain(picture: Image.Image, seed: int) -> Image.Image:
    """Soften the drawing and lay film grain over it, so that it prints like a photograph."""
    chance = random.Random(seed)
    small = (SIZE[0] // 2, SIZE[1] // 2)
    noise = Image.new("L", small)
    noise.putdata([chance.randrange(104, 152) for _ in range(small[0] * small[1])])
    grain = Image.merge("RGB", [noise.resize(SIZE)] * 3)
    return Image.blend(picture.filter(ImageFilter.GaussianBlur(1.4)), grain, 0.12)
