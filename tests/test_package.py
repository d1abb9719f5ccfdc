"""The package as somebody gets it: the wheel, installed into an empty environment, and the public names."""

from __future__ import annotations

import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import horizons_convert
from conftest import ROOT, SECONDS
from horizons_convert.document import Edition, to_json
from horizons_convert.errors import ExitCode

PACKAGE = ROOT / "src" / "horizons_convert"


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The wheel, built into build/ with what is installed: nothing is fetched."""
    # setuptools packs whatever an earlier build left there, modules since deleted included.
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "build", "."],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return ROOT / "build" / f"horizons_convert-{horizons_convert.__version__}-py3-none-any.whl"


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("horizons_convert/")}
    wanted = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == wanted


def test_the_wheel_runs_in_an_empty_environment(wheel: Path, tmp_path: Path, essay: Edition) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True, timeout=SECONDS)
    (packages,) = home.glob("lib/python*/site-packages")
    # The libraries are those of this environment; a path line lends them without our own editable install.
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    (tmp_path / "essay.json").write_bytes(to_json(essay))

    def command(*arguments: str) -> str:
        line = [home / "bin" / "horizons-convert", *arguments]
        return subprocess.run(line, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=SECONDS).stdout

    assert command("--version") == f"horizons-convert {horizons_convert.__version__}\n"
    assert {line.split()[0] for line in command("formats").splitlines()} >= {"epub", "docx", "pdf", "txt", "json"}
    command("convert", "essay.json", "--to", "json")
    assert (tmp_path / "dist" / "essay.json").read_bytes() == to_json(essay)
    where = [python, "-c", "import horizons_convert; print(horizons_convert.__file__)"]
    assert str(home) in subprocess.run(where, check=True, capture_output=True, text=True, cwd=tmp_path).stdout


@pytest.mark.parametrize("name", horizons_convert.__all__)
def test_every_public_name_is_there_and_explained(name: str) -> None:
    assert name in dir(horizons_convert)
    assert getattr(horizons_convert, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = horizons_convert.nonsense


def test_the_readme_explains_every_exit_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"| {code.value} |" not in readme] == []


def test_the_lock_keeps_to_the_ranges() -> None:
    """What `make lock` would have to change is found here, not by whoever installs."""
    check = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--quiet", "-c", "requirements.lock"]
    result = subprocess.run([*check, "-e", ".", "--no-build-isolation"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
