"""What keeps the program fast, counted and not timed: questions to PDFium a glyph, modules at start-up, growth.

`tools/bench_speed.py` measures seconds; these figures are the same on every machine.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest

from conftest import ROOT
from horizons_convert import cli
from horizons_convert.ledger import Ledger
from horizons_convert.pdf import columns
from horizons_convert.pdf.glyphs import read_page
from horizons_convert.pdf.source import open_source
from horizons_convert.reading import recover
from horizons_convert.recover.pipeline import recover_articles
from pages import two_columns

SPECIMENS = sorted((ROOT / "source").glob("*.pdf"))

HEAVY = (
    *("numpy", "PIL", "lxml", "pypdf", "pypdfium2", "pikepdf", "weasyprint", "docx", "ebooklib"),
    *("wordfreq", "pyphen", "rapidfuzz", "fontTools", "msgspec", "rich", "typing", "asyncio", "multiprocessing"),
    *("importlib.metadata", "dataclasses", "inspect", "pathlib", "tempfile", "shutil", "zipfile"),
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the calls of PDFium while pages are read, by function."""
    counts: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            counts[name] += 1
            return function(*arguments)

        return call

    for name in [name for name in dir(raw) if name.startswith("FPDFText")]:
        monkeypatch.setattr(raw, name, counted(name, getattr(raw, name)))
    for name in [name for name in vars(columns) if name.startswith("_get_")]:
        monkeypatch.setattr(columns, name, counted(name, getattr(columns, name)))
    return counts


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_pdfium_is_asked_a_few_things_a_glyph(path: Path, calls: Counter[str]) -> None:
    glyphs = 0
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            page = read_page(pdf[number], number + 1)
            glyphs += sum(word.glyphs for word in page.words)
    characters = calls["_get_box"]
    assert glyphs <= characters <= 1.3 * glyphs, "spaces are characters too"
    assert calls["_get_origin"] == calls["_get_object"] == characters
    assert calls["FPDFText_GetUnicode"] < 0.02 * characters, "the characters come all at once"
    assert calls.total() < 4 * characters, calls.most_common()


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_word_costs_few_calls_of_python(path: Path) -> None:
    """Twice as many a word would be about twice as slow, and one step that looks at all pairs of words far more."""

    def read() -> int:
        with open_source(path) as source:
            return sum(len(source.page(number).words) for number in range(1, source.page_count + 1))

    words = read()
    assert calls_of(read) < 22 * words
    assert calls_of(lambda: recover(path)) < 100 * words


def test_an_essay_is_recovered_without_what_only_some_need() -> None:
    show = "import sys; from horizons_convert.reading import recover; recover(sys.argv[1]); print(*sys.modules)"
    command = [sys.executable, "-c", show, str(SPECIMENS[0])]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {"numpy", "wordfreq", "py3langid", "pikepdf", "fontpkg", "weasyprint", "docx"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["formats"], ["convert", "--help"]])
def test_nothing_heavy_is_loaded_before_it_is_needed(words: list[str]) -> None:
    show = (
        "import sys; from horizons_convert.cli import main\n"
        "before = set(sys.modules)\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "finally: print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", show, *words], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "horizons_convert.cli" in loaded
    assert not loaded & set(HEAVY)


def test_no_command_is_prepared_but_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(name: str, add: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            made.append(name)
            add(*arguments)

        return call

    for name, add in list(cli.ADD.items()):
        monkeypatch.setitem(cli.ADD, name, counted(name, add))
    cli.main(["formats"])
    assert made == ["formats"]


def test_a_model_is_written_as_text_without_the_libraries_of_other_formats(
    tmp_path: Path, model: Callable[[str], Path]
) -> None:
    source = model("essay.json")
    show = (
        "import sys; from horizons_convert.reading import read; from horizons_convert.writers import write\n"
        "write(read(sys.argv[1]), sys.argv[2])\n"
        "print(*sys.modules)\n"
    )
    command = [sys.executable, "-c", show, str(source), str(tmp_path / "essay.txt")]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {"weasyprint", "docx", "ebooklib", "pypdfium2", "pypdf", "wordfreq", "numpy"}


def test_ten_times_the_pages_are_ten_times_the_work() -> None:
    """Calls of Python functions, which sees every step that looks at all pages for each page."""
    few, many = (calls_of(lambda n=n: recover_articles(pages(n), Ledger(), {})) for n in (4, 40))  # type: ignore[misc]
    assert many < 11.5 * few


def pages(count: int) -> list[Any]:
    """So many pages of prose in two columns, each with its own words."""
    return [two_columns(number).page for number in range(1, count + 1)]


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions some work calls."""
    total = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal total
        total += event == "call"

    work()  # once, for what is remembered from then on
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return total
