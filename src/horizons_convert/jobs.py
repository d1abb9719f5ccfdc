"""What is to be done, and what came of it: a job for each document that the user named.

`plan` turns files, folders and patterns into jobs.  It settles every name before the work
begins: no two documents write the same file, none replaces an input, and an output folder
that cannot be written into is found out once.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from horizons_convert import stores
from horizons_convert.errors import CannotWriteError, ExitCode, UsageError
from horizons_convert.writers import Options, available, find

INPUT_SUFFIXES = (".pdf", ".json")


@dataclass(frozen=True)
class Job:
    """One document, and what is to be made of it."""

    source: Path
    targets: Mapping[str, Path] = field(default_factory=dict)
    """The file to write for each format."""
    options: Options = field(default_factory=Options)
    password: str | None = None
    inspect: bool = False
    """Whether `Outcome.details` is wanted."""
    note: str = ""
    """What the user should know about the plan for this document."""
    corrections: Path | None = None
    """The file of corrections; None: the one beside the document, if there is one."""
    review: Path | None = None
    """Where the review page goes, if one is wanted."""
    case: Path | None = None
    """The folder of the test case to write, if one is wanted."""
    split: bool = False
    """Whether each article of an issue is to be an edition of its own; their files then stand in a folder named
    as the target would be without its suffix."""


@dataclass(frozen=True)
class Failure:
    """Why a document, or one format of it, was not made: a line for the user, and the traceback of a fault of ours."""

    message: str
    code: ExitCode
    trace: str = ""


@dataclass
class Outcome:
    """What became of a job."""

    job: Job
    stamp: str = ""
    """What told the state of the document before it was read; see `stores.stamp`."""
    sha256: str = ""
    """Checksum of the document; empty where it could not be read."""
    corrections_sha256: str = ""
    """Checksum of the corrections file; empty where there is none."""
    summary: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    """What the summary says, as numbers; see `report.figures`."""
    warnings: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    written: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0

    @property
    def code(self) -> ExitCode:
        """The highest code of its failures."""
        return max((failure.code for failure in self.failures), default=ExitCode.OK)


def plan(
    inputs: Iterable[str],
    formats: Sequence[str],
    out: Path,
    options: Options,
    password: str | None,
    corrections: Path | None = None,
    split: bool = False,
) -> list[Job]:
    """A job for each document, in the order named; no two write the same file, and none writes an input.

    Raises `UsageError` for an unknown format, corrections for more than one document, or an
    edition that would replace an input, and `CannotWriteError` where the output folder cannot
    be made or written into.
    An input that does not exist becomes a job too: it will fail by itself, and the others
    will not.
    """
    points = available()
    for name in formats:
        if name not in points:
            raise UsageError(f"unknown format {name!r}; known formats: {', '.join(points)}")
    suffixes = {name: _suffix(name) for name in formats}
    _check_folder(out)
    names = _Names()
    jobs = []
    for source, folder in sources(inputs, out):
        into = out.joinpath(*folder.parts)
        name, note = names.take(into, source)
        targets = {format: into / f"{name}{suffix}" for format, suffix in suffixes.items()}
        jobs.append(Job(source, targets, options, password, note=note, corrections=corrections, split=split))
    if corrections and len(jobs) > 1:
        raise UsageError(
            "--corrections is for one document; put a file beside each, as essay.corrections.toml beside essay.pdf"
        )
    _spare_inputs(jobs)
    return jobs


def _suffix(format: str) -> str:
    try:
        return find(format).suffix
    except Exception:  # noqa: BLE001  # a writer that cannot be loaded is reported where it is used; the others are not hurt
        return f".{format}"


def _check_folder(out: Path) -> None:
    """Find out before the work, once, and not after it, for every file."""
    if stores.is_remote(out):
        stores.check_folder(out)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(f"cannot make the folder {out}: {error.strerror}; choose another with --out") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise CannotWriteError(f"cannot write into the folder {out}; choose another with --out")


class _Names:
    """Which document owns which name in which folder, so that none replaces another's edition."""

    def __init__(self) -> None:
        self._owners: dict[str, Path] = {}

    def take(self, folder: Path, source: Path) -> tuple[str, str]:
        """A free name for the editions of `source`, and what to tell the user if it isn't its own."""
        owner = self._owners.setdefault(_key(folder / source.stem), source)
        if owner == source:
            return source.stem, ""
        number = 2
        while self._owners.setdefault(_key(folder / f"{source.stem}-{number}"), source) != source:
            number += 1
        name = f"{source.stem}-{number}"
        return name, f"written as {name}, because {source.stem} is the edition of {owner}"


def _key(path: Path) -> str:
    """Equal for names that are the same file on a disk that does not tell capitals apart."""
    return os.path.normcase(str(path)).casefold()


def _spare_inputs(jobs: Sequence[Job]) -> None:
    inputs = {job.source.resolve() for job in jobs}
    for job in jobs:
        for target in job.targets.values():
            if target.resolve() in inputs:
                raise UsageError(f"the edition {target} would replace an input; choose another folder with --out")


def sources(inputs: Iterable[str], out: Path) -> Iterator[tuple[Path, Path]]:
    """Each document once, with the folder below the output folder in which its editions go."""
    seen: set[Path] = set()
    for text in inputs:
        for path, folder in _expand(text, out):
            # `resolve` so that a file named twice, once through a link, is still one document.
            identity = path.resolve()
            if identity not in seen:
                seen.add(identity)
                yield path, folder


def _expand(text: str, out: Path) -> Iterator[tuple[Path, Path]]:
    """What one argument stands for: a file, the matches of a pattern, or the PDFs in a folder and below it.

    A folder keeps its inner order in the output.  A name that stands for nothing stands for itself.
    """
    path = stores.place(text)
    found: list[tuple[Path, Path]] = []
    if stores.is_remote(path):
        found = list(_expand_remote(path, text, out))
    elif path.is_dir():
        found = [(inside, inside.parent.relative_to(path)) for inside in sorted(_pdfs(path, out))]
    elif not path.exists() and glob.has_magic(text):
        # The shell leaves a pattern alone that is quoted, or that it does not understand.
        matches = map(Path, sorted(glob.glob(text, recursive=True)))  # noqa: PTH207  # Path.glob takes no absolute pattern
        found = [(match, Path()) for match in matches if match.suffix.lower() in INPUT_SUFFIXES]
    yield from found or [(path, Path())]


def _expand_remote(path: Path, text: str, out: Path) -> Iterator[tuple[Path, Path]]:
    """The same of an address: its store is asked once for all that is below it."""
    if path.suffix.lower() in INPUT_SUFFIXES and not glob.has_magic(text):
        return
    if glob.has_magic(text):
        yield from ((match, Path()) for match in stores.matching(text) if match.suffix.lower() in INPUT_SUFFIXES)
        return
    for inside in stores.below(path):
        way = stores.relative(inside, path)
        hidden = any(part.startswith(".") for part in way.parts)
        if inside.suffix.lower() == ".pdf" and not hidden and out not in inside.parents:
            yield inside, way.parent


def _pdfs(folder: Path, out: Path) -> Iterator[Path]:
    """The PDFs in and below a folder; not those in hidden folders, nor the editions of an earlier run."""
    editions = out.resolve()
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() == ".pdf" and not hidden and path.is_file() and editions not in path.resolve().parents:
            yield path
