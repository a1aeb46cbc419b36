"""Where do the rows of a few documents lie? In the files of the runs that brought them, in groups told by their ids."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow.parquet as arrow_parquet

from flows.index import Index, halves
from flows.recall import SMALL
from flows.report.model import Tables

KEY: Final = {"documents": "id"}  # the column of documents' ids, by which a table is sorted; elsewhere `document`


def of_documents(corpus: Tables, table: str, ids: pl.Series, columns: list[str]) -> pl.DataFrame:
    """Return columns of the rows of a table that are of these documents, in no order.

    Of `sources`, rows of later runs that are copies are left out.
    """
    key = KEY.get(table, "document")
    wanted = ids.unique().sort()
    files = list(_files(corpus, table, wanted))
    small = [path for path in files if path.stat().st_size <= SMALL]
    is_wanted = pl.col(key).is_in(wanted.implode())
    found = [pl.scan_parquet(small).filter(is_wanted).select(columns).collect()] if small else []
    large = [path for path in files if path.stat().st_size > SMALL]
    found += [_groups(path, key, wanted, columns).filter(is_wanted).select(columns) for path in large]
    return pl.concat(found) if found else corpus.scan(table).head(0).select(columns).collect()


def _files(corpus: Tables, table: str, wanted: pl.Series) -> Iterator[Path]:
    """Yield the files of the runs that brought the documents."""
    known = Index(corpus.folder / "index").table("ids")
    runs = {f"{run:06d}" for run in known.among(halves(wanted))["value"].unique()} if known.paths else None
    for path in sorted((corpus.folder / table).glob(corpus.files)):
        if runs is None or path.name.partition("-")[0] in runs:
            yield path


def _groups(path: Path, key: str, wanted: pl.Series, columns: list[str]) -> pl.DataFrame:
    """Read the row groups of a sorted file in which a wanted id may lie."""
    names = sorted({key, *columns})
    with arrow_parquet.ParquetFile(path) as file:
        at = next(k for k in range(file.metadata.num_columns) if file.schema.column(k).path == key)
        told = [file.metadata.row_group(number).column(at).statistics for number in range(file.num_row_groups)]
        lows = wanted.search_sorted(pl.Series([one.min for one in told], dtype=pl.String), "left").to_numpy()
        highs = wanted.search_sorted(pl.Series([one.max for one in told], dtype=pl.String), "right").to_numpy()
        table = file.read_row_groups(np.flatnonzero(highs > lows).tolist(), columns=names)
    return pl.DataFrame(pl.from_arrow(table))
