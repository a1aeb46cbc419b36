"""Which documents have something in common? The stores of their bands, asked and decided upon.

New documents are matched among themselves and with those of the corpus that the index names: any that has the key of
one of their lines, or of themselves, in one of the bands. Those are fetched and matched as if they had come with the
new ones, but are known: what was decided of them stays. Of their lines only those that have such a key are matched: no
other can be like a new one, and most of a document's lines have none. A key that more than `window` documents have
names the first few of them only, as wide buckets are searched in part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.decide import DuplicateSettings, decide
from cleaners.quality.filters import FOUND
from flows import postings
from flows.bands import Bands, Bounds
from flows.index import Index
from flows.place import fresh
from flows.postings import ALL, KEYS, PLACES, Postings
from flows.recall import Shelf

NEW: Final = 10_000  # the first block of new texts; those of known ones have the numbers below
FETCHED: Final = 4096  # known documents in one block
FEW: Final = 8  # documents that a key of many names
DECIDED: Final = ("fates", "twins", "shared", "beside")


@dataclass(frozen=True)
class Stores:
    """The bands of all lines that stand, and of all documents whole."""

    lines: Bands
    whole: Bands

    @classmethod
    def at(cls, folder: Path, settings: DuplicateSettings) -> Self:
        """Open the two stores, or make them."""
        return cls(Bands(folder / "lines", settings.lines), Bands(folder / "whole", settings.whole))

    def add(self, block: int, folder: Path) -> list[Path]:
        """Sketch the lines and documents of a shard; return the files."""
        self.lines.add(block, pl.read_parquet(folder / "standing.parquet", columns=["text"])["text"])
        self.whole.add(block, pl.read_parquet(folder / "documents.parquet", columns=["text"])["text"])
        return self.lines.files(block) + self.whole.files(block)


def match(
    folders: list[Path], known: tuple[Index, Shelf], stores: Stores, settings: DuplicateSettings, threads: int
) -> list[Path]:
    """Match the shards whose blocks the stores hold, in their order; return the files of what was decided.

    They are `fates.parquet` (`cleaners.decide.FATES` and `owner`, the shard of each document), `twins.parquet`,
    `shared.parquet` and `beside.parquet`, in the folder of the stores.
    """
    for store in (stores.lines, stores.whole):
        store.keep(range(NEW, NEW + len(folders)))
    work = stores.lines.folder.parent
    old = list(_fetched(*known, stores, settings, work))
    documents = pl.concat([_documents(old, known=True), _documents(folders, known=False)]).join(
        _read(folders, "filtered", ["document", *FOUND]), on=["owner", "document"], how="left", maintain_order="left")
    documents = documents.with_columns(keep=pl.col("id").is_first_distinct())
    own = documents.filter("keep").drop("keep").with_row_index("row")
    lines = _read([*old, *folders], "standing", ["document", "id", "line", "length"]).join(
        documents.select("owner", "document", "keep"), on=["owner", "document"], maintain_order="left"
    )
    rows = lines.filter("keep").drop("document").with_row_index("row").join(
        own.select("id", pl.col("row").alias("document")), on="id", maintain_order="left"
    )
    bounds, stores = Bounds(settings.memory, threads), Stores.at(work, settings)  # which hold the known ones, too
    whole = _among(stores.whole.pairs(bounds), documents["keep"])
    pairs = _among(stores.lines.pairs(bounds), lines["keep"])
    decided = decide(own, rows, whole, pairs, settings)
    fates = decided.fates.join(own.select("id", "owner"), on="id", maintain_order="left")
    for name, frame in zip(DECIDED, (fates, decided.twins, decided.shared, decided.beside), strict=True):
        frame.write_parquet(work / f"{name}.parquet")
    return [work / f"{name}.parquet" for name in DECIDED]


def write_keys(folders: list[Path], stores: Stores, numbers: pl.DataFrame, work: Path) -> dict[str, Path]:
    """Write the keys of a run's lines and documents as tables of the index; `numbers` has id and number."""
    found = {}
    for name, store, rows, schema in (("lines", stores.lines, "standing", PLACES),
                                      ("whole", stores.whole, "documents", KEYS)):
        blocks = []
        for block, folder in enumerate(folders, NEW):
            owners = pl.read_parquet(folder / f"{rows}.parquet").with_row_index("row")
            keyed = store.entries(block).join(owners, on="row").join(numbers, on="id").rename({"number": "value"})
            told = keyed.group_by("key", "value").agg(_line()) if schema is PLACES else keyed
            blocks.append(work / name / f"{block:05d}.arrow")
            postings.write(told.select(list(schema)), blocks[-1], schema)
        found[name] = work / f"{name}.arrow"
        postings.merge(blocks, found[name], schema)
    return found


def _line() -> pl.Expr:
    """Tell which line of a document has a key."""
    first = pl.min_horizontal(pl.col("line").first(), ALL)
    return pl.when(pl.len() == 1).then(first).otherwise(ALL).cast(PLACES["line"]).alias("line")


def _fetched(
    index: Index, shelf: Shelf, stores: Stores, settings: DuplicateSettings, work: Path
) -> Iterator[Path]:
    """Fetch the known documents that new ones may be copies of, into shards of their own; yield these."""
    lines = index.table("lines")
    places, wide = _named(lines, stores.lines, settings.lines.window)
    whole = _named(index.table("whole"), stores.whole, settings.whole.window)[0]["value"]
    numbers = np.union1d(places["value"].to_numpy(), whole.to_numpy())
    for block, start in enumerate(range(0, numbers.size, FETCHED)):
        some = numbers[start : start + FETCHED]
        own = places.filter(pl.col("value").is_between(int(some[0]), int(some[-1])))
        documents, standing = shelf.take(some, pl.concat([own, lines.places(wide, some)]))
        folder = fresh(work / f"known-{block:05d}")
        documents.drop("text").write_parquet(folder / "documents.parquet")
        standing.write_parquet(folder / "standing.parquet")
        stores.lines.hold(block, standing["text"])
        is_named = pl.Series(np.isin(some, whole.to_numpy()))
        stores.whole.hold(block, documents.select(pl.when(is_named).then("text").otherwise(pl.lit("")))["text"])
        yield folder


def _named(table: Postings, store: Bands, window: int) -> tuple[pl.DataFrame, NDArray[np.uint64]]:
    """Ask a table, block by block of a store, what stands at one of the block's keys; return the wide keys, too."""
    places, wide = table.named(np.empty(0, np.uint64), window, FEW)
    for block in store.blocks if table.paths else ():
        more, keys = table.named(store.entries(block)["key"].unique().sort().to_numpy(), window, FEW)
        places, wide = pl.concat([places, more]).unique(), np.union1d(wide, keys)
    return places, wide


def _documents(folders: list[Path], *, known: bool) -> pl.DataFrame:
    """Read what decides about documents."""
    columns = ["document", "id", "n_lines", "n_chars", "published"]
    inherited = ["split_group", "split"]
    schema = {"document": pl.UInt64, "id": pl.String, "n_lines": pl.UInt32, "n_chars": pl.UInt32,
              "published": pl.String, "owner": pl.String, "split_group": pl.String, "split": pl.String}
    if not folders:
        return pl.DataFrame(schema=schema).with_columns(known=pl.lit(known))
    rows = _read(folders, "documents", [*columns, *(inherited if known else [])])
    unknown = [] if known else [pl.lit(None, pl.String).alias(name) for name in inherited]
    return rows.with_columns(unknown).select(list(schema)).with_columns(known=pl.lit(known))


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
