"""Which paragraphs stand in several documents, and which line of the keeper is the twin of a copy's line?

`lines` is one row a line that stands, in order of `row`: `document` (its row), `id`, `line`, `length`, and its
document's `fate`, `twin`, `published` and whether it is `known` from an earlier run. `pairs` are `cleaners.match.PAIRS`
over the rows.
"""

from typing import Final

import polars as pl

from cleaners.match.copies import BY_KEY, copies, links
from cleaners.match.exact import exact_pairs
from cleaners.match.guards import SAME

TWINS: Final = pl.Schema({
    "id": pl.String, "line": pl.UInt32, "twin_document": pl.String, "twin_line": pl.UInt32, "similarity": pl.Float32,
})


def twins(lines: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pair each line of a document that goes with the line of its keeper that is most like it; return `TWINS`.

    It is the first of its copies there, else one that it, or a copy of it, was verified to be near. Null stands where
    there is none.
    """
    copy = copies(lines.height, pairs)
    grouped = lines.with_columns(copy=copy)
    keepers = grouped.filter(pl.col("fate") == "kept").select(
        pl.col("id").alias("twin"), "copy", pl.col("row").alias("twin_row"), pl.col("line").alias("twin_line")
    ).unique(["twin", "copy"], keep="first", maintain_order=True)
    gone = grouped.filter(pl.col("fate") == "duplicate")
    same = gone.join(keepers, on=["twin", "copy"]).with_columns(jaccard=pl.lit(1.0))
    alike = gone.join(links(pairs, copy), on="copy").join(
        keepers, left_on=["twin", "other"], right_on=["twin", "copy"])
    told = pl.concat([found.select("row", "twin_line", "twin_row", "jaccard") for found in (same, alike)]).sort(
        "row", "jaccard", "twin_row", descending=[False, True, False]).unique("row", keep="first")
    return gone.join(told, on="row", how="left", maintain_order="left").select(
        "id", "line", pl.col("twin").alias("twin_document"), "twin_line", pl.col("jaccard").alias("similarity")
    ).cast(dict(TWINS))


def shared(lines: pl.DataFrame, pairs: pl.DataFrame, min_length: int) -> pl.DataFrame:
    """List the paragraphs that documents which stay share with another.

    Returns `TWINS`, `jaccard`, `containment`, `kind` and `n_letters` (of the shorter). One row a verified pair of lines
    of different documents, of at least `min_length` letters, the later or greater document's line first; of known
    documents, only what they share with new ones.
    """
    copy = copies(lines.height, pairs)
    kept = lines.with_columns(copy=copy, key=copies(lines.height, pairs, BY_KEY)).filter(
        (pl.col("fate") == "kept") & (pl.col("length") >= min_length))
    # a known document has the paragraph, else the earlier dated one, then the one of smaller id
    best = kept.sort(pl.col("known").not_(), pl.col("published").fill_null("9999"), "id", "line").with_row_index("rank")
    columns = ["rank", "document", "id", "line", "known", "length"]
    named = _among(best, pairs, copy).join(best.select(columns), left_on="b", right_on="rank").join(
        best.select(columns), left_on="a", right_on="rank", suffix="_a"
    ).filter((pl.col("document") != pl.col("document_a")) & ~(pl.col("known") & pl.col("known_a")))
    return named.select(
        "id", "line", pl.col("id_a").alias("twin_document"), pl.col("line_a").alias("twin_line"),
        pl.col("jaccard").cast(pl.Float32).alias("similarity"),
        pl.col("jaccard").cast(pl.Float32), pl.col("containment").cast(pl.Float32), "kind",
        pl.min_horizontal("length", "length_a").cast(pl.UInt32).alias("n_letters"),
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


def _among(best: pl.DataFrame, pairs: pl.DataFrame, copy: pl.Series) -> pl.DataFrame:
    """Return PAIRS of ranks: how lines that stand are alike, told of the best of each, whichever were compared.

    The line that links others to one another may have gone with its document, and they are alike all the same.
    """
    scripts = pairs.filter((pl.col("kind") == "cross-script") & (pl.col("jaccard") == 1))["b"]
    stars = exact_pairs(best.select(
        pl.col("rank").alias("row"), x="key", y=pl.lit(0), amounts="copy",
        script=pl.col("row").is_in(scripts.implode())))
    ranks = copy.to_frame("copy").join(
        best.group_by("copy").agg(pl.col("rank").min()), on="copy", how="left", maintain_order="left")["rank"]
    unlike = pairs.filter((pl.col("jaccard") < 1) | ~pl.col("kind").is_in(BY_KEY))
    one, other = ranks.gather(unlike["a"]), ranks.gather(unlike["b"])
    told = unlike.with_columns(a=pl.min_horizontal(one, other), b=pl.max_horizontal(one, other)).drop_nulls(["a", "b"])
    nearest = told.sort("a", "b", "jaccard", "kind", descending=[False, False, True, False])
    return pl.concat([stars, nearest.unique(["a", "b"], keep="first", maintain_order=True)])
