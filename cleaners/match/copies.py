"""Which rows are copies of one text, and how alike are texts of which pairs compared but one copy?

Pairs link every copy to the first alone, and only that one to texts that are like it (`near_duplicates`). What they say
of it they say of all its copies.
"""

from typing import Final

import polars as pl

from cleaners.match.connected import connected
from cleaners.match.guards import SAME

EXACT: Final = ("exact", "cross-script")  # kinds of pairs of one match key, where their Jaccard is 1
BY_KEY: Final = (*EXACT, "numbers-only")


def copies(rows: int, pairs: pl.DataFrame, kinds: tuple[str, ...] = EXACT) -> pl.Series:
    """Return, for each of so many rows, the first that it is connected with by pairs of these kinds and a Jaccard of 1.

    >>> pairs = pl.DataFrame({"a": [0, 1], "b": [1, 2], "jaccard": [1.0, 0.9], "kind": ["exact", "near"]})
    >>> copies(3, pairs).to_list()
    [0, 0, 2]
    """
    return connected(rows, pairs.filter(pl.col("kind").is_in(kinds) & (pl.col("jaccard") == 1)))


def links(pairs: pl.DataFrame, copies: pl.Series) -> pl.DataFrame:
    """Return which texts are verified to be like which others: `copy`, `other` and their `jaccard`, in both directions.

    >>> pairs = pl.DataFrame({"a": [0, 1], "b": [1, 2], "jaccard": [1.0, 0.9], "kind": ["exact", "near"]})
    >>> links(pairs, copies(3, pairs)).rows()
    [(0, 2, 0.9), (2, 0, 0.9)]
    """
    same = pairs.filter(pl.col("kind").is_in(SAME))
    one, other = copies.gather(same["a"]), copies.gather(same["b"])
    both = pl.concat(
        pl.DataFrame({"copy": here, "other": there, "jaccard": same["jaccard"]})
        for here, there in ((one, other), (other, one))
    )
    unlike = both.filter(pl.col("copy") != pl.col("other"))
    return unlike.group_by("copy", "other").agg(pl.col("jaccard").max()).sort("copy", "other")
