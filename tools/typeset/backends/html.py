"""The typeset pages as HTML with everything absolutely placed: what WeasyPrint and Chromium print."""

from __future__ import annotations

import base64
from html import escape

from tools.typeset.design import Colour
from tools.typeset.fonts import FACES, Face
from tools.typeset.lines import Run
from tools.typeset.pages import Line, Page, Publication

ASCENT = 0.71
"""Where the baseline lies in a line of one em, in em: the ascender that the fonts declare."""

_STYLE = """
@page {{ size: {width}pt {height}pt; margin: 0 }}
html, body {{ margin: 0; padding: 0 }}
.page {{ position: relative; width: {width}pt; height: {height}pt; overflow: hidden; break-after: page }}
.page:last-child {{ break-after: auto }}
.page > * {{ position: absolute; margin: 0; padding: 0 }}
p {{ line-height: 0; white-space: pre; font-kerning: normal; hyphens: manual }}
span {{ position: absolute; line-height: 1 }}
"""


def document(publication: Publication) -> str:
    """A complete HTML page, fonts by their files, pictures inside."""
    first = publication.pages[0]
    faces = "\n".join(f'@font-face {{ font-family: "{face.file}"; src: url("file://{face.path}") }}' for face in FACES)
    style = _STYLE.format(width=first.width, height=first.height)
    authors = escape(", ".join(publication.authors))
    pages = "\n".join(_page(page) for page in publication.pages)
    return (
        f'<!DOCTYPE html>\n<html lang="{publication.language}"><head><meta charset="utf-8">'
        f'<title>{escape(publication.title)}</title><meta name="author" content="{authors}">'
        f'<meta name="description" content="{escape(publication.subject)}">'
        f"<style>{faces}{style}</style></head>\n<body>\n{pages}\n</body></html>\n"
    )


def _page(page: Page) -> str:
    parts = [_box(tint.x0, tint.y0, tint.x1, tint.y1, tint.colour) for tint in page.tints]
    for rule in page.rules:
        half = rule.thickness / 2
        flat = rule.y0 == rule.y1
        dx, dy = (0.0, half) if flat else (half, 0.0)
        parts.append(_box(rule.x0 - dx, rule.y0 - dy, rule.x1 + dx, rule.y1 + dy, rule.colour))
    for picture in page.pictures:
        data = base64.b64encode(picture.data).decode("ascii")
        size = f"width:{picture.x1 - picture.x0:.2f}pt;height:{picture.y1 - picture.y0:.2f}pt"
        parts.append(
            f'<img alt="" style="left:{picture.x0:.2f}pt;top:{picture.y0:.2f}pt;{size}" '
            f'src="data:image/jpeg;base64,{data}">'
        )
    parts += [_line(line) for line in page.lines]
    return '<div class="page">\n' + "\n".join(parts) + "\n</div>"


def _box(x0: float, y0: float, x1: float, y1: float, colour: Colour) -> str:
    return (
        f'<div style="left:{x0:.2f}pt;top:{y0:.2f}pt;width:{x1 - x0:.2f}pt;height:{y1 - y0:.2f}pt;'
        f'background:{_colour(colour)}"></div>'
    )


def _line(line: Line) -> str:
    spans = "".join(_run(run) for run in line.runs)
    return f'<p style="left:{line.x:.3f}pt;top:{line.y:.3f}pt;color:{_colour(line.colour)}">{spans}</p>'


def _run(run: Run) -> str:
    top = -run.rise - ASCENT * run.size
    return (
        f"<span style=\"left:{run.x:.3f}pt;top:{top:.3f}pt;font:{run.size:.3f}pt/1 '{_family(run.face)}';"
        f'word-spacing:{run.word_space:.4f}pt">{escape(run.text)}</span>'
    )


def _family(face: Face) -> str:
    return face.file


def _colour(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
