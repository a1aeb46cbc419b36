"""What did the server send, before it was packed for the way?

What an HTTP answer declares of its packing is believed only where the bytes agree: crawlers unpack, and forget to say
so in the header.
"""

import io
import re
import zlib
from typing import TYPE_CHECKING, Final

from flows.readers import form
from flows.readers.members import ZSTD_MAGIC, Damaged, Members, packing_of

if TYPE_CHECKING:
    from collections.abc import Callable

GZIP: Final = b"\x1f\x8b\x08"
CHUNK_SIZE: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
ZLIB: Final = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]")
WBITS_RAW: Final = -15


def unpacked(body: bytes, transfer: str, content: str, most: int) -> bytes:
    """Undo the transfer and the content encodings of an answer, given the values of those two headers.

    A body that unpacks to more than `most` bytes comes out as `most` + 1 of them. Raises Damaged where it is cut off
    or changed.

    >>> import gzip
    >>> unpacked(b"5\\r\\n<p>ab\\r\\n1\\r\\nc\\r\\n0\\r\\n\\r\\n", "chunked", "", 99)
    b'<p>abc'
    >>> unpacked(b"<p>abc", "chunked", "gzip", 99)
    b'<p>abc'
    >>> unpacked(gzip.compress(bytes(1000)), "", "gzip", 99) == bytes(100)
    True
    """
    codings = [name.strip().lower() for value in (content, transfer) for name in value.split(",") if name.strip()]
    for coding in reversed(codings):
        if unpack := CODINGS.get(coding.removeprefix("x-")):
            body = unpack(body, most)
    return _gunzipped(body, most)  # some servers pack and do not say so


def _dechunked(body: bytes, most: int) -> bytes:
    """Put the chunks of a body together; `most` bounds them already, as they lie in one record."""
    parts, at = [], 0
    if not CHUNK_SIZE.match(body):
        return body
    while found := CHUNK_SIZE.match(body, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        part = body[found.end() : found.end() + size]
        if len(part) < size or len(parts) > most:
            break
        parts.append(part)
        at = found.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    if not parts and form.is_html(body):
        return body  # it begins with a number, as a page may
    raise Damaged("its chunks are cut off or changed")


def _gunzipped(body: bytes, most: int) -> bytes:
    return _inflated(body, most, zlib.MAX_WBITS | 16) if body.startswith(GZIP) else body


def _deflated(body: bytes, most: int) -> bytes:
    """Undo deflate: zlib's, as the standard has it, or raw, as some servers do."""
    if ZLIB.match(body) and (body[0] << 8 | body[1]) % 31 == 0:
        return _inflated(body, most, zlib.MAX_WBITS)
    try:
        zlib.decompressobj(WBITS_RAW).decompress(body, 1)
    except zlib.error:
        return body
    return body if form.is_html(body) else _inflated(body, most, WBITS_RAW)


def _inflated(body: bytes, most: int, wbits: int) -> bytes:
    """Undo gzip or deflate; gzip may have several members, and anything behind the last."""
    parts, room = [], most + 1
    while True:
        inflating = zlib.decompressobj(wbits)
        try:
            parts.append(inflating.decompress(body, room))
        except zlib.error as error:
            raise Damaged(str(error)) from error
        room -= len(parts[-1])
        if room <= 0:
            return b"".join(parts)
        if not inflating.eof:
            raise Damaged("it is cut off inside")
        body = inflating.unused_data
        if not body.startswith(GZIP):
            return b"".join(parts)


def _unbrotlied(body: bytes, most: int) -> bytes:
    """Undo Brotli, which has no mark: what cannot be undone from its first byte on was never packed."""
    import brotli  # noqa: PLC0415  few answers need it

    inflating, parts, size, feed = brotli.Decompressor(), [], 0, body
    try:
        while not inflating.is_finished() and size <= most:
            part, feed = inflating.process(feed, output_buffer_limit=most + 1 - size), b""
            if not part:
                break
            parts.append(part)
            size += len(part)
        is_whole = inflating.is_finished() or size > most
    except brotli.error:
        is_whole = False
    if is_whole:
        return b"".join(parts)[: most + 1]
    if form.is_html(body) or not parts:
        return body
    raise Damaged("the Brotli stream is cut off or changed")


def _unzstandarded(body: bytes, most: int) -> bytes:
    packing = packing_of(body)
    if packing is None or not body.startswith(ZSTD_MAGIC):
        return body
    return io.BufferedReader(Members(io.BytesIO(body), packing)).read(most + 1)


CODINGS: Final["dict[str, Callable[[bytes, int], bytes]]"] = {
    "chunked": _dechunked, "gzip": _gunzipped, "deflate": _deflated, "br": _unbrotlied, "zstd": _unzstandarded,
}
