"""How does a finished corpus take the place of the old one, with no moment in between?"""

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cleaners.errors import BadCorpus

MANIFEST: Final = "manifest.json"
DEFAULT: Final = Path("winnow.toml")  # the settings file, where none is named
AT_FDCWD: Final = -100  # linux/fcntl.h
RENAME_EXCHANGE: Final = 2  # linux/fs.h, for renameat2(2)


def refuse_foreign(out: Path) -> None:
    """Raise BadCorpus where the output is a file, or a folder of something else: it would be lost."""
    if out.exists() and not (out / MANIFEST).is_file() and (out.is_file() or any(out.iterdir())):
        raise BadCorpus(str(out), "is not empty and is no corpus of winnow", "Name another folder with --out")


@contextmanager
def work_folder(out: Path) -> Iterator[Path]:
    """Hold the output for one run, and give it a folder beside to work in; the folder is gone afterwards.

    Raises BadCorpus while another run holds the same output, or where nothing can be written beside it.
    """
    out = out.absolute()
    work = out.parent / f".{out.name}.work"
    with held(out):
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the output, so that nobody else writes it. Raises BadCorpus as `work_folder` does."""
    try:
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(out.absolute().parent / f".{out.name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise BadCorpus(str(out), f"cannot be written ({error.strerror})", "Name another folder with --out") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BadCorpus(str(out), "another run is writing it", "Wait until that has ended") from error
    finally:
        os.close(lock)


def put(staged: Path, out: Path) -> None:
    """Put a finished folder in the place of `out` in one atomic step; both lie on one file system.

    Readers that opened the old files go on reading them.
    """
    for file in staged.rglob("*"):
        _flush(file)
    refuse_foreign(out)
    if out.exists():
        _exchange(staged, out)
    else:
        staged.rename(out)
    _flush(out.absolute().parent)


def _flush(path: Path) -> None:
    """Have the disk hold a file or folder before its name does."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> None:
    """Swap two folders: atomically on Linux, elsewhere by two renames, between which `other` is missing."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 and renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return
    aside = one.with_name(f"{one.name}.old")
    other.rename(aside)
    one.rename(other)
