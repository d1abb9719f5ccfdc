"""What a person sees while documents are converted: bars on a terminal, plain lines elsewhere.

Everything goes to stderr, so that stdout stays free for what was asked for.  Text that
comes from a document or a file name is printed as data: control characters are shown, not
obeyed, and one message stays one line.
"""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from horizons_convert.archive import Tally
from horizons_convert.errors import ExitCode
from horizons_convert.jobs import Failure, Job, Outcome

SECONDS_BETWEEN = 30
"""Between two lines about how far a run has come, where no bar shows it."""

SHOWN_WARNINGS = 5
"""Warnings listed for one document unless asked for more; `inspect` lists them all."""


def printable(text: object) -> str:
    """`text` on one line, with whatever a terminal would obey written as an escape.

    >>> printable("a\\nb\\x1b[2J")
    'a\\\\nb\\\\x1b[2J'
    """
    return "".join(map(_printable, str(text)))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    # Wide, thin and unbreakable spaces do no harm, but take part in the alignment of nothing.
    return " " if unicodedata.category(character) == "Zs" else character.encode("unicode_escape").decode()


def _named(stage: str) -> str:
    """A stage of recovery bears the name of its module."""
    return printable(stage).replace("_", " ")


class Pace:
    """How far a run has come, how fast it is, and how long it will still take.

    `clock` gives seconds that only grow.
    """

    def __init__(self, documents: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.documents = documents
        self.done = 0
        self._clock = clock
        self._began = clock()

    def step(self) -> None:
        """One more document is finished."""
        self.done += 1

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self._clock() - self._began

    @property
    def rate(self) -> float:
        """Documents a second, on the whole."""
        return self.done / self.seconds if self.seconds else 0.0

    def sentence(self) -> str:
        """ "120 of 1,000 documents, 3.1 a second, 5 min left"."""
        parts = [f"{self.done:,} of {self.documents:,} documents"]
        if self.done:
            parts += [speed(self.rate), f"{duration((self.documents - self.done) / self.rate)} left"]
        return ", ".join(parts)


def speed(rate: float) -> str:
    """A rate in the unit that makes it a number above one.

    >>> speed(3.14), speed(0.05)
    ('3.1 a second', '3.0 a minute')
    """
    return f"{rate:.1f} a second" if rate >= 1 else f"{rate * 60:.1f} a minute"


def duration(seconds: float) -> str:
    """A time as one says it.

    >>> duration(9.4), duration(330), duration(7300)
    ('9 s', '5 min 30 s', '2 h 2 min')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Screen(Protocol):
    """Where progress and results appear; used as a context manager around the run."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def watch(self, job: Job, stage: str, done: int, total: int) -> None:
        """A job has got so far."""
        ...

    def finished(self, job: Job) -> None:
        """A job has ended, well or badly."""
        ...

    def line(self, text: str) -> None:
        """Print a line, above whatever moves."""
        ...


class Lines:
    """Plain lines: for files, pipes and terminals that cannot move the cursor."""

    def __init__(self, stages: bool = False, pace: Pace | None = None) -> None:
        self._stages = stages
        self._pace = pace
        self._told = 0.0
        self._last: dict[Path, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def watch(self, job: Job, stage: str, done: int, total: int) -> None:
        if self._stages and self._last.get(job.source) != stage:
            self._last[job.source] = stage
            self.line(f"{printable(job.source)}: {_named(stage)}")

    def finished(self, job: Job) -> None:
        self._last.pop(job.source, None)
        if self._pace and self._pace.seconds - self._told >= SECONDS_BETWEEN:
            self._told = self._pace.seconds
            self.line(self._pace.sentence())

    def line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201


class Bars:
    """A bar for each document that is being worked on, and one for the run if there are several."""

    def __init__(self, pace: Pace) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._pace = pace

        # No refreshing thread: the process forks, and only a single thread may.
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._tasks: dict[Path, int] = {}
        self._all = self._progress.add_task("all documents", total=pace.documents) if pace.documents > 1 else None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def watch(self, job: Job, stage: str, done: int, total: int) -> None:
        from rich.progress import TaskID

        if job.source not in self._tasks:
            self._tasks[job.source] = self._progress.add_task("", total=None)
        description = f"{printable(job.source.name)}: {_named(stage)}"
        self._progress.update(
            TaskID(self._tasks[job.source]), description=description, completed=done, total=total or None
        )
        self._progress.refresh()

    def finished(self, job: Job) -> None:
        from rich.progress import TaskID

        if job.source in self._tasks:
            self._progress.remove_task(TaskID(self._tasks.pop(job.source)))
        if self._all is not None:
            self._progress.update(self._all, completed=self._pace.done, description=self._pace.sentence())
        self._progress.refresh()

    def line(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)


def tell(screen: Screen, outcome: Outcome, quiet: bool, verbose: bool) -> None:
    """Say what became of a document: the figures, the files, the warnings and, always, the failures."""
    name = printable(outcome.job.source)
    if not quiet:
        if outcome.summary:
            screen.line(f"{name}: {outcome.summary}")
        if outcome.job.note:
            screen.line(f"{name}: {printable(outcome.job.note)}")
        if outcome.written:
            written = ", ".join(printable(path) for path in outcome.written)
            screen.line(f"{name}: wrote {written} ({outcome.seconds:.1f} s)")
        for warning in outcome.warnings if verbose else outcome.warnings[:SHOWN_WARNINGS]:
            screen.line(f"{name}: warning: {printable(warning)}")
        if not verbose and len(outcome.warnings) > SHOWN_WARNINGS:
            hidden = len(outcome.warnings) - SHOWN_WARNINGS
            screen.line(
                f"{name}: {hidden} more warning{'s' if hidden > 1 else ''}; `horizons-convert inspect` lists all"
            )
    for failure in outcome.failures:
        tell_failure(screen, name, failure, verbose)


def tell_failure(screen: Screen, name: str, failure: Failure, verbose: bool) -> None:
    """One line for a failure, always; the traceback of a fault of the program where it was asked for."""
    hint = "; run again with --verbose for what a report needs" if failure.trace and not verbose else ""
    screen.line(f"error: {name}: {printable(failure.message)}{hint}")
    if failure.trace and verbose:
        for line in failure.trace.rstrip().splitlines():
            screen.line(f"  {printable(line)}")


KINDS_OF_FAILURE = {
    ExitCode.INTERNAL: "faults of the program",
    ExitCode.USAGE: "wrong options",
    ExitCode.NOT_FOUND: "not found",
    ExitCode.BAD_INPUT: "damaged",
    ExitCode.PASSWORD: "locked",
    ExitCode.NO_TEXT: "without text",
    ExitCode.CANNOT_WRITE: "could not be written",
    ExitCode.MISSING_DEPENDENCY: "need something not installed",
}
"""How the table calls the documents that failed with a code."""


def summary(tally: Tally, pace: Pace, results: Path | None) -> list[str]:
    """The table that ends a run, and its last line, which says the most."""
    kinds = ", ".join(f"{number:,} {KINDS_OF_FAILURE[code]}" for code, number in sorted(tally.failures.items()))
    rows = [
        ("converted", f"{tally.converted:,}", f"{tally.files:,} files of {tally.pages:,} pages"),
        ("done before", f"{tally.done_before:,}", "unchanged since"),
        ("failed", f"{tally.failed:,}", kinds),
        ("warnings", f"{tally.warnings:,}", f"see {printable(results)}" if results else ""),
    ]
    rows = [row for row in rows if row[1] != "0"]
    width = max(len(number) for _, number, _ in rows)
    return [
        *(f"  {name:11}  {number:>{width}}  {rest}".rstrip() for name, number, rest in rows),
        f"  {'time':11}  {duration(pace.seconds)}" + (f", {speed(pace.rate)}" if pace.done else ""),
        f"{tally.documents:,} documents, {f'{tally.failed:,}' if tally.failed else 'none'} with errors",
    ]
