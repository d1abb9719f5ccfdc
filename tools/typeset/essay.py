"""What does a specimen say?  Reads an essay in its source form into marked blocks.

The form is plain text that a person can write without a manual:

    title: ...                      a header of `key: value` lines, closed by ---
    = Heading                       a section heading (`== ` for the second level)
    ^3 A pilot, in the sense ...    a paragraph that opens with a drop cap of three lines
    > The Pilot shall have ...      a block quotation
    ~ and so it went on ...         a paragraph without indent, e.g. after a block quotation
    @margin ... @column ... @gutter a pull quote and where it hangs
    @box Title | words ...          a sidebar whose words stand nowhere else
    @photo name | caption           a picture that the project draws itself
    [^1]: ...                       the text of a note that `[^1]` calls

Blocks are parted by blank lines.  Inside them `*italic*`, `**bold**`, `22^nd^`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

Style = Literal["roman", "italic", "bold", "sup", "note", "small"]
"""`small` is a capital set smaller, as small capitals are faked; no source marks it, the typesetter does."""
Kind = Literal["heading", "paragraph", "quote", "pull", "box", "photo"]
Hang = Literal["margin", "column", "gutter"]

_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|\^(?P<sup>\w+)\^|\[\^(?P<note>\w+)\]")
_NOTE = re.compile(r"\[\^(\w+)\]:\s+(.*)", re.S)
_DROP = re.compile(r"\^(\d)\s+(.*)", re.S)


class EssayError(ValueError):
    """A source that does not keep to the form; the message names the place."""


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style.  For `note` the text is the mark that calls it."""

    text: str
    style: Style = "roman"


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """One block of the source, in source order."""

    kind: Kind
    spans: Spans
    level: int = 0
    drop_lines: int = 0
    indent: bool = True
    hang: Hang = "margin"
    label: str = ""
    """A sidebar's title, or the name of a photo."""

    @property
    def text(self) -> str:
        """The words without marks; a note is shown as `[^1]`."""
        return plain(self.spans)


@dataclass(frozen=True)
class Essay:
    """A whole article as its authors wrote it."""

    title: str
    subtitle: str
    kicker: str
    authors: tuple[str, ...]
    journal: str
    issue: str
    language: str
    first_folio: int
    bio: Spans
    blocks: tuple[Block, ...]
    notes: dict[str, Spans] = field(default_factory=dict)


def plain(spans: Spans) -> str:
    """The characters of some spans, note calls written `[^1]`."""
    return "".join(f"[^{span.text}]" if span.style == "note" else span.text for span in spans)


def load(path: Path) -> Essay:
    """Read an essay file.  Raises `EssayError` where it departs from the form."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(source: str, name: str = "essay") -> Essay:
    """Read the text of an essay file; `name` is only for messages."""
    head, rule, body = source.partition("\n---\n")
    if not rule:
        raise EssayError(f"{name}: no line of three dashes closes the header")
    fields = dict(_header_field(line, name) for line in head.splitlines() if line.strip())
    blocks: list[Block] = []
    notes: dict[str, Spans] = {}
    for chunk in re.split(r"\n\s*\n", body.strip()):
        text = " ".join(chunk.split())
        if match := _NOTE.fullmatch(text):
            notes[match[1]] = inline(match[2])
        else:
            blocks.append(_block(text))
    try:
        return Essay(
            title=fields["title"],
            subtitle=fields.get("subtitle", ""),
            kicker=fields.get("kicker", ""),
            authors=tuple(part.strip() for part in fields["authors"].split("&")),
            journal=fields["journal"],
            issue=fields["issue"],
            language=fields.get("language", "en"),
            first_folio=int(fields["first_folio"]),
            bio=inline(fields.get("bio", "")),
            blocks=tuple(blocks),
            notes=notes,
        )
    except KeyError as missing:
        raise EssayError(f"{name}: the header lacks {missing}") from missing


def inline(text: str) -> Spans:
    """Split text at its marks."""
    spans: list[Span] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            spans.append(Span(text[at : match.start()]))
        style = cast(Style, match.lastgroup)
        spans.append(Span(match[style], style))
        at = match.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)


def _header_field(line: str, name: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon:
        raise EssayError(f"{name}: {line!r} in the header is not `key: value`")
    return key.strip(), value.strip()


def _block(text: str) -> Block:
    if text.startswith("=="):
        return Block("heading", inline(text[2:].strip()), level=2)
    if text.startswith("="):
        return Block("heading", inline(text[1:].strip()), level=1)
    if text.startswith(">"):
        return Block("quote", inline(text[1:].strip()))
    if text.startswith("~"):
        return Block("paragraph", inline(text[1:].strip()), indent=False)
    if text.startswith("@"):
        return _floating(text)
    if match := _DROP.fullmatch(text):
        return Block("paragraph", inline(match[2]), drop_lines=int(match[1]), indent=False)
    return Block("paragraph", inline(text))


def _floating(text: str) -> Block:
    word, _, rest = text[1:].partition(" ")
    if word in ("margin", "column", "gutter"):
        return Block("pull", inline(rest), hang=cast(Hang, word))
    label, _, words = (part.strip() for part in rest.partition("|"))
    if word in ("box", "photo"):
        return Block(cast(Kind, word), inline(words), label=label)
    raise EssayError(f"@{word} is not a kind of block")
