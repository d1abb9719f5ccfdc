"""How does a correction become a test that the converter must pass without it?

A case is a folder that a person can open: ``case.toml`` names the document, ``expected.txt``
says what its article should read like, a line a block, and ``corrections.toml`` is what a
person had to say to get there.  `differences` converts the document without corrections and
tells what is not as expected: nothing, once the converter has learnt it.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import tomllib
from pathlib import Path

from horizons_convert.corrections import Corrections, added
from horizons_convert.document import Edition
from horizons_convert.errors import BadInputError
from horizons_convert.reading import recover
from horizons_convert.recover.desk import role_of
from horizons_convert.recover.units import flatten, text_of
from horizons_convert.writers import replace

CASE, EXPECTED, CORRECTIONS = "case.toml", "expected.txt", "corrections.toml"


def write_case(edition: Edition, source: Path, corrections: Corrections, folder: Path) -> Path:
    """Write the case of a document whose corrected edition is `edition`; returns its ``case.toml``.

    The document is named, not copied, relative to the folder where that is possible.  Raises
    `CannotWriteError`.
    """
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(f"What {source.name} should be converted to; see docs/corrections.md"))
    document["input"] = _relative(source.resolve(), folder.resolve())
    document["sha256"] = edition.source_sha256 or hashlib.sha256(source.read_bytes()).hexdigest()
    replace(folder / EXPECTED, expected(edition).encode("utf-8"))
    replace(folder / CORRECTIONS, added("", corrections.correction, source.name).encode("utf-8"))
    replace(folder / CASE, tomlkit.dumps(document).encode("utf-8"))
    return folder / CASE


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def differences(folder: Path) -> list[str]:
    """What the document of a case is converted to, beside what it should be: the lines of a diff, none if equal.

    Raises `BadInputError` where the document is another one than the case was made from, and
    whatever reading it raises.
    """
    case = tomllib.loads((folder / CASE).read_text(encoding="utf-8"))
    source = folder / case["input"]
    edition = recover(source).edition
    if edition.source_sha256 != case["sha256"]:
        raise BadInputError(f"{source.name} has changed since this case was made")
    wanted = (folder / EXPECTED).read_text(encoding="utf-8")
    found = expected(edition)
    return list(difflib.unified_diff(wanted.splitlines(), found.splitlines(), "expected", "found", "", "", 0, ""))


def expected(edition: Edition) -> str:
    """An edition as a person would check it: a line a block, what it is before its words."""
    lines = []
    for article in edition.articles:
        authors = "; ".join(author.name for author in article.authors)
        front = {"title": article.title, "subtitle": article.subtitle, "authors": authors}
        lines += [f"{name}: {value}" for name, value in front.items() if value]
        for unit in flatten(article.blocks):
            alt = getattr(unit.block, "alt", None)
            shown = f" [{alt}]" if alt else ""
            lines.append(f"{role_of(unit)}:{shown} {' '.join(unit.text.split())}".rstrip())
        for note in article.notes:
            lines.append(f"note {note.label}: {' '.join(' '.join(map(text_of, note.blocks)).split())}")
    return "".join(f"{line}\n" for line in lines)
