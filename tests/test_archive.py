"""Large archives: what the results file records, what a resumed run leaves out, and what it does again."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from horizons_convert import archive, cli, display
from horizons_convert.batch import run as run_batch
from horizons_convert.document import Edition, to_json
from horizons_convert.errors import ExitCode
from horizons_convert.jobs import Failure, Job, Outcome, plan
from horizons_convert.worker import Limits
from horizons_convert.writers import Options

Model = Callable[[str], Path]
ESSAYS = ("in/a.json", "in/b.json", "in/c.json")
CONVERT = ("convert", *ESSAYS, "--to", "txt,json")


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def essays(model: Model) -> Model:
    for name in ESSAYS:
        model(name)
    return model


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("dist/results.jsonl").read_text().splitlines()]


def converted(*more: str, convert: tuple[str, ...] = CONVERT) -> list[str]:
    """The documents that a run worked on."""
    before = len(lines()) if Path("dist/results.jsonl").exists() else 0
    cli.main([*convert, *more])
    return sorted(line["input"] for line in lines()[before:])


# --- the record ------------------------------------------------------------------------


def test_a_line_says_what_became_of_a_document(essays: Model, page: bytes) -> None:
    Path("in/river.pdf").write_bytes(page)
    Path("in/bad.pdf").write_text("no PDF at all")
    cli.main(["convert", "in/river.pdf", "in/bad.pdf", "--to", "txt"])
    good, bad = sorted(lines(), key=lambda line: line["code"])
    assert good["input"] == "in/river.pdf"
    assert good["outputs"] == ["dist/river.txt"]
    assert good["figures"]["pages"] == 1
    assert good["seconds"] > 0
    assert good["error"] == ""
    assert len(good["sha256"]) == 64
    assert bad["code"] == ExitCode.BAD_INPUT
    assert bad["error"]
    assert bad["outputs"] == []


def test_a_single_document_leaves_no_record_unless_asked(essays: Model) -> None:
    cli.main(["convert", "in/a.json", "--to", "txt"])
    assert not Path("dist/results.jsonl").exists()
    cli.main(["convert", "in/a.json", "--to", "txt", "--results", "kept/here.jsonl"])
    assert json.loads(Path("kept/here.jsonl").read_text())["input"] == "in/a.json"


def test_later_runs_add_to_the_record_even_after_half_a_line(essays: Model) -> None:
    assert converted() == [*ESSAYS]
    with Path("dist/results.jsonl").open("a") as file:
        file.write('{"input": "in/a.js')  # a run was killed while it wrote
    cli.main([*CONVERT])
    assert [entry.input for entry in archive.entries(Path("dist/results.jsonl"))].count("in/a.json") == 2


# --- what is done again ----------------------------------------------------------------


def test_what_is_done_and_unchanged_is_left_out(essays: Model, capsys: pytest.CaptureFixture[str]) -> None:
    converted()
    capsys.readouterr()
    assert converted("--resume") == []
    err = capsys.readouterr().err
    assert "done before  3  unchanged since" in err
    assert err.splitlines()[-1] == "3 documents, none with errors"


def test_a_copy_with_another_date_is_unchanged(essays: Model) -> None:
    converted()
    os.utime("in/b.json", (1, 1))
    assert converted("--resume") == []


def _change(essay: Edition) -> None:
    Path("in/b.json").write_bytes(to_json(essay) + b"\n")


def _remove_edition(essay: Edition) -> None:
    Path("dist/b.txt").unlink()


@pytest.mark.parametrize("change", [_change, _remove_edition])
def test_what_changed_is_done_again_alone(essays: Model, essay: Edition, change: Callable[[Edition], None]) -> None:
    converted()
    change(essay)
    assert converted("--resume") == ["in/b.json"]
    assert converted("--resume") == []


def test_a_new_document_is_done_alone(essays: Model) -> None:
    converted()
    essays("in/new.json")
    assert converted("--resume", "in/new.json") == ["in/new.json"]


@pytest.mark.parametrize("option", [("--wrap", "none"), ("--profile", "dyslexia"), ("--to", "md"), ("--split",)])
def test_other_options_are_other_editions(essays: Model, option: tuple[str, ...]) -> None:
    converted()
    assert converted("--resume", *option) == [*ESSAYS]
    assert converted("--resume", *option) == []


def test_a_newer_converter_does_it_again(essays: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    converted()
    monkeypatch.setattr(archive, "__version__", "99.1")
    assert converted("--resume") == [*ESSAYS]
    assert converted("--resume") == []


def test_corrections_are_part_of_a_document(page: bytes) -> None:
    Path("in").mkdir()
    for name in ("one", "two"):
        Path(f"in/{name}.pdf").write_bytes(page)
    convert = ("convert", "in", "--to", "txt")
    assert converted(convert=convert) == ["in/one.pdf", "in/two.pdf"]
    Path("in/two.corrections.toml").write_text('[[correction]]\nkind = "article"\ntitle = "On Brooks"\n')
    assert converted("--resume", convert=convert) == ["in/two.pdf"]
    assert "On Brooks" in Path("dist/two.txt").read_text()
    assert converted("--resume", convert=convert) == []


def test_a_damaged_document_is_tried_again_only_when_something_changed(
    essays: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in/b.json").write_text("{")
    converted()
    capsys.readouterr()
    assert converted("--resume") == []
    # It is not forgotten, though.
    assert cli.main([*CONVERT, "--resume"]) == ExitCode.BAD_INPUT
    assert "failed       1  1 damaged" in capsys.readouterr().err
    assert converted("--resume", "--time-limit", "300") == ["in/b.json"]


def outcome(code: ExitCode) -> Outcome:
    job = Job(Path("in/a.json"), {"txt": Path("dist/a.txt")})
    return Outcome(job, sha256="1" * 64, stamp="1-1", failures=[Failure("no", code)] if code else [])


@pytest.mark.parametrize(
    ("code", "again"),
    [
        (ExitCode.INTERNAL, True),
        (ExitCode.CANNOT_WRITE, True),
        (ExitCode.MISSING_DEPENDENCY, True),
        (ExitCode.NO_TEXT, False),
        (ExitCode.PASSWORD, False),
    ],
)
def test_failures_that_are_not_the_documents_are_tried_again(
    code: ExitCode, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("horizons_convert.stores.stamp", lambda path: "1-1")
    with archive.Results(Path("results.jsonl"), Limits()) as results:
        results.add(outcome(code))
    left, done = archive.unfinished([outcome(code).job], Path("results.jsonl"), Limits())
    assert (len(left), len(done)) == ((1, 0) if again else (0, 1))


# --- the run ---------------------------------------------------------------------------


def test_the_table_adds_up() -> None:
    tally = archive.Tally()
    for code in (ExitCode.OK, ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_TEXT):
        told = outcome(code)
        told.figures = {"pages": 600}
        told.warnings = ["look"]
        told.written = [] if code else [Path("dist/a.txt")]
        tally.add(told)
    times = iter((0.0, *[400.0] * 9))
    pace = display.Pace(4, clock=lambda: next(times))
    pace.done = 4
    assert display.summary(tally, pace, Path("dist/results.jsonl")) == [
        "  converted    2  2 files of 2,400 pages",
        "  failed       2  1 damaged, 1 without text",
        "  warnings     4  see dist/results.jsonl",
        "  time         6 min 40 s, 0.6 a minute",
        "4 documents, 2 with errors",
    ]
    assert tally.code == ExitCode.NO_TEXT


def test_the_pace_tells_the_time_left() -> None:
    seconds = iter((0.0, *[100.0] * 9))
    pace = display.Pace(1000, clock=lambda: next(seconds))
    for _ in range(250):
        pace.step()
    assert pace.sentence() == "250 of 1,000 documents, 2.5 a second, 5 min 0 s left"


def test_lines_tell_the_pace_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    pace = display.Pace(100, clock=lambda: now[0])
    lines = display.Lines(pace=pace)
    for _ in range(30):
        now[0] += 5
        pace.step()
        lines.finished(Job(Path("a.pdf")))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 150 // display.SECONDS_BETWEEN
    assert all(" of 100 documents, " in line and line.endswith(" left") for line in told)


def test_the_parent_does_not_grow_with_the_documents(model: Model) -> None:
    jobs = plan([str(model(f"in/{number}.json")) for number in range(30)], ["json"], Path("dist"), Options(), None)
    tally = archive.Tally()
    sizes = []
    tracemalloc.start()
    try:
        with archive.Results(Path("results.jsonl"), Limits()) as results:
            for told in run_batch(jobs, 2):
                tally.add(told)
                results.add(told)
                sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert tally.converted == 30
    # The outcome of one document weighs more than 1,000 bytes: twenty of them would show.
    assert sizes[-1] - sizes[10] < 12_000


def test_split_makes_an_edition_of_each_article(run: Run, essay: Edition) -> None:
    import msgspec

    (rivers,) = essay.articles
    brooks = msgspec.structs.replace(rivers, id="brooks", title="On Brooks: “What now?”")
    issue = msgspec.structs.replace(essay, articles=(rivers, brooks), title="Horizons, No. 31")
    Path("issue.json").write_bytes(to_json(issue))
    Path("essay.json").write_bytes(to_json(essay))
    result = run("convert", "issue.json", "essay.json", "--to", "txt", "--split")
    assert result.returncode == ExitCode.OK, result.stderr
    written = sorted(path.relative_to("dist").as_posix() for path in Path("dist").rglob("*.txt"))
    assert written == ["essay.txt", "issue/01-on-rivers.txt", "issue/02-on-brooks-what-now.txt"]
    assert "On Rivers" not in Path("dist/issue/02-on-brooks-what-now.txt").read_text()
    assert Path("dist/issue/01-on-rivers.txt").read_text() == Path("dist/essay.txt").read_text()
