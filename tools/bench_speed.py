"""The speed benchmark: recovery over its floor, growth with pages, peers, writers and start-up, as ratios of one run.

    python tools/bench_speed.py                      every table (a quarter of an hour, with the peers' installation)
    python tools/bench_speed.py --only floor growth  some of them: floor growth peers start writers
    python tools/bench_speed.py --pages 5 30         other lengths than 5, 30, 100 and 400 pages

Seconds depend on the machine; what is compared is measured side by side in the same run, so the
ratios travel.  The documents are the specimens of source/, their pages repeated to the length asked
for: every page is worked on anew, nothing is cached between them.

The floor of the recovery is the plainest loop there is: PDFium, through pypdfium2's raw interface,
asked for the character, the box and the font of every glyph.  Peers are installed into environments
of their own below build/bench/; one that cannot be had is named and left out.
"""

from __future__ import annotations

import argparse
import compileall
import ctypes
import importlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (5, 30, 100, 400)
FORMATS = ("txt", "epub", "docx")
COMMAND = Path(sys.executable).with_name("horizons-convert")
BENCH = ROOT / "build" / "bench"
TURNS = 5
"""So many measurements of a recovery, an odd number."""
MIB = 1 << 20


def main() -> int:
    """Run the command."""
    options = _options()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return 0
    if options.write:
        print(json.dumps(measure_writer(options.write)))
        return 0
    compileall.compile_dir(ROOT / "src", quiet=1)  # as an installed program is, whatever the environment forbids
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="\n\n")
    documents = {pages: document(pages) for pages in options.pages}
    for name in options.only:
        print("\n".join(TABLES[name](documents)), end="\n\n", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES), metavar="TABLE")
    parser.add_argument("--pages", nargs="+", type=int, default=PAGES, metavar="N")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def document(pages: int) -> Path:
    """A PDF of so many pages, made of the pages of the specimens."""
    import pikepdf

    path = BENCH / "documents" / f"{pages}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    specimens = [pikepdf.open(file) for file in sorted((ROOT / "source").glob("*.pdf"))]
    with pikepdf.new() as pdf:
        while len(pdf.pages) < pages:
            for specimen in specimens:
                pdf.pages.extend(list(specimen.pages)[: pages - len(pdf.pages)])
        pdf.save(path)
    return path


# --- the recovery and its floor ------------------------------------------------------------


def floor_table(documents: dict[int, Path]) -> Iterator[str]:
    """Recovery over floor, each document in a process of its own, in processor time."""
    yield "| pages | glyphs | floor, s | reading ÷ floor | recovery ÷ floor | ms a page |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for pages, path in documents.items():
        found = json.loads(output(sys.executable, __file__, "--measure", path))
        floor, reading, recovery = found["floor"], found["reading"], found["recovery"]
        yield (
            f"| {pages} | {found['glyphs']} | {floor:.3f} | {reading / floor:.2f} | {recovery / floor:.2f} "
            f"| {1000 * recovery / pages:.1f} |"
        )


