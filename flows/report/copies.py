"""Which texts are much like another, and in what do they differ? Samples of a corpus' near-duplicates."""

from collections import defaultdict
from typing import Any, Final

import polars as pl

from cleaners.match import differ
from cleaners.strata import Limits
from cleaners.summary import HUB, Summary
from flows.report import texts
from flows.report.model import BETWEEN, Cluster, Member, Tables

OPENING: Final = 400  # characters shown of the text that the others are like
CUT: Final = 80  # of a span that is too long
NONE: Final = (-1, "")  # a line that is not there

Hub = tuple[str, int | None]  # a document, or a line of it
Page = dict[int, str]  # the lines that are not blank, by their numbers


def clusters(corpus: Tables, summary: Summary, limits: Limits) -> tuple[list[Cluster], int]:
    """Choose clusters of every kind, the largest first; return them and the number that there are to choose from.

    A cluster is a text and the texts that name it as their twin in the table `duplicates`.
    """
    counted, some = summary["hubs"], summary["members"]
    hubs = counted.group_by(HUB).agg(
        pl.col("pairs").sum().alias("size"), pl.col("kind").sort().first(), pl.col("jaccard").min(),
    ).with_columns(alike=pl.col("jaccard") == 1)
    # of each kind some; what is the same to the letter has nothing to show, so it comes last
    order = hubs.sort("size", "jaccard", *HUB, descending=[True, False, False, False], nulls_last=True).with_columns(
        nth=pl.int_range(pl.len()).over("kind", pl.col("twin_line").is_null(), "alike")).sort("alike", "nth", *HUB)
    chosen = order.head(limits.clusters).sort("alike", "size", *HUB, descending=[False, True, False, False])
    counted, some = (frame.join(chosen.select(HUB), on=HUB, how="semi", nulls_equal=True, maintain_order="left")
                     .with_columns(pl.col("kind").fill_null(BETWEEN)) for frame in (counted, some))
    ids = sorted({*some["document"], *some["twin_document"]})
    pages = {name: {line.number: line.text for line in page if line.text} for name, page in texts.read(corpus, ids)}
    pairs, kinds = defaultdict[Hub, list[dict[str, Any]]](list), defaultdict[Hub, dict[str, int]](dict)
    for pair in some.iter_rows(named=True):
        pairs[pair["twin_document"], pair["twin_line"]].append(pair)
    for document, line, kind, n in counted.sort("kind").select(*HUB, "kind", "pairs").iter_rows():
        kinds[document, line][kind] = n
    found = []
    for hub in chosen.iter_rows(named=True):
        document, line = hub["twin_document"], hub["twin_line"]
        theirs = [_member(pair, pages, limits) for pair in pairs[document, line]]
        text = _text(pages[document], line)[:OPENING]
        found.append(Cluster(document, line, text, hub["size"], kinds[document, line], theirs))
    return found, hubs.height


def _member(pair: dict[str, Any], pages: dict[str, Page], limits: Limits) -> Member:
    """Say in what a text differs from its twin."""
    mine, theirs = pages[pair["document"]], pages[pair["twin_document"]]
    title = _text(mine, pair["line"])[:OPENING]
    if pair["line"] is not None:
        mine, theirs = ({pair[key]: page[pair[key]]} if pair[key] in page else {}
                        for page, key in ((mine, "line"), (theirs, "twin_line")))
    here, there = [*mine.items(), NONE], [*theirs.items(), NONE]  # the last, at -1, where one has no such line
    places = differ.differing(list(theirs.values()), list(mine.values()))
    hunks = [_hunk(here[k], there[n], limits) for n, k in places[: limits.hunks]]
    return Member(pair, title, hunks, len(places))


def _hunk(mine: tuple[int, str], theirs: tuple[int, str], limits: Limits) -> tuple[int, int, list[differ.Span]]:
    """Mark in what a line differs from its twin; what makes it too long is cut."""
    room, parts = limits.line_chars, []
    for part in differ.marked(theirs[1], mine[1]):
        room -= sum(map(len, part))
        parts.append(part if room >= 0 else tuple(f"{text[:CUT]}…" if len(text) > CUT else text for text in part))
        if room < 0:
            break
    return mine[0], theirs[0], parts


def _text(page: Page, line: int | None) -> str:
    """Return a line of a page, or the first that is not blank."""
    return next(iter(page.values()), "") if line is None else page.get(line, "")
