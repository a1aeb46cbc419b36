"""Which texts belong together, and which of them stays?"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.match.connected import connected
from cleaners.match.copies import copies
from cleaners.match.guards import SAME

CLUSTERS: Final = pl.Schema({
    "row": pl.UInt32,
    "cluster": pl.UInt32,  # least row of those connected with this one
    "keeper": pl.Boolean,  # it stays
    "twin": pl.UInt32,  # the keeper that this row duplicates, by a verified pair; null for keepers
})


def clusters(pairs: pl.DataFrame, texts: pl.DataFrame, kinds: tuple[str, ...] = SAME) -> pl.DataFrame:
    """Return, as CLUSTERS, what each text belongs to and whether it stays. Only pairs of the given kinds connect.

    `texts` has a line per row: `length` of the clean text, `date` (null if unknown) and `id`. The longest stays, of
    those the earliest, of those the one with the smallest id. Where `texts` has a column `known`, the known stay in
    any case, and others go for their sake; but not one that holds the known one and more, which `pairs` then name as
    `larger`. A text goes only for the sake of a keeper that it was verified against (or that has the match key of
    one): a chain of small edits may have two keepers.

    >>> pairs = pl.DataFrame({"a": [0, 1], "b": [1, 2], "jaccard": [0.9, 0.8], "kind": ["near", "near"]})
    >>> texts = pl.DataFrame({"length": [50, 50, 40, 9], "date": [None, 2023, None, None], "id": ["a", "b", "c", "d"]})
    >>> clusters(pairs, texts).rows()
    [(0, 0, False, 1), (1, 0, True, None), (2, 0, False, 1), (3, 3, True, None)]
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    pairs = pairs.filter(pl.col("kind").is_in(kinds))
    low, high = (pairs[name].to_numpy().astype(np.int64) for name in ("a", "b"))
    copy = copies(texts.height, pairs, kinds).to_numpy()
    known = texts["known"].sum() if "known" in texts.columns else 0
    order = texts.with_row_index("row").sort(
        *(["known"] if known else []), "length", "date", "id", "row",
        descending=[*([True] if known else []), True, False, False, False], nulls_last=True)["row"].to_numpy()
    rank = np.empty(texts.height, np.int64)
    rank[order] = np.arange(texts.height)
    best = np.full(texts.height, texts.height)
    np.minimum.at(best, copy, rank)  # the rank of a group of copies is that of its best
    group = best[copy]
    better, worse = np.minimum(group[low], group[high]), np.maximum(group[low], group[high])
    if known:  # these have the first ranks
        larger = pairs["larger"].cast(pl.Int64).fill_null(-1).to_numpy()
        stays = (worse < known) | ((better < known) & (larger == np.where(group[low] > group[high], low, high)))
        better, worse = better[~stays], worse[~stays]
    edges = np.lexsort((worse, better))
    keepers = np.arange(texts.height)
    kernels.follow(better[edges], worse[edges], keepers)
    twin = order[keepers[group]] if texts.height else order
    keeper = twin == np.arange(texts.height)
    cluster = connected(texts.height, pairs)
    return pl.DataFrame({"row": np.arange(texts.height), "cluster": cluster, "keeper": keeper, "twin": twin}).select(
        pl.col("row").cast(pl.UInt32), pl.col("cluster").cast(pl.UInt32), "keeper",
        pl.when(~pl.col("keeper")).then(pl.col("twin").cast(pl.UInt32)).alias("twin"))
