"""How is an article said in HTML? The one serialiser behind the EPUB, HTML and clean PDF writers.

It turns the model's blocks and inlines into lxml elements without a namespace: semantic
HTML with DPUB-ARIA roles, `epub:type` attributes, page breaks that carry the printed
folio, linked notes and languages.  `as_xhtml` and `as_html` make a document of them, each
by its own rules (XHTML gets its namespace and `xml:lang`; HTML loses `epub:type`).

Nothing here is a matter of looks: that is what the style sheets of `styles/` are for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from lxml import etree

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
    Mark,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Role,
    Table,
    Text,
    ThematicBreak,
    inlines,
    plain,
    walk,
)
from horizons_convert.writers.outline import Outline
from horizons_convert.writers.tables import figure_columns, figures_fit, is_figure
from horizons_convert.writers.wording import mark_of, wording

Element = etree._Element
ImageUrl = Callable[[str], str]
"""Address of an asset by its name in `Edition.assets`; "" leaves the picture out."""

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NSMAP: Any = {None: _XHTML, "epub": "http://www.idpf.org/2007/ops"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_LANDMARK_WORDS = 8
"""So many first words of a sidebar name it among the landmarks."""
_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


# --- characters, addresses, ids ----------------------------------------------------------


def clean(text: str) -> str:
    """`text` without the characters that XML forbids or HTML calls an error."""
    return _ILLEGAL.sub("", text)


def safe_target(target: str) -> str:
    """A link's address, percent-encoded; "" where it is not a web or mail address that a reader should follow."""
    target = quote(clean(target).strip(), safe="%/:=&?~#+!$,;'@()*[]._-")
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme in ("http", "https") and host and re.fullmatch(r"[\w.:-]+", host):
        return target
    return target if parts.scheme == "mailto" and "@" in parts.path else ""


def identifier(text: str) -> str:
    """`text` as the tail of an XML id: ASCII letters and digits stay, all else becomes a hyphen.

    ASCII, because reading systems disagree on other letters in the fragment of an address.
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-") or "x"


def direction(language: str) -> str:
    """ "rtl" for languages written from right to left, else "ltr"."""
    tag = language.lower()
    return "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT and "latn" not in tag else "ltr"


# --- building elements -------------------------------------------------------------------


def element(tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element.  ``class_`` and ``aria_label`` are written as HTML spells them; empty values are left out."""
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value:
            made.set(name.rstrip("_").replace("_", "-"), clean(value))
    made.text = clean(text) or None
    return made


def semantic(tag: str, epub_type: str = "", role: str = "", /, **attributes: str) -> Element:
    """A new element with an EPUB type and the DPUB-ARIA role that says the same to assistive technology."""
    made = element(tag, role=role, **attributes)
    if epub_type:
        made.set(EPUB_TYPE, epub_type)
    return made


def append_text(parent: Element, text: str) -> None:
    """Put text at the end of an element's content."""
    text = clean(text)
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# --- what an article consists of -----------------------------------------------------------


def title_of(article: Article, edition: Edition) -> str:
    """The article's title; where it has none, the nearest thing to a name that is known, never nothing."""
    return clean(article.title or edition.title or Path(edition.source).stem).strip() or "—"


def byline_of(article: Article) -> str:
    """The authors' names as a byline says them: "A, B & C"."""
    names = [clean(author.name).strip() for author in article.authors]
    return " & ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def sections(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The blocks cut before every heading of the highest level; what precedes the first heading comes first."""
    top = min((block.level for block in blocks if isinstance(block, Heading)), default=0)
    cuts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == top and cuts[-1]:
            cuts.append([])
        cuts[-1].append(block)
    return [tuple(cut) for cut in cuts if cut]


