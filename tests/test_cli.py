"""The command line, run as a process: what a user types, sees, and finds in the folder."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pikepdf
import pytest

from conftest import COMMAND, SECONDS, Run
from horizons_convert import __version__, cli
from horizons_convert.document import Edition, from_json
from horizons_convert.errors import ExitCode
from horizons_convert.writers import Profile, available

Model = Callable[[str], Path]


# --- help and the like -----------------------------------------------------------------


@pytest.mark.parametrize("command", [(), ("convert",), ("edition",), ("inspect",), ("formats",), ("completion",)])
def test_help_has_examples(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.returncode == ExitCode.OK
    assert "examples:\n  horizons-convert " in result.stdout
    assert not result.stderr


def test_help_explains_every_exit_code(run: Run) -> None:
    text = run("--help").stdout
    missing = [code for code in ExitCode if f" {code.value}  " not in text]
    assert not missing


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"horizons-convert {__version__}\n"


def test_nothing_to_do_is_a_usage_error_with_help(run: Run) -> None:
    result = run()
    assert result.returncode == ExitCode.USAGE
    assert "usage:" in result.stderr
    assert "convert" in result.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("convert", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from horizons_convert.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=SECONDS)
    loaded = set(result.stderr.split())
    own = {name for name in loaded if name.startswith("horizons_convert")}
    assert own == {"horizons_convert", "horizons_convert.cli", "horizons_convert.errors"}
    # The standard library's own heavy rooms: together they double the time of `--help`.
    assert not loaded & {
        "typing",
        "dataclasses",
        "inspect",
        "pathlib",
        "importlib.metadata",
        "email",
        "msgspec",
        "rich",
    }


def test_profiles_are_those_of_the_writers() -> None:
    assert get_args(Profile) == cli.PROFILES


# --- convert ---------------------------------------------------------------------------


def test_the_output_is_named_after_the_input_in_dist(run: Run, model: Model, essay: Edition, tmp_path: Path) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--to", "json")
    assert result.returncode == ExitCode.OK
    assert not result.stdout
    assert from_json((tmp_path / "dist/essay.json").read_bytes()) == essay
    first, second = result.stderr.splitlines()
    assert first == "essay.json: 2 pages, 2 paragraphs, 1 heading"
    assert second.startswith("essay.json: wrote dist/essay.json (")


def test_options_may_stand_among_the_inputs(run: Run, model: Model, tmp_path: Path) -> None:
    model("one.json")
    model("two.json")
    result = run("convert", "one.json", "--to", "json", "--out", "here", "two.json", "-q")
    assert result.returncode == ExitCode.OK, result.stderr
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["one.json", "results.jsonl", "two.json"]


def test_formats_may_be_given_with_commas(run: Run, model: Model, plugins: None, tmp_path: Path) -> None:
    model("essay.json")
    assert run("convert", "essay.json", "--to", "json,fine", "--to", "fine").returncode == ExitCode.OK
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["essay.fine", "essay.json"]


def test_quiet_says_nothing_when_all_is_well(run: Run, model: Model) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--to", "json", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (ExitCode.OK, "", "")


def test_an_unknown_format_names_the_known_ones(run: Run, model: Model, tmp_path: Path) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--to", "papyrus")
    assert result.returncode == ExitCode.USAGE
    assert result.stderr.count("\n") == 1
    assert "'papyrus'" in result.stderr
    assert "epub" in result.stderr
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.json", None, ExitCode.NOT_FOUND),
        ("empty.json", b"", ExitCode.BAD_INPUT),
        ("garbage.json", b"\x00\xff{", ExitCode.BAD_INPUT),
        ("other.json", b'{"articles": 3}', ExitCode.BAD_INPUT),
    ],
)
def test_bad_input_costs_one_line_and_only_itself(
    run: Run, model: Model, tmp_path: Path, name: str, content: bytes | None, code: ExitCode
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    model("good.json")
    result = run("convert", name, "good.json", "--to", "json", "--quiet")
    assert result.returncode == code
    assert (tmp_path / "dist/good.json").exists()
    assert result.stderr.startswith(f"error: {name}: ")
    assert result.stderr.count("\n") == 1


def encrypted(page: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="swordfish", owner="owner"))
    return out.getvalue()


def without_text(page: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "options", "code", "words"),
    [
        (lambda page: b"", (), ExitCode.BAD_INPUT, "empty"),
        (lambda page: b"PK\x03\x04 a word processor's file", (), ExitCode.BAD_INPUT, "not a PDF"),
        (lambda page: page[: len(page) // 8], (), ExitCode.BAD_INPUT, "damaged"),
        (encrypted, (), ExitCode.PASSWORD, "--password"),
        (encrypted, ("--password", "haddock"), ExitCode.PASSWORD, "password"),
        (without_text, (), ExitCode.NO_TEXT, "ocrmypdf"),
    ],
    ids=["empty", "not a PDF", "truncated", "no password", "wrong password", "no text"],
)
def test_a_bad_pdf_costs_one_line_with_a_remedy(
    run: Run,
    page: bytes,
    tmp_path: Path,
    spoil: Callable[[bytes], bytes],
    options: tuple[str, ...],
    code: ExitCode,
    words: str,
) -> None:
    (tmp_path / "bad.pdf").write_bytes(spoil(page))
    (tmp_path / "good.pdf").write_bytes(page)
    result = run("convert", "bad.pdf", "good.pdf", "--to", "json", "--quiet", *options)
    assert result.returncode == code
    assert result.stderr.startswith("error: bad.pdf: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["good.json", "results.jsonl"]


def test_the_password_opens_an_encrypted_pdf(run: Run, page: bytes, tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(encrypted(page))
    result = run("convert", "locked.pdf", "--to", "json", "--password", "swordfish")
    assert result.returncode == ExitCode.OK, result.stderr
    assert "A river is a road that walks" in (tmp_path / "dist/locked.json").read_text()


def test_the_highest_code_of_several_failures_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"[]")
    result = run("convert", "bad.json", "missing.json", "--to", "json")
    assert result.returncode == ExitCode.BAD_INPUT
    assert result.stderr.endswith("2 documents, 2 with errors\n")


def test_an_old_edition_outlives_a_failed_conversion(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/essay.json").write_text("the old edition")
    (tmp_path / "essay.json").write_bytes(b"[]")
    assert run("convert", "essay.json", "--to", "json").returncode == ExitCode.BAD_INPUT
    assert (tmp_path / "dist/essay.json").read_text() == "the old edition"


def test_an_output_folder_that_cannot_be_made(run: Run, model: Model, tmp_path: Path) -> None:
    model("essay.json")
    (tmp_path / "taken").write_text("a file")
    result = run("convert", "essay.json", "--to", "json", "--out", "taken")
    assert result.returncode == ExitCode.CANNOT_WRITE
    assert "taken" in result.stderr
    assert "--out" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_input_is_never_replaced(run: Run, model: Model, tmp_path: Path) -> None:
    source = model("essay.json")
    before = source.read_bytes() + b"\n"
    source.write_bytes(before)
    result = run("convert", "essay.json", "--to", "json", "--out", ".")
    assert result.returncode == ExitCode.USAGE
    assert "--out" in result.stderr
    assert source.read_bytes() == before


def test_names_cannot_break_out_of_their_line(run: Run) -> None:
    result = run("convert", "two\nlines\x1b[2J.json", "--to", "json")
    assert result.returncode == ExitCode.NOT_FOUND
    assert result.stderr == "error: two\\nlines\\x1b[2J.json: no such file; check the name\n"


def test_a_password_file_that_is_missing(run: Run, model: Model) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--password-file", "nowhere")
    assert result.returncode == ExitCode.NOT_FOUND
    assert "nowhere" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("option", [("--wrap", "narrow"), ("--wrap", "0"), ("--jobs", "0"), ("--profile", "loud")])
def test_bad_options_are_usage_errors(run: Run, option: tuple[str, str]) -> None:
    result = run("convert", "essay.json", *option)
    assert result.returncode == ExitCode.USAGE
    assert "Traceback" not in result.stderr


# --- a format that cannot be written, and worse ----------------------------------------


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize(
    ("format", "code", "words"),
    [
        ("lacking", ExitCode.MISSING_DEPENDENCY, "needs the moon; install it"),
        ("absent", ExitCode.MISSING_DEPENDENCY, "the writer for absent cannot be loaded"),
        ("wrong", ExitCode.USAGE, "is not a horizons_convert writer"),
        ("broken", ExitCode.INTERNAL, "ZeroDivisionError: one over none; run again with --verbose"),
        ("crash", ExitCode.INTERNAL, "SIGSEGV"),
        ("hungry", ExitCode.BAD_INPUT, "MiB of memory"),
    ],
)
def test_a_writer_that_fails_does_not_hurt_the_others(
    run: Run, model: Model, tmp_path: Path, format: str, code: ExitCode, words: str
) -> None:
    model("essay.json")
    model("next.json")
    result = run("convert", "essay.json", "next.json", "--to", "json", "--to", format, "--quiet")
    assert result.returncode == code
    first, second = sorted(result.stderr.splitlines())
    assert first.startswith("error: essay.json: ")
    assert second.startswith("error: next.json: ")
    assert words in first
    assert words in second
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in (tmp_path / "dist").glob("*.json")) == ["essay.json", "next.json"]


@pytest.mark.usefixtures("plugins")
def test_verbose_shows_the_traceback_of_our_fault(run: Run, model: Model) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--to", "broken", "--verbose")
    assert "Traceback" in result.stderr
    assert "do_broken" in result.stderr


@pytest.mark.usefixtures("plugins")
def test_what_libraries_print_is_for_verbose(run: Run, model: Model) -> None:
    model("essay.json")
    assert "opinion" not in run("convert", "essay.json", "--to", "noisy").stderr
    assert "opinion" in run("convert", "essay.json", "--to", "noisy", "--verbose").stderr


@pytest.mark.usefixtures("plugins")
def test_a_document_that_takes_too_long_is_given_up(run: Run, model: Model, tmp_path: Path) -> None:
    model("essay.json")
    result = run("convert", "essay.json", "--to", "json,endless", "--time-limit", "1")
    assert result.returncode == ExitCode.BAD_INPUT
    assert "gave up after 1 seconds while writing endless; allow more with --time-limit" in result.stderr
    assert (tmp_path / "dist/essay.json").exists()


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_stops_cleanly(model: Model, tmp_path: Path, stop: signal.Signals) -> None:
    model("essay.json")
    process = _until_it_is_writing(tmp_path, "endless")
    os.killpg(process.pid, stop)
    _, rest = process.communicate(timeout=SECONDS)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in rest
    assert rest.startswith("horizons-convert: interrupted;")
    assert "--resume" not in rest  # of a single document nothing is recorded


@pytest.mark.usefixtures("plugins")
def test_an_interrupted_run_says_how_to_go_on(run: Run, model: Model, tmp_path: Path) -> None:
    model("essay.json")
    model("my other.json")
    process = _until_it_is_writing(tmp_path, "endless", "my other.json", "--jobs", "1")
    os.killpg(process.pid, signal.SIGINT)
    _, rest = process.communicate(timeout=SECONDS)
    assert process.returncode == ExitCode.INTERRUPTED
    line = "horizons-convert convert essay.json --to endless --verbose 'my other.json' --jobs 1 --resume"
    assert rest.rstrip().endswith(f"; go on with: {line}")


@pytest.mark.usefixtures("plugins")
def test_no_process_outlives_a_killed_run(model: Model, tmp_path: Path) -> None:
    model("essay.json")
    process = _until_it_is_writing(tmp_path, "endless")
    process.kill()
    # The child holds stderr too: it can only be read to its end once the child is gone.
    process.communicate(timeout=SECONDS)
    assert process.returncode == -signal.SIGKILL


def _until_it_is_writing(folder: Path, format: str, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [COMMAND, "convert", "essay.json", "--to", format, "--verbose", *more],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if f"writing {format}" in line:
            return process
    pytest.fail("it ended before it wrote")


# --- inspect, formats, completion ------------------------------------------------------


def test_inspect_tells_what_is_in_a_document(run: Run, model: Model) -> None:
    model("essay.json")
    result = run("inspect", "essay.json")
    assert result.returncode == ExitCode.OK
    for words in ("On Rivers", "Ada Pine", "Horizons", "70 to 71", "The source", "2 paragraphs"):
        assert words in result.stdout


def test_inspect_as_json(run: Run, model: Model) -> None:
    model("essay.json")
    told = json.loads(run("inspect", "essay.json", "--json").stdout)
    assert told["articles"][0]["authors"] == ["Ada Pine"]
    assert told["articles"][0]["sections"] == [{"level": 1, "title": "The source"}]
    assert told["pages"] == 2


def test_inspect_of_nothing(run: Run) -> None:
    result = run("inspect", "missing.pdf")
    assert result.returncode == ExitCode.NOT_FOUND
    assert result.stderr == "error: missing.pdf: no such file; check the name\n"
    assert not result.stdout


@pytest.mark.usefixtures("plugins")
def test_formats_lists_every_writer_and_its_origin(run: Run) -> None:
    lines = {line.split()[0]: line for line in run("formats").stdout.splitlines()}
    assert set(lines) == set(available())
    assert {"epub", "docx", "pdf", "txt", "json"} <= set(lines)
    assert f"horizons-convert {__version__}" in lines["epub"]
    assert "odd-writers 1.5" in lines["fine"]


@pytest.mark.usefixtures("plugins")
def test_formats_check_tells_what_works_here(run: Run, tmp_path: Path) -> None:
    points = tmp_path / "site/odd_writers-1.5.dist-info/entry_points.txt"
    # Waiting until it is given up is tested elsewhere.
    points.write_text(points.read_text().replace("endless = odd_writers:endless\n", ""))
    result = run("formats", "--check")
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert "ready    a writer that does fine" in lines["fine"]
    assert "missing  needs the moon; install it" in lines["lacking"]
    assert "broken   a library crashed (SIGSEGV)" in lines["crash"]
    assert result.returncode == ExitCode.MISSING_DEPENDENCY


@pytest.mark.needs_program("bash")
def test_bash_completes_commands_and_options(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(run("completion", "bash").stdout)
    ask = (
        f"source {script}; COMP_WORDS=(horizons-convert {{words}}); COMP_CWORD=$((${{{{#COMP_WORDS[@]}}}} - 1)); "
        "$(complete -p horizons-convert | sed 's/.*-F \\([^ ]*\\).*/\\1/'); echo ${{COMPREPLY[@]}}"
    )

    def completed(words: str) -> str:
        command = ["bash", "-c", ask.format(words=words)]
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS).stdout

    assert completed("con").split() == ["convert"]
    assert "--password-file" in completed("convert --pass").split()
    assert "epub" in completed("convert --to ep").split()


def test_a_reader_that_leaves_is_no_error(run: Run, model: Model) -> None:
    model("essay.json")
    reading, writing = os.pipe()
    os.close(reading)
    result = run("inspect", "essay.json", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert "Traceback" not in result.stderr
