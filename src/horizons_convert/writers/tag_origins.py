"""From which HTML element does each structure element of a WeasyPrint PDF come?

WeasyPrint writes a structure element for every box it lays out, so a paragraph over two
pages is two of them, and `aside`, `em` or a note all become the same anonymous NonStruct.
Who wants to mend that must know the element behind each of them, and the PDF does not say.

The evidence is WeasyPrint's own box tree: its tagger walks the boxes page by page and
adds one structure element a box, parents first, so the n-th structure element belongs to
the n-th box of the same walk.  `Origins` is that walk, run as a *finisher* (the public
hook between layout and writing).  The boxes are not public; if another version of
WeasyPrint walks in another way, the two sequences stop agreeing, `complete` stays False
and the tree is left as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Origin:
    """Where one structure element comes from.

    `element` is the HTML element (an `xml.etree` element), None for text and for what
    WeasyPrint puts around content without an element.  `name` is its tag, with the
    pseudo-element if it is one (``li::marker``); ``#text`` for a run of text on one line;
    for the content of page margins the name of the margin box (``@top-left``).
    """

    element: Any
    name: str

    def get(self, attribute: str) -> str:
        """An attribute of the HTML element, empty where there is none."""
        return "" if self.element is None else str(self.element.get(attribute, ""))


TEXT = Origin(None, "#text")


class DisagreementError(Exception):
    """The boxes and the structure elements do not run in step."""


class Origins:
    """A finisher for `Document.write_pdf` that remembers the origin of each structure element.

    After writing, `by_number` maps the PDF object number of a structure element to its
    origin, and `complete` says whether every one of them was accounted for.
    """

    def __init__(self) -> None:
        self.by_number: dict[int, Origin] = {}
        self.complete = False

    def __call__(self, document: Any, pdf: Any) -> None:
        """Called by WeasyPrint with its laid-out document and the pydyf PDF."""
        elements = (o for o in pdf.objects if isinstance(o, dict) and o.get("Type") == "/StructElem")
        next(elements)  # the Document element, which stands for no box
        try:
            for page in document.pages:
                self._follow(page._page_box, "/Document", "", elements)
            self.complete = next(elements, None) is None
        except (DisagreementError, AttributeError):
            self.complete = False

    def _follow(self, box: Any, parent: str, margin: str, elements: Iterator[Any]) -> None:
        from weasyprint.formatting_structure import boxes

        box = getattr(box, "_box", box)  # an absolutely placed box comes in a wrapper
        if isinstance(box, boxes.PageBox | boxes.MarginBox) or box.element_tag in ("html", "body"):
            for child in box.children:
                self._follow(child, parent, getattr(box, "at_keyword", margin), elements)
            return
        kind = self._take(elements, Origin(box.element, margin or box.element_tag or ""))
        if kind == "/LI" and parent not in ("/LI", "/LBody") and _has_no_bullet(box):
            kind = self._take(elements, Origin(box.element, box.element_tag))  # its LBody
        for child in _children(box, kind):
            if not isinstance(child, boxes.TextBox):
                self._follow(child, kind, margin, elements)
            elif kind != "/Link":  # the text of a link belongs to the link itself
                self._take(elements, Origin(None, margin) if margin else TEXT)

    def _take(self, elements: Iterator[Any], origin: Origin) -> str:
        element = next(elements, None)
        if element is None:
            raise DisagreementError
        kind = str(element["S"])
        if not _plausible(kind, origin):
            raise DisagreementError
        self.by_number[element.number] = origin
        return kind


def _children(box: Any, kind: str) -> Iterator[Any]:
    """The boxes that WeasyPrint tags inside `box`, in its order: lines are seen through, and so are table wrappers."""
    from weasyprint.formatting_structure import boxes

    for child in box.children:
        inside_wrapper = kind == "/Table" and box.is_table_wrapper and child is box.get_wrapped_table()
        if isinstance(child, boxes.LineBox) or inside_wrapper:
            yield from child.children
        else:
            yield child


def _has_no_bullet(box: Any) -> bool:
    display, bullet = box.style["display"], box.style["list_style_type"]
    return box.element_tag in ("dt", "dd") or "list-item" not in display or bullet == "none"


def _plausible(kind: str, origin: Origin) -> bool:
    """A cheap witness that both sequences are in step: what WeasyPrint surely calls by its own name."""
    expected = {"p": "/P", "h1": "/H1", "h2": "/H2", "h3": "/H3", "img": "/Figure", "#text": "/Span"}.get(origin.name)
    return expected is None or kind == expected
