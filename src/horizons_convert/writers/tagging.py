"""Does the PDF tell a screen reader what it shows to the eye?  Mends WeasyPrint's structure tree.

WeasyPrint's PDF/UA output passes the validators and is still poor to listen to: one
structure element a line and a page, so that a paragraph breaks at the turn of a page;
`aside`, notes, emphasis and foreign words without a name; running heads and folios that
are neither content nor artifact; table heads without a scope; no page labels, no language
in the XMP.  `mend` reads the finished file with pikepdf, rebuilds the tree from the HTML
elements behind it (`tag_origins`), and writes everything else as it was.

Sources: ISO 32000-1:2008, 14.6 to 14.9 (marked content, structure), ISO 14289-1 (PDF/UA-1),
Tagged PDF Best Practice Guide: Syntax (PDF Association, 2019).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from horizons_convert.writers.tag_origins import TEXT, Origin

NOTHING = Origin(None, "")

# What HTML means in PDF.  Names that PDF 1.7 does not define are those of PDF 2.0, with the
# standard type beside them under which an older reader takes them (the role map).
BY_TAG = {
    "aside": "Aside",
    "em": "Em",
    "i": "Em",
    "strong": "Strong",
    "b": "Strong",
    "sup": "Sub",  # PDF 2.0's name for raised and lowered text alike
    "sub": "Sub",
    "code": "Code",
    "pre": "P",
    "q": "Quote",
    "cite": "Span",
    "small": "Span",
    "abbr": "Span",
    "figure": "Div",  # picture and caption side by side: inside Figure the /Alt would silence the caption
    "header": "Div",
    "footer": "Div",
    "hgroup": "Div",
}
BY_CLASS = {"footnote": "Note", "contents": "Sect"}
ROLE_MAP = {"Aside": "Sect", "Em": "Span", "Strong": "Span", "Sub": "Span"}
NUMBERING = {"": "Decimal", "i": "LowerRoman", "I": "UpperRoman", "a": "LowerAlpha", "A": "UpperAlpha"}
PRINT = 1 << 2  # annotation flag: on paper as on the screen
MAY_BE_EMPTY = {"TD", "TH", "LBody"}


@dataclass(frozen=True)
class Content:
    """A piece of marked content: what the content stream of page `page` (from 0) paints under `mcid`."""

    page: int
    mcid: int


@dataclass(frozen=True)
class Annotation:
    """A link annotation that belongs to a structure element; `obj` is the annotation, indirect."""

    page: int
    obj: Dictionary


@dataclass
class Node:
    """A structure element while it is being mended.  `obj` is None for a new one."""

    kind: str
    origin: Origin = NOTHING
    obj: Dictionary | None = None
    kids: list[Node | Content | Annotation] = field(default_factory=list)
    entries: dict[str, pikepdf.Object] = field(default_factory=dict)
    """What is to be set in its dictionary."""

    def walk(self) -> list[Node]:
        """The element and all below it, parents first, as they are now: later changes are not followed."""
        found, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node))
        return found

    def first_page(self) -> int:
        """Page (from 0) on which its content begins; 0 where it has none."""
        for kid in self.kids:
            if not isinstance(kid, Node):
                return kid.page
        return next((kid.first_page() for kid in self.kids if isinstance(kid, Node)), 0)


def mend(data: bytes, origins: Mapping[int, Origin], xmp: Mapping[str, str | set[str]]) -> bytes:
    """The same PDF with a structure tree worth listening to.

    `origins` gives the HTML element behind each structure element by its object number;
    where it is empty, the tree keeps its shape and only the file around it is mended.
    `xmp` is what the metadata should say besides what WeasyPrint wrote, by qualified name
    (``{"dc:language": {"en"}}``).  Same input, same bytes.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        painted = _painted_for(pdf, origins)
        tree = _read(pdf, origins)
        if origins:
            for change in CHANGES:
                change(tree)
        kept = _write(pdf, tree)
        _make_artifacts(pdf, painted, kept)
        pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.D)])
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for name, value in sorted(xmp.items()):
                metadata[name] = value
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# --- the tree into memory ----------------------------------------------------------------


