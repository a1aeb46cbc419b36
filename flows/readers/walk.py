"""Which records lie in this file, whatever it is?"""

import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from cleaners.errors import BadRecord
from flows.readers import form, rows, warc
from flows.readers.files import STDIN, open_
from flows.readers.record import Columns, Raw, Refused, broken, place, too_large
from flows.readers.unpack import Damaged, Opened

DEEPEST: Final = 3  # archives in archives
# What has text in it, but is not text; told by the name where the bytes do not tell it.
FOREIGN: Final = {".xz", ".zip", ".7z", ".pdf", ".doc", ".docx", ".rar", ".odt", ".epub", ".xls", ".xlsx"}


def records(name: str, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of a file, and what in it cannot be one. Nothing that a file holds raises an error."""
    if PurePosixPath(name).suffix.lower() in FOREIGN:
        fault = f"is not plain text ({PurePosixPath(name).suffix})"
        yield Refused(name, None, BadRecord(name, fault, "Give its text in a .txt file", "format"))
        return
    try:
        with open_(name) as file:
            yield from _inside(name, None, file, columns, most)
    except (OSError, ImportError, ValueError) as error:  # fsspec and its systems raise all of these
        fault = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        yield Refused(name, None, BadRecord(name, fault, "Mend its permissions, or fetch it anew", "unreadable"))


def _inside(name: str, member: str | None, file: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of an open file, or of a member of an archive."""
    above = "" if member is None else f"{member} > "
    try:
        opened = Opened(file)
    except OSError as error:
        if member is None and not isinstance(error, Damaged):
            raise
        yield broken(name, member, str(error))
        return
    kind = form.tell(member or name, opened.head)
    try:
        if kind == "warc":
            yield from warc.records(name, above, opened, most)
        elif kind == "json":
            yield from rows.of_json(name, above, opened, columns, most)
        elif kind in ("csv", "tsv"):
            yield from rows.of_csv(name, above + ("\t" if kind == "tsv" else ""), opened, columns, most)
        elif kind == "parquet":
            yield from _parquet(name, member, opened, columns, most)
        elif kind == "tar":
            yield from _tar(name, above, opened, columns, most)
        else:
            yield _whole(name, member, opened, kind == "html", most)
    except Damaged as error:
        yield broken(name, member or ("the rest" if kind in ("json", "csv", "tsv", "tar") else None), str(error))


def _whole(name: str, member: str | None, opened: Opened, is_html: bool, most: int) -> Raw | Refused:  # noqa: FBT001  told by the form
    """Take a file as one record."""
    content = opened.stream.read(most + 1)
    if len(content) > most:
        return too_large(name, member, most, content)
    return Raw(name, member, content, is_html)


def _parquet(
    name: str, member: str | None, opened: Opened, columns: Columns, most: int
) -> Iterator[Raw | Refused]:
    """Take Parquet where it lies on its own: it is read from its end."""
    if opened.packed or member is not None or name == STDIN or not opened.raw.seekable():
        fault = "is Parquet inside another file, where it cannot be read in parts"
        yield Refused(name, member, BadRecord(place(name, member), fault, "Unpack it", "format"))
        return
    opened.raw.seek(0)
    yield from rows.of_parquet(name, opened.raw, columns, most)


def _tar(name: str, above: str, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of an archive's members, in their order; links and folders are none."""
    if above.count(" > ") >= DEEPEST:
        yield broken(name, above, "is an archive too deep inside others")
        return
    member = None
    try:
        with tarfile.open(fileobj=opened.stream, mode="r|") as archive:
            for member in archive:
                inner = archive.extractfile(member) if member.isfile() else None
                if inner is not None and not PurePosixPath(member.name).name.startswith("."):
                    yield from _inside(name, above + _printable(member.name), cast("BinaryIO", inner), columns, most)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError) as error:
        behind = "its beginning" if member is None else _printable(member.name)
        yield broken(name, f"{above}behind {behind}", f"is a damaged archive ({error})")


def _printable(name: str) -> str:
    """Return a member's name as a column can hold it."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
