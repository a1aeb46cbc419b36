"""How are packed bytes unpacked a little at a time, and where does each member begin?

A packed file is a run of members (gzip), frames (zstd) or streams (bzip2, xz), each unpacked by itself; crawlers write
one for each record.
"""

import bz2
import errno
import io
import lzma
import re
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol, cast

CHUNK: Final = 1 << 14  # packed bytes taken in at a time
ZSTD_CHUNK: Final = 1 << 10  # smaller: zstd may make 30,000 bytes of one, and gives them out all at once
WINDOW: Final = 1 << 27  # bytes of a zstd window or an xz dictionary; what their own tools take without being asked
KEPT: Final = 1 << 20  # packed bytes of a member that are kept, to look for the next one in after damage
STARTS: Final = 1 << 14  # members whose places are remembered
# A zstd file may begin with the dictionary of all its frames (IIPC's Zstandard-compressed WARC files, 1.0).
DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
DICTIONARY_HEAD: Final = b"\x37\xa4\x30\xec"
MOST_DICTIONARY: Final = 1 << 25  # bytes
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
SKIPPABLE: Final = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # frames without content; pzstd writes one before each frame


class Damaged(OSError):
    """Packed bytes that are cut off or changed."""


def is_of_machine(error: BaseException | None) -> bool:
    """Claim that the machine failed, or the way to another, not what was read: that may be gone at the next reading.

    What libraries raise over bytes has no number, and a place in a file that there cannot be is EINVAL.

    >>> is_of_machine(OSError(errno.EIO, "")), is_of_machine(OSError("Invalid data stream")), is_of_machine(Damaged())
    (True, False, False)
    """
    return isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)