def all_inlines(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """The inlines of every block, in reading order; of tables the caption, then each cell."""
    for block in walk(tuple(blocks)):
        yield inlines(block)
        if isinstance(block, Table):
            for row in block.rows:
                yield from row.cells


def page_ids(edition: Edition) -> dict[tuple[str, str, int], str]:
    """An id for each printed page, by (article id, folio, page), where it begins for the first time.

    An article often begins on the page on which another one ends: that page is marked once.
    """
    ids: dict[tuple[str, str, int], str] = {}
    pages: set[tuple[str, int]] = set()
    for article in edition.articles:
        first = [PageBreak(article.first_folio, article.first_page)] if _opens_unmarked(article) else []
        for turn in [*first, *_page_breaks(article)]:
            if not clean(turn.folio).strip() or (turn.folio, turn.page) in pages:
                continue
            pages.add((turn.folio, turn.page))
            name = f"page-{identifier(turn.folio)}"
            ids[article.id, turn.folio, turn.page] = name if name not in ids.values() else f"{name}-{len(ids)}"
    return ids


def _page_breaks(article: Article) -> Iterator[PageBreak]:
    notes = tuple(block for note in article.notes for block in note.blocks)
    for content in all_inlines((*article.blocks, *notes)):
        yield from (inline for inline in content if isinstance(inline, PageBreak))


def _opens_unmarked(article: Article) -> bool:
    """Whether the article's first printed page is known and no page break of its text says so."""
    return bool(article.first_folio) and all(turn.folio != article.first_folio for turn in _page_breaks(article))


# --- the serialiser ------------------------------------------------------------------------


class Entry(NamedTuple):
    """A heading of the outline: its HTML level, the id of its element, its words."""

    level: int
    id: str
    text: str


class Serialiser:
    """Serialises the parts of one article; it remembers which ids and headings it has given out.

    `heading_shift` is the level of the article's title, so that its level-1 sections are
    one deeper.
    """

    def __init__(self, article: Article, edition: Edition, *, image_url: ImageUrl, heading_shift: int = 1) -> None:
        self.article = article
        self.edition = edition
        self.words = wording(article.language)
        self._image_url = image_url
        self._title_level = heading_shift
        self._levels = Outline(heading_shift)
        self._landmarks: Counter[str] = Counter()
        self._pages = page_ids(edition)
        self._ids: set[str] = set()
        self._prefix = f"a{edition.articles.index(article) + 1}-" if len(edition.articles) > 1 else ""
        self._notes = {note.id: self._id(f"note-{identifier(note.id)}") for note in article.notes}
        self._calls: dict[str, str] = {}
        self.title_id = self._id("title")
        self.outline: list[Entry] = []
        """The headings serialised so far, those of sidebars left out."""

    def _id(self, name: str) -> str:
        """A new id, unique in the edition."""
        name = self._prefix + name
        unique, count = name, 1
        while unique in self._ids:
            count += 1
            unique = f"{name}-{count}"
        self._ids.add(unique)
        return unique

    # The article's head

    def title_block(self) -> Element:
        """A `header` with the title as the highest heading, subtitle and byline.

        The rubric is not said here: in print it belongs to the page, not to the text.
        """
        article = self.article
        header = element("header", class_="title-block")
        if _opens_unmarked(article):
            self._page_break(header, PageBreak(article.first_folio, article.first_page))
        header.append(
            element(f"h{self._title_level}", title_of(article, self.edition), class_="title", id=self.title_id)
        )
        if article.subtitle:
            subtitle = semantic("p", "subtitle", "doc-subtitle", class_="subtitle")
            append_text(subtitle, article.subtitle)
            header.append(subtitle)
        if article.authors:
            header.append(self._byline())
        return header

    def _byline(self) -> Element:
        """The authors in one line; one line each where affiliations are known."""
        byline = element("p", class_="byline")
        authors = self.article.authors
        one_line_each = any(author.affiliation for author in authors)
        for number, author in enumerate(authors):
            if number and one_line_each:
                byline.append(element("br"))
            elif number:
                append_text(byline, " & " if number == len(authors) - 1 else ", ")
            byline.append(element("span", author.name, class_="author"))
            if author.affiliation:
                append_text(byline, ", ")
                byline.append(element("span", author.affiliation, class_="affiliation"))
        return byline

    # Blocks

    def blocks(self, blocks: Sequence[Block]) -> list[Element]:
        """The elements of some blocks, one after another; neighbours of one special role share a container."""
        made: list[Element] = []
        for role, group in groupby(blocks, lambda block: block.role if isinstance(block, Paragraph) else None):
            if role is None:
                made += [element for block in group for element in self._block(block)]
            else:
                made += self._paragraphs(role, [block for block in group if isinstance(block, Paragraph)])
        return made

    def _block(self, block: Block) -> list[Element]:
        match block:
            case Heading():
                return [self._heading(block)]
            case BlockQuote(blocks=inner):
                return [self._with("blockquote", inner)]
            case Aside(blocks=inner):
                return [self._aside(inner)]
            case ListBlock():
                return [self._list(block)]
            case Figure():
                return self._figure(block)
            case Table():
                return [self._table(block)]
            case CodeBlock(text=text):
                pre = element("pre")
                pre.append(element("code", text))
                return [pre]
            case ThematicBreak():
                return [element("hr", class_="pause")]
            case Paragraph():
                return self.blocks((block,))

    def _with(self, tag: str, blocks: Sequence[Block]) -> Element:
        made = element(tag)
        made.extend(self.blocks(blocks))
        return made

    def _aside(self, blocks: Sequence[Block]) -> Element:
        """A sidebar.  It interrupts the article, so its headings neither join nor shift the outline."""
        length = len(self.outline)
        with self._levels.interrupted():
            aside = self._with("aside", blocks)
        aside.set("class", "sidebar")
        aside.set(EPUB_TYPE, "sidebar")
        if label := self._landmark(aside):
            aside.set("aria-label", label)
        del self.outline[length:]
        return aside

    def _landmark(self, aside: Element) -> str:
        """What a sidebar is listed as among the landmarks: how it begins, and no two alike."""
        words = " ".join(map(str, aside.itertext())).split()
        if not words:
            return ""
        label = " ".join(words[:_LANDMARK_WORDS]) + ("…" if len(words) > _LANDMARK_WORDS else "")
        self._landmarks[label] += 1
        return f"{label} ({self._landmarks[label]})" if self._landmarks[label] > 1 else label

    def _heading(self, heading: Heading) -> Element:
        level = self._levels.level_of(heading)
        made = element(f"h{level}", id=self._id(identifier(heading.id or f"section-{len(self.outline) + 1}")))
        self.outline.append(Entry(level, made.get("id", ""), clean(plain(heading.content)).strip()))
        self._inlines(made, heading.content)
        return made

    def _paragraphs(self, role: Role, paragraphs: Sequence[Paragraph]) -> list[Element]:
        """Paragraphs of one role: body paragraphs stand for themselves, the others in a container that names them."""
        made = [self._paragraph(paragraph) for paragraph in paragraphs if paragraph.content]
        if role == "body" or not made:
            return made
        if role == "byline":
            for paragraph in made:
                paragraph.set("class", "byline")
            return made
        container = self._container(role)
        if role == "reference":
            entries = element("ul")
            for paragraph in made:
                paragraph.tag = "li"
                entries.append(paragraph)
            container.append(entries)
        else:
            container.extend(made)
        return [container]

    def _container(self, role: Role) -> Element:
        match role:
            case "standfirst":
                return semantic("div", "abstract", "doc-abstract", class_="standfirst")
            case "epigraph":
                return semantic("blockquote", "epigraph", "doc-epigraph", class_="epigraph")
            case "acknowledgement":
                return semantic("div", "acknowledgments", "doc-acknowledgments", class_="acknowledgement")
            case "reference":
                return semantic("section", "bibliography", "doc-bibliography", class_="references")
            case "author-bio":
                return element("div", class_="author-bio", role="group", aria_label=self.words.about_author)
            case _:
                return element("div", class_=role)

    def _paragraph(self, paragraph: Paragraph) -> Element:
        made = element("p")
        if paragraph.drop_cap_lines:
            made.set("class", "drop-cap")
        self._inlines(made, paragraph.content)
        return made

    def _list(self, block: ListBlock) -> Element:
        made = element("ol" if block.ordered else "ul")
        if block.ordered:
            kind = _numbering(block)
            if kind:
                made.set("type", kind)
            if block.start != 1:
                made.set("start", str(block.start))
        for item in block.items:
            entry = element("li")
            content = item.blocks
            if content and isinstance(content[0], Paragraph) and not any(isinstance(b, Paragraph) for b in content[1:]):
                self._inlines(entry, content[0].content)
                content = content[1:]
            entry.extend(self.blocks(content))
            made.append(entry)
        return made

    def _figure(self, figure: Figure) -> list[Element]:
        source = self._image_url(figure.image) if figure.image in self.edition.assets and figure.image else ""
        if not source and not figure.caption:
            return []
        made = element("figure", class_="figure")
        if source:
            made.append(self._image(source, figure))
        if figure.caption:
            caption = element("figcaption")
            self._inlines(caption, figure.caption)
            made.append(caption)
        return [made]

    def _image(self, source: str, figure: Figure) -> Element:
        """The picture.  Nobody invents a description: without one, its text says that there is a picture, no more."""
        asset = self.edition.assets[figure.image or ""]
        image = element("img", src=source, width=str(asset.width or ""), height=str(asset.height or ""))
        if figure.alt is not None:
            image.set("alt", clean(figure.alt))
            if not figure.alt:
                image.set("role", "presentation")
        elif figure.caption:
            image.set("alt", self.words.see_caption)
        else:
            image.set("alt", self.words.no_description)
        return image

    def _table(self, table: Table) -> Element:
        """A table; with a caption it is a figure, as in print, and the caption is the table's name.

        Not a `caption` element: many programs take that for cells of the table.
        """
        grid = self._grid(table)
        if not table.caption:
            return grid
        made = element("figure", class_="table")
        caption = element("figcaption", id=self._id("table"))
        self._inlines(caption, table.caption)
        grid.set("aria-labelledby", caption.get("id", ""))
        made.extend((caption, grid))
        return made

    def _grid(self, table: Table) -> Element:
        made = element("table")
        heads = table.rows[: table.header_rows]
        # Where the corner is empty, or no row is a head, the first column names the rows.
        row_heads = not heads or not (heads[0].cells and plain(heads[0].cells[0]).strip())
        figures, unbroken = figure_columns(table), figures_fit(table)
        for tag, rows in (("thead", heads), ("tbody", table.rows[table.header_rows :])):
            if not rows:
                continue
            part = element(tag)
            for row in rows:
                line = element("tr")
                for column, cell in enumerate(row.cells):
                    scope = "col" if tag == "thead" else "row" if row_heads and column == 0 else ""
                    made_cell = element("th", scope=scope) if scope and plain(cell).strip() else element("td")
                    looks = {"number": column in figures, "unbroken": unbroken and is_figure(cell)}
                    if any(looks.values()):
                        made_cell.set("class", " ".join(name for name, true in looks.items() if true))
                    self._inlines(made_cell, cell)
                    line.append(made_cell)
                part.append(line)
            made.append(part)
        return made

    # Inlines

    def _inlines(self, parent: Element, content: Inlines) -> None:
        for inline in content:
            match inline:
                case Text():
                    self._text(parent, inline)
                case LineBreak():
                    parent.append(element("br"))
                case Link():
                    self._link(parent, inline)
                case NoteReference():
                    self._reference(parent, inline)
                case PageBreak():
                    self._page_break(parent, inline)

    def _text(self, parent: Element, text: Text) -> None:
        """The run inside one element for each of its marks; the language goes on the outermost."""
        wrappers = [_mark(mark, text.text) for mark in text.marks]
        if text.language and text.language != self.article.language:
            if not wrappers:
                wrappers.append(element("span"))
            elif text.marks[0] == "italic":
                wrappers[0].tag = "i"  # foreign words are set apart, not stressed
            wrappers[0].set("lang", text.language)
            if direction(text.language) != direction(self.article.language):
                wrappers[0].set("dir", direction(text.language))
        for wrapper in wrappers:
            parent.append(wrapper)
            parent = wrapper
        append_text(parent, text.text)

    def _link(self, parent: Element, link: Link) -> None:
        target = safe_target(link.target)
        if target and plain(link.content).strip():
            anchor = element("a", href=target, class_="printed" if link.printed else "")
            parent.append(anchor)
            parent = anchor
        self._inlines(parent, link.content)

    def _reference(self, parent: Element, reference: NoteReference) -> None:
        if reference.note not in self._notes:
            parent.append(element("sup", mark_of(reference.label)))
            return
        anchor = semantic("a", "noteref", "doc-noteref", class_="noteref", href=f"#{self._notes[reference.note]}")
        anchor.set("id", self._id(f"ref-{identifier(reference.note)}"))
        anchor.set("aria-label", self.words.note.format(clean(mark_of(reference.label))))
        append_text(anchor, mark_of(reference.label))
        self._calls.setdefault(reference.note, anchor.get("id", ""))
        parent.append(anchor)

    def _page_break(self, parent: Element, turn: PageBreak) -> None:
        # Taken out when used: a page begins once, even if a damaged model says so twice.
        name = self._pages.pop((self.article.id, turn.folio, turn.page), None)
        if name is None:
            return
        mark = semantic("span", "pagebreak", "doc-pagebreak", id=name)
        mark.set("aria-label", self.words.page.format(clean(turn.folio).strip()))
        mark.set("data-folio", clean(turn.folio).strip())
        parent.append(mark)

    # Notes

    def notes(self, notes: Sequence[Note]) -> list[Element]:
        """A section of notes, each linked back to where it is called; nothing where there are none.

        Call it after the blocks that refer to them.
        """
        if not notes:
            return []
        section = semantic("section", "footnotes", class_="footnotes", aria_label=self.words.notes)
        section.extend(self._note(note) for note in notes)
        return [section]

    def _note(self, note: Note) -> Element:
        """One note.  Reading systems show an `aside` of this type as a pop-up, and nowhere else.

        So a note that nothing calls must not be one: it would never be seen.
        """
        made = (
            semantic("aside", "footnote", "doc-footnote", class_="footnote", id=self._notes[note.id])
            if note.id in self._calls
            else element("div", class_="footnote", id=self._notes[note.id])
        )
        made.extend(self.blocks(note.blocks))
        if not len(made) or made[0].tag != "p":
            made.insert(0, element("p"))
        label, text = self._back_link(note), made[0].text
        made[0].text = None
        label.tail = " " + (text or "")
        made[0].insert(0, label)
        return made

    def _back_link(self, note: Note) -> Element:
        """The note's mark: a link to the place that calls it first, where there is one."""
        call = self._calls.get(note.id)
        if call is None:
            return element("span", mark_of(note.label), class_="note-mark")
        mark = semantic("a", "backlink", "doc-backlink", class_="note-mark", href=f"#{call}")
        mark.set("aria-label", self.words.back.format(clean(mark_of(note.label))))
        append_text(mark, mark_of(note.label))
        return mark


def notes_called(blocks: Sequence[Block], article: Article) -> list[Note]:
    """The notes that some blocks refer to, in the order of their first mention."""
    known = {note.id: note for note in article.notes}
    called = [inline.note for content in all_inlines(blocks) for inline in content if isinstance(inline, NoteReference)]
    return [known[name] for name in dict.fromkeys(called) if name in known]


def article_body(
    article: Article,
    edition: Edition,
    *,
    image_url: ImageUrl,
    heading_shift: int = 1,
    notes: Literal["end", "section"] = "end",
) -> list[Element]:
    """A whole article: its title block, its blocks, its notes at the end (or at the end of each top section).

    `heading_shift` is the heading level of the title.  Notes that nothing refers to come last.
    """
    serialiser = Serialiser(article, edition, image_url=image_url, heading_shift=heading_shift)
    made = [serialiser.title_block()]
    placed: set[str] = set()
    parts = sections(article.blocks) if notes == "section" else [article.blocks]
    for part in parts:
        made += serialiser.blocks(part)
        here = [note for note in notes_called(part, article) if note.id not in placed]
        placed |= {note.id for note in here}
        if notes == "section":
            made += serialiser.notes(here)
    rest = article.notes if notes == "end" else [note for note in article.notes if note.id not in placed]
    return made + serialiser.notes(rest)


def _numbering(block: ListBlock) -> str:
    """HTML's `type` of an ordered list, as its first printed marker shows it; "" for plain numbers.

    "c)" as a third item is a letter, "i." as a first one a roman numeral.
    """
    first = block.items[0].marker.strip("().[] \t") if block.items else ""
    if len(first) == 1 and first.isascii() and ord(first.lower()) - ord("a") + 1 == block.start:
        return "a" if first.islower() else "A"
    if re.fullmatch("[ivxlc]+|[IVXLC]+", first):
        return "i" if first.islower() else "I"
    return ""


def _mark(mark: Mark, text: str) -> Element:
    match mark:
        case "italic":
            return element("em")
        case "bold":
            return element("strong")
        case "superscript":
            return element("sup")
        case "subscript":
            return element("sub")
        case "code":
            return element("code")
        case "small-caps":
            # Capitals that print faked by size are stored as capitals; lower case was set as true small caps.
            return element("span", class_="small-caps all" if text.isupper() else "small-caps")


# --- style sheets --------------------------------------------------------------------------


def stylesheet(*names: str) -> str:
    """The style sheets of these names ("epub", "large-print", ...), one after another."""
    folder = files(__package__) / "styles"
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)


