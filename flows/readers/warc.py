"""Which records lie in a WARC or WET file, and what did the servers answer?

Where a record begins and ends is settled here, so that a record that lies about its length costs itself and no other;
`fastwarc` reads what is inside.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.readers import form
from flows.readers.record import Raw, Refused, Told, broken, refuse, too_large
from flows.readers.unpack import Damaged, Opened

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

START: Final = re.compile(rb"(?:\A|\n)(?=WARC/[01]\.\d+\r?\n[A-Za-z-]+:)")
HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
TYPE: Final = re.compile(rb"\nwarc-type:[ \t]*([a-z]+)", re.IGNORECASE)
IDENTITY: Final = re.compile(rb"\nwarc-record-id:[ \t]*(\S{1,200})", re.IGNORECASE)
MOST_HEADER: Final = 1 << 16  # bytes; a header longer than that is none
CHUNK: Final = 1 << 16
GAP: Final = b"\r\n\r\n"  # between records
LAP: Final = 256  # bytes, in which the first two lines of a header have room
GOOD: Final = range(200, 300)  # HTTP status
TOLD: Final = {b"response", b"resource", b"conversion"}  # the others hold no page, and are no records of ours
PAGES: Final = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(slots=True)
class _Window:
    """A moving view of a stream."""

    opened: Opened
    data: bytes = b""
    at: int = 0  # of the unpacked stream, where `data` begins
    ended: bool = False
    damage: list[tuple[int, str]] = field(default_factory=list)  # places of the stream

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
                self.ended = self.opened.gzip is None
            parts.append(part)
            have += len(part)
        self.data = b"".join(parts)
        return have >= size

    def drop(self, size: int) -> None:
        """Go on."""
        self.data = self.data[size:]
        self.at += size

    def passed(self) -> list[tuple[int, str]]:
        """Return, once, the damage that lies behind."""
        found = [one for one in self.damage if one[0] < self.at]
        self.damage = [one for one in self.damage if one[0] >= self.at]
        return found


def records(source: str, above: str, opened: Opened, most: int) -> Iterator[Raw | Refused]:
    """Yield the pages of a WARC, and what was damaged; `above` names the file inside an archive."""
    if opened.gzip is not None:
        opened.gzip.wanted = b"WARC/"
    window = _Window(opened)
    while True:
        while window.fill(1) and window.data[:1] in b"\r\n":
            window.drop(len(window.data) - len(window.data.lstrip(b"\r\n")))
        for at, told in window.passed():  # of that record nothing was left
            yield broken(source, f"{above}offset {at}", told)
        if not window.data:
            return
        at, framed = window.at, _frame(window, most)
        record = f"{above}offset {at}"
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
            kind = TYPE.search(content)
            if kind is None or kind[1].lower() in TOLD:
                yield _page(source, _name(record, content), content, most)


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
    window.fill(size + len(GAP))
    is_followed = not window.data[size : size + len(GAP)].strip(GAP) or START.match(window.data, size)
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


def _name(record: str, content: bytes) -> str:
    """Add the record's id to its place, where it has one."""
    found = IDENTITY.search(content, 0, MOST_HEADER)
    return f"{record} {found[1].decode('ascii', 'backslashreplace')}" if found else record


def _page(source: str, record: str, content: bytes, most: int) -> Raw | Refused:
    """Read a record: its page, or why it holds none."""
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  only WARC needs it

    try:
        for decoding in ("all", "none"):
            try:
                inner = next(iter(ArchiveIterator(io.BytesIO(content + b"\r\n\r\n"), auto_decode=decoding)))
                body = inner.reader.read(most + 1)
            except (OSError, ValueError):
                if decoding == "none":
                    raise
                continue
            if decoding == "all" or form.is_html(body):  # crawlers unpack, and forget to say so in the header
                return _judged(source, record, inner, body, most)
    except (OSError, ValueError, StopIteration) as error:
        return broken(source, record, f"cannot be read ({error})", content)
    return broken(source, record, "holds an answer that cannot be unpacked", content)


def _judged(source: str, record: str, inner: "WarcRecord", body: bytes, most: int) -> Raw | Refused:
    """Let a page through; refuse error pages, and what is neither HTML nor text."""
    told = Told(url=_clean(inner.headers.get("WARC-Target-URI")), fetched=_clean(inner.headers.get("WARC-Date")))
    kind, charset = inner.headers.get("Content-Type") or "", None
    if inner.is_http:
        kind, charset = inner.http_content_type or "", inner.http_charset
    raw = Raw(source, record, body, form.is_html(body) or "html" in kind, charset, told)
    status = inner.http_headers.status_code if inner.is_http and inner.http_headers is not None else None
    if len(body) > most:
        return too_large(source, record, most, body)
    if inner.is_http and status is None:
        return refuse(raw, "holds no HTTP answer with a status", "Crawl the page anew", "broken")
    if status is not None and status not in GOOD:
        return refuse(raw, f"is an answer of status {status}", "Nothing can be done", "status")
    if not body:
        return refuse(raw, "is an empty answer", "Crawl the page anew", "no-text")
    if kind and not kind.lower().startswith(PAGES) and not form.is_html(body):
        return refuse(raw, f"is {kind[:60]}, not a page", "Extract its text first, if it has any", "format")
    return raw


def _clean(value: str | None) -> str | None:
    """Return a header's value without what no column can hold."""
    return value.encode("utf-8", "replace").decode("utf-8").strip(" \t<>") or None if value else None
