"""Which paragraphs stand in several documents, and which line of the keeper is the twin of a copy's line?

`lines` is one row a line that stands, in order of `row`: `document` (its row), `id`, `line`, `length`, and its
document's `fate`, `twin`, `published` and whether it is `known` from an earlier run. `pairs` are `cleaners.match.PAIRS`
over the rows.
"""

from typing import Final

import polars as pl

from cleaners.match import connected
from cleaners.match.guards import SAME

TWINS: Final = pl.Schema({
    "id": pl.String, "line": pl.UInt32, "twin_document": pl.String, "twin_line": pl.UInt32, "similarity": pl.Float32,
})


def twins(lines: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pair each line of a document that goes with the line of its keeper that says the same; return `TWINS`.

    Lines say the same where verified pairs connect them. `similarity` is null where they are connected only through
    a third.
    """
    grouped = lines.with_columns(group=connected(lines.height, pairs.filter(pl.col("kind").is_in(SAME))))
    keepers = grouped.filter(pl.col("fate") == "kept").select(
        pl.col("id").alias("twin"), "group", pl.col("row").alias("twin_row"), pl.col("line").alias("twin_line")
    ).unique(["twin", "group"], keep="first", maintain_order=True)
    gone = grouped.filter(pl.col("fate") == "duplicate").join(keepers, on=["twin", "group"], maintain_order="left")
    return _similar(gone, pairs).select(
        "id", "line", pl.col("twin").alias("twin_document"), "twin_line", "similarity"
    ).cast(dict(TWINS))


def shared(lines: pl.DataFrame, pairs: pl.DataFrame, min_length: int) -> pl.DataFrame:
    """List the paragraphs that documents which stay share with another.

    Returns `TWINS`, `jaccard`, `containment`, `kind` and `n_letters` (of the shorter). One row a verified pair of lines
    of different documents, of at least `min_length` letters, the later or greater document's line first; of known
    documents, only what they share with new ones.
    """
    kept = lines.filter((pl.col("fate") == "kept") & (pl.col("length") >= min_length))
    columns = ["row", "document", "id", "line", "published", "known", "length"]
    named = pairs.join(kept.select(columns), left_on="a", right_on="row").join(
        kept.select(columns), left_on="b", right_on="row", suffix="_b"
    ).filter((pl.col("document") != pl.col("document_b")) & ~(pl.col("known") & pl.col("known_b")))
    # a known document has the paragraph, else the earlier dated one, then the one of smaller id
    dated = pl.col("published").fill_null("9999"), pl.col("published_b").fill_null("9999")
    is_later = (dated[0] > dated[1]) | ((dated[0] == dated[1]) & (pl.col("id") > pl.col("id_b")))
    swaps = pl.col("known_b") | (~pl.col("known") & is_later)
    return named.select(
        pl.when(swaps).then("id").otherwise("id_b").alias("id"),
        pl.when(swaps).then("line").otherwise("line_b").alias("line"),
        pl.when(swaps).then("id_b").otherwise("id").alias("twin_document"),
        pl.when(swaps).then("line_b").otherwise("line").alias("twin_line"),
        pl.col("jaccard").cast(pl.Float32).alias("similarity"),
        pl.col("jaccard").cast(pl.Float32), pl.col("containment").cast(pl.Float32), "kind",
        pl.min_horizontal("length", "length_b").cast(pl.UInt32).alias("n_letters"),
    ).sort("id", "line", "twin_document", "twin_line")


def whole(pairs: pl.DataFrame, documents: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """List the pairs of new documents that are alike and both stay, as `shared` does, with null for lines.

    `pairs` are `cleaners.match.PAIRS` over `documents` (row, id, known); `fates` are `cleaners.decide.FATES`.
    """
    new = documents.filter(~pl.col("known")).select("row", "id")
    kept = new.join(fates.filter(pl.col("fate") == "kept").select("id"), on="id")
    none = pl.lit(None, pl.UInt32)
    return pairs.join(kept, left_on="a", right_on="row").join(kept, left_on="b", right_on="row", suffix="_b").select(
        pl.max_horizontal("id", "id_b").alias("id"), none.alias("line"),
        pl.min_horizontal("id", "id_b").alias("twin_document"), none.alias("twin_line"),
        pl.col("jaccard").cast(pl.Float32).alias("similarity"),
        pl.col("jaccard").cast(pl.Float32), pl.col("containment").cast(pl.Float32), "kind", none.alias("n_letters"),
    ).sort("id", "twin_document")


def removable(lines: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Choose, of the shared paragraphs, those that may go: `TWINS`.

    A line goes for the sake of one that stays; and a document of which nothing would be left loses nothing.
    """
    same = shared.filter(pl.col("kind").is_in(SAME)).unique(["id", "line"], keep="first", maintain_order=True)
    stays = same.join(same, left_on=["twin_document", "twin_line"], right_on=["id", "line"], how="anti")
    standing = lines.filter(pl.col("fate") == "kept").group_by("id").agg(pl.len().alias("n"))
    counted = stays.join(standing, on="id").with_columns(going=pl.len().over("id"))
    return counted.filter(pl.col("going") < pl.col("n")).select(list(TWINS)).sort("id", "line")


def _similar(gone: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add the exact Jaccard of each line and its twin, where they were compared."""
    low, high = pl.min_horizontal("row", "twin_row"), pl.max_horizontal("row", "twin_row")
    known = pairs.select("a", "b", pl.col("jaccard").alias("similarity"))
    return gone.with_columns(a=low, b=high).join(known, on=["a", "b"], how="left", maintain_order="left")
