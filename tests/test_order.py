"""Reading order: column by column, above before below, and never by where the file happens to begin."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from horizons_convert.layout.order import reading_order
from horizons_convert.pdf.page import Box

Places = dict[str, Box]

TWO_COLUMNS: Places = {
    "left 1": (40, 60, 230, 200),
    "left 2": (40, 210, 230, 600),
    "right 1": (250, 60, 440, 300),
    "right 2": (250, 310, 440, 600),
}
BAND: Places = {
    "headline": (40, 20, 440, 50),
    "left above": (40, 60, 230, 280),
    "right above": (250, 60, 440, 280),
    "band": (40, 300, 440, 330),
    "left below": (40, 350, 230, 600),
    "right below": (250, 350, 440, 600),
}
UNEVEN: Places = {
    "left": (40, 60, 230, 600),
    "right, short": (250, 60, 440, 140),
    "right, after a picture": (250, 400, 440, 600),
}
CHANGING: Places = {
    "wide": (40, 60, 440, 180),
    "one": (40, 200, 160, 600),
    "two": (180, 200, 300, 600),
    "three": (320, 200, 440, 600),
}
SIDE_BY_SIDE: Places = {
    "first head": (40, 40, 230, 60),
    "first text": (40, 80, 230, 600),
    "second head": (250, 40, 440, 60),
    "second text": (250, 80, 440, 600),
}
LAYOUTS = [TWO_COLUMNS, BAND, UNEVEN, CHANGING, SIDE_BY_SIDE]


def order(places: Places, names: list[str] | None = None, *, right_to_left: bool = False) -> list[str]:
    return reading_order(names or list(places), places.__getitem__, right_to_left)


@pytest.mark.parametrize("places", LAYOUTS)
def test_layouts_are_read_as_a_reader_would(places: Places):
    assert order(places) == list(places)


@pytest.mark.parametrize("places", LAYOUTS)
@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_the_file_does_not_matter(places: Places, seed: int):
    names = list(places)
    random.Random(seed).shuffle(names)
    assert order(places, names) == list(places)


def test_what_overhangs_its_column_by_a_hair_keeps_to_it():
    places: Places = {"left": (40, 60, 250.6, 600), "right": (250, 50, 440, 600)}
    assert order(places) == ["left", "right"]


def test_a_page_of_a_right_to_left_script_begins_at_the_right():
    mirrored = {name: (480 - b[2], b[1], 480 - b[0], b[3]) for name, b in BAND.items()}
    assert order(mirrored, right_to_left=True) == list(BAND)


BOXES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 600), st.integers(1, 200), st.integers(1, 200)).map(
        lambda b: (float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3]))
    ),
    max_size=14,
)


@given(BOXES)
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_or_doubled(boxes: list[Box]):
    numbers = list(range(len(boxes)))
    assert sorted(reading_order(numbers, boxes.__getitem__)) == numbers


@given(
    st.integers(1, 6),
    st.lists(st.integers(1, 4), min_size=6, max_size=6),
    st.integers(6, 40),
    st.integers(0, 2**32),
)
@settings(max_examples=60, deadline=None)
def test_one_to_six_columns_are_read_one_after_the_other(columns: int, counts: list[int], gutter: int, seed: int):
    expected: list[Box] = []
    width = 120.0
    for column in range(columns):
        x, height = column * (width + gutter), 600.0 / counts[column]
        expected += [(x, row * height, x + width, (row + 1) * height - 4) for row in range(counts[column])]
    mixed = list(expected)
    random.Random(seed).shuffle(mixed)
    assert reading_order(mixed, lambda box: box) == expected


@given(BOXES, st.integers(-500, 500), st.integers(-500, 500))
@settings(max_examples=60, deadline=None)
def test_moving_the_page_changes_no_order(boxes: list[Box], dx: int, dy: int):
    moved = [(b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy) for b in boxes]
    numbers = list(range(len(boxes)))
    assert reading_order(numbers, moved.__getitem__) == reading_order(numbers, boxes.__getitem__)
