"""Which files of this machine does a source name?"""

import glob
import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flows.place import names_of_corpus


def files(source: str) -> dict[str, int | None]:
    """List the files of a path or glob with their sizes, 0 where nobody tells; None of what is none, as a pipe is.

    What belongs to a corpus below a folder is passed over; whoever names a folder of a corpus itself has its files.
    Raises OSError where there is nothing of that name.
    """
    path = Path(source)
    if path.is_dir():
        return {name.as_posix(): _size(name) for name in _walk([path])}
    if glob.has_magic(source) and not path.exists():
        return {name.as_posix(): _size(name) for name in _matches(source)}
    return {path.as_posix(): path.stat().st_size}  # a pipe that is named can be read once, as `-`


def _size(path: Path) -> int | None:
    """Tell the size of a file; 0 of what will not open: a link that leads nowhere, a folder that cannot be listed."""
    try:
        told = path.stat()
    except OSError:
        return 0
    return told.st_size if stat.S_ISREG(told.st_mode) else 0 if stat.S_ISDIR(told.st_mode) else None


def _walk(tops: Iterable[Path]) -> list[Path]:
    """List the files below some folders, but for hidden files and folders, and the folders that cannot be listed.

    Links are followed, after all else, so that a file has its own name before any that a link gives it: each folder is
    listed once, and a link into one that holds it ends there.
    """
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    waiting = sorted(tops, key=_names)

    def tell(error: OSError) -> None:
        found.append(Path(error.filename))

    for top in waiting:
        for name, folders, names in os.walk(top, onerror=tell):
            if _is_met(Path(name), seen):
                folders.clear()
                continue
            taken = names_of_corpus(Path(name))
            inner = sorted(Path(name, one) for one in folders if not one.startswith(".") and one not in taken)
            folders[:] = [one.name for one in inner if not _is_link(one)]
            waiting += [one for one in inner if _is_link(one)]
            found += [Path(name, one) for one in names if not one.startswith(".") and one not in taken]
    return found


def _names(folder: Path) -> tuple[int, Path]:
    """Sort the names of a folder: its own is before those that links give it."""
    return sum(map(_is_link, (folder, *folder.parents))), folder


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114  Path.is_symlink raises where a path is too long


def _is_met(folder: Path, seen: set[tuple[int, int]]) -> bool:
    """Claim that a folder was listed before, under whatever name, or is gone; note that it is now."""
    try:
        told = folder.stat()
    except OSError:
        return True
    number = told.st_dev, told.st_ino
    is_met = number in seen
    seen.add(number)
    return is_met


def _matches(pattern: str) -> list[Path]:
    """List the files that a glob matches, and those below the folders that it matches."""
    top = _named(pattern)
    taken = cache(names_of_corpus)

    def is_of_corpus(path: Path) -> bool:
        """Claim that the pattern, not the user, has led into a corpus."""
        folders = [folder for folder in path.parents if folder.is_relative_to(top)]
        return any(below.name in taken(folder) for below, folder in zip([path, *folders], folders, strict=False))

    found = map(Path, glob.glob(pattern, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    matched = [path for path in found if not is_of_corpus(path)]
    folders = {path for path in matched if path.is_dir()}
    seen: set[tuple[int, int]] = set()
    own = {above for above in sorted({path.parent for path in matched}, key=_names) if not _is_met(above, seen)}
    return [path for path in matched if path.parent in own and path not in folders] + _walk(folders)


def _named(pattern: str) -> Path:
    """Return the folder that a glob begins with.

    >>> _named("crawl/2024/*/page-[0-9].html").as_posix()
    'crawl/2024'
    """
    path = Path(pattern)
    return next(folder for folder in path.parents if not glob.has_magic(str(folder)))
