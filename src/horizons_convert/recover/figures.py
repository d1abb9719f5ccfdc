"""Where do pictures stand, and what do their captions say?

A figure is a placed image, or a cluster of drawings (a chart), large enough to be looked
at.  Words inside it (labels of axes) are part of the picture and set aside as such.  Its
caption is the nearest block below it (or above), in type that is not the body's, or one that
begins with "Figure", "Photo" and the like.

Limits: ornaments larger than the threshold come out as figures; a picture behind the whole
page (a scan, a tinted ground) is no figure.
"""

from __future__ import annotations

import re

from horizons_convert.layout.frames import frames
from horizons_convert.layout.text import inside, overlap
from horizons_convert.pdf.page import Box, Page
from horizons_convert.recover.draft import Draft, Piece

CAPTION = re.compile(
    r"^(fig(ure|\.)?|photo|image|illustration|abb(ildung|\.)|слика|сл\.|рис\.|figura|chart|map|carte|plate|source)\b",
    re.IGNORECASE,
)
SMALLEST = 2.6
"""A figure is about this many em wide and high; a flat one may be lower if it is wider."""
MOST_LABELS = 25
"""More words than this on a picture are text that it lies behind."""
LARGEST_CAPTION = 1.12
"""Captions are hardly larger than the body (times its size); titles are."""
CAPTION_REACH = 2.2
"""A caption stands within this many leadings of its figure."""


def find_figures(draft: Draft) -> None:
    """Add a `figure` piece for each picture and drawing; claim the captions."""
    for page in draft.pages:
        for box, image in [*_pictures(page, draft), *_drawings(page, draft)]:
            _add_figure(page, box, image, draft)


def _pictures(page: Page, draft: Draft) -> list[tuple[Box, str]]:
    em = draft.body.size
    found: list[tuple[Box, str]] = []
    for picture in page.pictures:
        box = _clipped(picture.box, page)
        short, long = sorted((box[2] - box[0], box[3] - box[1]))
        if picture.covers_page or picture.repeated or short < 0.6 * SMALLEST * em or long < 1.4 * SMALLEST * em:
            continue
        if _is_ground(box, page.number, draft):
            continue
        if not any(inside(box, known, draft.body.touch) for known, _ in found):
            found.append((box, f"p{page.number}-i{picture.index}"))
    return found


def _drawings(page: Page, draft: Draft) -> list[tuple[Box, str]]:
    return [
        (box, f"p{page.number}-d{number}")
        for number, box in enumerate(page.drawings, 1)
        if not _body_text_over(box, page.number, draft)
    ]


def _add_figure(page: Page, box: Box, image: str, draft: Draft) -> None:
    if any(piece.role == "figure" and inside(box, piece.box, draft.body.touch) for piece in draft.on_page(page.number)):
        return
    figure = Piece(page.number, "figure", image=image, box_=box, evidence="a placed picture or drawing")
    for piece in draft.on_page(page.number):
        if piece.role == "text" and inside(piece.box, box, draft.body.size) and not CAPTION.match(piece.text):
            draft.set_aside_piece("figure label", piece, evidence="stands inside a picture")
    caption = _caption(page.number, box, draft)
    if caption is not None:
        caption.role = "caption"
        figure.caption = caption
    draft.pieces.append(figure)


def _caption(page: int, box: Box, draft: Draft) -> Piece | None:
    reach, touch = CAPTION_REACH * draft.body.leading, draft.body.touch
    boxes = frames(draft.page(page))
    near = []
    for piece in draft.on_page(page):
        if piece.role != "text" or overlap(piece.box[0], piece.box[2], box[0], box[2]) <= 0:
            continue
        if piece.style.size > LARGEST_CAPTION * draft.body.size:
            continue
        below, above = piece.box[1] - box[3], box[1] - piece.box[3]
        distance = min((d for d in (below, above) if d > -0.5 * draft.body.size), default=None)
        says_so = bool(CAPTION.match(piece.text))
        small = (
            piece.style.size < 0.97 * draft.body.size
            or piece.style.font.split("-")[0] != draft.body.style.font.split("-")[0]
        )
        framed = any(inside(piece.box, panel, touch) and inside(box, panel, touch) for panel in boxes)
        if distance is not None and distance < (2 if says_so or framed else 1) * reach and (says_so or small or framed):
            near.append((not (says_so or framed), distance + 0.5 * reach * (distance is above), piece))
    return min(near, key=lambda item: item[:2])[2] if near else None


def _is_ground(box: Box, page: int, draft: Draft) -> bool:
    """Whether a picture lies behind text: much text stands on it, or large type such as a title."""
    over = [word for line in draft.lines[page] for word in line.words if inside(word.box, box, 1)]
    return len(over) > MOST_LABELS or any(word.size > 1.2 * draft.body.size for word in over)


def _body_text_over(box: Box, page: int, draft: Draft) -> bool:
    """Whether running text lies in the box: then the drawings are its frame, not a figure."""
    return any(
        piece.role == "text"
        and len(piece.lines) > 2
        and inside(piece.box, box, draft.body.size)
        and piece.block is not None
        and piece.block.glyphs > 120
        for piece in draft.on_page(page)
    )


def _clipped(box: Box, page: Page) -> Box:
    return max(box[0], 0.0), max(box[1], 0.0), min(box[2], page.width), min(box[3], page.height)
