"""Which rules of a page meet, so that they part a region into rows and columns?

Rules that are drawn piece by piece are joined; those that touch or cross belong to one grid.
Its lines lie where its rules lie, and where they end: a table may be open at its sides, its
head or its foot.  Boxes that stand side by side are cells that a producer framed one by one,
so their edges are rules, too.

What it can get wrong: a table that touches the frame of its page is one grid with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from horizons_convert.layout.text import intersects, union
from horizons_convert.pdf.page import Box, Page

MOST_RULES = 400
"""More on one page, joined, are a drawing."""
MOST_CELLS = 2000
"""A finer grid is the paper of a chart."""
FRAME_SEGMENTS = 12
"""A frame drawn as two boxes, one in the other, has at most so many sides."""
LARGEST_CELL = 0.5
"""Share of the page from which on a rectangle is its ground, not a cell."""


@dataclass(frozen=True)
class Grid:
    """Rules that meet, and the lines on which they lie."""

    across: list[Box]
    sides: list[Box]
    xs: list[float]
    """Where its columns begin, and where the last one ends."""
    ys: list[float]
    """Where its rows begin, and where the last one ends."""
    joint: float
    """Ends of rules that meet may miss each other by so much (points)."""

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def is_ruled_throughout(self) -> bool:
        """Whether rules part most of its rows."""
        return len(self.ys) > 3

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Row and column at a point; of cells that no rule parts, the first."""
        row, column = _interval(self.ys, y), _interval(self.xs, x)
        while column and not self.has_side(column, y):
            column -= 1
        x = (self.xs[column] + self.xs[column + 1]) / 2
        while row and not self._has_top(row, x):
            row -= 1
        return row, column

    def has_side(self, column: int, y: float) -> bool:
        """Whether a rule parts a column from the one before it, at that height."""
        x = self.xs[column]
        return any(
            box[0] - self.joint < x < box[2] + self.joint and box[1] - self.joint < y < box[3] + self.joint
            for box in self.sides
        )

    def _has_top(self, row: int, x: float) -> bool:
        y = self.ys[row]
        return any(
            box[1] - self.joint < y < box[3] + self.joint and box[0] - self.joint < x < box[2] + self.joint
            for box in self.across
        )


def find_grids(page: Page, em: float) -> list[Grid]:
    """The grids of a page with rows and columns; `em` is the size of its text."""
    joint = 0.3 * em
    framed = _cell_edges(page, joint)
    across = [rule.box for rule in page.rules if rule.horizontal] + [box for box in framed if _is_flat(box)]
    sides = [rule.box for rule in page.rules if not rule.horizontal] + [box for box in framed if not _is_flat(box)]
    rules = joined(across, em) + [_turned(box) for box in joined(map(_turned, sides), em)]
    if not sides or len(rules) > MOST_RULES:
        return []
    grids: list[Grid] = []
    for group in _meeting(rules, joint):
        grid = _grid([box for box in group if _is_flat(box)], [box for box in group if not _is_flat(box)], joint)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def bridged(upper: Grid, lower: Grid) -> Grid | None:
    """Two grids of the same columns as one, with the row between them; None if their columns differ."""
    if len(upper.xs) != len(lower.xs) or lower.ys[0] < upper.ys[-1]:
        return None
    if any(abs(one - other) > upper.joint for one, other in zip(upper.xs, lower.xs, strict=True)):
        return None
    longer = extended(upper, lower.ys[0])
    ys = _lines([*longer.ys, *lower.ys], upper.joint)
    return Grid(upper.across + lower.across, longer.sides + lower.sides, upper.xs, ys, upper.joint)


def extended(grid: Grid, bottom: float) -> Grid:
    """A grid with one more row below, as deep as `bottom`, in which its columns go on."""
    foot = (grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[-1])
    sides = [(x, grid.ys[-1], x, bottom) for x in grid.xs]
    return Grid([*grid.across, foot], grid.sides + sides, grid.xs, [*grid.ys, bottom], grid.joint)


def joined(boxes: Iterable[Box], em: float) -> list[Box]:
    """Horizontal rules drawn cell by cell made one rule, from top to bottom."""
    result: list[Box] = []
    for box in sorted(boxes, key=lambda box: (round(box[1]), box[0])):
        last = result[-1] if result else None
        if last is not None and abs(last[1] - box[1]) < 0.1 * em and box[0] - last[2] < 0.3 * em:
            result[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            result.append(box)
    return result


def _grid(across: list[Box], sides: list[Box], joint: float) -> Grid | None:
    """The grid of some rules that meet; None where they part no rows or no columns."""
    if not across or not sides:
        return None
    left, top, right, bottom = union(across + sides)
    xs = _lines([left, right, *((box[0] + box[2]) / 2 for box in sides)], joint)
    ys = _lines([top, bottom, *((box[1] + box[3]) / 2 for box in across)], joint)
    if min(len(xs), len(ys)) < 3 or len(xs) * len(ys) > MOST_CELLS:
        return None
    return Grid(across, sides, xs, ys, joint)


def _lines(places: list[float], joint: float) -> list[float]:
    """Places that are one line, give or take a joint, made one."""
    lines: list[float] = []
    for place in sorted(places):
        if not lines or place - lines[-1] > joint:
            lines.append(place)
    return lines


def _meeting(boxes: list[Box], joint: float) -> list[list[Box]]:
    """Rules in groups of those that touch, directly or through others."""
    left = list(boxes)
    groups = []
    while left:
        group = [left.pop()]
        for box in group:
            near = [other for other in left if _is_flat(other) != _is_flat(box) and intersects(box, other, joint)]
            group += near
            left = [other for other in left if other not in near]
        groups.append(group)
    return groups


def _cell_edges(page: Page, joint: float) -> list[Box]:
    """The edges of framed or filled boxes of one height side by side."""
    limit = LARGEST_CELL * page.width * page.height
    frames = [shape.box for shape in page.shapes if shape.segments <= FRAME_SEGMENTS]
    boxes = {*(panel.box for panel in page.panels), *frames}
    cells = sorted(box for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) < limit)
    if len(cells) > MOST_RULES:
        return []
    rows = {
        box
        for one, other in itertools.combinations(cells, 2)
        for box in (one, other)
        if abs(one[1] - other[1]) < joint and abs(one[3] - other[3]) < joint and abs(one[2] - other[0]) < joint
    }
    edges = []
    for x0, y0, x1, y1 in sorted(rows):
        edges += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    return edges


def _interval(lines: list[float], place: float) -> int:
    return max(0, min(sum(line <= place for line in lines) - 1, len(lines) - 2))


def _is_flat(box: Box) -> bool:
    return box[2] - box[0] >= box[3] - box[1]


def _turned(box: Box) -> Box:
    """Height and width exchanged."""
    return (box[1], box[0], box[3], box[2])
