"""Which records lie in these sources, and what do they say?

`find` lists the files, `shards` groups them, `stream` reads a group into frames of bounded size; `read` into one.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import Final

import polars as pl

from cleaners import lines
from cleaners.charsets import Spelt
from cleaners.decode import spell
from cleaners.errors import BadRecord
from cleaners.html import markup
from cleaners.schema import LINES, TABLES, identify
from flows.readers.files import STDIN, Found, find, shards
from flows.readers.pages import Extracted, Guard, dismiss, extracted
from flows.readers.record import Columns, Limits, Raw, Refused, Told
from flows.readers.walk import records

__all__ = ["RECORDS", "STDIN", "Columns", "Found", "Frames", "Guard", "dismiss", "find", "read", "records",
           "shards", "stream"]

RECORDS: Final = pl.Schema({
    "id": pl.String,
    "document": pl.UInt64,  # of the shard; equal content read twice is one document
    "source": pl.String,    # the file
    "record": pl.String,    # the place in it: a line, a row, an offset; null where the file is the record
    "url": pl.String,
    "fetched": pl.String,   # ISO 8601, as the crawler wrote it
    "digest": pl.String,    # SHA-256 of the record's bytes
    "n_bytes": pl.UInt64,
    "charset": pl.String,   # the bytes were read in
    "encoding": pl.String,  # the text is written in to be those bytes again; null where it was extracted from them
    "residue": pl.String,   # and what that takes besides (`cleaners.charsets.encode`)
    "n_undecodable": pl.UInt32,  # bytes that are no character; each run of them is a U+FFFD of the text
    "meta_title": pl.String,
    "meta_byline": pl.String,
    "meta_published": pl.String,
    "meta_site": pl.String,
    "meta_language": pl.String,  # as the page declares it
    "layout": pl.String,
    "n_lines": pl.UInt32,
    "n_blank": pl.UInt32,
})
LATER: Final = ("layout", "n_lines", "n_blank")
# RECORDS; LINES of the distinct documents; rejected rows; MARKUP of the lines that came from pages.
Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]


class _Batch:
    """Records that are gathered until they are a shard."""

    def __init__(self, settings: Limits) -> None:
        self._keep = settings.keep_rejected_bytes
        self._clear()

    def _clear(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._rejected: list[dict[str, object]] = []
        self._places: dict[str, int] = {}
        self._texts: list[str] = []
        self._markup: list[markup.Marked] = []
        self.n_bytes = self.n_records = 0

    def add(self, one: Raw | Refused | Extracted) -> None:
        """Take a record in: as a document, or as a rejected row."""
        self.n_records += 1
        self.n_bytes += len((one.raw if isinstance(one, Extracted) else one).content or b"")
        if isinstance(one, Refused):
            self._rejected.append(one.row(self._keep))
        elif isinstance(one, Extracted):
            n_before = len(self._texts)
            self._document(one.raw, Spelt(one.text, one.charset, "", one.n_undecodable), one.told, is_exact=False)
            if len(self._texts) > n_before:
                self._markup.append((n_before, one.markup))
        else:
            try:
                spelt = spell(one.place, one.content, one.charset)
            except BadRecord as error:
                refused = Refused(one.source, one.record, error, one.content, is_whole=True)
                self._rejected.append(refused.row(self._keep))
            else:
                self._document(one, spelt, one.told, is_exact=True)

    def _document(self, raw: Raw, spelt: Spelt, told: Told, *, is_exact: bool) -> None:
        """Note a document."""
        identity = identify(raw.content + _way(raw, spelt, is_exact=is_exact))
        if identity not in self._places:
            self._places[identity] = len(self._texts)
            self._texts.append(spelt.text)
        self._rows.append((
            identity, self._places[identity], raw.source, raw.record, told.url, told.fetched,
            sha256(raw.content).hexdigest(), len(raw.content), spelt.charset, spelt.charset if is_exact else None,
            spelt.residue or None, spelt.n_undecodable, told.title, told.byline, told.published, told.site,
            told.language,
        ))

    def frames(self) -> Frames:
        """Shape what was gathered, and let go of it: whoever takes the frames needs the memory."""
        split = lines.split(pl.Series(self._texts, dtype=pl.String))
        marked = markup.frame(self._markup)
        schema = {name: dtype for name, dtype in RECORDS.items() if name not in LATER}
        found = pl.DataFrame(self._rows, schema=schema, orient="row")
        found = found.join(lines.layouts(split), on="document", how="left", maintain_order="left").with_columns(
            pl.col("layout").fill_null(""), pl.col("n_lines", "n_blank").fill_null(0)
        )
        rejected = {name: dtype for name, dtype in TABLES["rejected"].items() if name != "run"}
        rows = [{name: row.get(name) for name in rejected} for row in self._rejected]
        refused = pl.DataFrame(rows, schema=rejected)
        self._clear()
        return found.select(list(RECORDS)), split.select(list(LINES)), refused, marked


def _way(raw: Raw, spelt: Spelt, *, is_exact: bool) -> bytes:
    """Tell one text of some bytes from another: what follows from the bytes alone needs no telling."""
    if is_exact and (raw.charset is None or spelt.charset.startswith("utf-8")):
        return b""
    return f"\0{'text' if is_exact else 'page'} {spelt.charset}".encode()


def stream(names: tuple[str, ...], settings: Limits, workers: int | None = None) -> Iterator[Frames]:
    """Read a group of files, whatever their size, into shards of about `settings.shard_bytes`; at least one.

    Every record becomes a row of the first frame or of the third. What a page says does not depend on `workers`.
    """
    batch, is_first = _Batch(settings), True
    for one in _read(names, settings, workers):
        if batch.n_bytes >= settings.shard_bytes:
            yield batch.frames()
            is_first = False
        batch.add(one)
    if is_first or batch.n_records:
        yield batch.frames()


def read(names: tuple[str, ...], settings: Limits) -> Frames:
    """Read a group of files into one shard."""
    batch = _Batch(settings)
    for one in _read(names, settings, None):
        batch.add(one)
    return batch.frames()


def _read(names: tuple[str, ...], settings: Limits, workers: int | None) -> Iterator[Raw | Refused | Extracted]:
    """Read and extract."""
    guard = Guard(settings.page_seconds, settings.page_memory, settings.page_bytes, workers or Guard().workers)
    most = settings.max_record_bytes
    return extracted(chain.from_iterable(records(name, settings.columns, most) for name in names), guard)
