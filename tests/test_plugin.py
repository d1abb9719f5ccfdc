"""The sample plugin: a package of its own adds a format, as anybody's could."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import editions
from horizons_convert.document import to_json

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "horizons_convert_gemtext"

_USE = """
import json, sys
from horizons_convert.document import from_json
from horizons_convert.writers import available, find, write
edition = from_json(open(sys.argv[1], "rb").read())
write(edition, sys.argv[2], format="gemtext")
print(json.dumps([list(available()), find("gemtext").suffix]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that sees what this one has, with the sample installed by pip, offline."""
    folder = tmp_path_factory.mktemp("plugin")
    venv.create(folder / "env", with_pip=False)
    found = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    packages = subprocess.run(
        [found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    Path(packages, "host.pth").write_text("\n".join(_host_folders()), encoding="utf-8")
    install = [found, "-m", "pip", "install", "--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
    run = subprocess.run([*install, _copy(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return found


def _host_folders() -> list[str]:
    """Where this interpreter finds its packages, the project's own sources and metadata included."""
    return [entry for entry in sys.path if Path(entry).is_dir()]


def _copy(folder: Path) -> Path:
    """A copy to build from, so that building leaves nothing in the checkout."""
    copy = folder / "sample"
    copy.mkdir()
    for file in SAMPLE.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    return copy


def test_the_format_appears_and_works(python: Path, tmp_path: Path) -> None:
    (tmp_path / "edition.json").write_bytes(to_json(editions.single()))
    page = tmp_path / "out" / "essay.gmi"
    run = subprocess.run(
        [python, "-c", _USE, tmp_path / "edition.json", page], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    formats, suffix = json.loads(run.stdout)
    assert {"gemtext", "epub", "docx", "txt"} <= set(formats)
    assert suffix == ".gmi"
    lines = page.read_text(encoding="utf-8").split("\n")
    assert lines[0] == "# The Rivers Between Us: Water & Trust"
    assert "## A Treaty and Its Habits" in lines
    assert "> So far as practicable, within one day." in lines
    assert "* Mira, who measures" in lines


def test_the_command_line_lists_it(python: Path) -> None:
    main = "from horizons_convert.cli import main; raise SystemExit(main())"
    run = subprocess.run([python, "-c", main, "formats"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "gemtext" in run.stdout


def test_it_is_as_short_as_the_guide_says() -> None:
    (module,) = SAMPLE.glob("*.py")
    assert len(module.read_text(encoding="utf-8").splitlines()) < 60
