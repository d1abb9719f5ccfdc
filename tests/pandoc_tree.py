"""Pandoc as the second opinion of the writers' tests: what does a program that did not write a file read in it?"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypandoc

Node = dict[str, Any]

_SILENT = {"RawInline", "RawBlock", "Image", "Note", "HorizontalRule"}


def tree(document: bytes, dialect: str) -> Node:
    """The syntax tree of a document in one of pandoc's formats."""
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", dialect, "-t", "json"], input=document, capture_output=True, check=True
    )
    found: Node = json.loads(run.stdout)
    return found


def words(node: Any) -> str:
    """The text of a node; notes, pictures and raw HTML say nothing."""
    if isinstance(node, list):
        return "".join(map(words, node))
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Link" and content[2][0].startswith("#note_"):
        return ""  # Word's second call of a note
    if kind in ("Code", "Span", "Link", "Quoted", "Cite", "Div"):
        return content[1] if kind == "Code" else words(content[1])
    if kind == "Header":
        return words(content[2])
    return "" if kind in _SILENT else words(content)


def every(node: Any, kind: str) -> list[Any]:
    """The contents of all nodes of one type, in reading order."""
    if isinstance(node, dict):
        return [node["c"]] if node.get("t") == kind else every(node.get("c"), kind)
    if isinstance(node, list):
        return [found for child in node for found in every(child, kind)]
    return []


def headings(node: Node) -> list[tuple[int, str]]:
    """Level and words of all headings."""
    return [(content[0], words(content[2])) for content in every(node["blocks"], "Header")]


# --- the whole document, for comparing formats -----------------------------------------------


class Reading(NamedTuple):
    """What pandoc read: the blocks as (kind, words) in their order, headings by their relative level; the notes."""

    blocks: list[tuple[str, str]]
    notes: list[str]


def reading(document: bytes, dialect: str, front: set[str]) -> Reading:
    """A document in terms that every format has, without the words of its `front` matter."""
    found = tree(document, dialect)["blocks"]
    blocks = [(kind, _one_line(text)) for kind, text in _flow(found, "text")]
    # Without letters: Word's asterisks for a pause, which other formats say with a rule.
    blocks = [(kind, text) for kind, text in blocks if re.search(r"\w", text) and text not in front]
    notes = [_one_line(" ".join(text for _, text in _flow(note, "note"))) for note in every(found, "Note")]
    # In Word a mark that is no number is typed before the note.
    return Reading(raised(blocks), list(dict.fromkeys(note.removeprefix("* ") for note in notes)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def raised(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The blocks with the levels of their headings counted from the highest one."""
    levels = {kind for kind, _ in blocks if kind.startswith("heading")}
    depth = int(min(levels, default="1")[-1]) - 1
    return [(f"heading {int(kind[-1]) - depth}" if kind in levels else kind, text) for kind, text in blocks]


def _flow(nodes: list[Node], kind: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        content = node.get("c")
        match node["t"]:
            case "Para" | "Plain" | "LineBlock":
                yield kind, words(content)
            case "Header":
                yield f"heading {content[0]}", words(content[2])
            case "CodeBlock":
                yield "code", content[1]
            case "BlockQuote":
                yield from _flow(content, "quote")
            case "BulletList" | "OrderedList" as name:
                for item in content if name == "BulletList" else content[1]:
                    yield from _flow(item[:1], name)
                    yield from _flow(item[1:], "text")  # Word has no sign for what else belongs to an item
            case "Div" if "references" in content[0][1]:
                yield from (("text", text) for _, text in _flow(content[1], kind))
            case "Div":
                yield from _flow(content[1], kind)
            case "Figure":
                yield from _flow(content[1][1], kind)
                yield from _flow(content[2], kind)
            case "Table":
                yield from _flow(content[1][1], kind)
                yield "table", " ".join(map(words, every(content, "Plain") + every(content, "Para")))
