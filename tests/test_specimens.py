"""The specimens of source/: recovered, they are what was typeset, block by block and to the letter.

The truth is made from the essay's source, never from the PDF.  What floats on a page (the
photograph, the box) may stand elsewhere in the text than in the source; everything else
stands where it stood.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from horizons_convert.document import (
    Article,
    Aside,
    BlockQuote,
    Figure,
    Heading,
    Inlines,
    Paragraph,
    Text,
    inlines,
    plain,
    walk,
)
from horizons_convert.reading import Recovery, recover

sys.path.insert(0, str(ROOT))

from tools.scoring import normal, passages_of, passages_of_truth, text_of

SPECIMENS = sorted((ROOT / "source").glob("*.pdf"))
FLOATING = {"caption", "aside", "table"}

_recoveries: dict[Path, Recovery] = {}


@pytest.fixture(params=SPECIMENS, ids=lambda path: path.stem)
def specimen(request: pytest.FixtureRequest) -> tuple[Recovery, dict[str, Any]]:
    """A specimen's recovery and its truth."""
    path: Path = request.param
    if path not in _recoveries:
        _recoveries[path] = recover(path)
    truth = ROOT / "tests" / "specimens" / f"{path.stem}.truth.json"
    return _recoveries[path], json.loads(truth.read_text("utf-8"))


Specimen = tuple[Recovery, dict[str, Any]]


def article_of(specimen: Specimen) -> Article:
    (article,) = specimen[0].edition.articles
    return article


def of_role(truth: dict[str, Any], *roles: str) -> list[dict[str, Any]]:
    return [block for block in truth["blocks"] if block["role"] in roles]


def test_there_are_two_specimens():
    assert len(SPECIMENS) >= 2


def test_the_running_text_is_right_to_the_letter_and_in_its_order(specimen: Specimen):
    recovery, truth = specimen
    known = [(p.role, p.text) for p in passages_of_truth(truth) if p.role not in FLOATING]
    found = [(p.role, p.text) for p in passages_of(recovery.edition) if p.role not in FLOATING]
    for expected, got in zip(known, found, strict=False):
        assert got == expected
    assert len(found) == len(known)


def test_what_floats_is_there_once(specimen: Specimen):
    recovery, truth = specimen
    known = sorted((p.role, p.text) for p in passages_of_truth(truth) if p.role in FLOATING)
    assert sorted((p.role, p.text) for p in passages_of(recovery.edition) if p.role in FLOATING) == known


def test_no_float_stands_inside_a_sentence(specimen: Specimen):
    blocks = article_of(specimen).blocks
    for before, block in pairwise(blocks):
        if isinstance(block, Figure | Aside) and isinstance(before, Paragraph):
            assert plain(before.content).rstrip("”’)")[-1] in ".:?!…"


def test_heading_levels(specimen: Specimen):
    known = [(normal(block["text"]), block["level"]) for block in of_role(specimen[1], "heading")]
    headings = [block for block in article_of(specimen).blocks if isinstance(block, Heading)]
    assert [(text_of(heading.content), heading.level) for heading in headings] == known


def test_drop_caps_their_letters_and_depth(specimen: Specimen):
    known = [
        (block["text"][:40], block["dropcap_letter"], block["dropcap_lines"])
        for block in of_role(specimen[1], "paragraph")
        if block.get("dropcap")
    ]
    found = [
        (text_of(block.content)[:40], block.drop_cap.strip("“‘«„\"'"), block.drop_cap_lines)
        for block in article_of(specimen).blocks
        if isinstance(block, Paragraph) and block.drop_cap_lines
    ]
    assert found == known


def test_front_matter(specimen: Specimen):
    recovery, truth = specimen
    article, edition = article_of(specimen), recovery.edition
    assert (article.title, article.subtitle) == (truth["title"], truth["subtitle"])
    assert [author.name for author in article.authors] == truth["authors"]
    assert edition.issue == truth["issue"]
    assert edition.journal in (truth["journal"], ""), "no page names it"
    assert article.language == truth["language"]
    assert article.first_folio == str(truth["first_page"])
    assert int(article.last_folio) - int(article.first_folio) == recovery.ledger.pages - 1


def test_italics_stand_where_the_author_set_them(specimen: Specimen):
    known = [
        run[1]
        for block in of_role(specimen[1], "paragraph", "blockquote")
        for run in block.get("runs", [])
        if run[0] == "italic"
    ]
    blocks = [block for block in walk(article_of(specimen).blocks) if isinstance(block, Paragraph)]
    found = [run for block in blocks if block.role == "body" for run in emphasised(block.content)]
    asides = [block for block in article_of(specimen).blocks if isinstance(block, Aside)]
    boxed = [run for aside in asides for inner in walk(aside.blocks) for run in emphasised(inlines(inner))]
    for run in boxed:
        found.remove(run)
    assert found == known


def emphasised(content: Inlines) -> list[str]:
    """The runs of italics, marks of notes and page turns between them overlooked."""
    runs: list[str] = []
    open_run = False
    for inline in content:
        if not isinstance(inline, Text):
            continue
        italic = "italic" in inline.marks
        if italic and open_run:
            runs[-1] += inline.text
        elif italic:
            runs.append(inline.text)
        open_run = italic
    return runs


def test_a_quotation_that_a_page_turn_cuts_is_one(specimen: Specimen):
    quotes = [block for block in article_of(specimen).blocks if isinstance(block, BlockQuote)]
    assert len(quotes) == len(of_role(specimen[1], "blockquote"))
    assert any(len({place.page for place in quote.places}) > 1 for quote in quotes)


def test_every_pull_quote_and_every_running_foot_was_set_aside(specimen: Specimen):
    recovery, truth = specimen
    assert recovery.ledger.counts("set-aside")["pull quote"] == len(truth["pullquotes"])
    feet = [record for record in recovery.ledger.of("set-aside") if record.what in ("running foot", "folio")]
    assert {place.page for record in feet for place in record.places} == set(range(1, recovery.ledger.pages + 1))


def test_nothing_needed_a_warning(specimen: Specimen):
    assert [record.text for record in specimen[0].ledger.of("warning")] == []
