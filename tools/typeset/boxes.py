"""What stands beside the text?  The boxes of a page: pull quotes, sidebars, photos, notes, title and bio.

Each is measured first (how many rows of the grid it takes) and drawn when its place is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .design import BLACK, INK_BLUE, TINT, Colour, Design
from .essay import Block, Essay, Span, Spans
from .flow import Area
from .fonts import BOLD, ITALIC, ROMAN, SMALL_CAPS
from .lines import Paragraph, Run, Setting
from .pages import Line, Page, Picture, Rule, Tint
from .picture import SIZE, jpeg

RULE = 0.6
ROOM_FOR_NOTES = 6
"""Rows at the foot of a page that pull quotes leave free."""


@dataclass(frozen=True)
class Shop:
    """What every box needs to be set."""

    design: Design
    setting: Setting
    first_folio: int

    def folio(self, page: int) -> int:
        """The folio printed on page number `page` (from 0)."""
        return self.first_folio + page


@dataclass(frozen=True)
class Spot:
    """A possible place for a box: page and column (from 0), first row."""

    page: int
    column: int
    row: int


def set_text(
    page: Page, kind: str, spans: Spans, setting: Setting, x: float, y: float, width: float, leading: float,
    align: str = "left", colour: Colour = BLACK, block: int = -1,
) -> float:  # fmt: skip
    """Set lines into a page from baseline `y`; gives the baseline of the next line."""
    paragraph = Paragraph(spans, setting)
    lines = paragraph.break_lines(lambda _: width)
    for number, line in enumerate(lines):
        fill = setting.justified and number < len(lines) - 1
        runs = paragraph.set_line(*line, width, fill)
        slack = 0.0 if fill else width - sum(run.width for run in runs)
        shift = {"left": 0.0, "center": slack / 2, "right": slack}[align]
        page.lines.append(Line(kind, x + shift, y, runs, colour, block))
        y += leading
    return y


def count_lines(spans: Spans, setting: Setting, width: float) -> int:
    """How many lines the words take at a width in points."""
    return len(Paragraph(spans, setting).break_lines(lambda _: width))


class Box:
    """Something that text runs around."""

    rows = 0

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        self.shop, self.design, self.block, self.number = shop, shop.design, block, number

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """Places that would suit it, when the text that it belongs to ends at the given place.

        A box that has its place by convention (title, notes) names none.
        """
        return []

    def area(self, spot: Spot) -> Area:
        """What it takes away from the text."""
        raise NotImplementedError

    def draw(self, page: Page, spot: Spot) -> None:
        """Put it on its page."""
        raise NotImplementedError

    def _column_area(self, spot: Spot) -> Area:
        left = self.design.column_left(self.shop.folio(spot.page), spot.column)
        return self._rows_area(spot, left, left + self.design.column_width)

    def _rows_area(self, spot: Spot, x0: float, x1: float) -> Area:
        top = self.design.row_top(spot.row)
        return Area(spot.page, x0, top, x1, top + self.rows * self.design.leading)


class PullQuote(Box):
    """A few words of the essay in large italics."""

    width = 0.0
    padding = 0.0

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        super().__init__(shop, block, number)
        self.setting = replace(shop.setting, size=self.design.pull_size, justified=False, face=ITALIC)
        self.height = count_lines(block.spans, self.setting, self.width) * self.design.pull_leading
        self.rows = math.ceil((self.height + 2 * self.padding) / self.design.leading)

    def _steps(self, low: int = 3) -> range:
        return range(low, self.design.rows - self.rows - ROOM_FOR_NOTES, 2)

    def _write(self, page: Page, spot: Spot, x: float, align: str) -> tuple[float, float]:
        """Set the words centred in the rows of the box; gives the top and foot of the box."""
        top = self.design.row_top(spot.row)
        foot = top + self.rows * self.design.leading
        y = top + (foot - top - self.height) / 2 + 0.78 * self.design.pull_leading
        set_text(
            page, "pull", self.block.spans, self.setting, x, y, self.width, self.design.pull_leading,
            align, INK_BLUE, self.number,
        )  # fmt: skip
        return top, foot


class MarginQuote(PullQuote):
    """Hangs from the outer margin into the outer column."""

    padding = 2.0

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        self.width = shop.design.pull_width
        super().__init__(shop, block, number)

    def _left(self, page: int) -> float:
        if self.shop.folio(page) % 2 == 0:
            return self.design.margin_edge
        return self.design.page_width - self.design.margin_edge - self.width

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """Any height beside the outer column."""
        return [
            Spot(at, 0 if self.shop.folio(at) % 2 == 0 else 1, step)
            for at in (page, page + 1)
            for step in self._steps()
        ]

    def area(self, spot: Spot) -> Area:
        """The words' own box."""
        left = self._left(spot.page)
        return self._rows_area(spot, left, left + self.width)

    def draw(self, page: Page, spot: Spot) -> None:
        """Flush with the outer edge of the page."""
        align = "left" if self.shop.folio(spot.page) % 2 == 0 else "right"
        self._write(page, spot, self._left(spot.page), align)