class Inflater(Protocol):
    """What unpacks one member, as the standard library's classes do."""

    eof: bool
    needs_input: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack some bytes."""


@dataclass(frozen=True, slots=True)
class Packing:
    """A way of packing: what its members begin with, and what unpacks one."""

    name: str
    magic: bytes
    begin: Callable[[object], Inflater]
    faults: tuple[type[Exception], ...]
    chunk: int = CHUNK


class _Zlib:
    """Unpack a gzip member."""

    def __init__(self) -> None:
        self._inner, self._tail = zlib.decompressobj(zlib.MAX_WBITS | 16), b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        out = self._inner.decompress(self._tail + data, max_length)
        self._tail = self._inner.unconsumed_tail
        return out


class _Zstd:
    """Unpack a zstd frame; what a chunk unpacks to comes out whole."""

    needs_input = True

    def __init__(self, dictionary: object) -> None:
        import zstandard  # noqa: PLC0415  only zstd needs it

        self._inner = zstandard.ZstdDecompressor(dictionary, max_window_size=WINDOW).decompressobj()

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, _: int, /) -> bytes:
        import zstandard  # noqa: PLC0415  only zstd needs it

        try:
            return self._inner.decompress(data)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error


def _xz(_: object) -> Inflater:
    return cast("Inflater", lzma.LZMADecompressor(memlimit=2 * WINDOW))


PACKINGS: Final = (
    Packing("gzip", b"\x1f\x8b\x08", lambda _: cast("Inflater", _Zlib()), (zlib.error,)),
    Packing("zstd", ZSTD_MAGIC, lambda dictionary: cast("Inflater", _Zstd(dictionary)), (ValueError,), ZSTD_CHUNK),
    Packing("bzip2", b"BZh", lambda _: cast("Inflater", bz2.BZ2Decompressor()), (OSError, ValueError)),
    Packing("xz", b"\xfd7zXZ\x00", _xz, (lzma.LZMAError,)),
    Packing("lzma", b"]\x00\x00", _xz, (lzma.LZMAError,)),
)


def packing_of(head: bytes) -> Packing | None:
    """Tell how a stream that begins so is packed, None where it is not.

    >>> packing_of(bz2.compress(b"x")).name, packing_of(b"BZh is how it begins") is None, packing_of(b"]") is None
    ('bzip2', True, True)
    """
    if head.startswith(b"BZh") and head[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):
        return None
    if SKIPPABLE.match(head):
        return PACKINGS[1]
    return next((packing for packing in PACKINGS if head.startswith(packing.magic)), None)


class Members(io.RawIOBase):
    """Unpack a stream of one member or many.

    Damage raises Damaged. Who sets `wanted` and reads on gets the next member that begins with it: of an archive with
    a member to each record, only the damaged ones are lost.
    """

    def __init__(self, packed: BinaryIO, packing: Packing) -> None:
        """Begin with the first member."""
        self._packed, self._packing = packed, packing
        self._left = b""
        self._out = memoryview(b"")
        self._member: Inflater | None = None
        self._dictionary: object = None
        self._fed: deque[bytes] = deque()  # what the member was made of
        self._fault = ""
        self._taken = self._given = 0  # packed and unpacked bytes
        self.wanted = b""
        self.starts: deque[tuple[int, int]] = deque(maxlen=STARTS)  # of members: unpacked and packed place

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises Damaged."""
        if self._fault and not self.wanted:
            raise Damaged(self._fault)
        if self._fault:
            self._resume()
        while not self._out:
            try:
                part = self._next(len(buffer))
            except (*self._packing.faults, EOFError) as error:
                if is_of_machine(error):
                    raise
                self._fault = f"the {self._packing.name} stream is damaged: {error}"
                raise Damaged(self._fault) from error
            if part is None:
                return 0
            self._out = memoryview(part)
        part = self._out[: len(buffer)]
        self._out = self._out[len(part) :]
        self._given += len(part)
        buffer[: len(part)] = part
        return len(part)

    def _take(self, size: int) -> bytes:
        """Take in packed bytes."""
        chunk = self._packed.read(size)
        self._taken += len(chunk)
        return chunk

    def _next(self, most: int) -> bytes | None:
        """Unpack some bytes, None at the end."""
        if self._member is None and not self._begin():
            return None
        member = cast("Inflater", self._member)
        chunk, is_fed = b"", True
        if member.needs_input:
            chunk, self._left = (self._left, b"") if self._left else (self._take(self._packing.chunk), b"")
            chunk, self._left = chunk[: self._packing.chunk], chunk[self._packing.chunk :]
            is_fed = bool(chunk)
            self._fed.append(chunk)
            if len(self._fed) > KEPT // self._packing.chunk:
                self._fed.popleft()
        out = member.decompress(chunk, most)
        if member.eof:
            self._left, self._member = member.unused_data + self._left, None
        elif not (out or is_fed):
            raise EOFError("it is cut off")
        return out

    def _begin(self) -> bool:
        """Begin a member; False at the end."""
        while not (left := self._left.lstrip(b"\0")):  # tapes pad with them
            if not (left := self._take(self._packing.chunk)):
                return False
            self._left = left
        if self._taken == len(self._left) and left.startswith(DICTIONARY):
            left = self._left = self._learn(left)
        self.starts.append((self._given, self._taken - len(left)))
        self._left, self._fed = left, deque()
        self._member = self._packing.begin(self._dictionary)
        return True

    def _learn(self, left: bytes) -> bytes:
        """Take the dictionary that a file begins with; return what follows."""
        import zstandard  # noqa: PLC0415  only zstd needs it

        size = 8 + int.from_bytes(left[4:8], "little")
        if size > MOST_DICTIONARY:
            raise ValueError("its dictionary is too large")
        while len(left) < size and (more := self._take(size - len(left))):
            left += more
        content = left[8:size]
        if content.startswith(ZSTD_MAGIC):
            opened = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(content)
            try:
                content = opened.read(MOST_DICTIONARY)
            except zstandard.ZstdError as error:
                raise ValueError(f"its dictionary cannot be read: {error}") from error
        if content.startswith(DICTIONARY_HEAD):
            self._dictionary = zstandard.ZstdCompressionDict(content)
        return left[size:] or self._take(self._packing.chunk)

    def _resume(self) -> None:
        """Look for the next member in what was fed to the damaged one, then behind it."""
        self._fault, magic = "", self._packing.magic
        window = (b"".join(self._fed) + self._left)[1:]
        self._member, self._fed, self._left = None, deque(), b""
        at = 0
        while True:
            found = window.find(magic, at)
            if (found < 0 or len(window) - found < CHUNK) and (more := self._take(CHUNK)):
                window = (window[found:] if found >= 0 else window[max(at, len(window) - len(magic)) :]) + more
                at = 0
                continue
            if found < 0:
                return
            if self._is_member(window[found : found + self._packing.chunk]):
                self._left = window[found:]
                return
            at = found + 1

    def _is_member(self, packed: bytes) -> bool:
        """Claim that a member begins here, with what is wanted."""
        try:
            member = self._packing.begin(self._dictionary)
            return member.decompress(packed, len(self.wanted) or 1).startswith(self.wanted)
        except self._packing.faults:
            return False
