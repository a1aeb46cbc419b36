"""In which split does a document belong that has something in common with documents of earlier runs?"""

from typing import Final

import polars as pl

from cleaners.match import connected

HELD_OUT: Final = ("test", "validation", "train")  # the first of them wins: what was tested on is not trained on


def inherited(documents: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return `row`, `split_group` and `split` of the new documents that pairs connect with known ones.

    `documents` has known, split_group and split, in order of row; a row is its place. A document that connects
    known groups of several splits belongs to the one that is most held out, of those to the group of smallest name:
    so nothing that validation or test has seen is ever trained on, and no document that stands is moved.

    >>> documents = pl.DataFrame({"known": [True, True, False, False], "split_group": ["a", "b", None, None],
    ...                           "split": ["train", "test", None, None]})
    >>> inherited(documents, pl.DataFrame({"a": [0, 1], "b": [2, 2]})).rows()
    [(2, 'b', 'test')]
    """
    rows = documents.select("known", "split_group", "split").with_row_index("row").with_columns(
        component=connected(documents.height, pairs))
    held = rows.filter("known").with_columns(
        order=pl.col("split").replace_strict({name: k for k, name in enumerate(HELD_OUT)}, default=len(HELD_OUT))
    ).sort("order", "split_group").unique("component", keep="first", maintain_order=True)
    return rows.filter(~pl.col("known")).select("row", "component").join(
        held.select("component", "split_group", "split"), on="component", maintain_order="left"
    ).select("row", "split_group", "split")
