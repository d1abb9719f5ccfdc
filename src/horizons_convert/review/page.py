"""One HTML file on which a person sees what was made of each part of each page, and says what is wrong.

It holds everything it needs (page images, styles, script) and loads nothing; its content
security policy allows no more than that.  What it shows comes from `contents`; what a person
says on it becomes a corrections file (docs/corrections.md).
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

from horizons_convert.corrections import beside
from horizons_convert.errors import BadInputError
from horizons_convert.pdf.source import Source, open_source
from horizons_convert.reading import Recovery
from horizons_convert.review.contents import contents

PAGE_PIXELS = 1000
"""Width of a page's image: body text of 9 points stays readable at the width of a screen."""

QUALITY = 50
"""Of WebP: text is crisp, and a page of it takes 60 to 120 kB."""

SCRIPTS = ("words.js", "corrections.js", "page.js")

Progress = Callable[[str, int, int], None]


def review_page(
    recovery: Recovery,
    path: Path,
    password: str | None = None,
    corrections: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> bytes:
    """The review page of what was recovered from the PDF at `path`.

    `corrections` is the file that the recovery took its corrections from (default: the one
    beside the PDF); its text is part of the page, which adds to it.  Raises `BadInputError`
    for a JSON model, which has no pages to show, and whatever opening the PDF raises.
    """
    if path.suffix.lower() == ".json":
        raise BadInputError("a JSON model has no pages to review; give the PDF that it was made from")
    file = corrections or beside(path)
    with open_source(path, password) as source:
        images, sizes = [], {}
        for number in range(1, source.page_count + 1):
            progress("drawing", number, source.page_count)
            image, sizes[number] = _page_image(source, number)
            images.append(image)
    existing = file.read_text(encoding="utf-8") if file.exists() else ""
    data = contents(recovery.edition, recovery.ledger, sizes, file.name, existing)
    return _fill(recovery, data, list(_figures(images, sizes)), sum(map(len, images)))


def _page_image(source: Source, number: int) -> tuple[bytes, tuple[float, float]]:
    """A page as WebP, and its width and height in points."""
    picture, size = source.view(number, PAGE_PIXELS)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue(), size


def _figures(images: list[bytes], sizes: dict[int, tuple[float, float]]) -> Iterator[str]:
    for number, image in enumerate(images, 1):
        width, height = sizes[number]
        data = base64.b64encode(image).decode("ascii")
        yield (
            f'<figure class="page" data-page="{number}"><figcaption>Page {number}</figcaption>'
            f'<div class="sheet"><img alt="Page {number} as printed" width="{PAGE_PIXELS}" '
            f'height="{round(PAGE_PIXELS * height / max(width, 1))}" loading="lazy" decoding="async" '
            f'src="data:image/webp;base64,{data}"></div></figure>'
        )


def _fill(recovery: Recovery, data: dict[str, object], pages: list[str], size: int) -> bytes:
    folder = files("horizons_convert.review") / "templates"
    style = (folder / "page.css").read_text(encoding="utf-8")
    script = "\n".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)
    edition, ledger = recovery.edition, recovery.ledger
    facts = [
        edition.source,
        f"{len(pages)} page{'' if len(pages) == 1 else 's'}",
        f"{ledger.glyphs_kept:,} characters kept, {ledger.glyphs_set_aside:,} set aside",
        f"page images {size / 1e6:.1f} MB",
    ]
    template = Template((folder / "page.html").read_text(encoding="utf-8"))
    text = template.substitute(
        title=html.escape(edition.title or edition.source),
        facts=html.escape(" · ".join(facts)),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        pages="\n".join(pages),
        data=_embedded(data),
    )
    return text.encode("utf-8", "replace")


def _embedded(data: dict[str, object]) -> str:
    """JSON that cannot end its script element, whatever the document says."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(text: str) -> str:
    """As a content security policy names an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
