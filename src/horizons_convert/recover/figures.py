"""Where do pictures stand, and what do their captions say?

A figure is a placed image, or a cluster of drawings (a chart), large enough to be looked
at.  Words inside it (labels of axes) are part of the picture and set aside as such.  Its
caption is the nearest block below it (or above), no wider than the figure and in type that no
column of the page is set in, or one that begins with "Figure", "Photo" and the like.  The text
of the article is never a label or a caption, whatever lies behind it.

Limits: ornaments larger than the threshold come out as figures; a picture behind the whole
page (a scan, a tinted ground) is no figure.
"""

from __future__ import annotations

import math
import re

from horizons_convert.layout.frames import frames
from horizons_convert.layout.text import inside, overlap
from horizons_convert.pdf.page import Box, Page, Style
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, Piece

CAPTION = re.compile(
    r"^(fig(ure|\.)?|photo|image|illustration|abb(ildung|\.)|слика|сл\.|рис\.|figura|chart|map|carte|plate|source)\b",
    re.IGNORECASE,
)
MARKER = re.compile(r"^(?:[•·▪■●◆▶*†‡§¶–—-]|\((?:\w{1,2}|[ivx]{1,4})\)|\d{1,2}[.)]\s|[a-z]\))")
"""A list's item begins so, or a footnote."""
BARE_MARKER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.:)]?|[a-z][.:)]|[•·▪■●◆▶–—-])$")
SMALLEST = 2.6
"""A figure is about this many em wide and high; a flat one may be lower if it is wider."""
MOST_LABELS = 25
"""More words than this on a picture are text that it lies behind."""
LARGEST_CAPTION = 1.12
"""Captions are hardly larger than the body (times its size); titles are."""
SMALL_TYPE = 0.97
"""Type below this share of the body size is not the body's."""
SMALLEST_HEADING = 0.97
"""A heading is not smaller than the text (times the body size); labels mostly are."""
RUNNING_WORDS = 4
"""A label has fewer words in a line."""
TITLE_WORDS = 3
"""So many words in large type on a drawing are a title; a chart's large figures have fewer."""
FEWEST_RUNNING_LINES = 8
"""Columns of a page have at least so many lines together."""
FILLED = 0.7
"""A picture that takes so much of the drawing around it is what the drawing frames."""
CENTRED = 1.75
"""A caption in small type, centred under its figure, is at most so many times as wide."""
CAPTION_REACH = 2.2
"""A caption stands within this many leadings of its figure."""


def find_figures(draft: Draft) -> None:
    """Add a `figure` piece for each picture and drawing; claim the captions."""
    for page in draft.pages:
        shown = _merged([*_pictures(page, draft), *_drawings(page, draft)], draft.body.touch)
        for box, image in shown:
            _add_figure(page, box, image, [other for other, _ in shown], draft)


def _merged(found: list[tuple[Box, str]], touch: float) -> list[tuple[Box, str]]:
    """One figure of what lies within another, from the top of the page down.

    A drawing takes in the pictures that it is made of; but where a picture fills it, it is the picture's frame.
    """
    kept: list[tuple[Box, str]] = []
    for box, image in sorted(found, key=lambda item: (-_area(item[0]), item[0])):
        holder = next((item for item in kept if inside(box, item[0], touch)), None)
        if holder is None:
            kept.append((box, image))
        elif _is_picture(image) and not _is_picture(holder[1]) and _area(box) > FILLED * _area(holder[0]):
            kept[kept.index(holder)] = box, image
    return sorted(kept, key=lambda item: (item[0][1], item[0][0]))


def _is_picture(image: str) -> bool:
    return image.split("-", 1)[1].startswith("i")


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


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
        found.append((box, f"p{page.number}-i{picture.index}"))
    return found


def _drawings(page: Page, draft: Draft) -> list[tuple[Box, str]]:
    return [
        (box, f"p{page.number}-d{number}")
        for number, box in enumerate(page.drawings, page.drawings_before + 1)
        if not _lies_behind_text(box, page.number, draft)
    ]


def _add_figure(page: Page, box: Box, image: str, shown: list[Box], draft: Draft) -> None:
    figure = Piece(page.number, "figure", image=image, box_=box, evidence="a placed picture or drawing")
    for piece in [piece for piece in draft.on_page(page.number) if piece.role == "text"]:
        if inside(piece.box, box, draft.body.size) and _is_label(piece, box, draft):
            draft.set_aside_piece("figure label", piece, evidence="stands inside a picture")
    caption = _caption(page.number, box, shown, draft)
    if caption is not None:
        caption.role = "caption"
        figure.caption = caption
    draft.pieces.append(figure)


