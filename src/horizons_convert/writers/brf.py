"""How is the article laid out on braille paper? Braille Ready Format for embossers and displays.

Pages of 40 cells by 25 lines after the formats of BANA, as far as an essay needs them:
title and main headings centred, lesser ones at cell 5 and 7, paragraphs indented to cell 3,
quotations and lists set in, the braille page number at the foot.  Where a printed page
begins, a line of dots 3-6 ends in its folio.  Notes stand at the end, their marks raised
in the text.  Pictures are transcriber's notes: what is known of them, never more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from horizons_convert.document import (
    Article,
    Aside,
    Block,
    BlockQuote,
    CodeBlock,
    Edition,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Table,
    Text,
    ThematicBreak,
    plain,
)
from horizons_convert.writers import Options, braille
from horizons_convert.writers.outline import Outline
from horizons_convert.writers.wording import mark_of, wording

CELLS = 40
LINES = 25
"""Lines on a page; the last one belongs to the page number."""
WIDEST_HEADING = CELLS - 6  # BANA leaves three cells free on both sides

# Signs of Unified English Braille, as cells.
RAISED, LOWERED = "⠰⠔", "⠰⠢"
ITALIC, BOLD = "⠨", "⠘"
WORD, PASSAGE, END = "⠂", "⠶", "⠄"
NOTE_OPENS, NOTE_ENDS = "⠈⠨⠣", "⠈⠨⠜"  # transcriber's note
PASSAGE_WORDS = 3  # from so many words on, emphasis is marked at its ends only
BOX_TOP, BOX_FOOT = "7" * CELLS, "G" * CELLS  # dots 2356 and 1245
_CYRILLIC = re.compile(r"([\u0400-\u052f]+(?:[^\w]*[\u0400-\u052f]+)*)")


class BrailleWriter:
    """The writer behind ``--to brf``."""

    name = "brf"
    suffix = ".brf"
    media_type = "application/x-brf"
    description = "Braille (BRF, 40 cells by 25 lines; English contracted) through liblouis"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The pages in Braille ASCII, parted by form feeds; profiles do not concern braille.

        Raises `MissingDependencyError` where liblouis is not installed.
        """
        lines = [line for item in _translated(list(_edition(edition))) for line in item.lines()]
        return "\f".join(_pages(lines)).encode("ascii")


writer = BrailleWriter()


# --- what stands on the paper -----------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """Words of one liblouis table; `cells` is their braille once it is known."""

    text: str
    table: str
    cells: str = ""


@dataclass(frozen=True)
class Turn:
    """Here the printed page `folio` begins."""

    folio: Run


@dataclass(frozen=True)
class Line:
    """One line of cells.  `keep`: not the last one on a page.  An empty line does not open a page."""

    cells: str
    keep: bool = False


@dataclass(frozen=True)
class Item:
    """A paragraph of any kind: its runs, the cells its first and its other lines are set in, and its place.

    `fixed` is a line of signs that is not translated (the rule of a box).
    """

    runs: tuple[Run | Turn, ...] = ()
    first: int = 0
    rest: int = 0
    centred: bool = False
    heading: bool = False
    before: bool = False
    """An empty line before it."""
    after: bool = False
    fixed: str = ""

    def lines(self) -> list[Line]:
        found = [Line("", self.heading)] if self.before else []
        if self.fixed:
            found.append(Line(self.fixed))
        elif self.centred:
            found += [Line(line.center(CELLS).rstrip(), self.heading) for line in self._folded(0, 0, WIDEST_HEADING)]
        else:
            found += [Line(line, self.heading) for line in self._folded(self.first, self.rest, CELLS)]
        return [*found, Line("", self.heading)] if self.after else found

    def _folded(self, first: int, rest: int, width: int) -> list[str]:
        """Its lines; the print page line cuts the text where the page turned."""
        lines: list[str] = []
        line = " " * first
        for word in self._words():
            if isinstance(word, Turn):
                lines += [line] if line.strip() else []
                lines.append(word.folio.cells.rjust(CELLS, "-"))
                line = " " * (rest if line.strip() or len(lines) > 1 else first)
                continue
            for piece in _fitting(word, width - max(first, rest)):
                if line.strip() and len(line) + 1 + len(piece) > width:
                    lines.append(line)
                    line = " " * rest
                line += f" {piece}" if line.strip() else piece
        return [*lines, line] if line.strip() else lines

    def _words(self) -> Iterator[str | Turn]:
        """The words; runs that touch without a space make one word, and a page turns after the word it cuts."""
        word = ""
        turns: list[Turn] = []
        for run in self.runs:
            if isinstance(run, Turn):
                turns.append(run)
                continue
            parts = run.cells.split(" ")
            if run.text[:1].isspace():
                parts.insert(0, "")
            if run.text[-1:].isspace():
                parts.append("")
            for number, part in enumerate(parts):
                if number:
                    yield from filter(None, [word])
                    yield from turns
                    word, turns = "", []
                word += part
        yield from filter(None, [word])
        yield from turns