class ColumnQuote(PullQuote):
    """A tinted box between rules that takes a column's whole width."""

    padding = 15.0

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        self.width = shop.design.column_width - 24
        super().__init__(shop, block, number)

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """In the middle of either column."""
        return [Spot(at, side, step) for at in (page, page + 1) for side in (0, 1) for step in self._steps(5)]

    def area(self, spot: Spot) -> Area:
        """The whole column."""
        return self._column_area(spot)

    def draw(self, page: Page, spot: Spot) -> None:
        """Tint, two rules and the words, centred."""
        left = self.design.column_left(self.shop.folio(spot.page), spot.column)
        right = left + self.design.column_width
        top, foot = self._write(page, spot, left + 12, "center")
        page.tints.append(Tint(left, top + 5, right, foot - 4, TINT))
        for y in (top + 5, foot - 4):
            page.rules.append(Rule(left, y, right, y, 1.2, INK_BLUE))


class GutterQuote(PullQuote):
    """Stands across the gutter; the text of both columns runs around it."""

    padding = 9.0

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        self.width = shop.design.gutter_pull_width
        super().__init__(shop, block, number)

    def _left(self, page: int) -> float:
        centre = self.design.column_left(self.shop.folio(page), 1) - self.design.gutter / 2
        return centre - self.width / 2

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """Any height in the middle of the page."""
        return [Spot(at, 0, step) for at in (page, page + 1) for step in self._steps(5)]

    def area(self, spot: Spot) -> Area:
        """The words' own box."""
        left = self._left(spot.page)
        return self._rows_area(spot, left, left + self.width)

    def draw(self, page: Page, spot: Spot) -> None:
        """The words, centred, between two short rules."""
        left = self._left(spot.page)
        top, foot = self._write(page, spot, left, "center")
        for y in (top + 3, foot - 3):
            page.rules.append(Rule(left + 30, y, left + self.width - 30, y, RULE, INK_BLUE))