def measure(path: Path) -> dict[str, float]:
    """Processor seconds of the floor, of reading all pages, and of the whole recovery.

    They take turns, because the speed of a machine drifts; that turn counts in which the
    recovery's share of the floor is the median.
    """
    from horizons_convert import reading
    from horizons_convert.pdf.source import open_source

    def read() -> None:
        with open_source(path) as source:
            for number in range(1, source.page_count + 1):
                source.page(number)

    for library in reading.LIBRARIES:
        importlib.import_module(library)
    glyphs = plainest_loop(path)
    reading.recover(path)
    works = {"floor": lambda: plainest_loop(path), "reading": read, "recovery": lambda: reading.recover(path)}
    turns = [{name: seconds(work) for name, work in works.items()} for _ in range(TURNS)]
    turns.sort(key=lambda turn: turn["recovery"] / turn["floor"])
    return {"glyphs": glyphs, **turns[TURNS // 2]}


def plainest_loop(path: Path) -> int:
    """Ask PDFium for the character, the box and the font of every glyph; how many there are."""
    import pypdfium2
    import pypdfium2.raw as raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    flags, name, glyphs = ctypes.c_int(), ctypes.create_string_buffer(256), 0
    told: list[tuple[int, tuple[float, float, float, float], bytes]] = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            text_page = raw.FPDFText_LoadPage(page.raw)
            for index in range(raw.FPDFText_CountChars(text_page)):
                code = raw.FPDFText_GetUnicode(text_page, index)
                raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
                raw.FPDFText_GetFontInfo(text_page, index, name, 256, flags)
                told.append((code, (left.value, bottom.value, right.value, top.value), name.value))
            glyphs += len(told)
            told.clear()
            raw.FPDFText_ClosePage(text_page)
            page.close()
    return glyphs


def seconds(work: Callable[[], object]) -> float:
    """Processor time: another program's turn does not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


# --- whole processes -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children took."""

    seconds: float
    """By the clock on the wall."""
    memory: int
    """Bytes at most, of the largest of them."""


_USE = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
spent = time.perf_counter() - began
print(json.dumps([code, spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def usage(*command: object, repeats: int = 1) -> Usage:
    """Run a command; the quickest of `repeats` turns.  Raises `RuntimeError` where it fails."""
    turns = []
    for _ in range(repeats):
        code, spent, largest = json.loads(output(sys.executable, "-c", _USE, *command))
        if code:
            raise RuntimeError(f"{Path(str(command[0])).name} failed with exit code {code}")
        turns.append(Usage(spent, largest * (1 if sys.platform == "darwin" else 1024)))
    return min(turns, key=lambda turn: turn.seconds)


def output(*command: object) -> str:
    """What a command prints.  Raises `CalledProcessError` where it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return done.stdout


def growth_table(documents: dict[int, Path]) -> Iterator[str]:
    """The whole command for each format: time a page, and the memory of the largest process."""
    yield "| pages | " + " | ".join(f"{name}: ms a page | MiB" for name in FORMATS) + " |"
    yield "| ---: |" + " ---: |" * 2 * len(FORMATS)
    for pages, path in documents.items():
        cells = []
        for name in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                used = usage(COMMAND, "convert", path, "--to", name, "--out", folder)
            cells.append(f"{1000 * used.seconds / pages:.1f} | {used.memory / MIB:.0f}")
        yield f"| {pages} | " + " | ".join(cells) + " |"


# --- peers -----------------------------------------------------------------------------------

_MUPDF = "import sys, pymupdf4llm as p; open(sys.argv[2], 'w').write(p.to_markdown(sys.argv[1], show_progress=False))"
_OXIDE = "import sys, pdf_oxide; open(sys.argv[2], 'w').write(pdf_oxide.PdfDocument(sys.argv[1]).to_markdown_all())"

Peer = Callable[[Path, Path], Sequence[object]]
"""The command that converts a document into a folder."""

PEERS: dict[str, tuple[Sequence[str], Peer]] = {
    "pdftotext": ((), lambda pdf, out: ["pdftotext", pdf, out / "out.txt"]),
    "pdf_oxide": (["pdf_oxide"], lambda pdf, out: [_python("pdf_oxide"), "-c", _OXIDE, pdf, out / "out.md"]),
    "liteparse": (
        ["liteparse"],
        lambda pdf, out: [_python("liteparse").with_name("lit"), "parse", "--no-ocr", "-o", out / "out.txt", pdf],
    ),
    "opendataloader-pdf": (
        ["opendataloader-pdf"],
        lambda pdf, out: [
            _python("opendataloader-pdf").with_name("opendataloader-pdf"), "-q", "-f", "markdown", "-o", out, pdf,
        ],
    ),
    "pymupdf4llm": (
        ["pymupdf4llm>=1,<2"],
        lambda pdf, out: [_python("pymupdf4llm"), "-c", _MUPDF, pdf, out / "out.md"],
    ),
    "calibre": ((), lambda pdf, out: ["ebook-convert", pdf, out / "out.epub"]),
}  # fmt: skip
"""What has to be installed, and the command.  What the system brings needs no installation."""


def peers_table(documents: dict[int, Path]) -> Iterator[str]:
    """Seconds by the clock for the whole process, and how many times as long as ours to EPUB."""
    documents = {pages: path for pages, path in documents.items() if pages <= 100} or documents
    yield "| whole process, s (÷ ours to EPUB) | " + " | ".join(f"{pages} pages" for pages in documents) + " |"
    yield "| --- |" + " ---: |" * len(documents)
    ours = {pages: _timed(_own("epub"), path) for pages, path in documents.items()}
    for name in FORMATS:
        yield _row(f"horizons-convert --to {name}", _own(name), documents, ours)
    for name, (requirements, command) in PEERS.items():
        if missing := _lacking(name, requirements):
            yield f"| {name} | {missing} |" + " |" * (len(documents) - 1)
        else:
            yield _row(name, command, documents, ours)


def _own(name: str) -> Peer:
    return lambda pdf, out: [COMMAND, "convert", pdf, "--to", name, "--out", out]


def _row(name: str, command: Peer, documents: dict[int, Path], ours: dict[int, float]) -> str:
    cells = []
    for pages, path in documents.items():
        try:
            spent = _timed(command, path)
            cells.append(f"{spent:.2f} ({spent / ours[pages]:.2f})")
        except RuntimeError as error:
            cells.append(str(error))
    return f"| {name} | " + " | ".join(cells) + " |"


def _timed(command: Peer, path: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return usage(*command(path, Path(folder)), repeats=2).seconds


def _python(peer: str) -> Path:
    return BENCH / peer / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def _lacking(peer: str, requirements: Sequence[str]) -> str:
    """Install a peer if need be; what to print instead of its times where that cannot be done."""
    if not requirements:
        program = str(PEERS[peer][1](Path("in.pdf"), Path())[0])
        return "" if shutil.which(program) else f"{program} is not installed"
    if not _python(peer).exists():
        venv.create(BENCH / peer, with_pip=True)
    install = [str(_python(peer)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    return f"cannot be installed: {done.stderr.strip().splitlines()[-1]}" if done.returncode else ""


# --- start-up --------------------------------------------------------------------------------


def start_table(documents: dict[int, Path]) -> Iterator[str]:
    """How long a user waits for an answer that needs no work, over an empty Python."""
    empty = _median(sys.executable, "-c", "pass")
    yield f"| command | ms | ÷ `python -c pass` ({1000 * empty:.0f} ms) |"
    yield "| --- | ---: | ---: |"
    for words in (["--help"], ["formats"], ["--version"]):
        spent = _median(COMMAND, *words)
        yield f"| `horizons-convert {words[0]}` | {1000 * spent:.0f} | {spent / empty:.2f} |"


def _median(*command: object) -> float:
    return statistics.median(usage(*command).seconds for _ in range(15))


# --- writers ---------------------------------------------------------------------------------


def writers_table(documents: dict[int, Path]) -> Iterator[str]:
    """The PDF writer over bare WeasyPrint on the same HTML and CSS; the others in milliseconds a page."""
    pages, path = max((pages, path) for pages, path in documents.items() if pages <= 100)
    found = json.loads(output(sys.executable, __file__, "--write", path))
    bare = found.pop("weasyprint alone")
    yield f"| writer | ms a page, of {pages} | ÷ bare WeasyPrint |"
    yield "| --- | ---: | ---: |"
    for name, spent in found.items():
        yield f"| {name} | {1000 * spent / pages:.1f} | {f'{spent / bare:.2f}' if name == 'pdf' else ''} |"


def measure_writer(path: Path) -> dict[str, float]:
    """Processor seconds of each writer on the edition of a document, and of WeasyPrint alone on its PDF's HTML."""
    import weasyprint

    from horizons_convert.reading import read
    from horizons_convert.writers import Options, find, pdf, xhtml

    edition = read(path)
    found = {}
    for name in (*FORMATS, "pdf"):
        writer = find(name)
        writer.render(edition, Options())  # what it loads once is loaded
        found[name] = min(seconds(lambda writer=writer: writer.render(edition, Options())) for _ in range(2))  # type: ignore[misc]
    page = xhtml.as_html(pdf._html(edition, "standard"))
    fetch = pdf._fetcher(edition)
    found["weasyprint alone"] = min(
        seconds(
            lambda: weasyprint.HTML(string=page, url_fetcher=fetch).write_pdf(
                pdf_variant="pdf/ua-1", presentational_hints=True
            )
        )
        for _ in range(2)
    )
    return found


TABLES: dict[str, Callable[[dict[int, Path]], Iterator[str]]] = {
    "floor": floor_table,
    "growth": growth_table,
    "peers": peers_table,
    "start": start_table,
    "writers": writers_table,
}


if __name__ == "__main__":
    sys.exit(main())
