"""How does an article read as nothing but text? For terminals, screen readers, and programs that want words.

Blocks are parted by blank lines.  The title is underlined across the page, sections with
"=", deeper headings with "-"; block quotes are indented by four spaces, list items hang;
a sidebar stands between two lines of "~"; notes follow their section below a short line.
Marks such as italics are left out: there is no sign for them that is not read aloud.
Digits set high or low keep their Unicode form ("m²", "CO₂"), where plain ones would say
something else.

With `Options.wrap` None every paragraph is one line, and tables are spoken row by row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import wcwidth

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
    Paragraph,
    Table,
    Text,
    ThematicBreak,
)
from horizons_convert.writers import Options, imprint
from horizons_convert.writers.outline import Outline
from horizons_convert.writers.tables import figure_columns
from horizons_convert.writers.wording import mark_of, wording
from horizons_convert.writers.xhtml import all_inlines

_RULE = 72
"""Length of a full line where the text itself is not wrapped."""
_NARROWEST = 20
"""Below this many characters a line holds no indent and no word."""
_QUOTE = "    "
_INSET = "  "
_GAP = "   "
"""Between the columns of a table."""
_HANG = 3
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile("[ \t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
_HIGH = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOW = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_NUMBERED = re.compile(r"(?:fig(?:\.|ures?\b)|abb(?:\.|ildung\b)|слика|slika)\s*\d", re.IGNORECASE)
"""A caption that says itself what it belongs to, in the languages of `wording`."""
_FIGURES = re.compile(r"[0-9+\-−()]+")


class TextWriter:
    """Plain text: UTF-8, line feeds, no control characters, wrapped or one line a paragraph."""

    name = "txt"
    suffix = ".txt"
    media_type = "text/plain"
    description = "Plain text that reads well in a terminal and in a screen reader"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The complete text, folded at `options.wrap` characters; profiles do not concern it."""
        page = _Page(edition, options.wrap and max(options.wrap, _NARROWEST))
        return (page.text() + "\n").encode()


writer = TextWriter()


@dataclass(frozen=True)
class _Inset:
    """What stands before the lines of a block: before its first one, and before all others."""

    first: str = ""
    rest: str = ""

    def deeper(self, more: str) -> _Inset:
        """Inset further by `more` on every line."""
        return _Inset(self.first + more, self.rest + more)

    def hanging(self, marker: str) -> _Inset:
        """The marker before the first line, room before the others, but less than means a quotation."""
        return _Inset(self.first + marker, self.rest + " " * min(wcwidth.wcswidth(marker), _HANG))

    def after_first(self) -> _Inset:
        """For the blocks that follow the one with the marker."""
        return _Inset(self.rest, self.rest)


_FLUSH = _Inset()


class _Page:
    """The text of one edition; `wrap` is the width in columns, None for lines without end."""

    def __init__(self, edition: Edition, wrap: int | None) -> None:
        self._edition = edition
        self._wrap = wrap
        self._width = wrap or _RULE
        self._words = wording(edition.language)
        self._outline = Outline()

    def text(self) -> str:
        """Articles are parted by two blank lines, blocks by one."""
        articles = self._edition.articles
        parts = ["\n\n".join(filter(None, self._article(article, alone=len(articles) == 1))) for article in articles]
        if len(articles) > 1:
            parts.insert(0, "\n\n".join(filter(None, self._issue_title())))
        return "\n\n\n".join(filter(None, parts)).strip("\n") or "—"

    # --- titles

    def _issue_title(self) -> Iterator[str]:
        title, facts = imprint.issue_of(self._edition)
        yield self._underlined(title, "=", self._width)
        yield self._fold(clean(facts))

    def _article(self, article: Article, alone: bool) -> Iterator[str]:
        self._words = wording(article.language)
        self._outline = Outline()
        yield self._underlined(article.title or self._edition.title, "=", self._width)
        yield self._fold(clean(article.subtitle))
        yield "\n".join(
            self._fold(clean(author.name + (f", {author.affiliation}" if author.affiliation else "")))
            for author in article.authors
        )
        yield self._fold(_joined(self._edition.journal, self._edition.issue)) if alone else ""
        yield from self._sections(article)

    def _underlined(self, text: str, sign: str, length: int = 0) -> str:
        heading = self._fold(clean(text))
        longest = max(map(wcwidth.wcswidth, heading.split("\n")))
        return f"{heading}\n{sign * max(3, length or longest)}" if heading else ""

    # --- sections and their notes

    def _sections(self, article: Article) -> Iterator[str]:
        """The blocks, with the notes that a section calls at its end, and those nobody calls at the very end."""
        notes = {note.id: note for note in article.notes}
        waiting: list[Note] = []
        for block in article.blocks:
            if isinstance(block, Heading):
                yield from self._notes(waiting)
                waiting = []
            yield from self._block(block, _FLUSH)
            waiting += [notes.pop(called) for called in _calls(block) if called in notes]
        yield from self._notes([*waiting, *notes.values()])

    def _notes(self, notes: Sequence[Note]) -> Iterator[str]:
        if notes:
            yield "---"
        for note in notes:
            yield from self._blocks(note.blocks or (Paragraph(()),), _FLUSH.hanging(f"[{mark_of(clean(note.label))}] "))

    # --- blocks

    def _blocks(self, blocks: Sequence[Block], inset: _Inset) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block, inset)
            inset = inset.after_first()

    def _block(self, block: Block, inset: _Inset) -> Iterator[str]:
        match block:
            case Heading():
                yield self._underlined(flat(block.content), "=" if self._outline.level_of(block) == 1 else "-")
            case Paragraph():
                set_in = block.role in ("verse", "epigraph")
                yield self._fold(flat(block.content), inset.deeper(_INSET) if set_in else inset)
            case BlockQuote():
                yield from self._blocks(block.blocks, inset.deeper(_QUOTE))
            case ListBlock():
                yield from self._list(block, inset)
            case Figure():
                yield self._fold(self._figure(block), inset)
            case Table():
                yield self._fold(flat(block.caption), inset)
                yield self._table(block, inset)
            case Aside():
                yield "~" * self._width
                with self._outline.interrupted():
                    yield from self._blocks(block.blocks, inset)
                yield "~" * self._width
            case CodeBlock():
                lines = block.text.expandtabs(4).splitlines()
                yield "\n".join(
                    (inset.rest + _INSET + _UNSEEN.sub("", line)).rstrip() for line in lines if line.strip()
                )
            case ThematicBreak():
                yield "* * *"

    def _figure(self, figure: Figure) -> str:
        """What stands for the picture: its caption as it is where that says "Figure 2", for who wants it said twice?"""
        said = flat(figure.caption) or clean(figure.alt or "")
        if _NUMBERED.match(said):
            return said
        return f"[{self._words.figure}: {said}]" if said else f"[{self._words.figure}]"

    def _list(self, block: ListBlock, inset: _Inset) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start):
            marker = (clean(item.marker) or f"{number}.") if block.ordered else "•"
            yield from self._blocks(item.blocks, inset.hanging(f"{marker} "))
            inset = inset.after_first()

    def _table(self, table: Table, inset: _Inset) -> str:
        """In columns where they fit the line, else a line a row that names the heads."""
        rows = [[" ".join(flat(cell).split("\n")) for cell in row.cells] for row in table.rows]
        if not rows:
            return ""
        widths = [max(map(wcwidth.wcswidth, column)) for column in zip(*rows, strict=False)]
        if self._wrap and len(inset.rest) + sum(widths) + len(_GAP) * (len(widths) - 1) <= self._wrap:
            return _columns(rows, widths, inset.rest, figure_columns(table))
        hanging = _Inset(inset.rest, inset.rest + _INSET)
        return "\n".join(self._fold(line, hanging) for line in _spoken(rows, table.header_rows))

    def _fold(self, text: str, inset: _Inset = _FLUSH) -> str:
        """The text in lines that fit, broken at spaces only: a break at a hyphen would look like a divided word."""
        lines: list[str] = []
        for line in text.split("\n"):
            if not line.strip():
                continue
            lines += self._folded(line.strip(), inset)
            inset = inset.after_first()
        return "\n".join(lines)

    def _folded(self, line: str, inset: _Inset) -> list[str]:
        if self._wrap is None:
            return [inset.first + line]
        return wcwidth.wrap(
            line,
            max(self._wrap, len(inset.rest) + _NARROWEST),
            initial_indent=inset.first,
            subsequent_indent=inset.rest,
            break_long_words=False,
            break_on_hyphens=False,
        )


