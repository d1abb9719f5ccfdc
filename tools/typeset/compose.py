"""Where does everything go?  From an essay to typeset pages.

Boxes are placed one after the other in the order of the essay.  For each, every suitable
spot near its place in the text is tried, the text is poured around it, and the spot with
the fewest loose lines and empty rows wins: what a layout artist does by eye.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .boxes import (
    Bio,
    Box,
    ColumnQuote,
    GutterQuote,
    MarginQuote,
    Notes,
    Photo,
    PullQuote,
    Shop,
    Sidebar,
    Spot,
    Title,
    foot_line,
)
from .design import INK_BLUE, Design
from .essay import Essay
from .flow import MAX_PAGES, Area, Cap, Flow, Place, Placed, Poured, prepare
from .fonts import ROMAN
from .lines import Run, Setting
from .pages import Line, Page, Publication

_QUOTES: dict[str, type[PullQuote]] = {"margin": MarginQuote, "column": ColumnQuote, "gutter": GutterQuote}

WASTE_COST = 4.0
DISTANCE_COST = 0.35
NEXT_PAGE_COST = 45.0
CROWD_COST = 40.0
"""A second pull quote on one page."""
PAGES_TO_LOOK_AHEAD = 4
LAST_PAGE_COST = 60.0
"""A box on the last page, which is seldom full."""
AWAY_COST = 2000.0
"""A note on another page than its call."""


@dataclass(frozen=True)
class Put:
    """A box in its final place."""

    box: Box
    spot: Spot
    area: Area


class Compositor:
    """Composes one essay."""

    def __init__(self, essay: Essay, design: Design, setting: Setting) -> None:
        self.essay, self.design = essay, design
        self.setting = replace(setting, size=design.body_size, language=essay.language)
        self.shop = Shop(design, self.setting, essay.first_folio)
        self._numbers: dict[Box, int] = {}
        self._homes: dict[str, tuple[int, int]] = {}
        self._cut: list[Area] = []
        self._flow = Flow(design, essay.first_folio)
        self.texts = [
            (number, prepare(block, design, self.setting))
            for number, block in enumerate(essay.blocks)
            if block.kind in ("heading", "paragraph", "quote")
        ]
        title, bio = Title(self.shop, essay), Bio(self.shop, essay)
        self._puts = [Put(box, spot, box.area(spot)) for box, spot in ((title, Spot(0, 0, 0)), (bio, bio.spot))]

    def compose(self) -> Publication:
        """Place boxes and text; the pages in order."""
        for number, box in self._boxes():
            self._puts.append(self._choose(box, number))
            self._numbers[box] = number
        self._put_notes()
        self._improve()
        poured = self._balance_last_page()
        return Publication(
            pages=tuple(self._draw(poured)),
            title=self.essay.title,
            authors=self.essay.authors,
            subject=f"{self.essay.journal}, {self.essay.issue}",
            language=self.essay.language,
        )

    def _boxes(self) -> Iterable[tuple[int, Box]]:
        """Boxes in the order of the essay, with the numbers of their blocks."""
        for number, block in enumerate(self.essay.blocks):
            if block.kind == "pull":
                yield number, _QUOTES[block.hang](self.shop, block, number)
            elif block.kind == "box":
                yield number, Sidebar(self.shop, block, number)
            elif block.kind == "photo":
                yield number, Photo(self.shop, block, number)

    def _areas(self) -> list[Area]:
        """What is taken from the text at present."""
        return [put.area for put in self._puts] + self._cut

    def _pour(self, areas: list[Area], last_page: int = MAX_PAGES) -> Poured:
        return self._flow.pour(self.texts, areas, last_page)

    # --- boxes ---

    def _choose(self, box: Box, number: int, whole: bool = False) -> Put:
        """The best place for a box, with the others where they are.

        With `whole`, all of the essay counts, else only what comes soon after it.
        """
        areas = self._areas()
        poured = self._pour(areas)
        anchor = max((end for block, end in poured.ends.items() if block < number), default=(0, 0, 0))
        page, column, row = anchor
        for later in range(PAGES_TO_LOOK_AHEAD):
            spots = box.spots(page + later, column, row)
            free = [Put(box, spot, area) for spot in spots if not self._collides(area := box.area(spot))]
            if free:
                return min(free, key=lambda put: self._price(put, anchor, whole))
        raise ValueError(f"no room for {box.block.text[:40]!r} near page {page + 1}")

    def _price(self, put: Put, anchor: Place, whole: bool) -> float:
        """What it would cost to place a box there: bad lines, empty rows, distance, crowding."""
        tried = self._pour([*self._areas(), put.area], MAX_PAGES if whole else put.spot.page + 1)
        cost = self._cost(tried) + self._distance(anchor, put.spot) + self._crowd(put.box, put.spot)
        return cost + (LAST_PAGE_COST if put.spot.page >= tried.last[0] else 0.0)

    def _improve(self) -> None:
        """Look at every box again, now that all the others and the notes have their places."""
        for box, number in self._numbers.items():
            self._puts = [put for put in self._puts if put.box is not box]
            self._puts.append(self._choose(box, number, whole=True))

    def _cost(self, poured: Poured) -> float:
        return poured.loose + WASTE_COST * poured.wasted + self._away(poured)

    def _away(self, poured: Poured) -> float:
        return sum(_distance(poured.calls[note], home) for note, home in self._homes.items() if note in poured.calls)

    def _distance(self, anchor: Place, spot: Spot) -> float:
        page, column, row = anchor
        rows = abs(row - spot.row) if (page, column) == (spot.page, spot.column) else self.design.rows / 2
        return NEXT_PAGE_COST * (spot.page - page) + DISTANCE_COST * rows

    def _crowd(self, box: Box, spot: Spot) -> float:
        quotes = [put for put in self._puts if put.spot.page == spot.page and isinstance(put.box, PullQuote)]
        return CROWD_COST * len(quotes) if isinstance(box, PullQuote) else 0.0

    def _collides(self, area: Area) -> bool:
        """Whether it would stand closer than three rows above or below another box, or beside one."""
        near = 3 * self.design.leading
        return any(
            put.area.page == area.page and put.area.y0 < area.y1 + near and area.y0 < put.area.y1 + near
            for put in self._puts
        )

    # --- notes ---

    def _put_notes(self) -> None:
        """Put every note at the foot of the column that calls it.

        A note takes rows from the text and may so push its own call into the next column,
        where it would not have been without it.  Then the column is cut short above the
        call, as a compositor would do: call and note go over together.
        """
        fixed = list(self._puts)
        for mark in self._pour(self._areas()).calls:
            page, column, row = self._pour(self._areas()).calls[mark]
            following = (page, 1) if column == 0 else (page + 1, 0)
            homes = dict(self._homes)
            options = [
                ({**homes, mark: (page, column)}, self._cut),
                ({**homes, mark: following}, self._cut),
                ({**homes, mark: following}, [*self._cut, self._below(page, column, row)]),
            ]
            prices = [self._try_notes(fixed, *option) for option in options]
            self._try_notes(fixed, *options[prices.index(min(prices))])

    def _try_notes(self, fixed: list[Put], homes: dict[str, tuple[int, int]], cut: list[Area]) -> float:
        """Put notes into the columns given; how far they are from their calls, and how many rows stay empty.

        Loose lines don't count: they change all over the rest of the essay, and `_improve` mends them.
        """
        self._homes, self._cut = homes, cut
        self._puts = fixed + self._notes_at(homes, fixed)
        poured = self._pour(self._areas(), max(page for page, _ in homes.values()) + 1)
        lost = sum(area.y1 - area.y0 for area in cut) / self.design.leading
        return self._away(poured) + WASTE_COST * (poured.wasted + lost)

    def _below(self, page: int, column: int, row: int) -> Area:
        """A column from a row downwards."""
        left = self.design.column_left(self.essay.first_folio + page, column)
        foot = self.design.row_top(self.design.rows)
        return Area(page, left, self.design.row_top(row), left + self.design.column_width, foot)

    def _notes_at(self, homes: dict[str, tuple[int, int]], fixed: list[Put]) -> list[Put]:
        """One box of notes for each column that has any."""
        puts = []
        for home in dict.fromkeys(homes.values()):
            box = Notes(self.shop, tuple((mark, self.essay.notes[mark]) for mark, at in homes.items() if at == home))
            spot = Spot(*home, self._foot(home, fixed) - box.rows)
            puts.append(Put(box, spot, box.area(spot)))
        return puts

    def _foot(self, home: tuple[int, int], fixed: list[Put]) -> int:
        """The row below the last that is free in a column: above the bio or a sidebar."""
        page, column = home
        left = self.design.column_left(self.essay.first_folio + page, column)
        foot = self.design.rows
        while foot and any(
            put.area.page == page
            and put.area.x0 < left + self.design.column_width
            and left < put.area.x1
            and put.area.y0 < self.design.row_top(foot) - 1 <= put.area.y1
            for put in fixed
        ):
            foot -= 1
        return foot

    # --- pages ---

    def _balance_last_page(self) -> Poured:
        """Shorten the columns of the last page until they are of one length."""
        areas = self._areas()
        poured = self._pour(areas)
        page = poured.last[0]
        left = self.design.left_edge(self.essay.first_folio + page)
        right = left + 2 * self.design.column_width + self.design.gutter
        foot = self.design.row_top(self.design.rows)
        lowest = max((put.area.y1 for put in self._puts if put.area.page == page), default=0.0)
        for row in range(4, self.design.rows):
            top = self.design.row_top(row)
            if top < lowest:
                continue
            tried = self._pour([*areas, Area(page, left, top, right, foot)])
            if tried.last[0] == page:
                return tried
        return poured

    def _draw(self, poured: Poured) -> list[Page]:
        design = self.design
        pages = [
            Page(self.essay.first_folio + number, design.page_width, design.page_height)
            for number in range(poured.last[0] + 1)
        ]
        for put in self._puts:
            if isinstance(put.box, Title | Photo):
                put.box.draw(pages[put.spot.page], put.spot)
        caps = {cap.block: cap for cap in poured.caps}
        for placed in poured.lines:
            if placed.block in caps:
                cap = caps.pop(placed.block)
                pages[cap.slot.place[0]].lines.append(self._draw_cap(cap))
            pages[placed.slot.place[0]].lines.append(self._draw_line(placed))
        for put in self._puts:
            if not isinstance(put.box, Title | Photo):
                put.box.draw(pages[put.spot.page], put.spot)
        for page in pages:
            foot_line(page, design, self.essay.issue)
        return pages

    def _draw_line(self, placed: Placed) -> Line:
        runs = placed.paragraph.set_line(*placed.line, placed.width, placed.fill)
        x, y = placed.left, self.design.baseline(placed.slot.place[2])
        if placed.kind.startswith("heading"):
            width = sum(run.width for run in runs)
            x += (placed.width - width) / 2 if placed.kind == "heading1" else 0.0
            y += 3.0 if placed.kind == "heading1" else 0.0
            return Line(placed.kind, x, y, runs, INK_BLUE, placed.block)
        return Line(placed.kind, x, y, runs, block=placed.block)

    def _draw_cap(self, cap: Cap) -> Line:
        y = self.design.baseline(cap.slot.place[2] + cap.lines - 1)
        left, _ = ROMAN.ink(cap.text[0])
        run = Run(0.0, cap.text, ROMAN, cap.size, width=ROMAN.width(cap.text, cap.size))
        return Line("drop", cap.slot.left - left * cap.size, y, (run,), INK_BLUE, cap.block)


def compose(essay: Essay, design: Design, setting: Setting) -> Publication:
    """Typeset an essay.  `setting` says what the producer needs: its hyphen, whether it sets ligatures."""
    return Compositor(essay, design, setting).compose()


def _distance(call: Place, home: tuple[int, int]) -> float:
    """How bad it is that a note called at one place stands at the foot of a column."""
    if call[0] != home[0]:
        return AWAY_COST
    return 0.0 if call[1] == home[1] else 10.0
