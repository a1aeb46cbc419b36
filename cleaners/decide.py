"""Which documents say the same, which of them stays, and which of their paragraphs stand elsewhere too?

Rows number documents, and lines, through the whole corpus, in the order of shards. `pairs` are
`cleaners.match.PAIRS`.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from cleaners import shared, splits
from cleaners.match import MatchSettings, clusters, document_pairs
from cleaners.match.guards import SAME
from cleaners.quality.filters import FOUND

FATES: Final = pl.Schema({
    "id": pl.String,
    "fate": pl.String,     # kept, duplicate, empty or filtered
    "twin": pl.String,     # the document that stays in its place; null where it stays itself
    "cluster": pl.String,  # the keeper's id where there are copies, else null
    "jaccard": pl.Float32,      # to the twin
    "containment": pl.Float32,  # of the smaller in the larger
    "kind": pl.String,     # of the pair: one of cleaners.match.guards.KINDS
    "group": pl.String,    # its split group: the least id of the documents that are like it
    **FOUND,               # why it is filtered
})


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided of a corpus."""

    fates: pl.DataFrame   # FATES, in order of id
    twins: pl.DataFrame   # `cleaners.shared.TWINS` of the lines that go
    shared: pl.DataFrame  # `cleaners.shared.shared` of documents that stay: paragraphs, or (line null) the whole


@dataclass(frozen=True, slots=True)
class DuplicateSettings:
    """How documents and paragraphs are matched across the corpus, and what is done then."""

    documents: Literal["remove", "keep"] = "remove"   # documents that duplicate or contain one another
    paragraphs: Literal["remove", "keep"] = "keep"    # paragraphs that unrelated documents share
    memory: int = 2 << 30  # bytes
    min_shared: int = 100  # letters of a shared paragraph that keeps two documents in one split: see cleaners/splits.py
    min_contained: int = 60  # code points of match key; an excerpt that is shorter is a quotation or a phrase
    lines: MatchSettings = field(default_factory=MatchSettings)
    whole: MatchSettings = field(default_factory=MatchSettings)


def decide(
    documents: pl.DataFrame, lines: pl.DataFrame, whole: pl.DataFrame, pairs: pl.DataFrame, settings: DuplicateSettings
) -> Decisions:
    """Decide what becomes of documents and of the paragraphs they share.

    `documents` has row, id, n_lines, n_chars, published (ISO 8601, or null) and why a filter leaves it out
    (`cleaners.quality.filters.FOUND`, null where none does); `lines` has row, document (its row),
    id, line and length (`cleaners.account.standing`); `whole` are pairs of documents by their whole texts, `pairs`
    pairs of lines.
    """
    found = _document_pairs(lines, whole, pairs, settings)
    decided = fates(documents, found, settings)
    named = lines.join(decided.select("id", "fate", "twin"), on="id", maintain_order="left").join(
        documents.select("id", "published"), on="id", maintain_order="left"
    )
    across = shared.shared(named, pairs, settings.lines.min_dense)
    going = shared.twins(named, pairs)
    if settings.paragraphs == "remove":
        going = pl.concat([going, shared.removable(named, across)])
    grouped = splits.groups(documents, found, across, settings.min_shared)
    across = pl.concat([shared.whole(found, documents, decided), across])
    known = decided.join(grouped, on="id", maintain_order="left").select(list(FATES))
    return Decisions(known, going, across)


def fates(documents: pl.DataFrame, found: pl.DataFrame, settings: DuplicateSettings) -> pl.DataFrame:
    """Decide each document's fate; return `FATES` but the group, in order of id.

    `documents` is that of `decide`, `found` the pairs of documents that are like one another. Of those that are one
    text, or of which one contains the other, the longest stays, of those the earliest, of those the one of smallest id.
    """
    # one that is left out stays for nobody's sake while another can
    length = pl.when(pl.col("reason").is_null()).then("n_chars").otherwise(0).alias("length")
    ranked = documents.sort("row").select(length, pl.col("published").alias("date"), "id")
    kinds = (*SAME, "contained") if settings.documents == "remove" else ()
    decided = clusters(found, ranked, kinds)
    ids = documents.sort("row").select("row", "id", twin_out=pl.col("reason").is_not_null())
    twins = found.select(
        pl.concat_list("a", "b").alias("row"), pl.concat_list("b", "a").alias("twin"), "jaccard", "containment", "kind"
    ).explode("row", "twin", empty_as_null=False).unique(["row", "twin"], keep="first", maintain_order=True)
    is_empty = pl.col("n_lines") == 0
    is_out = pl.col("reason").is_not_null() & (pl.col("keeper") | pl.col("twin_out"))
    has_copies = ~pl.col("keeper") | pl.col("row").is_in(decided["twin"].drop_nulls().implode())
    named = decided.join(documents.select("row", "id", "n_lines", *FOUND), on="row", maintain_order="left").join(
        twins, on=["row", "twin"], how="left", maintain_order="left"
    ).join(ids.rename({"row": "twin", "id": "twin_id"}), on="twin", how="left", maintain_order="left")
    return named.select(
        "id",
        pl.when(is_empty).then(pl.lit("empty")).when(is_out).then(pl.lit("filtered")).when("keeper")
        .then(pl.lit("kept")).otherwise(pl.lit("duplicate")).alias("fate"),
        pl.when(~is_empty & ~is_out).then("twin_id").alias("twin"),
        pl.when(~is_empty & has_copies).then(pl.coalesce("twin_id", "id")).alias("cluster"),
        pl.col("jaccard").cast(pl.Float32), pl.col("containment").cast(pl.Float32), "kind",
        *FOUND,
    ).sort("id")


def _document_pairs(
    lines: pl.DataFrame, whole: pl.DataFrame, pairs: pl.DataFrame, settings: DuplicateSettings
) -> pl.DataFrame:
    """Gather the pairs of documents that are alike, by their whole texts and by their lines; each once, of one kind."""
    by_lines = document_pairs(lines.sort("row").select("document", "length"), pairs, settings.lines)
    sizes = lines.group_by("document").agg(pl.col("length").sum())
    both = pl.concat([whole, by_lines])
    for side in ("a", "b"):
        both = both.join(sizes.select(pl.col("document").cast(pl.UInt32).alias(side),
                                      pl.col("length").alias(f"length_{side}")), on=side, how="left")
    is_excerpt = pl.min_horizontal("length_a", "length_b") >= settings.min_contained
    kept = both.filter((pl.col("kind") != "contained") | is_excerpt)
    # what tells two whole texts apart (a number, a negation) is not undone by what their lines have in common
    is_one = pl.col("kind").is_in((*SAME, "contained"))
    guarded = kept.filter(~is_one)
    order = pl.col("kind").replace_strict({kind: k for k, kind in enumerate((*SAME, "contained"))}, default=9)
    alike = pl.concat([kept.filter(is_one).join(guarded, on=["a", "b"], how="anti"), guarded])
    return alike.with_columns(order=order).sort(
        "a", "b", "order", pl.col("jaccard").neg()
    ).unique(["a", "b"], keep="first", maintain_order=True).select(whole.columns)
