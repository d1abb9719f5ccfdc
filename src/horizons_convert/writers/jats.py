"""How is an article kept for an archive? JATS 1.3, the Journal Article Tag Suite (ANSI/NISO Z39.96-2021).

The Archiving and Interchange tag set ("Green"), which takes an article as it was published:
metadata in `front`, sections in `body`; notes, references, thanks and the author's bio in
`back`, the standfirst as an abstract.  An issue is an article of type "collection" whose
articles are its `sub-article`s.  Pictures travel inside as data URIs.

What JATS has no element for: where a printed page begins is an empty `target`; a pause
between paragraphs is a paragraph "* * *".  Names stay whole (`string-name`): which part of
a name is the surname cannot be known.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree

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
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
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
from horizons_convert.writers import Options
from horizons_convert.writers.pictures import for_screen
from horizons_convert.writers.wording import mark_of, wording
from horizons_convert.writers.xhtml import append_text, clean, identifier, page_ids, safe_target

Element = etree._Element

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" '
    '"https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd">'
)
_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MARKS: dict[Mark, str] = {
    "italic": "italic",
    "bold": "bold",
    "small-caps": "sc",
    "superscript": "sup",
    "subscript": "sub",
    "code": "monospace",
}
_IN_FRONT: set[Role] = {"standfirst"}
_IN_BACK: dict[Role, str] = {"acknowledgement": "ack", "author-bio": "bio", "reference": "ref-list"}


class JatsWriter:
    """The writer behind ``--to jats``."""

    name = "jats"
    suffix = ".xml"
    media_type = "application/jats+xml"
    description = "JATS 1.3 XML (Archiving and Interchange) for journal archives"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The XML in UTF-8; profiles do not concern an archive."""
        root = _issue(edition) if len(edition.articles) != 1 else _Article(edition, edition.articles[0]).whole()
        return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype=DOCTYPE) + b"\n"


writer = JatsWriter()