# --- characters ---------------------------------------------------------------------------


def clean(text: str) -> str:
    """`text` as one line in NFC, ligatures spelled out, without characters that nobody sees."""
    shown = _UNSEEN.sub("", _SPACES.sub(" ", text)).translate(_LIGATURES)
    return unicodedata.normalize("NFC", shown)


def flat(content: Inlines) -> str:
    """The text of some inlines on one line, or on as many as its own line breaks ask for."""
    parts: list[str] = []
    for inline in content:
        match inline:
            case Text():
                parts.append(_text(inline))
            case LineBreak():
                parts.append("\n")
            case Link():
                parts.append(_link(inline))
            case NoteReference():
                parts.append(f"[{mark_of(clean(inline.label))}]")
    lines = (re.sub(" {2,}", " ", line).strip() for line in "".join(parts).split("\n"))
    return unicodedata.normalize("NFC", "\n".join(lines))


def _text(text: Text) -> str:
    shown = clean(text.text)
    if _FIGURES.fullmatch(shown):
        if "superscript" in text.marks:
            return shown.translate(_HIGH)
        if "subscript" in text.marks:
            return shown.translate(_LOW)
    return shown


def _link(link: Link) -> str:
    """The words, and the address in angle brackets where the words do not show it."""
    words = "".join(map(_text, link.content))
    address = clean(link.target).strip()
    bare = re.sub(r"^(https?://|mailto:)(www\.)?|/$", "", address)
    return words if not bare or bare in words else f"{words} <{address.removeprefix('mailto:')}>"


def _joined(*facts: str) -> str:
    return clean(", ".join(filter(None, facts)))


# --- tables -------------------------------------------------------------------------------


def _columns(rows: list[list[str]], widths: list[int], inset: str, figures: Container[int]) -> str:
    """Columns parted by space alone: bars and rules are signs that a screen reader speaks and nobody wrote."""
    align = [wcwidth.rjust if column in figures else wcwidth.ljust for column in range(len(widths))]
    cells = ([put(cell, width) for put, cell, width in zip(align, row, widths, strict=False)] for row in rows)
    return "\n".join((inset + _GAP.join(row)).rstrip() for row in cells)


def _spoken(rows: list[list[str]], header_rows: int) -> Iterator[str]:
    """Each row as a sentence would say it: "Month: May; Metres: 1.2"."""
    heads = [" ".join(filter(None, column)) for column in zip(*rows[:header_rows], strict=False)]
    for row in rows[header_rows:]:
        named = zip(heads, row, strict=True) if heads else (("", cell) for cell in row)
        yield "; ".join(f"{head}: {cell}" if head else cell for head, cell in named if cell)


def _calls(block: Block) -> Iterator[str]:
    """The ids of the notes that a block calls, captions and cells included, in reading order."""
    for content in all_inlines((block,)):
        yield from (inline.note for inline in content if isinstance(inline, NoteReference))
