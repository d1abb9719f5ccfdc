"""Quality is pinned: no figure of a document falls below its floor, and floors only go up.

The floors stand in floors.json; `python tools/bench.py --raise-floors` raises them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from horizons_convert.document import (
    Article,
    Aside,
    Block,
    BlockQuote,
    Edition,
    Heading,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Text,
)

sys.path.insert(0, str(ROOT))

from tools import bench
from tools.scoring import COUNTS_DOWN, SHARES, Figures, floor_of, raised, score, shortfalls

FLOORS = bench.load_floors()
DOCUMENTS = [*bench.own(), *bench.shared()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_figure_is_below_its_floor(document: bench.Document):
    assert document.name in FLOORS, "a document without a floor: run tools/bench.py --raise-floors"
    assert shortfalls(bench.measure(document).figures, FLOORS[document.name]) == []


def test_the_floors_of_the_specimens_leave_nothing_to_wish_for():
    for document in bench.own():
        floor = FLOORS[document.name]
        assert all(floor[name] == 1 for name in SHARES)
        assert all(floor[name] == 0 for name in COUNTS_DOWN)


# --- floors ----------------------------------------------------------------------------

PERFECT = Figures(1.0, 1.0, 1.0, 1.0, 1.0, 7, 7, 0, 0, 0, 0)
SHARE = st.floats(0, 1)
COUNT = st.integers(0, 50)
FIGURES = st.builds(Figures, SHARE, SHARE, SHARE, SHARE, SHARE, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)


@given(FIGURES)
def test_what_was_reached_is_not_below_the_floor_that_it_makes(figures: Figures):
    assert shortfalls(figures, floor_of(figures)) == []


@given(FIGURES, FIGURES)
def test_a_worse_run_lowers_no_floor(one: Figures, other: Figures):
    both = raised(floor_of(one), floor_of(other))
    assert raised(both, floor_of(one)) == raised(both, floor_of(other)) == both
    for name in SHARES:
        assert both[name] == max(floor_of(one)[name], floor_of(other)[name])
    for name in COUNTS_DOWN:
        assert both[name] == min(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("name", [*SHARES, "drop_caps"])
def test_a_figure_that_falls_is_named(name: str):
    worse = replace(PERFECT, **{name: getattr(PERFECT, name) - 0.05})
    assert [line.split()[0] for line in shortfalls(worse, floor_of(PERFECT))] == [name]


@pytest.mark.parametrize("name", COUNTS_DOWN)
def test_a_fault_that_appears_is_named(name: str):
    worse = replace(PERFECT, **{name: 1})
    assert [line.split()[0] for line in shortfalls(worse, floor_of(PERFECT))] == [name]


# --- the scorer ------------------------------------------------------------------------

TRUTH = {
    "title": "On Rivers",
    "pullquotes": ["A river is a road that walks to the sea."],
    "furniture": ["Winter 2024, No.25", "70"],
    "blocks": [
        {"role": "heading", "level": 1, "text": "The Source"},
        {"role": "paragraph", "dropcap": True, "text": "A river is a road that walks to the sea, as they say.[^1]"},
        {"role": "heading", "level": 2, "text": "Upstream"},
        {"role": "paragraph", "text": "Nobody has ever asked it why it goes there by night."},
        {"role": "blockquote", "text": "We asked once, and were answered with a flood."},
        {"role": "aside", "title": "Fish", "text": "There are nine kinds."},
        {"role": "footnote", "marker": "1", "text": "Pascal said so."},
    ],
}
FIRST = Paragraph(
    (
        Text("A river is a road that walks "),
        PageBreak("71", 2),
        Text("to the sea, as they say."),
        NoteReference("n1", "1"),
    ),
    drop_cap_lines=3,
    drop_cap="A",
)
SECOND = Paragraph((Text("Nobody has ever asked it why it goes there by night."),))
QUOTE = BlockQuote((Paragraph((Text("We asked once, and were answered with a flood."),)),))
BOX = Aside((Heading(2, (Text("Fish"),)), Paragraph((Text("There are nine kinds."),))))
NOTE = Note("n1", "1", (Paragraph((Text("Pascal said so."),)),))


def figures(*blocks: Block, notes: tuple[Note, ...] = (NOTE,)) -> Figures:
    return score(Edition((Article("a", "On Rivers", blocks, notes=notes),)), TRUTH)


def heading(text: str, level: int) -> Heading:
    return Heading(level, (Text(text),))


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


WHOLE = (heading("The Source", 1), FIRST, heading("Upstream", 2), SECOND, BOX, QUOTE)


def test_a_perfect_recovery_has_perfect_figures_wherever_the_box_floats():
    assert figures(*WHOLE) == Figures(1.0, 1.0, 1.0, 1.0, 1.0, 1, 1, 0, 0, 0, 0)


def test_one_wrong_letter_costs_the_paragraph_and_is_a_word_lost_and_one_invented():
    found = figures(*WHOLE[:3], paragraph("Nobody has ever asked it why it goes there by might."), *WHOLE[4:])
    assert (found.paragraphs, found.lost, found.invented) == (0.8, 1, 1)
    assert found.order < 1


def test_a_paragraph_torn_in_two_costs_its_share_but_no_word():
    found = figures(
        *WHOLE[:3], paragraph("Nobody has ever asked it"), paragraph("why it goes there by night."), *WHOLE[4:]
    )
    assert found.paragraphs < 0.8
    assert (found.order, found.lost, found.invented) == (1.0, 0, 0)


def test_a_cap_torn_from_its_word_is_no_cap():
    torn = Paragraph((Text("river is a road that walks to the sea, as they say."), NoteReference("n1", "1")))
    assert figures(WHOLE[0], torn, *WHOLE[2:]).drop_caps == 0


def test_levels_are_judged_by_how_they_stand_to_each_other():
    deeper = figures(heading("THE SOURCE", 2), FIRST, heading("Upstream", 3), *WHOLE[3:])
    assert (deeper.headings, deeper.levels) == (1.0, 1.0)
    assert figures(heading("The Source", 1), FIRST, heading("Upstream", 1), *WHOLE[3:]).levels == 0.0


def test_a_quotation_given_as_text_is_no_quotation():
    found = figures(*WHOLE[:5], paragraph("We asked once, and were answered with a flood."))
    assert (found.quotes, found.paragraphs) == (0.0, 1.0)


def test_a_pull_quote_that_is_left_is_seen_even_when_its_lines_are_strewn_over_the_text():
    whole = figures(*WHOLE, paragraph("A river is a road that walks to the sea."))
    strewn = paragraph("Nobody has A river is a road ever asked it that walks to the sea why it goes there by night.")
    assert whole.pull_quotes == figures(*WHOLE[:3], strewn, *WHOLE[4:]).pull_quotes == 1


def test_a_running_foot_that_is_left_is_seen():
    found = figures(
        *WHOLE[:3], paragraph("Nobody has ever Winter 2024, No.25 | 70 asked it why it goes there by night.")
    )
    assert found.furniture == 1


def test_the_table_goes_between_its_marks_and_nowhere_else(tmp_path: Path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", "utf-8")
    table = "\n".join(bench.rows([bench.Result(bench.own()[0], PERFECT)]))
    bench.put_into_readme(readme, table)
    bench.put_into_readme(readme, table)
    text = readme.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("<!-- /bench -->\nafter\n")
    assert text.count("7/7") == 1
    assert "old" not in text


def test_the_file_of_floors_names_no_document_twice_and_no_figure_that_is_not_one():
    pairs = json.loads(bench.FLOORS.read_text("utf-8"), object_pairs_hook=list)
    names = [name for name, _ in pairs]
    assert names == sorted(set(names))
    assert {figure for _, floor in pairs for figure, _ in floor} <= set(Figures.__slots__)
