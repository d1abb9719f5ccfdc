"""How is an edition said in a Word file? Built with python-docx, everything by named style.

This module walks the model's articles and blocks; `docx_text` makes their runs, the look
is in `docx_styles`, what python-docx cannot say is in `docx_parts`.  A document of one
article has its title as Title and its sections from Heading 1; in an issue every
article's title is Heading 1, its sections follow one level deeper, and each article is a
section of the file, so that its notes count from 1.

Honesty of descriptions: a picture that nobody described is given no invented text; its
alternative text says in the article's language where to look (the caption), or that there
is no description yet.  Drop caps are left to print: in Word they would cut a word in two.
"""

from __future__ import annotations

import io
from collections.abc import Container, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import docx
from docx.document import Document
from docx.image.exceptions import UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.oxml.table import CT_Row, CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.parts.story import StoryPart
from docx.section import _Header
from docx.shared import Cm, Emu, Inches, Length
from lxml import etree
from PIL import Image

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
    ListBlock,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Role,
    Table,
    Text,
    ThematicBreak,
    plain,
)
from horizons_convert.writers import Options, imprint
from horizons_convert.writers.docx_parts import (
    Bookmarks,
    Element,
    Footnotes,
    Numbering,
    clear_template,
    describe_picture,
    describe_table,
    mark_header_row,
    packed,
    page_number_field,
    tag,
    word_language,
)
from horizons_convert.writers.docx_styles import (
    ASIDE_BULLETS,
    ASIDE_INDENT,
    BULLETS,
    FACES,
    LIST_LEVELS,
    LIST_STEP,
    StyleSheet,
    style_id,
)
from horizons_convert.writers.docx_text import Runs, run, visible, words
from horizons_convert.writers.outline import Outline
from horizons_convert.writers.tables import figure_columns
from horizons_convert.writers.wording import mark_of, wording
from horizons_convert.writers.xhtml import all_inlines, direction

_PAGE_WIDTH, _PAGE_HEIGHT = Cm(21), Cm(29.7)
_TOP, _BOTTOM, _FOOT = Cm(2.6), Cm(2.8), Cm(1.3)
_PICTURE_DPI = 150
"""Pictures come without a resolution; at this one they are still sharp in print.  They grow with the type."""
_TALLEST = 0.5
"""The most of a page's height that a picture may take, so that its caption stays beside it."""
_CODE_INDENT = 4
_PROPERTY_LENGTH = 255
"""The longest core property that the format allows."""
_WIDEST_CELL = 40
"""A cell of more characters than this wraps anyway, and asks for no wider column."""
_REFERENCE = style_id("footnote reference")

_ROLES: dict[Role, str] = {
    "standfirst": "Standfirst",
    "byline": "Byline",
    "author-bio": "Author Bio",
    "acknowledgement": "Acknowledgement",
    "epigraph": "Epigraph",
    "verse": "Verse",
    "reference": "Bibliography",
}


class DocxWriter:
    """Word documents for people who edit, annotate or listen; every profile has its own style sheet."""

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    description = "Word document with real styles, footnotes and bookmarks at the printed pages"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The complete DOCX.  `options.profile` chooses the style sheet; line length does not concern it."""
        manuscript = _Manuscript(edition, options)
        manuscript.write()
        return packed(manuscript.document)


writer = DocxWriter()


@dataclass(frozen=True)
class _Spot:
    """Where blocks are being put: into which element of which part, and inside of what."""

    element: Element
    part: StoryPart
    quote: bool = False
    aside: bool = False
    note: bool = False
    lists: int = 0
    """How many lists we are inside of."""

    def put(self, block: Element) -> None:
        """At the end; in the body that is before the section's properties, which close it."""
        if len(self.element) and self.element[-1].tag == qn("w:sectPr"):
            self.element[-1].addprevious(block)
        else:
            self.element.append(block)


