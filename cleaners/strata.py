"""Which few stand for all? A sample that everyone draws alike, with something of every kind in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a corpus a report holds: what a browser opens at once, and a person can look through."""

    pool: int = 20_000  # documents that the sample is drawn from,
    rare: int = 3  # and of every reason
    documents: int = 10_000  # listed with their counts
    text_bytes: int = 8_000_000  # of the lines of documents, before they are packed,
    page_bytes: int = 5_500_000  # and as they lie in the page
    plain_bytes: int = 3_000_000  # up to which they lie there unpacked
    document_chars: int = 40_000  # of one document; longer ones are cut in the middle
    line_chars: int = 2_000
    block_bytes: int = 200_000  # of lines that are parsed at once
    hosts: int = 500  # rows of the table, strata of the sample
    samples: int = 18  # removed lines of each reason
    samples_of_host: int = 3  # at most, of them
    hubs: int = 20_000  # texts with copies, that clusters are drawn from
    clusters: int = 80
    members: int = 6  # of a cluster, the least alike first
    hunks: int = 8  # places in which a member differs
    rejected: int = 300


def drawn(members: pl.DataFrame, most: int) -> list[str]:
    """Draw up to `most` ids so that each stratum gives its first before any gives its second, and so on.

    `members` has `id` and `stratum`; an id may stand in several strata. Ids are digests, so their order is no order of
    the world: the first of a stratum are as good as any, and the same for everyone.

    >>> strata = {"id": ["a", "b", "c", "d"], "stratum": ["nav", "nav", "nav", "spam"]}
    >>> drawn(pl.DataFrame(strata), 2)
    ['a', 'd']
    """
    ranked = members.unique().sort("stratum", "id").with_columns(rank=pl.int_range(pl.len()).over("stratum"))
    return ranked.group_by("id").agg(pl.col("rank").min()).sort("rank", "id").head(most)["id"].to_list()


def with_twins(order: Iterable[str], twins: Mapping[str, list[str]]) -> list[str]:
    """Put behind each id the twins it points to, unless they stand already.

    >>> with_twins(["a", "b", "c"], {"a": ["c", "x"]})
    ['a', 'c', 'x', 'b']
    """
    return list(dict.fromkeys(one for name in order for one in (name, *twins.get(name, ()))))


def scattered(document: str = "document", line: str = "line") -> pl.Expr:
    """Give each line of a document a place in an order that is not that of the page (Knuth's multiplicative hash)."""
    seed = pl.col(document).str.slice(8, 8).str.to_integer(base=16, strict=False).fill_null(0).cast(pl.UInt64)
    return (pl.col(line).cast(pl.UInt64) * 2_654_435_761 + seed) % 2**32
