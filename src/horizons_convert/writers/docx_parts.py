"""What python-docx cannot say: the raw-XML corners of a Word file, behind plain functions.

Footnotes, numbering, bookmarks, fields, alternative text, header rows, the language tag
that Word understands, and a package without the template's leftovers whose bytes depend
on nothing but the content.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import langcodes
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.story import StoryPart
from lxml import etree

from horizons_convert.document import ListBlock

Element = etree._Element

_LEFTOVERS = ("/stylesWithEffects", "/customXml", "/webSettings", "/metadata/thumbnail")
"""Relationships of python-docx's template to parts that no document of ours needs."""
_BOOKMARK_LENGTH = 40
"""The longest bookmark name that Word keeps."""
_TWO_SCRIPTS = {"az", "bs", "sr", "uz"}
"""Languages whose Word tags name their script: sr-Cyrl-RS."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def tag(name: str, /, **attributes: str | int) -> Element:
    """An element such as ``tag("w:jc", val="left")``, its attributes in the element's own namespace."""
    made: Element = OxmlElement(name)
    prefix = name.split(":")[0]
    for key, value in attributes.items():
        made.set(qn(f"{prefix}:{key}"), str(value))
    return made


def word_language(language: str) -> str:
    """The tag by which Word finds its proofing tools: it wants a region, "fr" is unknown to it, "fr-FR" is French."""
    try:
        full = langcodes.Language.get(language).maximize()
    except ValueError:
        return "en-US"
    parts = [full.language, full.script if full.language in _TWO_SCRIPTS else None, full.territory]
    return "-".join(part for part in parts if part)


# --- footnotes ---------------------------------------------------------------------------

_FOOTNOTES = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The footnotes part of a document, made with the two separators that Word demands."""

    def __init__(self, document: Document) -> None:
        package = document.part.package
        assert package is not None
        name = PackURI("/word/footnotes.xml")
        self.part = StoryPart(name, CT.WML_FOOTNOTES, parse_xml(_FOOTNOTES), package)
        document.part.relate_to(self.part, RT.FOOTNOTES)
        self._count = 0

    def add(self) -> tuple[int, Element]:
        """A new, empty footnote: its id, and the element that wants its paragraphs."""
        self._count += 1
        note = tag("w:footnote", id=self._count)
        self.part.element.append(note)
        return self._count, note


# --- numbering ---------------------------------------------------------------------------

_BULLETS = ("•", "–", "▪")
_FORMATS = ("decimal", "lowerLetter", "lowerRoman")
_MARKER = re.compile(r"(?P<before>\(?)(?P<number>[^\W_]+)(?P<after>[.):]?)")


class Numbering:
    """Every list's numbers.  An ordered list gets a definition of its own, so each counts from its own start."""

    def __init__(self, root: Element, step: int) -> None:
        """`step` is the indent of one level in twips."""
        self._root = root
        self._step = step
        self._count = 0
        root[:] = []

    def bullets(self, base: int = 0) -> int:
        """A bulleted definition, indented by `base` twips beyond its levels; its id."""
        return self._add([("bullet", _BULLETS[level % 3], 1) for level in range(9)], base)

    def numbers(self, block: ListBlock, level: int, base: int = 0) -> int:
        """A definition for one ordered list at `level` (from 0), numbered the way it was printed; its id."""
        levels = [(_FORMATS[depth % 3], f"%{depth + 1}.", 1) for depth in range(9)]
        number_format, text = _number_format(block, level)
        levels[level] = (number_format, text, block.start)
        return self._add(levels, base)

    def _add(self, levels: list[tuple[str, str, int]], base: int) -> int:
        self._count += 1
        definition = tag("w:abstractNum", abstractNumId=self._count)
        definition.append(tag("w:multiLevelType", val="hybridMultilevel"))
        for depth, (number_format, text, start) in enumerate(levels):
            level = tag("w:lvl", ilvl=depth)
            level.append(tag("w:start", val=start))
            level.append(tag("w:numFmt", val=number_format))
            level.append(tag("w:lvlText", val=text))
            level.append(tag("w:lvlJc", val="left"))
            properties = tag("w:pPr")
            properties.append(tag("w:ind", left=base + self._step * (depth + 1), hanging=self._step))
            level.append(properties)
            definition.append(level)
        instance = tag("w:num", numId=self._count)
        instance.append(tag("w:abstractNumId", val=self._count))
        # The schema wants all definitions before the first instance.
        self._root.insert(self._count - 1, definition)
        self._root.append(instance)
        return self._count


def _number_format(block: ListBlock, level: int) -> tuple[str, str]:
    """Word's number format and pattern for the marker that was printed at the head of the list."""
    found = _MARKER.fullmatch(block.items[0].marker.strip()) if block.items else None
    if not found:
        return "decimal", f"%{level + 1}."
    number = found["number"]
    pattern = f"{found['before']}%{level + 1}{found['after']}"
    if number in ("i", "I") or (len(number) > 1 and re.fullmatch("[ivxlc]+|[IVXLC]+", number)):
        return ("upperRoman" if number.isupper() else "lowerRoman"), pattern
    if len(number) == 1 and number.isascii() and number.isalpha():
        return ("upperLetter" if number.isupper() else "lowerLetter"), pattern
    return "decimal", pattern


