"""What does a DOCX look like? Its style sheet, drawn once for each profile.

Everything visible is a style, so that a reader can change the look of the whole document
in Word's style pane; the writer itself formats nothing.  Names are Word's own where Word
has one (Title, Heading 1, Quote, Caption, Footnote Text ...) and pandoc's where pandoc
has one (First Paragraph, Author, Source Code), since both programs act on them.

Sizes are in points, lengths in ems of the body size, so that a profile is a handful of
numbers.  The profiles follow clear-print and large-print practice (RNIB, ACB: 18 pt and
more, 1.5 lines, ragged right, block paragraphs, bold instead of italics) and the British
Dyslexia Association's style guide (sans serif, wide letter spacing, no italics).
WordprocessingML has no word spacing: the letter spacing counts twice at a space, which
is how the dyslexia profile gets its wider gaps between words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from docx.oxml.ns import qn
from docx.oxml.styles import CT_Styles

from horizons_convert.document import Mark
from horizons_convert.writers import Profile
from horizons_convert.writers.docx_parts import Element, tag

_KEPT = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
"""Styles of the template that Word demands; the other 160 are never used here."""

_MARKS: dict[Mark, str] = {
    "bold": "Strong",
    "italic": "Emphasis",
    "small-caps": "Small Caps",
    "superscript": "Superscript",
    "subscript": "Subscript",
    "code": "Verbatim Char",
}
LIST_LEVELS = 5
"""Word has List Bullet to List Bullet 5; deeper lists keep the fifth style."""


@dataclass(frozen=True)
class Face:
    """The numbers by which the profiles differ."""

    text: str
    display: str
    size: float
    smallest: float
    leading: float
    side: float
    """Left and right margin of the A4 page in centimetres."""
    indent: float
    """First-line indent of running paragraphs in ems; 0: paragraphs are set apart by space."""
    tracking: float = 0
    """Extra space between letters in points."""
    italics: bool = True


FACES: dict[Profile, Face] = {
    "standard": Face("Georgia", "Georgia", 11.5, 9.5, 1.3, 3.7, 1.4),
    "large-print": Face("Arial", "Arial", 18, 18, 1.5, 2.54, 0, italics=False),
    "dyslexia": Face("Verdana", "Verdana", 13, 13, 1.6, 2.54, 0, tracking=0.9, italics=False),
}


@dataclass(frozen=True)
class Style:
    """One style.  `size` is relative to the body's; `before`, `after`, indents are ems of the body; None: inherited."""

    name: str
    based: str = "Normal"
    kind: Literal["paragraph", "character"] = "paragraph"
    follow: str = ""
    size: float | None = None
    font: str = ""
    bold: bool = False
    italic: bool = False
    small_caps: bool = False
    script: Literal["", "superscript", "subscript"] = ""
    colour: str = ""
    underline: bool = False
    before: float | None = None
    after: float | None = None
    leading: float | None = None
    left: float | None = None
    right: float | None = None
    first: float | None = None
    """First-line indent; negative: hanging."""
    align: Literal["", "left", "center", "right"] = ""
    together: bool = False
    """No space between paragraphs of this same style."""
    keep: bool = False
    """Keep with the next paragraph."""
    whole: bool = False
    """Keep the lines together."""
    outline: int | None = None
    """Level in the navigation pane, from 0."""
    rule: Literal["", "left", "top"] = ""
    tabs: tuple[float, ...] = ()
    list_id: int | None = None
    list_level: int = 0

    @property
    def id(self) -> str:
        """The style's id: its name without spaces, as Word makes them."""
        return style_id(self.name)


