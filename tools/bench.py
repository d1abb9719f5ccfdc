"""The quality benchmark: typeset the specimens with every producer at hand, recover them, score the recovery.

    python tools/bench.py                      print a table, a row for each specimen and producer
    python tools/bench.py essay.pdf ...        score these; the truth stands beside each as essay.truth.json
    python tools/bench.py --readme             and put the table into README.md, between its markers
    python tools/bench.py --raise-floors       and raise the floors in tests/floors.json to what was reached

What the figures mean stands in scoring.py.  Floors are never lowered; a figure below its floor
is named after the table and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.scoring import COUNTS_DOWN, SHARES, Figures, Floor, floor_of, raised, score, shortfalls  # noqa: E402

from horizons_convert.reading import read  # noqa: E402

FLOORS = ROOT / "tests" / "floors.json"
SHARED = ROOT.parent / "shared"
README_MARKS = ("<!-- bench -->", "<!-- /bench -->")
TYPESET = "typeset/"
"""Begins the names of the specimens that are typeset for a run; README shows these."""
HEADINGS = (
    "document",
    "paragraphs",
    "order",
    "headings",
    "levels",
    "quotes",
    "drop caps",
    "pull quotes left",
    "running lines left",
    "words lost",
    "words invented",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF of which it is known what should be recovered."""

    name: str
    """What it is called in the table and in the file of floors."""
    pdf: Path
    truth: Path


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one document."""

    document: Document
    figures: Figures


def main() -> int:
    """Run the command."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        documents = given(options.pdfs) if options.pdfs else [*own(), *typeset(Path(folder))]
        if options.raise_floors and not options.pdfs:
            documents += shared()
        results = [measure(document) for document in documents]
    table = "\n".join(rows(results))
    print(table)
    if options.readme:
        put_into_readme(ROOT / "README.md", "\n".join(rows(r for r in results if r.document.name.startswith(TYPESET))))
    floors = load_floors()
    if options.raise_floors:
        for result in results:
            name = result.document.name
            floors[name] = raised(floors.get(name, {}), floor_of(result.figures))
        FLOORS.write_text(json.dumps(dict(sorted(floors.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return _complain(results, floors)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdfs", nargs="*", type=Path, metavar="PDF")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    parser.add_argument("--raise-floors", action="store_true", help="raise tests/floors.json to what was reached")
    return parser.parse_args()


def _complain(results: Iterable[Result], floors: dict[str, Floor]) -> int:
    """Name what is below its floor on stderr; the exit code."""
    short = [
        f"{result.document.name}: {line}"
        for result in results
        for line in shortfalls(result.figures, floors.get(result.document.name, {}))
    ]
    for line in short:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if short else 0


# --- which documents -------------------------------------------------------------------


def own() -> list[Document]:
    """The specimens that are kept in source/."""
    return [
        Document(f"source/{pdf.stem}", pdf, ROOT / "tests" / "specimens" / f"{pdf.stem}.truth.json")
        for pdf in sorted((ROOT / "source").glob("*.pdf"))
    ]


def shared() -> list[Document]:
    """The documents with a truth in the folder of test material beside the checkout; none where there is none."""
    return [
        Document(f"{folder}/{pdf.stem}", pdf, truth)
        for folder in ("corpus", "real")
        for pdf in sorted((SHARED / folder).glob("*.pdf"))
        if (truth := pdf.with_suffix(".truth.json")).exists()
    ]


def given(pdfs: Iterable[Path]) -> list[Document]:
    """Documents named on the command line; those known to the floors by another name keep it."""
    known = {document.pdf.resolve(): document for document in (*own(), *shared())}
    return [known.get(pdf.resolve(), Document(pdf.stem, pdf, pdf.with_suffix(".truth.json"))) for pdf in pdfs]


def typeset(folder: Path) -> list[Document]:
    """Every essay with every producer at hand, typeset into `folder`."""
    command = [sys.executable, "-m", "tools.typeset", "--all", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return [
        Document(f"{TYPESET}{pdf.stem}", pdf, pdf.with_suffix(".truth.json")) for pdf in sorted(folder.glob("*.pdf"))
    ]


def load_floors() -> dict[str, Floor]:
    """The floors by document; empty before the first are set."""
    floors: dict[str, Floor] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    return floors


# --- the table -------------------------------------------------------------------------


def measure(document: Document) -> Result:
    """Recover a document and score what came of it."""
    truth: dict[str, Any] = json.loads(document.truth.read_text("utf-8"))
    return Result(document, score(read(document.pdf), truth))


def rows(results: Iterable[Result]) -> Iterator[str]:
    """The results as a Markdown table."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"| --- |{' ---: |' * (len(HEADINGS) - 1)}"
    for result in results:
        figures = result.figures
        cells = [result.document.name.removeprefix(TYPESET), *(_share(getattr(figures, name)) for name in SHARES)]
        cells.append(f"{figures.drop_caps}/{figures.all_drop_caps}")
        cells += [str(getattr(figures, name)) for name in COUNTS_DOWN]
        yield f"| {' | '.join(cells)} |"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def put_into_readme(readme: Path, table: str) -> None:
    """Replace what stands between the markers.  Raises `SystemExit` where the page has no markers."""
    text = readme.read_text("utf-8")
    first, last = map(re.escape, README_MARKS)
    between = re.compile(f"({first}\n).*?({last})", re.DOTALL)
    new, count = between.subn(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", text)
    if not count:
        raise SystemExit(f"{readme} has no place for the table: {README_MARKS[0]} ... {README_MARKS[1]}")
    readme.write_text(new, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
