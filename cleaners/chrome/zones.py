"""Where does the body begin and end, and where the tail behind it?"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome import cues
from cleaners.chrome.codes import FAMILIES, OPENS_TAIL
from cleaners.chrome.pages import Bools, Columns, Ints, Pages
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.signs import number

_TALK: Final = sum(1 << [*cues.PATTERNS].index(name) for name in ("time", "reply"))  # bits of what marks a remark


def place(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Columns:
    """Return the zones that rows stand in: body prose, head, edge, foot, tail.

    `known` is what `shape.look` and the rules say of each row. `mark` is prose no rule knows; `before` its mass above
    the line, `total` its mass above the tail. The tail begins at the first heading that has the body behind it and no
    run of paragraphs ahead; the foot lies below the last prose above the tail.
    """
    mark = known["prose"] & (known["rule"] < 0)
    mass = np.where(mark, known["size"], 0)
    before, last_run = pages.before(mass), _last_run(pages, mark, known["size"], settings)
    starts = _opens_tail(pages, known, mark, last_run, settings)
    starts &= _copies(pages, texts, known["opens"] == OPENS_TAIL) <= settings.max_headings
    tail = starts | (pages.before(starts) > 0)
    body = mark & ~tail
    total, bodies = pages.whole(np.where(body, mass, 0)), pages.whole(body)
    behind = pages.before(body)
    has_body = total > 0
    below = has_body & (behind == bodies)
    head = has_body & (((behind == 0) & ~body) | ((before <= settings.head_share * total) & ~mark))
    foot = has_body & (below | (before >= settings.foot_share * total))
    return {"mark": mark, "before": before, "total": total, "last_run": last_run, "tail": tail, "head": head,
            "foot": foot, "edge": head | below}


def _opens_tail(pages: Pages, known: Columns, mark: Bools, last_run: Ints, settings: ChromeSettings) -> Bools:
    """Return which rows are headings that a page's tail may begin at.

    Below one that texts use too, some other rule has to know a line; paragraphs below "12 comments" are the text's own
    where no line between them says when they were written or asks to reply.
    """
    mass = np.where(mark, known["size"], 0)
    before, total = pages.before(mass), pages.whole(mass)
    sign = (known["rule"] >= 0) & ~known["weak"] & ~known["shy"] & ~known["moves"]
    talk = (known["cue"] & _TALK > 0) & (known["size"] <= settings.min_sentence)
    signs, talks = (pages.whole(some) - pages.before(some) - some for some in (sign, talk))
    heading = (known["opens"] == OPENS_TAIL) & ~known["leads_to_url"]
    late = (before >= settings.min_body) & (before >= settings.min_body_share * total)
    comments = known["reason"] == FAMILIES.index("comments")
    thread = _last(pages, _goes_on(pages, mark & (known["size"] >= settings.min_paragraph), settings.comment_run))
    ahead = pages.row > np.where(comments, thread, last_run)
    ahead &= ~comments | (talks > 0) | (before == total)
    least = np.where(comments, 1 - settings.max_thread, 1 - settings.max_listed)
    return heading & late & ahead & (~known["weak"] | ((before >= least * total) & (signs > 0)))


def _last_run(pages: Pages, mark: Bools, size: Ints, settings: ChromeSettings) -> Ints:
    """Return where the last two paragraphs in a row stand that make a body."""
    pair = size + pages.beside(size, -1, outside=0) >= settings.min_body_pair
    return _last(pages, _goes_on(pages, mark, 2) & pair)


def _goes_on(pages: Pages, prose: Bools, length: int) -> Bools:
    """Return whether a line ends so many lines of prose in a row."""
    run = prose.copy()
    for step in range(1, length):
        run &= pages.beside(prose, -step, outside=False)
    return run


def _last(pages: Pages, where: Bools) -> Ints:
    """Return the last such row of each row's page; -1 where there is none."""
    found = np.maximum.accumulate(np.where(where, pages.row, -1)) if where.size else pages.row
    last = found[pages.behind - 1]
    return np.where(last >= pages.first, last, -1)


def _copies(pages: Pages, texts: pl.Series, where: Bools) -> Ints:
    """Return how many rows of those in `where` read as each does, but for its digits; 0 for the others.

    >>> pages = Pages.of(pl.Series([1, 1, 1, 2]))
    >>> _copies(pages, pl.Series(["3 replies", "12 replies", "Reply", "3 replies"]), np.ones(4, bool)).tolist()
    [2, 2, 1, 1]
    """
    some = np.flatnonzero(where)
    like, _ = number(texts[some].str.replace_all(r"\d+", "0"))
    _, group, counts = np.unique(pages.first[some] << 32 | like, return_inverse=True, return_counts=True)
    found = np.zeros(where.size, np.int64)
    found[some] = counts[group]
    return found
