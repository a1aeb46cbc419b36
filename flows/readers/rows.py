"""Which records lie in JSONL and CSV, and which fields of a record say what?"""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from cleaners import charsets
from cleaners.decode import decode
from cleaners.errors import BadRecord
from cleaners.html import about
from flows.readers import form
from flows.readers.record import Columns, Raw, Refused, Told, broken, place, too_large
from flows.readers.unpack import Opened, joined, narrowed

SKIP: Final = 1 << 20
LATIN: Final = "latin-1"  # stands for the bytes themselves
HEADER: Final = "Name its columns in [read.columns]"
LONE: Final = re.compile("[\ud800-\udfff]")
QUOTES: Final = re.compile(rb'"+')
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


def of_csv(source: str, above: str, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the rows of CSV or TSV, whose first row names the columns.

    Rows are cut as bytes: in no charset but UTF-16 can a comma, a quote or a line end be half of something else.
    """
    stream = narrowed(opened)
    head = opened.head if stream is opened.stream else b""
    try:
        charset = decode(source, head[: head.rfind(b"\n") + 1] or head)[1]
    except BadRecord:
        charset = "utf-8"  # each field is judged by itself
    comma = "\t" if above.endswith("\t") else ","
    above = above.rstrip("\t")
    csv.field_size_limit(max(csv.field_size_limit(), min(most, (1 << 31) - 1)))  # rows are bounded before csv sees them
    fed = _Fed(stream, most, comma.encode())
    reader = csv.reader(fed, delimiter=comma)
    names: list[str] | None = None
    number = 0
    while True:
        fed.begin()
        try:
            values = [field.encode(LATIN) for field in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            record, row = (f"{above}row {number}", fed.row) if names else (above.rstrip(" >") or None, None)
            yield (too_large(source, record, most, fed.skip()) if fed.is_too_large
                   else broken(source, record, f"is not CSV ({error})", row, is_whole=row is not None))
            if names is None:
                return  # what its rows hold, nobody can say
            continue
        if names is None:
            names = [_said(value, charset).strip() for value in values] if any(map(bytes.strip, values)) else None
        elif values:
            number += 1
            row = fed.row, dict(zip(names, values, strict=False))
            yield _of_row(source, f"{above}row {number}", row, columns, charset)


class _Fed:
    """Lines for csv, each byte as a character; NULs, which csv refuses, and the mark of the file are left out."""

    def __init__(self, stream: BinaryIO, most: int, comma: bytes) -> None:
        self._stream, self._most, self._comma = stream, most, comma
        self._mark = codecs.BOM_UTF8
        self.begin()

    def begin(self) -> None:
        """Count the bytes of a row from here."""
        self._row: list[bytes] = []
        self._size = 0

    @property
    def row(self) -> bytes:
        """Return the bytes of this row, as far as they were read."""
        return b"".join(self._row)

    @property
    def is_too_large(self) -> bool:
        """Claim that this row has more bytes than a record may have."""
        return self._size > self._most

    def __iter__(self) -> "_Fed":
        return self

    def __next__(self) -> str:
        """Return a line, or the next of a row with a line end between quotes. Raises csv.Error for one too large."""
        line = self._stream.readline(self._most + 1 - self._size)
        if not line:
            raise StopIteration
        self._row.append(line)
        self._size += len(line)
        if self.is_too_large:
            raise csv.Error
        line, self._mark = line.removeprefix(self._mark), b""
        return line.replace(b"\0", b"").decode(LATIN)

    def skip(self) -> bytes:
        """Read on to the end of a row that is too large, which is no line end between quotes; return its head."""
        head = self.row
        opening = re.compile(re.escape(self._comma) + rb'"|\n')  # csv takes other quotes for themselves
        is_quoted, chunk = False, self._comma + head
        while chunk:
            chunk, at, rest = chunk.replace(b"\0", b""), 0, b""
            while found := (QUOTES if is_quoted else opening).search(chunk, at):
                at = found.end()
                if found[0] == b"\n":
                    return head
                if is_quoted and at == len(chunk):  # as many may follow
                    rest = b'"' * (len(found[0]) % 2)
                else:
                    is_quoted = not is_quoted or len(found[0]) % 2 == 0  # a pair of them stands for one
            more = self._stream.readline(SKIP)
            chunk = more and (rest if is_quoted else chunk[-1:]) + more
        return head


def _of_row(
    source: str, record: str, row: tuple[bytes, dict[str, bytes]], columns: Columns, charset: str
) -> Raw | Refused:
    """Turn a row of CSV, its bytes and its fields, into a record; its bytes are those of its text field."""
    written, values = row
    fields = {name: value for name, value in values.items() if name in (columns.text, columns.html)}
    plain = {name: _said(values[name], charset) for name in columns.told if name in values}
    found = of_fields(source, record, {**plain, **fields}, columns, written)
    return found if isinstance(found, Refused) else Raw(
        source, found.record, found.content, found.is_html, charset, found.told
    )


def _said(value: bytes, charset: str) -> str:
    """Read a field in the charset of its file, or as UTF-8 where it is no text in that."""
    found = charsets.spell(value, charset)
    return value.decode("utf-8", "replace") if found is None else found.text
