"""Which files lie in these sources, and how are they opened?"""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from cleaners.errors import BadSource, PassedOver
from flows.funnel import several
from flows.readers import local, remote

STDIN: Final = "-"
# What downloads and editors call a file that is not there yet; that it is a text, or all of it, nobody says.
UNFINISHED: Final = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")
UNWRITABLE: Final = re.compile("[\ud800-\udfff]")  # in a name: bytes that are no UTF-8


@dataclass(frozen=True, slots=True)
class Found:
    """A source after looking: the files in it, and why there are none where there are none."""

    files: tuple[tuple[str, int], ...]  # name as the user gave it, bytes
    missing: tuple[BadSource, ...]  # `PassedOver` where that is no fault


def find(sources: tuple[str, ...], *, may_be_empty: bool = False) -> Found:
    """List the files of the sources, each once, sorted by name; hidden and unfinished ones are passed over.

    A source is a file, a folder, a glob, a URL of one of these, or `-` for standard input. One that is missing or
    empty is told, as unfinished files are, and stops nothing. Raises BadSource when there is no file at all, unless
    they `may_be_empty` and are; and for a source whose name cannot be written down.
    """
    files: dict[str, int] = {}
    missing, n_empty = [], 0
    for source in sources:
        if UNWRITABLE.search(source):
            raise BadSource(known_as(source), "is no name in UTF-8, as settings are", "Name the folder that holds it")
        try:
            found = _files(source)
        except BadSource as error:
            missing.append(error)
            continue
        except (OSError, ValueError) as error:
            told = "does not exist" if isinstance(error, FileNotFoundError) else (
                f"cannot be read ({getattr(error, 'strerror', None) or error})"
            )
            missing.append(BadSource(known_as(source), told, "Name an existing file or folder"))
            continue
        unfinished = [name for name in found if _is_unfinished(name, source)]
        if unfinished:
            missing.append(_passed_over(source, unfinished))
        found = {name: size for name, size in found.items() if name not in unfinished}
        sizes = {name: size for name, size in found.items() if size is not None}
        missing += [
            PassedOver(known_as(name), "is a pipe or a device, and was passed over", "Name it itself to read it")
            for name in found if name not in sizes
        ]
        if not sizes:
            missing.append(PassedOver(known_as(source), "holds no files", "Put text files into it"))
            n_empty += 1
        files |= sizes
    if not files and not (may_be_empty and n_empty):
        raise missing[0]
    return Found(tuple(sorted(files.items())), tuple(missing))


def _is_unfinished(name: str, source: str) -> bool:
    """Claim that a file has the name of one that is still being written, and is not asked for by such a name.

    >>> _is_unfinished("in/a.txt.part", "in"), _is_unfinished("a.txt~", "*~"), _is_unfinished("part.txt", "in")
    (True, False, False)
    """
    return name.lower().endswith(UNFINISHED) and not source.lower().endswith(UNFINISHED)


def _passed_over(source: str, unfinished: list[str]) -> PassedOver:
    """Say, once for each source, that it holds unfinished files."""
    first = PurePosixPath(known_as(min(unfinished))).name + (", …" if len(unfinished) > 1 else "")
    fault = f"{several(len(unfinished), 'unfinished file')} passed over ({first})"
    return PassedOver(known_as(source), fault, "Once renamed, a file is read")


def _files(source: str) -> Mapping[str, int | None]:
    """List what lies in a source, with the sizes of files."""
    if source == STDIN:
        return {STDIN: 0}
    return remote.files(source) if remote.MARK in source else local.files(source)


def shards(files: tuple[tuple[str, int], ...], shard_bytes: int) -> list[tuple[str, ...]]:
    """Group files, in their order, into shards of at most `shard_bytes`; a larger file is a shard of its own.

    >>> shards((("a", 2), ("b", 2), ("c", 9), ("d", 1)), 4)
    [('a', 'b'), ('c',), ('d',)]
    """
    groups: list[list[str]] = []
    room = 0
    for name, size in files:
        if not groups or size > room:
            groups.append([])
            room = shard_bytes
        groups[-1].append(name)
        room -= size
    return [tuple(group) for group in groups]


def known_as(name: str) -> str:
    r"""Return a file's name as it is told and kept: a URL without secrets, bytes that are no UTF-8 as numbers.

    >>> known_as("https://a.example/list?token=abc"), known_as("a.example/list.php?keyword=sun")
    ('https://a.example/list?token=…', 'a.example/list.php?keyword=sun')
    >>> print(known_as("caf\udce9.txt"))
    caf\xe9.txt
    """
    if remote.MARK in name:
        return remote.shown(name)
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@contextmanager
def open_(name: str) -> Iterator[BinaryIO]:
    """Open a file, a URL or standard input for reading, from its beginning. Raises OSError."""
    if name == STDIN:
        yield sys.stdin.buffer
    elif remote.MARK in name:
        with remote.opened(name) as file:
            yield file
    else:
        with Path(name).open("rb") as file:
            yield file
