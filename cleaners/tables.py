"""How do judged lines and decided fates become the published tables?

Frames here are as follows. `judged`: `cleaners.account.JUDGED`. `fates`: `cleaners.copies.FATES`. `named`: one row a
document of a shard, with `document`, `id` and the columns of its fate.
"""

from typing import Final

import polars as pl

from cleaners import account

KINDS: Final = {"cross-script-repeat": "cross-script", "near-repeat": "near"}  # of a pair of lines; else exact
SPLITS: Final = (("train", 98), ("validation", 1), ("test", 1))  # of a hundred split groups


def standing(judged: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Number the lines that stand in each document: `twin`, `place` (UInt32), `twin_line`.

    A copy is the keeper's text word for word, so the line of the same place is its twin.
    """
    lines = judged.filter(pl.col("action").is_null() & (pl.col("raw").str.strip_chars() != ""))
    return lines.join(named.select("document", "id"), on="document", maintain_order="left").select(
        pl.col("id").alias("twin"),
        pl.int_range(pl.len(), dtype=pl.UInt32).over("document").alias("place"),
        pl.col("line").alias("twin_line"),
    )


def settle(judged: pl.DataFrame, named: pl.DataFrame, keepers: pl.DataFrame) -> pl.DataFrame:
    """Set the verdict of step `duplicate` on what still stands of documents that stay elsewhere.

    `keepers` is `standing` of the documents that stay. Returns `judged` with `id` and `twin_document`.
    """
    lines = judged.join(named.select("document", "id", "fate", "twin"), on="document", maintain_order="left")
    stands = pl.col("action").is_null() & (pl.col("raw").str.strip_chars() != "")
    place = pl.when(stands).then(stands.cum_sum().over("document") - 1).cast(pl.UInt32)
    found = lines.with_columns(place=place, goes=stands & (pl.col("fate") == "duplicate")).join(
        keepers, on=["twin", "place"], how="left", suffix="_keeper", maintain_order="left"
    )
    verdict = {
        "action": pl.lit("remove"), "step": pl.lit("duplicate"), "reason": pl.lit("document-copy"),
        "detector": pl.lit("same-text"), "score": pl.lit(1.0, pl.Float32),
        "twin_line": pl.col("twin_line_keeper"), "similarity": pl.lit(1.0, pl.Float32),
    }
    return found.with_columns(
        *(pl.when("goes").then(value).otherwise(column).alias(column) for column, value in verdict.items()),
        pl.when("goes").then("twin").when(pl.col("twin_line").is_not_null()).then("id").alias("twin_document"),
    ).select(*judged.columns, "id", "twin_document")


def ledger(settled: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `ledger` from lines that `settle` returned."""
    named = settled.select("document", "line", "id", "twin_document")
    return account.ledger(settled).join(named, on=["document", "line"], maintain_order="left").with_columns(
        pl.col("id").alias("document")
    )


def documents(named: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `documents`; a duplicate cluster is one split group, so it never straddles two splits."""
    kept = named.filter(pl.col("fate") == "kept").with_columns(
        pl.lit(None, pl.String).alias("url"),  # plain text tells neither
        pl.lit(None, pl.String).alias("host"),
        pl.col("cluster").alias("duplicate_cluster"),
        pl.coalesce("cluster", "id").alias("split_group"),
    )
    names = [name for name, share in SPLITS for _ in range(share)]
    bucket = pl.col("split_group").str.slice(8, 8).str.to_integer(base=16) % len(names)
    return kept.with_columns(split=pl.lit(pl.Series(names)).gather(bucket))


def sources(records: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `sources`: the first source of a document has its fate, the others are copies."""
    is_first = pl.int_range(pl.len()).over("id") == 0
    return records.join(fates, on="id", how="inner").sort("id", "source").select(
        pl.col("id").alias("document"),
        *("source", "digest", "n_bytes", "encoding", "twin", "n_lines", "n_blank", "layout"),
        pl.when(is_first).then("fate").otherwise(pl.lit("copy")).alias("fate"),
        pl.lit(None, pl.String).alias("url"),
        pl.lit(None, pl.String).alias("fetched"),
    )


def duplicates(ledger: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `duplicates`: line against line inside a document, document against document."""
    lines = ledger.filter(pl.col("step") == "repeat").select(
        "document", "line", "twin_document", "twin_line",
        pl.col("similarity").alias("jaccard"),
        pl.when(pl.col("similarity") == 1).then(1.0).cast(pl.Float32).alias("containment"),
        pl.col("reason").replace_strict(KINDS, default="exact", return_dtype=pl.String).alias("kind"),
    )
    whole = fates.filter(pl.col("fate") == "duplicate").select(
        pl.col("id").alias("document"),
        pl.lit(None, pl.UInt32).alias("line"),
        pl.col("twin").alias("twin_document"),
        pl.lit(None, pl.UInt32).alias("twin_line"),
        pl.lit(1.0, pl.Float32).alias("jaccard"),
        pl.lit(1.0, pl.Float32).alias("containment"),
        pl.lit("exact").alias("kind"),
    )
    return pl.concat([lines, whole]).with_columns(done=pl.lit("removed"))
