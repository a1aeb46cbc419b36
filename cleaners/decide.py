"""Which documents say the same, which of them stays, and which of their paragraphs stand elsewhere too?

Rows number documents, and lines, through all that is matched, in the order of shards. `pairs` are
`cleaners.match.PAIRS`. Documents that stand in the corpus since an earlier run are `known`: nothing changes about them,
whatever comes later. So across runs the order of arrival decides, inside a run the length: a new document that says
what a known one says goes, even if it is longer; one that holds a known one and much more stays beside it.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from cleaners import shared, splits
from cleaners.match import MatchSettings, clusters, document_pairs
from cleaners.match.copies import copies
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
    "split_group": pl.String,  # `cleaners.splits.groups`
    "split": pl.String,        # of the known documents in it; null where there are none
    **FOUND,                   # why it is filtered
})
BESIDE: Final = pl.Schema({
    "id": pl.String, "twin": pl.String, "jaccard": pl.Float32, "containment": pl.Float32, "kind": pl.String,
    "done": pl.String,
})


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided of a run's documents."""

    fates: pl.DataFrame   # FATES, in order of id; of new documents
    twins: pl.DataFrame   # `cleaners.shared.TWINS` of the lines that go
    shared: pl.DataFrame  # `cleaners.shared.shared` of documents that stay: paragraphs, or (line null) the whole
    beside: pl.DataFrame  # BESIDE: what new documents have in common with known ones that are not their twins


@dataclass(frozen=True, slots=True)
class DuplicateSettings:
    """How documents and paragraphs are matched across the corpus, and what is done then."""

    documents: Literal["remove", "keep"] = "remove"
    """Of documents that duplicate or contain one another, one stays; or keep them all."""
    paragraphs: Literal["remove", "keep"] = "keep"
    """Paragraphs that unrelated documents share are recorded and kept, or removed."""
    memory: int = 2 << 30
    """Bytes that matching may take, whatever the size of the corpus."""
    min_shared: int = 100
    """Letters of a shared paragraph that keeps two documents in one split."""
    min_contained: int = 60
    """Code points of match key; an excerpt that is shorter is a quotation or a phrase."""
    lines: MatchSettings = field(default_factory=MatchSettings)
    """How lines are matched."""
    whole: MatchSettings = field(default_factory=MatchSettings)
    """How documents are matched as a whole."""


def decide(
    documents: pl.DataFrame, lines: pl.DataFrame, whole: pl.DataFrame, pairs: pl.DataFrame, settings: DuplicateSettings
) -> Decisions:
    """Decide what becomes of documents and of the paragraphs they share.

    `documents` has row, id, n_lines, n_chars, published (ISO 8601, or null), why a filter leaves it out
    (`cleaners.quality.filters.FOUND`, null where none does) and, where there are known ones, `known`, `split_group`
    and `split`; `lines` has row, document (its row), id, line and length
    (`cleaners.account.standing`); `whole` are pairs of documents by their whole texts, `pairs` pairs of lines.
    """
    if "known" not in documents.columns:
        none = pl.lit(None, pl.String)
        documents = documents.with_columns(known=pl.lit(value=False), split_group=none, split=none)
    documents = documents.sort("row")
    found = _met(documents, _document_pairs(lines, whole, pairs, settings))
    decided = fates(documents, found, settings)
    named = lines.join(decided.select("id", "fate", "twin"), on="id", maintain_order="left").join(
        documents.select("id", "published", "known"), on="id", maintain_order="left"
    )
    across = shared.shared(named, pairs, settings.lines.min_dense)
    going = shared.twins(named, pairs)
    if settings.paragraphs == "remove":
        going = pl.concat([going, shared.removable(named, across)])
    grouped = splits.groups(documents, found, across, settings.min_shared)
    across = pl.concat([shared.whole(found, documents, decided), across])
    new = decided.join(grouped, on="id").sort("id").select(list(FATES))
    return Decisions(new, going, across, _beside(documents, found, decided))


def fates(documents: pl.DataFrame, found: pl.DataFrame, settings: DuplicateSettings) -> pl.DataFrame:
    """Decide each document's fate; return `FATES` but the splits, in order of id.

    `documents` is that of `decide` with all its columns, in order of row; `found` are the pairs of documents, and
    which is the `larger` where it holds the other. Of those that are one text, or of which one contains the other,
    the known stays, else the longest, of those the earliest, of those the one of smallest id; one that a filter leaves
    out, for nobody's sake while another can.
    """
    length = pl.when(pl.col("reason").is_null()).then("n_chars").otherwise(0).alias("length")
    ranked = documents.select(length, pl.col("published").alias("date"), "id", "known")
    kinds = (*SAME, "contained") if settings.documents == "remove" else ()
    decided = clusters(found, ranked, kinds)
    ids = documents.select("row", "id", twin_out=pl.col("reason").is_not_null())
    is_empty = pl.col("n_lines") == 0
    is_out = pl.col("reason").is_not_null() & (pl.col("keeper") | pl.col("twin_out"))
    has_copies = ~pl.col("keeper") | pl.col("row").is_in(decided["twin"].drop_nulls().implode())
    named = _measured(decided, found).join(
        documents.select("row", "id", "n_lines", *FOUND), on="row", maintain_order="left"
    ).join(ids.rename({"row": "twin", "id": "twin_id"}), on="twin", how="left", maintain_order="left")
    return named.select(
        "id",
        pl.when(is_empty).then(pl.lit("empty")).when(is_out).then(pl.lit("filtered")).when("keeper")
        .then(pl.lit("kept")).otherwise(pl.lit("duplicate")).alias("fate"),
        pl.when(~is_empty & ~is_out).then("twin_id").alias("twin"),
        pl.when(~is_empty & has_copies).then(pl.coalesce("twin_id", "id")).alias("cluster"),
        pl.col("jaccard").cast(pl.Float32), pl.col("containment").cast(pl.Float32), "kind", *FOUND,
    ).sort("id")


