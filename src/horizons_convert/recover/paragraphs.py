"""Where do paragraphs, list items and block quotes begin and end?

Lines come in reading order.  Evidence for a new paragraph: a first-line indent (against the
next line, the line before, or the column), a list marker, a drop cap, a wider leading; and,
where a column, a page or a box cuts the text, whether the last line was full (in justified
text to the hair's breadth), whether its sentence had ended, and whether the next line is
indented.  Each join across a cut is recorded.

A block quote is indented against its column (usually on both sides, often smaller).

Limits: in text without indents, a paragraph that ends with a full last line at the foot of a
column is joined to the next one.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from horizons_convert.layout.lines import MARKERS
from horizons_convert.layout.text import Line, overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Column, Draft, DropCap, Piece

BULLETS = MARKERS
ALWAYS_BULLETS = "•▪■●█◆❖"
"""Those that stand nowhere but before an item."""
DASHES = "–—-"
OCR_BULLETS = frozenset("+¢«e°")
"""What OCR engines make of a bullet."""
NUMBER = re.compile(r"^(?:\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[(\d{1,3})\])$")
_BROKEN_ADDRESS = re.compile(r"(?:://|[\w-]/)\S*[?:]$")
"""An address that goes on in the next line; its marks end no sentence."""
INDENT = (0.6, 3.2)
"""A first-line indent is between so many em."""
PARAGRAPH_SPACE = 0.045
"""Where paragraphs are not indented, so little more than the leading (em) after a full stop parts them: TeX stretches
the space between paragraphs, and nothing else, to fill a page."""
EVEN_SHARE = 0.7
"""... if at least this share of the block's steps are no wider."""
FEWEST_JUSTIFIED = 3
"""A block is known to be justified by so many lines,"""
JUSTIFIED = 0.7
"""... of which this share ends at the edge,"""
FLUSH = 0.05
"""... give or take so many em; and a line that ends earlier"""
SHORT = 0.5
"""... by so many em was not stretched: it is a paragraph's last."""
BROKEN_OFF = 0.1
"""A line that leaves this share of the measure empty, where the next word had room, was broken off on purpose."""
BULLET_SIZE = (0.15, 0.75)
"""A drawn bullet is so many em wide and high."""
BULLET_ALONE = 0.75
"""... and stands so many em from any other at its side."""
FEWEST_HANGING = 3
"""A hanging indent is known by so many paragraphs that have it."""
HANGING = 4.0
"""No hanging indent is deeper (em)."""
FEWEST_VERSES = 3
"""Verse is told by so many lines,"""
VERSES_ENDED = 0.8
"""... of which this share ends though the next word had room,"""
CAPITALS = 0.7
"""... and this share begins with a capital."""
QUOTE_INDENT = 0.55
"""A block quote is indented by at least this many em."""
QUOTE_SPACE = 1.3
"""A quotation behind a list item stands at least so many leadings below it."""
TERMINAL = ".!?…:"
OPENING = "“‘«„‚»(\"'…— "
CLOSING = "”’»\"')]›“"

Kind = Literal["paragraph", "quote", "item"]


@dataclass(slots=True, eq=False)
class Run:
    """Lines of one paragraph, quotation paragraph or list item."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    piece: Piece | None = None
    """The piece of its last line."""
    marker: str = ""
    """What an item begins with; a further paragraph of one has none."""
    marker_words: int = 0
    text_x: float = 0.0
    counts: bool = False
    """Whether the marker is a number or a letter."""
    flat: bool = False
    """An item whose further lines do not hang, but run on like a paragraph's."""
    cap: DropCap | None = None
    joined: list[Line] = field(default_factory=list)
    """Lines that were joined across a cut."""
    verse: bool = False
    """Its line ends are the author's."""

    @property
    def last(self) -> Line:
        return self.lines[-1]


def measure_indent(draft: Draft) -> None:
    """Set `draft.body.indent`: the commonest offset of a body line from the line below it in its block."""
    em = draft.body.size
    offsets: Counter[float] = Counter()
    beside = {id(line) for cap in draft.drop_caps for line in cap.beside}
    for piece in draft.of("text"):
        if not is_body_size(piece.style.size, draft):
            continue
        for line, below in zip(piece.lines, piece.lines[1:], strict=False):
            offset = line.x0 - below.x0
            if id(line) not in beside and INDENT[0] * em <= offset <= INDENT[1] * em:
                offsets[round(offset / em, 1)] += 1
    if offsets and sum(offsets.values()) >= 2:
        best = max(offsets, key=lambda o: offsets[o] + offsets[round(o + 0.1, 1)] + offsets[round(o - 0.1, 1)])
        draft.body.indent = best * em


