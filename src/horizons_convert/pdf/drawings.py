"""Which lines and shapes of a page belong together to one drawn figure?

A chart or a diagram is not one object in a PDF but dozens of bars, curves and lines.
Drawings that touch or nearly touch are one region; so are the small pictures (shadows,
glows) between them.  The region can be drawn as the figure's image; the words in and
beside it are its labels, which `recover` must decide.

What it can get wrong: two charts set closer than a line of text become one, unless each has a
frame; a letter drawn as an outline is a region too (it may be a drop cap), so small ones are
reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from statistics import median

from horizons_convert.pdf.geometry import area, intersection, union
from horizons_convert.pdf.page import Box, Page

NEAR = 0.8
"""Gap in body sizes that still joins two drawings: bars of a chart stand closer, the next column's figure further."""

SMALLEST = 0.8
"""Short side in body sizes under which a region is a bullet, a bar or an ornament, not a figure or a letter."""

BACKGROUND_SHARE = 0.6
"""A drawing over so much of the page lies behind it."""

FRAME_SEGMENTS = 12
"""A shape of so few pieces around words is a frame, perhaps with round corners or a border drawn as two boxes."""

OUTLINE_SEGMENTS = 24
"""A frame around a figure is an outline of at most so many pieces: round corners take a few each."""

HELD_BY_FRAME = 0.33
"""Of what reaches from one frame into the next, one of them holds at least this share."""

WORDS_PER_DRAWING = 4
SPARE_WORDS = 10
"""Charts have fewer labels than parts; a region with more words than this is text in a frame."""

SLENDER = 10.0
"""A lone shape so much longer than wide is a bar or an ornamental rule."""

LONE_PANELS = 3
"""So many wordless boxes together are bars of a chart; fewer are frames."""

MAX_DRAWINGS = 4000
"""More on one page are a map or a shaded drawing: one region around them all."""

DEFAULT_BODY = 10.0
"""Points, for a page without words."""


@dataclass(frozen=True, slots=True)
class VectorRegion:
    """A drawn figure, or a letter or ornament drawn as an outline."""

    box: Box
    drawings: int
    """How many shapes, boxes, rules and pictures it is made of."""
    segments: int
    """Straight and curved pieces of its shapes: a letter has a dozen or two, an illustration hundreds."""


@dataclass(slots=True)
class _Cluster:
    box: Box
    shapes: int = 0
    panels: int = 0
    others: int = 0
    segments: int = 0

    @property
    def drawings(self) -> int:
        return self.shapes + self.panels + self.others

    def absorb(self, other: _Cluster) -> None:
        self.box = union((self.box, other.box))
        self.shapes += other.shapes
        self.panels += other.panels
        self.others += other.others
        self.segments += other.segments


def vector_regions(page: Page) -> tuple[VectorRegion, ...]:
    """The regions of a page that are drawn, from top to bottom.

    Frames and tints of words make no region, nor do rules alone (tables, separators).
    """
    body = median(word.size for word in page.words) if page.words else DEFAULT_BODY
    drawings = _clipped_by_frames([*_shapes(page), *_panels(page)], page, NEAR * body)
    clusters = [_around(drawings)] if len(drawings) > MAX_DRAWINGS else _clusters(drawings, NEAR * body)
    for cluster in clusters:
        _take_in_small_parts(cluster, page, NEAR * body)
    regions = [
        VectorRegion(visible, cluster.drawings, cluster.segments)
        for cluster in clusters
        if (visible := _on_page(cluster.box, page)) and _is_figure(cluster, page, body)
    ]
    return tuple(sorted(regions, key=lambda region: (region.box[1], region.box[0])))


def _shapes(page: Page) -> list[_Cluster]:
    return [
        _Cluster(box, shapes=1, segments=shape.segments)
        for shape in page.shapes
        if (box := _on_page(shape.box, page)) and not (shape.segments <= FRAME_SEGMENTS and _words_in(box, page, 1))
    ]


def _panels(page: Page) -> list[_Cluster]:
    return [
        _Cluster(box, panels=1)
        for panel in page.panels
        if (box := _on_page(panel.box, page)) and not _words_in(box, page, 1)
    ]


