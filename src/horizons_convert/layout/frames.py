"""Which rectangles on a page hold matter of their own: tinted panels, framed boxes?

Evidence: filled or stroked rectangles, and pairs of horizontal rules of one width that are
closed by a vertical rule on at least one side (many producers draw a frame as four lines).

Limit: a rectangle that covers half the page or more is taken for its ground.
"""

from __future__ import annotations

from horizons_convert.pdf.page import Box, Page

LARGEST = 0.5
"""Share of the page from which on a rectangle is its ground, not a box."""
JOINT = 3.0
"""Ends of rules that form a corner lie within so many points of each other: half the thickest rule and a hair."""


def frames(page: Page) -> list[Box]:
    """The frames of a page, smallest first."""
    limit = LARGEST * page.width * page.height
    boxes = [panel.box for panel in page.panels] + _closed_by_rules(page)
    return sorted((box for box in boxes if _area(box) < limit), key=_area)


def _closed_by_rules(page: Page) -> list[Box]:
    across = [rule.box for rule in page.rules if rule.horizontal]
    sides = [rule.box for rule in page.rules if not rule.horizontal]
    return [
        (upper[0], upper[1], upper[2], lower[3])
        for upper in across
        for lower in across
        if upper[3] < lower[1]
        and abs(upper[0] - lower[0]) < JOINT
        and abs(upper[2] - lower[2]) < JOINT
        and any(_is_side(side, upper, lower) for side in sides)
    ]


def _is_side(side: Box, upper: Box, lower: Box) -> bool:
    at_end = abs(side[0] - upper[0]) < JOINT or abs(side[2] - upper[2]) < JOINT
    return at_end and side[1] <= upper[3] + JOINT and side[3] >= lower[1] - JOINT


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