def find_bullets(draft: Draft) -> None:
    """Set `draft.bullets`: dots and squares about half an em wide, which some producers draw instead of typing.

    A bullet stands alone on its line; drawings of that size beside each other are the letters of a logo.
    """
    em = draft.body.size
    low, high = BULLET_SIZE[0] * em, BULLET_SIZE[1] * em
    for page in draft.pages:
        filled = [shape.box for shape in page.shapes if shape.filled]
        filled += [panel.box for panel in page.panels if panel.filled]
        small = [box for box in filled if box[2] - box[0] <= 2 * high and box[3] - box[1] <= 2 * high]
        lettered = _side_by_side(small, BULLET_ALONE * em)
        draft.bullets[page.number] = [
            box
            for box in small
            if low <= box[2] - box[0] <= high and low <= box[3] - box[1] <= high and box not in lettered
        ]


def _side_by_side(boxes: list[Box], reach: float) -> set[Box]:
    """The boxes that have another one within `reach` points at their left or right."""
    found: set[Box] = set()
    rows: dict[int, list[Box]] = defaultdict(list)
    for box in sorted(set(boxes)):
        first, last = int(box[1] // reach), int(box[3] // reach)
        for row in range(first, last + 1):
            before = rows[row][-1] if rows[row] else None
            if (
                before is not None
                and -reach / 4 < box[0] - before[2] < reach
                and overlap(before[1], before[3], box[1], box[3]) > 0
            ):
                found |= {before, box}
            rows[row].append(box)
    return found


class ParagraphMaker:
    """Reads lines in order and gathers them into runs."""

    def __init__(self, draft: Draft, obstacles: dict[int, list[Box]]) -> None:
        self.draft = draft
        self.obstacles = obstacles
        self.em, self.touch = draft.body.size, draft.body.touch
        self.edges: dict[Piece, float | None] = {}
        """Where the lines of each piece begin, asked once and needed for every line."""
        self.caps = {id(cap.first): cap for cap in draft.drop_caps if cap.first is not None}
        self.beside = {id(line) for cap in draft.drop_caps for line in cap.beside}
        self.sidebars = {
            id(part): Column(min(p.box[0] for p in sidebar.parts), max(p.box[2] for p in sidebar.parts))
            for sidebar in draft.of("aside")
            for part in sidebar.parts
        }
        """The measure of the sidebar that a piece stands in."""
        self._quotes: dict[Piece, bool] = {}
        self._verses: dict[Piece, bool] = {}
        self._hanging: dict[Piece, float | None] = {}
        self._pushed: dict[int, bool] = {}

    def runs(self, pieces: list[Piece], before: Run | None = None) -> list[Run]:
        """The runs of text pieces that follow each other with nothing but floats between them.

        `before` is the run that a float or a page interrupted; its continuation is added to it.
        """
        result: list[Run] = []
        current = before
        for piece in pieces:
            kind: Kind = "quote" if self.is_quote(piece) else "paragraph"
            if kind == "quote" and current is not None and self._goes_on_hanging(current, piece.lines[0]):
                kind = "paragraph"
            for index, line in enumerate(piece.lines):
                after = piece.lines[index + 1] if index + 1 < len(piece.lines) else None
                if current is not None and not self._starts(current, line, after, piece, index, kind):
                    if current.last.page != line.page or index == 0:
                        current.joined.append(line)
                        current.text_x = line.x0
                    current.lines.append(line)
                    current.piece = piece
                    current.verse = current.verse or self.is_verse(piece)
                    continue
                current = self._new_run(line, after, piece, kind)
                result.append(current)
        return result

    def _new_run(self, line: Line, after: Line | None, piece: Piece, kind: Kind) -> Run:
        marker = self._marker(line, after)
        run = Run(kind, [line], piece, cap=self.caps.get(id(line)), verse=kind == "quote" and self.is_verse(piece))
        if marker:
            run.kind, run.marker, run.marker_words = "item", marker, int(line.words[0].text == marker)
            run.counts = any(c.isalnum() for c in marker)
            listed = self.draft.listed.get(id(line))
            if listed is not None:
                run.marker_words, run.counts, run.flat = listed.words, listed.counts, listed.flat
            rest = line.words[run.marker_words :]
            run.text_x = rest[0].x0 if rest else line.x0
            if after is not None and line.x0 + 0.3 * self.em < after.x0 < run.text_x + 1.0 * self.em:
                run.text_x = min(run.text_x, after.x0)
            elif after is not None and self._runs_back(line, after, piece):
                run.text_x = after.x0
            elif after is not None and not listed:
                run.flat = self._runs_on(line, after, piece)
        elif id(line) in self.draft.item_lines and is_body_size(line.size, self.draft):
            run.kind, run.text_x = "item", line.x0 if after is None else min(line.x0, after.x0)
        return run

    def _runs_on(self, line: Line, after: Line, piece: Piece) -> bool:
        """An item whose further lines begin below its marker: its first line is full, and the next one goes on."""
        level = abs(after.x0 - line.x0) <= 0.3 * self.em and line.words[0].text in BULLETS
        full = not self._could_have_fitted(line, after, piece)
        return level and full and after.text[:1].islower() and not self._marker_like(after)

    def _runs_back(self, line: Line, after: Line, piece: Piece) -> bool:
        """An item set like a paragraph: its marker is indented, and its second line is not."""
        full = not self._could_have_fitted(line, after, piece)
        return full and after.x0 < line.x0 - 0.3 * self.em and not self._marker_like(after)

    # --- evidence ------------------------------------------------------------------

    def _starts(self, run: Run, line: Line, after: Line | None, piece: Piece, index: int, kind: Kind) -> bool:
        """Whether `line` begins a new paragraph after `run`."""
        if id(line) in self.caps:
            return True
        if ends_with_hyphen(run.last.text) and line.text[:1].islower() and not self._marker(line, after):
            return False
        if id(line) in self.beside and id(run.last) in self.beside:
            return False
        if (
            self._marker(line, after)
            and not self._is_number_in_text(run, line)
            and not self._is_mark_in_text(run, line, after, piece)
        ):
            return True
        if run.kind == "item" and not run.flat:
            if self._leaves_item(run, line, after):
                return True
            return index == 0 and (self._quotes_after_item(run, line, piece) or self._begins_within_item(run, line))
        if index == 0 and self._goes_on_hanging(run, line):
            return False
        if kind == "quote" and self._begins_quote(run, line):
            run.kind = "quote"
        if (run.kind == "quote") != (kind == "quote"):
            return True
        if index > 0:
            return self._starts_within(run, line, after, piece, index)
        return self._starts_after_cut(run, line, after, piece)

    def _starts_within(self, run: Run, line: Line, after: Line | None, piece: Piece, index: int) -> bool:
        """A line below another of the same block."""
        above = piece.lines[index - 1]
        if self.is_verse(piece):
            return False
        if self._comes_back(run, line):
            return True
        hangs = self._hangs_in(run, line, above, piece)
        if hangs is not None:
            return not hangs
        level = above in run.joined and abs(line.x0 - above.x0) < 0.2 * self.em
        if not level and self._is_indented(line, above, after, piece):
            return True
        if not ends_sentence(above.text):
            return self._is_broken_off(above, line, piece)
        spaced = self.draft.body.indent == 0 and self._is_spaced(above, line, piece)
        return spaced or self._was_last(above, line, piece)

    def _hangs_in(self, run: Run, line: Line, above: Line, piece: Piece) -> bool | None:
        """Whether a line goes on with a paragraph whose first line hangs out to the left; None where none does."""
        first = run.lines[0]
        if run.cap is not None:
            return None
        if run.joined or first.page != line.page:
            return True if self._hangs_across(run, line) else None
        depth = line.x0 - first.x0
        if len(run.lines) == 1:
            deep = INDENT[0] * self.em <= depth <= HANGING * self.em
            centred = abs(above.x1 - line.x1 - depth) < 0.5 * self.em
            if not deep or centred or self._could_have_fitted(above, line, piece):
                return None
            return True if self._is_hang(depth) or not ends_sentence(above.text, ";,") else None
        hang = self._hang_of(run)
        if not hang:
            return None
        if abs(depth - hang) < 0.15 * self.em:
            return True
        return False if depth < 0.3 * self.em and ends_sentence(above.text) else None

    def _hang_of(self, run: Run) -> float:
        """How far the second line of a paragraph is set in against its first; 0 where it is not."""
        if len(run.lines) < 2 or run.cap is not None or id(run.lines[1]) in self.beside:
            return 0.0
        hang = run.lines[1].x0 - run.lines[0].x0
        return hang if INDENT[0] * self.em <= hang <= HANGING * self.em else 0.0

    def _hangs_across(self, run: Run, line: Line) -> bool:
        """Whether a line stands as far from the edge of its column as the second line of a hanging paragraph."""
        if run.kind != "paragraph" or not self._hang_of(run):
            return False
        second = run.lines[1]
        here, there = self.draft.column_of(line.page, line.box), self.draft.column_of(second.page, second.box)
        if here is None or there is None:
            return False
        return abs((line.x0 - here.x0) - (second.x0 - there.x0)) < 0.15 * self.em

    def _is_hang(self, depth: float) -> bool:
        """Whether lines are set in by so much elsewhere, in the midst of sentences."""
        return any(abs(depth - hang) < 0.1 * self.em for hang in self.hangs)

    @functools.cached_property
    def hangs(self) -> list[float]:
        """How deep paragraphs hang: by how much lines are set in against a full one above whose sentence goes on."""
        depths: Counter[float] = Counter()
        for piece in self.draft.of("text"):
            for above, line in zip(piece.lines, piece.lines[1:], strict=False):
                depth = (line.x0 - above.x0) / self.em
                if not INDENT[0] <= depth <= HANGING or id(line) in self.beside or self._obstructed_left(line):
                    continue
                goes_on = not ends_sentence(above.text, ";,") and not self._could_have_fitted(above, line, piece)
                depths[round(depth, 1)] += goes_on and not self._marker_like(above)
        return [depth * self.em for depth, count in depths.items() if count >= FEWEST_HANGING]

    def _is_spaced(self, above: Line, line: Line, piece: Piece) -> bool:
        """Whether the step to a line is a little wider than the leading of its block, which is even elsewhere."""
        steps = sorted(b.baseline - a.baseline for a, b in zip(piece.lines, piece.lines[1:], strict=False))
        leading = steps[len(steps) // 2]
        wide = leading + PARAGRAPH_SPACE * self.em
        even = sum(step <= wide for step in steps) >= EVEN_SHARE * len(steps)
        return even and line.baseline - above.baseline > wide

    def _starts_after_cut(self, run: Run, line: Line, after: Line | None, piece: Piece) -> bool:
        """The first line of a block: in another column, on another page, or below a gap or a box."""
        last = run.last
        below = last.page == line.page and line.baseline > last.baseline
        same_column = below and self._share_column(last, line)
        if same_column and not self._interrupted(last, line):
            step = line.baseline - last.baseline
            if step > 1.22 * self.draft.body.leading or abs(last.size - line.size) > 0.07 * line.size:
                return True
        if ends_with_hyphen(last.text):
            return False
        if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
            return True
        first = line.text.lstrip(CLOSING + "“‘«„(")[:1]
        if self._hangs_across(run, line):
            return False
        if self._is_indented(line, None, after, piece):
            return True
        if not ends_sentence(last.text):
            return False
        if first.islower():
            return False
        # A paragraph rarely ends just where its last line is full, so a full line speaks for going on.
        return self._was_last(last, line, run.piece or piece)

    def _share_column(self, last: Line, line: Line) -> bool:
        """Whether two lines of a page stand in one column, also where a short one and one beside a picture miss."""
        if overlap(last.x0, last.x1, line.x0, line.x1) > 0:
            return True
        column = self.draft.column_of(line.page, line.box)
        return column is not None and column is self.draft.column_of(last.page, last.box)

    def _is_indented(self, line: Line, above: Line | None, after: Line | None, piece: Piece) -> bool:
        """Whether the line begins one first-line indent to the right of where it should."""
        em = self.em
        if id(line) in self.beside or self._obstructed_left(line):
            references = [after.x0] if after is not None and id(after) not in self.beside else []
        else:
            references = [after.x0] if after is not None and not self._obstructed_left(after) else []
            if above is not None and id(above) not in self.beside and not self._obstructed_left(above):
                references.append(above.x0)
            references.append(self._left(line, piece))
        indent = self.draft.body.indent
        for reference in references:
            offset = line.x0 - reference
            if indent and abs(offset - indent) < 0.3 * em:
                return True
            if (
                not indent
                and INDENT[0] * em <= offset <= INDENT[1] * em
                and after is not None
                and reference == after.x0
            ):
                return True
        return False

    def _left(self, line: Line, piece: Piece) -> float:
        """Where lines begin here: the commonest left edge of a long block, else the column's."""
        if piece not in self.edges:
            self.edges[piece] = self._commonest_edge(piece)
        edge = self.edges[piece]
        if edge is not None:
            return edge
        column = self.draft.column_of(line.page, line.box)
        return column.x0 if column else piece.box[0]

    def _commonest_edge(self, piece: Piece) -> float | None:
        """The left edge that most lines of a long block have; None where a block is too short to tell."""
        if piece.boxed is None and len(piece.lines) < 5 and not self.is_quote(piece):
            return None
        edges = Counter([round(other.x0, 0) for other in piece.lines if id(other) not in self.beside])
        return edges.most_common(1)[0][0] if edges else None

    def _right(self, line: Line, piece: Piece) -> float | None:
        """Where lines end here, or None where a box cuts them short."""
        column = self.draft.column_of(line.page, line.box)
        if piece.boxed is not None or column is None or self.is_quote(piece):
            return max(other.x1 for other in piece.lines)
        for box in self.obstacles.get(line.page, ()):
            if self._beside(box, line) and line.x1 - self.em < box[0] < column.x1:
                return None
        return max(column.x1, line.x1)

    def _obstructed_left(self, line: Line) -> bool:
        """A box stands at the left of the line within its column and pushes it to the right."""
        if id(line) not in self._pushed:
            self._pushed[id(line)] = self._is_pushed(line)
        return self._pushed[id(line)]

    def _is_pushed(self, line: Line) -> bool:
        beside = [box for box in self.obstacles.get(line.page, ()) if self._beside(box, line)]
        column = self.draft.column_of(line.page, line.box) if beside else None
        if column is None:
            return False
        return any(column.x0 + self.touch < box[2] <= line.x0 + self.touch for box in beside)

    def _beside(self, box: Box, line: Line) -> bool:
        return box[1] < line.bottom + self.touch and box[3] > line.top - self.touch

    def _could_have_fitted(self, last: Line, line: Line, piece: Piece) -> bool:
        """Whether the first word of `line` would have fitted at the end of `last`: then the line end was wanted."""
        right = self._right(last, piece)
        if right is None:
            return False
        return _fits_behind(last, line, right, self.em)

    def _was_last(self, last: Line, line: Line, piece: Piece) -> bool:
        """Whether a line that ends a sentence ends its paragraph too, by where it ends."""
        return self._could_have_fitted(last, line, piece) or self._falls_short(last, piece)

    def _falls_short(self, last: Line, piece: Piece) -> bool:
        """Whether a line ends before the edge at which all other lines of its justified block end."""
        right = self._right(last, piece)
        others = [line for line in piece.lines if line is not last]
        if right is None or right - last.x1 < SHORT * self.em:
            return False
        flush = sum(abs(right - line.x1) < FLUSH * self.em for line in others)
        enough = len(others) >= FEWEST_JUSTIFIED or (flush > 0 and self.justified)
        return enough and flush >= JUSTIFIED * len(others)

    def _is_broken_off(self, last: Line, line: Line, piece: Piece) -> bool:
        """Whether somebody ended a line in mid-measure without a full stop: entries, addresses, a line of copyright."""
        if line.text[:1].islower() or line.text[:1].isdigit() or not self.justified:
            return False
        right = self._right(last, piece)
        if right is None or ends_with_hyphen(last.text) or self.is_quote(piece):
            return False
        short = right - last.x1 > BROKEN_OFF * (right - last.x0)
        return short and self._could_have_fitted(last, line, piece)

    @functools.cached_property
    def justified(self) -> bool:
        """Whether most lines of the text end at the right edge of their block."""
        pieces = [piece.lines for piece in self.draft.of("text") if len(piece.lines) > FEWEST_JUSTIFIED]
        edges = [[line.x1 for line in lines] for lines in pieces]
        flush = sum([max(ends) - end < FLUSH * self.em for ends in edges for end in ends[:-1]])
        return flush >= JUSTIFIED * max(sum(len(ends) - 1 for ends in edges), 1)

    def _interrupted(self, last: Line, line: Line) -> bool:
        """Whether a box stands between two lines of a column."""
        top, bottom = last.baseline - self.touch, line.baseline + self.touch
        return any(
            box[1] > top and box[3] < bottom and overlap(box[0], box[2], line.x0, line.x1) > 0
            for box in self.obstacles.get(line.page, ())
        )

    def _comes_back(self, run: Run, line: Line) -> bool:
        """Whether a line stands at the edge of a paragraph's first line, and those between hang: another entry."""
        if len(run.lines) < 2 or run.lines[0].page != line.page or abs(line.x0 - run.lines[0].x0) > 0.2 * self.em:
            return False
        if run.cap is not None or any(id(other) in self.beside for other in run.lines):
            return False
        offsets = [other.x0 - line.x0 for other in run.lines[1:]]
        hangs = INDENT[0] * self.em <= min(offsets) and max(offsets) <= min(offsets) + 0.2 * self.em
        return hangs and max(offsets) <= INDENT[1] * self.em and not any(map(self._obstructed_left, run.lines[1:]))

    def _goes_on_hanging(self, run: Run, line: Line) -> bool:
        """Whether what looks set in is the rest of an entry that a column's or page's end cut: others hang as far."""
        here = self.draft.column_of(line.page, line.box)
        there = self.draft.column_of(run.last.page, run.last.box)
        if run.kind != "paragraph" or here is None or there is None or ends_sentence(run.last.text):
            return False
        if here is there and run.last.page == line.page:
            return False
        hang = line.x0 - here.x0
        return abs(run.lines[0].x0 - there.x0) < 0.2 * self.em and any(
            abs(hang - known) < 0.2 * self.em for known in self.entry_hangs
        )

    @functools.cached_property
    def entry_hangs(self) -> list[float]:
        """How far entries hang, in points: in blocks of which all lines but the first are set in alike."""
        found: Counter[float] = Counter()
        for piece in self.draft.of("text", "reference"):
            if len(piece.lines) < 2 or not is_body_size(piece.style.size, self.draft):
                continue
            first, *others = piece.lines
            if id(first) in self.caps or id(others[0]) in self.beside:
                continue
            offsets = [line.x0 - first.x0 for line in others]
            if INDENT[0] * self.em <= min(offsets) and max(offsets) - min(offsets) < 0.2 * self.em:
                found[round(sum(offsets) / len(offsets) / self.em, 1)] += 1
        return [hang * self.em for hang, count in found.items() if count > 1]

    def _begins_quote(self, run: Run, line: Line) -> bool:
        """A single line at a column's foot, as far indented as the quotation in the next column: its first line."""
        if run.kind != "paragraph" or len(run.lines) > 1 or ends_sentence(run.last.text):
            return False
        here, there = self.draft.column_of(line.page, line.box), self.draft.column_of(run.last.page, run.last.box)
        if here is None or there is None or (here is there and run.last.page == line.page):
            return False
        return abs((line.x0 - here.x0) - (run.last.x0 - there.x0)) < 1.3 * self.em

    # --- lists and quotations ---------------------------------------------------------

    def _marker(self, line: Line, after: Line | None) -> str:
        """The list marker that the line begins with, or an empty string."""
        first = line.words[0]
        if (listed := self.draft.listed.get(id(line))) is not None:
            return listed.marker
        if self._has_drawn_bullet(line):
            return "•"
        if len(line.words) < 2:
            return ""
        second = line.words[1]
        bullets = BULLETS | OCR_BULLETS if first.style.invisible else BULLETS
        if first.text in bullets and not second.glued:
            dash = first.text in DASHES
            return "" if dash and (self.dashes_speak or not self._hangs(line, after)) else first.text
        if NUMBER.match(first.text) and not second.glued and self._hangs(line, after):
            return first.text
        return ""

    @functools.cached_property
    def dashes_speak(self) -> bool:
        """Whether dashes begin what somebody says: of what they open, some runs back to the edge, and none hangs."""
        back = False
        for piece in self.draft.of("text"):
            for line, after in zip(piece.lines, piece.lines[1:], strict=False):
                if line.words[0].text not in DASHES or len(line.words) < 2 or self._marker_like(after):
                    continue
                if after.x0 > line.x0 + 0.4 * self.em:
                    return False
                back = back or not self._could_have_fitted(line, after, piece)
        return back

    def _has_drawn_bullet(self, line: Line) -> bool:
        return any(
            0.15 * self.em < line.x0 - box[2] < 2.5 * self.em
            and line.baseline - 0.8 * self.em < (box[1] + box[3]) / 2 < line.baseline
            for box in self.draft.bullets.get(line.page, ())
        )

    def _hangs(self, line: Line, after: Line | None) -> bool:
        """The next line begins at the right of the marker: a hanging indent."""
        if after is None:
            column = self.draft.column_of(line.page, line.box)
            return column is not None and line.x0 > column.x0 + 0.3 * self.em
        return after.x0 > line.x0 + 0.4 * self.em or (after.x0 >= line.x0 - 1 and bool(self._marker_like(after)))

    @staticmethod
    def _marker_like(line: Line) -> bool:
        return line.words[0].text in BULLETS or bool(NUMBER.match(line.words[0].text))

    def _is_number_in_text(self, run: Run, line: Line) -> bool:
        """A sentence that happens to break before "2." or a dash goes on."""
        return (
            id(line) not in self.draft.listed
            and run.kind == "paragraph"
            and not ends_sentence(run.last.text)
            and not run.last.text.endswith((";", ","))
            and (line.words[0].text[0].isdigit() or line.words[0].text in DASHES)
        )

    def _is_mark_in_text(self, run: Run, line: Line, after: Line | None, piece: Piece) -> bool:
        """An asterisk or its like that a sentence speaks of: the full line above it goes on in its line."""
        if run.kind == "item" or line.words[0].text in ALWAYS_BULLETS or ends_sentence(run.last.text, ";,"):
            return False
        if line.words[0].text not in BULLETS or self._could_have_fitted(run.last, line, run.piece or piece):
            return False
        level = run.last.page != line.page or line.x0 <= run.last.x0 + 0.3 * self.em
        hangs = after is not None and (after.x0 > line.x0 + 0.3 * self.em or self._marker_like(after))
        return level and not hangs

    def _leaves_item(self, run: Run, line: Line, after: Line | None) -> bool:
        """Whether a line no longer belongs to the list item before it."""
        last = run.last
        tolerance = 0.35 * self.em
        below = (
            last.page == line.page and line.baseline > last.baseline and overlap(last.x0, last.x1, line.x0, line.x1) > 0
        )
        if below:
            if line.baseline - last.baseline > 1.6 * self.draft.body.leading and not self._interrupted(last, line):
                return True
            if line.x0 < run.text_x - tolerance and not self._obstructed_left(last):
                return True
        # The first line of a paragraph may be indented as far as the list: then the next line tells.
        hanging = after is None or self._marker_like(after) or after.x0 > line.x0 - 0.5 * self.em
        ended = ends_sentence(last.text, ";,") or (
            below and run.piece and self._could_have_fitted(last, line, run.piece)
        )
        if not hanging and ended:
            return True
        if below:
            return False
        column = self.draft.column_of(line.page, line.box)
        origin = self.draft.column_of(run.lines[0].page, run.lines[0].box)
        if column is None or origin is None:
            return True
        return line.x0 - column.x0 < run.text_x - origin.x0 - tolerance

    def _begins_within_item(self, run: Run, line: Line) -> bool:
        """Whether a block below some space is a further paragraph of an item that goes on."""
        last = run.last
        step = line.baseline - last.baseline
        spaced = last.page == line.page and step > 1.22 * self.draft.body.leading
        return spaced and id(line) in self.draft.item_lines and ends_sentence(last.text)

    def _quotes_after_item(self, run: Run, line: Line, piece: Piece) -> bool:
        """Whether a block below a list item is narrower than it on the right, and so a quotation behind it."""
        column, last = self.draft.column_of(line.page, line.box), run.last
        if column is None or len(piece.lines) < 2 or last.page != line.page:
            return False
        apart = line.baseline - last.baseline > QUOTE_SPACE * self.draft.body.leading
        narrower = max(other.x1 for other in piece.lines) < column.x1 - QUOTE_INDENT * self.em
        return apart and narrower and column.x1 - max(other.x1 for other in run.lines) < self.touch

    def is_quote(self, piece: Piece) -> bool:
        """Indented against its column on the left, and on the right or in smaller type."""
        if piece not in self._quotes:
            self._quotes[piece] = self._is_set_in(piece)
        return self._quotes[piece]

    def is_verse(self, piece: Piece) -> bool:
        """Whether the lines of a quotation end where they want to, and mostly begin with capitals."""
        if piece not in self._verses:
            self._verses[piece] = self.is_quote(piece) and self._is_lined(piece)
        return self._verses[piece]

    def _is_lined(self, piece: Piece) -> bool:
        lines, column = piece.lines, self.draft.column_of(piece.page, piece.box)
        if len(lines) < FEWEST_VERSES or column is None or any(ends_with_hyphen(line.text) for line in lines):
            return False
        longest = max(line.x1 for line in lines)
        measure = max(longest, column.x1 - (piece.box[0] - column.x0))
        pairs = [pair for pair in itertools.pairwise(lines) if not _turns_over(*pair, longest, self.em)]
        short = sum(_fits_behind(above, line, longest, self.em) for above, line in pairs)
        ended = sum(_fits_behind(above, line, measure, self.em) for above, line in pairs)
        capitals = sum(_is_capital(line) for _, line in pairs)
        enough = len(pairs) >= FEWEST_VERSES - 1 and capitals >= CAPITALS * len(pairs)
        return enough and short >= len(pairs) / 2 and ended >= VERSES_ENDED * len(pairs)

    def carry_verse(self, quotation: list[Run]) -> None:
        """Stanzas that stand with one that is verse are verse, too, if their lines begin with capitals."""
        if not any(run.verse for run in quotation):
            return
        for run in quotation:
            verses = self.verses(run)
            capitals = sum(_is_capital(verse[0]) for verse in verses)
            run.verse = run.verse or (len(verses) > 1 and capitals >= CAPITALS * len(verses))

    def verses(self, run: Run) -> list[list[Line]]:
        """The verses of a poem: each with what had no room in its line."""
        longest = max(line.x1 for line in run.lines)
        verses = [run.lines[:1]]
        for above, line in itertools.pairwise(run.lines):
            if _turns_over(above, line, longest, self.em):
                verses[-1].append(line)
            else:
                verses.append([line])
        return verses

    def _is_set_in(self, piece: Piece) -> bool:
        if piece.quoted:
            return True
        if piece.role != "text" or piece.block is None:
            return False
        column = self.sidebars.get(id(piece)) or self.draft.column_of(piece.page, piece.box)
        if column is None or any(id(line) in self.beside or id(line) in self.caps for line in piece.lines):
            return False
        free = [line for line in piece.lines if not self._obstructed_left(line)]
        if len(free) < max(0.5 * len(piece.lines), 1):
            return False  # a box has pushed it in
        if self._marker_like(piece.lines[0]) and len(piece.lines[0].words) > 1:
            return False
        em = self.em
        left = min(line.x0 for line in free) - column.x0
        right = column.x1 - max(line.x1 for line in piece.lines)
        smaller = piece.style.size < 0.965 * self.draft.body.size
        if left < QUOTE_INDENT * em or left > 0.5 * column.width:
            return False
        if len(piece.lines) == 1 and (not smaller or id(piece) in self.sidebars):
            return False  # a paragraph's first line looks the same, or the title of a box
        return smaller or right > 0.4 * em or left > max(1.6 * self.draft.body.indent, 1.4 * em)


def _fits_behind(above: Line, line: Line, right: float, em: float) -> bool:
    """Whether the first word of a line would have had room behind the line above."""
    word = line.words[0]
    return above.x1 + 0.25 * em + (word.x1 - word.x0) < right - 0.3 * em


def _is_capital(line: Line) -> bool:
    """Whether a line begins with a capital."""
    return line.text.lstrip(OPENING)[:1].isupper()


def _turns_over(above: Line, line: Line, right: float, em: float) -> bool:
    """Whether a line holds the end of the verse above it, which was too long."""
    return line.text[:1].islower() and not _fits_behind(above, line, right, em)


def ends_sentence(text: str, also: str = "") -> bool:
    """Whether a text ends with a full stop or its like (or one of `also`), note marks and closing quotes aside."""
    if _BROKEN_ADDRESS.search(text):
        return False
    bare = text.rstrip().rstrip(CLOSING + "0123456789*∗†‡").rstrip()
    stripped = text.rstrip().rstrip(CLOSING)
    return bool(stripped) and (
        stripped[-1] in TERMINAL + also or (bool(bare) and bare[-1] in TERMINAL and stripped[-1] in "0123456789*∗†‡")
    )


def ends_with_hyphen(text: str) -> bool:
    """Whether a line breaks off in a word."""
    return len(text) > 1 and text[-1] in "-\u2010\u2011\u00ad" and text[-2].isalnum()