class _Manuscript:
    """One Word document while it is being written."""

    def __init__(self, edition: Edition, options: Options) -> None:
        self.edition = edition
        self.document: Document = docx.Document()
        language = word_language(edition.language)
        clear_template(self.document, language)
        # In an issue the titles of articles take Heading 1, and their sections stand one level deeper.
        self._shift = 1 if len(edition.articles) > 1 else 0
        sheet = self.document.styles.element
        self._styles = StyleSheet(sheet, options.profile, language, issue=self._shift > 0)
        self._numbering = self._start_numbering()
        self._footnotes = Footnotes(self.document)
        self._bookmarks = Bookmarks()
        self._runs = Runs(self._styles, self._bookmarks, language)
        self._pictures = 0
        self._begin(Article("", "", ()))

    def _begin(self, article: Article) -> None:
        """Forget the article before: notes, their numbers and heading levels are an article's own."""
        self._article = article
        self._notes = {note.id: note for note in article.notes}
        self._called: dict[str, str] = {}
        self._automatic = 0
        self._outline = Outline(self._shift)

    def _start_numbering(self) -> Numbering:
        """The numbering, with the two bulleted definitions that the styles name, in the order of their ids."""
        numbering = Numbering(self.document.part.numbering_part.element, self._styles.em(LIST_STEP))
        bullets = (numbering.bullets(), numbering.bullets(self._styles.em(ASIDE_INDENT)))
        assert bullets == (BULLETS, ASIDE_BULLETS)
        return numbering

    def write(self) -> None:
        """Everything, in reading order."""
        self._set_properties()
        self._set_page()
        body = _Spot(self.document.element.body, self.document.part)
        if self._shift:
            self._issue_title(body)
        for number, article in enumerate(self.edition.articles):
            if number:
                self._end_section(body)
            self._begin(article)
            self._article_head(article, body)
            self._blocks(article.blocks, body)
            self._uncalled_notes(body)
        if len(body.element) > 1 and body.element[-2].tag == qn("w:tbl"):
            self._paragraph("Table End", body)

    # --- the document as a whole

    def _set_properties(self) -> None:
        edition, articles = self.edition, self.edition.articles
        authors = dict.fromkeys(author.name for article in articles for author in article.authors)
        properties = self.document.core_properties
        properties.title = _property(imprint.title_of(self.edition))
        properties.author = _property("; ".join(authors) or edition.publisher or edition.journal)
        properties.subject = _property(_joined(edition.journal, edition.issue))
        properties.category = _property("; ".join(dict.fromkeys(article.section for article in articles)))
        properties.identifier = _property("; ".join(article.doi for article in articles if article.doi))
        properties.language = _property(edition.language)
        properties.last_modified_by = _property(edition.publisher)
        properties.comments = properties.keywords = ""
        created = imprint.created(edition)
        if created:
            properties.created = properties.modified = created
        else:
            _forget_dates(properties._element)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = _PAGE_WIDTH, _PAGE_HEIGHT
        section.left_margin = section.right_margin = Cm(self._styles.face.side)
        section.top_margin, section.bottom_margin = _TOP, _BOTTOM
        section.header_distance = section.footer_distance = _FOOT
        section.different_first_page_header_footer = True
        for footer in (section.footer, section.first_page_footer):
            foot = footer.paragraphs[0]._p
            foot.style = style_id("footer")
            foot.extend(page_number_field())
        self._head(section.first_page_header, _joined(self.edition.journal, self.edition.issue))
        self._head(section.header, imprint.title_of(self.edition))

    def _head(self, header: _Header, shown: str) -> None:
        """What stands above the text of a page.  The journal's name is said here: it is no word of the article."""
        head = header.paragraphs[0]._p
        head.style = style_id("header")
        if visible(shown):
            head.append(run(words(visible(shown))))

    @property
    def _text_width(self) -> int:
        """In English Metric Units, as python-docx measures."""
        return _PAGE_WIDTH - 2 * Cm(self._styles.face.side)

    def _end_section(self, body: _Spot) -> None:
        """Close the article before: the next one begins on a new page, and its notes count from 1."""
        last = body.element[-2]
        if not isinstance(last, CT_P):
            last = self._paragraph("Table End", body)
        last.get_or_add_pPr().append(deepcopy(body.element[-1]))

    # --- the head of an article

    def _issue_title(self, body: _Spot) -> None:
        title, facts = imprint.issue_of(self.edition)
        self._paragraph("Title", body, (Text(title),))
        if facts:
            self._paragraph("Subtitle", body, (Text(facts),))

    def _article_head(self, article: Article, body: _Spot) -> None:
        alone = not self._shift
        title = Text(imprint.title_of(self.edition) if alone else article.title or "—")
        self._paragraph("Title" if alone else "heading 1", body, (*_first_page(article), title))
        if article.subtitle:
            self._paragraph("Subtitle", body, (Text(article.subtitle),))
        self._authors(article, body)

    def _authors(self, article: Article, body: _Spot) -> None:
        """A paragraph each, as pandoc and reference managers expect."""
        for author in article.authors:
            affiliation = (Text(f", {author.affiliation}"),) if author.affiliation else ()
            self._paragraph("Author", body, (Text(author.name, ("bold",)), *affiliation))

    # --- blocks

    def _blocks(self, blocks: Sequence[Block], spot: _Spot) -> None:
        before: Block | None = None
        for block in blocks:
            self._block(block, before, spot)
            before = block

    def _block(self, block: Block, before: Block | None, spot: _Spot) -> None:
        match block:
            case Heading():
                self._paragraph(f"heading {self._outline.level_of(block)}", spot, block.content)
            case Paragraph():
                self._paragraph(_paragraph_style(block, before, spot), spot, block.content)
            case BlockQuote():
                self._blocks(block.blocks, replace(spot, quote=True))
            case ListBlock():
                self._list(block, spot)
            case Figure():
                self._figure(block, spot)
            case Table():
                self._table(block, before, spot)
            case Aside():
                with self._outline.interrupted():
                    self._blocks(block.blocks, replace(spot, aside=True))
            case CodeBlock():
                self._code(block, spot)
            case ThematicBreak():
                self._paragraph("Scene Break", spot, (Text("* * *"),))

    def _paragraph(self, style: str, spot: _Spot, content: Inlines = ()) -> CT_P:
        """A new paragraph at the end of the spot, in a named style."""
        made = self._new_paragraph(self._styles.aside(style) if spot.aside else style_id(style))
        made.extend(self._inlines(content, spot))
        spot.put(made)
        return made

    def _new_paragraph(self, style: str) -> CT_P:
        made = OxmlElement("w:p")
        assert isinstance(made, CT_P)
        made.style = style
        if direction(self._article.language) == "rtl":
            made.get_or_add_pPr().append(tag("w:bidi"))
        return made

    def _inlines(self, content: Inlines, spot: _Spot) -> list[Element]:
        return self._runs.inlines(
            content, self._article.language, spot.part, lambda reference: self._note_call(reference, spot)
        )

    def _list(self, block: ListBlock, spot: _Spot) -> None:
        level = min(spot.lists + 1, LIST_LEVELS)
        style = _of_level("List Number" if block.ordered else "List Bullet", level)
        numbering = 0
        if block.ordered:
            base = self._styles.em(ASIDE_INDENT) if spot.aside else 0
            numbering = self._numbering.numbers(block, level - 1, base)
        for item in block.items:
            rest = item.blocks
            if rest and isinstance(rest[0], Paragraph):
                made = self._paragraph(style, spot, rest[0].content)
                rest = rest[1:]
                if numbering:
                    _number(made, numbering, level - 1)
            self._blocks(rest, replace(spot, lists=level))

    def _code(self, block: CodeBlock, spot: _Spot) -> None:
        """One paragraph with line ends inside; leading spaces become tabs, for which the style has its stops."""
        made = self._paragraph("Source Code", spot)
        for number, line in enumerate(block.text.splitlines()):
            if number:
                made.append(run(tag("w:br")))
            tabs, spaces = divmod(len(line) - len(line.lstrip(" ")), _CODE_INDENT)
            made.extend(run(tag("w:tab")) for _ in range(tabs))
            made.append(run(words(" " * spaces + visible(line.lstrip(" ")))))

    # --- figures and tables

    def _figure(self, figure: Figure, spot: _Spot) -> None:
        picture = self._picture(figure, spot)
        if picture is not None:
            drawing = tag("w:drawing")
            drawing.append(picture)
            self._paragraph("Figure", spot).append(run(drawing))
        if figure.caption:
            self._paragraph("caption", spot, figure.caption)

    def _picture(self, figure: Figure, spot: _Spot) -> CT_Inline | None:
        """The picture, no wider than the text; None where there is none that Word could show."""
        asset = self.edition.assets.get(figure.image or "")
        if asset is None:
            return None
        natural = Inches(asset.width / _PICTURE_DPI * self._styles.face.size / FACES["standard"].size)
        tallest = _PAGE_HEIGHT * _TALLEST * asset.width / max(1, asset.height)
        width = Emu(int(min(natural or self._text_width, self._text_width, tallest)))
        try:
            picture = _inline_picture(spot.part, asset.data, width)
        except (OSError, Image.DecompressionBombError):
            return None
        self._pictures += 1
        describe_picture(picture, self._pictures, self._description(figure))
        return picture

    def _description(self, figure: Figure) -> str:
        if figure.alt is not None:
            return visible(figure.alt)
        say = wording(self._article.language)
        return say.see_caption if figure.caption else say.no_description

    def _table(self, table: Table, before: Block | None, spot: _Spot) -> None:
        """A caption above, and real header rows.

        Word and its screen readers know a table's heads only by the flag "repeat as header
        row"; a table without it counts as mere layout.  So the first row bears it even
        where the print did not set it apart; only real heads are set in bold.
        """
        if not table.rows:
            return
        if table.caption:
            self._paragraph("Table Title", spot, table.caption)
        elif isinstance(before, Table):
            self._paragraph("Table End", spot)  # or Word would join the two
        made = self._grid(table)
        spot.put(made)
        figures = figure_columns(table)
        for number, (row, cells) in enumerate(zip(made.tr_lst, table.rows, strict=True)):
            self._row(row, cells.cells, number < table.header_rows, spot, figures)
            if number < max(1, table.header_rows):
                mark_header_row(row)
        describe_table(made, table.header_rows > 0)

    def _grid(self, table: Table) -> CT_Tbl:
        """An empty table as wide as the text, its columns as wide as their longest cells ask."""
        columns = max(len(row.cells) for row in table.rows)
        made = CT_Tbl.new_tbl(len(table.rows), columns, Length(self._text_width))
        made.tblStyle_val = style_id("Article Table")
        widths = _column_widths(table, columns, self._text_width)
        for column, width in zip(made.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Emu(width)
        for row in made.tr_lst:
            for cell, width in zip(row.tc_lst, widths, strict=True):
                cell.width = Emu(width)
        return made

    def _row(self, row: CT_Row, cells: tuple[Inlines, ...], heads: bool, spot: _Spot, figures: Container[int]) -> None:
        for column, (cell, content) in enumerate(zip(row.tc_lst, cells, strict=False)):
            paragraph = cell.p_lst[0]
            style = "Table Heading" if heads else "Table Text"
            paragraph.style = style_id(f"{style} Figure" if column in figures else style)
            paragraph.extend(self._inlines(content, spot))

    # --- notes

    def _note_call(self, reference: NoteReference, spot: _Spot) -> list[Element]:
        """A footnote at its first call; later calls point to it; inside notes Word allows none, so the mark stays."""
        note = self._notes.get(reference.note)
        if reference.note in self._called:
            link = tag("w:hyperlink", anchor=self._called[reference.note])
            link.append(run(words(visible(mark_of(reference.label))), _REFERENCE))
            return [link]
        if note is None or spot.note:
            return [run(words(visible(mark_of(reference.label))), _REFERENCE)]
        name, (start, end) = self._bookmarks.make(f"note_{reference.label}")
        self._called[reference.note] = name
        return [start, self._footnote(note, reference), end]

    def _footnote(self, note: Note, reference: NoteReference) -> Element:
        """The run that calls a footnote, and the footnote itself.

        Word counts notes by itself; a mark that is not the next number is written as it was printed.
        """
        identity, element = self._footnotes.add()
        automatic = reference.label == str(self._automatic + 1)
        call = tag("w:footnoteReference", id=identity)
        made = run(call, _REFERENCE)
        mark = tag("w:footnoteRef")
        if automatic:
            self._automatic += 1
        else:
            call.set(qn("w:customMarkFollows"), "1")
            made.append(words(visible(mark_of(reference.label))))
            mark = words(visible(mark_of(reference.label)))
        self._note_text(note, mark, _Spot(element, self._footnotes.part, note=True))
        return made

    def _note_text(self, note: Note, mark: Element, spot: _Spot) -> None:
        """A note's blocks, the mark before the first of them."""
        opening = [run(mark, _REFERENCE), run(words(" "))]
        blocks = note.blocks
        if not blocks or not isinstance(blocks[0], Paragraph):
            blocks = (Paragraph(()), *blocks)
        for number, block in enumerate(blocks):
            if not isinstance(block, Paragraph):
                self._block(block, None, spot)
                continue
            made = self._paragraph("footnote text", spot)
            made.extend(opening if number == 0 else [])
            made.extend(self._inlines(block.content, spot))

    def _uncalled_notes(self, body: _Spot) -> None:
        """Notes whose mark was not found in the text stand at the article's end: nothing is lost."""
        for note in self._article.notes:
            if note.id not in self._called:
                self._note_text(note, words(visible(mark_of(note.label))), replace(body, note=True))


# --- small questions ----------------------------------------------------------------------


def _joined(*facts: str) -> str:
    return ", ".join(filter(None, facts))


def _property(value: str) -> str:
    return visible(value).strip()[:_PROPERTY_LENGTH]


def _forget_dates(properties: Element) -> None:
    """Take out the date of python-docx's template."""
    for element in list(properties):
        if etree.QName(element).localname in ("created", "modified"):
            properties.remove(element)


def _first_page(article: Article) -> Inlines:
    """The break before the title, unless the blocks mark that page themselves."""
    if not article.first_folio or article.first_folio in set(_folios(article)):
        return ()
    return (PageBreak(article.first_folio, article.first_page),)


def _folios(article: Article) -> Iterator[str]:
    for content in all_inlines(article.blocks):
        yield from (inline.folio for inline in content if isinstance(inline, PageBreak))


def _of_level(style: str, level: int) -> str:
    """Word's name of a list style: List Bullet, List Bullet 2 ..."""
    return style if level == 1 else f"{style} {level}"


def _paragraph_style(paragraph: Paragraph, before: Block | None, spot: _Spot) -> str:
    """The style's name; only a paragraph that follows another is indented."""
    if paragraph.role in _ROLES:
        return _ROLES[paragraph.role]
    if spot.note:
        return "footnote text"
    if spot.quote:
        return "Quote"
    if spot.lists:
        return _of_level("List Continue", spot.lists)
    if isinstance(before, Table):
        return "Paragraph After Table"
    runs_on = isinstance(before, Paragraph) and before.role == "body"
    return "Body Text" if runs_on else "First Paragraph"


def _number(paragraph: CT_P, numbering: int, level: int) -> None:
    """Number a paragraph by a list of its own (the one direct format that Word has no style for)."""
    properties = tag("w:numPr")
    properties.append(tag("w:ilvl", val=level))
    properties.append(tag("w:numId", val=numbering))
    paragraph.get_or_add_pPr().insert(1, properties)


def _column_widths(table: Table, columns: int, width: int) -> list[int]:
    longest = [
        max((len(plain(row.cells[column])) for row in table.rows if column < len(row.cells)), default=0)
        for column in range(columns)
    ]
    shares = [min(max(length, 4), _WIDEST_CELL) + 2 for length in longest]
    return [width * share // sum(shares) for share in shares]


def _inline_picture(part: StoryPart, data: bytes, width: Length) -> CT_Inline:
    """The picture as it is, or as PNG where Word does not know its format.  Raises `OSError` for no picture at all."""
    try:
        return part.new_pic_inline(io.BytesIO(data), width)
    except UnexpectedEndOfFileError as error:
        raise OSError("the picture ends before its time") from error
    except UnrecognizedImageError:
        png = io.BytesIO()
        with Image.open(io.BytesIO(data)) as image:
            image.save(png, "PNG")
        png.seek(0)
        return part.new_pic_inline(png, width)
