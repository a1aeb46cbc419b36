"""What do a file's bytes say once they are unpacked?"""

import codecs
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final, cast

from cleaners.errors import WinnowError
from flows.readers.members import Damaged, Members, is_of_machine, packing_of

__all__ = ["Damaged", "Guarded", "Opened", "narrowed", "seekable", "upto"]

HEAD: Final = 1 << 16  # bytes that are looked at to tell what a file is
CHUNK: Final = 1 << 16
DEEPEST: Final = 4  # packings inside packings
SPOOLED: Final = 4 << 30  # bytes that are unpacked onto the disk
WIDE: Final = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
               (codecs.BOM_UTF16_BE, "utf-16"))
NULS: Final = {
    (True, True, True, False): "utf-32-be", (False, True, True, True): "utf-32-le",
    (True, False, True, False): "utf-16-be", (False, True, False, True): "utf-16-le",
}


class Opened:
    """A stream, its beginning, what it was unpacked from, and the damage for which nothing comes out of that."""

    def __init__(self, raw: BinaryIO) -> None:
        """Unpack a stream as often as it is packed. Raises OSError where nothing of it can be read."""
        self.raw, self.damage = raw, ""
        self.packings: list[Members] = []
        self.head, fault = _read(raw, HEAD)
        self.first = self.head, fault is None and len(self.head) < HEAD  # as it lies there, and whether that is all
        stream = _Joined(self.head, raw, fault)
        while len(self.packings) < DEEPEST and (packing := packing_of(self.head)):
            self.packings.append(Members(cast("BinaryIO", stream), packing))
            try:
                self.head, fault = _read(cast("BinaryIO", self.packings[-1]), HEAD)
            except Damaged as error:
                self.damage = str(error)
                break
            stream = _Joined(self.head, cast("BinaryIO", self.packings[-1]), fault)
        self.stream = io.BufferedReader(stream, CHUNK)

    @property
    def members(self) -> Members | None:
        """Return the members whose places are places of the file: those of the only packing."""
        return self.packings[0] if len(self.packings) == 1 else None


def _read(stream: BinaryIO, size: int) -> tuple[bytes, OSError | None]:
    """Read so many bytes, or all there are up to some damage, which is returned; raise it where nothing was read."""
    parts: list[bytes] = []
    while size > 0:
        try:
            part = stream.read(size)
        except OSError as error:
            if not parts:
                raise
            return b"".join(parts), error
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts), None


def upto(raw: BinaryIO, most: int) -> tuple[bytes, bool]:
    """Return the next bytes of a stream, `most` of them at most, and whether that is all. Raises OSError."""
    content, fault = _read(raw, most + 1)
    return content[:most], fault is None and len(content) <= most


class _Joined(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO, fault: OSError | None) -> None:
        self._head, self._rest, self._fault = memoryview(head), rest, fault

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        if not self._head and self._fault:
            fault, self._fault = self._fault, None
            raise fault
        part = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def joined(head: bytes, rest: BinaryIO) -> BinaryIO:
    """Return a stream of which some was read as it was before."""
    return io.BufferedReader(_Joined(head, rest, None), CHUNK)


class Guarded(io.RawIOBase):
    """A stream whose faults are damage like any other."""

    def __init__(self, inner: IO[bytes], faults: tuple[type[Exception], ...]) -> None:
        """Name the errors that damage shows as."""
        self._inner, self._faults = inner, faults

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        try:
            part = self._inner.read(len(buffer))
        except (*self._faults, OSError) as error:
            if is_of_machine(error):
                raise
            raise Damaged(str(error)) from error
        buffer[: len(part)] = part
        return len(part)


@contextmanager
def seekable(opened: Opened, *, spool: bool) -> Iterator[BinaryIO]:
    """Give the unpacked bytes as a file that can be read from its end, as Parquet and zip are.

    Where they lie inside another file, or `spool` says that they come as a stream, they go to the disk first. Raises
    Damaged for more than `SPOOLED` bytes, and WinnowError where our own disk takes no more: that is no fault of theirs.
    """
    if not (spool or opened.packings) and opened.raw.seekable():
        opened.raw.seek(0)
        yield opened.raw
        return
    with _on_our_disk():
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed below
    with file:
        while chunk := opened.stream.read(1 << 20):
            if file.tell() > SPOOLED:
                raise Damaged(f"it unpacks to more than {SPOOLED} bytes, which can only be read from their end")
            with _on_our_disk():
                while chunk := chunk[file.write(chunk) :]:
                    continue
        file.seek(0)
        yield io.BufferedReader(cast("io.RawIOBase", file))


@contextmanager
def _on_our_disk() -> Iterator[None]:
    """Say of an error that it is one of the folder of temporary files."""
    try:
        yield
    except OSError as error:
        folder = tempfile.tempdir or "the folder of temporary files"
        fault = f"cannot hold what archives unpack to ({error.strerror})"
        raise WinnowError(folder, fault, "Make room there, or name another folder as TMPDIR, and run again") from error


class Recoded(io.RawIOBase):
    """A stream of UTF-16 or UTF-32 as one of UTF-8: in these, a line end may be half of another character."""

    def __init__(self, wide: BinaryIO, charset: str) -> None:
        """Take a stream from its beginning."""
        self._wide, self._decoder = wide, codecs.getincrementaldecoder(charset)()
        self._out = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        while not self._out and not self._ended:
            chunk = self._wide.read(CHUNK)
            self._ended = not chunk
            try:
                self._out = memoryview(self._decoder.decode(chunk, final=self._ended).encode())
            except UnicodeError as error:
                raise Damaged(f"it is no {error.encoding.upper()}: {error.reason}") from error
        part = self._out[: len(buffer)]
        self._out = self._out[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def narrowed(opened: Opened) -> BinaryIO:
    """Return the stream of a table's rows in a charset whose bytes can be cut into lines: UTF-16 and 32 become UTF-8.

    Without a mark they are told by the NULs of the first two characters, which are ASCII (RFC 4627, section 3).

    >>> narrowed(Opened(io.BytesIO("id,text".encode("utf-16-be")))).read()
    b'id,text'
    """
    nuls = tuple(byte == 0 for byte in opened.head[:4])
    charset = next((name for mark, name in WIDE if opened.head.startswith(mark)), NULS.get(nuls))
    return opened.stream if charset is None else io.BufferedReader(Recoded(opened.stream, charset), CHUNK)
