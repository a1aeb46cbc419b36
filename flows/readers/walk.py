"""Which records lie in this file, whatever it is?"""

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from cleaners.errors import BadRecord
from flows.readers import form, parquet, rows, separated, warc
from flows.readers.files import STDIN, known_as, open_
from flows.readers.members import is_of_machine
from flows.readers.record import Columns, Raw, Refused, broken, place, too_large
from flows.readers.unpack import Damaged, Guarded, Opened, seekable, upto

DEEPEST: Final = 3  # archives in archives
ARCHIVES: Final = ("tar", "zip")
ZIP_FAULTS: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError)
DOCUMENTS: Final = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}  # zip archives that mean something else


def records(name: str, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of a file, and what in it cannot be one. Nothing that a file holds raises an error.

    Where the machine fails to read it, the last is `unreadable`: what the file holds, nobody knows yet.
    """
    source = known_as(name)
    try:
        with open_(name) as file:
            if form.named(source) == "foreign":
                yield _foreign(source, file, most)
            else:
                yield from _inside(source, None, file, columns, most)
    except (OSError, ValueError) as error:
        fault = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        mend = "Mend its permissions, the disk or the connection: the next run tries again"
        yield Refused(source, None, BadRecord(source, fault, mend, "unreadable"))


def _inside(name: str, member: str | None, file: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of an open file, or of a member of an archive."""
    try:
        opened = Opened(file)
    except OSError as error:
        if is_of_machine(error):
            raise
        yield broken(name, member, str(error))
        return
    for one in _unpacked(name, member, opened, columns, most):
        yield _with_bytes(one, member, opened, most)


def _foreign(source: str, file: BinaryIO, most: int) -> Refused:
    """Refuse a file of a form that is not read."""
    fault = f"is not plain text ({PurePosixPath(source).suffix})"
    error = BadRecord(source, fault, "Give its text in a .txt file", "format")
    return Refused(source, None, error, *upto(file, most))


def _with_bytes(one: Raw | Refused, member: str | None, opened: Opened, most: int) -> Raw | Refused:
    """Give a file that is refused as a whole its bytes as they lie there; a member, which is read once, its first."""
    if isinstance(one, Raw) or one.record != member or one.content is not None:
        return one
    content, is_whole = opened.first
    if member is None and not is_whole and opened.raw.seekable():
        opened.raw.seek(0)
        content, is_whole = upto(opened.raw, most)
    return replace(one, content=content, is_whole=is_whole)


def _unpacked(
    name: str, member: str | None, opened: Opened, columns: Columns, most: int
) -> Iterator[Raw | Refused]:
    """Yield the records of a file or a member that is open."""
    above, kind = "" if member is None else f"{member} > ", form.tell(member or name, opened.head)
    if opened.damage:
        yield broken(name, member, opened.damage)
        return
    try:
        if kind in ARCHIVES and above.count(" > ") >= DEEPEST:
            yield broken(name, member, "is an archive too deep inside others")
        elif kind in ARCHIVES or kind == "parquet":
            yield from _packed(name, member, opened, columns, most)
        elif kind == "warc":
            yield from warc.records(name, above, opened, most)
        elif kind == "json":
            yield from rows.of_json(name, above, opened, columns, most)
        elif kind in ("csv", "tsv"):
            yield from separated.records(name, above + ("\t" if kind == "tsv" else ""), opened, columns, most)
        else:
            yield _whole(name, member, opened, kind == "html", most)
    except Damaged as error:
        yield broken(name, member or ("the rest" if kind in ("json", "csv", "tsv", *ARCHIVES) else None), str(error))


def _packed(name: str, member: str | None, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of an archive or of Parquet."""
    above, kind = "" if member is None else f"{member} > ", form.tell(member or name, opened.head)
    if kind == "tar":
        yield from _tar(name, above, opened, columns, most)
        return
    with seekable(opened, spool=member is not None or name == STDIN) as file:
        if kind == "zip":
            yield from _zip(name, above, file, columns, most)
        else:
            yield from parquet.records(name, above, file, columns, most)


def _whole(name: str, member: str | None, opened: Opened, is_html: bool, most: int) -> Raw | Refused:  # noqa: FBT001  told by the form
    """Take a file as one record."""
    content = opened.stream.read(most + 1)
    if len(content) > most:
        return too_large(name, member, most, content)
    return Raw(name, member, content, is_html)


def _tar(name: str, above: str, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of an archive's members, in their order; links and folders are none."""
    member = None
    try:
        with tarfile.open(fileobj=opened.stream, mode="r|") as archive:
            for member in archive:
                inner = archive.extractfile(member) if member.isfile() else None
                if inner is not None and not _is_hidden(member.name):
                    yield from _inside(name, above + _printable(member.name), cast("BinaryIO", inner), columns, most)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError) as error:
        behind = "its beginning" if member is None else _printable(member.name)
        yield broken(name, f"{above}behind {behind}", f"is a damaged archive ({error})")


def _zip(name: str, above: str, file: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the records of a zip archive's members, in their order; folders are none."""
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except (*ZIP_FAULTS, OSError) as error:
        if fault := next(filter(is_of_machine, (error, error.__context__)), None):  # of any, zipfile says "no zip file"
            raise fault from None
        yield broken(name, above.removesuffix(" > ") or None, f"is a damaged archive ({error})")
        return
    if {entry.filename for entry in entries[:9]} & DOCUMENTS:
        member = above.removesuffix(" > ") or None
        fault = "is a document of an office program"
        yield Refused(name, member, BadRecord(place(name, member), fault, "Give its text in a .txt file", "format"))
        return
    for entry in entries:
        member = above + _printable(entry.filename)
        if entry.filename.endswith("/") or _is_hidden(entry.filename):  # its is_dir fails where there is no name
            continue
        if entry.flag_bits & 1:
            yield broken(name, member, "is encrypted")
            continue
        try:
            with archive.open(entry) as inner:
                yield from _inside(name, member, cast("BinaryIO", Guarded(inner, ZIP_FAULTS)), columns, most)
        except (*ZIP_FAULTS, OSError) as error:
            if is_of_machine(error):
                raise
            yield broken(name, member, f"cannot be unpacked ({error})")


def _is_hidden(name: str) -> bool:
    """Claim that a member is one that nobody sees in a folder, or the shadow that a Mac packs beside each file."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _printable(name: str) -> str:
    """Return a member's name as a column can hold it; a damaged archive may give none."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8") or "(unnamed)"
