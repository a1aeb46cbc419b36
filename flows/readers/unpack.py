"""What do a file's bytes say once they are unpacked?"""

import bz2
import io
import zlib
from typing import BinaryIO, Final, cast

GZIP: Final = b"\x1f\x8b\x08"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
BZIP2: Final = b"BZh"
PACKED: Final = (GZIP, ZSTD, BZIP2)
HEAD: Final = 1 << 16  # bytes that are looked at to tell what a file is
CHUNK: Final = 1 << 14  # packed bytes taken in at a time
ZSTD_CHUNK: Final = 1 << 10  # smaller: zstd may make 30,000 bytes of one, and gives them out all at once
ZSTD_WINDOW: Final = 1 << 27  # bytes; what zstd's own tool takes without being asked
DEEPEST: Final = 4  # packings inside packings
MEMBER: Final = 1 << 20  # packed bytes of a gzip member that are kept, to look for the next one in after damage
WBITS_GZIP: Final = 31


class Damaged(OSError):
    """Packed bytes that are cut off or changed."""


class Opened:
    """A stream, its beginning, and what it was unpacked from."""

    def __init__(self, raw: BinaryIO) -> None:
        """Unpack a stream as often as it is packed. Raises OSError."""
        self.raw = raw
        self.packed = False
        self.gzip: Gzip | None = None  # the last packing, where that is gzip
        self.head = _read(raw, HEAD)
        stream = _Joined(self.head, raw)
        for _ in range(DEEPEST):
            if not self.head.startswith(PACKED):
                break
            self.packed = True
            self.gzip = None
            if self.head.startswith(GZIP):
                inner: io.RawIOBase | BinaryIO = (gunzip := Gzip(cast("BinaryIO", stream)))
                self.gzip = gunzip
            else:
                inner = Zstd(cast("BinaryIO", stream)) if self.head.startswith(ZSTD) else _Bzip2(stream)
            self.head = _read(cast("BinaryIO", inner), HEAD)
            stream = _Joined(self.head, cast("BinaryIO", inner))
        self.stream = io.BufferedReader(stream, CHUNK * 4)


def _read(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, or all there are; damage behind the first byte is left for the next reader to find."""
    parts: list[bytes] = []
    while size > 0:
        try:
            part = stream.read(size)
        except OSError:
            if not parts:
                raise
            break
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class _Joined(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        part = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _Bzip2(stream: io.RawIOBase) -> io.RawIOBase:  # noqa: N802  stands beside the classes of the other packings
    """Unpack bzip2, of one stream or several."""
    return cast("io.RawIOBase", _Guarded(bz2.BZ2File(io.BufferedReader(stream))))


class _Guarded(io.RawIOBase):
    """A stream whose cut-off is an OSError like any other damage."""

    def __init__(self, inner: bz2.BZ2File) -> None:
        self._inner = inner

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        try:
            part = self._inner.read(len(buffer))
        except (EOFError, OSError, ValueError) as error:
            raise Damaged(str(error)) from error
        buffer[: len(part)] = part
        return len(part)


class Zstd(io.RawIOBase):
    """Unpack zstd, of one frame or many."""

    def __init__(self, packed: BinaryIO) -> None:
        import zstandard  # noqa: PLC0415  only zstd needs it

        self._packed, self._library = packed, zstandard
        self._frame: object = None
        self._left = b""  # packed
        self._out = memoryview(b"")

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        while not self._out:
            chunk = self._left or self._packed.read(ZSTD_CHUNK)
            self._left = b""
            if not chunk:
                if self._frame is not None:
                    self._frame = None
                    raise Damaged("the zstd stream is cut off")
                return 0
            try:
                self._out = memoryview(self._unpack(chunk))
            except self._library.ZstdError as error:
                raise Damaged(str(error)) from error
        part = self._out[: len(buffer)]
        self._out = self._out[len(part) :]
        buffer[: len(part)] = part
        return len(part)

    def _unpack(self, chunk: bytes) -> bytes:
        if self._frame is None:
            self._frame = self._library.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        out = self._frame.decompress(chunk)
        if self._frame.eof:
            self._left, self._frame = self._frame.unused_data, None
        return out


class Gzip(io.RawIOBase):
    """Unpack gzip, of one member or many.

    Damage raises Damaged. Who sets `wanted` and reads on gets the next member that begins with it: of an archive with
    a member to each record, only the damaged ones are lost.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._left = b""
        self._member: zlib._Decompress | None = None
        self._fed: list[bytes] = []  # what the member was made of
        self._fault = ""
        self.wanted = b""

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        if self._fault and not self.wanted:
            raise Damaged(self._fault)
        if self._fault:
            self._resume()
        while True:
            try:
                part = self._next(len(buffer))
            except (zlib.error, EOFError) as error:
                self._fault = f"the gzip stream is damaged: {error}"
                raise Damaged(self._fault) from error
            if part is not None:
                buffer[: len(part)] = part
                return len(part)

    def _next(self, most: int) -> bytes | None:
        """Unpack some bytes: b"" at the end, None where none came out yet."""
        chunk = self._left or self._packed.read(CHUNK)
        self._left = b""
        if self._member is None:
            chunk = chunk.lstrip(b"\0")  # tapes pad with them
            if not chunk:
                return b"" if not (more := self._packed.read(1)) else self._push(more)
            self._member, self._fed = zlib.decompressobj(WBITS_GZIP), []
        elif not chunk:
            raise EOFError("it is cut off")
        self._fed.append(chunk)
        if len(self._fed) > MEMBER // CHUNK:
            del self._fed[0]
        out = self._member.decompress(chunk, most)
        if self._member.eof:
            self._left, self._member = self._member.unused_data, None
        else:
            self._left = self._member.unconsumed_tail
            self._fed[-1] = chunk[: len(chunk) - len(self._left)]
        return out or None

    def _push(self, chunk: bytes) -> None:
        self._left = chunk

    def _resume(self) -> None:
        """Look for the next member in what was fed to the damaged one, then behind it."""
        self._fault = ""
        window = b"".join(self._fed)[1:]
        self._member, self._fed = None, []
        while True:
            found = window.find(GZIP)
            if found < 0 or len(window) - found < CHUNK:
                more = self._packed.read(CHUNK)
                if more:
                    window = (window[found:] if found >= 0 else window[-len(GZIP) :]) + more
                    continue
            if found < 0:
                self._left = b""
                return
            window = window[found:]
            if self._is_member(window[:CHUNK]):
                self._left = window
                return
            window = window[1:]

    def _is_member(self, packed: bytes) -> bool:
        try:
            return zlib.decompressobj(WBITS_GZIP).decompress(packed, len(self.wanted) or 1).startswith(self.wanted)
        except zlib.error:
            return False
