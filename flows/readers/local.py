"""Which files of this machine does a source name?"""

import glob
import os
import stat
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
        return {name.as_posix(): _size(name) for name in _walk(path)}
    if glob.has_magic(source) and not path.exists():
        return {name.as_posix(): _size(name) for name in _matches(source)}
    return {path.as_posix(): path.stat().st_size}  # a pipe that is named can be read once, as `-`


def _size(path: Path) -> int | None:
    """Tell the size of a file; 0 of a link that leads nowhere."""
    if not path.exists():
        return 0
    told = path.stat()
    return told.st_size if stat.S_ISREG(told.st_mode) else None


def _walk(folder: Path) -> list[Path]:
    """List the files below a folder, but for hidden files and folders; a link that leads nowhere is listed too."""
    found = []
    for name, folders, names in os.walk(folder):
        taken = names_of_corpus(Path(name))
        folders[:] = [inner for inner in folders if not inner.startswith(".") and inner not in taken]
        found += [Path(name, file) for file in names if not file.startswith(".") and file not in taken]
    return found


def _matches(pattern: str) -> list[Path]:
    """List the files that a glob matches."""
    top = _named(pattern)
    taken = cache(names_of_corpus)

    def is_of_corpus(path: Path) -> bool:
        """Claim that the pattern, not the user, has led into a corpus."""
        folders = [folder for folder in path.parents if folder.is_relative_to(top)]
        return any(below.name in taken(folder) for below, folder in zip([path, *folders], folders, strict=False))

    found = map(Path, glob.glob(pattern, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    return [path for path in found if not path.is_dir() and not is_of_corpus(path)]


def _named(pattern: str) -> Path:
    """Return the folder that a glob begins with.

    >>> _named("crawl/2024/*/page-[0-9].html").as_posix()
    'crawl/2024'
    """
    path = Path(pattern)
    return next(folder for folder in path.parents if not glob.has_magic(str(folder)))
