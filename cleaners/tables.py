"""How do judged lines and decided fates become the published tables?

Frames here are as follows. `judged`: `cleaners.account.JUDGED`. `fates`: `cleaners.decide.FATES`. `named`: one row a
document of a shard, with `document`, `id` and the columns of its fate.
"""

from typing import Final

import polars as pl

from cleaners import account

GONE_AS: Final = {"exact": "document-copy", "contained": "document-excerpt"}  # a document, by the kind of its pair
KINDS: Final = {"cross-script-repeat": "cross-script", "near-repeat": "near"}  # of a pair of lines; else exact
DECLARED: Final = ("title", "byline", "published", "site", "language")  # what a page's markup may say of it
SPLITS: Final = (("train", 98), ("validation", 1), ("test", 1))  # of a hundred split groups


def settle(judged: pl.DataFrame, named: pl.DataFrame, twins: pl.DataFrame) -> pl.DataFrame:
    """Set the verdict of step `duplicate` on what still stands of documents that go, and on paragraphs that go.

    `twins` are `cleaners.shared.TWINS`: of the lines of documents that go, and of the paragraphs that go by
    themselves. Returns `judged` with `id` and `twin_document`.
    """
    lines = judged.join(named.select("document", "id", "fate", "twin", "kind"), on="document", maintain_order="left")
    found = lines.join(twins, on=["id", "line"], how="left", suffix="_found", maintain_order="left")
    stands = pl.col("action").is_null() & (pl.col("raw").str.strip_chars() != "")
    of_document = pl.col("fate") == "duplicate"
    goes = stands & (of_document | pl.col("twin_document").is_not_null())
    reason = pl.col("kind").replace_strict(GONE_AS, default="document-near-copy", return_dtype=pl.String)
    verdict = {
        "action": pl.lit("remove"), "step": pl.lit("duplicate"),
        "reason": pl.when(of_document).then(reason).otherwise(pl.lit("shared-paragraph")),
        "detector": pl.when(of_document).then(pl.lit("minhash-document")).otherwise(pl.lit("minhash-line")),
        "score": pl.lit(1.0, pl.Float32), "twin_line": pl.col("twin_line_found"), "similarity": "similarity_found",
    }
    return found.with_columns(goes=goes).with_columns(
        *(pl.when("goes").then(value).otherwise(column).alias(column) for column, value in verdict.items()),
        pl.when("goes").then(pl.coalesce("twin_document", "twin"))
        .when(pl.col("twin_line").is_not_null()).then("id").alias("twin_document"),
    ).select(*judged.columns, "id", "twin_document")


def ledger(settled: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `ledger` from lines that `settle` returned."""
    named = settled.select("document", "line", "id", "twin_document")
    return account.ledger(settled).join(named, on=["document", "line"], maintain_order="left").with_columns(
        pl.col("id").alias("document")
    )


def documents(named: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `documents`; a duplicate cluster is one split group, so it never straddles two splits.

    What `named` has inherited of `split_group` and `split` from documents of earlier runs goes before that.
    """
    kept = named.filter(pl.col("fate") == "kept").with_columns(
        pl.col("cluster").alias("duplicate_cluster"),
        pl.coalesce("split_group", "cluster", "id").alias("split_group"),
    )
    names = [name for name, share in SPLITS for _ in range(share)]
    bucket = pl.col("split_group").str.slice(8, 8).str.to_integer(base=16) % len(names)
    return kept.with_columns(split=pl.coalesce("split", pl.lit(pl.Series(names)).gather(bucket)))


def sources(records: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `sources`: the first source of a document has its fate, the others are copies.

    Of a document that is not in `fates`, an earlier run had the first.
    """
    is_first = (pl.int_range(pl.len()).over("id") == 0) & pl.col("fate").is_not_null()
    return records.join(fates, on="id", how="left", maintain_order="left").sort("id", maintain_order=True).select(
        pl.col("id").alias("document"),
        *("source", "record", "url", "fetched", "digest", "n_bytes", "charset", "encoding", "residue", "n_undecodable",
          "twin", "n_lines", "n_blank", "layout"),
        pl.struct(pl.col(f"meta_{name}").alias(name) for name in DECLARED).alias("declared"),
        pl.when(is_first).then("fate").otherwise(pl.lit("copy")).alias("fate"),
    )


def duplicates(ledger: pl.DataFrame, fates: pl.DataFrame, shared: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `duplicates`: lines inside a document, whole documents, paragraphs that documents share.

    `shared` is what `cleaners.shared.shared` returned, `beside` is `cleaners.decide.BESIDE`.
    """
    inside = ledger.filter(pl.col("step") == "repeat").select(
        "document", "line", "twin_document", "twin_line",
        pl.col("similarity").alias("jaccard"),
        pl.when(pl.col("similarity") == 1).then(1.0).cast(pl.Float32).alias("containment"),
        pl.col("reason").replace_strict(KINDS, default="exact", return_dtype=pl.String).alias("kind"),
        pl.lit("removed").alias("done"),
    )
    none = pl.lit(None, pl.UInt32)
    whole = fates.filter(pl.col("fate") == "duplicate").select(
        pl.col("id").alias("document"), none.alias("line"), pl.col("twin").alias("twin_document"),
        none.alias("twin_line"), "jaccard", "containment", "kind", pl.lit("removed").alias("done"),
    )
    gone = ledger.filter(pl.col("reason") == "shared-paragraph").select("document", "line", done=pl.lit("removed"))
    across = shared.rename({"id": "document"}).join(gone, on=["document", "line"], how="left").select(
        "document", "line", "twin_document", "twin_line", "jaccard", "containment", "kind",
        pl.col("done").fill_null("kept"),
    )
    known = beside.select(
        pl.col("id").alias("document"), none.alias("line"), pl.col("twin").alias("twin_document"),
        none.alias("twin_line"), "jaccard", "containment", "kind", "done",
    )
    return pl.concat([inside, whole, across, known])
