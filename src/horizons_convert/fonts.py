"""Where does the file of a packaged font lie?

fontpkg keeps a register of every family that is installed, for which it asks the metadata of
all packages of the environment; that takes longer than drawing a cover.  The package of a
family is named after it, so it is opened directly, and the register is asked for others.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from pathlib import Path

import fontpkg


def font_file(family: str, weight: int = 400, style: str = "normal") -> Path:
    """The file of a family ("Noto Serif") that has a weight and a style.

    Raises what `fontpkg.path` raises: `FamilyNotInstalled`, `StyleNotAvailable`, `WeightNotAvailable`.
    """
    chosen: Path = fontpkg.select_file(_family(family), weight, style, nearest=False).path
    return chosen


@functools.cache
def _family(name: str) -> fontpkg.Family:
    try:
        root = importlib.resources.files(f"fontpkg_{fontpkg.slugify(name).replace('-', '_')}")
        return fontpkg.family_from_metadata(json.loads((root / "metadata.json").read_text("utf-8")), root)
    except (ModuleNotFoundError, FileNotFoundError):
        return fontpkg.family(name)
