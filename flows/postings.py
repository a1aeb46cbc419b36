"""Where does a key stand? Sorted files of keys, searched where they lie instead of being read.

A file is Arrow's IPC format, not compressed and in record batches of one size, sorted by all its columns: `key`
(UInt64, a digest, so that keys are spread evenly), `low` where a digest has 128 bits, `value` (UInt32), and `line`
(UInt16) where a key stands in a line of the value. It is mapped into memory: looking k keys up in a file of n touches
about k log n places of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

BATCH: Final = 1 << 20  # rows of a record batch
KEYS: Final = pl.Schema({"key": pl.UInt64, "value": pl.UInt32})
PLACES: Final = pl.Schema({**KEYS, "line": pl.UInt16})
ALL: Final = (1 << 16) - 1  # as a line: several have the key, or it is beyond
DIGESTS: Final = pl.Schema({"key": pl.UInt64, "low": pl.UInt64, "value": pl.UInt32})


@dataclass(frozen=True, slots=True)
class Postings:
    """Some sorted files of one form that are asked as one, in their order."""

    paths: tuple[Path, ...]
    schema: pl.Schema

    def named(
        self, keys: NDArray[np.uint64], window: int, few: int
    ) -> tuple[pl.DataFrame, NDArray[np.uint64]]:
        """Return what stands at these keys (sorted, each once): all columns but the key, sorted, each row once.

        Of a key at which more than `window` rows stand, only the first `few` are taken: those of the first files. Such
        keys are returned, too.
        """
        batches = [batch for path in self.paths for batch in _batches(path)]
        found = [(*_spans(batch[0], keys), batch[1:]) for batch in batches]
        counts = np.zeros(keys.size, np.int64)
        for at, lo, hi, _ in found:
            counts[at] += hi - lo
        room = np.where(counts > window, few, counts)
        schema = {name: dtype for name, dtype in self.schema.items() if name != "key"}
        taken = [pl.DataFrame(schema=schema)]
        for at, lo, hi, columns in found:
            sizes = np.minimum(hi - lo, room[at])
            room[at] -= sizes
            rows = _ranges(lo, sizes)
            taken.append(pl.DataFrame({name: one[rows] for name, one in zip(schema, columns, strict=True)}))
        return pl.concat(taken).unique().sort(list(schema)), keys[counts > window]

    def places(self, keys: NDArray[np.uint64], values: NDArray[np.uint32]) -> pl.DataFrame:
        """Return the places (`value` and `line`) of some values at these keys; of both, sorted, each stands once."""
        found = [pl.DataFrame(schema=self.schema).select("value", "line")]
        for column, stand, lines in (batch for path in self.paths for batch in _batches(path)):
            _, lo, hi = _spans(column, keys)
            is_wide = hi - lo > values.size  # then it is asked for each value, not read
            asked = [start + np.minimum(np.searchsorted(stand[start:end], values), end - start - 1)
                     for start, end in zip(lo[is_wide], hi[is_wide], strict=True)]
            rows = np.concatenate([_ranges(lo[~is_wide], (hi - lo)[~is_wide]), *asked])
            rows = rows[np.isin(stand[rows], values)]
            found.append(pl.DataFrame({"value": stand[rows], "line": lines[rows]}))
        return pl.concat(found).unique().sort("value", "line")

    def among(self, digests: pl.DataFrame) -> pl.DataFrame:
        """Return the rows (`DIGESTS`) that stand at these digests (columns `key` and `low`)."""
        keys = digests["key"].unique().sort().to_numpy()
        found = [pl.DataFrame(schema=self.schema)]
        for path in self.paths:
            for batch in _batches(path):
                _, lo, hi = _spans(batch[0], keys)
                rows = _ranges(lo, hi - lo)
                found.append(pl.DataFrame({name: column[rows] for name, column in
                                           zip(self.schema, batch, strict=True)}, schema=self.schema))
        wanted = digests.select("key", "low").unique()
        return pl.concat(found).join(wanted, on=["key", "low"], how="semi").sort("key", "low", "value")


def write(rows: pl.DataFrame, path: Path, schema: pl.Schema) -> None:
    """Write rows as a sorted file, each row once."""
    _store([rows.select(list(schema)).unique().sort(schema.names())], path, schema)


def merge(paths: Sequence[Path], path: Path, schema: pl.Schema, keep: tuple[int, int] | None = None) -> None:
    """Merge sorted files into one; with `keep`, only the rows whose value is in that range, its end excluded.

    What is in memory at a time is some record batches, however large the files are.
    """
    batches = [batch for one in paths for batch in _batches(one)]
    total = sum(batch[0].size for batch in batches)
    slices = total // BATCH + 1
    edges = [number * (1 << 64) // slices for number in range(slices)]

    def parts() -> Iterator[pl.DataFrame]:
        for number, edge in enumerate(edges):
            rows = []
            for batch in batches:
                lo = np.searchsorted(batch[0], np.uint64(edge))
                hi = batch[0].size if number + 1 == slices else np.searchsorted(batch[0], np.uint64(edges[number + 1]))
                rows.append(pl.DataFrame({n: c[lo:hi] for n, c in zip(schema, batch, strict=True)}, schema=schema))
            together = pl.concat([pl.DataFrame(schema=schema), *rows])
            if keep is not None:
                together = together.filter(pl.col("value").is_between(*keep, closed="left"))
            yield together.sort(schema.names())

    _store(parts(), path, schema)


def size(path: Path) -> int:
    """Count the rows of a file."""
    return sum(batch[0].size for batch in _batches(path))


def _store(parts: Iterable[pl.DataFrame], path: Path, schema: pl.Schema) -> None:
    """Write sorted parts, cut anew into batches of one size, so that the same rows are the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    form = pl.DataFrame(schema=schema).to_arrow().schema
    held = pl.DataFrame(schema=schema)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, form) as writer:
        for part in parts:
            held = pl.concat([held, part])
            while held.height >= BATCH:
                writer.write_batch(held.head(BATCH).rechunk().to_arrow().to_batches()[0])
                held = held.slice(BATCH)
        if held.height:
            writer.write_batch(held.rechunk().to_arrow().to_batches()[0])


def _batches(path: Path) -> list[list[NDArray[np.uint64]]]:
    """Map a file: the columns of each of its batches, none of them read yet."""
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
    return [[column.to_numpy() for column in batch.columns] for batch in batches if batch.num_rows]


def _spans(
    column: NDArray[np.uint64], keys: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return where in `keys` those are that stand in a column, and from where to where they stand there."""
    first, last = np.searchsorted(keys, column[0]), np.searchsorted(keys, column[-1], "right")
    asked = keys[first:last]
    lo = np.searchsorted(column, asked)
    at = np.flatnonzero(column[lo] == asked)
    return at + first, lo[at], np.searchsorted(column, asked[at], "right")


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of some ranges, one after the other.

    >>> _ranges(np.array([5, 20]), np.array([2, 3])).tolist()
    [5, 6, 20, 21, 22]
    """
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - sizes - starts, sizes)
