"""Which writers are installed, and which package does each come from?

They are registered as entry points: lines in a file beside each installed package.  Reading
these files takes a few milliseconds; `importlib.metadata` takes forty, for what it imports
and for the whole metadata of every package that has one, and `horizons-convert formats`
would wait for it.  So they are read here, as it reads them: of several packages of one name
the first on `sys.path` counts.

This sees only packages in folders.  Where there may be others (in an archive, or behind an
importer of somebody's own), `importlib.metadata` is asked after all.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from importlib.machinery import PathFinder

TYPE_CHECKING = False  # importing typing for it would cost a tenth of the time of `formats`
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

GROUP = "horizons_convert.writers"


class Plugin:
    """A registered object: its name, where it lies (``module:attribute``), and the package that brings it."""

    __slots__ = ("name", "origin", "value")

    def __init__(self, name: str, value: str, origin: str) -> None:
        self.name, self.value, self.origin = name, value, origin

    def load(self) -> Any:
        """The object itself.  Raises what importing its module raises, and `AttributeError`."""
        module, _, attributes = self.value.partition("[")[0].partition(":")
        found: Any = import_module(module.strip())
        for attribute in filter(None, attributes.strip().split(".")):
            found = getattr(found, attribute)
        return found


def registered() -> dict[str, Plugin]:
    """The registered writers by name, sorted; nothing of them is imported."""
    found = _in_folders() if _only_folders() else _anywhere()
    return {plugin.name: plugin for plugin in sorted(found, key=lambda plugin: plugin.name)}


def _only_folders() -> bool:
    """Whether all packages that can be imported lie in folders, as nearly always."""
    others = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions") and finder is not PathFinder]
    return not others and not any(path.endswith(".egg") or os.path.isfile(path) for path in sys.path)


def _anywhere() -> Iterator[Plugin]:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else ""
        yield Plugin(point.name, point.value, origin)


def _in_folders() -> Iterator[Plugin]:
    seen = set()
    for folder in sys.path:
        for name in _listed(folder or "."):
            stem, _, kind = name.lower().rpartition(".")
            package = re.sub(r"[_.]+", "_", stem.partition("-")[0])
            if kind in ("dist-info", "egg-info") and package not in seen:
                seen.add(package)
                yield from _of_package(os.path.join(folder, name))


def _of_package(info: str) -> Iterator[Plugin]:
    """The writers of a package, given the folder of what is known of it."""
    text = _text(os.path.join(info, "entry_points.txt"))
    if f"[{GROUP}]" not in text:
        return
    origin, section = _origin(info), ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]")
        elif section == GROUP and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield Plugin(name.strip(), value.strip(), origin)


def _origin(info: str) -> str:
    """The name and the version of a package, which stand in the head of its metadata."""
    head = (_text(os.path.join(info, "METADATA")) or _text(os.path.join(info, "PKG-INFO"))).partition("\n\n")[0]
    fields = dict(line.split(": ", 1) for line in head.splitlines() if line.startswith(("Name: ", "Version: ")))
    return " ".join(fields[key] for key in ("Name", "Version") if key in fields)


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # named on the path, and not there
        return []


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:  # most packages register nothing
        return ""
