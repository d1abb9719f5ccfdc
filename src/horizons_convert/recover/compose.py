"""How do ordered pieces become the blocks of an article?

Walks the pieces in reading order and writes the document's blocks: headings, paragraphs (one
run of lines each, across whatever interrupts them), lists, quotations, floats.  A float waits
until the paragraph that it interrupts has ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median_low

from horizons_convert.document import (
    Aside,
    Block,
    BlockQuote,
    CodeBlock,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    ListBlock,
    ListItem,
    Note,
    Paragraph,
    Place,
    Role,
    Table,
    TableRow,
    Text,
    ThematicBreak,
    plain,
)
from horizons_convert.layout.text import Line, union
from horizons_convert.pdf.page import Box
from horizons_convert.recover import items
from horizons_convert.recover.draft import Draft, Piece, place
from horizons_convert.recover.inlines import InlineBuilder
from horizons_convert.recover.notes import label_of
from horizons_convert.recover.paragraphs import ParagraphMaker, Run, ends_sentence

BLANK_LINE = 1.7
"""Program text whose next line is so many times its usual step lower has a blank line there."""

_PARTED = (Paragraph, BlockQuote, ListBlock, CodeBlock, Figure, Table, Aside)
"""What a pause may stand between."""


def compose(draft: Draft, builder: InlineBuilder, obstacles: dict[int, list[Box]]) -> None:
    """Fill `draft.blocks` and `draft.notes` from `draft.pieces`."""
    _Composer(draft, builder, ParagraphMaker(draft, obstacles)).compose()


@dataclass
class _Composer:
    draft: Draft
    builder: InlineBuilder
    maker: ParagraphMaker
    parts: list[Piece | list[Run]] = field(default_factory=list)

    def compose(self) -> None:
        self._collect_notes()
        self._gather()
        self._write()
        self._write_notes()

    # --- first pass: runs of lines, floats between them --------------------------------

    def _gather(self) -> None:
        open_run: Run | None = None
        waiting: list[Piece] = []

        def close() -> None:
            nonlocal open_run, waiting
            self.parts.extend(waiting)
            open_run, waiting = None, []

        for piece in self.draft.pieces:
            if piece.role in ("text", "reference", "epigraph"):
                runs = self.maker.runs([piece], open_run)
                if runs and waiting:
                    self.parts.extend(waiting)
                    waiting = []
                if runs:
                    self.parts.append(runs)
                    open_run = runs[-1]
            elif piece.role in ("figure", "table", "aside", "bio"):
                waiting.append(piece)
            elif piece.role in ("heading", "standfirst", "affiliation", "code", "break"):
                close()
                self.parts.append(piece)
        close()

    # --- second pass: blocks -----------------------------------------------------------

    def _write(self) -> None:
        runs: list[Run] = []
        bios: list[Piece] = []
        for part in self.parts:
            if isinstance(part, list):
                runs.extend(part)
                continue
            self.draft.blocks += self._written(runs)
            runs = []
            if part.role == "bio":
                bios.append(part)
            else:
                self.draft.blocks.append(self._block(part))
        self.draft.blocks += self._written(runs)
        self._merge_headings()
        self._drop_idle_breaks()
        for bio in bios:
            self._write_bio(bio)

    def _written(self, runs: list[Run]) -> list[Block]:
        """Blocks from runs, items gathered into lists and quotation paragraphs into quotes."""
        blocks: list[Block] = []
        for before, run in zip([None, *runs], runs, strict=False):
            if run.kind == "item" and not run.marker and (before is None or before.kind != "item"):
                run.kind = "paragraph"  # the rest of an item that something else has parted from it
        for kind, same in groupby(runs, key=lambda run: run.kind):
            group = list(same)
            if kind == "paragraph":
                blocks.extend(self._paragraph(run) for run in group)
            elif kind == "quote":
                self.maker.carry_verse(group)
                blocks.append(BlockQuote(tuple(self._paragraph(run) for run in group), _places(group)))
            else:
                blocks.extend(self._lists(group))
        return blocks

    def _paragraph(self, run: Run, role: Role = "body") -> Paragraph:
        if run.verse:
            return Paragraph(self._verse(run), "verse", places=_places([run]))
        content = self.builder.build(run.lines, skip=run.marker_words)
        for line in run.joined:
            self.draft.record(
                "repair",
                "paragraph joined",
                line.text,
                [place(line.page, line.box)],
                evidence="the line before the cut was full or its sentence had not ended",
                score=0.9,
            )
        lines, text = (run.cap.lines, run.cap.text) if run.cap else (0, "")
        return Paragraph(content, role, lines, text, _places([run]))

    def _verse(self, run: Run) -> Inlines:
        """Lines that end where they do on the page."""
        content: list[Inline] = []
        for verse in self.maker.verses(run):
            content += [LineBreak()] if content else []
            content += self.builder.build(verse)
        return tuple(content)

    def _lists(self, runs: list[Run]) -> list[Block]:
        """Lists from items, those that are set in within the items above them."""
        return [self._list(made) for made in items.group(runs, self._column_edge, self.draft.body.size)]

    def _list(self, made: items.Group) -> ListBlock:
        entries = []
        for entry in made.entries:
            further = [
                self._list(part) if isinstance(part, items.Group) else self._paragraph(part) for part in entry.further
            ]
            entries.append(ListItem((self._paragraph(entry.run), *further), entry.run.marker))
        return ListBlock(tuple(entries), made.counts, made.start, _places([entry.run for entry in made.entries]))

    def _column_edge(self, run: Run) -> float:
        """The left edge of the column in which a run begins."""
        line = run.lines[0]
        column = self.draft.column_of(line.page, line.box)
        return column.x0 if column else 0.0

    def _block(self, piece: Piece) -> Block:
        places = (piece.place,)
        if piece.role == "heading":
            return Heading(piece.level, self.builder.build(piece.lines, notes=False), places=places)
        if piece.role == "standfirst":
            return Paragraph(self.builder.build(piece.lines), "standfirst", places=places)
        if piece.role == "affiliation":
            return Paragraph(self.builder.build(piece.lines), "byline", places=places)
        if piece.role == "break":
            return ThematicBreak(places)
        if piece.role == "code":
            return CodeBlock(self._code(piece), places)
        if piece.role == "figure":
            return Figure(piece.image or None, self._caption(piece), piece.alt, places)
        if piece.role == "table":
            return self._table(piece)
        return Aside(tuple(self._written(self._runs_of(piece))), places)

    def _runs_of(self, sidebar: Piece) -> list[Run]:
        """The paragraphs of a sidebar; where it has columns of its own, one may go on in the next."""
        runs: list[Run] = []
        before: Piece | None = None
        for part in sidebar.parts or [sidebar]:
            goes_on = before is not None and part.style == before.style and part.box[0] >= before.box[2]
            runs += self.maker.runs([part], runs[-1] if goes_on else None)
            before = part
        return runs

    def _code(self, piece: Piece) -> str:
        """Lines as they stand, their indents in characters, a blank line where one's room is left."""
        first = piece.lines[0].words[0]
        wide = max((first.x1 - first.x0) / max(len(first.text), 1), 0.1)
        left = min(line.x0 for line in piece.lines)
        for line in piece.lines:
            for word in line.words:
                word.fate = "kept"
        steps = [below.baseline - line.baseline for line, below in pairwise(piece.lines)]
        blank = BLANK_LINE * median_low(steps or [0.0])
        breaks = ["", *("\n\n" if step > blank else "\n" for step in steps)]
        texts = (" " * round((line.x0 - left) / wide) + line.text for line in piece.lines)
        return "".join(parting + text for parting, text in zip(breaks, texts, strict=True))

    def _caption(self, piece: Piece) -> tuple:  # type: ignore[type-arg]
        return self.builder.build(piece.caption.lines, breaks=False) if piece.caption else ()

    def _table(self, piece: Piece) -> Table:
        rows = tuple(
            TableRow(tuple(self.builder.build(cell, breaks=False) if cell else () for cell in row))
            for row in piece.rows
        )
        return Table(rows, piece.header_rows, self._caption(piece), (piece.place,))

    def _write_bio(self, piece: Piece) -> None:
        """A bio in one paragraph, or in those that the parts of its box have."""
        runs = [run for part in piece.parts for run in self.maker.runs([part])]
        self.draft.blocks += [self._paragraph(run, "author-bio") for run in runs]
        if not runs:
            self.draft.blocks.append(Paragraph(self.builder.build(piece.lines), "author-bio", places=(piece.place,)))

    def _merge_headings(self) -> None:
        """A heading that broke into two blocks of one style is one heading."""
        merged: list[Block] = []
        for block in self.draft.blocks:
            last = merged[-1] if merged else None
            merged.append(block)
            if (
                isinstance(block, Heading)
                and isinstance(last, Heading)
                and block.level == last.level
                and _touch(last.places[-1], block.places[0])
            ):
                merged[-2:] = [
                    Heading(last.level, (*last.content, Text(" "), *block.content), places=last.places + block.places)
                ]
        self.draft.blocks = merged

    def _drop_idle_breaks(self) -> None:
        """A pause parts paragraphs: beside a heading or another pause, or at an end, there is nothing to part."""
        blocks = self.draft.blocks
        self.draft.blocks = [
            block
            for index, block in enumerate(blocks)
            if not isinstance(block, ThematicBreak)
            or (index and isinstance(blocks[index - 1], _PARTED) and isinstance((*blocks, block)[index + 1], _PARTED))
        ]

    # --- notes ---------------------------------------------------------------------------

    def _collect_notes(self) -> None:
        """One id for each labelled note; a note without a label continues the one before."""
        self._notes: list[tuple[str, str, list[Line], int]] = []
        for piece in self.draft.of("note"):
            found = label_of(piece.lines[0])
            if found is None and self._notes and not self._is_alone(piece):
                self._notes[-1][2].extend(piece.lines)
                continue
            label, skip = found or ("", 0)
            identity = f"note-{len(self._notes) + 1}"
            self._notes.append((identity, label, list(piece.lines), skip))
            if label:
                self.builder.labels.setdefault(label, []).append((piece.page, identity))

    def _is_alone(self, piece: Piece) -> bool:
        """Whether a note without a label is one by itself: the note before it stands elsewhere, and has ended."""
        last = self._notes[-1][2][-1]
        elsewhere = last.page != piece.page or last.baseline > piece.lines[0].baseline
        return elsewhere and ends_sentence(last.text)

    def _write_notes(self) -> None:
        for identity, label, lines, skip in self._notes:
            content = self.builder.build(lines, skip=skip, breaks=False, notes=False)
            places = tuple(place(line.page, line.box) for line in lines[:1])
            self.draft.notes.append(Note(identity, label, (Paragraph(content),), places))
            if identity not in self.builder.called:
                self.draft.record("warning", "note without a call", plain(content)[:80], places, score=0.5)


def _places(runs: list[Run]) -> tuple[Place, ...]:
    """One place a column: the boxes of consecutive lines of a page that stand below each other."""
    groups: list[list[Line]] = []
    for line in (line for run in runs for line in run.lines):
        last = groups[-1][-1] if groups else None
        if last is not None and last.page == line.page and line.baseline > last.baseline:
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(place(group[0].page, union([line.box for line in group])) for group in groups)


def _touch(upper: Place, lower: Place) -> bool:
    """Whether two boxes of a page follow each other at a line's distance."""
    height = lower.box[3] - lower.box[1]
    return upper.page == lower.page and 0 <= lower.box[1] - upper.box[3] + height < 1.6 * height
