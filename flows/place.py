"""How does a finished corpus take the place of the old one, with no moment in between?

A corpus is changed by making another folder beside it, which shares the old files (hard links), and swapping the two in
one step. A file of a corpus is never written again, and stays under its name: who has listed a table before the swap
opens the same bytes after it.
"""

import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cleaners.errors import BadCorpus, WinnowError
from flows import inherit

MANIFEST: Final = "manifest.json"
FORMAT: Final = "winnow corpus"  # as a manifest says of itself
HEAD: Final = 64  # characters of a manifest that say so
CARD: Final = "README.md"
REPORT: Final = "report.html"
WRITTEN: Final = (CARD, REPORT, MANIFEST)  # anew, at every run
REMADE: Final = (*WRITTEN, "index")  # all that is in them
DEFAULT: Final = Path("winnow.toml")  # the settings file, where none is named
ASIDE: Final = "aside"  # in the work folder: the old corpus, where two renames must do for a swap
ORPHANED: Final = 10.0  # seconds that what a killed run was just starting may take to end
AT_FDCWD: Final = -100  # linux/fcntl.h
RENAME_EXCHANGE: Final = 2  # linux/fs.h, for renameat2(2)
UNWRITABLE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
CUT: Final = "Invalid thrift: transport error"  # of Polars, whose file ends before its footer; it tells no number
OS_ERROR: Final = re.compile(r"\(os error (\d+)\)")  # as Polars tells it
NO_EXCHANGE: Final = (errno.ENOSYS, errno.EINVAL)  # the system, or this file system, cannot swap


def refuse_foreign(out: Path) -> None:
    """Raise BadCorpus where the output is a file, or a folder of something else: it would be lost."""
    if out.exists() and not (out / MANIFEST).is_file() and (out.is_file() or any(out.iterdir())):
        raise BadCorpus(str(out), "is not empty and is no corpus of winnow", "Name another folder with --out")


