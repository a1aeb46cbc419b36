"""What is the chrome that the model found? A family of `schema.REASONS`, by the line's company and place."""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome.pages import Pages
from cleaners.chrome.sequence import Bools

_REACH: Final = 8  # lines between a line and the one whose family it is taken for
# Families that come in blocks: a copyright's neighbour is no copyright, a menu item's is one.
_IN_BLOCKS: Final = ("nav", "related-links", "comments", "login", "form", "tags", "footer", "share", "widget", "promo")
_MENU: Final = 60  # bytes; longer lines above the text are teasers
_DATED: Final = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}:\d{2}"


def families(rows: pl.DataFrame, pages: Pages, gone: Bools) -> pl.Series:
    """Return each row's family, for rows that are `gone` by the model.

    That of the rule which knows the line's words, though not its place; else of the nearest line in the same block
    that a rule removed; else what mostly stands there.
    """
    judged = rows["verdict"].to_numpy() > 0
    known = judged & rows["said"].is_in(_IN_BLOCKS).fill_null(value=False).to_numpy()
    stays = ~(gone | judged)
    above, below = pages.nearest_above(known), pages.nearest_below(known)
    far_above = np.where((above >= 0) & (above > pages.nearest_above(stays)), pages.row - above, _REACH + 1)
    kept_below = pages.nearest_below(stays)
    far_below = np.where((below >= 0) & ((kept_below < 0) | (below < kept_below)), below - pages.row, _REACH + 1)
    near = np.where(far_above <= far_below, above, below)
    beside = np.where(np.minimum(far_above, far_below) <= _REACH, near, -1)
    head, foot = pages.nearest_above(stays) < 0, kept_below < 0
    placed = (
        pl.when(pl.col("text").str.contains(_DATED) & (pl.col("size") <= _MENU)).then(pl.lit("timestamp"))
        .when(pl.col("head") & (pl.col("size") <= _MENU)).then(pl.lit("nav"))
        .when(pl.col("foot") & ~pl.col("prose") & (pl.col("within") == 0)).then(pl.lit("footer"))
        .when(pl.col("head") | pl.col("foot")).then(pl.lit("related-links"))
        .otherwise(pl.lit("promo"))
    )
    said = rows["said"].gather(np.maximum(beside, 0)) if rows.height else rows["said"]
    last = pages.behind - 1 - pages.row < _REACH // 2
    return rows.select(
        "text", "size", "prose", "reason", said=pl.Series(said), beside=pl.Series(beside), head=pl.Series(head),
        foot=pl.Series(foot), within=pl.Series((~last).astype(np.int8)),
    ).select(
        pl.coalesce("reason", pl.when(pl.col("beside") >= 0).then("said"), placed).alias("family")
    )["family"]