class Sidebar(Box):
    """A text box at the foot of a column, with words of its own."""

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        super().__init__(shop, block, number)
        self.setting = replace(shop.setting, size=self.design.body_size - 1.4, justified=False)
        self.width = self.design.column_width - 20
        self.leading = self.design.leading - 1.4
        lines = count_lines(block.spans, self.setting, self.width)
        self.rows = math.ceil((lines * self.leading + 36) / self.design.leading)

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """At the foot of a column."""
        foot = self.design.rows - self.rows
        return [Spot(at, side, foot) for at in (page, page + 1) for side in (0, 1)]

    def area(self, spot: Spot) -> Area:
        """The whole column."""
        return self._column_area(spot)

    def draw(self, page: Page, spot: Spot) -> None:
        """A frame, the title in bold, the words ragged."""
        left = self.design.column_left(self.shop.folio(spot.page), spot.column)
        right = left + self.design.column_width
        top = self.design.row_top(spot.row) + 6
        foot = self.design.row_top(spot.row + self.rows) - 1
        for x0, y0, x1, y1 in (
            (left, top, right, top), (left, foot, right, foot), (left, top, left, foot), (right, top, right, foot),
        ):  # fmt: skip
            page.rules.append(Rule(x0, y0, x1, y1, RULE, INK_BLUE))
        title = replace(self.setting, face=BOLD)
        y = set_text(
            page, "box-title", (Span(self.block.label),), title, left + 10, top + 15, self.width, self.leading,
            "left", INK_BLUE, self.number,
        )  # fmt: skip
        set_text(
            page, "box", self.block.spans, self.setting, left + 10, y + 1.5, self.width, self.leading,
            block=self.number,
        )  # fmt: skip


class Photo(Box):
    """A picture over both columns at the head of a page, its caption below."""

    def __init__(self, shop: Shop, block: Block, number: int) -> None:
        super().__init__(shop, block, number)
        self.width = 2 * self.design.column_width + self.design.gutter
        self.height = self.width * SIZE[1] / SIZE[0]
        self.rows = math.ceil((self.height + 30) / self.design.leading)

    def spots(self, page: int, column: int, row: int) -> list[Spot]:
        """At the head of this page or the next, never above the title."""
        return [Spot(at, 0, 0) for at in (page, page + 1) if at > 0]

    def area(self, spot: Spot) -> Area:
        """Both columns."""
        left = self.design.left_edge(self.shop.folio(spot.page))
        return self._rows_area(spot, left, left + self.width)

    def draw(self, page: Page, spot: Spot) -> None:
        """The picture at the head of the type area."""
        left = self.design.left_edge(self.shop.folio(spot.page))
        top = self.design.top
        page.pictures.append(Picture(left, top, left + self.width, top + self.height, jpeg(self.block.label)))
        setting = replace(self.shop.setting, size=self.design.caption_size, justified=False, face=ITALIC)
        set_text(
            page, "caption", self.block.spans, setting, left, top + self.height + 13, self.width, 11.5,
            "center", block=self.number,
        )  # fmt: skip


class Notes(Box):
    """The notes called in a column, at its foot under a short rule."""

    def __init__(self, shop: Shop, notes: tuple[tuple[str, Spans], ...]) -> None:
        super().__init__(shop, Block("paragraph", ()), -1)
        self.notes = notes
        self.setting = replace(shop.setting, size=self.design.note_size)
        lines = sum(count_lines(self._spans(*note), self.setting, self.design.column_width) for note in notes)
        self.rows = math.ceil((lines * self.design.note_leading + 12) / self.design.leading)

    @staticmethod
    def _spans(mark: str, spans: Spans) -> Spans:
        return (Span(mark, "note"), Span(" "), *spans)

    def area(self, spot: Spot) -> Area:
        """The whole column."""
        return self._column_area(spot)

    def draw(self, page: Page, spot: Spot) -> None:
        """Short rule, then the notes."""
        left = self.design.column_left(self.shop.folio(spot.page), spot.column)
        foot = self.design.row_top(spot.row + self.rows)
        width = self.design.column_width
        lines = sum(count_lines(self._spans(*note), self.setting, width) for note in self.notes)
        y = foot - (lines - 1) * self.design.note_leading - 3.4
        page.rules.append(Rule(left, y - 11, left + 50, y - 11, 0.4))
        for mark, spans in self.notes:
            y = set_text(page, f"note{mark}", self._spans(mark, spans), self.setting, left, y, width,
                         self.design.note_leading)  # fmt: skip


