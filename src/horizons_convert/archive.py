"""What has been done of a large archive, and what is still to do?

A results file has one line of JSON for each document that was worked on (`Entry`).  Later
runs add to it; of several lines about a document the last one counts.  `unfinished` compares
the jobs of a new run with it: done is a document whose bytes, corrections, wished-for formats
and options, and converter are those of its entry, and whose editions are all there.

A document that is itself at fault (damaged, without text) counts as done: it would fail
again.  What failed for another reason (a full disk, a fault of the program) is tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from horizons_convert import __version__, stores
from horizons_convert.errors import CannotWriteError, ConvertError, ExitCode
from horizons_convert.jobs import Job, Outcome
from horizons_convert.worker import Limits, corrections_file

RESULTS = "results.jsonl"
"""Name of the results file in the output folder."""


class Entry(msgspec.Struct, frozen=True):
    """What became of one document: a line of the results file."""

    input: str
    sha256: str
    stamp: str
    """State of the document before it was read; where it is the same, nothing needs to be read to know that."""
    corrections: str
    """Checksum of its corrections; empty for none."""
    version: str
    """The converter's."""
    wish: str
    """Fingerprint of what was asked for: formats, names of the editions, options."""
    limits: str
    outputs: tuple[str, ...]
    figures: dict[str, int]
    warnings: tuple[str, ...]
    seconds: float
    code: ExitCode
    error: str
    """One line; empty where all went well."""


def entry(outcome: Outcome, limits: Limits) -> Entry:
    """The line for an outcome."""
    return Entry(
        input=str(outcome.job.source),
        sha256=outcome.sha256,
        stamp=outcome.stamp,
        corrections=outcome.corrections_sha256,
        version=__version__,
        wish=wish(outcome.job),
        limits=_limits(limits),
        outputs=tuple(map(str, outcome.written)),
        figures=outcome.figures,
        warnings=tuple(outcome.warnings),
        seconds=round(outcome.seconds, 2),
        code=outcome.code,
        error="; ".join(failure.message for failure in outcome.failures),
    )


def wish(job: Job) -> str:
    """Fingerprint of what a job is to make; whether there is a password is part of it, the password is not."""
    wanted = {
        "targets": {name: str(path) for name, path in job.targets.items()},
        "options": asdict(job.options),
        "split": job.split,
        "corrections": str(job.corrections or ""),
    }
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]


def _limits(limits: Limits) -> str:
    return f"{limits.seconds:g} s + {limits.seconds_a_page:g} s a page, {limits.memory >> 20} MiB"


class Results:
    """The results file of a run, open for adding.  A line is written whole, at once, when a document is finished.

    Raises `CannotWriteError` when it cannot be opened or written.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self._limits = limits
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = path.open("ab")
            # A run that was killed may have left half a line: the next one must not be added to it.
            if not _ends_with_a_line(path):
                self._file.write(b"\n")
        except OSError as error:
            raise CannotWriteError(f"cannot write the results file {path}: {error.strerror or error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Write the line for an outcome."""
        try:
            self._file.write(msgspec.json.encode(entry(outcome, self._limits)) + b"\n")
            self._file.flush()
        except OSError as error:
            raise CannotWriteError(f"cannot write the results file {self.path}: {error.strerror or error}") from error


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, 2) == 0:
            return True
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def entries(path: Path) -> Iterator[Entry]:
    """The lines of a results file; one that is not whole is passed over.  Nothing where there is no file."""
    try:
        with path.open("rb") as file:
            for line in file:
                try:
                    yield msgspec.json.decode(line, type=Entry)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotWriteError(f"cannot read the results file {path}: {error.strerror or error}") from error


# --- what is left to do ----------------------------------------------------------------


def unfinished(jobs: Iterable[Job], path: Path, limits: Limits) -> tuple[list[Job], list[Entry]]:
    """The jobs that are still to do, and the entries of those that are done, with neither figures nor warnings."""
    sources = {str(job.source): job for job in jobs}
    known: dict[str, Entry] = {}
    for line in entries(path):
        if line.input in sources:  # of an archive of long ago nothing is kept in memory
            known[line.input] = msgspec.structs.replace(line, figures={}, warnings=())
    listing = stores.Listing()
    left, done = [], []
    for name, job in sources.items():
        before = known.get(name)
        if before and _is_done(before, job, limits, listing):
            done.append(before)
        else:
            left.append(job)
    return left, done


def _is_done(before: Entry, job: Job, limits: Limits, listing: stores.Listing) -> bool:
    if before.version != __version__ or before.wish != wish(job):
        return False
    if not _would_end_the_same(before, job, limits):
        return False
    there = all(listing.holds(stores.place(name)) for name in before.outputs)
    return there and _is_unchanged(before, job, listing)


def _would_end_the_same(before: Entry, job: Job, limits: Limits) -> bool:
    """Whether trying again would change nothing, as far as it does not depend on the document's bytes."""
    if before.code == ExitCode.OK:
        return True
    if before.code == ExitCode.PASSWORD:
        return job.password is None
    return before.code in (ExitCode.BAD_INPUT, ExitCode.NO_TEXT) and before.limits == _limits(limits)


def _is_unchanged(before: Entry, job: Job, listing: stores.Listing) -> bool:
    """Whether the document and its corrections are what they were; read only where its stamp says otherwise."""
    try:
        corrections = corrections_file(job, listing.holds)
        if before.corrections != (_sha256(corrections) if corrections else ""):
            return False
        same = before.stamp == listing.stamp(job.source) or before.sha256 == _sha256(job.source)
        return bool(before.sha256) and same
    except (ConvertError, OSError):
        return False


def _sha256(path: Path) -> str:
    return hashlib.sha256(stores.fetch(path)).hexdigest()


# --- how it went -----------------------------------------------------------------------


@dataclass
class Tally:
    """How a run went, without keeping what it did: an archive has a hundred thousand documents."""

    code: ExitCode = ExitCode.OK
    """The highest of all, those of documents done before included."""
    converted: int = 0
    done_before: int = 0
    failures: Counter[ExitCode] = field(default_factory=Counter)
    """Documents by the code of their failure."""
    pages: int = 0
    warnings: int = 0
    files: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a document of this run."""
        self._judge(outcome.code)
        self.converted += outcome.code == ExitCode.OK
        self.pages += outcome.figures.get("pages", 0)
        self.warnings += len(outcome.warnings)
        self.files += len(outcome.written)

    def add_done(self, before: Entry) -> None:
        """Count a document of an earlier run."""
        self._judge(before.code)
        self.done_before += before.code == ExitCode.OK

    def _judge(self, code: ExitCode) -> None:
        self.code = max(self.code, code)
        if code != ExitCode.OK:
            self.failures[code] += 1

    @property
    def failed(self) -> int:
        return self.failures.total()

    @property
    def documents(self) -> int:
        return self.converted + self.done_before + self.failed
