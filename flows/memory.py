"""How does a run give back the memory that a step no longer needs?

Allocators that keep it for later double a run's peak.
"""

import ctypes
import os
from typing import Final

ARENAS: Final = 2
AT_ONCE: Final = 1 << 20  # bytes of a block that glibc takes from the system, and gives back to it
JEMALLOC: Final = "_RJEM_MALLOC_CONF"
POLARS: Final = "dirty_decay_ms:500,muzzy_decay_ms:1000"  # which it sets itself, where a parent of ours has loaded it
# Read when the libraries load: set it before that, or in the environment of a process to be.
ENVIRONMENT: Final = {
    JEMALLOC: f"dirty_decay_ms:0,muzzy_decay_ms:0,narenas:{ARENAS}",  # jemalloc, in polars
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # pyarrow takes glibc's, for its own keeps what it once had
    "MALLOC_ARENA_MAX": f"{ARENAS}",  # glibc
    "MALLOC_MMAP_THRESHOLD_": f"{AT_ONCE}",
    "MALLOC_TRIM_THRESHOLD_": f"{AT_ONCE}",
}
MALLOPT: Final = ((-8, ARENAS), (-3, AT_ONCE), (-1, AT_ONCE))  # the same three of a process under way, as in malloc.h


def save() -> None:
    """Have this process, and those it starts, keep little; what the user has set stays."""
    if os.environ.get(JEMALLOC) == POLARS:
        del os.environ[JEMALLOC]
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if limit := getattr(ctypes.CDLL(None), "mallopt", None):
        for option in MALLOPT:
            limit(*option)


def trim() -> None:
    """Give back what glibc keeps between things that stay: over the steps of a run that is a tenth of its memory."""
    if give_back := getattr(ctypes.CDLL(None), "malloc_trim", None):
        give_back(0)
