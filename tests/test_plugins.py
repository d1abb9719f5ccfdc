"""The list of writers is the one that Python's own library would give, wherever they are installed."""

from __future__ import annotations

import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from horizons_convert import plugins


def listed() -> dict[str, tuple[str, str]]:
    return {name: (plugin.value, plugin.origin) for name, plugin in plugins.registered().items()}


def listed_by_python() -> dict[str, tuple[str, str]]:
    points = sorted(entry_points(group=plugins.GROUP), key=lambda point: point.name)
    return {point.name: (point.value, f"{point.dist.name} {point.dist.version}") for point in points if point.dist}


def install(folder: Path, version: str, points: str) -> None:
    """A package with some entry points, as an installer leaves it."""
    info = folder / f"More_Writers-{version}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: More.Writers\nVersion: {version}\n"
    (info / "METADATA").write_text(f"{head}\nName: not this one, it is the description\n")
    (info / "entry_points.txt").write_text(points)


@pytest.mark.usefixtures("plugins")
def test_what_is_installed_here() -> None:
    assert listed() == listed_by_python()
    assert {"epub", "fine", "absent"} <= listed().keys()


def test_other_groups_comments_and_extras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = "[console_scripts]\nepub = x:y\n\n[horizons_convert.writers]\n# epub = x:y\n rtf=os : path.join [extra]\n"
    install(tmp_path, "2.0", points)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert listed() == listed_by_python()
    assert listed()["rtf"] == ("os : path.join [extra]", "More.Writers 2.0")
    assert plugins.registered()["rtf"].load() is __import__("os").path.join


def test_of_two_versions_the_first_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "older", "1.0", "[horizons_convert.writers]\nrtf = a:b\nold = a:c\n")
    install(tmp_path / "newer", "2.0", "[horizons_convert.writers]\nrtf = d:e\n")
    for folder in ("older", "newer"):
        monkeypatch.syspath_prepend(str(tmp_path / folder))
    assert listed() == listed_by_python()
    assert listed()["rtf"] == ("d:e", "More.Writers 2.0")
    assert "old" not in listed()


def test_a_package_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "site", "2.0", "[horizons_convert.writers]\nrtf = a:b\n")
    archive = tmp_path / "packages.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in (tmp_path / "site").rglob("*"):
            packed.write(file, file.relative_to(tmp_path / "site"))
    monkeypatch.syspath_prepend(str(archive))
    assert listed()["rtf"] == ("a:b", "More.Writers 2.0")


def test_folders_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = listed()
    monkeypatch.syspath_prepend(str(tmp_path / "nowhere"))
    assert listed() == expected
