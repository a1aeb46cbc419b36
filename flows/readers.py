"""Which records lie in these sources, and what do they say?"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from cleaners import lines
from cleaners.decode import decode
from cleaners.errors import BadRecord, BadSource
from cleaners.schema import LINES, TABLES, identify
from flows.settings import ReadSettings

RECORDS: Final = pl.Schema({
    "id": pl.String,
    "document": pl.UInt64,  # of the shard; equal content read twice is one document
    "source": pl.String,
    "digest": pl.String,    # SHA-256 of the record's bytes
    "n_bytes": pl.UInt64,
    "encoding": pl.String,
    "layout": pl.String,
    "n_lines": pl.UInt32,
    "n_blank": pl.UInt32,
})
# Formats that have text in them, but are not text: read as text they would make a corpus of markup.
FOREIGN: Final = {
    ".html", ".htm", ".xhtml", ".warc", ".wet", ".jsonl", ".json", ".parquet", ".csv", ".tsv", ".gz", ".zst", ".bz2",
    ".xz", ".zip", ".tar", ".7z", ".pdf", ".doc", ".docx",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A source after looking: the files in it, and why there are none where there are none."""

    files: tuple[tuple[str, int], ...]  # name as the user gave it, bytes
    missing: tuple[BadSource, ...]


def find(sources: tuple[str, ...]) -> Found:
    """List the files of the sources, each once, sorted by name; hidden ones are passed over.

    A source that is missing or empty is told, and stops nothing. Raises BadSource when there is no file at all.
    """
    files: dict[str, int] = {}
    missing = []
    for source in sources:
        path = Path(source)
        try:
            names = sorted(_walk(path)) if path.is_dir() else [path]
            sizes = {name.as_posix(): name.stat().st_size if name.exists() else 0 for name in names}
            if not path.is_dir():
                path.stat()
        except OSError as error:
            fault = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
            missing.append(BadSource(source, fault, "Name an existing file or folder"))
            continue
        if not sizes:
            missing.append(BadSource(source, "holds no files", "Put text files into it"))
        files |= sizes
    if not files:
        raise missing[0]
    return Found(tuple(sorted(files.items())), tuple(missing))


def _walk(folder: Path) -> list[Path]:
    """List the files below a folder, but for hidden files and folders; a link that leads nowhere is listed too."""
    found = []
    for name, folders, files in os.walk(folder):
        folders[:] = [inner for inner in folders if not inner.startswith(".")]
        found += [Path(name, file) for file in files if not file.startswith(".")]
    return found


def shards(files: tuple[tuple[str, int], ...], shard_bytes: int) -> list[tuple[str, ...]]:
    """Group files, in their order, into shards of at most `shard_bytes`; a larger file is a shard of its own.

    >>> shards((("a", 2), ("b", 2), ("c", 9), ("d", 1)), 4)
    [('a', 'b'), ('c',), ('d',)]
    """
    groups: list[list[str]] = []
    room = 0
    for name, size in files:
        if not groups or size > room:
            groups.append([])
            room = shard_bytes
        groups[-1].append(name)
        room -= size
    return [tuple(group) for group in groups]


def read(names: tuple[str, ...], settings: ReadSettings) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Read a shard of files: every one becomes a record or a rejected row.

    Returns `RECORDS`, the lines (`cleaners.schema.LINES`) of the distinct documents, and the rejected rows.
    """
    rows, rejected = [], []
    places: dict[str, int] = {}
    texts = []
    for name in names:
        content = None
        try:
            content = _bytes(name, settings.max_record_bytes)
            text, encoding = _exact(name, content)
        except BadRecord as error:
            rejected.append(_rejected(error, content, settings.keep_rejected_bytes))
            continue
        identity = identify(content)
        if identity not in places:
            places[identity] = len(texts)
            texts.append(text)
        rows.append((identity, places[identity], name, sha256(content).hexdigest(), len(content), encoding))
    split = lines.split(pl.Series(texts, dtype=pl.String))
    records = pl.DataFrame(rows, schema=_without(RECORDS, "layout", "n_lines", "n_blank"), orient="row")
    records = records.join(lines.layouts(split), on="document", how="left", maintain_order="left")
    return (
        records.with_columns(pl.col("layout").fill_null(""), pl.col("n_lines", "n_blank").fill_null(0)),
        split.select(list(LINES)),
        pl.DataFrame(rejected, schema=_without(TABLES["rejected"], "run"), orient="row"),
    )


def _exact(name: str, content: bytes) -> tuple[str, str]:
    """Decode a record whose bytes the text gives back. Raises BadRecord for any other."""
    text, encoding = decode(name, content)
    try:
        is_exact = text.encode(encoding) == content
    except (UnicodeEncodeError, LookupError):
        is_exact = False
    if not is_exact:
        raise BadRecord(name, f"is {encoding} with bytes that are no character", "Mend them, or convert it", "encoding")
    return text, encoding


def _bytes(name: str, most: int) -> bytes:
    """Read a file whole. Raises BadRecord where that is not possible, or not wise."""
    path = Path(name)
    if path.suffix.lower() in FOREIGN:
        raise BadRecord(name, f"is not plain text ({path.suffix})", "Give its text in a .txt file", "format")
    try:
        if path.stat().st_size > most:
            mend = "Cut it up, or raise read.max_record_bytes"
            raise BadRecord(name, f"is larger than {most} bytes", mend, "too-large")
        return path.read_bytes()
    except OSError as error:
        raise BadRecord(name, f"cannot be read ({error.strerror})", "Mend its permissions", "unreadable") from error


def _rejected(error: BadRecord, content: bytes | None, most: int) -> tuple[object, ...]:
    """Shape a rejected row: what is wrong, how it is mended, and the bytes themselves where they are few."""
    digest = None if content is None else sha256(content).hexdigest()
    n_bytes = None if content is None else len(content)
    kept = content if content is not None and len(content) <= most else None
    return (error.place, None, error.reason, str(error), error.mend, digest, n_bytes, kept)


def _without(schema: pl.Schema, *columns: str) -> dict[str, pl.DataType]:
    """Return a schema but for the columns that are filled in later."""
    return {name: dtype for name, dtype in schema.items() if name not in columns}
