"""Are the specimens what they claim to be?  The typesetter, the two PDFs of source/ and their truth.

The files are read back by PDFium and pypdf, which did not write them.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import lacking

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.typeset import essay as essays  # noqa: E402
from tools.typeset.__main__ import DESIGNS, ESSAYS, SPECIMENS  # noqa: E402
from tools.typeset.backends import backend  # noqa: E402
from tools.typeset.compose import compose  # noqa: E402
from tools.typeset.essay import Span  # noqa: E402
from tools.typeset.fonts import FACES, MissingFontError  # noqa: E402
from tools.typeset.lines import Paragraph, Setting  # noqa: E402
from tools.typeset.pages import Line, Page, Publication  # noqa: E402
from tools.typeset.truth import truth  # noqa: E402

NAMES = sorted(SPECIMENS)


@pytest.fixture
def fonts() -> None:
    """The typefaces of the specimens, which Debian has and other systems may not."""
    try:
        assert all(face.path for face in FACES)
    except MissingFontError as missing:
        lacking(str(missing))


needs_fonts = pytest.mark.usefixtures("fonts")


def essay(name: str) -> essays.Essay:
    return essays.load(ESSAYS / f"{name}.txt")


@cache
def typeset(name: str) -> Publication:
    printer = backend(SPECIMENS[name][1])
    design = DESIGNS[name]
    setting = Setting(design.body_size, hyphen=printer.HYPHEN, ligatures=printer.LIGATURES)
    return compose(essay(name), design, setting)


def pdf_of(name: str) -> Path:
    return ROOT / "source" / f"{SPECIMENS[name][0]}.pdf"


def bare(text: str) -> str:
    """Characters only: what is left when spaces and hyphens of all kinds are gone and ligatures undone."""
    for ligature, letters in {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}.items():
        text = text.replace(ligature, letters)
    return re.sub(r"[\s\u00ad\u2010\ufffe\x02-]", "", text)


def lines_of(pages: tuple[Page, ...], *kinds: str) -> list[Line]:
    return [line for page in pages for line in page.lines if line.kind in kinds]


# --- the source form ---


def test_marks_of_the_source_become_spans():
    source = "title: T\nauthors: A & B\njournal: J\nissue: I\nfirst_folio: 5\n---\n^3 The *22*nd^ “day”\n"
    parsed = essays.parse(source.replace("*22*nd^", "22^nd^ *day*[^1]"))
    assert parsed.authors == ("A", "B")
    assert parsed.blocks[0].drop_lines == 3
    assert [(span.text, span.style) for span in parsed.blocks[0].spans] == [
        ("The 22", "roman"), ("nd", "sup"), (" ", "roman"), ("day", "italic"), ("1", "note"), (" “day”", "roman"),
    ]  # fmt: skip


def test_a_source_without_authors_says_so():
    with pytest.raises(essays.EssayError, match="authors"):
        essays.parse("title: T\njournal: J\nissue: I\nfirst_folio: 5\n---\nText.\n")


# --- lines ---

TOKENS = ["the", "people-to-people", "ties", "of", "governments,", "arrangement", "characteristically", "A"]
words = st.lists(st.sampled_from(TOKENS), min_size=1)


@needs_fonts
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words, st.integers(110, 260), st.integers(110, 260))
def test_broken_lines_lose_no_letter_and_fit_their_measures(tokens: list[str], first: int, second: int):
    text = " ".join(tokens)
    paragraph = Paragraph((Span(text),), Setting(11.0))
    lines = paragraph.break_lines(lambda line: float((first, second)[line % 2]))
    assert bare("".join(text[start:end] for start, end, _ in lines)) == bare(text)
    for number, (start, end, hyphen) in enumerate(lines):
        width = float((first, second)[number % 2])
        runs = paragraph.set_line(start, end, hyphen, width, fill=number < len(lines) - 1)
        assert runs[-1].x + runs[-1].width <= width + 0.5


@needs_fonts
def test_a_compound_breaks_at_its_own_hyphen_only():
    paragraph = Paragraph((Span("a state-to-state arrangement of people-to-people ties"),), Setting(11.0))
    lines = paragraph.break_lines(lambda _: 62.0)
    assert any(paragraph.text[start:end].endswith("-") for start, end, _ in lines)
    for start, end, hyphen in lines:
        last = paragraph.text[start:end].rsplit(" ", 1)[-1]
        assert not (hyphen and "-" in last)


# --- pages ---


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_the_lines_of_each_block_are_its_words_in_order(name: str):
    pages = typeset(name).pages
    for number, block in enumerate(essay(name).blocks):
        if block.kind not in ("paragraph", "quote"):
            continue
        set_lines = [line for line in lines_of(pages, "paragraph", "quote", "drop") if line.block == number]
        said = "".join(span.text for span in block.spans)
        assert bare("".join(line.text for line in set_lines)) == bare(said)


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_printed_over_anything(name: str):
    for page in typeset(name).pages:
        texts = [line for line in page.lines if line.kind != "drop"]
        for at, one in enumerate(texts):
            for other in texts[at + 1 :]:
                close = abs(one.y - other.y) < 0.6 * min(one.runs[0].size, other.runs[0].size)
                ends = [line.x + line.runs[-1].x + line.runs[-1].width for line in (one, other)]
                assert not (close and one.x < ends[1] - 0.5 and other.x < ends[0] - 0.5), (one.text, other.text)


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_the_specimen_has_the_hard_cases(name: str):
    pages = typeset(name).pages
    known = essay(name)
    assert {block.hang for block in known.blocks if block.kind == "pull"} == {"margin", "column", "gutter"}
    assert any(block.kind == "box" for block in known.blocks)
    assert any(span.style == "sup" for block in known.blocks for span in block.spans)
    caps = {line.text for line in lines_of(pages, "drop")}
    assert any(cap.startswith("“") for cap in caps), caps
    quotes: dict[int, set[int]] = {}
    for page in pages:
        for line in page.lines:
            if line.kind == "quote":
                quotes.setdefault(line.block, set()).add(page.folio)
    assert any(len(folios) == 2 for folios in quotes.values()), "no block quotation crosses a page"
    kept = [line.text for line in lines_of(pages, "paragraph") if line.text.endswith("-")]
    compounds = re.findall(r"\b\w+-(?=\w)", " ".join(block.text for block in known.blocks))
    assert any(line.split(" ")[-1] in compounds for line in kept), "no compound breaks at its hyphen"


@needs_fonts
def test_notes_stand_on_the_page_that_calls_them():
    known = essay("seeds")
    pages = typeset("seeds").pages
    for mark, spans in known.notes.items():
        homes = {page.folio for page in pages for line in page.lines if line.kind == f"note{mark}"}
        block = next(n for n, block in enumerate(known.blocks) if Span(mark, "note") in block.spans)
        calls = {
            page.folio
            for page in pages
            for line in page.lines
            if line.block == block and any(run.rise and run.text == mark for run in line.runs)
        }
        assert homes == calls, essays.plain(spans)


@pytest.mark.parametrize("name", NAMES)
def test_pull_quotes_repeat_the_body_and_sidebars_do_not(name: str):
    known = essay(name)
    body = bare(" ".join(block.text for block in known.blocks if block.kind in ("paragraph", "quote")))
    pulls = [bare(block.text).rstrip(".") for block in known.blocks if block.kind == "pull"]
    verbatim = sum(pull in body for pull in pulls)
    assert len(pulls) >= 4
    assert len(pulls) - 2 <= verbatim
    for block in known.blocks:
        if block.kind == "box":
            assert all(bare(sentence) not in body for sentence in block.text.split(". "))


# --- the files ---


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_the_file_in_source_shows_every_line_on_its_page(name: str):
    pages = typeset(name).pages
    with pypdfium2.PdfDocument(pdf_of(name)) as document:
        printed = [bare(page.get_textpage().get_text_range()) for page in document]
    assert len(printed) == len(pages)
    for page, text in zip(pages, printed, strict=True):
        for line in page.lines:
            for run in line.runs:
                assert bare(run.text) in text, f"{page.folio}: {run.text}"


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_truth_is_that_of_the_source(name: str):
    kept = ROOT / "tests" / "specimens" / f"{SPECIMENS[name][0]}.truth.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == truth(essay(name), DESIGNS[name])


def test_each_specimen_has_its_own_producer_and_is_small():
    producers = set()
    for name in NAMES:
        path = pdf_of(name)
        assert path.stat().st_size < 500_000
        reader = pypdf.PdfReader(path)
        assert reader.metadata is not None
        assert reader.metadata.title == essay(name).title
        producers.add(reader.metadata.producer)
    assert len(producers) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_running_feet_alternate(name: str):
    known = essay(name)
    with pypdfium2.PdfDocument(pdf_of(name)) as document:
        for number, page in enumerate(document):
            folio = known.first_folio + number
            width, _ = page.get_size()
            foot = page.get_textpage().get_text_bounded(0, 0, width, 50)
            assert str(folio) in foot.split()[-1]
            assert (known.issue in foot) == (folio % 2 == 0)


def test_the_reportlab_specimen_mixes_its_pull_quotes_into_the_text():
    name = next(name for name in NAMES if SPECIMENS[name][1] == "reportlab")
    quote = next(block.text for block in essay(name).blocks if block.kind == "pull" and block.hang == "gutter")
    with pypdfium2.PdfDocument(pdf_of(name)) as document:
        streams = [bare(page.get_textpage().get_text_range()) for page in document]
    assert not any(bare(quote) in text and bare(quote[:16]) not in text.replace(bare(quote), "") for text in streams)


@needs_fonts
@pytest.mark.parametrize("producer", ["reportlab", "typst"])
def test_the_same_script_writes_the_same_bytes(producer: str):
    publication = typeset("seeds")
    short = replace(publication, pages=publication.pages[:2])
    assert backend(producer).render(short) == backend(producer).render(short)