# --- documents -----------------------------------------------------------------------------


def document(title: str, language: str, body: Iterable[Element], head: Iterable[Element] = ()) -> Element:
    """An `html` element with its head and body, language and direction set."""
    html = element("html", lang=language)
    if direction(language) == "rtl":
        html.set("dir", "rtl")
    top = element("head")
    top.append(element("meta", charset="utf-8"))
    top.append(element("title", title))
    top.extend(head)
    content = element("body")
    content.extend(body)
    for part in (*top, *content):
        part.tail = "\n"  # readable for people who open the file
    html.append(top)
    html.append(content)
    return html


def as_html(html: Element) -> str:
    """An HTML document as text: no namespaces, no `epub:type`."""
    copy = etree.fromstring(etree.tostring(html))
    for node in copy.iter():
        node.attrib.pop(EPUB_TYPE, "")
    etree.cleanup_namespaces(copy)
    return "<!DOCTYPE html>\n" + etree.tostring(copy, method="html", encoding="unicode") + "\n"


def as_xhtml(html: Element) -> bytes:
    """An XHTML document in UTF-8: in its namespace, with `xml:lang` beside every `lang`."""
    root = etree.Element(f"{{{_XHTML}}}html", nsmap=_NSMAP)
    _move(html, root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def _move(source: Element, target: Element) -> None:
    """Copy an element's attributes and content into one of the XHTML namespace."""
    target.text, target.tail = source.text, source.tail
    for name, value in source.attrib.items():
        target.set(name, value)
        if name == "lang":
            target.set(_XML_LANG, value)
    for child in source:
        _move(child, etree.SubElement(target, f"{{{_XHTML}}}{child.tag}"))