def _measured(decided: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Add `jaccard`, `containment` and `kind` of each document that goes and its twin.

    What a pair says of two documents it says of all their copies, and copies are linked to the first of them alone.
    """
    copy, likeness = copies(decided.height, found, SAME), ["jaccard", "containment", "kind"]
    both = pl.concat(
        found.select(pl.col(here).alias("row"), pl.col(there).alias("twin"), *likeness) for here, there in ("ab", "ba"))
    by_copies = both.with_columns(copy=copy.gather(both["row"]), twin_copy=copy.gather(both["twin"])).sort(
        "copy", "twin_copy", "jaccard", "kind", descending=[False, False, True, False]
    ).unique(["copy", "twin_copy"], keep="first", maintain_order=True).select("copy", "twin_copy", *likeness)
    twin_copy = copy.gather(decided["twin"])
    told = decided.with_columns(copy=copy, twin_copy=twin_copy).join(
        both, on=["row", "twin"], how="left", maintain_order="left"
    ).join(by_copies, on=["copy", "twin_copy"], how="left", maintain_order="left", suffix="_of_copies")
    return told.select(
        *decided.columns, *(pl.coalesce(name, f"{name}_of_copies").alias(name) for name in likeness))


def _met(documents: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Leave the pairs in which a document is new; name, where one holds the other and more, the `larger`."""
    for side in ("a", "b"):
        found = found.with_columns(documents["known"].gather(found[side]).alias(f"known_{side}"))
    is_contained = pl.col("kind") == "contained"
    larger = pl.when(is_contained & (pl.col("length_a") > pl.col("length_b"))).then("a").when(
        is_contained & (pl.col("length_b") > pl.col("length_a"))).then("b")
    return found.with_columns(larger=larger).filter(~(pl.col("known_a") & pl.col("known_b")))


def _beside(documents: pl.DataFrame, found: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """List the pairs of a new and a known document that no fate tells of; return `BESIDE`."""
    new, old = (pl.when("known_a").then(there).otherwise(here) for there, here in (("b", "a"), ("a", "b")))
    mixed = found.filter(pl.col("known_a") != pl.col("known_b")).select(
        new.alias("new"), old.alias("old"), "jaccard", "containment", "kind"
    )
    named = mixed.with_columns(documents["id"].gather(mixed["new"]).alias("id"),
                               documents["id"].gather(mixed["old"]).alias("twin"))
    fate = decided.select("id", "fate", pl.col("twin").alias("keeper"))
    told = named.join(fate, on="id").filter(pl.col("keeper").is_null() | (pl.col("twin") != pl.col("keeper")))
    done = pl.when(pl.col("fate") == "kept").then(pl.lit("kept")).otherwise(pl.lit("removed"))
    return told.with_columns(done=done).select(pl.col(n).cast(t) for n, t in BESIDE.items()).sort("id", "twin")


def _document_pairs(
    lines: pl.DataFrame, whole: pl.DataFrame, pairs: pl.DataFrame, settings: DuplicateSettings
) -> pl.DataFrame:
    """Gather the pairs of documents that are alike, by their whole texts and by their lines; each once, of one kind.

    Returns `cleaners.match.PAIRS` and the lengths of both, in code points of match key.
    """
    by_lines = document_pairs(lines.sort("row").select("document", "length"), pairs, settings.lines)
    sizes = lines.group_by("document").agg(pl.col("length").sum())
    both = pl.concat([found.with_columns(lines=pl.lit(value)) for value, found in ((False, whole), (True, by_lines))])
    for side in ("a", "b"):
        both = both.join(sizes.select(pl.col("document").cast(pl.UInt32).alias(side),
                                      pl.col("length").alias(f"length_{side}")), on=side, how="left")
    is_excerpt = pl.min_horizontal("length_a", "length_b") >= settings.min_contained
    kept = both.filter((pl.col("kind") != "contained") | is_excerpt)
    # what tells two whole texts apart (a number, a negation) is not undone by what their lines have in common
    is_one = pl.col("kind").is_in((*SAME, "contained"))
    guarded = kept.filter(~is_one)
    alike = pl.concat([kept.filter(is_one).join(guarded, on=["a", "b"], how="anti"), guarded])
    order = pl.col("kind").replace_strict({kind: k for k, kind in enumerate((*SAME, "contained"))}, default=9)
    # of a pair that was compared whole, that is what counts
    return alike.with_columns(order=order).sort("a", "b", "lines", "order").unique(
        ["a", "b"], keep="first", maintain_order=True).select(*whole.columns, "length_a", "length_b")
