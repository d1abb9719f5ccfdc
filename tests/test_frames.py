"""Frames: tinted panels and boxes drawn with lines hold matter of their own; the page's ground does not."""

from __future__ import annotations

import pytest

from horizons_convert.layout.frames import frames
from horizons_convert.pdf.page import Box, Panel, Rule
from pages import HEIGHT, WIDTH, Sheet

BOX: Box = (60.0, 100.0, 220.0, 300.0)


def drawn(sheet: Sheet, box: Box, sides: str, thickness: float = 0.5) -> Sheet:
    """A frame drawn as single lines: T(op), B(ottom), L(eft), R(ight)."""
    x0, y0, x1, y1 = box
    lines = {
        "T": Rule((x0, y0, x1, y0 + thickness), horizontal=True),
        "B": Rule((x0, y1 - thickness, x1, y1), horizontal=True),
        "L": Rule((x0, y0, x0 + thickness, y1), horizontal=False),
        "R": Rule((x1 - thickness, y0, x1, y1), horizontal=False),
    }
    sheet.rules += [lines[side] for side in sides]
    return sheet


@pytest.mark.parametrize("sides", ["TBLR", "TBL", "TBR"])
@pytest.mark.parametrize("thickness", [0.4, 2.0])
def test_four_lines_make_a_box_and_three_do_too(sides: str, thickness: float):
    assert frames(drawn(Sheet(), BOX, sides, thickness).page) == [BOX]


def test_two_rules_without_a_side_are_no_box():
    assert frames(drawn(Sheet(), BOX, "TB").page) == []


def test_rules_of_different_width_are_no_box():
    sheet = drawn(Sheet(), BOX, "TL")
    sheet.rule(BOX[0], BOX[3], BOX[2] - 40)
    assert frames(sheet.page) == []


@pytest.mark.parametrize("filled", [True, False])
def test_a_tinted_or_framed_rectangle_is_a_box(filled: bool):
    sheet = Sheet(panels=[Panel(BOX, filled, (230, 235, 240))])
    assert frames(sheet.page) == [BOX]


def test_the_ground_of_the_page_is_no_box():
    ground = Panel((0.0, 0.0, WIDTH, HEIGHT), True, (250, 245, 230))
    half = Panel((0.0, 0.0, WIDTH, 0.6 * HEIGHT), True, (20, 20, 20))
    assert frames(Sheet(panels=[ground, half]).page) == []


def test_the_inner_of_two_boxes_comes_first():
    inner = (80.0, 120.0, 200.0, 160.0)
    sheet = drawn(Sheet(panels=[Panel(BOX, True)]), inner, "TBLR")
    assert frames(sheet.page) == [inner, BOX]
