"""Typeset the specimens: `python -m tools.typeset --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import essay as essays
from .backends import NAMES, backend
from .compose import compose
from .design import Design
from .issue import compose_issue, essays_of_issue
from .lines import Setting
from .truth import truth

ROOT = Path(__file__).resolve().parents[2]
ESSAYS = Path(__file__).parent / "essays"
SPECIMENS = {"pilots": ("the-pilots-ladder", "reportlab"), "seeds": ("a-loan-of-seeds", "weasyprint")}
"""Essay source: name of the specimen kept in source/, and the producer that writes it."""
ISSUE = "Autumn 2025, No.33"
DESIGNS = {"pilots": Design(), "seeds": Design(heading_capitals="font")}


def main() -> int:
    """Run the command."""
    options = _options()
    if options.all:
        return _all(options.all, options.leading)
    if options.issue:
        return _issue(options.issue)
    for name, (title, producer) in SPECIMENS.items():
        _write(name, producer, ROOT / "source" / f"{title}.pdf", ROOT / "tests" / "specimens", options.leading)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.typeset",
        description="Without options: write the specimens of source/ and their truth in tests/specimens/.",
    )
    parser.add_argument("--all", type=Path, metavar="DIR", help="write every essay with every producer at hand to DIR")
    parser.add_argument("--issue", type=Path, metavar="PDF", help="write a whole issue of more than a hundred pages")
    parser.add_argument("--leading", type=float, metavar="POINTS", help="another leading than the design's")
    return parser.parse_args()


def _all(folder: Path, leading: float | None) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, producer in _pairs():
        try:
            _write(name, producer, folder / f"{SPECIMENS[name][0]}-{producer}.pdf", folder, leading)
        except (ImportError, RuntimeError) as reason:
            print(f"{producer}: not at hand: {reason}", file=sys.stderr)
    return 0


def _issue(target: Path) -> int:
    """Typeset a whole issue with ReportLab; its truth stands beside it."""
    printer = backend("reportlab")
    design = Design()
    sources = [essays.load(ESSAYS / f"{name}.txt") for name in SPECIMENS]
    setting = Setting(design.body_size, hyphen=printer.HYPHEN, ligatures=printer.LIGATURES)
    publication, known = compose_issue(essays_of_issue(sources, ISSUE), design, setting)
    _save(target, target.parent, printer.render(publication), known, len(publication.pages))
    return 0


def _pairs() -> Iterator[tuple[str, str]]:
    return ((name, producer) for name in SPECIMENS for producer in NAMES)


def _write(name: str, producer: str, target: Path, truths: Path, leading: float | None) -> None:
    """Typeset one essay with one producer; the truth goes to `truths`."""
    essay = essays.load(ESSAYS / f"{name}.txt")
    design = replace(DESIGNS[name], leading=leading) if leading else DESIGNS[name]
    printer = backend(producer)
    publication = compose(essay, design, Setting(design.body_size, hyphen=printer.HYPHEN, ligatures=printer.LIGATURES))
    _save(target, truths, printer.render(publication), truth(essay, design), len(publication.pages))


def _save(target: Path, truths: Path, data: bytes, known: dict[str, Any], pages: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (truths / f"{target.stem}.truth.json").write_text(text + "\n", encoding="utf-8")
    print(f"{target}: {pages} pages, {len(data) // 1024} kB")


if __name__ == "__main__":
    sys.exit(main())
