"""Which row does each line take?  Pours an essay's text into the free rows of its pages.

Text runs down the left column, then the right one, then over the page.  Boxes take rows
away or narrow them.  The rules are a compositor's: no first line of a paragraph alone at
the foot of a column, no last line alone at the head, a heading with its text, a drop cap
in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .design import Design
from .essay import Block, Span, Spans
from .fonts import CAP_HEIGHT, ROMAN, SMALL_CAPS
from .lines import Paragraph, Setting

KEEP_WITH_HEADING = 4
"""Rows of text that a heading needs below it in its column."""
MAX_PAGES = 40
WORD_CAP_GAP = 0.4
CAP_GAP = 0.26
"""White between a drop cap and its lines, in em of the body: more where the cap is a word."""

LOOSE_FILL = 1.1
SPARE_ROWS = 5
"""How much wider than its words a paragraph is at most when set, and rows for indents and lonely lines."""

Place = tuple[int, int, int]
"""Page (from 0), column, row: orders slots as they are read."""
BrokenLine = tuple[int, int, bool]


@dataclass(frozen=True)
class Area:
    """A box that text has to run around.  Points on page number `page` (from 0)."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Slot:
    """A free row: where a line of text may stand, and whether it has its column's whole measure."""

    place: Place
    left: float
    width: float
    full: bool

    @property
    def column(self) -> tuple[int, int]:
        """Page and column."""
        return self.place[:2]


@dataclass(frozen=True)
class Placed:
    """One line of a block in its slot; `left` and `width` are its own, `fill` whether it is justified."""

    paragraph: Paragraph
    slot: Slot
    line: BrokenLine
    left: float
    width: float
    fill: bool
    kind: str
    block: int


@dataclass(frozen=True)
class Cap:
    """A drop cap: what it shows, its size and depth, and the first of the slots beside it."""

    text: str
    size: float
    lines: int
    slot: Slot
    block: int


@dataclass
class Poured:
    """The outcome: lines, caps, where each block ended and each note is called, and what it cost."""

    lines: list[Placed] = field(default_factory=list)
    caps: list[Cap] = field(default_factory=list)
    ends: dict[int, Place] = field(default_factory=dict)
    calls: dict[str, Place] = field(default_factory=dict)
    wasted: int = 0
    loose: float = 0.0

    @property
    def last(self) -> Place:
        """The last row in use."""
        return self.lines[-1].slot.place


@dataclass(frozen=True)
class Text:
    """A block made ready: its paragraph, and the drop cap that was taken off its head."""

    block: Block
    paragraph: Paragraph
    cap: str = ""
    cap_is_word: bool = False
    calls: tuple[tuple[int, str], ...] = ()


def prepare(block: Block, design: Design, setting: Setting) -> Text:
    """Make a heading, a paragraph or a block quotation ready for breaking."""
    if block.kind == "heading":
        return Text(block, _heading(block, design, setting))
    spans, cap, is_word = (block.spans, "", False) if not block.drop_lines else _take_cap(block.spans)
    calls: list[tuple[int, str]] = []
    at = 0
    for span in spans:
        if span.style == "note":
            calls.append((at, span.text))
        at += len(span.text)
    return Text(block, Paragraph(spans, setting), cap, is_word, tuple(calls))


def _heading(block: Block, design: Design, setting: Setting) -> Paragraph:
    size = design.heading_size if block.level == 1 else design.body_size
    ragged = replace(setting, justified=False, size=size)
    if block.level > 1:
        return Paragraph(tuple(Span(span.text, "italic") for span in block.spans), ragged)
    if design.heading_capitals == "font":
        return Paragraph(block.spans, replace(ragged, face=SMALL_CAPS))
    return Paragraph(tuple(fake_small_capitals(block.text)), ragged)


def fake_small_capitals(text: str) -> list[Span]:
    """Capitals, those after a word's first letter set smaller; the spaces stay as wide as they are."""
    spans: list[Span] = []
    for at, char in enumerate(text):
        large = char == " " or (char.isupper() and (at == 0 or not text[at - 1].isalnum()))
        spans.append(Span(char.upper(), "roman" if large else "small"))
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].style == span.style:
            merged[-1] = Span(merged[-1].text + span.text, span.style)
        else:
            merged.append(span)
    return merged


