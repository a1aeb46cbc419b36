"""Which texts are near-duplicates, when they and their sketches do not fit into memory? A store on disk finds them.

    texts/BLOCK.parquet           text                 a block of texts, in the order of their rows
    exact/part=NN/BLOCK.parquet   x, y, row            digests of the match keys, by their leading bits
    bands/part=NN/BLOCK.parquet   key, row             keys of the bands, by their leading bits
    pairs/BLOCK/…parquet          pair                 candidates, by the block of their lower row
    settings.json                 what shaped all this

A partition (`part=NN`) holds whole buckets, so it is matched alone. What is in memory at a time, a slice of a partition
or the texts of some pairs, is bounded by `memory`; only a number or two per text stays for the whole run.
"""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.errors import BadCorpus
from cleaners.fold import FOLD_VERSION
from cleaners.match import PAIRS, MatchSettings, near_duplicates
from cleaners.match.candidates import partition_pairs
from cleaners.match.exact import copy_marks, exact_pairs
from cleaners.match.near import near_pairs, sketch, verify
from cleaners.match.verify import split
from cleaners.minhash import BANDS_VERSION
from cleaners.shingles import filled

PARTS: Final = 16
PART_BITS: Final = PARTS.bit_length() - 1
ENTRY_BYTES: Final = 100  # that matching one entry of a band table takes, its buckets and pairs included
BASE_BYTES: Final = 400 << 20  # that matching in memory takes before the first text: libraries, tables
ROW_BYTES: Final = 350  # and for every text, beside the text itself; measured on a million to four million paragraphs
TEXT_BYTES: Final = 16  # that comparing one byte of text takes: code points, shingle sets, the texts themselves


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be in memory, and how many threads share it."""

    memory: int = 2 << 30  # bytes
    threads: int = 1


@dataclass(frozen=True)
class Bands:
    """A store of texts by the bands of their signatures."""

    folder: Path
    settings: MatchSettings

    def __post_init__(self) -> None:
        """Open the store, or make it. Raises BadCorpus where it was made with other settings."""
        path = self.folder / "settings.json"
        shape = {"fold": FOLD_VERSION, "bands": BANDS_VERSION, "parts": PARTS, "settings": asdict(self.settings)}
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".new")
            beside.write_text(json.dumps(shape, indent=1) + "\n", "utf-8")
            beside.replace(path)
        elif (found := json.loads(path.read_text("utf-8"))) != shape:
            differing = sorted(key for key in shape if found.get(key) != shape[key])
            raise BadCorpus(str(self.folder), f"was made with other settings ({', '.join(differing)}); signatures of "
                            "different settings do not compare", "Make it anew, or set them back")

    def add(self, block: int, texts: pl.Series, threads: int = 1) -> None:
        """Sketch a block of texts. Blocks may be added in any order, side by side; rows are counted through them."""
        self.hold(block, texts)
        self._sketch(block, filled(texts), threads)

    def hold(self, block: int, texts: pl.Series) -> None:
        """Add a block of texts whose keys nobody asks for: they are sketched where they do not fit into memory."""
        for path in self.folder.glob(f"*/part=*/{block:05d}.parquet"):  # keys of what an interrupted run had there
            path.unlink()
        texts = filled(texts)
        self._file("texts", block).parent.mkdir(exist_ok=True)
        pl.DataFrame({"text": texts, "length": texts.str.len_bytes()}).write_parquet(
            self._file("texts", block), row_group_size=1 << 16
        )

    def _sketch(self, block: int, texts: pl.Series, threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            sketches = sketch(texts, self.settings, pool)
        row = np.arange(texts.len(), dtype=np.uint32)
        exact = pl.DataFrame({"x": sketches.digests[:, 0], "y": sketches.digests[:, 1], "row": row})
        long = np.flatnonzero(sketches.is_long).astype(np.uint32)
        band = np.arange(self.settings.bands, dtype=np.uint64)
        keys = sketches.keys[long].astype(np.uint64) << np.uint64(32) | band
        bands = pl.DataFrame({"key": keys.ravel(), "row": np.repeat(long, self.settings.bands)})
        self._write("exact", block, exact.filter(~pl.Series(sketches.is_empty)), "x")
        self._write("bands", block, bands, "key")

    def pairs(self, bounds: Bounds) -> pl.DataFrame:
        """Return the verified pairs of all texts, as `cleaners.match.PAIRS`: what `near_duplicates` says of them.

        Texts that fit into memory are matched there, which is faster. On disk a bucket of more than `window` texts is
        searched in another order, so that one such pair in some thousands may be found by the one way only.
        """
        rows = int(self.starts[-1])
        if BASE_BYTES + rows * ROW_BYTES + int(self.lengths.sum()) <= bounds.memory:
            return near_duplicates(self.texts(np.arange(rows)), self.settings, threads=bounds.threads)
        for block in self.blocks:
            if not any((self.folder / "exact").glob(f"part=*/{block:05d}.parquet")):
                texts = pl.read_parquet(self._file("texts", block), columns=["text"])["text"]
                self._sketch(block, texts, bounds.threads)
        exact = self._exact(bounds)
        again = exact.filter(pl.col("kind") != "numbers-only")["b"].to_numpy()
        takes_part = np.ones(self.starts[-1], np.bool_)
        takes_part[again] = False
        self._find(takes_part, bounds)
        found = [exact, *self._verified(bounds)]
        return pl.concat(found).unique(["a", "b"], keep="first").sort("a", "b")

    @cached_property
    def blocks(self) -> list[int]:
        """List the blocks, in order."""
        return sorted(int(path.stem) for path in (self.folder / "texts").glob("*.parquet"))

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Return the bytes of each text."""
        parts = [pl.read_parquet(self._file("texts", block), columns=["length"])["length"] for block in self.blocks]
        return np.concatenate([np.empty(0, np.int64), *(part.to_numpy().astype(np.int64) for part in parts)])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Return the row where each block starts, and the number of rows at the end."""
        heights = [pl.scan_parquet(self._file("texts", b)).select(pl.len()).collect().item() for b in self.blocks]
        return np.cumsum([0, *heights])

    def texts(self, rows: NDArray[np.int64]) -> pl.Series:
        """Return the texts of rows, which are sorted, block by block."""
        at = np.searchsorted(rows, self.starts)
        parts = [
            pl.read_parquet(self._file("texts", block), columns=["text"])["text"].gather(rows[lo:hi] - start)
            for block, start, lo, hi in zip(self.blocks, self.starts[:-1], at[:-1], at[1:], strict=True) if hi > lo
        ]
        return pl.concat(parts) if parts else pl.Series([], dtype=pl.String)

    def _exact(self, bounds: Bounds) -> pl.DataFrame:
        """Link texts of one match key; the texts themselves are read only where two have one."""
        found = []
        for part in range(PARTS):
            for entries in self._slices("exact", part, "x", bounds):
                copies = entries.filter(pl.struct("x", "y").is_duplicated()).sort("row")
                rows = copies["row"].to_numpy().astype(np.int64)
                marks = [copy_marks(self.texts(rows[lo:hi])) for lo, hi in self._cuts(rows, bounds)]
                if marks:
                    found.append(exact_pairs(pl.concat([copies, pl.concat(marks)], how="horizontal")))
        return pl.concat([pl.DataFrame(schema=PAIRS), *found])

    def _find(self, takes_part: NDArray[np.bool_], bounds: Bounds) -> None:
        """Write the candidate pairs of every partition, by the block of the lower row."""

        def find(part: int) -> None:
            for turn, entries in enumerate(self._slices("bands", part, "key", bounds)):
                rows = entries["row"].to_numpy().astype(np.int64)
                chosen = takes_part[rows]
                found = partition_pairs(entries["key"].to_numpy()[chosen], rows[chosen], self.settings.window)
                at = np.searchsorted(found, self.starts.astype(np.uint64) << np.uint64(32))
                for block, lo, hi in zip(self.blocks, at[:-1], at[1:], strict=True):
                    if hi > lo:
                        path = self.folder / "pairs" / f"{block:05d}" / f"{part:02d}-{turn:03d}.parquet"
                        path.parent.mkdir(parents=True, exist_ok=True)
                        pl.DataFrame({"pair": found[lo:hi]}).write_parquet(path)

        with ThreadPoolExecutor(bounds.threads) as pool:
            list(pool.map(find, range(PARTS)))

    def _verified(self, bounds: Bounds) -> Iterator[pl.DataFrame]:
        """Yield the verified pairs, block by block of their lower rows."""
        for block in self.blocks:
            if not (self.folder / "pairs" / f"{block:05d}").exists():
                continue
            pairs = pl.read_parquet(self.folder / "pairs" / f"{block:05d}" / "*.parquet")["pair"].unique().sort()
            whole = pairs.to_numpy()
            low, high = split(whole)
            cuts = self._cuts(np.maximum(low, high), bounds)

            with ThreadPoolExecutor(bounds.threads) as pool:
                yield from pool.map(self._compare, [whole[lo:hi] for lo, hi in cuts])

    def _compare(self, pairs: NDArray[np.uint64]) -> pl.DataFrame:
        """Verify pairs of rows."""
        low, high = split(pairs)
        rows = np.unique(np.concatenate([low, high]))
        texts = self.texts(rows)
        local = np.searchsorted(rows, low).astype(np.uint64) << np.uint64(32) | np.searchsorted(rows, high).astype(
            np.uint64
        )
        found = near_pairs(texts, [verify(texts, local, self.settings)], self.settings)
        return found.with_columns(pl.Series(name, rows[found[name].to_numpy()], pl.UInt32) for name in ("a", "b"))

    def _cuts(self, rows: NDArray[np.int64], bounds: Bounds) -> list[tuple[int, int]]:
        """Cut rows, each of which stands for itself and at most one text of its size, into what memory holds."""
        most = max(1, bounds.memory // (TEXT_BYTES * bounds.threads * 2))
        ends = np.cumsum(self.lengths[rows])
        marks = np.searchsorted(ends, np.arange(most, ends[-1] if ends.size else 0, most))
        edges = np.unique(np.concatenate([[0], marks, [rows.size]])).astype(int).tolist()
        return [(lo, hi) for lo, hi in pairwise(edges) if hi > lo]

    def entries(self, block: int) -> pl.DataFrame:
        """Return the keys of a block's texts, digests of match keys and keys of bands alike, and their rows in it."""
        found = [
            pl.read_parquet(path).select(pl.col(key).alias("key"), "row")
            for table, key in (("exact", "x"), ("bands", "key")) for part in range(PARTS)
            if (path := self._file(table, block, part)).exists()
        ]
        return pl.concat([pl.DataFrame(schema={"key": pl.UInt64, "row": pl.UInt32}), *found])

    def files(self, block: int) -> list[Path]:
        """List the files of a block."""
        return [self._file("texts", block), *(
            path for table in ("exact", "bands") for part in range(PARTS)
            if (path := self._file(table, block, part)).exists())]

    def keep(self, blocks: range) -> None:
        """Drop what an interrupted run has left: all other blocks, and what was found in them."""
        for block in sorted(int(path.stem) for path in (self.folder / "texts").glob("*.parquet")):
            for file in self.files(block) if block not in blocks else ():
                file.unlink()
        shutil.rmtree(self.folder / "pairs", ignore_errors=True)

    def _partition(self, table: str, part: int) -> pl.LazyFrame | None:
        """Scan a partition over all blocks."""
        frames = [
            pl.scan_parquet(path).with_columns(pl.col("row") + pl.lit(int(start), pl.UInt32))
            for block, start in zip(self.blocks, self.starts[:-1], strict=True)
            if (path := self._file(table, block, part)).exists()
        ]
        return pl.concat(frames) if frames else None

    def _slices(self, table: str, part: int, key: str, bounds: Bounds) -> Iterator[pl.DataFrame]:
        """Yield a partition, whole or in slices by the next bits of the key, with rows counted through the blocks."""
        partition = self._partition(table, part)
        if partition is None:
            return
        entries = partition.select(pl.len()).collect().item()
        slices = 1 << max(0, (entries * ENTRY_BYTES * bounds.threads // bounds.memory).bit_length())
        shifted = pl.col(key).cast(pl.UInt64) // (1 << (64 - PART_BITS - slices.bit_length() + 1)) % slices
        for number in range(slices):
            yield partition.filter(shifted == number).collect().sort("row")

    def _write(self, table: str, block: int, entries: pl.DataFrame, key: str) -> None:
        """Deal a block's entries to the partitions."""
        parts = entries.with_columns(part=pl.col(key) // (1 << (64 - PART_BITS))).partition_by(
            "part", as_dict=True, include_key=False
        )
        for (part,), own in parts.items():
            path = self._file(table, block, int(part))
            path.parent.mkdir(parents=True, exist_ok=True)
            own.write_parquet(path)

    def _file(self, table: str, block: int, part: int | None = None) -> Path:
        folder = self.folder / table
        return (folder if part is None else folder / f"part={part:02d}") / f"{block:05d}.parquet"
