"""How do processes stay together?  One that this program started never outlives the one that started it."""

from __future__ import annotations

import os
import signal
import sys


def die_with_parent(parent: int = 0) -> None:
    """On Linux: let this process end when the thread that started it does, or now if `parent` is gone already."""
    if sys.platform != "linux":
        return
    import ctypes

    pr_set_pdeathsig = 1  # <sys/prctl.h>
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if parent and os.getppid() != parent:
        os._exit(1)