def _fitting(word: str, width: int) -> Iterator[str]:
    """A word that is longer than a line, in pieces."""
    for start in range(0, len(word), width):
        yield word[start : start + width]


def _translated(items: Sequence[Item]) -> list[Item]:
    """The items with their braille, each table asked once."""
    said = (run.folio if isinstance(run, Turn) else run for item in items for run in item.runs)
    runs = {(run.table, run.text) for run in said}
    known: dict[tuple[str, str], str] = {}
    for table, group in groupby(sorted(runs), key=lambda key: key[0]):
        texts = [text for _, text in group]
        known.update(zip(((table, text) for text in texts), braille.translate(texts, table), strict=True))

    def filled(run: Run | Turn) -> Run | Turn:
        if isinstance(run, Turn):
            return Turn(replace(run.folio, cells=known[run.folio.table, run.folio.text]))
        return replace(run, cells=known[run.table, run.text])

    return [replace(item, runs=tuple(map(filled, item.runs))) for item in items]


def _pages(lines: Iterable[Line]) -> list[str]:
    """Pages of text lines with their number on the last line, and nothing left of a heading at the foot."""
    pages: list[list[Line]] = [[]]
    for line in lines:
        page = pages[-1]
        if len(page) == LINES - 1:
            carried: list[Line] = []
            while page and page[-1].keep and len(carried) < LINES // 2:
                carried.insert(0, page.pop())
            page = carried[1:] if carried and not carried[0].cells else carried
            pages.append(page)
        if line.cells or (page and page[-1].cells):  # no two empty lines, and none at the top
            page.append(line)
    numbers = braille.translate([str(number) for number in range(1, len(pages) + 1)], braille.ENGLISH)
    return ["\n".join(_page(page, number)) + "\n" for page, number in zip(pages, numbers, strict=True)]


def _page(lines: list[Line], number: str) -> list[str]:
    text = [line.cells.rstrip() for line in lines]
    return [*text, *[""] * (LINES - 1 - len(text)), number.rjust(CELLS)]


# --- from the model to items --------------------------------------------------------------------


def _edition(edition: Edition) -> Iterator[Item]:
    articles = edition.articles
    if len(articles) > 1:
        for text in (edition.title or edition.journal, edition.issue):
            if text:
                yield _centred(_said(text, edition.language), after=True)
    for article in articles:
        yield from Transcriber(article, edition).items()


def _centred(runs: Sequence[Run | Turn], *, after: bool = False, before: bool = False, heading: bool = True) -> Item:
    return Item(tuple(runs), centred=True, heading=heading, before=before, after=after)


def _said(text: str, language: str) -> list[Run]:
    """Text as runs; Cyrillic words in a language of Latin letters get a table that knows them."""
    table = braille.table(language)
    if not text.strip():
        return [Run(text, table)]
    if language.split("-")[0] in ("sr", "sh", "ru", "uk", "bg", "mk", "be"):
        return [Run(text, table)]
    parts = enumerate(_CYRILLIC.split(text))
    return [Run(part, braille.CYRILLIC if number % 2 else table) for number, part in parts if part]