def _read(pdf: pikepdf.Pdf, origins: Mapping[int, Origin]) -> Node:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def read(obj: Any) -> Node:
        node = Node(str(obj.S)[1:], origins.get(obj.objgen[0], NOTHING), obj)
        page = pages[obj.Pg.objgen] if "/Pg" in obj else 0
        kids: Any = obj.get("/K", [])
        kid: Any
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                node.kids.append(Content(page, kid))
            elif kid.get("/Type") == "/OBJR":
                node.kids.append(Annotation(page, kid.Obj))
            else:
                node.kids.append(read(kid))
        return node

    return read(pdf.Root.StructTreeRoot.K[0])


# --- the changes, in their order -----------------------------------------------------------


def _join_fragments(node: Node) -> None:
    """One element, one structure element, however many lines and pages it was broken into.

    Runs of text lose the Span that WeasyPrint gives each of them, and anonymous boxes
    (same element as their parent) give way to their content.
    """
    joined: list[Node | Content | Annotation] = []
    by_origin: dict[tuple[int, str, str], Node] = {}
    waiting = node.kids[::-1]
    while waiting:
        kid = waiting.pop()
        if not isinstance(kid, Node):
            joined.append(kid)
        elif kid.origin == TEXT or _is_anonymous(kid, node):
            waiting.extend(kid.kids[::-1])
        elif kid.origin.element is None:
            joined.append(kid)
        else:
            first = by_origin.setdefault((id(kid.origin.element), kid.origin.name, kid.kind), kid)
            if first is kid:
                joined.append(kid)
            elif kid.kind != "THead":  # a table head again on the next page is for the eye only
                first.kids.extend(kid.kids)
    node.kids = joined
    for child in node.kids:
        if isinstance(child, Node):
            _join_fragments(child)


def _is_anonymous(kid: Node, parent: Node) -> bool:
    same = kid.origin.element is not None and kid.origin.element is parent.origin.element
    return same and kid.kind in ("NonStruct", parent.kind)


def _order_lists(tree: Node) -> None:
    """A list holds items, an item its label and one body, and a nested list stands in the body of its item."""
    for node in tree.walk():
        if node.kind == "LI":
            _gather_body(node, node.kids)
    for node in tree.walk():
        if node.kind == "L":
            _nest_lists(node)


def _gather_body(item: Node, kids: list[Node | Content | Annotation]) -> None:
    labels = [kid for kid in kids if isinstance(kid, Node) and kid.kind == "Lbl"]
    body = Node("LBody", item.origin)
    for kid in kids:
        if isinstance(kid, Node) and kid.kind == "LBody":
            body.kids.extend(kid.kids)
        elif kid not in labels:
            body.kids.append(kid)
    item.kids = [*labels, body]


def _nest_lists(outer: Node) -> None:
    """WeasyPrint sets a nested list beside the item that it belongs to."""
    items: list[Node | Content | Annotation] = []
    for kid in outer.kids:
        last = items[-1] if items else None
        if isinstance(kid, Node) and kid.kind == "L" and isinstance(last, Node) and last.kind == "LI":
            body = last.kids[-1]
            assert isinstance(body, Node)
            body.kids.append(kid)
        else:
            items.append(kid)
    outer.kids = items


def _name_elements(tree: Node) -> None:
    for node in tree.walk():
        if node.kind in ("NonStruct", "Div"):
            by_tag = BY_TAG.get(node.origin.name, node.kind)
            node.kind = BY_CLASS.get(node.origin.get("class"), by_tag)


def _caption_tables(tree: Node) -> None:
    """A caption belongs into its table: HTML has the two side by side in a figure."""
    for node in tree.walk():
        grids = [kid for kid in node.kids if isinstance(kid, Node) and kid.kind == "Table"]
        if node.origin.get("class") == "table" and grids:
            grids[0].kids[:0] = [kid for kid in node.kids if kid is not grids[0]]
            node.kids = [grids[0]]


def _drop_decoration(node: Node) -> None:
    """Out of the tree: pictures that say nothing, repeated table heads, elements without content."""
    kept: list[Node | Content | Annotation] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            _drop_decoration(kid)
            decorative = kid.kind == "Figure" and kid.origin.name == "img" and not kid.origin.get("alt")
            if decorative or not (kid.kids or kid.kind in MAY_BE_EMPTY):
                continue
        kept.append(kid)
    node.kids = kept


