"""A long document is read by two processes: the reader must not notice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from horizons_convert.document import to_json
from horizons_convert.pdf import reading
from horizons_convert.pdf.ahead import ENOUGH_PAGES, reading_ahead
from horizons_convert.reading import recover

SPECIMENS = Path(__file__).resolve().parents[1] / "source"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process reads")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the specimens, over and over."""
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    writer = pypdf.PdfWriter()
    while len(writer.pages) < ENOUGH_PAGES:
        for specimen in sorted(SPECIMENS.glob("*.pdf")):
            writer.append(specimen)
    writer.write(path)
    return path


@pytest.fixture(scope="module")
def expected(long: Path) -> bytes:
    """What one process recovers of it."""
    return to_json(recover(long).edition)


def test_two_processes_recover_what_one_does(long: Path, expected: bytes):
    assert to_json(recover(long, processes=2).edition) == expected


def test_the_second_process_takes_a_part_of_the_pages(long: Path):
    with reading_ahead(long, None, 2) as ahead:
        mine = []
        for number in ahead.mine():
            mine.append(number)
            time.sleep(0.05)  # long enough for the other to read one
        theirs = ahead.theirs()
    assert sorted([*mine, *theirs]) == list(range(1, ahead.pages + 1))
    assert mine
    assert theirs


def kill_self(document: object, number: int) -> reading.Read:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(number)


def stumble(document: object, number: int) -> reading.Read:
    raise ValueError(number)


@pytest.mark.parametrize("fault", [kill_self, stumble])
def test_no_page_is_lost_with_the_second_process(
    fault: Callable[[object, int], reading.Read], long: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "read", fault)  # which only the second process imports after this
    assert to_json(recover(long, processes=2).edition) == expected


def test_a_short_document_is_read_by_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(os, "fork")
    assert recover(min(SPECIMENS.glob("*.pdf")), processes=2).edition.articles


_ENDLESS = """
import os, sys, time
from pathlib import Path
from horizons_convert.pdf import ahead, reading

def read(document, number):
    print(os.getpid(), flush=True)
    time.sleep(60)

reading.read = read
with ahead.reading_ahead(Path(sys.argv[1]), None, 2):
    time.sleep(60)
"""


def test_the_second_process_ends_with_the_first(long: Path):
    with subprocess.Popen([sys.executable, "-c", _ENDLESS, str(long)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.kill()
    deadline = time.monotonic() + 10
    while _runs(second):
        assert time.monotonic() < deadline, "it goes on alone"
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
