"""Which documents must not be parted, which split is each in, and does anything leak from one into another?

Documents belong together that are like one another as a whole, in whatever way: copies, excerpts, versions that differ
in a number; or that share a long paragraph. How long is a choice: of 3,504 statutes, paragraphs of 100 letters make
one group of 64 documents at the most, but those of 60 chain 1,310 together, and those of 30 chain 2,829.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from cleaners.errors import BadSetting
from cleaners.match.connected import connected

SPLITS: Final = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """How the documents are dealt out: in these parts, by their split groups."""

    train: int = 98
    validation: int = 1
    test: int = 1

    def __post_init__(self) -> None:
        if min(self.train, self.validation, self.test) < 0 or not self.train + self.validation + self.test:
            raise BadSetting("splits", "has a negative part, or none", "Give parts as in 98, 1 and 1")


def groups(documents: pl.DataFrame, alike: pl.DataFrame, shared: pl.DataFrame, min_shared: int) -> pl.DataFrame:
    """Return `id` and `group` of each document (row, id): the least id of those that belong together.

    `alike` are pairs (a, b) of rows; `shared` is what `cleaners.shared.shared` returned.
    """
    rows = documents.select("row", "id").sort("row")
    long = shared.filter(pl.col("n_letters") >= min_shared).select("id", "twin_document")
    sides = {"a": "id", "b": "twin_document"}
    by_lines = long.join(rows.rename({"row": "a"}), on="id").join(
        rows.rename({"row": "b", "id": "twin_document"}), on="twin_document").select(pl.col(*sides).cast(pl.Int64))
    pairs = pl.concat([alike.select(pl.col(*sides).cast(pl.Int64)), by_lines])
    parts = rows.with_columns(part=connected(rows.height, pairs))
    return parts.select("id", pl.col("id").min().over("part").alias("group"))


def deal(settings: SplitSettings) -> pl.Expr:
    """Return the split of a document, by digits of its `split_group` that nothing else uses."""
    names = [name for name in SPLITS for _ in range(getattr(settings, name))]
    bucket = pl.col("split_group").str.slice(8, 8).str.to_integer(base=16) % len(names)
    return pl.lit(pl.Series(names)).gather(bucket).alias("split")


def leaks(documents: pl.DataFrame, duplicates: pl.DataFrame, min_shared: int) -> pl.DataFrame:
    """List the pairs of documents that are alike and lie in different splits: there must be none.

    `documents` has id, split, split_group and duplicate_cluster, `duplicates` the columns of that table. Returns
    document, split, twin_document, twin_split and kind, in order.
    """
    sides = documents.select("id", "split")
    whole_or_long = pl.col("line").is_null() | (pl.col("n_letters") >= min_shared)
    pairs = duplicates.filter(whole_or_long).select("document", "twin_document", "kind")
    first = {"split_group": "split group", "duplicate_cluster": "duplicate cluster"}
    clusters = [
        documents.filter(pl.col(name).is_not_null()).sort("id").select(
            pl.col("id").alias("document"), pl.col("id").first().over(name).alias("twin_document"), kind=pl.lit(told))
        for name, told in first.items()
    ]
    return pl.concat([pairs, *clusters]).join(sides, left_on="document", right_on="id").join(
        sides.rename({"split": "twin_split"}), left_on="twin_document", right_on="id"
    ).filter(pl.col("split") != pl.col("twin_split")).select(
        "document", "split", "twin_document", "twin_split", "kind"
    ).unique().sort("document", "twin_document", "kind")
