"""How is text written so that every Markdown reader reads just that text?

Three dialects are kept in mind: CommonMark, GitHub's (which finds web addresses by
itself) and pandoc's (superscripts, citations, lists with letters, definition lists ...).
A backslash before a punctuation mark means that mark in all three.  Emphasis is the hard
part, since whether ``*`` opens or closes depends on its neighbours: a letter beside an
emphasis that begins or ends with punctuation is written as a character reference, which
counts as punctuation itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from horizons_convert.document import Inline, Inlines, Mark, PageBreak, Text
from horizons_convert.writers.xhtml import clean

BREAK = "\\\n"
"""A line break that is meant."""

_SPACES = re.compile("[ \t\n\r\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_ADDRESS = re.compile(r"""\bhttps?://[\w.-]+(?:/[\w./%~#?=&+,;@$*-]*[\w/])?""")
_ANYWHERE = re.compile(
    r"[\\`*_\[\]<{|~^$]"
    r"|&(?=#?\w+;)"  # character references
    r"|(?<!\w)@(?=\w|\{)"  # pandoc's citations
    r"|:(?=//|[\w+-]+:)"  # addresses that GitHub would link, emoji
    r"|={2,}"  # highlighting
    r"|(?<=\bwww)\.(?=\w)"  # addresses again
)
_AT_START = re.compile(
    r"[#>+\-=:%]"  # headings, quotes, lists, rules, definitions, title blocks
    r"|\(?(?:\d+|[a-z]|[A-Z](?!\.)|[ivxlcdm]+|[IVXLCDM]{2,})[.)](?=\s|$)"  # numbered lists, pandoc's by letter too
    r"|[Tt]able:"  # pandoc's captions
    r"|\[\^\d+\]:"  # the definition of a note
)
_HTML: dict[Mark, tuple[str, str]] = {
    "superscript": ("<sup>", "</sup>"),
    "subscript": ("<sub>", "</sub>"),
    "small-caps": ('<span class="smallcaps">', "</span>"),
}
_SEPARATOR = "<!-- -->"
"""Keeps two emphases apart that touch each other; no reader shows it."""


@dataclass(frozen=True)
class Piece:
    """Markdown source for one inline; `sign` is what opens and closes its emphasis, if it is one."""

    source: str
    sign: str = ""
    before: str = ""
    """White space that must stand outside of the emphasis."""
    after: str = ""


def escaped(text: str, linked: bool = False) -> str:
    """`text` as Markdown that reads back as it; web addresses become links unless we are inside of one."""
    text = _line(text)
    if linked:
        return _escaped(text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [_escaped(text[end : found.start()]), f"<{found[0]}>"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _line(text: str) -> str:
    """`text` on one line, without characters that nobody sees."""
    return _SPACES.sub(" ", _UNSEEN.sub("", clean(text)))


def _escaped(text: str) -> str:
    return _ANYWHERE.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), text)


def safe_start(line: str) -> str:
    """An inline source at the head of a line, kept from opening another kind of block."""
    found = _AT_START.match(line)
    if not found:
        return line
    start = found[0]
    if start[0] == "(":
        return "\\" + line
    return f"{start[:-1]}\\{start[-1]}{line[found.end() :]}"


def merged(content: Inlines) -> Iterator[Inline]:
    """The inlines without page breaks, neighbouring texts with the same marks and language as one."""
    shown = [inline for inline in content if not isinstance(inline, PageBreak)]
    for key, group in groupby(
        shown, lambda inline: (inline.marks, inline.language) if isinstance(inline, Text) else None
    ):
        if key is None:
            yield from group
        else:
            yield Text("".join(inline.text for inline in group if isinstance(inline, Text)), *key)


def text_piece(text: Text, linked: bool = False) -> Piece:
    """One text with its marks; `linked` where it stands inside a link."""
    shown = escaped(text.text, linked)
    core = shown.strip()
    if not core:
        return Piece(shown[:1])
    before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
    source = _code(_line(text.text).strip()) if "code" in text.marks else core
    sign = "*" * (("italic" in text.marks) + 2 * ("bold" in text.marks))
    tags = [_HTML[mark] for mark in _HTML if mark in text.marks]
    if text.language:
        tags.append((f'<span lang="{re.sub(r"[^A-Za-z0-9-]", "", text.language)}">', "</span>"))
    if not tags:
        return Piece(source, sign, before, after) if sign else Piece(before + source + after)
    source = sign + source + sign
    for opening, closing in tags:
        source = opening + source + closing
    return Piece(before + source + after)


def _code(text: str) -> str:
    """A code span; HTML where a bar inside would end the cell of a table."""
    if "|" in text:
        return f"<code>{_escaped(text)}</code>"
    fence = "`" * (max((len(list(run)) for sign, run in groupby(text) if sign == "`"), default=0) + 1)
    return f"{fence} {text} {fence}" if text[0] == "`" or text[-1] == "`" else f"{fence}{text}{fence}"


def assembled(pieces: Sequence[Piece]) -> str:
    """The pieces side by side, each emphasis read as one whatever its neighbours are."""
    out = ""
    letter_follows = False  # whether the next letter must be written as a reference
    for piece in pieces:
        source = piece.before + piece.sign + piece.source + piece.sign + piece.after if piece.sign else piece.source
        if not source:
            continue
        if letter_follows and _is_letter(source[0]):
            source = f"&#{ord(source[0])};{source[1:]}"
        if out.endswith("*") and source.startswith("*"):
            out += _SEPARATOR
        if piece.sign and not piece.before and not _is_letter(piece.source[0]) and out and _is_letter(out[-1]):
            out = f"{out[:-1]}&#{ord(out[-1])};"
        if out.endswith("!") and source.startswith("["):
            out = out[:-1] + "\\!"  # or the link would be a picture
        letter_follows = bool(piece.sign) and not piece.after and not _is_letter(piece.source[-1])
        out += source
    return out


def _is_letter(sign: str) -> bool:
    """Whether CommonMark counts it neither as white space nor as punctuation."""
    return not sign.isspace() and unicodedata.category(sign)[0] not in "PS"