# --- inside paragraphs -------------------------------------------------------------------


class Bookmarks:
    """Bookmarks with legal and unique names: letters, digits and underscores, 40 at most, case does not count."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def make(self, wanted: str) -> tuple[str, list[Element]]:
        """The name that was free, and the two elements that mark a place."""
        stem = re.sub(r"\W+", "_", wanted)[: _BOOKMARK_LENGTH - 4]
        name, number = stem, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem}_{number}"
        self._names.add(name.casefold())
        identity = len(self._names)
        return name, [tag("w:bookmarkStart", id=identity, name=name), tag("w:bookmarkEnd", id=identity)]


def page_number_field() -> list[Element]:
    """The runs of a PAGE field; Word fills in the number."""
    instruction = tag("w:instrText")
    instruction.text = "PAGE"
    shown = tag("w:t")
    shown.text = "1"
    inside = (
        tag("w:fldChar", fldCharType="begin"),
        instruction,
        tag("w:fldChar", fldCharType="separate"),
        shown,
        tag("w:fldChar", fldCharType="end"),
    )
    runs = []
    for element in inside:
        run = tag("w:r")
        run.append(element)
        runs.append(run)
    return runs


_DECORATIVE = """<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative
xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>"""


def describe_picture(inline: Element, number: int, description: str) -> None:
    """Give a picture its alternative text; an empty one says that it is decoration."""
    properties = inline.find(qn("wp:docPr"))
    assert properties is not None
    for key, value in (("id", str(number)), ("name", f"Figure {number}"), ("descr", description)):
        properties.set(key, value)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")  # else LibreOffice keeps a tenth of an inch clear on each side
    if not description:
        properties.append(parse_xml(_DECORATIVE))
    inner = next(inline.iter(qn("pic:cNvPr")))
    inner.set("name", f"Figure {number}")
    inner.set("descr", description)


# --- tables ------------------------------------------------------------------------------


def describe_table(table: Element, has_heads: bool) -> None:
    """Say whether a table's first row looks like heads, and that it needs no further description.

    Its caption stands above it and its cells are read one by one: what was said in a
    description would be heard twice, and some programs would show it as a second caption.
    """
    properties = table.find(qn("w:tblPr"))
    assert properties is not None
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    # tblLook's bits in words: this is what Word shows as "Header Row" in its ribbon.
    properties.append(tag("w:tblLook", val="0020" if has_heads else "0000", firstRow=int(has_heads), noVBand=1))
    properties.append(tag("w:tblDescription", val=""))


def mark_header_row(row: Element) -> None:
    """The row is repeated on every page, and screen readers speak its cells as column heads."""
    properties = row.find(qn("w:trPr"))
    if properties is None:
        properties = tag("w:trPr")
        row.insert(0, properties)
    properties.append(tag("w:cantSplit"))
    properties.append(tag("w:tblHeader"))


# --- the package -------------------------------------------------------------------------

_SETTINGS = """<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:footnotePr><w:numRestart w:val="eachSect"/><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>
<w:compat>{compat}</w:compat><w:themeFontLang w:val="{language}"/>
<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" w:accent2="accent2"
w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink"
w:followedHyperlink="followedHyperlink"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>"""
_COMPAT = {
    "compatibilityMode": "15",
    "overrideTableStyleFontSizeAndJustification": "1",
    "enableOpenTypeFeatures": "1",
    "doNotFlipMirrorIndents": "1",
    "differentiateMultirowTableHeaders": "1",
}
_APP = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
><Application>horizons_convert</Application></Properties>"""


def clear_template(document: Document, language: str) -> None:
    """Drop what python-docx's template brings along: stale parts, a thumbnail, Word 2010's mode, its settings."""
    package = document.part.package
    assert package is not None
    for relationships in (document.part.rels, package.rels):
        for key in [key for key, found in relationships.items() if found.reltype.endswith(_LEFTOVERS)]:
            del relationships[key]
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml" and type(part) is Part:
            part._blob = _APP
    _write_settings(document.settings.element, language)


def _write_settings(root: Element, language: str) -> None:
    uri = "http://schemas.microsoft.com/office/word"
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>' for name, value in _COMPAT.items()
    )
    settings = parse_xml(
        f"<w:settings {nsdecls('w')}>{_SETTINGS.format(compat=compat, language=language)}</w:settings>"
    )
    root[:] = list(settings)


def packed(document: Document) -> bytes:
    """The file's bytes: parts in a fixed order with a fixed date, so that the same document gives the same file."""
    saved = io.BytesIO()
    document.save(saved)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, blob in _entries(saved):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, blob)
    return out.getvalue()


def _entries(saved: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    """The content types first, as the packaging conventions ask, then the parts by name."""
    with zipfile.ZipFile(saved) as source:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            yield name, source.read(name)
