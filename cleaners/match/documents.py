"""Which documents are the same, going by their lines? Reposts under other chrome, excerpts, collections.

Two documents of which one is a third of the other have a Jaccard too small for any banding; but the excerpt's lines
all stand in the longer one. So documents meet where their lines are twins, and what they share is counted in
characters of match key.
"""

from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from cleaners.match.connected import connected
from cleaners.match.guards import SAME
from cleaners.match.schema import PAIRS
from cleaners.match.settings import MatchSettings
from cleaners.match.verify import split
from cleaners.minhash import cuts

_WINDOW: Final = 8  # documents that a document meets over one line, besides the longest that has it
_COMPARED: Final = 1 << 20  # lines of documents that are compared at a time


def document_pairs(lines: pl.DataFrame, pairs: pl.DataFrame, settings: MatchSettings) -> pl.DataFrame:
    """Return the pairs of documents that are near-duplicates or contain one another, as PAIRS, by their lines.

    `lines` has a line per row of the matched texts: its `document` (a number) and the `length` of its match key;
    `pairs` are those of `near_duplicates` over these rows. Lines are twins if connected by pairs of one text; those
    that differ in numbers are not. Jaccard and containment are weighted by length.

    >>> lines = pl.DataFrame({"document": [0, 0, 0, 1, 1, 2], "length": [50, 60, 40, 50, 60, 50]})
    >>> twins = pl.DataFrame([(0, 3, 1.0, 1.0, "exact"), (1, 4, 0.9, 0.9, "near"), (0, 5, 1.0, 1.0, "exact")],
    ...                      schema=PAIRS, orient="row")
    >>> document_pairs(lines, twins, MatchSettings()).rows()
    [(0, 1, 0.7333333333333333, 1.0, 'contained'), (0, 2, 0.3333333333333333, 1.0, 'contained'), \
(1, 2, 0.45454545454545453, 1.0, 'contained')]
    """
    shares = _shares(lines, pairs)
    sizes = shares.group_by("rank").agg(pl.col("document").first(), size=pl.col("length").sum())
    shared = (
        _shared(shares)
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


def _shares(lines: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return what each document has of each group of twin lines; documents ranked, the longest first."""
    groups = connected(lines.height, pairs.filter(pl.col("kind").is_in(SAME)))
    ranks = (
        lines.group_by("document").agg(size=pl.col("length").sum())
        .sort("size", "document", descending=[True, False]).select("document").with_row_index("rank")
    )
    shares = lines.with_columns(group=groups).filter(pl.col("length") > 0)
    return shares.group_by("group", "document").agg(pl.col("length").cast(pl.Int64).sum()).join(ranks, on="document")


def _shared(shares: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of ranks that meet, and how much they share; a part of the pairs at a time.

    Each pair takes a row for every line of its longer document: for all pairs at once that would be the peak of a run.
    """
    low, high = split(_meetings(shares))
    n_lines = np.bincount(shares["rank"].to_numpy(), minlength=1)
    left, right = shares.select("group", low="rank", x="length"), shares.select("group", high="rank", y="length")
    parts = [
        pl.DataFrame({"low": low[lo:hi], "high": high[lo:hi]}).join(left, on="low").join(right, on=["high", "group"])
        .group_by("low", "high").agg(shared=pl.min_horizontal("x", "y").sum())
        for lo, hi in pairwise(cuts(n_lines[low], _COMPARED))
    ]
    schema = {"low": pl.Int64, "high": pl.Int64, "shared": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _meetings(shares: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the pairs of ranks that share a group: all in small groups, in wide ones neighbours and the longest."""
    from cleaners import kernels  # noqa: PLC0415  imports numba

    members = shares.filter(pl.len().over("group") > 1).sort("group", "rank")
    groups, rows = members["group"].to_numpy(), members["rank"].to_numpy().astype(np.int64)
    firsts = np.searchsorted(groups, groups)
    pairs = np.empty(rows.size * (_WINDOW + 1), np.uint64)
    reach, span = np.full(rows.size, _WINDOW), np.array([0, rows.size, 0])
    keys, wide = np.empty((0, 0), np.uint32), np.empty(0, np.uint64)
    count = kernels.pair_members(rows, firsts, reach, span, keys, wide, pairs)
    return np.unique(pairs[:count])
