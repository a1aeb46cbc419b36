"""What do the rules and blocks say of each line?"""

import polars as pl

from cleaners.chrome.blocks import gather
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.shape import look, table
from cleaners.chrome.zones import DOCUMENT, place


def ruled(lines: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the lines that are not blank, with all that rules and blocks know of them.

    `verdict` is 0 where they let the line stand, 1 where they remove it, 2 where they make it metadata; the rule's
    own reason and detector stand in `reason` and `detector`, the verdict's in `said` and `sayer`, its certainty in
    `sure`, and the line of which it is a copy in `twin`.
    """
    return _decide(gather(place(_add_rules(look(lines, settings)), settings), settings), settings)


def _add_rules(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what a line's rule says, and whether the line leads to a web address below it."""
    url = pl.col("text").str.contains(r"^\W{0,4}(?:\d{1,2}\W{1,3})?(?:https?://|www\.)")
    same = pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(-1)
    return rows.join(table(), on="rule", how="left", maintain_order="left").with_columns(
        leads_to_url=((pl.col("detector") == "links-heading") & url.shift(-1) & same).fill_null(value=False),
    )


def _decide(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Add the verdicts."""
    where, part = pl.col("where"), pl.col("part")
    quoted = (pl.col("text").str.contains(r"[:：]$").shift(1) & ~pl.col("edge")).fill_null(value=False)
    placed = (
        ((where == "anywhere") & ~quoted)
        | ((where == "edge") & pl.col("edge"))
        | ((where == "rim") & (pl.col("head") | pl.col("foot")))
        | ((where == "head") & pl.col("head"))
        | ((where == "foot") & pl.col("foot"))
    ).fill_null(value=False)
    single = (pl.col("shy") | pl.col("weak")) & ~pl.col("bar")
    beside_prose = (where == "anywhere") & (pl.col("mark").shift(1) | pl.col("mark").shift(-1)).fill_null(value=False)
    content = _is_dated(settings) | _is_table() | pl.col("speaks").is_not_null()
    alone = placed & ~content & (~single | _has_company() | beside_prose)
    heading = pl.col("heading")
    by_block = part.replace_strict(
        {"references": "references", "title": "title-repeat", "profile": "profile", "inline": "related-links",
         "menu": "nav"}, default=None)
    named = ~part.is_in(["references", "title"]).fill_null(value=False)
    own = pl.col("rule").is_not_null() & (alone | (part == "tail")) & named
    rows = rows.with_columns(
        own=own, heading=pl.when(pl.col("block") == "tail").then(pl.col("reason")).forward_fill(),
        moved=(part == "references") | (own & pl.col("moves") & (part.is_null() | (part != "tail"))
               & ((pl.col("reason") != "timestamp") | pl.col("head"))),
    )
    heads = (part == "references") & pl.col("block").is_in(["references", "tail"]).fill_null(value=False)
    gone = pl.col("own").fill_null(value=False) | part.is_not_null()
    return rows.with_columns(
        verdict=pl.when(~gone).then(0).when(pl.col("moved")).then(2).otherwise(1).cast(pl.Int8),
        said=pl.when(pl.col("own")).then(pl.col("reason")).when(part == "tail").then(heading).otherwise(by_block),
        sayer=pl.when(pl.col("own") | heads).then(pl.col("detector")).otherwise(pl.lit("block:") + part),
        sure=pl.when(pl.col("own")).then(settings.rule_score).otherwise(settings.block_score).cast(pl.Float32),
    )


def _is_dated(settings: ChromeSettings) -> pl.Expr:
    """Whether a line is a bare date of the text: one of many, or one below the body that no chrome stands beside."""
    date = (pl.col("detector") == "date-line").fill_null(value=False)
    many = (date & ~pl.col("tail")).sum().over(DOCUMENT) > settings.max_dates
    return date & ~pl.col("tail") & (many | (~pl.col("head") & ~_has_company()))


def _has_company() -> pl.Expr:
    """Whether some rule knows the line above or below.

    Credits and addresses are company to credits alone: titles stand above them, and letters end with them.
    """
    known = pl.col("rule").is_not_null()
    strict = known & ~pl.col("moves") & (pl.col("detector") != "imprint-line")
    credit = pl.col("reason") == "byline"
    sides = []
    for step in (1, -1):
        beside = strict.shift(step) | (credit & known.shift(step))
        sides.append((beside & (pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(step))).fill_null(value=False))
    return sides[0] | sides[1]


def _is_table() -> pl.Expr:
    """Whether a line is a table's row: the line above or below has as many bars."""
    bars = pl.col("text").str.count_matches("|", literal=True)
    above = (bars == bars.shift(1)) & (pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(1))
    below = (bars == bars.shift(-1)) & (pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(-1))
    return (bars > 1) & (above.fill_null(value=False) | below.fill_null(value=False))