def _make(tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element; ``list_type`` is written ``list-type``, ``lang`` and ``space`` are XML's, ``href`` is XLink's."""
    made = etree.Element(tag)
    for key, value in attributes.items():
        name = {"lang": _XML + "lang", "space": _XML + "space", "href": _HREF}.get(key, key.replace("_", "-"))
        if value:
            made.set(name, clean(value))
    made.text = clean(text) or None
    return made


def _with(tag: str, *children: Element | None, **attributes: str) -> Element:
    made = _make(tag, **attributes)
    made.extend(child for child in children if child is not None)
    return made


def _given(tag: str, text: str, /, **attributes: str) -> Element | None:
    """An element for a fact that may be missing."""
    return _make(tag, text, **attributes) if clean(text).strip() else None


# --- the issue ----------------------------------------------------------------------------


def _root(kind: str, language: str) -> Element:
    root = etree.Element("article", nsmap={"xlink": _XLINK})
    root.set("article-type", kind)
    root.set("dtd-version", "1.3")
    root.set(_XML + "lang", language)
    return root


def _issue(edition: Edition) -> Element:
    root = _root("collection", edition.language)
    title = _with("title-group", _make("article-title", edition.title or edition.journal))
    root.append(_with("front", _journal(edition), _with("article-meta", title, *_published(edition))))
    root.extend(_Article(edition, article).part() for article in edition.articles)
    return root


def _journal(edition: Edition) -> Element | None:
    title = _given("journal-title", edition.journal)
    publisher = _given("publisher-name", edition.publisher)
    if title is None and publisher is None:
        return None
    return _with(
        "journal-meta",
        None if title is None else _with("journal-title-group", title),
        None if publisher is None else _with("publisher", publisher),
    )


def _published(edition: Edition, pages: Sequence[Element | None] = ()) -> list[Element | None]:
    """Date, issue, pages and rights, in the order that `article-meta` asks for."""
    date: Element | None = None
    if edition.date:
        year, month, day = (*edition.date.split("-"), "", "")[:3]
        parts = (_given("day", day), _given("month", month), _make("year", year))
        date = _with("pub-date", *parts, date_type="pub", iso_8601_date=edition.date)
    rights = _given("copyright-statement", edition.rights)
    permissions = None if rights is None else _with("permissions", rights)
    return [date, _given("issue", edition.issue), *pages, permissions]


# --- an article -----------------------------------------------------------------------------


class _Article:
    """Writes one article; it remembers the ids that it has given out."""

    def __init__(self, edition: Edition, article: Article) -> None:
        self._edition = edition
        self._article = article
        self._prefix = f"a{edition.articles.index(article) + 1}-" if len(edition.articles) > 1 else ""
        self._notes = {note.id: self._prefix + f"fn-{identifier(note.id)}" for note in article.notes}
        self._pages = page_ids(edition)
        self._count: dict[str, int] = {}

    def whole(self) -> Element:
        """The article as a document of its own."""
        root = _root("other", self._article.language)
        root.append(_with("front", _journal(self._edition), _with("article-meta", *self._meta())))
        root.extend(self._body_and_back())
        return root

    def part(self) -> Element:
        """The article as a part of an issue."""
        made = _make("sub-article", id=self._prefix + "article", article_type="other", lang=self._article.language)
        made.append(_with("front-stub", *self._meta()))
        made.extend(self._body_and_back())
        return made

    def _id(self, kind: str) -> str:
        self._count[kind] = self._count.get(kind, 0) + 1
        return f"{self._prefix}{kind}{self._count[kind]}"

    # Front

    def _meta(self) -> list[Element | None]:
        article = self._article
        categories = None
        if article.section:
            subjects = _with("subj-group", _make("subject", article.section), subj_group_type="heading")
            categories = _with("article-categories", subjects)
        first, last = article.first_folio, article.last_folio
        pages = (_given("fpage", first), _given("lpage", last)) if first else ()
        return [
            _given("article-id", article.doi, pub_id_type="doi"),
            categories,
            _with("title-group", _make("article-title", article.title), _given("subtitle", article.subtitle)),
            self._authors(),
            *_published(self._edition, pages),
            self._abstract(),
        ]

    def _authors(self) -> Element | None:
        authors = [
            _with(
                "contrib",
                _make("string-name", author.name),
                _given("aff", author.affiliation),
                contrib_type="author",
            )
            for author in self._article.authors
        ]
        return _with("contrib-group", *authors) if authors else None

    def _abstract(self) -> Element | None:
        paragraphs = (block for block in self._article.blocks if isinstance(block, Paragraph))
        lines = [self._paragraph(paragraph) for paragraph in paragraphs if paragraph.role in _IN_FRONT]
        return _with("abstract", *lines, abstract_type="teaser") if lines else None

    # Body and back

    def _body_and_back(self) -> list[Element]:
        blocks = self._article.blocks
        body = _with("body", *self._sections([b for b in blocks if _role(b) not in {*_IN_FRONT, *_IN_BACK}]))
        back = _make("back")
        behind = [(role, block) for block in blocks if (role := _role(block)) in _IN_BACK]
        for role, group in groupby(behind, key=lambda pair: pair[0]):
            back.append(self._behind(role, [block for _, block in group if isinstance(block, Paragraph)]))
        if self._article.notes:
            title = _make("title", wording(self._article.language).notes)
            back.append(_with("fn-group", title, *map(self._note, self._article.notes)))
        return [part for part in (body, back) if len(part)]

    def _behind(self, role: Role | None, paragraphs: Sequence[Paragraph]) -> Element:
        if role != "reference":
            return _with(_IN_BACK[role or "author-bio"], *map(self._paragraph, paragraphs))
        references = _make("ref-list")
        for paragraph in paragraphs:
            citation = self._inlines(_make("mixed-citation"), paragraph.content)
            references.append(_with("ref", citation, id=self._id("ref")))
        return references

    def _note(self, note: Note) -> Element:
        label = _given("label", note.label)
        return _with("fn", label, *self._only_paragraphs(note.blocks), id=self._notes[note.id])

    def _sections(self, blocks: Sequence[Block]) -> list[Element]:
        """The blocks, each heading opening a `sec` that holds what follows it and deeper headings."""
        top: list[Element] = []
        open_sections: list[tuple[int, Element]] = []
        for block in blocks:
            if isinstance(block, Heading):
                while open_sections and open_sections[-1][0] >= block.level:
                    open_sections.pop()
                section = _with("sec", self._inlines(_make("title"), block.content), id=self._id("sec"))
                (open_sections[-1][1] if open_sections else top).append(section)
                open_sections.append((block.level, section))
            else:
                (open_sections[-1][1] if open_sections else top).extend(self._block(block))
        return top

    def _only_paragraphs(self, blocks: Iterable[Block]) -> list[Element]:
        """Blocks for a place that takes nothing but `p`: all else is wrapped in one."""
        made = [element for block in blocks for element in self._block(block)]
        return [element if element.tag == "p" else _with("p", element) for element in made] or [_make("p")]

    # Blocks

    def _block(self, block: Block) -> list[Element]:
        match block:
            case Heading():
                # Where no section can be: in a quotation, a note, an item.
                return [_with("p", self._inlines(_make("bold"), block.content))]
            case Paragraph():
                return [self._paragraph(block)]
            case BlockQuote(blocks=inner):
                return [_with("disp-quote", *(element for b in inner for element in self._block(b)))]
            case ListBlock():
                return [self._list(block)]
            case Figure():
                return self._figure(block)
            case Table():
                return [self._table(block)]
            case Aside(blocks=inner):
                return [_with("boxed-text", *self._sections(inner), id=self._id("box"))]
            case CodeBlock(text=text):
                return [_make("code", text, space="preserve")]
            case ThematicBreak():
                return [_make("p", "* * *", content_type="thematic-break")]

    def _paragraph(self, paragraph: Paragraph) -> Element:
        if paragraph.role == "verse" or any(isinstance(inline, LineBreak) for inline in paragraph.content):
            return self._verse(paragraph.content)
        made = self._inlines(_make("p"), paragraph.content)
        if paragraph.role == "epigraph":
            return _with("disp-quote", made, content_type="epigraph")
        if paragraph.role == "byline":
            made.set("content-type", "byline")
        return made

    def _verse(self, content: Inlines) -> Element:
        """Lines that keep their ends; JATS allows no `break` in a paragraph."""
        ends = [number for number, inline in enumerate(content) if isinstance(inline, LineBreak)]
        starts = [0, *(end + 1 for end in ends)]
        lines = [content[start:end] for start, end in zip(starts, [*ends, len(content)], strict=True)]
        return _with("verse-group", *(self._inlines(_make("verse-line"), line) for line in lines))

    def _list(self, block: ListBlock) -> Element:
        made = _make("list", list_type="order" if block.ordered else "bullet")
        for number, item in enumerate(block.items, start=block.start):
            # JATS cannot say where a list starts; a label can.
            label = _make("label", item.marker or f"{number}.") if block.ordered and block.start != 1 else None
            made.append(_with("list-item", label, *(element for b in item.blocks for element in self._item(b))))
        return made

    def _item(self, block: Block) -> list[Element]:
        return self._block(block) if isinstance(block, ListBlock) else self._only_paragraphs([block])

    def _figure(self, figure: Figure) -> list[Element]:
        asset = self._picture(figure)
        if asset is None and not figure.caption:
            return []
        made = _make("fig", id=self._id("fig"))
        if figure.caption:
            made.append(_with("caption", self._inlines(_make("p"), figure.caption)))
        if asset:
            kind, _, subtype = asset.media_type.partition("/")
            data = f"data:{asset.media_type};base64,{base64.b64encode(asset.data).decode()}"
            alt = _given("alt-text", figure.alt or "")
            made.append(_with("graphic", alt, href=data, mimetype=kind, mime_subtype=subtype))
        return [made]

    def _picture(self, figure: Figure) -> Asset | None:
        """The picture in a format that every program shows; its own word for what it is counts for nothing."""
        asset = self._edition.assets.get(figure.image or "")
        return for_screen(asset) if asset else None

    def _table(self, table: Table) -> Element:
        made = _make("table-wrap", id=self._id("table"))
        if table.caption:
            made.append(_with("caption", self._inlines(_make("p"), table.caption)))
        body = _make("table")
        for tag, cell_tag, rows in (
            ("thead", "th", table.rows[: table.header_rows]),
            ("tbody", "td", table.rows[table.header_rows :]),
        ):
            if rows:
                lines = (_with("tr", *(self._inlines(_make(cell_tag), cell) for cell in row.cells)) for row in rows)
                body.append(_with(tag, *lines))
        made.append(body)
        return made

    # Inlines

    def _inlines(self, parent: Element, content: Inlines) -> Element:
        for inline in content:
            match inline:
                case Text():
                    self._text(parent, inline)
                case LineBreak():
                    append_text(parent, " ")
                case Link():
                    self._link(parent, inline)
                case NoteReference():
                    self._reference(parent, inline)
                case PageBreak():
                    self._page_break(parent, inline)
        return parent

    def _text(self, parent: Element, text: Text) -> None:
        if text.language and text.language != self._article.language:
            parent = _into(parent, _make("styled-content", style_type="foreign", lang=text.language))
        for mark in text.marks:
            parent = _into(parent, _make(_MARKS[mark]))
        append_text(parent, text.text)

    def _link(self, parent: Element, link: Link) -> None:
        target = safe_target(link.target)
        if target and plain(link.content).strip():
            parent = _into(parent, _make("ext-link", ext_link_type="uri", href=target))
        self._inlines(parent, link.content)

    def _reference(self, parent: Element, reference: NoteReference) -> None:
        if reference.note in self._notes:
            parent = _into(parent, _make("xref", ref_type="fn", rid=self._notes[reference.note]))
        parent.append(_make("sup", mark_of(reference.label)))

    def _page_break(self, parent: Element, turn: PageBreak) -> None:
        name = self._pages.pop((self._article.id, turn.folio, turn.page), None)
        if name:
            parent.append(_make("target", id=name, target_type="page"))


def _into(parent: Element, child: Element) -> Element:
    parent.append(child)
    return child


def _role(block: Block) -> Role | None:
    return block.role if isinstance(block, Paragraph) else None
