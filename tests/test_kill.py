"""Killed at any moment: the old edition stands or the new one, whole, and the next run clears up.

A conversion is killed (SIGKILL, which nobody can answer) at moments spread over all of its
run.  A reader of the folder then sees whole files only: hidden parts may lie beside them,
until the next run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import COMMAND, SECONDS, Run
from test_hostile_files import is_whole

MOMENTS = 20

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of Unix")


@pytest.fixture
def folder(tmp_path: Path, model: Callable[[str], Path], page: bytes) -> Path:
    """A folder with two documents, and the older editions of them in ``out``."""
    model("essay.json")
    (tmp_path / "river.pdf").write_bytes(page)
    (tmp_path / "out").mkdir()
    for name in ("essay.txt", "river.txt"):
        (tmp_path / "out" / name).write_text("the old edition\n")
    return tmp_path


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [COMMAND, "convert", "essay.json", "river.pdf", "--to", "txt,epub,docx", "--out", "out"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def test_killed_at_twenty_moments_it_leaves_whole_files_only(folder: Path, run: Run) -> None:
    began = time.monotonic()
    assert start(folder).wait(SECONDS) == 0
    whole_run = time.monotonic() - began
    chance = random.Random(7)
    interrupted = 0
    for moment in range(MOMENTS):
        process = start(folder)
        try:
            process.wait(whole_run * (moment + chance.random()) / MOMENTS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(SECONDS)
        interrupted += process.returncode == -signal.SIGKILL
        wait_for_the_orphans(process.pid)
        for path in visible(folder / "out"):
            assert is_whole(path), path.name
    assert interrupted > MOMENTS // 4, "killed in the middle, not after the end"
    done = run("convert", "essay.json", "river.pdf", "--to", "txt,epub,docx", "--out", "out")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (folder / "out").iterdir()} - {"results.jsonl"}
    assert names == {f"{name}.{suffix}" for name in ("essay", "river") for suffix in ("txt", "epub", "docx")}


def test_a_document_that_is_killed_alone_leaves_its_old_edition(folder: Path, run: Run, plugins: None) -> None:
    """Its process crashes while it writes one format: the formats before are there, the old file stands."""
    (folder / "out" / "essay.crash").write_text("the old edition\n")
    done = run("convert", "essay.json", "--to", "txt,crash", "--out", "out")
    assert done.returncode != 0
    assert (folder / "out" / "essay.crash").read_text() == "the old edition\n"
    assert "Ada Pine" in (folder / "out" / "essay.txt").read_text()
    assert not list((folder / "out").glob(".*"))


def visible(folder: Path) -> list[Path]:
    """What a reader sees; the log of results has a line for each document that was finished, and is no edition."""
    return [path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix != ".jsonl"]


def wait_for_the_orphans(session: int) -> None:
    """Until the processes of the documents have followed their parent, as they do (see `worker.die_with_parent`)."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        os.sched_yield() if hasattr(os, "sched_yield") else None
    pytest.fail("a document's process outlives the program")
