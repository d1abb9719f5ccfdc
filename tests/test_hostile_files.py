"""Bad files through the command line: each is converted, or refused in one line, and nothing else happens.

The command is run as users run it, many files at a time.  What is looked for: a traceback or
a fault of the program, a document that takes too long or too much, an output that is not
whole, a file left half written.  ``HOSTILE_MUTATIONS=500`` (what ``make fuzz`` sets) makes the
run longer; a table of outcomes is printed with ``pytest -s`` and whenever a test fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from conftest import COMMAND, Run
from damage import mutations
from horizons_convert.errors import ExitCode

SECONDS = 20
"""What any one of these documents may take."""
MEMORY = 1 << 30
"""... and the bytes its process may hold at once."""
MUTATIONS = int(os.environ.get("HOSTILE_MUTATIONS", "40"))
MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
REFUSALS = {ExitCode.BAD_INPUT, ExitCode.PASSWORD, ExitCode.NO_TEXT}


def results(files: Iterable[Path], *options: str, formats: str = "txt") -> list[dict[str, Any]]:
    """Convert some files in one run; what the results file says of each, checked for what is true of all."""
    out = Path("out")
    files = list(files)
    done = measured("convert", *files, "--to", formats, "--out", out, "--results", "results.jsonl", *options)
    lines = [json.loads(line) for line in Path("results.jsonl").read_text("utf-8").splitlines()]
    sys.stderr.write(table(lines) + "\n")
    assert "Traceback" not in done.stderr, done.stderr
    assert len(lines) == len(files), "every document has its outcome"
    for line in lines:
        check(line)
    written = {Path(output) for line in lines for output in line["outputs"]}
    assert {path for path in out.rglob("*") if path.is_file()} == written, "outputs, and nothing half written"
    assert done.returncode == max(line["code"] for line in lines)
    return lines


def measured(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as a process, which fails the test where it, or a process of a document, grows too large."""
    command = [sys.executable, "-c", MEASURE, COMMAND, *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=900, check=False)
    *said, peak = done.stderr.splitlines()
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(peak) * unit <= MEMORY, f"the largest process held {int(peak) * unit >> 20} MiB"
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout, "\n".join(said))


def check(line: dict[str, Any]) -> None:
    """What is true of every outcome."""
    name = Path(line["input"]).name
    assert line["seconds"] <= SECONDS, f"{name} took {line['seconds']} s"
    if line["code"] == ExitCode.OK:
        assert line["outputs"], f"{name}: converted, into nothing"
        for output in line["outputs"]:
            assert is_whole(Path(output)), output
    else:
        assert ExitCode(line["code"]) in REFUSALS, f"{name}: {line['error']}"
        assert line["outputs"] == [], f"{name} is refused and has outputs"
        assert line["error"].strip() == line["error"] != "", name
        assert "\n" not in line["error"], name


def is_whole(path: Path) -> bool:
    """Whether an output is complete, as far as its own format tells."""
    data = path.read_bytes()
    if path.suffix in (".epub", ".docx"):
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    if path.suffix == ".json":
        return bool(json.loads(data))
    return data.decode("utf-8").endswith("\n") or not data


def table(lines: Iterable[dict[str, Any]]) -> str:
    """How many documents came out how."""
    counts = Counter(outcome(line) for line in lines)
    return "\n".join(f"{count:5}  {name}" for name, count in counts.most_common())


def outcome(line: dict[str, Any]) -> str:
    if line["code"] == ExitCode.OK:
        return "converted with warnings" if line["warnings"] else "converted"
    return f"refused ({ExitCode(line['code']).name.lower().replace('_', ' ')})"


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def hostile(shared: Path) -> dict[Path, str | None]:
    """The collected bad files, and the password of those that have one."""
    folder = shared / "hostile"
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    return {folder / entry["file"]: entry.get("password") for entry in entries}


def test_every_hostile_file_is_converted_or_refused_in_one_line(hostile: dict[Path, str | None]) -> None:
    lines = results(hostile)
    assert {Path(line["input"]) for line in lines} == set(hostile)
    assert sum(line["code"] == ExitCode.OK for line in lines) >= 26, "what was mended once stays mended"


def test_what_is_locked_opens_with_its_password_and_not_with_another(
    run: Run, hostile: dict[Path, str | None], tmp_path: Path
) -> None:
    locked = {path: password for path, password in hostile.items() if password}
    assert len(locked) > 3
    for number, (path, password) in enumerate(locked.items()):
        key = tmp_path / f"key-{number}"
        key.write_text(f"{password}\n")
        done = run("convert", path, "--to", "txt", "--out", f"open-{number}", "--password-file", key)
        assert done.returncode in (ExitCode.OK, ExitCode.NO_TEXT), done.stderr  # one of them holds a graph
        done = run("convert", path, "--to", "txt", "--out", f"shut-{number}", "--password", "open sesame")
        assert done.returncode == ExitCode.PASSWORD
        assert "Traceback" not in done.stderr
        assert not list(Path(f"shut-{number}").glob("*"))


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_kept(hostile: dict[Path, str | None]) -> None:
    (path,) = (path for path in hostile if path.name == "pdf.js--Pages-tree-refs.pdf")
    (line,) = results([path])
    assert any("page 2" in warning for warning in line["warnings"])
    assert Path(line["outputs"][0]).read_text("utf-8").strip()


def test_damaged_copies_of_the_specimens(tmp_path: Path) -> None:
    """All formats for the first few: whatever a damaged file yields, each writer makes a whole file of it."""
    folder = tmp_path / "damaged"
    folder.mkdir()
    for name, data in mutations(MUTATIONS):
        (folder / name).write_bytes(data)
    files = sorted(folder.iterdir())
    lines = results(files[:6], formats="epub,docx,txt,json")
    Path("results.jsonl").unlink()
    for old in Path("out").iterdir():
        old.unlink()
    lines += results(files[6:], "--jobs", "2")
    assert {outcome(line) for line in lines} & {"converted", "converted with warnings"}, "some damage is survived"
