"""Which lines does the model remove? Chrome comes in blocks and text in spans, and no article loses its body.

Scores are `trees.UNIT`s of log-odds; that chrome and text come in stretches is in them already, by the second stage's
view of the neighbours, and Viterbi's course over them loses text (cleaners/chrome/MODEL.md). What is left to do is to
see that no stretch of text goes, and nothing out of the middle of one (`lists.py`). What a milder policy removes, a
stricter one removes too: it begins with that, and where it goes too far the milder one's answer stands.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from cleaners.chrome.lists import holes, lowered, signs
from cleaners.chrome.pages import Bools, Floats, Ints, Pages
from cleaners.chrome.trees import UNIT

Policy = Literal["keep-more", "balanced", "clean-more"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How sure the model must be, in logarithms of the odds."""

    line: float  # that a line is chrome
    prose: float  # the same of a paragraph, which costs more to lose
    inside: float  # the same, in the mean, of a block between two paragraphs, or as many lines as it has, that stay
    heading: float  # the same of a line right above or below a paragraph that stays
    title: float  # the same of the likeliest title: pages are told apart by it, and it reads like a menu's line
    unruled: float  # on top of these where no rule takes a line of the page, or it has no prose: poems, tables, code
    opening: float  # the same of the few lines above its first paragraph: a stripped page begins with its title
    least: float  # share of the page's prose that must stay, or the milder policy's answer does


LIMITS: Final[dict[Policy, Limits]] = {
    "keep-more": Limits(
        line=2.0, prose=3.0, inside=4.0, heading=4.0, title=4.0, unruled=2.0, opening=1.5, least=0.5),
    "balanced": Limits(
        line=0.5, prose=0.25, inside=2.0, heading=1.25, title=3.0, unruled=1.5, opening=1.0, least=0.3),
    "clean-more": Limits(
        line=0.0, prose=0.25, inside=0.5, heading=0.5, title=1.0, unruled=1.0, opening=0.5, least=0.2),
}
_HEADING_REACH: Final = 2  # lines from a heading to its paragraph: an edit button may stand between
_COPIED: Final = 8  # lines in a row that stand further up just so: a body that stands twice, not a menu
_OPENING: Final = 8  # lines above a page's first paragraph, at most: a menu has more
_TITLE: Final = (6, 250)  # bytes
_TITLE_DOUBT: Final = 0.1  # a line as likely to be the title as the likeliest, for all the model knows
_ECHO: Final = 4  # what a title's words in the page's prose count for, where one is chosen of several
_DATED: Final = 1  # what a date or a credit right below a title counts for
_NEVER: Final = 1 << 40  # above all scores
_MOVED: Final = 2  # the verdict that makes a line metadata
_TITLE_REACH: Final = 10  # lines from a title to the first paragraph below it


def removed(rows: pl.DataFrame, scores: Ints, echo: Floats, copy_gap: Ints, policy: Policy) -> Bools:
    """Return which rows the model removes under a policy.

    `rows` as `ruled` returns them, with their scores, which share of a row's words the page's prose has, and how far
    above a row its last copy stands, or 0.
    """
    pages, prose = Pages.of(rows["document"]), rows["prose"].to_numpy()
    ruled = rows["verdict"].to_numpy() > 0
    weight = np.where(prose, rows["size"].to_numpy(), 0).astype(np.int64)
    copied = _copied(pages, copy_gap)
    is_ruled = (pages.whole(ruled.astype(np.int64)) > 0) & (pages.whole(weight) > 0)
    opens = _opening(pages, prose, ruled)
    scores = lowered(pages, rows, scores.astype(np.int64))
    signed, gone = signs(rows, scores), np.zeros(scores.size, np.bool_)
    for limits in LIMITS.values():
        doubt = np.where(is_ruled, np.where(opens, int(limits.opening * UNIT), 0), int(limits.unruled * UNIT))
        found = _under(pages, scores - doubt, (prose, signed, ruled), limits)
        found &= ~_title(pages, rows, scores - doubt - (_ECHO * echo * UNIT).astype(np.int64), found, limits)
        found &= ~copied | (found | ruled)[pages.row - copy_gap]  # whose copy stays is the duplicates' to account for
        found &= ~_unsure(scores, holes(pages, found | gone | ruled, ruled), limits)
        found |= gone
        enough = pages.whole(np.where(found, 0, weight)) >= limits.least * pages.whole(weight)
        gone = np.where(enough & (pages.whole((~found).astype(np.int64)) > 0), found, gone)
        if limits is LIMITS[policy]:
            break
    return gone