def _mark_notes(tree: Node) -> None:
    """A note has an ID (PDF/UA-1, 7.9), and the mark that opens its text is its label."""
    for number, note in enumerate((node for node in tree.walk() if node.kind == "Note"), start=1):
        note.entries["/ID"] = String(note.origin.get("id") or f"note-{number}")
        first = note.kids[0] if note.kids else None
        mark = first.kids[0] if isinstance(first, Node) and first.kids else None
        if isinstance(first, Node) and isinstance(mark, Node) and mark.origin.get("class") == "note-mark":
            del first.kids[0]
            note.kids.insert(0, Node("Lbl", kids=[mark]))


def _keep_outer_links(tree: Node) -> None:
    """One annotation for each line of a link: WeasyPrint adds one more for each element inside it."""
    for link in tree.walk():
        if link.kind == "Link":
            for part in link.walk()[1:]:
                part.kids = [kid for kid in part.kids if not isinstance(kid, Annotation)]


def _mark_contents(tree: Node) -> None:
    for contents in tree.walk():
        if contents.origin.get("role") == "doc-toc":
            for node in contents.walk():
                if node.kind == "LI":
                    node.kind = "TOCI"
                    node.kids = [grandkid for kid in node.kids if isinstance(kid, Node) for grandkid in kid.kids]
                elif node.kind == "L":
                    node.kind = "TOC"


def _mark_references(tree: Node) -> None:
    """What refers to another place of the document, a note mark or a line of the contents, is a Reference."""
    for node in tree.walk():
        node.kids = [
            Node("Reference", kids=[kid]) if isinstance(kid, Node) and _refers(kid, node) else kid for kid in node.kids
        ]


def _refers(link: Node, parent: Node) -> bool:
    return link.kind == "Link" and (parent.kind == "TOCI" or link.origin.get("role") == "doc-noteref")


def _describe_links(tree: Node) -> None:
    """What a link inside the document says of itself: its label or its words, not the name of its target."""
    for node in tree.walk():
        if node.kind == "Link" and node.origin.element is not None:
            words = node.origin.get("aria-label") or node.origin.get("title") or "".join(node.origin.element.itertext())
            for kid in node.kids:
                if isinstance(kid, Annotation) and "/Dest" in kid.obj:
                    kid.obj.Contents = String(" ".join(words.split()))


def _mark_languages(tree: Node) -> None:
    for node in tree.walk():
        language = node.origin.get("lang")
        if language and node.obj is not None:
            node.entries["/Lang"] = String(language)


def _scope_headers(tree: Node) -> None:
    for node in tree.walk():
        if node.kind == "TH" and node.obj is not None:
            attributes = node.obj.get("/A", Dictionary(O=Name.Table))
            attributes["/Scope"] = Name.Row if node.origin.get("scope") == "row" else Name.Column
            node.entries["/A"] = attributes


def _number_lists(tree: Node) -> None:
    for node in tree.walk():
        if node.kind == "L":
            numbering = NUMBERING[node.origin.get("type")] if node.origin.name == "ol" else "Disc"
            labelled = any(label.kind == "Lbl" for item in node.kids if isinstance(item, Node) for label in item.walk())
            node.entries["/A"] = Dictionary(O=Name.List, ListNumbering=Name("/" + (numbering if labelled else "None")))


CHANGES: tuple[Callable[[Node], None], ...] = (
    _join_fragments,
    _order_lists,
    _name_elements,
    _caption_tables,
    _drop_decoration,
    _mark_notes,
    _keep_outer_links,
    _mark_contents,
    _mark_references,
    _describe_links,
    _mark_languages,
    _scope_headers,
    _number_lists,
)


# --- the tree back into the file -------------------------------------------------------------


