"""What each command of the command line does: it asks `batch` or `cluster` for the work, and tells what became of it.

`cli` knows the arguments and prints results; this module knows what the arguments mean.  It
is imported when a command needs it, since it loads what `cli` must not.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from horizons_convert import archive, batch, display, stores
from horizons_convert.corrections import beside
from horizons_convert.errors import ExitCode, NotFoundError, UsageError
from horizons_convert.jobs import Job, Outcome, plan, sources
from horizons_convert.worker import Limits
from horizons_convert.writers import Options

DEFAULT_FORMATS = ("epub", "docx", "pdf", "txt")


def convert(chosen: argparse.Namespace) -> ExitCode:
    """``convert``: many documents, each in its formats."""
    _prepare()
    out = stores.place(chosen.out)
    jobs = plan(
        chosen.inputs,
        _formats_of(chosen),
        out,
        _options(chosen),
        _password(chosen),
        _named(chosen.corrections),
        chosen.split,
    )
    _check_addresses(chosen, jobs, out)
    limits = _limits(chosen)
    tally = archive.Tally()
    kept = _results_file(chosen, len(jobs), out)
    if chosen.resume:
        assert kept is not None
        jobs, done = archive.unfinished(jobs, kept, limits)
        for entry in done:
            tally.add_done(entry)
    pace = display.Pace(len(jobs))
    try:
        with archive.Results(kept, limits) if kept else nullcontext() as results:

            def record(outcome: Outcome) -> None:
                tally.add(outcome)
                if results:
                    results.add(outcome)

            _work(jobs, chosen, limits, pace, record)
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(_how_to_go_on(kept)) from error
    if (len(jobs) > 1 or chosen.resume) and not chosen.quiet:
        for line in display.summary(tally, pace, kept):
            display.Lines().line(line)
    return tally.code


def _work(
    jobs: Sequence[Job],
    chosen: argparse.Namespace,
    limits: Limits,
    pace: display.Pace,
    record: Callable[[Outcome], None],
) -> None:
    """Do the jobs.  Each outcome is recorded, then told: what a person has read of is on record.

    Documents that need a password come last, where it can be asked for.
    """
    locked = []
    with _screen(chosen, pace) as screen:
        for outcome in _run(jobs, chosen, limits, screen):
            pace.step()
            if outcome.code == ExitCode.PASSWORD and _can_ask(chosen) and not chosen.cluster:
                locked.append(outcome.job)
            else:
                record(outcome)
            screen.finished(outcome.job)
            display.tell(screen, outcome, chosen.quiet, chosen.verbose)
    for job in locked:
        outcome = _ask(job, chosen)
        record(outcome)
        display.tell(display.Lines(), outcome, chosen.quiet, chosen.verbose)


def _run(jobs: Sequence[Job], chosen: argparse.Namespace, limits: Limits, screen: display.Screen) -> Iterator[Outcome]:
    workers = chosen.jobs or batch.cores()
    if not chosen.cluster:
        return batch.run(jobs, workers, limits, screen.watch, chosen.verbose)
    from horizons_convert import cluster

    return cluster.run(jobs, chosen.cluster, workers, limits)


def _check_addresses(chosen: argparse.Namespace, jobs: Sequence[Job], out: Path) -> None:
    """What lies elsewhere is fetched and put by the workers of a cluster, which may be this machine's own."""
    remote = next((path for path in (out, *(job.source for job in jobs)) if stores.is_remote(path)), None)
    if remote and not chosen.cluster:
        raise UsageError(f"{remote} is not on this machine's disk: add --cluster local (or the address of a cluster)")


def _results_file(chosen: argparse.Namespace, documents: int, out: Path) -> Path | None:
    """Where the run is recorded: a single document needs no record unless it is asked for."""
    if chosen.results:
        return Path(chosen.results)
    if documents < 2 and not chosen.resume:
        return None
    return Path(archive.RESULTS) if stores.is_remote(out) else out / archive.RESULTS


def _how_to_go_on(kept: Path | None) -> str:
    if kept is None:
        return ""
    words = sys.argv[1:] if "--resume" in sys.argv else [*sys.argv[1:], "--resume"]
    return f"; go on with: {shlex.join([Path(sys.argv[0]).name, *words])}"


