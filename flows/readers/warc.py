"""Which records lie in a WARC or WET file, and what did the servers answer?

Where a record begins and ends is settled here, so that a record that lies about its length costs itself and no other;
`fastwarc` reads what is inside.
"""

import io
import re
from bisect import bisect
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.readers import form
from flows.readers.body import unpacked
from flows.readers.record import Raw, Refused, Told, broken, refuse, too_large
from flows.readers.unpack import Damaged, Opened

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

START: Final = re.compile(rb"(?:\A|\n)(?=WARC/[01]\.\d+\r?\n[A-Za-z-]+:)")
NEXT: Final = re.compile(rb"[\r\n]{0,3}" + START.pattern)
LINE_END: Final = re.compile(rb"\r?\n")
HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
TYPE: Final = re.compile(rb"\nwarc-type:[ \t]*([a-z]+)", re.IGNORECASE)
IDENTITY: Final = re.compile(rb"\nwarc-record-id:[ \t]*(\S{1,200})", re.IGNORECASE)
TRUNCATED: Final = re.compile(rb"\nwarc-truncated:[ \t]*([a-z]{1,40})", re.IGNORECASE)
SEGMENT: Final = re.compile(rb"\nwarc-segment-number:", re.IGNORECASE)  # of records cut up, most over several files
FIELD: Final = re.compile(rb"(?<=\n)[A-Za-z-]+(?=[ \t]*:)")
# The fields that are read, as `fastwarc` looks for them; whoever writes them may do so in any case.
FIELDS: Final = {name.lower(): name for name in (
    b"WARC-Type", b"WARC-Record-ID", b"WARC-Target-URI", b"WARC-Date", b"Content-Type", b"Content-Length")}
MOST_HEADER: Final = 1 << 16  # bytes; a header longer than that is none
CHUNK: Final = 1 << 16
GAP: Final = b"\r\n\r\n"  # between records
LAP: Final = 256  # bytes, in which the first two lines of a header have room
GOOD: Final = range(200, 300)  # HTTP status
TOLD: Final = {b"response", b"resource", b"conversion"}
OTHERS: Final = {b"warcinfo", b"request", b"metadata", b"revisit"}  # no pages, and no records of ours
PAGES: Final = ("text/html", "application/xhtml+xml", "text/plain")  # XML is a page only where it begins as one


@dataclass(slots=True)
class _Window:
    """A moving view of a stream."""

    opened: Opened
    data: bytes = b""
    at: int = 0  # of the unpacked stream, where `data` begins
    ended: bool = False
    damage: list[tuple[int, str]] = field(default_factory=list)  # places of the stream
    gaps: list[int] = field(default_factory=list)  # places where GAP stands for what was damaged

    def fill(self, size: int) -> bool:
        """Hold so many bytes; False where the stream ends before. Damage looks like the end of a record."""
        parts, have = [self.data], len(self.data)
        while have < size and not self.ended:
            try:
                part = self.opened.stream.read1(CHUNK)
                self.ended = not part
            except Damaged as error:
                part = GAP
                self.damage.append((self.at + have, str(error)))
                self.gaps.append(self.at + have)
                self.ended = not self.opened.packings
            parts.append(part)
            have += len(part)
        self.data = b"".join(parts)
        return have >= size

    def drop(self, size: int) -> None:
        """Go on."""
        self.data = self.data[size:]
        self.at += size

    def place(self) -> str:
        """Name this place: by the offset in the file, as an index of the archive has it, where a member begins here.

        Of a file that is packed as a whole only the offset in what it unpacks to can be told.
        """
        at = self.at - len(GAP) * bisect(self.gaps, self.at - 1)
        if not self.opened.packings:
            return f"offset {at}"
        starts = self.opened.members.starts if self.opened.members else deque()
        while len(starts) > 1 and starts[1][0] <= at:  # of a damaged member nothing may have come out
            starts.popleft()
        return f"offset {starts[0][1]}" if starts and starts[0][0] == at else f"unpacked offset {at}"

    def passed(self) -> list[tuple[int, str]]:
        """Return, once, the damage that lies behind."""
        found = [one for one in self.damage if one[0] < self.at]
        self.damage = [one for one in self.damage if one[0] >= self.at]
        return found


def records(source: str, above: str, opened: Opened, most: int) -> Iterator[Raw | Refused]:
    """Yield the pages of a WARC, and what was damaged; `above` names the file inside an archive."""
    if opened.packings:
        opened.packings[-1].wanted = b"WARC/"
    window = _Window(opened)
    while True:
        while window.fill(1) and window.data[:1] in b"\r\n":
            window.drop(len(window.data) - len(window.data.lstrip(b"\r\n")))
        for at, told in window.passed():  # of that record nothing was left
            yield broken(source, f"{above}{'unpacked ' if opened.packings else ''}offset {at}", told)
        if not window.data:
            return
        record, framed = f"{above}{window.place()}", _frame(window, most)
        if isinstance(framed, str):
            yield broken(source, record, framed, window.data[:CHUNK])
            _resume(window)
            window.passed()
        elif framed > most:
            yield too_large(source, _name(record, window.data), most, window.data[:CHUNK])
            _skip(window, framed)
        else:
            content = window.data[:framed]
            window.drop(framed)
            if one := _one(source, _name(record, content), content, most):
                yield one


