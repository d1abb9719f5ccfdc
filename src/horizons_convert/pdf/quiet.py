"""How are the PDF libraries kept from talking to the user?

pypdf and pikepdf log every oddity of a file.  A user wants one line about what it means
for the conversion, so their messages are caught here, for the caller to judge.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def caught_log(library: str) -> Iterator[list[str]]:
    """Within the block, what a library logs goes to the list and nowhere else."""
    collector = _Collector()
    logger = logging.getLogger(library)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagated


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
