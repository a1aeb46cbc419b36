"""Which documents are the same, going by their lines? Reposts under other chrome, excerpts, collections.

Two documents of which one is a third of the other have a Jaccard too small for any banding; but the excerpt's lines
all stand in the longer one. So documents meet where their lines are twins, and what they share is counted in
characters of match key: of lines that are alike, as much as sets of that Jaccard have in common.
"""

from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from cleaners.match.connected import connected
from cleaners.match.copies import copies, links
from cleaners.match.schema import PAIRS
from cleaners.match.settings import MatchSettings
from cleaners.match.verify import split
from cleaners.minhash import cuts

_WINDOW: Final = 8  # documents that a document meets over one line, besides the longest that has it
_COMPARED: Final = 1 << 20  # lines of documents that are compared at a time
_UNIT: Final = 1 << 10  # parts of a character, in whole numbers: sums of floats would depend on their order


def document_pairs(lines: pl.DataFrame, pairs: pl.DataFrame, settings: MatchSettings) -> pl.DataFrame:
    """Return the pairs of documents that are near-duplicates or contain one another, as PAIRS, by their lines.

    `lines` has a line per row of the matched texts: its `document` (a number) and the `length` of its match key;
    `pairs` are those of `near_duplicates` over these rows. Lines are twins if they are copies, or verified to be near;
    those that differ in numbers are not, nor are the ends of a chain. Jaccard and containment are weighted by length.

    >>> lines = pl.DataFrame({"document": [0, 0, 0, 1, 1, 2], "length": [50, 60, 40, 50, 60, 50]})
    >>> twins = pl.DataFrame([(0, 3, 1.0, 1.0, "exact"), (1, 4, 0.9, 0.9, "near"), (0, 5, 1.0, 1.0, "exact")],
    ...                      schema=PAIRS, orient="row")
    >>> document_pairs(lines, twins, MatchSettings()).with_columns(pl.col("jaccard", "containment").round(3)).rows()
    [(0, 1, 0.698, 0.971, 'contained'), (0, 2, 0.333, 1.0, 'contained'), (1, 2, 0.455, 1.0, 'contained')]
    """
    copy = copies(lines.height, pairs)
    near = links(pairs, copy)
    shares = _shares(lines, copy, near)
    sizes = shares.group_by("rank").agg(pl.col("document").first(), size=pl.col("length").sum())
    shared = (
        _shared(shares, near)
        .join(sizes.rename({"rank": "low", "document": "p", "size": "m"}), on="low")
        .join(sizes.rename({"rank": "high", "document": "q", "size": "n"}), on="high")
    )
    alike = shared.select(
        a=pl.min_horizontal("p", "q").cast(pl.UInt32), b=pl.max_horizontal("p", "q").cast(pl.UInt32),
        jaccard=pl.col("shared") / (pl.col("m") + pl.col("n") - pl.col("shared")),
        containment=pl.col("shared") / pl.min_horizontal("m", "n"),
    )
    near = pl.col("jaccard") >= settings.threshold
    kind = pl.when(near).then(pl.lit("near")).otherwise(pl.lit("contained"))
    found = alike.filter(near | (pl.col("containment") >= settings.containment)).with_columns(kind=kind)
    return found.select(pl.col(name).cast(dtype) for name, dtype in PAIRS.items()).sort("a", "b")


def _shares(lines: pl.DataFrame, copy: pl.Series, near: pl.DataFrame) -> pl.DataFrame:
    """Return what each document has of each text, by the first of its copies; documents ranked, the longest first.

    `group` is the first of all texts that a text is connected with.
    """
    groups = connected(lines.height, near.select(a="copy", b="other"))
    ranks = (
        lines.group_by("document").agg(size=pl.col("length").sum())
        .sort("size", "document", descending=[True, False]).select("document").with_row_index("rank")
    )
    shares = lines.with_columns(copy=copy, group=groups.gather(copy)).filter(pl.col("length") > 0)
    return shares.group_by("copy", "document").agg(
        pl.col("length").cast(pl.Int64).sum() * _UNIT, pl.col("group").first()
    ).join(ranks, on="document")


def _shared(shares: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of ranks that meet, and how much they share; a part of the pairs at a time.

    Each pair takes a row for every line of its longer document, and for every text that one is near: for all pairs at
    once that would be the peak of a run.
    """
    low, high = split(np.union1d(_meetings(shares, "copy"), _meetings(shares, "group")))
    degrees = shares.join(near.group_by("copy").len("degree"), on="copy", how="left").select(
        "rank", degree=1 + pl.col("degree").fill_null(0))
    n_rows = np.bincount(degrees["rank"].to_numpy(), degrees["degree"].to_numpy(), minlength=1).astype(np.int64)
    left, right = shares.select("copy", low="rank", x="length"), shares.select(other="copy", high="rank", y="length")
    parts = [
        _overlap(pl.DataFrame({"low": low[lo:hi], "high": high[lo:hi]}).join(left, on="low"), right, near)
        for lo, hi in pairwise(cuts(n_rows[low], _COMPARED))
    ]
    schema = {"low": pl.Int64, "high": pl.Int64, "shared": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _overlap(met: pl.DataFrame, right: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Return how much the documents of each pair share, each text counted once on either side, by its nearest twin."""
    same = met.with_columns(other="copy").join(right, on=["high", "other"]).with_columns(
        shared=pl.min_horizontal("x", "y"))
    alike = met.join(near, on="copy").join(right, on=["high", "other"]).with_columns(
        shared=pl.min_horizontal("x", "y", (pl.col("x") + pl.col("y")) * pl.col("jaccard") / (1 + pl.col("jaccard")))
        .cast(pl.Int64))
    twins = pl.concat([part.select("low", "high", "copy", "other", "shared") for part in (same, alike)])
    here, there = (
        twins.group_by("low", "high", side).agg(pl.col("shared").max()).group_by("low", "high")
        .agg(pl.col("shared").sum()) for side in ("copy", "other")
    )
    return here.join(there, on=["low", "high"]).select(
        "low", "high", shared=pl.min_horizontal("shared", "shared_right"))


def _meetings(shares: pl.DataFrame, by: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the pairs of ranks that share a text, or group: in a wide one neighbours, and the longest with each."""
    from cleaners import kernels  # noqa: PLC0415  imports numba

    members = shares.select(by, "rank").unique().filter(pl.len().over(by) > 1).sort(by, "rank")
    groups, rows = members[by].to_numpy(), members["rank"].to_numpy().astype(np.int64)
    firsts = np.searchsorted(groups, groups)
    pairs = np.empty(rows.size * (_WINDOW + 1), np.uint64)
    reach, span = np.full(rows.size, _WINDOW), np.array([0, rows.size, 0])
    keys, wide = np.empty((0, 0), np.uint32), np.empty(0, np.uint64)
    count = kernels.pair_members(rows, firsts, reach, span, keys, wide, pairs)
    return np.unique(pairs[:count])
