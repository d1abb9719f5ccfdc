"""A process that does one document after another for somebody who may not fork.

`batch` forks a process for each document, which only a process with a single thread may do.
The workers of a cluster have many threads.  So each of them keeps a `Helper`: a plain
process with one thread (``python -m horizons_convert.helper``), which gets jobs as pickles
on its stdin and answers with outcomes on its stdout.  It ends when its stdin does, and on
Linux with the thread that started it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from typing import IO, cast

from horizons_convert import batch
from horizons_convert.jobs import Job, Outcome
from horizons_convert.kinship import die_with_parent
from horizons_convert.worker import Limits


class Helper:
    """The side of whoever has jobs."""

    def __init__(self) -> None:
        # Before any library is imported there that would start threads.
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "horizons_convert.helper"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def do(self, job: Job, limits: Limits) -> Outcome:
        """Work on a document.  Raises `OSError` or `EOFError` where the process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((job, limits), self._process.stdin)
        self._process.stdin.flush()
        return cast(Outcome, pickle.load(self._process.stdout))

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """Take jobs until there are no more."""
    die_with_parent()
    # Ctrl-C reaches every process of a terminal; whoever has the jobs answers it, for its helpers too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions: IO[bytes] = sys.stdin.buffer
    batch.load_libraries()
    while True:
        try:
            job, limits = pickle.load(questions)
        except EOFError:
            return
        (outcome,) = batch.run([job], 1, limits, processors=1)  # there is a helper for each
        pickle.dump(outcome, answers)
        answers.flush()


if __name__ == "__main__":
    main()
