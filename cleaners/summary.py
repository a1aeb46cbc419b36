"""What must be known of some runs so that a report of all can be told? Counts, and small samples.

Summaries are merged instead of made anew: that of all runs has the same rows whether it was made of the tables at once
or of the summaries of their parts, however these are grouped. Counts add up. Samples hold the first rows by an order
that no other row changes: what is among the first of all is among the first of its part.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from cleaners.schema import TABLES
from cleaners.strata import Limits

Summary = dict[str, pl.DataFrame]  # by the names in SUMMARIES

HELD: Final = ["step", "reason", "action"]
HUB: Final = ["twin_document", "twin_line"]
GIVEN: Final = pl.List(pl.Struct({"reason": pl.String, "lines": pl.UInt32}))


def _like(table: str, *names: str) -> dict[str, pl.DataType]:
    return {name: TABLES[table][name] for name in names}


SUMMARIES: Final[dict[str, pl.Schema]] = {
    # Numbers that add up, of all documents: what they are of is told where they are made and asked for.
    "counts": pl.Schema({"figure": pl.String, "a": pl.String, "b": pl.String, "c": pl.String,
                         "n": pl.Int64, "m": pl.Int64, "k": pl.Int64}),
    # Documents that came in: the first by their ids, which are digests, so that these are a fair part; and some of
    # every reason. `reasons` are those of its ledger rows, with their numbers; `twins` what it is much like.
    "pages": pl.Schema({
        **_like("sources", "document", "fate", "url", "source", "record", "n_lines", "n_blank", "n_bytes",
                "n_undecodable"),
        **_like("documents", "host", "title", "language", "script", "n_chars"), "n_kept": pl.UInt32,
        "reasons": GIVEN, "twins": pl.List(pl.String), "twin": pl.String,
    }),
    # Ledger rows of every reason, of different hosts and documents.
    "samples": pl.Schema({
        **_like("ledger", "document"), "host": pl.String, **_like("ledger", *HELD, "line", "text", "became",
                                                                  "detector", "score"),
        **_like("ledger", *HUB, "similarity", "evidence"),
    }),
    # Texts that others are much like: the first by their ids; how many of each kind, and the least similarity.
    "hubs": pl.Schema({**_like("duplicates", *HUB, "kind"), "pairs": pl.Int64, "jaccard": pl.Float32}),
    # Of each hub the pairs that are least alike.
    "members": pl.Schema(_like("duplicates", *HUB, "document", "line", "jaccard", "containment", "kind", "done")),
    "rejected": pl.Schema(_like("rejected", "source", "record", "reason", "error", "hint", "digest", "n_bytes",
                                "head")),
}


def merge(parts: Sequence[Summary], limits: Limits) -> Summary:
    """Make one summary of those of some parts, each row in its place; of rows of one part too, it leaves the first."""
    together = {name: pl.concat([pl.DataFrame(schema=schema), *(part[name].select(list(schema)) for part in parts)])
                for name, schema in SUMMARIES.items()}
    hubs = _hubs(together["hubs"], limits)
    merged = {
        "counts": _counts(together["counts"]), "pages": _pages(together["pages"], limits),
        "samples": _samples(together["samples"], limits), "hubs": hubs,
        "members": _members(together["members"], hubs, limits),
        "rejected": together["rejected"].sort(SUMMARIES["rejected"].names()).head(limits.rejected),
    }
    return {name: frame.select(list(SUMMARIES[name])).rechunk() for name, frame in merged.items()}


def _counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up."""
    keys = ["figure", "a", "b", "c"]
    return rows.group_by(keys).agg(pl.col("n", "m", "k").sum()).sort(keys)


def _pages(rows: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Leave the first, and the first of every reason."""
    ordered = rows.sort("document")
    given = ordered.select("document", pl.col("reasons").list.eval(pl.element().struct.field("reason")))
    rare = given.explode("reasons", empty_as_null=False).group_by("reasons").agg(
        pl.col("document").sort().head(limits.rare)).select(pl.col("document").explode()).unique()
    is_low = pl.int_range(pl.len()) < limits.pool
    return ordered.filter(is_low | pl.col("document").is_in(rare["document"].implode()))


def _samples(rows: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Leave some of every step, reason and action, of different hosts first."""
    nth = pl.int_range(pl.len()).over([*HELD, "host"])
    return rows.sort("document", *HELD).with_columns(nth=nth).filter(
        pl.col("nth") < limits.samples_of_host,
    ).sort(*HELD, "nth", "document").group_by(HELD, maintain_order=True).head(limits.samples)


def _hubs(rows: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Add up the pairs of each hub and kind; leave the first hubs."""
    summed = rows.group_by(*HUB, "kind").agg(pl.col("pairs").sum(), pl.col("jaccard").min()).sort(*HUB, "kind")
    return summed.filter(pl.struct(HUB).rle_id() < limits.hubs)


def _members(rows: pl.DataFrame, hubs: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Leave, of the hubs, the pairs that are least alike."""
    own = rows.join(hubs.select(HUB).unique(), on=HUB, how="semi", nulls_equal=True)
    order = own.sort(*HUB, "jaccard", "document", "line", "kind", "done")
    return order.group_by(HUB, maintain_order=True).head(limits.members)