def _one(source: str, record: str, content: bytes, most: int) -> Raw | Refused | None:
    """Read a whole record; None where it is none of ours."""
    found = TYPE.search(content)
    kind = found[1].lower() if found else None
    if kind in OTHERS:
        return None
    if kind == b"continuation" or _has(SEGMENT, content):
        raw = Raw(source, record, content, is_html=False)
        return refuse(raw, "is a segment of a record", "Join its segments, or crawl the page anew", "format")
    if kind is None or kind in TOLD:
        return _page(source, record, content, most)
    return broken(source, record, "is of no known type", content, is_whole=True)


def _frame(window: _Window, most: int) -> int | str:
    """Return the length of the record that begins here, or what is wrong with it."""
    window.fill(CHUNK)
    end = HEADER_END.search(window.data, 0, MOST_HEADER)
    length = LENGTH.search(window.data, 0, end.end()) if end else None
    if not START.match(window.data):
        return "is no WARC record: there is no header"
    if end is None or length is None:
        return "has no Content-Length" if end else "has a header without an end"
    size = end.end() + int(length[1])
    if size > most:
        return size
    if not window.fill(size):
        return "is cut off: it is shorter than its Content-Length"
    window.fill(size + LAP)
    is_followed = not window.data[size : size + len(GAP)].strip(GAP) or NEXT.match(window.data, size)
    return size if is_followed else "is not as long as its Content-Length says"


def _resume(window: _Window) -> None:
    """Go to the next header behind this place, or to the end."""
    behind = 1
    while (found := START.search(window.data, behind)) is None:
        window.drop(max(0, len(window.data) - LAP))  # a header may lie across
        behind = 0
        size = len(window.data)
        if not window.fill(size + 1):
            window.drop(size)
            return
        window.fill(size + CHUNK)
    window.drop(found.end())


def _skip(window: _Window, size: int) -> None:
    """Pass over a record that is too large; where another begins inside it, its length was a lie."""
    end = window.at + size
    window.drop(1)
    while window.at < end and window.fill(1):
        window.fill(CHUNK)
        found = START.search(window.data)
        step = found.end() if found else max(1, len(window.data) - LAP)
        window.drop(min(step, end - window.at))
        if found:
            return


def _has(field: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    """Find a field in the header of a record."""
    return field.search(content, 0, HEADER_END.search(content, 0, MOST_HEADER).end())


def _name(record: str, content: bytes) -> str:
    """Add the record's id to its place, where it has one, and that its crawler cut it off, where it says so."""
    found, cut = _has(IDENTITY, content), _has(TRUNCATED, content)
    name = f"{record} {found[1].decode('ascii', 'backslashreplace')}" if found else record
    return f"{name}, truncated: {cut[1].decode().lower()}" if cut else name


def _page(source: str, record: str, content: bytes, most: int) -> Raw | Refused:
    """Read a record: its page, or why it holds none."""
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  only WARC needs it

    try:
        inner = next(iter(ArchiveIterator(io.BytesIO(_ended(content) + GAP), auto_decode="none")))
        body = inner.reader.read()
        if inner.is_http and inner.http_headers is not None:
            given = inner.http_headers
            body = unpacked(body, given.get("Transfer-Encoding") or "", given.get("Content-Encoding") or "", most)
        return _judged(source, record, inner, body, most)
    except (OSError, ValueError, StopIteration) as error:  # Damaged is an OSError
        return broken(source, record, f"cannot be read ({error})", content, is_whole=True)


def _ended(content: bytes) -> bytes:
    """Write the headers of record and HTTP as they should be: some end lines with line feeds alone, or shout names."""
    begins = HEADER_END.search(content, 0, MOST_HEADER).end()
    own, block = LINE_END.sub(b"\r\n", content[:begins]), content[begins:]
    own = FIELD.sub(lambda found: FIELDS.get(found[0].lower(), found[0]), own)
    found = HEADER_END.search(block, 0, MOST_HEADER)
    if not block.startswith(b"HTTP/") or found is None or b"\r\n" in (head := block[: found.end()]):
        return own + block
    block = head.replace(b"\n", b"\r\n") + block[found.end() :]
    return LENGTH.sub(b"\nContent-Length: %d\r\n" % len(block), own, count=1) + block


def _judged(source: str, record: str, inner: "WarcRecord", body: bytes, most: int) -> Raw | Refused:
    """Let a page through; refuse error pages, and what is neither HTML nor text."""
    told = Told(url=_clean(inner.headers.get("WARC-Target-URI")), fetched=_clean(inner.headers.get("WARC-Date")))
    kind, charset = inner.headers.get("Content-Type") or "", None
    if inner.is_http:
        kind, charset = inner.http_content_type or "", inner.http_charset
    kind, is_html = kind.lower(), form.is_html(body)
    raw = Raw(source, record, body, is_html or "html" in kind, charset, told)
    status = inner.http_headers.status_code if inner.is_http and inner.http_headers is not None else None
    if len(body) > most:
        return too_large(source, record, most, body)
    if inner.is_http and status is None:
        return refuse(raw, "holds no HTTP answer with a status", "Crawl the page anew", "broken")
    if status is not None and status not in GOOD:
        return refuse(raw, f"is an answer of status {status}", "Nothing can be done", "status")
    if not body:
        return refuse(raw, "is an empty answer", "Crawl the page anew", "no-text")
    if kind and not kind.startswith(PAGES) and not is_html:
        return refuse(raw, f"is {kind[:60]}, not a page", "Extract its text first, if it has any", "format")
    return raw


def _clean(value: str | None) -> str | None:
    """Return a header's value without what no column can hold."""
    return value.encode("utf-8", "replace").decode("utf-8").strip(" \t<>") or None if value else None
