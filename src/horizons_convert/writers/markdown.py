"""How is an article written in Markdown? CommonMark that means the same to every reader of it.

The front matter is YAML (title, subtitle, author, date, lang, journal, issue, section,
doi, publisher, rights); notes are pandoc's and GitHub's ``[^1]``; tables are pipe tables.
Paragraphs are one line each, since a line break inside one is for the reading program to
make.  Sections begin at ``#``: the title is in the front matter; in an issue every article
begins with its title as ``#``, and its sections are one deeper.

One file holds everything: pictures are data URIs, gathered as link definitions at the
foot, so that the text above stays readable.  What Markdown has no sign for is HTML that
CommonMark allows: ``<sup>``, ``<sub>``, ``<span lang>``, ``<span class="smallcaps">``,
``<aside>``.  Roles of paragraphs, printed marks of notes and printed page numbers are
left out; other formats keep them.

Text is escaped so that no reader takes it for markup: neither CommonMark, nor GitHub's
dialect, nor pandoc's (with its smart quotes switched off; with them, straight quotes and
dashes become curly ones, as everywhere in pandoc).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from horizons_convert.document import (
    Article,
    Aside,
    Asset,
    Block,
    BlockQuote,
    CodeBlock,
    Edition,
    Figure,
    Heading,
    Inline,
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
)
from horizons_convert.writers import Options
from horizons_convert.writers.markdown_text import BREAK, Piece, assembled, escaped, merged, safe_start, text_piece
from horizons_convert.writers.outline import Outline
from horizons_convert.writers.pictures import for_screen
from horizons_convert.writers.tables import figure_columns
from horizons_convert.writers.wording import mark_of
from horizons_convert.writers.xhtml import all_inlines, clean, safe_target

_SEPARATOR = "<!-- -->"
"""Keeps two lists apart that would become one; no reader shows it."""


class MarkdownWriter:
    """CommonMark with YAML front matter and footnotes, for static sites, notebooks and pandoc."""

    name = "md"
    suffix = ".md"
    media_type = "text/markdown"
    description = "Markdown (CommonMark with YAML front matter, footnotes and pipe tables)"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The complete file; profiles and line length do not concern it."""
        return _Sheet(edition).text().encode()


writer = MarkdownWriter()


