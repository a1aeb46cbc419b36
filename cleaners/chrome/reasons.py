"""What is the chrome that the model found? A family of `schema.REASONS`, by the line's company and place."""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome.codes import FAMILIES
from cleaners.chrome.pages import Bools, Ints, Pages
from cleaners.chrome.signs import holds

_REACH: Final = 8  # lines between a line and the one whose family it is taken for
# Families that come in blocks: a copyright's neighbour is no copyright, a menu item's is one.
_IN_BLOCKS: Final = tuple(FAMILIES.index(name) for name in (
    "nav", "related-links", "comments", "login", "form", "tags", "footer", "share", "widget", "promo"))
_TIMESTAMP, _NAV, _FOOTER, _RELATED, _PROMO = (
    FAMILIES.index(name) for name in ("timestamp", "nav", "footer", "related-links", "promo"))
_MENU: Final = 60  # bytes; longer lines above the text are teasers
_DATED: Final = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}:\d{2}"


def families(rows: pl.DataFrame, pages: Pages, gone: Bools) -> Ints:
    """Return the family of each row that is `gone` by the model, as its place in `codes.FAMILIES`.

    That of the rule which knows the line's words, though not its place; else of the nearest line in the same block
    that a rule removed; else what mostly stands there.
    """
    judged, said = rows["verdict"].to_numpy() > 0, rows["said"].to_numpy().astype(np.int64)
    known = judged & np.isin(said, _IN_BLOCKS)
    stays = ~(gone | judged)
    above, below = pages.nearest_above(known), pages.nearest_below(known)
    far_above = np.where((above >= 0) & (above > pages.nearest_above(stays)), pages.row - above, _REACH + 1)
    kept_below = pages.nearest_below(stays)
    far_below = np.where((below >= 0) & ((kept_below < 0) | (below < kept_below)), below - pages.row, _REACH + 1)
    near = np.where(far_above <= far_below, above, below)
    beside = np.minimum(far_above, far_below) <= _REACH
    head, foot = pages.nearest_above(stays) < 0, kept_below < 0
    own = rows["reason"].to_numpy().astype(np.int64)
    small = rows["size"].to_numpy() <= _MENU
    dated = holds(rows["text"], gone & small & ~beside & (own < 0), _DATED)
    last = foot & ~rows["prose"].to_numpy() & (pages.behind - 1 - pages.row < _REACH // 2)
    return np.select(
        [own >= 0, beside, dated, head & small, last, head | foot],
        [own, said[near], _TIMESTAMP, _NAV, _FOOTER, _RELATED], _PROMO)
