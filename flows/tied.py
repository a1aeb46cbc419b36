"""How does a process end with the one that started it, however that ended?

Run as a script, `tied.py PARENT COMMAND…` becomes COMMAND, which the kernel kills when process PARENT is gone; on
systems other than Linux it merely becomes COMMAND.
"""

import ctypes
import os
import signal
import sys
from typing import Final

PARENT: Final = "WINNOW_PARENT"  # names, in the environment of a run, the process that serves it
PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


def command(*words: str) -> list[str]:
    """Return a command that ends with this process. A folder `flows` where it is called has no bearing on it."""
    return [sys.executable, "-P", __file__, str(os.getpid()), *words]


def tie(parent: int) -> None:
    """Have this process killed when its parent ends; end now if that has happened already."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def tie_if_served() -> None:
    """Tie this run to the `winnow serve` that started it, if one did: SIGTERM, too, ends it at once.

    Prefect makes an exception of that signal. Raised in the wrong place it is ignored, and the run goes on to its end;
    one that is killed loses nothing.
    """
    parent = os.environ.pop(PARENT, None)
    if parent:
        tie(int(parent))
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  a command of ours, no shell