def style_id(name: str) -> str:
    """Word's id for a style name: "footnote text" is FootnoteText, "heading 1" is Heading1."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _sheet(face: Face, issue: bool) -> list[Style]:
    """Every style that the writer may name, except those made on demand."""
    gap = 0.0 if face.indent else 0.75
    small = max(face.smallest, face.size * 0.83) / face.size
    head = face.display
    block = Style("Body Text", after=gap, first=face.indent)
    return [
        block,
        Style("First Paragraph", "Body Text", follow="Body Text", first=0),
        Style("Paragraph After Table", "First Paragraph", follow="Body Text", before=1),
        Style("Title", follow="Subtitle", font=head, size=2.3, leading=1.1, after=0.5, keep=True, outline=0),
        Style("Subtitle", follow="Author", font=head, size=1.3, leading=1.2, after=0.9, italic=True, keep=True),
        Style("Author", after=1, together=True),
        Style("Standfirst", follow="First Paragraph", size=1.15, leading=face.leading, after=1.6, italic=True),
        Style("Byline", size=small, after=1),
        Style("Epigraph", "Quote", italic=True, left=3, right=2, before=0, after=1.4),
        *_headings(head, _ISSUE_HEADINGS if issue else _HEADINGS),
        Style("Quote", left=1.6, right=1.6, before=0.6, after=0.6),
        Style("Verse", left=2, before=0.7, after=0.7, whole=True),
        Style("Source Code", font="Courier New", size=small, before=0.7, after=0.7, tabs=(2.0, 4.0, 6.0, 8.0)),
        Style("Aside", font=head, size=max(0.94, small), rule="left", left=1.2, before=0.4, after=0.4),
        Style("Figure", before=1.2, after=0.6, leading=1, align="left", keep=True),
        Style("caption", size=small, before=0, after=1.4),
        # Not based on Caption, for which programs look to make the words part of the table.
        Style("Table Title", size=small, before=1.4, after=0.5, bold=True, keep=True),
        Style("Table Text", size=max(0.9, small), leading=1.2, before=0.15, after=0.15),
        Style("Table Heading", "Table Text", bold=True, keep=True),
        Style("Table Text Figure", "Table Text", align="right"),
        Style("Table Heading Figure", "Table Heading", align="right"),
        Style("Table End", size=small, leading=1),
        Style("Scene Break", align="center", before=0.9, after=0.9),
        Style("Bibliography", left=1.6, first=-1.6, after=0.3, size=max(0.92, small)),
        Style("Acknowledgement", size=max(0.92, small), before=1),
        Style("Author Bio", size=max(0.92, small), rule="top", before=1.6),
        Style("footnote text", size=small, leading=max(1.2, face.leading - 0.1), after=0.3),
        Style("header", size=small, colour="595650"),
        Style("footer", size=small, align="center"),
        *_lists((0, gap) if gap else (0.3, 0.3)),
        Style("footnote reference", "Default Paragraph Font", "character", script="superscript"),
        Style("Hyperlink", "Default Paragraph Font", "character", colour="1A4A7A", underline=True),
    ]


_HEADINGS = (1.4, 1.15, 1.05, 1, 1, 1)
_ISSUE_HEADINGS = (1.9, *_HEADINGS[:-1])
"""In an issue Heading 1 is the title of an article."""


def _headings(font: str, sizes: Sequence[float]) -> list[Style]:
    return [
        Style(
            f"heading {level}",
            follow="First Paragraph",
            font=font,
            size=size,
            leading=1.2,
            bold=True,
            italic=level > 2,
            before=2.0 if level == 1 else 1.5,
            after=0.5,
            keep=True,
            whole=True,
            outline=level - 1,
        )
        for level, size in enumerate(sizes, 1)
    ]


def _lists(room: tuple[float, float]) -> list[Style]:
    """The styles of all levels, with `room` before and after each paragraph."""
    before, after = room
    styles = []
    for level in range(1, LIST_LEVELS + 1):
        number = "" if level == 1 else f" {level}"
        styles.append(Style(f"List Bullet{number}", before=before, after=after, list_id=BULLETS, list_level=level - 1))
        styles.append(Style(f"List Number{number}", before=before, after=after))
        styles.append(Style(f"List Continue{number}", before=before, after=after, left=LIST_STEP * level))
    return styles


BULLETS = 1
"""Id of the numbering that the bullet styles use."""
ASIDE_BULLETS = 2
LIST_STEP = 1.6
"""Indent of one list level in ems."""
ASIDE_INDENT = 1.2


class StyleSheet:
    """The styles of one document: the fixed ones, and those made when first asked for."""

    def __init__(self, root: CT_Styles, profile: Profile, language: str, issue: bool) -> None:
        self._root = root
        self.face = FACES[profile]
        self._made: dict[str, Style] = {}
        for old in root.findall(qn("w:style")):
            if old.get(qn("w:styleId")) not in _KEPT:
                root.remove(old)
        self._set_defaults(language)
        for style in _sheet(self.face, issue):
            self._add(style)
        root.append(_table_style())

    def em(self, length: float) -> int:
        """`length` ems of the body size in twips."""
        return round(length * self.face.size * 20)

    def aside(self, name: str) -> str:
        """Id of the aside's variant of a paragraph style: the same, beside the aside's rule."""
        if name in ("Body Text", "First Paragraph", "Paragraph After Table"):
            return style_id("Aside")
        base = self._made[name]
        shift = ASIDE_INDENT + (base.left or 0)
        variant = Style(f"Aside {name}", name, rule="left", left=shift)
        if base.list_id is not None:
            variant = replace(variant, left=None, list_id=ASIDE_BULLETS, list_level=base.list_level)
        if name.startswith("List Number"):
            variant = replace(variant, left=None)
        return self._once(variant)

    def character(self, marks: Iterable[Mark], link: bool = False) -> str | None:
        """Id of the character style for some marks, made when needed; None for plain text.

        Word gives a run one character style, so "bold and italic" is a style of its own.
        """
        wanted = [mark for mark in _MARKS if mark in set(marks)]
        if not wanted:
            return style_id("Hyperlink") if link else None
        return self._once(
            Style(
                " ".join((["Hyperlink"] if link else []) + [_MARKS[mark] for mark in wanted]),
                "Hyperlink" if link else "Default Paragraph Font",
                "character",
                bold="bold" in wanted,
                italic="italic" in wanted,
                small_caps="small-caps" in wanted,
                script="superscript" if "superscript" in wanted else "subscript" if "subscript" in wanted else "",
                font="Courier New" if "code" in wanted else "",
            )
        )

    def _once(self, style: Style) -> str:
        if style.name not in self._made:
            self._add(style)
        return style.id

    def _add(self, style: Style) -> None:
        self._made[style.name] = style
        self._root.append(self._element(style))

    def _set_defaults(self, language: str) -> None:
        """The document's defaults: face, size, language and leading, from which all styles inherit."""
        run = self._root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        paragraph = self._root.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
        assert run is not None
        assert paragraph is not None
        for defaults in (run, paragraph):
            defaults[:] = []
        run.extend([_fonts(self.face.text), *self._tracking(), *_sizes(self.face.size), tag("w:lang", val=language)])
        paragraph.append(tag("w:spacing", after=0, line=round(240 * self.face.leading), lineRule="auto"))

    def _tracking(self) -> list[Element]:
        return [tag("w:spacing", val=round(self.face.tracking * 20))] if self.face.tracking else []

    def _element(self, style: Style) -> Element:
        made = tag("w:style", type=style.kind, styleId=style.id)
        made.append(tag("w:name", val=style.name))
        made.append(tag("w:basedOn", val=style_id(style.based)))
        if style.follow:
            made.append(tag("w:next", val=style_id(style.follow)))
        made.append(tag("w:qFormat"))
        for name, children in (("w:pPr", self._paragraph_properties(style)), ("w:rPr", self._run_properties(style))):
            if children:
                properties = tag(name)
                properties.extend(children)
                made.append(properties)
        return made

    def _paragraph_properties(self, style: Style) -> list[Element]:
        """In the order that the schema demands."""
        found = []
        if style.keep:
            found.append(tag("w:keepNext"))
        if style.whole:
            found.append(tag("w:keepLines"))
        if style.list_id is not None:
            numbering = tag("w:numPr")
            numbering.append(tag("w:ilvl", val=style.list_level))
            numbering.append(tag("w:numId", val=style.list_id))
            found.append(numbering)
        if style.rule:
            found.append(self._border(style.rule))
        if style.tabs:
            tabs = tag("w:tabs")
            tabs.extend(tag("w:tab", val="left", pos=self.em(position)) for position in style.tabs)
            found.append(tabs)
        spacing = {name: self.em(value) for name in ("before", "after") if (value := getattr(style, name)) is not None}
        if style.leading is not None:
            spacing |= {"line": round(240 * style.leading)}
        if spacing:
            rule = {"lineRule": "auto"} if style.leading is not None else {}
            found.append(tag("w:spacing", **spacing, **rule))
        found += self._indents(style)
        if style.together:
            found.append(tag("w:contextualSpacing"))
        if style.align:
            found.append(tag("w:jc", val=style.align))
        if style.outline is not None:
            found.append(tag("w:outlineLvl", val=style.outline))
        return found

    def _indents(self, style: Style) -> list[Element]:
        indents = {name: self.em(value) for name in ("left", "right") if (value := getattr(style, name)) is not None}
        if style.first is not None:
            indents["hanging" if style.first < 0 else "firstLine"] = self.em(abs(style.first))
        return [tag("w:ind", **indents)] if indents else []

    def _border(self, side: str) -> Element:
        borders = tag("w:pBdr")
        space = 12 if side == "left" else 8
        borders.append(tag(f"w:{side}", val="single", sz=12 if side == "left" else 4, space=space, color="7A8A94"))
        return borders

    def _run_properties(self, style: Style) -> list[Element]:
        """In the order that the schema demands.  Where a profile has no italics, they become bold."""
        found = []
        italic = style.italic and self.face.italics
        # Paragraphs set wholly in italics need no bold instead: their size and place already tell them apart.
        bold = style.bold or (style.italic and not italic and style.kind == "character")
        if style.font:
            found.append(_fonts(style.font))
        if bold:
            found += [tag("w:b"), tag("w:bCs")]
        if italic:
            found += [tag("w:i"), tag("w:iCs")]
        if style.small_caps:
            found.append(tag("w:smallCaps"))
        if style.colour:
            found.append(tag("w:color", val=style.colour))
        if style.size is not None:
            found += _sizes(max(self.face.smallest, style.size * self.face.size))
        elif style.script and self.face.smallest >= self.face.size:
            # Word shrinks raised figures to two thirds; where nothing may be small they are set larger first.
            found += _sizes(1.35 * self.face.size)
        if style.underline:
            found.append(tag("w:u", val="single"))
        if style.script:
            found.append(tag("w:vertAlign", val=style.script))
        return found


def _table_style() -> Element:
    """Ruled above, below and under the heads, as books do; no vertical lines."""
    style = tag("w:style", type="table", styleId=style_id("Article Table"))
    style.append(tag("w:name", val="Article Table"))
    style.append(tag("w:basedOn", val="TableNormal"))
    style.append(tag("w:qFormat"))
    properties = tag("w:tblPr")
    borders = tag("w:tblBorders")
    for side, weight in (("top", 8), ("bottom", 8), ("insideH", 2)):
        borders.append(tag(f"w:{side}", val="single", sz=weight, space=0, color="5A6870"))
    margins = tag("w:tblCellMar")
    margins.extend(tag(f"w:{side}", w=100, type="dxa") for side in ("left", "right"))
    properties.extend([borders, margins])
    style.append(properties)
    return style


def _fonts(name: str) -> Element:
    return tag("w:rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def _sizes(points: float) -> list[Element]:
    half_points = round(points * 2)
    return [tag("w:sz", val=half_points), tag("w:szCs", val=half_points)]
