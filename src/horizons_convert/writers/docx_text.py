"""How do inlines become runs? Text with its character style and language, links, and bookmarks at the printed pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.parts.story import StoryPart

from horizons_convert.document import Inline, Inlines, LineBreak, Link, NoteReference, PageBreak, Text
from horizons_convert.writers.docx_parts import Bookmarks, Element, tag, word_language
from horizons_convert.writers.docx_styles import StyleSheet
from horizons_convert.writers.xhtml import clean, direction, safe_target

NoteCall = Callable[[NoteReference], list[Element]]

_SPACES = re.compile(r"[\t\n\r\x85\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
"""Word shows a soft hyphen in the text as a hyphen, and a zero-width space breaks its search."""


class Runs:
    """Makes the runs of one story part; texts in another language than the document's say so."""

    def __init__(self, styles: StyleSheet, bookmarks: Bookmarks, document_language: str) -> None:
        self._styles = styles
        self._bookmarks = bookmarks
        self._document_language = document_language

    def inlines(self, content: Inlines, language: str, part: StoryPart, call: NoteCall) -> list[Element]:
        """A paragraph's children.  `language` is the article's; links belong to `part`; `call` makes note marks."""
        return [element for inline in content for element in self._inline(inline, language, part, call)]

    def _inline(self, inline: Inline, language: str, part: StoryPart, call: NoteCall) -> list[Element]:
        match inline:
            case Text():
                return self._text(inline, language)
            case LineBreak():
                return [run(tag("w:br"))]
            case Link():
                return self._link(inline, language, part)
            case NoteReference():
                return call(inline)
            case PageBreak():
                return self._bookmarks.make(f"page_{inline.folio}")[1]

    def _text(self, text: Text, language: str, link: bool = False) -> list[Element]:
        shown = visible(text.text)
        if not shown:
            return []
        made = run(words(shown), self._styles.character(text.marks, link))
        self._speak(made, text.language or language)
        return [made]

    def _speak(self, made: Element, language: str) -> None:
        """Say a run's language where it is not the document's, so that it is pronounced and proofread as what it is."""
        tongue = word_language(language)
        right_to_left = direction(language) == "rtl"
        if tongue == self._document_language and not right_to_left:
            return
        properties = made.find(qn("w:rPr"))
        if properties is None:
            properties = tag("w:rPr")
            made.insert(0, properties)
        if right_to_left:
            properties.append(tag("w:rtl"))
        properties.append(tag("w:lang", **{"bidi" if right_to_left else "val": tongue}))

    def _link(self, link: Link, language: str, part: StoryPart) -> list[Element]:
        target = safe_target(link.target)
        runs = [made for text in link.content for made in self._text(text, language, link=bool(target))]
        if not target or not runs:
            return runs
        made = tag("w:hyperlink")
        made.set(qn("r:id"), part.relate_to(target, RT.HYPERLINK, is_external=True))
        made.extend(runs)
        return [made]


def visible(text: str) -> str:
    """What Word may show of `text`: no characters that XML forbids, line ends and tabs as spaces."""
    return _INVISIBLE.sub("", clean(_SPACES.sub(" ", text)))


def words(text: str) -> Element:
    """A `w:t` that keeps its spaces."""
    made = tag("w:t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def run(content: Element, style: str | None = None) -> Element:
    """A run around `content`, in a character style."""
    made = tag("w:r")
    if style:
        properties = tag("w:rPr")
        properties.append(tag("w:rStyle", val=style))
        made.append(properties)
    made.append(content)
    return made
