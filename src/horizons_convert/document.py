"""The model: what an edition is, once no page, column or glyph matters any more.

This is the only language that the rooms share.  `recover` produces it, every writer
understands it, and it goes to JSON and back without loss, so that
``horizons-convert convert essay.json`` works like ``convert essay.pdf``.

The tree follows pandoc's lesson: few kinds of block, few kinds of inline, no formatting,
only meaning.  Everything is a frozen `msgspec.Struct`: construction, comparison and
validated JSON come from the library; nothing here has behaviour beyond traversal.

Units: boxes are in points (1/72 inch), origin at the top left of the page as displayed,
``(left, top, right, bottom)``.  Pages are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

SCHEMA_VERSION = 1

COVER = "cover"
"""The name among `Edition.assets` of a cover picture; without one, writers that need a cover make it."""

Box = tuple[float, float, float, float]
Mark = Literal["italic", "bold", "small-caps", "superscript", "subscript", "code"]
Role = Literal["body", "standfirst", "byline", "author-bio", "acknowledgement", "epigraph", "verse", "reference"]


class DocumentError(ValueError):
    """A JSON model that cannot be understood: not JSON, another schema, or an invalid tree."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where on the printed page something stood."""

    page: int
    box: Box


# --- inlines ---------------------------------------------------------------------------


class Text(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="text"):
    """A run of characters that share their marks.  Spaces are part of the text."""

    text: str
    marks: tuple[Mark, ...] = ()
    language: str | None = None
    """BCP 47 tag where it differs from the article's language."""


class LineBreak(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="line-break"):
    """A line end that carries meaning (verse, an address)."""


class Link(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="link"):
    """A hyperlink to an address outside the edition (`target` is http, https or mailto)."""

    target: str
    content: tuple[Text, ...]
    printed: bool = False
    """The page showed the address in brackets behind the words: what is made for paper shows it again."""


class NoteReference(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="note-reference"):
    """The place in the text where a note is called.  `note` is the `Note.id`, `label` what was printed."""

    note: str
    label: str


class PageBreak(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="page-break"):
    """Here the printed page `folio` begins (it may stand inside a paragraph, or even a word's neighbour)."""

    folio: str
    page: int


Inline = Text | LineBreak | Link | NoteReference | PageBreak
Inlines = tuple[Inline, ...]


# --- blocks ----------------------------------------------------------------------------


class Heading(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="heading"):
    """A section heading.  Level 1 is the highest section of the article; its title is not a heading."""

    level: int
    content: Inlines
    id: str = ""
    places: tuple[Place, ...] = ()


class Paragraph(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="paragraph"):
    """A paragraph of running text, whole, wherever columns and pages cut it."""

    content: Inlines
    role: Role = "body"
    drop_cap_lines: int = 0
    """Depth in lines of the drop cap that opened it in print; 0 where there was none."""
    drop_cap: str = ""
    """What the cap showed, an opening quotation mark included: "“I", "H"."""
    places: tuple[Place, ...] = ()


class BlockQuote(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="block-quote"):
    """A displayed quotation that the text needs."""

    blocks: tuple[Block, ...]
    places: tuple[Place, ...] = ()


class ListItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item; `marker` is what was printed ("3.", "•"), kept for the record."""

    blocks: tuple[Block, ...]
    marker: str = ""


class ListBlock(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="list"):
    """A numbered or bulleted list; nested lists are blocks of an item."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    places: tuple[Place, ...] = ()


class Figure(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="figure"):
    """A picture with its caption.  `image` names an entry of `Edition.assets`.

    `alt` is None while nobody has described the picture: never an invented description.
    """

    image: str | None = None
    caption: Inlines = ()
    alt: str | None = None
    places: tuple[Place, ...] = ()


class TableRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row; every row of a table has the same number of cells."""

    cells: tuple[Inlines, ...]


class Table(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="table"):
    """A table; the first `header_rows` rows are its column heads."""

    rows: tuple[TableRow, ...]
    header_rows: int = 0
    caption: Inlines = ()
    places: tuple[Place, ...] = ()


class Aside(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="aside"):
    """A sidebar or text box whose words stand nowhere else in the article."""

    blocks: tuple[Block, ...]
    places: tuple[Place, ...] = ()


class CodeBlock(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="code"):
    """Lines of program text, their line ends and leading spaces kept."""

    text: str
    places: tuple[Place, ...] = ()


class ThematicBreak(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="break"):
    """A pause between paragraphs: an ornament, asterisks, or a blank line that means something."""

    places: tuple[Place, ...] = ()


Block = Heading | Paragraph | BlockQuote | ListBlock | Figure | Table | Aside | CodeBlock | ThematicBreak


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """A footnote or endnote.  `label` is the printed mark ("1", "*"); ids are unique in the edition."""

    id: str
    label: str
    blocks: tuple[Block, ...]
    places: tuple[Place, ...] = ()


# --- articles and editions -------------------------------------------------------------


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person who wrote the article, in the order of the byline."""

    name: str
    affiliation: str = ""


class Article(msgspec.Struct, frozen=True, omit_defaults=True):
    """One essay.

    Title, subtitle and authors are metadata, never repeated among the blocks.  The
    standfirst, the author bio and acknowledgements are blocks, told by `Paragraph.role`.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    language: str = "en"
    section: str = ""
    """The journal's rubric under which it appears ("Essay", "Waters")."""
    notes: tuple[Note, ...] = ()
    doi: str = ""
    first_page: int = 1
    last_page: int = 1
    first_folio: str = ""
    last_folio: str = ""


class Asset(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture's bytes (base64 in JSON), its media type and size in pixels."""

    media_type: str
    data: bytes
    width: int
    height: int


class Edition(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file holds: one article, or the articles of an issue in their order."""

    articles: tuple[Article, ...]
    title: str = ""
    journal: str = ""
    issue: str = ""
    """Number and season as printed: "No. 31, Spring 2025"."""
    date: str = ""
    """Publication date as far as it is known: "2025", "2025-04" or "2025-04-01"."""
    language: str = "en"
    publisher: str = ""
    rights: str = ""
    assets: dict[str, Asset] = {}
    source: str = ""
    """File name of the document it was read from."""
    source_sha256: str = ""
    schema: int = SCHEMA_VERSION


# --- JSON ------------------------------------------------------------------------------


def to_json(edition: Edition) -> bytes:
    """The edition as UTF-8 JSON, two-space indented, keys in the order of the model."""
    return msgspec.json.format(msgspec.json.encode(edition), indent=2) + b"\n"


def from_json(data: bytes) -> Edition:
    """Read what `to_json` wrote.  Raises `DocumentError` with one line that says what is wrong."""
    try:
        edition = msgspec.json.decode(data, type=Edition)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DocumentError(f"not an edition of horizons_convert: {error}") from error
    if edition.schema != SCHEMA_VERSION:
        raise DocumentError(f"schema {edition.schema} is not supported (this version reads {SCHEMA_VERSION})")
    return edition


# --- traversal -------------------------------------------------------------------------


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block of the tree, parents before children, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, BlockQuote | Aside):
            yield from walk(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item.blocks)


def rebuilt(node: Any, change: Callable[[Any], Any]) -> Any:
    """A tree of structs and tuples with `change` made to every struct, the inner ones first."""
    if isinstance(node, tuple):
        return tuple(rebuilt(child, change) for child in node)
    if isinstance(node, msgspec.Struct):
        fields = {name: rebuilt(getattr(node, name), change) for name in node.__struct_fields__}
        return change(msgspec.structs.replace(node, **fields))
    return node


def inlines(block: Block) -> Inlines:
    """The inlines that a block holds itself: text of headings and paragraphs, else its caption."""
    if isinstance(block, Heading | Paragraph):
        return block.content
    if isinstance(block, Figure | Table):
        return block.caption
    return ()


def plain(content: Inlines) -> str:
    """The characters of some inlines; note marks and page breaks say nothing, a line break is a space."""
    parts: list[str] = []
    for inline in content:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Link):
            parts.append(plain(inline.content))
        elif isinstance(inline, LineBreak):
            parts.append(" ")
    return "".join(parts)
