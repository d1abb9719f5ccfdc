"""Many documents at a time, none of which can take the run with it: the parent's side.

Each document gets a process of its own (`worker`).  A crash, an endless loop or a
decompression bomb costs that document and the others go on: whatever becomes of the
process, an `Outcome` is made of it.

On Linux the process is forked from a parent that has imported the libraries and runs a
single thread: it then costs milliseconds.  Elsewhere, where forking is unsafe or unknown,
it is spawned.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path

from horizons_convert.errors import ExitCode
from horizons_convert.jobs import Failure, Job, Outcome
from horizons_convert.reading import LIBRARIES
from horizons_convert.worker import Limits, work
from horizons_convert.writers import find

Watch = Callable[[Job, str, int, int], None]
"""Called as ``watch(job, stage, done, total)`` while a job is worked on."""


def run(
    jobs: Iterable[Job],
    workers: int = 1,
    limits: Limits | None = None,
    watch: Watch | None = None,
    verbose: bool = False,
    processors: int | None = None,
) -> Iterator[Outcome]:
    """Work on the jobs, `workers` at a time, and yield each outcome as it comes.

    Where there are fewer documents than `processors` (those that this process may use), a long
    one is read by two processes.

    Leaving the iteration early (Ctrl-C, `close`) ends the processes and removes what they
    had half written.  `verbose` lets through what the libraries print.
    """
    limits = limits or Limits()
    waiting = deque(jobs)
    processes = max(1, (processors or cores()) // max(1, min(workers, len(waiting))))
    if len(waiting) > 1:
        load_libraries({name for job in waiting for name in job.targets})
    running: list[_Worker] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_Worker(waiting.popleft(), limits, verbose, processes))
            _listen(running, watch)
            for worker in [worker for worker in running if worker.finished]:
                running.remove(worker)
                yield worker.outcome
    finally:
        for worker in running:
            worker.stop()


def cores() -> int:
    """The processors this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_libraries(formats: Iterable[str] = ()) -> None:
    """Import once, before the first fork, what each document's process would have to import for itself.

    A writer names what it imports only when it writes in an attribute `libraries`, if it has one.
    """
    libraries = list(LIBRARIES)
    # Whatever cannot be loaded is reported by the document that needs it; the others are not hurt.
    for name in sorted(formats):
        with contextlib.suppress(Exception):
            libraries += getattr(find(name), "libraries", ())
    for library in libraries:
        with contextlib.suppress(Exception):
            importlib.import_module(library)


def _listen(running: Sequence[_Worker], watch: Watch | None) -> None:
    """Wait until a worker says something, ends, or runs out of time."""
    pause = max(0.0, min(worker.deadline for worker in running) - time.monotonic())
    ready = wait([worker.pipe for worker in running], timeout=pause)
    for worker in running:
        if time.monotonic() >= worker.deadline:
            worker.give_up()
        elif worker.pipe in ready:
            worker.hear(watch)


class _Worker:
    """The parent's side of one document's process."""

    def __init__(self, job: Job, limits: Limits, verbose: bool, processes: int) -> None:
        self.outcome = Outcome(job)
        self.finished = False
        self._limits = limits
        self._stage = "starting"
        self._complete = False
        _sweep(job)
        linux = sys.platform == "linux"
        context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=work, args=(theirs, job, limits, verbose, processes), daemon=True)
        self._process.start()
        theirs.close()
        self._started = time.monotonic()
        self.deadline = self._started + limits.seconds_for(0)

    def hear(self, watch: Watch | None) -> None:
        """Take one message; the end of the pipe is the end of the process."""
        try:
            kind, value = self.pipe.recv()
        except (EOFError, OSError):
            self._ended()
            return
        if kind == "stage":
            self._stage, done, total = value
            self._extend(total)
            if watch:
                watch(self.outcome.job, self._stage, done, total)
        elif kind == "identified":
            self.outcome.stamp, self.outcome.sha256, self.outcome.corrections_sha256 = value
        elif kind == "recovered":
            outcome = self.outcome
            outcome.summary, outcome.figures, outcome.warnings, outcome.details, pages = value
            self._extend(pages)
        elif kind == "written":
            self.outcome.written.append(value)
        elif kind == "failed":
            self.outcome.failures.append(value)
        elif kind == "complete":
            self._complete = True

    def give_up(self) -> None:
        """Time is over."""
        spent = self.deadline - self._started
        self.stop()
        if not self._complete:
            self._fail(f"gave up after {spent:.0f} seconds while {self._stage}; allow more with --time-limit")

    def stop(self) -> None:
        """End the process at once, and leave nothing half written."""
        self._process.kill()
        self._close()
        _sweep(self.outcome.job)

    def _extend(self, pages: int) -> None:
        self.deadline = max(self.deadline, self._started + self._limits.seconds_for(pages))

    def _ended(self) -> None:
        self._process.join()
        code = self._process.exitcode or 0
        self._close()
        if self._complete:
            return
        _sweep(self.outcome.job)
        self._fail_as_crashed(f"crashed ({signal.Signals(-code).name})" if code < 0 else "ended unexpectedly")

    def _fail_as_crashed(self, how: str) -> None:
        what = f"a library {how} while {self._stage}"
        if self.outcome.summary:
            self.outcome.failures.append(Failure(f"{what}; please report it", ExitCode.INTERNAL))
        else:
            self._fail(f"{what}; the file is probably damaged, try `qpdf IN.pdf OUT.pdf` and convert that")

    def _close(self) -> None:
        self._process.join()
        self._process.close()
        self.pipe.close()
        self.finished = True
        self.outcome.seconds = time.monotonic() - self._started

    def _fail(self, message: str) -> None:
        self.outcome.failures.append(Failure(message, ExitCode.BAD_INPUT))


def _sweep(job: Job) -> None:
    """Remove what a killed run left beside the targets (the names are those that `writers.replace` gives)."""
    for target in job.targets.values():
        _remove_parts(target.parent, f".{target.name}.")
        if job.split:
            _remove_parts(target.with_suffix(""), ".")


def _remove_parts(folder: Path, start: str) -> None:
    with contextlib.suppress(OSError):
        for stray in folder.iterdir():
            if stray.name.startswith(start) and stray.name.endswith(".part"):
                stray.unlink(missing_ok=True)
