"""What do the documents say that a new one may be a copy of? Their texts and lines, out of the corpus."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow.parquet as arrow_parquet
from numpy.typing import NDArray

from cleaners.account import LETTERS
from cleaners.errors import BadCorpus

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

    def take(self, numbers: NDArray[np.uint32]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return documents by number, in that order, and their lines that stand, as a shard of a run has them."""
        at = np.searchsorted(numbers, self.starts)
        found = {
            path: _rows(self.folder / path, numbers[lo:hi] - start)
            for path, start, lo, hi in zip(self.paths, self.starts[:-1], at[:-1], at[1:], strict=True) if hi > lo
        }
        documents = pl.concat(found.values()).with_row_index("document").cast({"document": pl.UInt64})
        rows = self._numbered(found, documents["id"])
        schema = {"id": pl.String, "line": pl.List(pl.UInt32), "text": pl.List(pl.String)}
        lines = pl.DataFrame(rows, schema=schema, orient="row").explode("line", "text", empty_as_null=False)
        standing = lines.join(documents.select("id", "document"), on="id", maintain_order="left")
        return documents, standing.with_columns(length=LETTERS).select(list(STANDING))

    def _numbered(self, found: dict[str, pl.DataFrame], ids: pl.Series) -> Iterator[tuple[str, list[int], list[str]]]:
        """Number the lines that stand in each of some documents, of the files in which they were found."""
        of_document = pl.col("document").is_in(ids.implode())
        is_gone = pl.col("action").is_in(["remove", "to-metadata"])
        gone = self._beside(found, "ledger").filter(of_document & is_gone).select("document", "line")
        removed = dict(gone.collect().group_by("document").agg("line").iter_rows())
        own = self._beside(found, "sources").filter(of_document & (pl.col("fate") == "kept"))
        layouts = dict(own.select("document", "layout").collect().iter_rows())
        for path, documents in found.items():
            for id_, text in documents.select("id", "text").iter_rows():
                numbers, lines = _numbers(layouts[id_], removed.get(id_, [])), [one for one in text.split("\n") if one]
                if len(numbers) != len(lines):
                    raise BadCorpus(f"{path}: {id_}", "does not agree with its ledger", "Run `winnow verify`")
                yield id_, numbers, lines

    def _beside(self, found: dict[str, pl.DataFrame], table: str) -> pl.LazyFrame:
        """Scan what another table has of the same files' documents."""
        return pl.scan_parquet([self.folder / table / Path(path).name for path in found])


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


def _numbers(layout: str, removed: list[int]) -> list[int]:
    """Number the lines that stand.

    >>> _numbers('{"runs":[2,1,2]}', [1])
    [0, 3, 4]
    """
    is_blank = chain.from_iterable(repeat(bool(k % 2), run) for k, run in enumerate(json.loads(layout)["runs"]))
    gone = set(removed)
    return [number for number, blank in enumerate(is_blank) if not blank and number not in gone]
