"""How do judged lines and decided fates become the published tables?

Frames here are as follows. `judged`: `cleaners.account.JUDGED`. `fates`: `cleaners.decide.FATES`. `named`: one row a
document of a shard, with `document`, `id` and the columns of its fate.
"""

from typing import Final

import polars as pl

from cleaners import account
from cleaners.quality.filters import FOUND
from cleaners.schema import TABLES
from cleaners.splits import SplitSettings, deal

GONE_AS: Final = {"exact": "document-copy", "contained": "document-excerpt"}  # a document, by the kind of its pair
KINDS: Final = {"cross-script-repeat": "cross-script", "near-repeat": "near"}  # of a pair of lines; else exact
DECLARED: Final = ("title", "byline", "published", "site", "language")  # what a page's markup may say of it


def settle(judged: pl.DataFrame, named: pl.DataFrame, twins: pl.DataFrame) -> pl.DataFrame:
    """Set the verdicts of the steps `duplicate` and `filter` on what still stands of what goes.

    `twins` are `cleaners.shared.TWINS`: of the lines of documents that go, and of the paragraphs that go by
    themselves. Returns `judged` with `id`, `twin_document` and `evidence`.
    """
    why = [pl.col(name).alias(f"filter_{name}") for name in FOUND]
    fate = named.select("document", "id", "fate", "twin", "kind", *why)
    lines = judged.join(fate, on="document", maintain_order="left")
    found = lines.join(twins, on=["id", "line"], how="left", suffix="_found", maintain_order="left")
    stands = pl.col("action").is_null() & (pl.col("raw").str.strip_chars() != "")
    of_document = pl.col("fate") == "duplicate"
    filtered = pl.col("fate") == "filtered"
    goes = stands & (of_document | filtered | pl.col("twin_document").is_not_null())
    reason = pl.col("kind").replace_strict(GONE_AS, default="document-near-copy", return_dtype=pl.String)
    verdict = {
        "action": pl.lit("remove"), "step": pl.when(filtered).then(pl.lit("filter")).otherwise(pl.lit("duplicate")),
        "reason": pl.when(filtered).then("filter_reason").when(of_document).then(reason)
        .otherwise(pl.lit("shared-paragraph")),
        "detector": pl.when(filtered).then("filter_detector").when(of_document).then(pl.lit("minhash-document"))
        .otherwise(pl.lit("minhash-line")),
        "score": pl.lit(1.0, pl.Float32), "twin_line": pl.col("twin_line_found"), "similarity": "similarity_found",
    }
    return found.with_columns(goes=goes).with_columns(
        *(pl.when("goes").then(value).otherwise(column).alias(column) for column, value in verdict.items()),
        pl.when("goes").then(pl.coalesce("twin_document", "twin"))
        .when(pl.col("twin_line").is_not_null()).then("id").alias("twin_document"),
        pl.when(pl.col("goes") & filtered).then("filter_evidence").alias("evidence"),
    ).select(*judged.columns, "id", "twin_document", "evidence")


