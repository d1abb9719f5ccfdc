"""Is what the documents say true: do the commands run, the outputs shown come out, and the links lead somewhere?

Every command that README names is run, on small documents of the names that it uses.  Where it
shows an output, each line shown must be said, seconds apart.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from conftest import COMMAND, ROOT, SECONDS, need_programs
from horizons_convert.errors import ExitCode

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FENCES = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
PROSE = re.sub(r"^```.*?^```", "", README, flags=re.DOTALL | re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`(horizons-convert [^`]+)`", PROSE)))
TRANSCRIPTS = [fence.split("\n", 1) for language, fence in FENCES if language == "console"]
EXAMPLES = [fence for language, fence in FENCES if language == "python"]
SECONDS_TAKEN = re.compile(r"\(\d[\d.]* s\)")


@pytest.fixture
def desk(tmp_path: Path, page: bytes, model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the documents that README speaks of."""
    monkeypatch.chdir(tmp_path)
    for name in ("essay.pdf", "issue.pdf", "archive/a.pdf", "more/b.pdf", "parts/c.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page)
    with pikepdf.open(tmp_path / "essay.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="secret"))
    (tmp_path / "secret.txt").write_text("secret\n")
    (tmp_path / "empty.pdf").touch()
    model("dist/essay.json")
    (tmp_path / "edition.toml").write_text('title = "Two"\n[[article]]\nfile = "parts/c.pdf"\n')
    return tmp_path


def say(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does; what it says on either stream is in `stdout`."""
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
    )


def test_readme_shows_commands() -> None:
    """The patterns above find what they are for."""
    assert len(COMMANDS) > 12
    assert len(TRANSCRIPTS) == 4
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, desk: Path) -> None:
    if "--init" in command:
        (desk / "edition.toml").unlink()
    if "--to brf" in command:
        need_programs("lou_translate")
    done = say(command, desk)
    assert done.returncode == ExitCode.OK, done.stdout


@pytest.mark.parametrize(("command", "shown"), TRANSCRIPTS, ids=lambda text: text[:40])
def test_every_output_shown_comes_out(command: str, shown: str, desk: Path) -> None:
    if "--check" in command:
        need_programs("lou_translate")
    shutil.copy(ROOT / "source" / "the-pilots-ladder.pdf", desk / "essay.pdf")
    said = {SECONDS_TAKEN.sub("", line) for line in say(command.removeprefix("$ "), desk).stdout.splitlines()}
    assert {SECONDS_TAKEN.sub("", line) for line in shown.splitlines()} <= said


@pytest.mark.parametrize("example", EXAMPLES, ids=["read and write", "the account"])
def test_every_example_in_python_runs(example: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "source" / "the-pilots-ladder.pdf", desk / "essay.pdf")
    exec(compile(example, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "The Pilot’s Ladder by Ilse Marchetti-Vogt, Tomas Okonjo" in said or "pull quote" in said


def test_exit_codes_are_all_explained() -> None:
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)] == sorted(ExitCode)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", re.findall(r"\]\((docs/[\w-]+\.png)\)", README))
def test_pictures_are_light_and_described(name: str) -> None:
    picture = ROOT / name
    with Image.open(picture) as image:
        image.verify()
    assert picture.stat().st_size < 800_000
    assert re.search(rf"!\[[^\]]{{40,}}\]\({re.escape(name)}\)", README)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_make_targets_tools_and_modules_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert targets <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)) | {"help"}
    assert [tool for tool in re.findall(r"\btools/[\w-]+\.py\b", text) if not (ROOT / tool).exists()] == []


def test_every_room_stands_in_the_house() -> None:
    """Each module and folder of the package is named on the page that describes them all."""
    house = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [p.name + "/" * p.is_dir() for p in (ROOT / "src" / "horizons_convert").iterdir() if p.name[0] != "_"]
    rooms = [room for room in rooms if room.endswith((".py", "/"))]
    assert [room for room in rooms if f"`{room}`" not in house] == []
