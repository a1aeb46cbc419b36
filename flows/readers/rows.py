"""Which records lie in JSON and JSONL, and which fields of a record say what?"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from cleaners.decode import decode
from cleaners.errors import BadRecord
from cleaners.html import about
from flows.readers import form
from flows.readers.record import Columns, Raw, Refused, Told, broken, place, too_large
from flows.readers.unpack import Opened, joined, narrowed

SKIP: Final = 1 << 20  # bytes of a line that is too large, passed over at a time
HEADER: Final = "Name its columns in [read.columns]"
LONE: Final = re.compile("[\ud800-\udfff]")
BETWEEN: Final = re.compile(r"[\s,]*")  # the values of an array, before and behind them too


def lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each line with its number, from 1, and whether that is all of it: of one over `most` bytes, the head."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        is_whole = len(line) <= most or line.endswith(b"\n")
        yield number, line, is_whole
        while not is_whole and (line := stream.readline(SKIP)):
            is_whole = line.endswith(b"\n")


def of_json(source: str, above: str, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the objects of JSONL. A file that is one JSON array, over several lines or one, is taken apart too.

    So are objects over several lines, where they fit into memory together.
    """
    stream = narrowed(opened)
    begins = form.plain(opened.head).lstrip(b" \t\r\n")
    if begins[:1] == b"[":
        yield from _of_array(source, above, stream, columns, most)
        return
    if begins[:1] == b"{" and not _is_json(begins.partition(b"\n")):
        content = stream.read(most + 1)
        if len(content) <= most and (values := _laid_out(content)):
            for number, (value, item) in enumerate(values, start=1):
                yield _of_object(source, f"{above}item {number}", value, columns, item.encode())
            return
        stream = joined(content, stream)
    yield from _of_lines(source, above, stream, columns, most)


def _of_lines(source: str, above: str, stream: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the objects of JSONL."""
    charset: str | None = None
    for number, line, is_whole in lines(stream, most):
        record = f"{above}line {number}"
        if not is_whole:
            yield too_large(source, record, most, line)
        elif line.strip(b"\xef\xbb\xbf\0 \t\r\n"):
            try:
                text, charset = _utf8(line, charset) or decode(place(source, record), line, charset)
                value = json.loads(text.lstrip("\ufeff"))
            except BadRecord as error:
                yield Refused(source, record, error, line, is_whole=True)
            except (ValueError, RecursionError) as error:
                yield broken(source, record, f"is not JSON ({str(error)[:80]})", line, is_whole=True)
            else:
                yield _of_object(source, record, value, columns, line)


def _is_json(cut: tuple[bytes, bytes, bytes]) -> bool:
    """Claim that the first line of a file is JSON, as far as can be told: it may be longer than what was cut."""
    first, end, _ = cut
    try:
        return not end or json.loads(first.decode("utf-8", "replace")) is not None
    except (ValueError, RecursionError):
        return False


def _laid_out(content: bytes) -> list[tuple[object, str]]:
    """Return the JSON values that stand one behind another, and how each is written; none where the first is a line."""
    try:
        text = decode("", content)[0].lstrip("\ufeff")
        read, at, values = json.JSONDecoder().raw_decode, BETWEEN.match(text).end(), []
        while at < len(text):
            value, end = read(text, at)
            values.append((value, text[at:end]))
            if "\n" not in values[0][1]:
                return []
            at = BETWEEN.match(text, end).end()
    except (BadRecord, ValueError, RecursionError):
        return []
    return values


def _utf8(line: bytes, charset: str | None) -> tuple[str, str | None] | None:
    """Read a line as UTF-8, None where it is something else; the guess for the lines after stays as it was."""
    try:
        return line.decode("utf-8"), charset
    except UnicodeDecodeError:
        return None


def _of_array(source: str, above: str, stream: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the objects of a JSON array; it must fit into memory."""
    content = stream.read(most + 1)
    if len(content) > most:
        yield too_large(source, above.rstrip(" >") or None, most, content)
        return
    try:
        text = decode(source, content)[0].lstrip("\ufeff")
        values = json.loads(text)
    except BadRecord as error:
        yield Refused(source, above.rstrip(" >") or None, error, content, is_whole=True)
    except (ValueError, RecursionError) as error:
        yield broken(source, above.rstrip(" >") or None, f"is not JSON ({str(error)[:80]})", content, is_whole=True)
    else:
        for number, (value, item) in enumerate(zip(values, _items(text), strict=True), start=1):
            yield _of_object(source, f"{above}item {number}", value, columns, item.encode())


def _items(text: str) -> Iterator[str]:
    """Yield how each value of a JSON array is written."""
    read, at = json.JSONDecoder().raw_decode, BETWEEN.match(text, text.index("[") + 1).end()
    while text[at] != "]":
        end = read(text, at)[1]
        yield text[at:end]
        at = BETWEEN.match(text, end).end()


def _of_object(source: str, record: str, value: object, columns: Columns, line: bytes) -> Raw | Refused:
    """Turn a JSON value into a record."""
    if not isinstance(value, dict):
        error = BadRecord(place(source, record), "is no JSON object", "Write one object to a line", "format")
        return Refused(source, record, error, line, is_whole=True)
    return of_fields(source, record, value, columns, line)


def of_fields(
    source: str, record: str, fields: Mapping[str, object], columns: Columns, row: bytes | None = None
) -> Raw | Refused:
    """Turn named values into a record: its bytes are those of its text (or HTML), in UTF-8 where it was a string.

    One that has neither is refused with the bytes of its `row`.
    """
    if (identity := fields.get(columns.id)) is not None:
        record = f"{record}, {columns.id} {_string(identity)[:200]}"
    told = _told(fields, columns)
    both = ((fields.get(columns.text), False), (fields.get(columns.html), True))
    given = [(value, is_html) for value, is_html in both if isinstance(value, (str, bytes))]
    if given:
        value, is_html = next((one for one in given if one[0].strip()), given[0])  # a text may be left blank for a page
        if isinstance(value, bytes):
            return Raw(source, record, value, is_html, None, told)
        return Raw(source, record, _whole(value).encode(), is_html, "utf-8", told)
    if all(value is None for value, _ in both):
        fault, mend = f"has neither '{columns.text}' nor '{columns.html}'", HEADER
    else:
        fault, mend = f"neither '{columns.text}' nor '{columns.html}' is a string", "Add one, or drop the record"
    error = BadRecord(place(source, record), fault, mend, "format")
    return Refused(source, record, error, row, is_whole=row is not None)


def _told(fields: Mapping[str, object], columns: Columns) -> Told:
    """Return what a record says of itself."""
    said = {name: _known(fields.get(name)) for name in columns.told}
    own = {name: about.line(said.get(getattr(columns, name))) for name in ("title", "byline", "published")}
    return Told(said.get(columns.url), said.get(columns.date), **own)


def _whole(text: str) -> str:
    """Return a text that can be written: a surrogate without its other half is no character."""
    return text if text.isascii() else LONE.sub("\ufffd", text)


def _string(value: object) -> str:
    """Return a value as a string that a column can hold."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")


def _known(value: object) -> str | None:
    """Return a value as a string, None where it is empty or no plain value."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return (value.isoformat() if hasattr(value, "isoformat") else _string(value)).strip() or None
