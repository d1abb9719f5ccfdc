"""The Markdown writer: pandoc and markdown-it, which did not write it, read back what was meant."""

from __future__ import annotations

import json
from typing import Any

import pypandoc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import editions
from horizons_convert.document import (
    Article,
    Block,
    Edition,
    Inlines,
    Paragraph,
    Text,
)
from horizons_convert.writers import Options, Writer
from horizons_convert.writers.markdown import writer

PANDOC = "markdown-smart"
DIALECTS = [PANDOC, "commonmark", "gfm", "commonmark_x-smart"]

SIGNS = "\\`*_{}[]()<>#+-=.!|~^$@&:;\"'%/?,"
PROSE = st.text(st.sampled_from(SIGNS + "aA1iv é“”— "), min_size=1, max_size=14)
WORDS = st.one_of(
    PROSE,
    st.sampled_from(
        ["1. a", "a) b", "(iv) c", "# d", "> e", "- f", "+ g", "Table: h", "&amp; i", "www.a_b.org j", "%k"]
    ),
    st.sampled_from(["https://example.org/a_b*c?d=1&e=2#f", "mail a_b@c.org", ":smile:", "==x==", "[^1]: n", "---"]),
)
MARKS = st.sets(st.sampled_from(["italic", "bold"])).map(tuple)


def render(*blocks: Block, **more: Any) -> str:
    article = Article("a", "Title", blocks, **more)
    return writer.render(Edition((article,)), Options()).decode()


def pandoc(source: str, dialect: str = PANDOC) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(pypandoc.convert_text(source, "json", format=dialect))
    return tree


def words(node: Any) -> str:
    """The text of a pandoc tree; raw HTML and images say nothing."""
    if isinstance(node, list):
        return "".join(map(words, node))
    kind, content = node.get("t"), node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Code":
        return str(content[1])
    if kind in ("RawInline", "RawBlock", "Image", "Note", "HorizontalRule"):
        return ""
    if kind in ("Span", "Link", "Quoted", "Cite", "Div"):
        return words(content[1])
    if kind == "Header":
        return words(content[2])
    return words(content) if isinstance(content, list) else ""


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_it_is_a_writer() -> None:
    assert isinstance(writer, Writer)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(paragraphs=st.lists(WORDS, min_size=20, max_size=40))
@example(paragraphs=[editions.HOSTILE_VISIBLE])
def test_text_is_never_read_as_markup(dialect: str, paragraphs: list[str]) -> None:
    wanted = [squeezed(text) for text in paragraphs if text.strip()]
    source = _body(render(*(Paragraph((Text(text),)) for text in wanted)))
    blocks = pandoc(source, dialect)["blocks"]
    assert [block["t"] for block in blocks] == ["Para"] * len(wanted)
    assert [squeezed(words(block["c"])) for block in blocks] == wanted


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PROSE, MARKS), min_size=1, max_size=5))
@example([("word", ()), ("“so”", ("italic",)), ("word", ())])
@example([("a", ("italic",)), ("b", ("bold",)), ("c", ("italic", "bold"))])
def test_emphasis_covers_what_it_should(runs: list[tuple[str, tuple[Any, ...]]]) -> None:
    content: Inlines = tuple(Text(text, marks) for text, marks in runs)
    source = _body(render(Paragraph((Text("x "), *content, Text(" x")))))
    children = MarkdownIt("commonmark").parse(source)[1].children
    shown: list[tuple[str, frozenset[str]]] = [("x", frozenset())]
    marks: list[str] = []
    for token in children or []:
        if token.type.endswith("_open"):
            marks.append({"em": "italic", "strong": "bold"}.get(token.tag, ""))
        elif token.type.endswith("_close"):
            marks.pop()
        elif token.type in ("text", "text_special"):
            shown += [(sign, frozenset(marks) - {""}) for sign in token.content]
    wanted = [(sign, frozenset(text_marks)) for text, text_marks in runs for sign in text]
    assert _letters(shown[2:]) == _letters([*wanted, ("x", frozenset())])


def _letters(signs: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    return [(sign, marks) for sign, marks in signs if not sign.isspace()]


def _body(source: str) -> str:
    """What follows the front matter."""
    return source.split("\n---\n", 1)[1].strip()