def _under(pages: Pages, scores: Ints, shape: tuple[Bools, Bools, Bools], limits: Limits) -> Bools:
    """Return which rows these limits give up, on a page where that is not too much.

    `shape` tells which rows are prose, which ones a text may be signed with (`lists.signs`), and which a rule takes.
    """
    prose, signed, ruled = shape
    gone = scores > np.where(prose, int(limits.prose * UNIT), int(limits.line * UNIT))
    stays = prose & ~gone
    inside = gone & (pages.nearest_above(stays) >= 0) & (pages.nearest_below(stays) >= 0)
    block = np.cumsum(inside & ~pages.beside(inside, -1, outside=0)) * inside
    gone &= ~_unsure(scores, block, limits)
    stays = prose & ~gone
    above, below = pages.nearest_above(stays), pages.nearest_below(stays)
    heads = (below >= 0) & (below - pages.row <= _HEADING_REACH)
    ends = (above >= 0) & (pages.row - above == 1)
    gone &= ~((heads | ends) & (scores <= int(limits.heading * UNIT)))
    above = pages.nearest_above(~signed)
    closing = signed & (above >= 0) & ~(gone | ruled)[above]  # right below what stays, however many
    return gone & ~(closing & (scores <= int(limits.inside * UNIT)))


def _unsure(scores: Ints, block: Ints, limits: Limits) -> Bools:
    """Return the rows of blocks, told apart by their numbers from 1 on, whose mean is within the limit of blocks."""
    lines, total = np.bincount(block, minlength=1), np.zeros(int(block.max(initial=0)) + 1, np.int64)
    np.add.at(total, block, scores)
    return (block > 0) & (total <= int(limits.inside * UNIT) * lines)[block]


def _copied(pages: Pages, copy_gap: Ints) -> Bools:
    """Return the rows of long runs whose copies stand as far above each, one below the other."""
    begins = (copy_gap == 0) | (copy_gap != pages.beside(copy_gap, -1, outside=0))
    run = np.cumsum(begins)
    return (copy_gap > 0) & (np.bincount(run)[run] >= _COPIED)


def _opening(pages: Pages, prose: Bools, ruled: Bools) -> Bools:
    """Return the lines above a page's first paragraph, where they are few and no rule takes one of them."""
    first = pages.nearest_below(prose)
    opens = ~prose & (pages.nearest_above(prose) < 0) & (first >= 0) & (first - pages.first <= _OPENING)
    return opens & (pages.before(ruled.astype(np.int64))[first] == 0)


def _title(pages: Pages, rows: pl.DataFrame, scores: Ints, gone: Bools, limits: Limits) -> Bools:
    """Return of each page the likeliest titles among the rows that go above its first paragraph."""
    stays = rows["prose"].to_numpy() & ~gone
    first, size = pages.nearest_below(stays), rows["size"].to_numpy()
    may = gone & (first >= 0) & (first - pages.row <= _TITLE_REACH) & (pages.nearest_above(stays) < 0)
    may &= (size >= _TITLE[0]) & (size <= _TITLE[1]) & rows["rule"].is_null().to_numpy()
    verdict = rows["verdict"].to_numpy()
    may &= verdict == 0  # its second copy goes by rule, however likely it is
    scores = scores - pages.below(verdict == _MOVED) * _DATED * UNIT
    may &= scores <= int(limits.title * UNIT)
    if not may.any():
        return may
    least = np.minimum.reduceat(np.where(may, scores, _NEVER), pages.bounds[:-1])
    return may & (scores <= np.repeat(least, np.diff(pages.bounds)) + int(_TITLE_DOUBT * UNIT))


# The same of lines that came from HTML: what stands in one block is judged as one already, by the markup.
PAGE_LIMITS: Final[dict[Policy, float]] = {"keep-more": 1.5, "balanced": 0.0, "clean-more": -0.7}
_NEAR_BEST: Final = 1.0  # a page that would lose everything keeps what is nearly as likely text as its likeliest line


def together(rows: pl.DataFrame, scores: Ints, whole: Floats) -> Ints:
    """Return the scores, and for all lines of one table, list or piece of code their mean: they stay or go as one.

    `whole` tells them apart on each page (`cleaners.html.structure`); -1 is a line by itself.
    """
    found, part = scores.astype(np.int64), np.flatnonzero(whole >= 0)
    if not part.size:
        return found
    pages, weight = Pages.of(rows["document"]), np.sqrt(rows["size"].to_numpy()[part]).astype(np.int64)
    _, group = np.unique(pages.first[part] << 24 | whole[part].astype(np.int64), return_inverse=True)
    found[part] = np.rint(np.bincount(group, found[part] * weight) / np.bincount(group, weight))[group].astype(np.int64)
    return found


def removed_of_pages(rows: pl.DataFrame, scores: Ints, policy: Policy) -> Bools:
    """Return which rows that came from HTML the model removes under a policy; never all of a page."""
    pages, scores = Pages.of(rows["document"]), scores.astype(np.int64)
    gone = scores > int(PAGE_LIMITS[policy] * UNIT)
    if not gone.size:
        return gone
    best = np.repeat(np.minimum.reduceat(scores, pages.bounds[:-1]), np.diff(pages.bounds))
    is_lost = pages.whole((~gone).astype(np.int64)) == 0
    return gone & ~(is_lost & (scores <= best + int(_NEAR_BEST * UNIT)))
