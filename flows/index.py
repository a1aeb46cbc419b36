"""What is kept of a run so that later ones can match against it? Its bands, by partition, and whose they are.

    index/lines/settings.json                    everything that shaped the signatures
    index/lines/rows/run=RUN.parquet             row, document, line
    index/lines/exact/part=NN/run=RUN.parquet    x, y, row: digests of match keys, by their leading bits
    index/lines/bands/part=NN/run=RUN.parquet    key, row: keys of bands, by their leading bits
    index/whole/…                                the same for documents as a whole; their line is null

The texts are not in it: they stand in the corpus and the ledger.
"""

from pathlib import Path
from typing import Final

import polars as pl

from flows.bands import Bands

TABLES: Final = {"exact": ["x", "y", "row"], "bands": ["key", "row"]}
ROWS: Final = pl.Schema({"row": pl.UInt32, "document": pl.String, "line": pl.UInt32})


def keep(store: Bands, rows: pl.DataFrame, folder: Path, run: str) -> None:
    """Write a store's bands and the owners of its rows (`ROWS`) into a folder of the index."""
    (folder / "rows").mkdir(parents=True)
    (folder / "settings.json").write_bytes((store.folder / "settings.json").read_bytes())
    rows.select(list(ROWS)).write_parquet(folder / "rows" / f"run={run}.parquet")
    for table, order in TABLES.items():
        for part, entries in store.partitions(table):
            path = folder / table / f"part={part:02d}" / f"run={run}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            entries.select(order).sort(order).write_parquet(path)
