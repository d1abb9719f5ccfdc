"""Typst: every run placed absolutely; pull quotes and feet stand before the text in the stream."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typst
from tools.typeset.design import Colour
from tools.typeset.fonts import FOLDERS, Face
from tools.typeset.lines import Run
from tools.typeset.pages import Line, Page, Publication

HYPHEN = "-"
LIGATURES = True


def render(publication: Publication) -> bytes:
    """The publication as PDF."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "pages.typ")
        pictures = [picture for page in publication.pages for picture in page.pictures]
        for number, picture in enumerate(pictures):
            Path(folder, f"{number}.jpg").write_bytes(picture.data)
        source.write_text(_document(publication), encoding="utf-8")
        compiler = typst.Compiler(
            input=str(source), root=folder, font_paths=[*map(str, FOLDERS)], ignore_system_fonts=True
        )
        result = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(result, bytes)
    return result


def _document(publication: Publication) -> str:
    first = publication.pages[0]
    authors = ", ".join(map(json.dumps, publication.authors))
    parts = [
        f"#set document(title: {_string(publication.title)}, author: ({authors},), date: none)",
        f"#set page(width: {first.width}pt, height: {first.height}pt, margin: 0pt)",
        f'#set text(lang: "{publication.language}", hyphenate: false, top-edge: "baseline", bottom-edge: "baseline")',
    ]
    picture = 0
    for number, page in enumerate(publication.pages):
        if number:
            parts.append("#pagebreak()")
        parts += _page(page, picture)
        picture += len(page.pictures)
    return "\n".join(parts)


def _page(page: Page, picture: int) -> list[str]:
    parts = []
    for tint in page.tints:
        size = f"width: {tint.x1 - tint.x0:.2f}pt, height: {tint.y1 - tint.y0:.2f}pt"
        parts.append(_place(tint.x0, tint.y0, f"rect({size}, fill: {_colour(tint.colour)})"))
    for rule in page.rules:
        end = f"end: ({rule.x1 - rule.x0:.2f}pt, {rule.y1 - rule.y0:.2f}pt)"
        stroke = f"stroke: {rule.thickness}pt + {_colour(rule.colour)}"
        parts.append(_place(rule.x0, rule.y0, f"line({end}, {stroke})"))
    for number, image in enumerate(page.pictures, picture):
        size = f"width: {image.x1 - image.x0:.2f}pt, height: {image.y1 - image.y0:.2f}pt"
        parts.append(_place(image.x0, image.y0, f'image("{number}.jpg", {size})'))
    early = [line for line in page.lines if line.kind in ("pull", "foot", "box", "box-title")]
    for line in early + [line for line in page.lines if line not in early]:
        parts += [_run(line, run) for run in line.runs]
    return parts


def _run(line: Line, run: Run) -> str:
    style = (
        f"{_face(run.face)}, size: {run.size:.3f}pt, fill: {_colour(line.colour)}, "
        f"spacing: 100% + {run.word_space:.4f}pt"
    )
    return _place(line.x + run.x, line.y - run.rise, f"text({style}, {_string(run.text)})")


def _place(x: float, y: float, what: str) -> str:
    return f"#place(top + left, dx: {x:.3f}pt, dy: {y:.3f}pt, {what})"


def _face(face: Face) -> str:
    style = "italic" if face.italic else "normal"
    weight = "bold" if face.bold else "regular"
    return f'font: "{face.family}", style: "{style}", weight: "{weight}"'


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _colour(colour: Colour) -> str:
    return "rgb(" + ", ".join(f"{part * 100:.1f}%" for part in colour) + ")"
