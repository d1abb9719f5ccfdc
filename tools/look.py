"""What does a step of the recovery see?  Draws lines, columns, pieces and what was set aside on the pages.

    python tools/look.py essay.pdf                     # every page, after the last step
    python tools/look.py essay.pdf --pages 2,3         # some of them
    python tools/look.py essay.pdf --after furniture   # as the draft stood after that module's last step

The pictures go to build/look/.  Grey: a line; a colour: a piece, with its role and its
number in reading order; pink: a drop cap; red: set aside, with the reason; dashed: the edges of a column.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from horizons_convert.document import Box
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.source import Source, open_source
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.pipeline import STEPS

SCALE = 2.0
"""Pixels a point."""
LINE, ASIDE, COLUMN, CAP = "#9a9a9a", "#c62828", "#00838f", "#ad1457"
COLOURS = {
    "text": "#1565c0",
    "heading": "#6a1b9a",
    "title": "#6a1b9a",
    "subtitle": "#6a1b9a",
    "byline": "#6a1b9a",
    "display": "#ef6c00",
    "aside": "#ef6c00",
    "figure": "#2e7d32",
    "caption": "#2e7d32",
    "table": "#2e7d32",
}
OTHER = "#5d4037"


def main() -> int:
    """Draw what was asked for; returns the exit code."""
    modules = list(dict.fromkeys(_module(step) for step in STEPS))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--pages", help="page numbers, with commas (default: all)")
    parser.add_argument("--after", choices=modules, help="stop after the last step of this module")
    parser.add_argument("--password")
    chosen = parser.parse_args()
    with open_source(chosen.pdf, chosen.password) as source:
        draft = _draft(source, chosen.after)
        wanted = map(int, chosen.pages.split(",")) if chosen.pages else range(1, source.page_count + 1)
        for number in wanted:
            path = Path("build/look") / f"{chosen.pdf.stem}-{number:03}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            _picture(source, draft, number).save(path)
            print(path)
    return 0


def _module(step: object) -> str:
    return step.__module__.rsplit(".", 1)[-1]


def _draft(source: Source, after: str | None) -> Draft:
    """The draft as it stood after the last step of a module."""
    pages = [source.page(number) for number in range(1, source.page_count + 1)]
    labels = source.container.page_labels or ()
    draft = Draft(pages, Ledger(pages=len(pages)), {number: label for number, label in enumerate(labels, 1) if label})
    names = [_module(step) for step in STEPS]
    end = len(names) if after is None else len(names) - names[::-1].index(after)
    for step in STEPS[:end]:
        draft.step = _module(step)
        step(draft)
    return draft


def _picture(source: Source, draft: Draft, number: int) -> Image.Image:
    page = draft.pages[number - 1]
    image = source.look(number, (0, 0, page.width, page.height), SCALE).convert("RGB")
    draw = ImageDraw.Draw(image)
    for line in draft.lines.get(number, ()):
        _box(draw, line.box, LINE)
    for column in draft.columns.get(number, ()):
        for edge in (column.x0, column.x1):
            _dashed(draw, edge, page.height)
    for order, piece in enumerate(draft.pieces, 1):
        if piece.page == number:
            _box(draw, piece.box, COLOURS.get(piece.role, OTHER), f"{order} {piece.role}", 3)
    for cap in draft.drop_caps:
        if cap.page == number:
            _box(draw, cap.box, CAP, f"{cap.text} {cap.lines} lines", 3)
    for record in draft.ledger.of("set-aside"):
        for where in record.places:
            if where.page == number:
                _box(draw, where.box, ASIDE, record.what, 3)
    return image


def _box(draw: ImageDraw.ImageDraw, box: Box, colour: str, label: str = "", width: int = 1) -> None:
    left, top, right, bottom = (side * SCALE for side in box)
    draw.rectangle((left, top, max(left, right), max(top, bottom)), outline=colour, width=width)
    if label:
        at = (left + 2, max(0, top - 14))
        draw.rectangle(draw.textbbox(at, label), fill="white")
        draw.text(at, label, fill=colour)


def _dashed(draw: ImageDraw.ImageDraw, x: float, height: float) -> None:
    for y in range(0, round(height * SCALE), 12):
        draw.line((x * SCALE, y, x * SCALE, y + 6), fill=COLUMN)


if __name__ == "__main__":
    sys.exit(main())