def _write(pdf: pikepdf.Pdf, tree: Node) -> set[Content]:
    """Write the tree and, from it, the ways back: content, annotation and ID to element.

    Annotations that are not in the tree leave their pages.  Returns the content of the tree.
    """
    pages = [page.obj for page in pdf.pages]
    owners: dict[Content, Dictionary] = {}
    annotations: list[Dictionary] = []

    def write(node: Node, parent: Dictionary) -> Dictionary:
        if node.obj is None:
            node.obj = pdf.make_indirect(Dictionary(Type=Name.StructElem))
        obj, page = node.obj, node.first_page()
        obj.S, obj.P, obj.Pg = Name("/" + node.kind), parent, pages[page]
        for key, value in node.entries.items():
            obj[key] = value
        obj.K = Array([write_kid(kid, obj, page) for kid in node.kids])
        return obj

    def write_kid(kid: Node | Content | Annotation, obj: Dictionary, page: int) -> object:
        if isinstance(kid, Node):
            return write(kid, obj)
        if isinstance(kid, Annotation):
            kid.obj.StructParent = len(pages) + len(annotations)
            annotations.append(obj)
            return Dictionary(Type=Name.OBJR, Obj=kid.obj, Pg=pages[kid.page])
        owners[kid] = obj
        return kid.mcid if kid.page == page else Dictionary(Type=Name.MCR, Pg=pages[kid.page], MCID=kid.mcid)

    root: Any = pdf.Root.StructTreeRoot
    root.K = Array([write(tree, root)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=_parent_tree(len(pages), owners, annotations)))
    root.ParentTreeNextKey = len(pages) + len(annotations)
    linked = {kid.obj.objgen for node in tree.walk() for kid in node.kids if isinstance(kid, Annotation)}
    for page in pages:
        if "/Annots" in page:
            page.Annots = Array([annotation for annotation in page.Annots if annotation.objgen in linked])
            for annotation in page.Annots:
                annotation.F = PRINT
    used = {node.kind for node in tree.walk()}
    root.RoleMap = Dictionary({f"/{kind}": Name(f"/{role}") for kind, role in ROLE_MAP.items() if kind in used})
    by_id = {str(node.obj.ID): node.obj for node in tree.walk() if node.obj is not None and "/ID" in node.obj}
    if by_id:
        names = [
            part for key in sorted(by_id, key=lambda key: bytes(String(key))) for part in (String(key), by_id[key])
        ]
        root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))
    return set(owners)


def _parent_tree(pages: int, owners: Mapping[Content, Dictionary], annotations: list[Dictionary]) -> Array:
    """The number tree from pages and annotations to structure elements, null where content is an artifact."""
    last = [-1] * pages
    for content in owners:
        last[content.page] = max(last[content.page], content.mcid)
    numbers: list[object] = []
    for page in range(pages):
        numbers += [page, Array([owners.get(Content(page, mcid)) for mcid in range(last[page] + 1)])]
    for key, owner in enumerate(annotations, start=pages):
        numbers += [key, owner]
    return Array(numbers)


# --- artifacts ---------------------------------------------------------------------------------

# How WeasyPrint opens marked content.  Its strings are hexadecimal and it has no inline
# images, so these bytes can stand nowhere else in a content stream.
MARKED = re.compile(rb"/(?:Span|Figure)\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
SUBTYPES = {"top": b" /Subtype /Header", "bottom": b" /Subtype /Footer"}


def _painted_for(pdf: pikepdf.Pdf, origins: Mapping[int, Origin]) -> dict[Content, str]:
    """For content of the page margins: the name of its margin box ("@top-left")."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    painted = {}
    for page in range(len(pdf.pages)):
        for mcid, owner in enumerate(numbers[2 * page + 1]):
            name = origins.get(owner.objgen[0], NOTHING).name
            if name.startswith("@"):
                painted[Content(page, mcid)] = name
    return painted


def _make_artifacts(pdf: pikepdf.Pdf, painted: Mapping[Content, str], kept: set[Content]) -> None:
    """Say of all content outside the tree (running heads, folios, ornaments) that it is an artifact."""
    for number, page in enumerate(pdf.pages):
        stream = page.obj.Contents
        before = stream.read_bytes()
        after = MARKED.sub(partial(_mark, page=number, painted=painted, kept=kept), before)
        if after != before:
            stream.write(after)


def _mark(match: re.Match[bytes], page: int, painted: Mapping[Content, str], kept: set[Content]) -> bytes:
    content = Content(page, int(match[1]))
    if content in kept:
        return match[0]
    if content not in painted:
        return b"/Artifact <</Type /Layout>> BDC"
    subtype = SUBTYPES.get(painted[content].removeprefix("@").partition("-")[0], b"")
    return b"/Artifact <</Type /Pagination" + subtype + b">> BDC"
