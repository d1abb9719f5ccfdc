"""The pdf room among bad files: each opens, or is refused in one line that says what to do.

The files are read in one process of its own with a limit on memory, so that a crash of a C
library, a hang or a flood is a failing test and not the end of the test run.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from damage import damaged
from horizons_convert.errors import ConvertError
from horizons_convert.pdf.container import read_container
from horizons_convert.pdf.drawings import vector_regions
from horizons_convert.pdf.glyphs import read_page
from horizons_convert.pdf.images import encode_image, read_images
from horizons_convert.pdf.opening import open_pdfium
from horizons_convert.pdf.structure import read_tags

SECONDS = 20
MEMORY = 1 << 30
REFUSALS = {"BadInputError", "NotFoundError", "PasswordError", "NoTextError"}
MUTATIONS = 16
"""Of each of the files below; the mutations are seeded and always the same."""


def read_everything(path: Path, password: str | None) -> str:
    """Ask the room all that it can be asked about a file."""
    container = read_container(path, password)
    with open_pdfium(path, password) as document:
        images = read_images(document)
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                continue
            vector_regions(read_page(page, number))
            read_tags(page)
            for image in images:
                if image.page == number and not image.is_speck:
                    encode_image(document, page, image)
    return "warned" if container.warnings else "read"


def child() -> None:
    """For each line ``[path, password]`` on stdin: one line ``[outcome, message, seconds]`` on stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        path, password = json.loads(line)
        began = time.monotonic()
        try:
            outcome, message = read_everything(Path(path), password), ""
        except ConvertError as error:
            outcome, message = type(error).__name__, str(error)
        sys.stdout.write(json.dumps([outcome, message, time.monotonic() - began]) + "\n")
        sys.stdout.flush()


def outcomes(files: list[tuple[Path, str | None]]) -> dict[str, tuple[str, str]]:
    """Outcome and message by file name; fails the test where one crashes, hangs or is slow."""
    lines = "".join(json.dumps([str(path), password]) + "\n" for path, password in files)
    process = subprocess.run(
        [sys.executable, __file__], input=lines, capture_output=True, text=True, timeout=4 * SECONDS, check=False
    )
    reports = [json.loads(line) for line in process.stdout.splitlines()]
    if len(reports) < len(files):
        pytest.fail(f"{files[len(reports)][0].name} ended the process: {process.stderr[-2000:]}")
    assert process.stderr == "", "nothing but the program itself talks to the user"
    found = {}
    for (path, _), (outcome, message, seconds) in zip(files, reports, strict=True):
        assert seconds < SECONDS, path.name
        found[path.name] = (outcome, message)
    return found


def manifest(shared: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((shared / "hostile" / "manifest.json").read_text())
    return entries


def test_every_hostile_file_is_read_or_refused_in_one_line(shared: Path) -> None:
    files = [(shared / "hostile" / entry["file"], entry.get("password")) for entry in manifest(shared)]
    found = outcomes(files)
    for name, (outcome, message) in found.items():
        assert outcome in {"read", "warned"} | REFUSALS, name
        assert "\n" not in message
        assert len(message) < 120, f"{name}: {message}"
        assert outcome in {"read", "warned"} or any(sign in message for sign in ";("), f"no remedy: {message}"
    for entry in manifest(shared):
        if entry.get("password"):
            assert found[entry["file"]][0] == "read", f"{entry['file']} opens with its password"
    assert found["derived--wrong-startxref.pdf"][0] == "read"
    assert found["derived--trailing-garbage.pdf"][0] == "read"
    assert found["pdf-reader--trailer_is_not_a_dict.pdf"][0] == "warned"
    assert found["pdfservices-python-sdk-samples--zeroLength.pdf"][0] == "BadInputError"


def test_encrypted_files_without_their_password_say_so(shared: Path) -> None:
    files = [(shared / "hostile" / entry["file"], None) for entry in manifest(shared) if entry.get("password")]
    assert files
    assert {outcome for outcome, _ in outcomes(files).values()} == {"PasswordError"}


@pytest.mark.parametrize("name", ["corpus/review-typst.pdf", "real/fsm-encryption.pdf"])
def test_damaged_copies_of_good_files_never_crash_the_room(shared: Path, tmp_path: Path, name: str) -> None:
    good = (shared / name).read_bytes()
    files: list[tuple[Path, str | None]] = []
    for seed in range(MUTATIONS):
        path = tmp_path / f"{seed}.pdf"
        path.write_bytes(damaged(good, random.Random(seed)))
        files.append((path, None))
    found = {outcome for outcome, _ in outcomes(files).values()}
    assert found <= {"read", "warned"} | REFUSALS
    assert found & {"read", "warned"}, "some damage is survived"


if __name__ == "__main__":
    child()