@dataclass
class Transcriber:
    """Makes the items of one article."""

    article: Article
    edition: Edition
    turned: set[str] = field(default_factory=set)
    outline: Outline = field(default_factory=Outline)

    def items(self) -> Iterator[Item]:
        article = self.article
        if article.first_folio:
            yield Item(tuple(self._turn(PageBreak(article.first_folio, article.first_page))), before=True)
        if article.section:
            yield _centred(self._plain(article.section), before=True)
        yield _centred(self._plain(article.title), before=True, after=True)
        if article.subtitle:
            yield _centred(self._plain(article.subtitle), after=True)
        for author in article.authors:
            name = f"{author.name}, {author.affiliation}" if author.affiliation else author.name
            yield _centred(self._plain(name), heading=False)
        yield Item(before=True)
        yield from self._blocks(article.blocks, 0)
        if article.notes:
            yield _centred(self._plain(wording(article.language).notes), before=True, after=True)
        for note in article.notes:
            yield from self._note(note)

    def _plain(self, text: str) -> list[Run]:
        return _said(text, self.article.language)

    def _note(self, note: Note) -> Iterator[Item]:
        label = self._plain(f"{mark_of(note.label)} ")
        for number, item in enumerate(self._blocks(note.blocks, 0)):
            yield item if number else replace(item, runs=(*label, *item.runs))

    def _blocks(self, blocks: Iterable[Block], inset: int) -> Iterator[Item]:
        for block in blocks:
            yield from self._block(block, inset)

    def _block(self, block: Block, inset: int) -> Iterator[Item]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield from self._paragraph(block, inset)
            case BlockQuote():
                yield from self._apart(self._blocks(block.blocks, inset + 2))
            case ListBlock():
                yield from self._apart(self._list(block, inset)) if not inset else self._list(block, inset)
            case Figure():
                yield from self._figure(block)
            case Table():
                yield from self._apart(self._table(block))
            case Aside():
                yield Item(fixed=BOX_TOP, before=True)
                with self.outline.interrupted():
                    yield from self._blocks(block.blocks, inset)
                yield Item(fixed=BOX_FOOT, after=True)
            case CodeBlock():
                yield from self._apart(self._code(block))
            case ThematicBreak():
                yield _centred(self._plain("* * *"), before=True, after=True)

    def _heading(self, heading: Heading) -> Item:
        """Centred, or in cell 5, or in cell 7: the braille codes' three ranks."""
        level = self.outline.level_of(heading)
        if level == 1:
            return _centred(self._inlines(heading.content), before=True, after=True)
        margin = 4 if level == 2 else 6
        return Item(tuple(self._inlines(heading.content)), margin, margin, heading=True, before=True)

    def _apart(self, items: Iterable[Item]) -> list[Item]:
        """Items with an empty line before the first and after the last of them."""
        made = list(items)
        if made:
            made[0] = replace(made[0], before=True)
            made[-1] = replace(made[-1], after=True)
        return made

    def _paragraph(self, paragraph: Paragraph, inset: int) -> Iterator[Item]:
        if paragraph.role == "verse":
            lines = _split_lines(paragraph.content)
            yield from self._apart(Item(tuple(self._inlines(line)), inset, inset + 4) for line in lines)
        elif paragraph.role == "reference":
            yield Item(tuple(self._inlines(paragraph.content)), inset, inset + 2)
        elif paragraph.role in ("standfirst", "epigraph"):
            yield Item(tuple(self._inlines(paragraph.content)), inset + 4, inset + 2, after=True)
        else:
            lone = paragraph.role != "body"
            yield Item(tuple(self._inlines(paragraph.content)), inset + 2, inset, before=lone)

    def _list(self, block: ListBlock, inset: int) -> Iterator[Item]:
        for number, entry in enumerate(block.items, block.start):
            marker = self._plain(f"{entry.marker or f'{number}.'} " if block.ordered else "• ")
            for place, inner in enumerate(entry.blocks):
                if isinstance(inner, Paragraph):
                    runs = self._inlines(inner.content)
                    yield Item((*marker, *runs) if not place else tuple(runs), inset + 2 * bool(place), inset + 2)
                else:
                    yield from self._block(inner, inset + 2)

    def _figure(self, figure: Figure) -> Iterator[Item]:
        words = wording(self.article.language)
        said = figure.alt if figure.alt else words.see_caption if figure.caption else words.no_description
        if figure.alt != "":
            opened = Run(NOTE_OPENS, braille.ENGLISH)
            ended = Run(NOTE_ENDS, braille.ENGLISH)
            yield Item((opened, *self._plain(said), ended), 6, 4, before=True, after=not figure.caption)
        if figure.caption:
            yield Item(tuple(self._inlines(figure.caption)), 6, 4, after=True)

    def _table(self, table: Table) -> Iterator[Item]:
        """Row by row, each cell after the head of its column: columns do not fit the width of a hand."""
        if table.caption:
            yield Item(tuple(self._inlines(table.caption)), 0, 2)
        heads = table.rows[: table.header_rows]
        for row in table.rows[table.header_rows :] or heads:
            runs: list[Run | Turn] = []
            for column, cell in enumerate(row.cells):
                if not plain(cell).strip():
                    continue
                head = "" if row in heads else " ".join(plain(above.cells[column]) for above in heads)
                runs += self._plain("; ") if runs else []
                runs += self._plain(f"{head}: ") if head.strip() else []
                runs += self._inlines(cell)
            yield Item(tuple(runs), 0, 2)

    def _code(self, code: CodeBlock) -> Iterator[Item]:
        for line in code.text.splitlines():
            indent = min(len(line) - len(line.lstrip()), CELLS // 2)
            yield Item((Run(line.strip(), braille.UNCONTRACTED),), indent, indent + 2)

    def _inlines(self, content: Inlines) -> list[Run | Turn]:
        runs: list[Run | Turn] = []
        for number, inline in enumerate(content):
            match inline:
                case Text():
                    runs += self._text(inline, *_neighbours(content, number))
                case Link():
                    runs += [run for text in inline.content for run in self._text(text)]
                    runs += self._address(inline)
                case LineBreak():
                    runs += self._plain(" ")
                case NoteReference():
                    runs.append(Run(RAISED + mark_of(inline.label), braille.table(self.article.language)))
                case PageBreak():
                    runs += self._turn(inline)
        return runs

    def _turn(self, turn: PageBreak) -> list[Turn]:
        if turn.folio in self.turned or not turn.folio.strip():
            return []
        self.turned.add(turn.folio)
        return [Turn(Run(turn.folio, braille.ENGLISH))]

    def _address(self, link: Link) -> list[Run]:
        """The address of a link, where its words do not show it: paper cannot be followed."""
        bare = re.sub(r"^(https?://|mailto:)|/$", "", link.target)
        return [] if bare in plain(link.content) else [Run(f" <{bare}>", braille.UNCONTRACTED)]

    def _text(self, text: Text, before: str = " ", after: str = " ") -> list[Run]:
        shown = text.text
        if shown.strip().isdigit() and ("superscript" in text.marks or "subscript" in text.marks):
            return self._plain((RAISED if "superscript" in text.marks else LOWERED) + shown)
        if not before.isalnum() and not after.isalnum():
            for mark, sign in (("italic", ITALIC), ("bold", BOLD)):
                if mark in text.marks:
                    shown = _emphasised(shown, sign)
        return _said(shown, text.language or self.article.language)


def _neighbours(content: Inlines, number: int) -> tuple[str, str]:
    """The characters before and after an inline: a mark inside a word is not written."""
    before = plain(content[:number])[-1:] or " "
    return before, plain(content[number + 1 :])[:1] or " "


def _emphasised(text: str, sign: str) -> str:
    """Text with the signs of emphasis: before each of a few words, around a passage."""
    words = text.split()
    core = text.strip()
    if not words:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if len(words) < PASSAGE_WORDS:
        return lead + " ".join(sign + WORD + word for word in words) + tail
    return f"{lead}{sign}{PASSAGE}{core}{sign}{END}{tail}"


def _split_lines(content: Inlines) -> list[Inlines]:
    """The inlines of each line of a verse."""
    lines: list[Inlines] = [()]
    for inline in content:
        if isinstance(inline, LineBreak):
            lines.append(())
        else:
            lines[-1] += (inline,)
    return lines