def _take_cap(spans: Spans) -> tuple[Spans, str, bool]:
    """The spans without their opening letter (and quotation mark), that letter, and whether it is a word."""
    text = spans[0].text
    length = 2 if text[0] in "“‘«" else 1
    rest = text[length:]
    return (Span(rest.lstrip(" "), spans[0].style), *spans[1:]), text[:length], rest.startswith(" ")


class Flow:
    """Pours texts around areas.  What it found out once, rows and broken lines, it keeps for the next pouring."""

    def __init__(self, design: Design, first_folio: int) -> None:
        self.design = design
        self.first_folio = first_folio
        self._rows: dict[tuple[int, tuple[Area, ...]], list[Slot]] = {}
        self._broken: dict[tuple[int, tuple[float, ...]], list[BrokenLine]] = {}

    def pour(self, texts: Sequence[tuple[int, Text]], areas: Sequence[Area], last_page: int = MAX_PAGES) -> Poured:
        """Place blocks until they end or `last_page` (from 0) is passed."""
        self._slots = self._free_rows(areas, min(last_page + 2, MAX_PAGES))
        self._at = 0
        self._out = Poured()
        before = ""
        for number, text in texts:
            if self._at >= len(self._slots) or self._slots[self._at].place[0] > last_page:
                break
            kind = text.block.kind
            if _set_apart(before, text.block):
                self._blank_row()
            if kind == "heading":
                self._place_heading(number, text)
            else:
                self._place_text(number, text, before)
            before = kind
            self._out.ends[number] = self._slots[self._at - 1].place
        return self._out

    # --- rows ---

    def _free_rows(self, areas: Sequence[Area], pages: int) -> list[Slot]:
        slots: list[Slot] = []
        for page in range(pages):
            here = tuple(area for area in areas if area.page == page)
            if (page, here) not in self._rows:
                rows = (self._row(page, column, row, here) for column in (0, 1) for row in range(self.design.rows))
                self._rows[page, here] = [slot for slot in rows if slot]
            slots += self._rows[page, here]
        return slots

    def _row(self, page: int, column: int, row: int, areas: Sequence[Area]) -> Slot | None:
        design = self.design
        left = full_left = design.column_left(self.first_folio + page, column)
        right = full_right = left + design.column_width
        top, foot = design.row_top(row) + 1, design.row_top(row) + design.leading - 1
        for area in areas:
            if area.y1 <= top or area.y0 >= foot or area.x1 <= full_left or area.x0 >= full_right:
                continue
            if area.x0 - left >= right - area.x1:
                right = min(right, area.x0 - design.clearance)
            else:
                left = max(left, area.x1 + design.clearance)
        if right - left < design.least_width:
            return None
        return Slot((page, column, row), left, right - left, (left, right) == (full_left, full_right))

    def _blank_row(self) -> None:
        """Leave a row white, unless a column begins here anyway."""
        if self._at and self._same_column(self._at - 1, self._at):
            self._at += 1

    def _same_column(self, first: int, second: int) -> bool:
        return self._slots[first].column == self._slots[second].column

    def _together(self, first: int, count: int, full: bool) -> bool:
        """Whether `count` rows from `first` follow each other directly in one column."""
        rows = self._slots[first : first + count]
        if len(rows) < count:
            return False
        page, column, row = rows[0].place
        return all(slot.place == (page, column, row + n) and (slot.full or not full) for n, slot in enumerate(rows))

    def _skip_to(self, index: int) -> None:
        self._out.wasted += index - self._at
        self._at = index

    # --- blocks ---

    def _place_heading(self, number: int, text: Text) -> None:
        design = self.design
        lines = text.paragraph.break_lines(lambda _: design.column_width - 12)
        at = self._at
        while True:
            above = 1 if at and self._same_column(at - 1, at) else 0
            below = 1 if text.block.level == 1 else 0
            if self._together(at, above + len(lines) + below + KEEP_WITH_HEADING, full=True):
                break
            at += 1
        self._skip_to(at)
        for offset, line in enumerate(lines):
            slot = self._slots[at + above + offset]
            self._out.lines.append(
                Placed(text.paragraph, slot, line, slot.left, slot.width, False, f"heading{text.block.level}", number)
            )
        self._at = at + above + len(lines) + below

    def _place_text(self, number: int, text: Text, before: str) -> None:
        design, block = self.design, text.block
        margin = design.quote_indent if block.kind == "quote" else 0.0
        first = design.indent if block.kind == "paragraph" and block.indent and before != "heading" else 0.0
        drop = block.drop_lines
        push = self._cap_push(text) if drop else 0.0
        if drop:
            at = self._at
            while not self._together(at, drop + 1, full=False) or self._slots[at].width < 0.6 * design.column_width:
                at += 1
            self._skip_to(at)
        slots, lines = self._fit(text.paragraph, margin, [first] if not drop else [push] * drop)
        for n, (slot, line) in enumerate(zip(slots, lines, strict=True)):
            indent = margin + (push if n < drop else first if n == 0 else 0.0)
            width = slot.width - indent - margin
            fill = n < len(lines) - 1
            self._out.lines.append(
                Placed(text.paragraph, slot, line, slot.left + indent, width, fill, block.kind, number)
            )
            if fill:
                self._out.loose += max(0.0, text.paragraph.looseness(*line, width) - 1) ** 2
            for position, note in text.calls:
                if line[0] <= position < line[1]:
                    self._out.calls[note] = slot.place
        if drop:
            self._out.caps.append(Cap(text.cap, cap_size(drop, design), drop, slots[0], number))

    def _fit(self, paragraph: Paragraph, margin: float, indents: list[float]) -> tuple[list[Slot], list[BrokenLine]]:
        """Break a paragraph into the rows ahead, skipping a row where a line would stand alone."""
        slots = self._rows_ahead(paragraph.natural_width, margin)
        skipped = 0
        while True:
            widths = tuple(
                round(slot.width - 2 * margin - (indents[n] if n < len(indents) else 0.0), 2)
                for n, slot in enumerate(slots)
            )
            lines = self._break(paragraph, widths)
            lonely = _lonely(slots, len(lines))
            if lonely is None:
                break
            del slots[lonely]
            skipped += 1
        if len(lines) > len(slots):
            raise ValueError(f"no rows are left for {paragraph.text[:40]!r}")
        self._at += len(lines) + skipped
        self._out.wasted += skipped
        return slots[: len(lines)], lines

    def _rows_ahead(self, natural_width: float, margin: float) -> list[Slot]:
        """The rows that matter to a paragraph: those that it fills with loose lines, and a few to spare."""
        room = 0.0
        for count, slot in enumerate(self._slots[self._at :]):
            if room > LOOSE_FILL * natural_width:
                return self._slots[self._at : self._at + count + SPARE_ROWS]
            room += slot.width - 2 * margin
        return self._slots[self._at :]

    def _break(self, paragraph: Paragraph, widths: tuple[float, ...]) -> list[BrokenLine]:
        key = (id(paragraph), widths)
        if key not in self._broken:
            self._broken[key] = paragraph.break_lines(lambda line: widths[min(line, len(widths) - 1)])
        return self._broken[key]

    def _cap_push(self, text: Text) -> float:
        """How far the lines beside a cap are pushed to the right, in points."""
        design = self.design
        size = cap_size(text.block.drop_lines, design)
        left, _ = ROMAN.ink(text.cap[0])
        _, right = ROMAN.ink(text.cap[-1])
        width = ROMAN.width(text.cap[:-1], size) + (right - left) * size
        return width + (WORD_CAP_GAP if text.cap_is_word else CAP_GAP) * design.body_size


def _set_apart(before: str, block: Block) -> bool:
    """Whether white stands above a block: around quotations, and where a cap opens a part without heading."""
    if before in ("", "heading") or block.kind == "heading":
        return False
    return "quote" in (before, block.kind) or block.drop_lines > 0


def cap_size(lines: int, design: Design) -> float:
    """Size at which a cap stands on the last of its lines and meets the capitals of the first."""
    return ((lines - 1) * design.leading + CAP_HEIGHT * design.body_size) / CAP_HEIGHT


def _lonely(slots: Sequence[Slot], count: int) -> int | None:
    """The index of a row to be skipped, so that no first or last line stands alone in its column."""
    if count < 2:
        return None
    if slots[0].column != slots[1].column and slots[0].place[2] > 2:
        return 0
    if slots[count - 1].column != slots[count - 2].column and count > 2:
        return count - 2
    return None
