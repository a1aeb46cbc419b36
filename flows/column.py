"""`winnow match`: which rows of a column of texts are near-duplicates, whatever the file's size?"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow.json as arrow_json
import pyarrow.parquet as arrow_parquet
from pyarrow import RecordBatch

from cleaners.errors import BadSetting, BadSource
from cleaners.match import MatchSettings, clusters
from cleaners.match.sweep import samples, settings_of_sweep, sweep
from flows import explore
from flows.bands import Bands, Bounds

BLOCK_BYTES: Final = 32 << 20  # of text in one block of the store


@dataclass(frozen=True, slots=True)
class Column:
    """Where the texts stand."""

    path: Path
    text: str
    identity: str | None  # column of ids; without one, rows are named by their number
    date: str | None  # column by which, of texts of one length, the earliest stays


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    out: Path | None
    clusters: Path | None
    threshold: float
    sweep: bool


def match(column: Column, wanted: Wanted, bounds: Bounds) -> None:
    """Match a column; write the pairs and clusters that are wanted, and print the sweep.

    Raises BadSetting where what is written would take the place of what is read.
    """
    _refuse_same(column.path, wanted)
    settings = settings_of_sweep() if wanted.sweep else MatchSettings(threshold=wanted.threshold)
    place = wanted.out or wanted.clusters or column.path
    work = place.absolute().parent / f".{place.name}.work"
    shutil.rmtree(work, ignore_errors=True)
    try:
        store = Bands(work, settings)
        rows = pl.concat([pl.DataFrame(schema={"length": pl.UInt32}), *_fill(store, column, bounds)], how="diagonal")
        rows = rows.with_row_index("row")
        if column.identity is None:
            rows = rows.with_columns(pl.col("row").alias("id"))
        pairs = store.pairs(bounds)
        if wanted.sweep:
            explore.print_sweep(sweep(pairs, rows.select("length", "date", "id")))
            for a, b, jaccard, _, kind in samples(pairs).iter_rows():
                one, other = (store.texts(np.array([row])).item() for row in (a, b))
                explore.print_pair(f"{jaccard:.3f} {kind}: {rows['id'][a]} ~ {rows['id'][b]}", one, other)
        alike = pairs.filter((pl.col("jaccard") >= wanted.threshold) | (pl.col("kind") == "contained"))
        if wanted.out:
            _write(_named(alike, rows), wanted.out)
        if wanted.clusters:
            _write(_clustered(alike, rows), wanted.clusters)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _refuse_same(path: Path, wanted: Wanted) -> None:
    """Raise BadSetting where two of the files are one, or one is a folder."""
    taken = {path.resolve(): "the file that is matched"}
    for option, out in (("--out", wanted.out), ("--clusters", wanted.clusters)):
        if out and (same := taken.get(out.resolve())):
            raise BadSetting(option, f"{out} is {same}", "Name another file")
        if out and out.is_dir():
            raise BadSetting(option, f"{out} is a folder", "Name a file in it")
        if out:
            taken[out.resolve()] = f"that of {option}"


def _fill(store: Bands, column: Column, bounds: Bounds) -> Iterator[pl.DataFrame]:
    """Put the texts into the store, block by block; yield what is kept of each row: id, length, date."""
    columns = {"id": column.identity, "date": column.date}
    for block, frame in enumerate(_blocks(column)):
        if frame.schema[column.text] != pl.String:
            raise BadSource(f"{column.path}: column '{column.text}'", f"is {frame.schema[column.text]}, not text",
                            "Name a column of strings with --column")
        store.add(block, frame[column.text], bounds.threads)
        named = [pl.col(name).alias(key) for key, name in columns.items() if name]
        date = [] if column.date else [pl.lit(None, pl.String).alias("date")]
        yield frame.select(pl.col(column.text).fill_null("").str.len_chars().alias("length"), *named, *date)


def _blocks(column: Column) -> Iterator[pl.DataFrame]:
    """Read the columns that are needed, in blocks of bounded bytes."""
    wanted = list(dict.fromkeys(name for name in (column.text, column.identity, column.date) if name))
    try:
        if column.path.suffix == ".parquet":
            file = arrow_parquet.ParquetFile(column.path)
            schema, batches = file.schema_arrow, file.iter_batches(batch_size=1 << 14, columns=wanted)
        else:
            reader = arrow_json.open_json(column.path)
            schema, batches = reader.schema, iter(reader)
    except (OSError, ValueError) as error:
        raise BadSource(str(column.path), f"cannot be read ({error})", "Name a .parquet or .jsonl file") from error
    for name in wanted:
        if name not in schema.names:
            raise BadSource(str(column.path), f"has no column '{name}'", f"Name one of {', '.join(schema.names)}")
    held = [pl.DataFrame(pl.from_arrow(schema.empty_table())).select(wanted)]  # there may be no rows
    size = 0
    for batch in _whole(batches, column.path):
        held.append(pl.DataFrame(pl.from_arrow(batch)).select(wanted))
        size += batch.nbytes
        if size >= BLOCK_BYTES:
            yield pl.concat(held)
            held, size = [], 0
    if held:
        yield pl.concat(held)


def _whole(batches: Iterator[RecordBatch], path: Path) -> Iterator[RecordBatch]:
    """Yield the batches of a file. Raises BadSource where it is damaged."""
    try:
        yield from batches
    except (OSError, ValueError) as error:
        raise BadSource(str(path), f"cannot be read to its end ({error})", "Mend or drop what it names") from error


def _named(pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the pairs' rows by their ids."""
    return pairs.with_columns(rows["id"].gather(pairs[side]).alias(side) for side in ("a", "b"))


def _clustered(pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Tell each row's cluster, by the id of its first row, whether it stays, and the keeper it duplicates."""
    found = clusters(pairs, rows.select("length", "date", "id"))
    return found.select(
        rows["id"], rows["id"].gather(found["cluster"]).alias("cluster"), "keeper",
        rows["id"].gather(found["twin"]).alias("twin"),
    )


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write beside, then rename."""
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        frame.write_parquet(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