def edition(chosen: argparse.Namespace) -> ExitCode:
    """``edition``: one edition from several documents, or the first draft of its description."""
    _prepare()
    return _draft(chosen) if chosen.init else _assemble(chosen)


def _draft(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import assembly

    into = Path(chosen.draft)
    if into.exists():
        raise UsageError(f"{into} exists and is not replaced; name another file with --draft")
    # Folders and patterns mean what they mean for `convert`.
    paths = [path for path, _ in sources(chosen.inputs, Path(chosen.out))]
    if remote := next(filter(stores.is_remote, paths), None):
        raise UsageError(f"{remote} is not on this machine's disk: fetch it first")
    jobs = [Job(path, password=_password(chosen), inspect=True) for path in paths]
    found = {outcome.job.source: outcome for outcome in _told(jobs, chosen)}
    code = max((outcome.code for outcome in found.values()), default=ExitCode.OK)
    details = [(job.source, found[job.source].details) for job in jobs if found[job.source].details]
    if details:
        from horizons_convert.writers import replace as put

        put(into, assembly.draft(details, into).encode())
        display.Lines().line(f"wrote {display.printable(into)}; look through it, then: horizons-convert edition {into}")
    return code


def _assemble(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import assembly
    from horizons_convert.document import from_json, to_json

    if len(chosen.inputs) != 1:
        raise UsageError("name one description (edition.toml); `--init` makes one from documents")
    file = Path(chosen.inputs[0])
    description = assembly.load(file)
    with TemporaryDirectory() as name:
        models = [Path(name, f"{number}.json") for number in range(len(description.article))]
        parts = [
            Job(
                file.parent / part.file,
                {"json": model},
                password=_password(chosen),
                corrections=file.parent / part.corrections if part.corrections else None,
            )
            for part, model in zip(description.article, models, strict=True)
        ]
        code = max(outcome.code for outcome in _told(parts, chosen))
        if code != ExitCode.OK:
            display.Lines().line(f"error: {display.printable(file)}: no edition is written while an article is missing")
            return code
        editions = (from_json(model.read_bytes()) for model in models)
        whole = Path(name, f"{file.stem}.json")
        whole.write_bytes(to_json(assembly.assemble(description, list(editions), file)))
        (job,) = plan([str(whole)], _formats_of(chosen), Path(chosen.out), _options(chosen), None)
        outcome = _alone(job, chosen)
    outcome.job = replace(job, source=file)
    display.tell(display.Lines(), outcome, chosen.quiet, chosen.verbose)
    return outcome.code


def _told(jobs: Sequence[Job], chosen: argparse.Namespace) -> list[Outcome]:
    """The outcomes of documents that are only steps on the way: told without the files that nobody will see."""
    outcomes = []
    pace = display.Pace(len(jobs))
    with _screen(chosen, pace) as screen:
        for outcome in batch.run(jobs, chosen.jobs or batch.cores(), _limits(chosen), screen.watch, chosen.verbose):
            pace.step()
            screen.finished(outcome.job)
            outcome.written.clear()
            display.tell(screen, outcome, chosen.quiet, chosen.verbose)
            outcomes.append(outcome)
    return outcomes


def inspect(chosen: argparse.Namespace) -> tuple[ExitCode, dict[str, Any]]:
    """``inspect``: what is found in a document, for whoever prints it; `report.describe` puts it into words."""
    _prepare()
    job = Job(Path(chosen.input), password=_password(chosen), inspect=True, corrections=_named(chosen.corrections))
    outcome = _alone(job, chosen)
    for failure in outcome.failures:
        display.tell_failure(display.Lines(), display.printable(job.source), failure, chosen.verbose)
    return outcome.code, outcome.details


def review(chosen: argparse.Namespace) -> ExitCode:
    """``review``: the page on which to check a recovery, or a test case made of it."""
    _prepare()
    source = Path(chosen.input)
    file = _named(chosen.corrections)
    if chosen.take:
        from horizons_convert.review.taking import take

        into = file or beside(source)
        display.Lines().line(f"{take(Path(chosen.take), into)} new corrections taken into {display.printable(into)}")
    page = None if chosen.test_case else Path(chosen.out) / f"{source.stem}.review.html"
    case = Path(chosen.test_case) / source.stem if chosen.test_case else None
    outcome = _alone(Job(source, password=_password(chosen), corrections=file, review=page, case=case), chosen)
    display.tell(display.Lines(), outcome, chosen.quiet, chosen.verbose)
    if page and outcome.code == ExitCode.OK and (chosen.open or _wants_to_open(chosen)):
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
    return outcome.code


def _wants_to_open(chosen: argparse.Namespace) -> bool:
    """Ask whether to open the page now, where somebody is there to answer."""
    if not _can_ask(chosen):
        return False
    print("Open it now? [Y/n] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    return sys.stdin.readline().strip().casefold() in ("", "y", "yes")


def try_out(formats: Iterable[str]) -> dict[str, Outcome]:
    """Let each writer write an essay of one sentence: what it needs is found missing now, not after long work."""
    _prepare()
    from horizons_convert.document import Article, Edition, Paragraph, Text, to_json

    article = Article(id="a", title="A sentence", blocks=(Paragraph((Text("It is short."),)),))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "essay.json"
        source.write_bytes(to_json(Edition(articles=(article,), title=article.title)))
        jobs = [Job(source, {name: Path(folder) / f"written.{name}"}) for name in formats]
        return {next(iter(outcome.job.targets)): outcome for outcome in batch.run(jobs, batch.cores())}


# --- what the commands share -----------------------------------------------------------


def _formats_of(chosen: argparse.Namespace) -> list[str]:
    """The formats asked for, each once."""
    return list(dict.fromkeys(name for word in chosen.to or DEFAULT_FORMATS for name in word.split(",") if name))


def _options(chosen: argparse.Namespace) -> Options:
    return Options(profile=chosen.profile, wrap=chosen.wrap)


def _named(name: str | None) -> Path | None:
    return Path(name) if name else None


def _prepare() -> None:
    """Before any library is imported that would start threads: the documents are worked on in forked processes."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A service manager's stop is an interruption like Ctrl-C: processes end, nothing half written remains.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _screen(chosen: argparse.Namespace, pace: display.Pace) -> display.Screen:
    # Bars need a terminal that can move its cursor, and a person who wants to see them.
    movable = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if movable and not chosen.quiet and not chosen.verbose:
        return display.Bars(pace)
    return display.Lines(stages=chosen.verbose, pace=None if chosen.quiet else pace)


def _limits(chosen: argparse.Namespace) -> Limits:
    limits = Limits()
    if chosen.time_limit:
        limits = replace(limits, seconds=chosen.time_limit, seconds_a_page=0)
    if chosen.memory_limit:
        limits = replace(limits, memory=chosen.memory_limit << 20)
    return limits


def _password(chosen: argparse.Namespace) -> str | None:
    if chosen.password_file is None:
        password: str | None = chosen.password
        return password
    try:
        with open(chosen.password_file, encoding="utf-8") as file:  # noqa: PTH123  # no other need of pathlib here
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(f"the password file {chosen.password_file} cannot be read: {error}") from error


def _can_ask(chosen: argparse.Namespace) -> bool:
    return chosen.password is None and chosen.password_file is None and sys.stdin.isatty() and sys.stderr.isatty()


def _alone(job: Job, chosen: argparse.Namespace) -> Outcome:
    """Work on one document; its password is asked for where it needs one."""
    with _screen(chosen, display.Pace(1)) as screen:
        (outcome,) = batch.run([job], 1, _limits(chosen), screen.watch, chosen.verbose)
        screen.finished(job)
    return _ask(job, chosen) if outcome.code == ExitCode.PASSWORD and _can_ask(chosen) else outcome


def _ask(job: Job, chosen: argparse.Namespace) -> Outcome:
    """Ask on the terminal for the password of a document, and work on it again."""
    import getpass

    password = getpass.getpass(f"Password for {display.printable(job.source)}: ", sys.stderr)
    (outcome,) = batch.run([replace(job, password=password)], 1, _limits(chosen), verbose=chosen.verbose)
    return outcome