class Title(Box):
    """The head of the first page: kicker, title, subtitle, authors."""

    def __init__(self, shop: Shop, essay: Essay) -> None:
        super().__init__(shop, Block("paragraph", ()), -1)
        self.essay = essay
        self.width = 2 * self.design.column_width + self.design.gutter
        self.title = replace(shop.setting, size=30.0, justified=False)
        self.subtitle = replace(shop.setting, size=16.0, justified=False, face=ITALIC)
        self.titles = count_lines((Span(essay.title),), self.title, self.width)
        self.subtitles = count_lines((Span(essay.subtitle),), self.subtitle, self.width) if essay.subtitle else 0
        self.rows = math.ceil((118 + 34 * self.titles + 20 * self.subtitles) / self.design.leading)

    def area(self, spot: Spot) -> Area:
        """Both columns."""
        left = self.design.left_edge(self.shop.folio(0))
        return self._rows_area(spot, left, left + self.width)

    def draw(self, page: Page, spot: Spot) -> None:
        """All centred over both columns."""
        left = self.design.left_edge(self.shop.folio(0))
        essay, setting = self.essay, self.shop.setting
        y = self.design.top + 8

        def line(kind: str, text: str, setting: Setting, leading: float, colour: Colour) -> None:
            nonlocal y
            y = set_text(page, kind, (Span(text),), setting, left, y, self.width, leading, "center", colour)

        line("kicker", essay.kicker, replace(setting, size=10.0, justified=False), 0, INK_BLUE)
        page.rules.append(Rule(left, y + 8, left + self.width, y + 8, RULE, INK_BLUE))
        y += 52
        line("title", essay.title, self.title, 34, BLACK)
        y -= 6
        if essay.subtitle:
            line("subtitle", essay.subtitle, self.subtitle, 20, BLACK)
        y += 12
        authors = " & ".join(essay.authors)
        line("authors", authors, replace(setting, size=14.5, justified=False, face=SMALL_CAPS), 0, INK_BLUE)


class Bio(Box):
    """Who the authors are, boxed at the foot of the first page."""

    def __init__(self, shop: Shop, essay: Essay) -> None:
        super().__init__(shop, Block("paragraph", essay.bio), -1)
        self.width = 2 * self.design.column_width + self.design.gutter
        self.setting = replace(shop.setting, size=self.design.bio_size)
        self.lines = count_lines(essay.bio, self.setting, self.width)
        self.rows = math.ceil((self.lines * self.design.bio_leading + 20) / self.design.leading)
        self.spot = Spot(0, 0, self.design.rows - self.rows)

    def area(self, spot: Spot) -> Area:
        """Both columns."""
        left = self.design.left_edge(self.shop.folio(0))
        return self._rows_area(spot, left, left + self.width)

    def draw(self, page: Page, spot: Spot) -> None:
        """A rule over the words."""
        left = self.design.left_edge(self.shop.folio(0))
        foot = self.design.row_top(self.design.rows)
        y = foot - (self.lines - 1) * self.design.bio_leading - 3
        page.rules.append(Rule(left, y - 15, left + self.width, y - 15, RULE))
        set_text(page, "bio", self.block.spans, self.setting, left, y, self.width, self.design.bio_leading)


def foot_line(page: Page, design: Design, issue: str) -> None:
    """The running foot: issue and folio on the left-hand page, the folio alone on the right-hand one."""
    y = design.page_height - 34
    left = design.left_edge(page.folio)
    folio = str(page.folio)
    if page.folio % 2:
        width = BOLD.width(folio, design.foot_size)
        x = left + 2 * design.column_width + design.gutter - width
        page.lines.append(Line("foot", x, y, (Run(0, folio, BOLD, design.foot_size, width=width),)))
        return
    width = ROMAN.width(issue, design.foot_size)
    page.lines.append(Line("foot", left, y, (Run(0, issue, ROMAN, design.foot_size, width=width),)))
    after = left + width + 7
    page.rules.append(Rule(after, y - 8, after, y + 2, RULE))
    page.lines.append(Line("foot", after + 7, y, (Run(0, folio, BOLD, design.foot_size),)))
