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

DEALT: Final = ("train", "validation", "test")
NONE: Final = "none"
SPLITS: Final = (*DEALT, NONE)


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """How the documents are dealt out: in these parts, by their split groups."""

    train: int = 98
    """Parts for training."""
    validation: int = 1
    """Parts for validation."""
    test: int = 1
    """Parts for testing."""

    def __post_init__(self) -> None:
        if min(self.train, self.validation, self.test) < 0 or not self.train + self.validation + self.test:
            raise BadSetting("splits", "has a negative part, or none", "Give parts as in 98, 1 and 1")


def groups(documents: pl.DataFrame, alike: pl.DataFrame, shared: pl.DataFrame, min_shared: int) -> pl.DataFrame:
    """Return `id`, `split_group` and `split` of each new document: with whom it belongs, and where they are already.

    `documents` has row, id, and known, split_group and split of those of earlier runs; `alike` are pairs (a, b) of
    rows; `shared` is what `cleaners.shared.shared` returned. A group without known documents has its least id for a
    name, and no split yet. One that meets known documents joins the first of their groups; where these lie in several
    splits, its split is `none`: in any, it would leak, and nothing that stands is moved.

    >>> documents = pl.DataFrame({"row": [0, 1, 2, 3, 4], "id": ["a", "b", "c", "d", "e"],
    ...     "known": [True, True, False, False, False], "split_group": ["a", "b", None, None, None],
    ...     "split": ["train", "test", None, None, None]})
    >>> none = pl.DataFrame(schema={"id": pl.String, "twin_document": pl.String, "n_letters": pl.UInt32})
    >>> groups(documents, pl.DataFrame({"a": [0, 1, 1], "b": [2, 2, 3]}), none, 100).rows()
    [('c', 'a', 'none'), ('d', 'a', 'none'), ('e', 'e', None)]
    """
    rows = documents.select("row", "id", "known", "split_group", "split").sort("row")
    long = shared.filter(pl.col("n_letters") >= min_shared).select("id", "twin_document")
    sides = {"a": "id", "b": "twin_document"}
    by_lines = long.join(rows.select("id", a="row"), on="id").join(
        rows.select(twin_document="id", b="row"), on="twin_document").select(pl.col(*sides).cast(pl.Int64))
    pairs = pl.concat([alike.select(pl.col(*sides).cast(pl.Int64)), by_lines])
    known, dealt = pl.col("split_group").min().over("part"), pl.col("split").filter(pl.col("split") != NONE)
    n_splits = dealt.n_unique().over("part")
    return rows.with_columns(part=connected(rows.height, pairs)).with_columns(
        pl.coalesce(known, pl.col("id").min().over("part")).alias("split_group"),
        pl.when(n_splits > 1).then(pl.lit(NONE)).when(n_splits == 1).then(dealt.min().over("part"))
        .otherwise(pl.col("split").min().over("part")).alias("split"),
    ).filter(~pl.col("known")).select("id", "split_group", "split")


def deal(settings: SplitSettings) -> pl.Expr:
    """Return the split of a document, by digits of its `split_group` that nothing else uses."""
    names = [name for name in DEALT for _ in range(getattr(settings, name))]
    bucket = pl.col("split_group").str.slice(8, 8).str.to_integer(base=16) % len(names)
    return pl.lit(pl.Series(names)).gather(bucket).alias("split")


def leaks(documents: pl.DataFrame, duplicates: pl.DataFrame, min_shared: int) -> pl.DataFrame:
    """List the pairs of documents that are alike and lie in different splits: there must be none.

    `documents` has id and split, `duplicates` the columns of that table. Returns document, split, twin_document,
    twin_split and kind, in order. What is in split `none` leaks nowhere.
    """
    sides = documents.filter(pl.col("split") != NONE).select("id", "split")
    is_held = pl.col("line").is_null() | (pl.col("n_letters") >= min_shared)
    pairs = duplicates.filter(is_held).select("document", "twin_document", "kind")
    return pairs.join(sides, left_on="document", right_on="id").join(
        sides.rename({"split": "twin_split"}), left_on="twin_document", right_on="id"
    ).filter(pl.col("split") != pl.col("twin_split")).select(
        "document", "split", "twin_document", "twin_split", "kind"
    ).unique().sort("document", "twin_document", "kind")
