"""Which texts have one match key, and are they one text? Linked as stars, never as all pairs."""

import numpy as np
import polars as pl

from cleaners.match.guards import quantities
from cleaners.match.schema import PAIRS
from cleaners.shingles import digest


def copy_marks(texts: pl.Series) -> pl.DataFrame:
    """Return what tells texts of one match key apart: `amounts`, their quantities, and `script`, both as 64 bits.

    The hashes live as long as the run does.
    """
    own = texts.unique(maintain_order=True)
    scripts = np.ascontiguousarray(digest(own, keep_script=True)[:, 0])
    marks = pl.DataFrame({"text": own, "amounts": quantities(own).hash(), "script": scripts})
    return pl.DataFrame({"text": texts}).join(marks, on="text", how="left", maintain_order="left").drop("text")


def exact_pairs(copies: pl.DataFrame) -> pl.DataFrame:
    """Link texts of one match key to the first of them that has the same quantities; return PAIRS.

    `copies` has `row`, the key's digest `x` and `y`, and `copy_marks`. The first of each other set of quantities is
    linked to the first of all, as "numbers-only".
    """
    ranked = copies.sort("row").with_columns(
        first=pl.col("row").first().over("x", "y"),
        leader=pl.col("row").first().over("x", "y", "amounts"),
        script_of_leader=pl.col("script").first().over("x", "y", "amounts"),
    )
    crosses = pl.col("script") != pl.col("script_of_leader")
    followers = ranked.filter(pl.col("row") != pl.col("leader")).select(
        pl.col("leader").alias("a"), pl.col("row").alias("b"),
        pl.when(crosses).then(pl.lit("cross-script")).otherwise(pl.lit("exact")).alias("kind"),
    )
    others = ranked.filter((pl.col("row") == pl.col("leader")) & (pl.col("row") != pl.col("first"))).select(
        pl.col("first").alias("a"), pl.col("row").alias("b"), pl.lit("numbers-only").alias("kind")
    )
    one = pl.lit(1.0)
    return pl.concat([followers, others]).with_columns(jaccard=one, containment=one).select(
        pl.col(name).cast(dtype) for name, dtype in PAIRS.items()
    )
