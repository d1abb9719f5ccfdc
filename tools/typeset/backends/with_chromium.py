"""Chromium: a tagged file; its tags say paragraph for every line, as tags of real files often do."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.typeset.pages import Publication

from .html import document

HYPHEN = "-"
LIGATURES = True
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


class NoChromiumError(RuntimeError):
    """No browser is installed that could print."""


def render(publication: Publication) -> bytes:
    """The publication as PDF.  Raises `NoChromiumError`."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise NoChromiumError("chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "pages.html"), Path(folder, "pages.pdf")
        source.write_text(document(publication), encoding="utf-8")
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer", f"--print-to-pdf={result}", source.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return result.read_bytes()