class _Sheet:
    """One Markdown file while it is being written."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._shift = 1 if len(edition.articles) > 1 else 0
        self._outline = Outline(self._shift)
        self._numbers: dict[str, int] = {}
        """The number in the file of each note that was called; note ids are unique in an edition."""
        self._notes: dict[str, Note] = {}
        self._pictures: dict[str, tuple[str, Asset]] = {}
        """The label of each picture that was shown, and the picture as every program shows it."""

    def text(self) -> str:
        """Front matter, articles, notes, pictures."""
        parts = [self._front_matter()]
        for article in self._edition.articles:
            parts += self._article(article)
        parts += self._definitions()
        return "\n\n".join(filter(None, parts)) + "\n"

    def _front_matter(self) -> str:
        """YAML whose values are JSON strings, which are YAML too, and can hold anything.

        The empty line at its end keeps a reader that knows no front matter from taking the
        last key for a heading underlined with "---".
        """
        edition = self._edition
        only = edition.articles[0] if len(edition.articles) == 1 else None
        names = dict.fromkeys(author.name for article in edition.articles for author in article.authors)
        facts: dict[str, str | list[str]] = {
            "title": (only.title if only else "") or edition.title or edition.journal,
            "subtitle": only.subtitle if only else "",
            "author": list(names),
            "date": edition.date,
            "lang": only.language if only else edition.language,
            "journal": edition.journal,
            "issue": edition.issue,
            "section": only.section if only else "",
            "doi": only.doi if only else "",
            "publisher": edition.publisher,
            "rights": edition.rights,
        }
        lines = [f"{key}: {_yaml(value)}" for key, value in facts.items() if value]
        return "\n".join(["---", *lines, "", "---"])

    def _article(self, article: Article) -> Iterator[str]:
        self._notes = {note.id: note for note in article.notes}
        self._outline = Outline(self._shift)
        if self._shift:
            yield f"# {escaped(article.title) or '—'}"
            yield self._inlines((Text(article.subtitle, ("italic",)),))
            yield self._inlines((Text(", ".join(author.name for author in article.authors)),))
        yield from self._blocks(article.blocks)
        yield from self._uncalled(article)

    def _uncalled(self, article: Article) -> Iterator[str]:
        """Notes whose mark was not found stand at the article's end: a definition that nothing calls is not shown."""
        everything = (*article.blocks, *(block for note in article.notes for block in note.blocks))
        calls = {i.note for content in all_inlines(everything) for i in content if isinstance(i, NoteReference)}
        for note in article.notes:
            if note.id not in calls:
                first, *rest = note.blocks or (Paragraph(()),)
                mark = Text(f"{mark_of(note.label)} ")
                opening = (
                    (Paragraph((mark, *first.content)),)
                    if isinstance(first, Paragraph)
                    else (Paragraph((mark,)), first)
                )
                yield from self._blocks((*opening, *rest))

    # --- blocks

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        before: Block | None = None
        for block in blocks:
            if isinstance(block, ListBlock) and isinstance(before, ListBlock):
                yield _SEPARATOR
            yield from self._block(block)
            before = block

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph(role="epigraph"):
                yield _indented(self._inlines(block.content), "> ")
            case Paragraph():
                yield self._inlines(block.content)
            case BlockQuote():
                yield _indented("\n\n".join(filter(None, self._blocks(block.blocks))), "> ")
            case ListBlock():
                yield self._list(block)
            case Figure():
                yield self._figure(block)
            case Table():
                yield self._inlines(block.caption)
                yield self._table(block)
            case Aside():
                yield "<aside>"
                with self._outline.interrupted():
                    yield from self._blocks(block.blocks)
                yield "</aside>"
            case CodeBlock():
                fence = "`" * max(3, _longest_run(block.text) + 1)
                yield f"{fence}\n{_code(block.text)}\n{fence}"
            case ThematicBreak():
                yield "* * *"

    def _heading(self, heading: Heading) -> str:
        words = self._inlines(heading.content).replace(BREAK, " ")
        if words.endswith("#"):
            words = words[:-1] + "\\#"  # or it would be taken for the heading's closing sign
        return f"{'#' * self._outline.level_of(heading)} {words}" if words else ""

    def _list(self, block: ListBlock) -> str:
        """Items one below the other where each is a single paragraph, else with room between."""
        items = []
        for number, item in enumerate(block.items, max(block.start, 0)):
            # Four columns at least: what pandoc wants of an item's later blocks, and CommonMark allows.
            marker = (f"{number}." if block.ordered else "-").ljust(3) + " "
            inner = "\n\n".join(filter(None, self._blocks(item.blocks)))
            items.append((marker + _indented(inner, " " * len(marker)).lstrip(" ")).rstrip())
        tight = all(len(item.blocks) == 1 and isinstance(item.blocks[0], Paragraph) for item in block.items)
        return ("\n" if tight else "\n\n").join(items)

    def _figure(self, figure: Figure) -> str:
        """The picture, and the caption in the same paragraph: alone, pandoc would make its alt text the caption."""
        caption = self._inlines(figure.caption)
        label = self._label(figure.image or "")
        if not label:
            return caption or escaped(figure.alt or "")
        picture = f"![{escaped(figure.alt or '')}][{label}]"
        return picture + BREAK + caption if caption else picture

    def _label(self, name: str) -> str:
        """What a picture is called in this file; empty where there is none that could be shown."""
        if name not in self._pictures and name in self._edition.assets:
            asset = for_screen(self._edition.assets[name])
            if asset is not None:
                self._pictures[name] = (f"figure-{len(self._pictures) + 1}", asset)
        return self._pictures[name][0] if name in self._pictures else ""

    def _table(self, table: Table) -> str:
        """A pipe table has exactly one row of heads: an empty one where there are none, the first of several."""
        rows = [[self._inlines(cell).replace(BREAK, "<br> ") for cell in row.cells] for row in table.rows]
        if not rows:
            return ""
        columns = max(map(len, rows))
        heads = rows.pop(0) if table.header_rows else [""] * columns
        figures = figure_columns(table)
        lines = [heads, ["--:" if column in figures else "---" for column in range(columns)], *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    # --- notes and pictures

    def _number(self, note: str) -> int:
        return self._numbers.setdefault(note, len(self._numbers) + 1)

    def _definitions(self) -> Iterator[str]:
        """Notes in the order of their numbers (their text may call further ones), then the pictures' data."""
        self._notes = {note.id: note for article in self._edition.articles for note in article.notes}
        written = 0
        while written < len(self._numbers):
            note = self._notes[list(self._numbers)[written]]
            written += 1
            inner = "\n\n".join(filter(None, self._blocks(note.blocks)))
            yield f"[^{written}]: {_indented(inner, '    ').lstrip(' ')}"
        for label, asset in self._pictures.values():
            yield f"[{label}]: data:{asset.media_type};base64,{base64.b64encode(asset.data).decode()}"

    # --- inlines

    def _inlines(self, content: Inlines) -> str:
        """The source of one paragraph, a line for each line break of its own."""
        pieces = [self._piece(inline) for inline in merged(content)]
        lines = assembled(pieces).split(BREAK)
        return BREAK.join(safe_start(line.strip()) for line in lines if line.strip())

    def _piece(self, inline: Inline) -> Piece:
        match inline:
            case Text():
                return text_piece(inline)
            case LineBreak():
                return Piece(BREAK)
            case Link():
                return self._link(inline)
            case NoteReference() if inline.note in self._notes:
                return Piece(f"[^{self._number(inline.note)}]")
            case NoteReference():
                return Piece(f"<sup>{escaped(mark_of(inline.label))}</sup>")
            case PageBreak():
                return Piece("")

    def _link(self, link: Link) -> Piece:
        words = assembled([text_piece(text, linked=True) for text in link.content]).strip()
        target = safe_target(link.target)
        if not words or not target:
            return Piece(words)
        return Piece(f"[{words}](<{target}>)" if set(target) & set("()") else f"[{words}]({target})")


# --- blocks ---------------------------------------------------------------------------------


def _indented(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def _code(text: str) -> str:
    """Program text line by line, whatever its line ends were."""
    return "\n".join(clean(line) for line in text.splitlines())


def _longest_run(text: str, sign: str = "`") -> int:
    return max((len(list(run)) for char, run in groupby(text) if char == sign), default=0)


def _yaml(value: str | list[str]) -> str:
    if isinstance(value, list):
        return json.dumps([_metadata(part) for part in value], ensure_ascii=False)
    return json.dumps(_metadata(value), ensure_ascii=False)


def _metadata(value: str) -> str:
    """Pandoc reads the values of the front matter as Markdown too."""
    return safe_start(escaped(value, linked=True).strip())