def _clipped_by_frames(drawings: list[_Cluster], page: Page, gap: float) -> list[_Cluster]:
    """The drawings, each cut at the frame that holds it where it would reach into the next one's figure.

    Shades are drawn larger than what a clipping path, which is not read, lets a reader see of them.
    """
    frames = _outlines(page, gap)
    if len(frames) > 1:
        for drawing in drawings:
            near = [frame for frame in frames if _are_near(drawing.box, frame, gap)]
            if any(not _are_near(one, other, gap) for one, other in combinations(near, 2)):
                drawing.box = _held(drawing.box, near)
    return drawings


def _outlines(page: Page, gap: float) -> list[Box]:
    """Outlines drawn around words and wide enough to hold a figure; those that leave the page are ornaments."""
    return [
        shape.box
        for shape in page.shapes
        if not shape.filled
        and shape.segments <= OUTLINE_SEGMENTS
        and min(shape.box[2] - shape.box[0], shape.box[3] - shape.box[1]) > 5 * gap
        and intersection(shape.box, (0.0, 0.0, page.width, page.height)) == shape.box
        and _words_in(shape.box, page, 1)
    ]


def _held(box: Box, frames: list[Box]) -> Box:
    """The part of a box that the frame which holds most of it lets be seen; all of it where none holds enough."""
    parts = [part for frame in frames if (part := intersection(box, frame)) is not None]
    largest = max(parts, key=area, default=box)
    return largest if area(largest) >= HELD_BY_FRAME * area(box) else box


def _on_page(box: Box, page: Page) -> Box | None:
    """What of a drawing lies on the page; None for what lies behind or beside it."""
    whole = (0.0, 0.0, page.width, page.height)
    visible = intersection(box, whole)
    return visible if visible and area(visible) < BACKGROUND_SHARE * area(whole) else None


def _words_in(box: Box, page: Page, enough: int) -> bool:
    """Whether at least `enough` words stand within a box."""
    left, top, right, bottom = box
    inside = (word for word in page.words if left <= word.x0 and word.x1 <= right and top <= word.baseline <= bottom)
    return sum(1 for _ in islice(inside, enough)) == enough


def _take_in_small_parts(cluster: _Cluster, page: Page, gap: float) -> None:
    """Axes, and the shadows and glows that are placed as pictures: they never join two figures, only complete one."""
    left, top, right, bottom = cluster.box
    reach = (left - gap, top - gap, right + gap, bottom + gap)
    for box in (*(rule.box for rule in page.rules), *(picture.box for picture in page.pictures)):
        if reach[0] <= box[0] and reach[1] <= box[1] and box[2] <= reach[2] and box[3] <= reach[3]:
            cluster.absorb(_Cluster(box, others=1))


def _is_figure(cluster: _Cluster, page: Page, body: float) -> bool:
    if not cluster.shapes and cluster.panels < LONE_PANELS:
        return False
    width, height = cluster.box[2] - cluster.box[0], cluster.box[3] - cluster.box[1]
    short, long = min(width, height), max(width, height)
    if short < SMALLEST * body:
        return False
    if cluster.shapes + cluster.panels == 1 and long > SLENDER * short:
        return False
    return not _words_in(cluster.box, page, SPARE_WORDS + WORDS_PER_DRAWING * cluster.drawings)


def _clusters(items: list[_Cluster], gap: float) -> list[_Cluster]:
    """Join drawings that are within `gap` points of each other, directly or through others between them.

    Nearness is asked of single drawings, not of the boxes around what was joined already,
    so that text that a bent figure embraces does not join it with the next.
    """
    leader = list(range(len(items)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    boxes = [item.box for item in items]
    open_above: list[int] = []
    for index in sorted(range(len(items)), key=lambda index: boxes[index][1]):
        open_above = [other for other in open_above if boxes[other][3] + gap > boxes[index][1]]
        for other in open_above:
            if _are_near(boxes[index], boxes[other], gap):
                leader[find(index)] = find(other)
        open_above.append(index)
    joined: dict[int, _Cluster] = {}
    for index, item in enumerate(items):
        first = find(index)
        if first in joined:
            joined[first].absorb(item)
        else:
            joined[first] = item
    return list(joined.values())


def _are_near(one: Box, other: Box, gap: float) -> bool:
    return one[0] - gap < other[2] and other[0] - gap < one[2] and one[1] - gap < other[3] and other[1] - gap < one[3]


def _around(items: list[_Cluster]) -> _Cluster:
    first, *rest = items
    for item in rest:
        first.absorb(item)
    return first
