"""One document in a process of its own: the child's side.

A document is untrusted input for C libraries.  So the process that works on it may use so
much memory and so much time and no more, does not outlive its parent, and is silent: what
it has to say goes through a pipe, as pairs of a kind and a value:

- ``stage``: (what it does, done, total);
- ``identified``: (stamp, checksum, checksum of the corrections);
- ``recovered``: (summary, figures, warnings, details, pages);
- ``written``: the path of a finished file;
- ``failed``: a `Failure` of the document, or of one format of it;
- ``complete``: nothing more will come.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from horizons_convert import report, stores
from horizons_convert.assembly import apart
from horizons_convert.corrections import Corrections, beside, load
from horizons_convert.document import Edition
from horizons_convert.errors import ConvertError, ExitCode, MissingDependencyError, NotFoundError
from horizons_convert.jobs import Failure, Job
from horizons_convert.kinship import die_with_parent
from horizons_convert.reading import Progress, Recovery, recover
from horizons_convert.writers import find, replace, write


@dataclass(frozen=True)
class Limits:
    """What one document may use."""

    seconds: float = 20
    """For a document whose number of pages nobody knows yet."""
    seconds_a_page: float = 5
    """More for each page: far beyond what a slow page takes on a busy machine; a whole issue needs its time."""
    seconds_at_most: float = 900
    """However many pages a (perhaps lying) document says it has."""
    memory: int = 1 << 30
    """Bytes of address space beyond what the loaded program occupies itself."""

    def seconds_for(self, pages: int) -> float:
        return min(self.seconds + pages * self.seconds_a_page, max(self.seconds, self.seconds_at_most))


def work(pipe: Connection, job: Job, limits: Limits, verbose: bool, processes: int = 1) -> None:
    """What one document's process does: recover it, tell about it, write each format.

    It may read with so many `processes`.
    """
    _confine(limits, verbose)

    def progress(stage: str, done: int, total: int) -> None:
        pipe.send(("stage", (stage, done, total)))

    with _caught(
        pipe, f"reading it needs more than {limits.memory >> 20} MiB of memory; allow more with --memory-limit"
    ):
        progress("reading", 0, 0)
        _check(job.source)
        pipe.send(("identified", (stores.stamp(job.source), _checksum(job.source), _checksum(corrections_file(job)))))
        corrections = _corrections(job)
        recovery = recover(job.source, job.password, progress, corrections, processes)
        told = (
            report.summary(recovery.edition, recovery.ledger),
            report.figures(recovery.edition, recovery.ledger),
            report.warnings(recovery.ledger),
            report.details(recovery.edition, recovery.ledger) if job.inspect else {},
            report.pages(recovery.edition, recovery.ledger),
        )
        pipe.send(("recovered", told))
        for number, (name, target) in enumerate(job.targets.items()):
            with _caught(pipe, f"writing {name} needs more than {limits.memory >> 20} MiB of memory"):
                progress(f"writing {name}", number, len(job.targets))
                _check_writer(name)
                for path, edition in _editions(recovery.edition, target, job.split):
                    pipe.send(("written", write(edition, path, name, job.options)))
        with _caught(pipe, f"the review page needs more than {limits.memory >> 20} MiB of memory"):
            for path in _review(job, recovery, corrections, progress):
                pipe.send(("written", path))
    pipe.send(("complete", None))


def corrections_file(job: Job, exists: Callable[[Path], bool] = Path.exists) -> Path | None:
    """The one named on the command line, else that beside a PDF; a model written with --to json has its own."""
    if job.corrections:
        return job.corrections
    file = beside(job.source)
    return file if job.source.suffix.lower() == ".pdf" and exists(file) else None


def _corrections(job: Job) -> Corrections | None:
    file = corrections_file(job)
    return load(file) if file else None


def _checksum(path: Path | None) -> str:
    """SHA-256 of a file; empty for none, and for one that cannot be read: whoever needs it will say so."""
    with contextlib.suppress(OSError):
        if path:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    return ""


def _editions(edition: Edition, target: Path, split: bool) -> Iterator[tuple[Path, Edition]]:
    """What goes into which file: the whole, or each article of an issue by itself."""
    if not split or len(edition.articles) < 2:
        yield target, edition
        return
    for name, part in apart(edition):
        yield target.with_suffix("") / f"{name}{target.suffix}", part


def _review(job: Job, recovery: Recovery, corrections: Corrections | None, progress: Progress) -> Iterator[Path]:
    """The review page and the test case, where they are wanted."""
    if job.review:
        from horizons_convert.review.page import review_page

        replace(job.review, review_page(recovery, job.source, job.password, job.corrections, progress))
        yield job.review
    if job.case:
        from horizons_convert.review.cases import write_case

        yield write_case(recovery.edition, job.source, corrections or Corrections(), job.case)


def _check(source: Path) -> None:
    try:
        source.open("rb").close()
    except FileNotFoundError as error:
        raise NotFoundError("no such file; check the name") from error
    except IsADirectoryError as error:
        raise NotFoundError("a folder without PDF files") from error
    except OSError as error:
        raise NotFoundError(f"cannot be read: {error.strerror or error}") from error


def _check_writer(name: str) -> None:
    try:
        find(name)
    except ConvertError:
        raise
    except Exception as error:
        raise MissingDependencyError(f"the writer for {name} cannot be loaded: {error}") from error


@contextlib.contextmanager
def _caught(pipe: Connection, too_large: str) -> Iterator[None]:
    """Whatever goes wrong inside becomes a `Failure` in the parent."""
    try:
        yield
    except ConvertError as error:
        pipe.send(("failed", Failure(str(error), error.code)))
    except MemoryError:
        pipe.send(("failed", Failure(too_large, ExitCode.BAD_INPUT)))
    except Exception as error:  # noqa: BLE001  # a fault of ours must cost one document, and be reported as ours
        message = f"internal error: {type(error).__name__}: {error}"
        pipe.send(("failed", Failure(message, ExitCode.INTERNAL, traceback.format_exc())))


def _confine(limits: Limits, verbose: bool) -> None:
    """Set the limits, and keep the libraries quiet: what matters goes through the pipe."""
    # The parent answers Ctrl-C for all its children, and ends them itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not verbose:
        # The file descriptor, since C libraries write there too, a last word before a crash included.
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
    die_with_parent()
    if sys.platform == "linux":
        _limit(limits)


def _limit(limits: Limits) -> None:
    import resource

    occupied = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (occupied + limits.memory,) * 2)
    # The parent watches the clock; this is for the case that there is no parent to watch it any more.
    seconds = int(max(limits.seconds, limits.seconds_at_most)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
