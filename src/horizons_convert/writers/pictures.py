"""Which pictures can a browser or reading system show, and how do the others get there?

JPEG, PNG, GIF and WebP go through untouched.  Anything else that Pillow reads (TIFF,
JPEG 2000, pictures in printing inks) is converted once.  What it cannot read is left out,
and its caption stays.
"""

from __future__ import annotations

import io

from PIL import Image

from horizons_convert.document import Asset

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
_SCREEN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_JPEG_QUALITY = 90


def for_screen(asset: Asset) -> Asset | None:
    """The picture in a format that every reading system shows; None where it cannot be read."""
    try:
        with Image.open(io.BytesIO(asset.data)) as image:
            image.verify()  # whether it is all there, as far as its format tells; then it must be opened anew
        with Image.open(io.BytesIO(asset.data)) as image:
            kind = Image.MIME.get(image.format or "", "")
            if kind in _ENDINGS and image.mode in _SCREEN_MODES:
                return Asset(kind, asset.data, image.width, image.height)
            return _converted(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # whatever damaged data makes Pillow say
        return None


def ending(asset: Asset) -> str:
    """The file name's ending for a picture that `for_screen` gave."""
    return _ENDINGS[asset.media_type]


def _converted(image: Image.Image) -> Asset:
    """Inks become RGB in a JPEG, where they came from one; all else becomes a PNG."""
    out = io.BytesIO()
    if image.format == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=_JPEG_QUALITY)
        return Asset("image/jpeg", out.getvalue(), image.width, image.height)
    mode = image.mode if image.mode in _SCREEN_MODES else "RGB"
    image.convert(mode).save(out, "PNG", optimize=True)
    return Asset("image/png", out.getvalue(), image.width, image.height)
