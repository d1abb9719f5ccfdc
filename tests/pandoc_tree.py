"""Pandoc as the second opinion of the writers' tests: what does a program that did not write a file read in it?"""

from __future__ import annotations

import json
import subprocess
from typing import Any

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
