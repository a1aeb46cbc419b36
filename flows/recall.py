"""What do the documents say that a new one may be a copy of? Their texts and lines, out of the corpus."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow.parquet as arrow_parquet
from numpy.typing import NDArray

from cleaners.account import LETTERS
from cleaners.errors import BadCorpus
from flows.postings import ALL

SMALL: Final = 1 << 20  # bytes of a file that is read with others, whatever of it is asked for
COLUMNS: Final = ["id", "text", "n_chars", "n_lines", "published", "split_group", "split"]
STANDING: Final = pl.Schema({
    "document": pl.UInt64, "line": pl.UInt32, "text": pl.String, "length": pl.UInt32, "id": pl.String,
})


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a corpus in which documents stand by their numbers (`flows.index`)."""

    folder: Path
    paths: tuple[str, ...]  # below the folder
    starts: NDArray[np.int64]  # the number of each file's first document, and at the end of all documents

    @classmethod
    def of(cls, folder: Path, manifest: dict[str, Any] | None) -> "Shelf":
        """Open a corpus by its manifest; without one, it is empty."""
        files = [file for file in (manifest or {"files": []})["files"] if file["path"].startswith("documents/")]
        heights = [file["rows"] for file in files]
        return cls(folder, tuple(file["path"] for file in files), np.cumsum([0, *heights]))

    def take(self, numbers: NDArray[np.uint32], places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return documents by number, in that order, and lines of them that stand, as a shard of a run has both.

        `places` names the lines: `value`, a document's number, and `line`, or `ALL`. What else a document says is one
        line of no text and no number behind them, which has its length.
        """
        documents = self._documents(numbers).with_row_index("document").cast({"document": pl.UInt64})
        lines = self._numbered(documents)
        wanted = places.cast({"line": pl.UInt32})
        whole, some = wanted.filter(pl.col("line") == ALL), wanted.filter(pl.col("line") != ALL)
        chosen = pl.concat([
            lines.join(whole, left_on="number", right_on="value", how="semi"),
            lines.join(some, left_on=["number", "line"], right_on=["value", "line"], how="semi"),
        ]).unique(["document", "line"]).with_columns(LETTERS.alias("length"))
        told = chosen.group_by("document").agg(pl.col("length").sum().alias("told"))
        rest = documents.select("document", "id", LETTERS.alias("length"), line=pl.lit(None, pl.UInt32)).join(
            told, on="document", how="left",
        ).with_columns(pl.col("length") - pl.col("told").fill_null(0), text=pl.lit(""))
        standing = pl.concat([one.select(list(STANDING)) for one in (chosen, rest)])
        return documents.drop("number"), standing.sort("document", "line", nulls_last=True)

    def _documents(self, numbers: NDArray[np.uint32]) -> pl.DataFrame:
        """Read documents by number: of large files the row groups that hold them, small ones all at once."""
        at = np.searchsorted(numbers, self.starts)
        small, found = list[int](), list[pl.DataFrame]()
        for k in np.flatnonzero(np.diff(at)).tolist():
            if (self.folder / self.paths[k]).stat().st_size <= SMALL:
                small.append(k)
            else:
                own = numbers[at[k] : at[k + 1]]
                rows = _rows(self.folder / self.paths[k], own - self.starts[k])
                found.append(rows.with_columns(number=pl.Series(own)))
        if small:
            every = [pl.int_range(self.starts[k], self.starts[k + 1], dtype=pl.UInt32, eager=True) for k in small]
            wanted = pl.DataFrame({"number": pl.concat(every)}).with_row_index("row").filter(
                pl.col("number").is_in(pl.Series(numbers).implode()))
            scan = pl.scan_parquet([self.folder / self.paths[k] for k in small]).with_row_index("row")
            rows = scan.filter(pl.col("row").is_in(wanted["row"].implode())).select("row", *COLUMNS).collect()
            found.append(rows.join(wanted, on="row").drop("row"))
        return pl.concat(found).sort("number")

    def _numbered(self, documents: pl.DataFrame) -> pl.DataFrame:
        """List the lines that stand in documents: `document`, `number` and `id` of each, its `line` and `text`."""
        file_of = np.searchsorted(self.starts, documents["number"], "right") - 1
        files, ids = [self.paths[k] for k in np.unique(file_of)], documents["id"].implode()
        is_gone = pl.col("document").is_in(ids) & pl.col("action").is_in(["remove", "to-metadata"])
        gone = self._beside(files, "ledger").filter(is_gone).select("document", "line").collect()
        removed = dict(gone.group_by("document").agg("line").iter_rows())
        is_own = pl.col("document").is_in(ids) & (pl.col("fate") == "kept")
        own = self._beside(files, "sources").filter(is_own).select("document", "layout").collect()
        layouts = dict(own.iter_rows())
        numbers = [_numbers(layouts[name], removed.get(name, [])) for name in documents["id"]]
        split = documents.select("document", "number", "id", text=pl.col("text").str.split("\n"))
        lines = split.explode("text", empty_as_null=False).filter(pl.col("text") != "")
        heights = np.bincount(lines["document"].to_numpy().astype(np.int64), minlength=documents.height)
        for name, k, height, stand in zip(documents["id"], file_of, heights, numbers, strict=True):
            if height != stand.size:
                raise BadCorpus(f"{self.paths[k]}: {name}", "does not agree with its ledger", "Run `winnow verify`")
        return lines.with_columns(line=pl.Series(np.concatenate(numbers), dtype=pl.UInt32))

    def _beside(self, paths: list[str], table: str) -> pl.LazyFrame:
        """Scan what another table has of the same files' documents."""
        return pl.scan_parquet([self.folder / table / Path(path).name for path in paths])


def _rows(path: Path, rows: NDArray[np.int64]) -> pl.DataFrame:
    """Read some rows of a file: of its row groups only those that hold them."""
    with arrow_parquet.ParquetFile(path) as file:
        heights = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        starts = np.cumsum([0, *heights])
        groups = np.searchsorted(starts, rows, "right") - 1
        needed, place = np.unique(groups, return_inverse=True)
        table = file.read_row_groups(needed.tolist(), columns=COLUMNS)
    before = np.cumsum([0, *(heights[number] for number in needed)])
    return pl.DataFrame(pl.from_arrow(table))[before[place] + rows - starts[groups]]


def _numbers(layout: str, removed: list[int]) -> NDArray[np.int64]:
    """Number the lines that stand.

    >>> _numbers('{"runs":[2,1,2]}', [1]).tolist()
    [0, 3, 4]
    """
    runs = json.loads(layout)["runs"]
    stands = np.repeat(np.arange(len(runs)) % 2 == 0, runs)
    stands[removed] = False
    return np.flatnonzero(stands)