def names_of_corpus(folder: Path) -> set[str]:
    """Return what winnow has made in a folder, files and folders: nothing where that is no corpus."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as file:
            head = file.read(HEAD)  # other tools have files of that name, too
            told = json.loads(head + file.read()) if FORMAT in head else None
    except (OSError, ValueError):
        return set()
    return {*WRITTEN, *(file["path"].partition("/")[0] for file in told["files"])} if told else set()


def beside(out: Path, what: str) -> Path:
    """Return the hidden neighbour of a corpus that holds its `lock`, its `work`, or what was `seen` of its sources.

    >>> beside(Path("/data/corpus"), "lock").name
    '.corpus.lock'
    """
    real = out.resolve()  # a link to a corpus stays: it is what it names that is replaced
    return real.parent / f".{real.name}.{what}"


@contextmanager
def work_folder(out: Path, what: str = "work") -> Iterator[Path]:
    """Hold the output for one run, and give it a folder beside to work in; that is gone when the block ends well.

    After an error, or a kill, it stays: what was finished need not be done again. Raises BadCorpus while another run
    holds the same output, or where nothing can be written beside it, or no more.
    """
    work = beside(out, what)
    with held(out), _told(out):
        work.mkdir(exist_ok=True)
        if out.is_dir():  # what is private there is so here, and new files get its group
            inherit.dress(work, out)
            work.chmod(stat.S_IMODE(work.stat().st_mode) | stat.S_IRWXU)
        if (work / ASIDE).exists() and not out.exists():
            (work / ASIDE).rename(out.resolve())  # the end came between two renames
        yield work
        discard(work)


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the output, so that nobody else writes it. Raises BadCorpus as `work_folder` does."""
    _refuse_fixed(out)
    try:
        out.resolve().parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(beside(out, "lock"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise BadCorpus(str(out), f"cannot be written ({error.strerror})", "Name another folder with --out") from error
    try:
        _take(lock)
    except BlockingIOError as error:
        told = _holder(lock)
        os.close(lock)
        raise BadCorpus(str(out), f"another run is writing it{told}", "Wait until that has ended") from error
    try:
        since = datetime.now(UTC).astimezone().isoformat(" ", "seconds")
        with suppress(OSError):  # a full disk does not keep anybody from holding the lock
            os.truncate(lock, 0)
            os.pwrite(lock, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)
        yield
    finally:
        with suppress(OSError):
            os.truncate(lock, 0)
        os.close(lock)


def _refuse_fixed(out: Path) -> None:
    """Raise BadCorpus, before any work, where no other folder can take the place of this one."""
    real = out.resolve()
    if real.is_mount():
        raise BadCorpus(str(out), "is a mount point, and cannot be replaced", "Name a folder in it")
    if Path.cwd().is_relative_to(real):
        raise BadCorpus(str(out), "is the working directory, or holds it, and cannot be replaced",
                        "Start winnow in another folder, or name one below")


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Say in our words what the system says where a disk is full, read-only or broken, whichever library hears it."""
    try:
        yield
    except Exception as error:
        number = error.errno if isinstance(error, OSError) else int((OS_ERROR.search(str(error)) or ("", 0))[1])
        is_cut = CUT in str(error)
        if isinstance(error, WinnowError) or not (is_cut or number in UNWRITABLE):
            raise
        mend = "Mend that, and run again: the corpus is as it was, and what was finished is kept"
        fault = "the disk is full, or a file may not grow" if is_cut else os.strerror(number)
        raise BadCorpus(str(out), f"cannot be written ({fault})", mend) from error


def _take(lock: int) -> None:
    """Take a lock. Raises BlockingIOError where another process has it.

    Of one that was killed, a child that was just being forked may have it, a moment longer.
    """
    until = time.monotonic() + ORPHANED
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _is_held_by_a_living(lock) or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _is_held_by_a_living(lock: int) -> bool:
    """Claim that the process which wrote into a lock that it holds it is there, or that none has yet."""
    try:
        os.kill(json.loads(os.pread(lock, 1 << 10, 0))["pid"], 0)
    except ProcessLookupError:
        return False
    except (ValueError, PermissionError):
        return True
    return True


def _holder(lock: int) -> str:
    """Tell who wrote into the lock that holds it."""
    try:
        told = json.loads(os.pread(lock, 1 << 10, 0))
    except ValueError:  # it has begun this very moment
        return ""
    return f" (process {told['pid']}, since {told['since']})"


def fresh(folder: Path) -> Path:
    """Make an empty folder in the place of what an earlier run may have left there."""
    if folder.exists():
        discard(folder)
    folder.mkdir(parents=True)
    return folder


def clear(folder: Path) -> None:
    """Delete all that is in a folder; the folder stays, with its rights."""
    for path in folder.iterdir():
        discard(path) if path.is_dir() else path.unlink()


def discard(folder: Path) -> None:
    """Delete a folder with all that is in it: of the old state, what others put there may be write-protected."""
    for place, names, _ in os.walk(folder):
        for inner in (Path(place) / name for name in names):
            if not inner.is_symlink() and inner.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
                with suppress(PermissionError):  # it is another's
                    inner.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


def link(old: Path, new: Path) -> None:
    """Give a file a second name: one file of two states of a corpus. Copied where the file system has no such links."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.hardlink_to(old)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV):
            raise
        shutil.copy2(old, new)


def files(folder: Path) -> list[str]:
    """List the files below a folder by their paths from there, sorted; fast, for a year's corpus has thousands."""
    top = os.fspath(folder)
    return sorted(f"{place}/{name}"[len(top) + 1 :] for place, _, names in os.walk(top) for name in names)


def replace(path: Path, text: str) -> None:
    """Write a text file beside, then rename it, so that its name never stands for half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)


def put(staged: Path, out: Path) -> None:
    """Put a finished folder in the place of `out` in one atomic step, with its rights; both lie on one file system.

    Readers that opened the old files go on reading them; `staged` is then the old folder, or nothing. Raises BadCorpus
    where `out` cannot be moved.
    """
    refuse_foreign(out)
    real = out.resolve()
    if real.exists():
        inherit.rights(staged, real)
    for place, _, names in os.walk(staged):
        for path in (Path(place), *(Path(place) / name for name in names)):
            told = path.lstat()
            # what the old corpus shares is on the disk; a link is in its folder, and a pipe cannot be opened
            if stat.S_ISDIR(told.st_mode) or (stat.S_ISREG(told.st_mode) and told.st_nlink == 1):
                _flush(path)
    try:
        if real.exists():
            _exchange(staged, real)
        else:
            staged.rename(real)
    except OSError as error:
        raise BadCorpus(str(out), f"cannot be replaced ({error.strerror})",
                        "Give the right to rename it; a mount point must hold the folder, not be it") from error
    _flush(real.parent)


def take_away(out: Path, work: Path) -> None:
    """Take a corpus out of its place in one atomic step."""
    real = out.resolve()
    real.rename(work / "gone")
    _flush(real.parent)


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
    if renameat2:
        if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in NO_EXCHANGE:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    aside = one.with_name(ASIDE)
    other.rename(aside)
    one.rename(other)
