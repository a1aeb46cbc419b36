"""Which records lie in comma- or tab-separated values?"""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from cleaners import charsets
from cleaners.decode import decode
from cleaners.errors import BadRecord
from flows.readers.record import Columns, Raw, Refused, broken, too_large
from flows.readers.rows import of_fields
from flows.readers.unpack import Opened, narrowed

SKIP: Final = 1 << 20  # bytes of a row that is too large, read at a time
LATIN: Final = "latin-1"  # stands for the bytes themselves
QUOTES: Final = re.compile(rb'"+')


def records(source: str, above: str, opened: Opened, columns: Columns, most: int) -> Iterator[Raw | Refused]:
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
