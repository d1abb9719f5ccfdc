"""Jobs and the processes that do them: what is planned, and what becomes of a document that misbehaves.

The recovery is replaced by functions that misbehave in known ways; the processes are real.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from horizons_convert import cli, jobs, worker
from horizons_convert.batch import run
from horizons_convert.document import Edition
from horizons_convert.errors import ExitCode, PasswordError, UsageError
from horizons_convert.jobs import Job, plan
from horizons_convert.ledger import Ledger, Record
from horizons_convert.reading import Progress, Recovery
from horizons_convert.worker import Limits
from horizons_convert.writers import Options

Model = Callable[[str], Path]
Recover = Callable[[Path, str | None, Progress], Recovery]


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def planned(*inputs: str, out: str = "dist", formats: tuple[str, ...] = ("json",)) -> list[Job]:
    return plan(inputs, formats, Path(out), Options(), None)


def targets(jobs: list[Job]) -> list[str]:
    return [str(target) for job in jobs for target in job.targets.values()]


# --- the plan --------------------------------------------------------------------------


def pdfs(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"%PDF-1.7")


def test_each_format_of_each_input_has_its_file() -> None:
    pdfs("essay.pdf", "poem.v2.pdf")
    assert targets(planned("essay.pdf", "poem.v2.pdf", formats=("epub", "txt"))) == [
        "dist/essay.epub",
        "dist/essay.txt",
        "dist/poem.v2.epub",
        "dist/poem.v2.txt",
    ]


def test_inputs_of_the_same_name_do_not_replace_each_other() -> None:
    pdfs("1998/essay.pdf", "1999/essay.pdf", "2000/Essay.pdf")
    jobs = planned("1998/essay.pdf", "1999/essay.pdf", "2000/Essay.pdf")
    assert targets(jobs) == ["dist/essay.json", "dist/essay-2.json", "dist/Essay-3.json"]
    assert [job.note for job in jobs] == [
        "",
        "written as essay-2, because essay is the edition of 1998/essay.pdf",
        "written as Essay-3, because Essay is the edition of 1998/essay.pdf",
    ]


def test_a_given_number_is_not_taken_twice() -> None:
    pdfs("a/essay-2.pdf", "a/essay.pdf", "b/essay.pdf")
    assert targets(planned("a/essay-2.pdf", "a/essay.pdf", "b/essay.pdf")) == [
        "dist/essay-2.json",
        "dist/essay.json",
        "dist/essay-3.json",
    ]


def test_a_document_named_twice_is_one_job() -> None:
    pdfs("essay.pdf")
    Path("link.pdf").symlink_to("essay.pdf")
    assert len(planned("essay.pdf", "./essay.pdf", "link.pdf", "*.pdf")) == 1


def test_a_folder_stands_for_its_pdfs_and_keeps_its_order() -> None:
    pdfs("archive/b.pdf", "archive/1998/a.PDF", "archive/1998/b.pdf", "archive/.trash/c.pdf")
    Path("archive/notes.txt").write_text("not a PDF")
    assert targets(planned("archive")) == ["dist/1998/a.json", "dist/1998/b.json", "dist/b.json"]


def test_editions_of_an_earlier_run_are_not_inputs_of_the_next() -> None:
    pdfs("essay.pdf", "dist/essay.pdf")
    assert [str(job.source) for job in planned(".")] == ["essay.pdf"]


def test_a_pattern_finds_pdfs_and_models() -> None:
    pdfs("a/essay.pdf", "a/b/model.json", "a/readme.md")
    assert [str(job.source) for job in planned("a/**/*")] == ["a/b/model.json", "a/essay.pdf"]


def test_a_name_with_brackets_is_a_name_first() -> None:
    pdfs("essay [final].pdf")
    assert targets(planned("essay [final].pdf")) == ["dist/essay [final].json"]


@pytest.mark.parametrize("text", ["missing.pdf", "*.pdf", "empty"])
def test_what_stands_for_nothing_is_a_job_that_will_fail(text: str) -> None:
    Path("empty").mkdir()
    (outcome,) = run(planned(text))
    assert outcome.code == ExitCode.NOT_FOUND
    assert not outcome.written


def test_an_edition_that_would_replace_another_input_is_refused() -> None:
    pdfs("essay.pdf", "out/essay.json")
    with pytest.raises(UsageError, match=r"out/essay\.json"):
        planned("out/essay.json", "essay.pdf", out="out")


# --- what becomes of a document --------------------------------------------------------


@pytest.fixture
def recovering(monkeypatch: pytest.MonkeyPatch, essay: Edition) -> Callable[[str, Recover], None]:
    """``recovering("bad", function)``: documents whose name begins so are recovered by `function`, others well."""
    habits: dict[str, Recover] = {}

    def recover(
        path: Path,
        password: str | None = None,
        progress: Progress | None = None,
        corrections: object = None,
        processes: int = 1,
    ) -> Recovery:
        for start, habit in habits.items():
            if path.name.startswith(start):
                return habit(path, password, progress or (lambda *_: None))
        return Recovery(essay, Ledger(pages=13))

    monkeypatch.setattr(worker, "recover", recover)
    return habits.__setitem__


def crash(*_: object) -> Recovery:
    faulthandler.disable()  # pytest's own, which would tell the crash at length
    ctypes.string_at(0)
    raise AssertionError


def loop(*_: object) -> Recovery:
    while True:
        pass


def devour(*_: object) -> Recovery:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 24))


def stumble(*_: object) -> Recovery:
    raise ZeroDivisionError("one over none")


def vanish(*_: object) -> Recovery:
    os._exit(0)


@pytest.mark.parametrize(
    ("habit", "code", "words"),
    [
        (crash, ExitCode.BAD_INPUT, "a library crashed (SIGSEGV) while reading; the file is probably damaged"),
        (loop, ExitCode.BAD_INPUT, "gave up after 2 seconds while reading"),
        (devour, ExitCode.BAD_INPUT, "reading it needs more than 128 MiB of memory"),
        (stumble, ExitCode.INTERNAL, "internal error: ZeroDivisionError: one over none"),
        (vanish, ExitCode.BAD_INPUT, "a library ended unexpectedly while reading"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_one_document_never_takes_the_run_with_it(
    recovering: Callable[[str, Recover], None], habit: Recover, code: ExitCode, words: str, workers: int
) -> None:
    pdfs("a.pdf", "bad.pdf", "c.pdf")
    recovering("bad", habit)
    limits = Limits(seconds=2 if habit is loop else 60, seconds_a_page=0, memory=128 << 20)
    outcomes = {o.job.source.name: o for o in run(planned("a.pdf", "bad.pdf", "c.pdf"), workers, limits)}
    assert outcomes["bad.pdf"].code == code
    assert words in outcomes["bad.pdf"].failures[0].message
    assert len(outcomes["bad.pdf"].failures) == 1
    assert outcomes["a.pdf"].written == [Path("dist/a.json")]
    assert outcomes["c.pdf"].written == [Path("dist/c.json")]


def test_a_longer_document_may_take_longer(recovering: Callable[[str, Recover], None], essay: Edition) -> None:
    pdfs("long.pdf", "short.pdf")

    def plod(path: Path, password: str | None, progress: Progress) -> Recovery:
        end = time.monotonic() + 2
        progress("reading pages", 1, 400 if path.name == "long.pdf" else 1)
        while time.monotonic() < end:
            pass
        return Recovery(essay, Ledger())

    recovering("", plod)
    limits = Limits(seconds=1.5, seconds_a_page=0.1)
    outcomes = {o.job.source.name: o for o in run(planned("long.pdf", "short.pdf"), 2, limits)}
    assert not outcomes["long.pdf"].failures
    assert "gave up" in outcomes["short.pdf"].failures[0].message


def test_a_document_that_lies_about_its_pages_gets_no_more_than_the_most() -> None:
    limits = Limits(seconds=20, seconds_a_page=2, seconds_at_most=900)
    assert limits.seconds_for(0) == 20
    assert limits.seconds_for(13) == 46
    assert limits.seconds_for(10**9) == 900


def test_the_watcher_hears_every_stage(recovering: Callable[[str, Recover], None], essay: Edition) -> None:
    pdfs("essay.pdf")
    heard = []

    def recover(path: Path, password: str | None, progress: Progress) -> Recovery:
        progress("reading pages", 2, 13)
        return Recovery(essay, Ledger())

    recovering("essay", recover)
    list(run(planned("essay.pdf"), watch=lambda job, *stage: heard.append((job.source.name, *stage))))
    assert heard == [
        ("essay.pdf", "reading", 0, 0),
        ("essay.pdf", "reading pages", 2, 13),
        ("essay.pdf", "writing json", 0, 1),
    ]


def test_leaving_early_ends_the_processes(recovering: Callable[[str, Recover], None]) -> None:
    pdfs("a.pdf", "loop.pdf")
    reading, writing = os.pipe()
    recovering("loop", loop)
    outcomes = run(planned("a.pdf", "loop.pdf"), 2)
    assert next(outcomes).job.source.name == "a.pdf"
    os.close(writing)
    outcomes.close()  # type: ignore[attr-defined]
    # Every process of the run held the writing end: the pipe ends when the last of them has.
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_what_a_killed_run_left_is_removed_by_the_next() -> None:
    pdfs("essay.pdf")
    Path("dist").mkdir()
    Path("dist/.essay.json.abc123.part").write_text("half")
    Path("dist/.other.json.abc123.part").write_text("another run's")
    list(run(planned("essay.pdf")))
    assert [path.name for path in Path("dist").iterdir() if path.suffix == ".part"] == [".other.json.abc123.part"]


def test_many_documents_by_two_workers_are_each_done_once(recovering: Callable[[str, Recover], None]) -> None:
    names = [f"{number:02}.pdf" for number in range(24)]
    pdfs(*names)
    recovering("07", stumble)
    outcomes = list(run(planned(*names), 2))
    assert sorted(outcome.job.source.name for outcome in outcomes) == names
    assert len(list(Path("dist").iterdir())) == 23


# --- what is said ----------------------------------------------------------------------


@pytest.fixture
def ledger() -> Ledger:
    records = [
        *[Record("repair", "drop cap", "H")] * 8,
        *[Record("set-aside", "pull quote", "Rivers run", glyphs=9)] * 6,
        *[Record("set-aside", "running head", "Horizons", glyphs=8)] * 12,
        *[Record("set-aside", "folio", "70", glyphs=2)] * 12,
        Record("set-aside", "stamp", "Library", glyphs=7),
        Record("warning", "a letter could not be read", "\x1b[2J\nof the river", evidence="no mapping"),
    ]
    return Ledger(pages=13, glyphs_read=300, glyphs_kept=100, records=records)


def converted(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = cli.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_closing_lines(
    recovering: Callable[[str, Recover], None], essay: Edition, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    pdfs("essay.pdf")
    recovering("essay", lambda *_: Recovery(essay, ledger))
    code, out, err = converted(["convert", "essay.pdf", "--to", "json"], capsys)
    figures, wrote, warning = err.splitlines()
    assert code == ExitCode.OK
    assert not out
    assert figures == (
        "essay.pdf: 13 pages, 2 paragraphs, 1 heading, 8 drop caps repaired, "
        "6 pull quotes set aside, 24 running lines, 1 other item set aside"
    )
    assert wrote.startswith("essay.pdf: wrote dist/essay.json (")
    # `\x1b` must not reach the terminal.
    assert warning == "essay.pdf: warning: a letter could not be read: “\\x1b[2J of the river” (no mapping)"


def test_inspect_says_what_was_set_aside_and_why(
    recovering: Callable[[str, Recover], None], essay: Edition, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    pdfs("essay.pdf")
    recovering("essay", lambda *_: Recovery(essay, ledger))
    _, out, _ = converted(["inspect", "essay.pdf"], capsys)
    assert "  12  running head\n          “Horizons”\n" in out
    assert "   8  drop cap\n" in out
    assert "a letter could not be read" in out
    assert "\x1b" not in out


def test_the_password_is_asked_for_on_a_terminal(
    recovering: Callable[[str, Recover], None],
    essay: Edition,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pdfs("locked.pdf", "open.pdf")

    def unlock(path: Path, password: str | None, progress: Progress) -> Recovery:
        if password != "swordfish":
            raise PasswordError("it is encrypted; give its password with --password")
        return Recovery(essay, Ledger(pages=1))

    recovering("locked", unlock)
    convert = ["convert", "locked.pdf", "open.pdf", "--to", "json"]
    code, _, err = converted(convert, capsys)
    assert code == ExitCode.PASSWORD
    assert "error: locked.pdf: it is encrypted; give its password with --password" in err

    Path("secret").write_text("swordfish\n")
    assert converted([*convert, "--password-file", "secret"], capsys)[0] == ExitCode.OK

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda *_: "swordfish")
    monkeypatch.setenv("TERM", "dumb")
    code, _, err = converted(convert, capsys)
    assert code == ExitCode.OK
    assert "2 documents, none with errors" in err


@pytest.mark.usefixtures("recovering")
def test_a_terminal_shows_bars_and_keeps_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a real pseudo-terminal: what moves is gone in the end, what was said stays."""
    pdfs("one.pdf", "two.pdf")
    main_side, program_side = os.openpty()
    pid = os.fork()
    if pid == 0:
        os.dup2(program_side, 2)
        monkeypatch.setattr("sys.stderr", os.fdopen(2, "w", closefd=False))
        monkeypatch.setenv("TERM", "xterm")
        os._exit(cli.main(["convert", "one.pdf", "two.pdf", "--to", "json"]))
    os.close(program_side)
    shown = b""
    # A pseudo-terminal whose other side is gone says so by an error.
    while chunk := _read(main_side):
        shown += chunk
    _, status = os.waitpid(pid, 0)
    text = shown.decode()
    assert os.waitstatus_to_exitcode(status) == ExitCode.OK
    assert "all documents" in text
    assert "one.pdf: writing json" in text
    assert "one.pdf: 13 pages, 2 paragraphs, 1 heading" in text
    assert text.rstrip().endswith("2 documents, none with errors")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


def test_jobs_are_plain_data() -> None:
    """Where processes are spawned, not forked, a job travels as a pickle."""
    job = Job(Path("essay.pdf"), {"json": Path("dist/essay.json")}, Options(), "secret")
    assert pickle.loads(pickle.dumps(job)) == job
    failure = jobs.Failure("words", ExitCode.INTERNAL)
    assert pickle.loads(pickle.dumps(failure)) == failure