def ledger(settled: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `ledger` from lines that `settle` returned."""
    named = settled.select("document", "line", "id", "twin_document", "evidence")
    none = pl.lit(None, pl.UInt32)
    return account.ledger(settled).join(named, on=["document", "line"], maintain_order="left").with_columns(
        pl.col("id").alias("document"), start=none, end=none
    )


def marks(settled: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `ledger` for evaluation texts in lines that `settle` returned.

    `stretches` are `cleaners.quality.overlap.FOUND`. Lines that went for another reason than a filter are passed over:
    their texts are not in the corpus.
    """
    there = settled.filter(pl.col("action").is_null() | (pl.col("step") == "filter"))
    none = [pl.lit(None, dtype).alias(name) for name, dtype in TABLES["ledger"].items()
            if name in {"became", "twin_document", "twin_line", "similarity"}]
    return stretches.join(there.drop("evidence"), on=["document", "line"], how="inner").select(
        pl.col("id").alias("document"), "line", pl.col("raw").alias("text"), pl.lit("mark").alias("action"),
        pl.lit("contamination").alias("step"), pl.lit("evaluation-text").alias("reason"),
        pl.lit("ngram").alias("detector"), pl.lit(1.0, pl.Float32).alias("score"), *none, "evidence", "start", "end",
    )


def documents(named: pl.DataFrame, settings: SplitSettings) -> pl.DataFrame:
    """Shape the rows of `documents`; a split group lies in one split as a whole, in that of known documents in it."""
    kept = named.filter(pl.col("fate") == "kept").with_columns(pl.col("cluster").alias("duplicate_cluster"))
    return kept.with_columns(split=pl.coalesce("split", deal(settings)))


def sources(records: pl.DataFrame, fates: pl.DataFrame, masked: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `sources`: the first source of a document has its fate, the others are copies.

    Of a document that is not in `fates`, an earlier run had the first. `masked` has id and masked_digest: a source of
    which something was masked comes back as text, not as its bytes.
    """
    is_first = (pl.int_range(pl.len()).over("id") == 0) & pl.col("fate").is_not_null()
    known = records.join(fates, on="id", how="left", maintain_order="left").join(
        masked, on="id", how="left", maintain_order="left")
    is_masked = pl.col("masked_digest").is_not_null()
    return known.sort("id", maintain_order=True).select(
        pl.col("id").alias("document"),
        *("source", "record", "url", "fetched", "digest", "n_bytes", "charset", "n_undecodable", "twin", "n_lines",
          "n_blank", "layout", "masked_digest"),
        pl.when(is_masked & pl.col("encoding").is_not_null()).then(pl.lit("utf-8")).otherwise("encoding")
        .alias("encoding"),
        pl.when(~is_masked).then("residue").alias("residue"),
        pl.struct(pl.col(f"meta_{name}").alias(name) for name in DECLARED).alias("declared"),
        pl.when(is_first).then("fate").otherwise(pl.lit("copy")).alias("fate"),
    )


def duplicates(ledger: pl.DataFrame, fates: pl.DataFrame, shared: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """Shape the rows of `duplicates`: lines inside a document, whole documents, paragraphs that documents share.

    `shared` is what `cleaners.shared.shared` returned, `beside` is `cleaners.decide.BESIDE`.
    """
    none = pl.lit(None, pl.UInt32)
    inside = ledger.filter(pl.col("step") == "repeat").select(
        "document", "line", "twin_document", "twin_line", none.alias("n_letters"),
        pl.col("similarity").alias("jaccard"),
        pl.when(pl.col("similarity") == 1).then(1.0).cast(pl.Float32).alias("containment"),
        pl.col("reason").replace_strict(KINDS, default="exact", return_dtype=pl.String).alias("kind"),
        pl.lit("removed").alias("done"),
    )
    whole = fates.filter(pl.col("fate") == "duplicate").select(
        pl.col("id").alias("document"), none.alias("line"), pl.col("twin").alias("twin_document"),
        none.alias("twin_line"), none.alias("n_letters"), "jaccard", "containment", "kind",
        pl.lit("removed").alias("done"),
    )
    gone = ledger.filter(pl.col("reason") == "shared-paragraph").select("document", "line", done=pl.lit("removed"))
    across = shared.rename({"id": "document"}).join(gone, on=["document", "line"], how="left").select(
        "document", "line", "twin_document", "twin_line", "n_letters", "jaccard", "containment", "kind",
        pl.col("done").fill_null("kept"),
    )
    known = beside.select(
        pl.col("id").alias("document"), none.alias("line"), pl.col("twin").alias("twin_document"),
        none.alias("twin_line"), none.alias("n_letters"), "jaccard", "containment", "kind", "done",
    )
    return pl.concat([inside, whole, across, known])