# --- labels -------------------------------------------------------------------------------


def _is_label(piece: Piece, box: Box, draft: Draft) -> bool:
    """Whether words inside a picture belong to it, rather than to the text that it stands near or lies behind."""
    return not (
        CAPTION.match(piece.text)
        or piece.style.size > LARGEST_CAPTION * draft.body.size
        or _is_running(piece, draft)
        or _stands_above_text(piece, box, draft)
        or _marks_an_item(piece, box, draft)
    )


def _is_running(piece: Piece, draft: Draft) -> bool:
    """Words in the type of the text, more of them in a line than a label has."""
    return _is_body_type(piece, draft) and any(len(line.words) >= RUNNING_WORDS for line in piece.lines)


def _is_body_type(piece: Piece, draft: Draft) -> bool:
    style, body = piece.style, draft.body
    return is_body_size(style.size, draft) and _set_alike(style, body.style) and style.bold == body.style.bold


def _stands_above_text(piece: Piece, box: Box, draft: Draft) -> bool:
    """A heading: bolder than the text that begins right below it, outside the picture."""
    if not piece.style.bold or piece.style.size < SMALLEST_HEADING * draft.body.size:
        return False
    return any(
        -draft.body.touch < other.box[1] - piece.box[3] < draft.body.leading
        and abs(other.box[0] - piece.box[0]) < 2 * draft.body.size
        and len(other.lines) > 1
        and _is_body_type(other, draft)
        and not inside(other.box, box, draft.body.size)
        for other in draft.on_page(piece.page)
        if other.role == "text"
    )


def _marks_an_item(piece: Piece, box: Box, draft: Draft) -> bool:
    """The marker of a list whose text goes on to the right of the picture."""
    line = piece.lines[-1]
    return bool(BARE_MARKER.match(line.text)) and any(
        abs(other.baseline - line.baseline) < draft.body.touch
        and other.x1 > box[2]
        and 0 < other.x0 - line.x1 < 3 * draft.body.size
        for other in draft.lines[piece.page]
    )


# --- captions -----------------------------------------------------------------------------


def _caption(page: int, box: Box, shown: list[Box], draft: Draft) -> Piece | None:
    reach, touch = CAPTION_REACH * draft.body.leading, draft.body.touch
    boxes = frames(draft.page(page))
    near = []
    for piece in draft.on_page(page):
        if piece.role != "text" or overlap(piece.box[0], piece.box[2], box[0], box[2]) <= 0:
            continue
        if piece.style.size > LARGEST_CAPTION * draft.body.size:
            continue
        distance, is_above = _distance(piece.box, box, draft)
        says_so = bool(CAPTION.match(piece.text))
        framed = any(inside(piece.box, panel, touch) and inside(box, panel, touch) for panel in boxes)
        if distance >= (2 if says_so or framed else 1) * reach or _is_nearer_to_another(piece.box, box, shown, draft):
            continue
        if says_so or (framed and not _goes_on(piece, box, draft)) or _looks_like_caption(piece, box, shown, draft):
            near.append((not (says_so or framed), distance + 0.5 * reach * is_above, piece))
    return min(near, key=lambda item: item[:2])[2] if near else None


def _distance(box: Box, figure: Box, draft: Draft) -> tuple[float, bool]:
    """How far below a figure a box stands, or else how far above; and whether it is above.  Infinite beside it."""
    ways = [(box[1] - figure[3], False), (figure[1] - box[3], True)]
    return min((way for way in ways if way[0] > -0.5 * draft.body.size), default=(math.inf, False))


def _is_nearer_to_another(box: Box, figure: Box, shown: list[Box], draft: Draft) -> bool:
    """Whether another figure stands nearer above, or much nearer below."""

    def far(other: Box) -> float:
        distance, is_above = _distance(box, other, draft)
        return distance + 0.5 * CAPTION_REACH * draft.body.leading * is_above

    own = far(figure)
    return any(far(other) < own for other in shown if overlap(box[0], box[2], other[0], other[2]) > 0)


