"""Which documents of the corpus have something in common? The stores of their bands, asked and decided upon."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from cleaners.decide import DuplicateSettings, decide
from cleaners.quality.filters import FOUND
from flows import index
from flows.bands import Bands, Bounds


@dataclass(frozen=True)
class Stores:
    """The bands of all lines that stand, and of all documents whole."""

    lines: Bands
    whole: Bands

    @classmethod
    def at(cls, folder: Path, settings: DuplicateSettings) -> Self:
        """Open the two stores, or make them."""
        return cls(Bands(folder / "lines", settings.lines), Bands(folder / "whole", settings.whole))


def keep(folders: list[Path], stores: Stores, folder: Path, run: str) -> None:
    """Keep the bands of a run as the index that later runs match against."""
    lines = _read(folders, "standing", ["id", "line"]).with_row_index("row")
    whole = _read(folders, "documents", ["id"]).with_row_index("row").with_columns(line=pl.lit(None, pl.UInt32))
    index.keep(stores.lines, lines.rename({"id": "document"}), folder / "lines", run)
    index.keep(stores.whole, whole.rename({"id": "document"}), folder / "whole", run)


def match(folders: list[Path], stores: Stores, settings: DuplicateSettings, threads: int) -> Path:
    """Match the shards whose blocks the stores hold, in their order; return the folder of what was decided.

    It holds `fates.parquet` (`cleaners.decide.FATES` and `owner`, the shard of each document), `twins.parquet` and
    `shared.parquet`.
    """
    columns = ["document", "id", "n_lines", "n_chars", "published"]
    documents = _read(folders, "documents", columns).with_columns(keep=pl.col("id").is_first_distinct())
    left_out = _read(folders, "filtered", ["document", *FOUND])
    documents = documents.join(left_out, on=["owner", "document"], how="left", maintain_order="left")
    own = documents.filter("keep").drop("keep").with_row_index("row")
    lines = _read(folders, "standing", ["document", "id", "line", "length"]).join(
        documents.select("owner", "document", "keep"), on=["owner", "document"], maintain_order="left"
    )
    rows = lines.filter("keep").drop("document").with_row_index("row").join(
        own.select("id", pl.col("row").alias("document")), on="id", maintain_order="left"
    )
    bounds = Bounds(settings.memory, threads)
    whole = _among(stores.whole.pairs(bounds), documents["keep"])
    pairs = _among(stores.lines.pairs(bounds), lines["keep"])
    decided = decide(own, rows, whole, pairs, settings)
    folder = stores.lines.folder.parent
    owners = own.select("id", "owner")
    decided.fates.join(owners, on="id", maintain_order="left").write_parquet(folder / "fates.parquet")
    decided.twins.write_parquet(folder / "twins.parquet")
    decided.shared.write_parquet(folder / "shared.parquet")
    return folder


def _read(folders: list[Path], name: str, columns: list[str]) -> pl.DataFrame:
    """Read columns of all shards, in order, each with its `owner`."""
    return pl.concat(
        pl.read_parquet(folder / f"{name}.parquet", columns=columns).with_columns(owner=pl.lit(folder.name))
        for folder in folders
    )


def _among(pairs: pl.DataFrame, keep: pl.Series) -> pl.DataFrame:
    """Leave the pairs of rows that are kept, renumbered without the others.

    Equal content in two shards is one document, the first shard's. A star's hub is its first row, so none is lost.
    """
    number = keep.cast(pl.UInt32).cum_sum() - 1
    left = pairs.filter(keep.gather(pairs["a"]) & keep.gather(pairs["b"]))
    return left.with_columns(number.gather(left[side]).alias(side) for side in ("a", "b"))
