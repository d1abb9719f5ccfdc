"""More documents than one machine can do: a task for each, on a cluster of Dask distributed.

Nothing is shared between the machines but what fsspec can reach.  A task fetches the document
and its corrections, works on it as `batch` would (in a process of its own, with limits), and
puts each edition where it belongs, whole.  A worker that is lost costs nothing but time: its
tasks go to another one, which writes the same bytes under the same names.

Only so many tasks are handed over at a time that every worker has some waiting: a hundred
thousand documents weigh no more than a hundred.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from horizons_convert import __version__, stores
from horizons_convert.corrections import SUFFIX, beside
from horizons_convert.errors import ConvertError, ExitCode, MissingDependencyError, NotFoundError
from horizons_convert.helper import Helper
from horizons_convert.jobs import Failure, Job, Outcome
from horizons_convert.worker import Limits

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The address that stands for a cluster on this machine, started for the run and ended with it."""

AT_A_TIME = 1000
"""Tasks that the scheduler knows of: enough for some hundred processors, and quickly taken back."""

SECONDS_TO_CONNECT = 30

RETRIES = 2
"""Further attempts at a document when a store or the network failed."""


def run(jobs: Sequence[Job], address: str, workers: int, limits: Limits) -> Iterator[Outcome]:
    """Work on the jobs on the cluster at `address` (``tcp://host:8786``, or "local": `workers` processes here).

    Yields each outcome as it comes.  Leaving early takes back what nobody has begun.
    Raises `MissingDependencyError` without the extra ``cluster``, `NotFoundError` where no cluster answers.
    """
    try:
        from distributed import as_completed
    except ImportError as error:
        raise MissingDependencyError(f"a cluster needs {error.name}; install horizons-convert[cluster]") from error
    with _client(address, workers) as client:
        waiting = iter(jobs)
        running: dict[str, Job] = {}

        def hand_over(count: int) -> list[Any]:
            futures = []
            for job in islice(waiting, count):
                future = client.submit(convert, _whole(job), limits, __version__, pure=False, retries=RETRIES)
                running[future.key] = job
                futures.append(future)
            return futures

        completed = as_completed(hand_over(AT_A_TIME), loop=client.loop)
        try:
            for future in completed:
                yield _outcome(future, running.pop(future.key), address)
                future.release()
                for more in hand_over(1):
                    completed.add(more)
        finally:
            with contextlib.suppress(Exception):
                client.cancel(list(completed.futures))


@contextlib.contextmanager
def _client(address: str, workers: int) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    if address == LOCAL:
        # A document has a process of its own beside its worker: a worker's own memory is small and needs no limit.
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,  # what became of a document is told here; Ctrl-C breaks its heartbeats
                preload=[__name__],
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NotFoundError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        yield client


def _whole(job: Job) -> Job:
    """The job with paths that do not depend on the folder in which somebody works."""
    return replace(
        job,
        source=_absolute(job.source),
        targets={name: _absolute(path) for name, path in job.targets.items()},
        corrections=_absolute(job.corrections) if job.corrections else None,
    )


def _absolute(path: Path) -> Path:
    return path if stores.is_remote(path) else path.absolute()


def _outcome(future: Any, job: Job, address: str) -> Outcome:
    """What became of a task.  Raises `NotFoundError` when the cluster itself is gone."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        outcome.written = [_folder(job) / path for path in outcome.written]
    elif future.status == "error":
        outcome = Outcome(job, failures=[_failure(future.exception())])
    else:
        raise NotFoundError(f"the Dask scheduler at {address} has gone; what was finished is kept")
    outcome.job = job
    return outcome


def _failure(error: Exception) -> Failure:
    """The last of several attempts ended so."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return Failure("every worker that tried it was lost; perhaps they have too little memory", ExitCode.INTERNAL)
    return Failure(f"the cluster could not work on it: {type(error).__name__}: {error}", ExitCode.INTERNAL)


def _folder(job: Job) -> Path:
    """Where the editions of a job go."""
    return next(iter(job.targets.values())).parent


# --- on a worker -----------------------------------------------------------------------


def dask_setup(worker: object) -> None:
    """What Dask calls in each worker of a local cluster: Ctrl-C reaches them too, but the run answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_own = threading.local()


def convert(job: Job, limits: Limits, version: str) -> Outcome:
    """The task: fetch a document, convert it, put the editions where they belong.

    `Outcome.written` names them from the job's folder.  What a network or a store may have
    done for a moment only is raised as an `OSError`, so that Dask tries again.
    """
    with TemporaryDirectory(dir=_scratch()) as name:
        inputs, outputs = Path(name, "in"), Path(name, "out")
        inputs.mkdir()
        try:
            _check_version(version)
            stamp = stores.stamp(job.source)
            outcome = _do(_fetched(job, inputs, outputs), limits)
            outcome.stamp = stamp
        except ConvertError as error:
            return Outcome(job, failures=[Failure(str(error), error.code)])
        written, outcome.written = outcome.written, []
        for path in written:
            way = path.relative_to(outputs)
            try:
                stores.put(_folder(job) / way, path.read_bytes())
                outcome.written.append(way)
            except ConvertError as error:
                outcome.failures.append(Failure(str(error), error.code))
        return outcome


def _fetched(job: Job, inputs: Path, outputs: Path) -> Job:
    """The same job with copies of its files on this machine.  Raises `NotFoundError`."""
    source = inputs / job.source.name
    source.write_bytes(stores.fetch(job.source))
    corrections = None
    if job.corrections:
        corrections = inputs / f"named{SUFFIX}"
        corrections.write_bytes(stores.fetch(job.corrections))
    elif source.suffix.lower() == ".pdf":
        with contextlib.suppress(NotFoundError):
            beside(source).write_bytes(stores.fetch(beside(job.source)))
    targets = {name: outputs / path.name for name, path in job.targets.items()}
    return replace(job, source=source, targets=targets, corrections=corrections)


def _do(job: Job, limits: Limits) -> Outcome:
    """Let this thread's helper do it; one that has ended is replaced for the next attempt."""
    helper: Helper | None = getattr(_own, "helper", None)
    if helper is None:
        helper = _own.helper = Helper()
    try:
        return helper.do(job, limits)
    except (EOFError, OSError):
        helper.close()
        del _own.helper
        raise


def _scratch() -> str:
    """The worker's own folder, which Dask removes when the worker is lost."""
    from distributed import get_worker

    return str(get_worker().local_directory)


def _check_version(version: str) -> None:
    if version != __version__:
        raise MissingDependencyError(
            f"the worker {socket.gethostname()} has horizons-convert {__version__}; this run needs {version} there too"
        )