def _looks_like_caption(piece: Piece, box: Box, shown: list[Box], draft: Draft) -> bool:
    """Whether words that do not say what they are have the type, the width and the beginning of a caption."""
    style, body = piece.style, draft.body
    small = style.size < SMALL_TYPE * body.size
    width, own = box[2] - box[0], piece.box[2] - piece.box[0]
    centred = abs(box[0] + box[2] - piece.box[0] - piece.box[2]) < 2 * body.size
    return (
        (small or not _set_alike(style, body.style))
        and (own <= width + 2 * body.size or (small and centred and own <= CENTRED * width))
        and not _goes_on(piece, box, draft)
        and not _is_type_of_the_page(piece, shown, draft)
    )


def _goes_on(piece: Piece, box: Box, draft: Draft) -> bool:
    """Whether words are the rest of a sentence, or an item of a list."""
    text = piece.text.lstrip("“‘«„\"' ")
    if text[:1].islower() or MARKER.match(text):
        return True
    before = [
        other for other in draft.on_page(piece.page) if other.role == "text" and _may_lead_to(other, piece, box, draft)
    ]
    return any(not other.text.rstrip("”’»\"' )").endswith((".", "!", "?", "…", ":")) for other in before)


def _may_lead_to(other: Piece, piece: Piece, box: Box, draft: Draft) -> bool:
    """Whether a piece in the same type could break off at a full line or a column's end and go on as another.

    It stands above in the same column, or level with it in the column before, under the same figure.
    """
    touch = draft.body.touch
    if other.style != piece.style or len(other.lines) < 2:
        return False
    if abs(other.box[1] - piece.box[1]) < touch and other.box[2] < piece.box[0]:
        return overlap(other.box[0], other.box[2], box[0], box[2]) > 0
    full = other.lines[-1].x1 > other.box[2] - draft.body.size
    level = abs(other.box[0] - piece.box[0]) < 2 * draft.body.size
    return level and full and other.box[3] <= piece.box[1] + touch and not _stands_between(other, piece, draft)


def _stands_between(upper: Piece, lower: Piece, draft: Draft) -> bool:
    """Whether other words part two pieces of one column."""
    return any(
        upper.box[3] <= other.box[1] + draft.body.touch
        and other.box[3] <= lower.box[1] + draft.body.touch
        and overlap(other.box[0], other.box[2], lower.box[0], lower.box[2]) > 0
        for other in draft.on_page(lower.page)
        if other.role == "text" and other is not upper and other is not lower
    )


def _is_type_of_the_page(piece: Piece, shown: list[Box], draft: Draft) -> bool:
    """Whether whole columns of the page are set in a piece's type, as a section in smaller type is.

    What stands next to a figure may be another caption and does not count.
    """
    reach = CAPTION_REACH * draft.body.leading
    same = body = 0
    for other in draft.on_page(piece.page):
        if other is piece or other.role != "text" or _is_body_type(other, draft):
            body += len(other.lines) if other is not piece and other.role == "text" else 0
        elif other.style == piece.style and not any(_distance(other.box, box, draft)[0] < reach for box in shown):
            same += len(other.lines)
    return same >= FEWEST_RUNNING_LINES and same > body


# --- grounds ------------------------------------------------------------------------------


def _is_ground(box: Box, page: int, draft: Draft) -> bool:
    """Whether a picture lies behind text: much text stands on it, or large type such as a title."""
    over = [word for line in draft.lines[page] for word in line.words if inside(word.box, box, 1)]
    return len(over) > MOST_LABELS or any(word.size > 1.2 * draft.body.size for word in over)


def _lies_behind_text(box: Box, page: int, draft: Draft) -> bool:
    """Whether running text or a title stands on drawings: then they are its frame or its ground, not a figure."""
    on_it = [p for p in draft.on_page(page) if p.role == "text" and inside(p.box, box, draft.body.size)]
    return any(_is_text_on_ground(piece, draft) for piece in on_it)


def _is_text_on_ground(piece: Piece, draft: Draft) -> bool:
    if piece.block is None:
        return False
    if piece.style.size > 1.2 * draft.body.size:
        return len(re.findall(r"[^\W\d_]{2,}", piece.text)) >= TITLE_WORDS  # charts have large numbers and letters
    if _is_running(piece, draft) and len(piece.lines) > 1:
        return True
    return len(piece.lines) > 2 and piece.block.glyphs > 120


def _set_alike(one: Style, other: Style) -> bool:
    """Whether two styles are of one family of faces."""
    return one.font.split("-")[0] == other.font.split("-")[0]


def _clipped(box: Box, page: Page) -> Box:
    return max(box[0], 0.0), max(box[1], 0.0), min(box[2], page.width), min(box[3], page.height)
