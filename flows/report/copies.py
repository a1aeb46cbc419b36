"""Which texts are much like another, and in what do they differ? Samples of a corpus' near-duplicates."""

from typing import Any, Final

import polars as pl

from cleaners.match import differ
from cleaners.strata import Limits
from flows.report import texts
from flows.report.model import Cluster, Line, Member, Tables

HUB: Final = ["twin_document", "twin_line"]
OPENING: Final = 400  # characters shown of the text that the others are like
CUT: Final = 80  # of a span that is too long


def clusters(corpus: Tables, limits: Limits) -> tuple[list[Cluster], int]:
    """Choose clusters of every kind, the largest first; return them and the number that there are.

    A cluster is a text and the texts that name it as their twin in the table `duplicates`.
    """
    pairs = corpus.scan("duplicates")
    hubs = pairs.group_by(HUB).agg(
        pl.len().alias("size"), pl.col("kind").sort().first(), pl.col("jaccard").min(),
        (pl.col("jaccard") == 1).all().alias("alike"),
    ).collect()
    # of each kind some; what is the same to the letter has nothing to show, so it comes last
    order = hubs.sort("size", "jaccard", *HUB, descending=[True, False, False, False], nulls_last=True).with_columns(
        nth=pl.int_range(pl.len()).over("kind", pl.col("twin_line").is_null(), "alike")).sort("alike", "nth", *HUB)
    chosen = order.head(limits.clusters).sort("alike", "size", *HUB, descending=[False, True, False, False])
    members = pairs.join(chosen.lazy().select(HUB), on=HUB, how="semi", nulls_equal=True).collect()
    some = members.sort("jaccard", "document", "line").group_by(HUB, maintain_order=True).head(limits.members)
    ids = sorted({*some["document"], *some["twin_document"]})
    pages = texts.read(corpus, ids)
    found = []
    for hub in chosen.iter_rows(named=True):
        is_mine = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(hub[name])) for name in HUB)
        kinds = dict(members.filter(is_mine).group_by("kind").len().sort("kind").rows())
        theirs = [_member(pair, pages, limits) for pair in some.filter(is_mine).iter_rows(named=True)]
        text = _text(pages[hub["twin_document"]], hub["twin_line"])
        found.append(Cluster(hub["twin_document"], hub["twin_line"], text[:OPENING], hub["size"], kinds, theirs))
    return found, hubs.height


def _member(pair: dict[str, Any], pages: dict[str, list[Line]], limits: Limits) -> Member:
    """Say in what a text differs from its twin."""
    one, other = pages[pair["document"]], pages[pair["twin_document"]]
    if pair["line"] is not None:
        mine, theirs = _text(one, pair["line"]), _text(other, pair["twin_line"])
        same = mine == theirs
        whole = [] if same else [(pair["line"], pair["twin_line"], differ.marked(theirs, mine))]
        return Member(pair, mine[:OPENING], _short(whole, limits), len(whole))
    mine, theirs = ([line for line in page if line.text] for page in (one, other))
    found = differ.hunks([line.text or "" for line in theirs], [line.text or "" for line in mine])
    placed = [(mine[hunk.there].number if hunk.there >= 0 else -1, theirs[hunk.here].number if hunk.here >= 0 else -1,
               hunk.spans) for hunk in found]
    return Member(pair, _text(one, None)[:OPENING], _short(placed, limits), len(placed))


def _short(hunks: list[tuple[int, int, list[differ.Span]]], limits: Limits) -> list[tuple[int, int, list[differ.Span]]]:
    """Keep the first hunks, and cut the spans of each that make it too long."""
    found = []
    for here, there, spans in hunks[: limits.hunks]:
        room, parts = limits.line_chars, []
        for part in spans:
            if (room := room - sum(map(len, part))) >= 0:
                parts.append(part)
            else:
                parts.append(tuple(f"{text[:CUT]}…" if len(text) > CUT else text for text in part))
                break
        found.append((here, there, parts))
    return found


def _text(page: list[Line], line: int | None) -> str:
    """Return a line of a page, or the first that is not blank."""
    if line is None:
        return next((one.text for one in page if one.text), "")
    return next((one.text or "" for one in page if one.number == line), "")
