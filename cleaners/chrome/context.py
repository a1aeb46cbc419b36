"""What do the first scores of a page say about each of its lines?

The second stage sees the first stage's scores of the neighbours, of the page, and of its best span of text.
"""

from typing import Final

import numpy as np

from cleaners.chrome.features import Columns
from cleaners.chrome.kernels import best_spans
from cleaners.chrome.pages import Ints, Pages
from cleaners.chrome.trees import UNIT

_STEPS: Final = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
_WINDOWS: Final = {"above_3": (3, -1), "below_3": (-1, 3), "above_8": (8, -1), "below_8": (-1, 8),
                   "above_20": (20, -1), "below_20": (-1, 20), "around_2": (2, 2), "around_40": (40, 40)}
_QUANTILES: Final = (5, 20, 50, 80, 95)
# The logistic curve, in steps of a quarter from -8 to 8: chances in 1/1000, written out so that no machine rounds it.
_CURVE: Final = np.array([
    0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 7, 9, 11, 14, 18, 23, 29, 37, 47, 60, 76, 95, 119, 148, 182, 223, 269, 321,
    378, 438, 500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986, 989, 991, 993,
    995, 996, 997, 998, 998, 999, 999, 999, 999, 999, 1000, 1000,
], np.int64)


def chances(scores: Ints) -> Ints:
    """Return the chance of chrome, in thousandths, at each score in UNITs of log-odds.

    >>> chances(np.array([-40_000, 0, 4096])).tolist()
    [0, 500, 731]
    """
    quarter = UNIT // 4
    at = np.clip(np.asarray(scores, np.int64) + 32 * quarter, 0, 64 * quarter)
    low = at // quarter
    rest = at - low * quarter
    return _CURVE[low] + (_CURVE[np.minimum(low + 1, 64)] - _CURVE[low]) * rest // quarter


def describe(pages: Pages, scores: Ints, sizes: Ints) -> Columns:
    """Return the second stage's features of rows whose first scores (in UNITs) and sizes in bytes these are."""
    scores = np.asarray(scores, np.int64)
    chance = chances(scores)
    kept = (1000 - chance) * sizes
    columns: Columns = {"score": scores}
    columns |= {f"score_{step:+d}": pages.beside(scores, step, outside=0) for step in _STEPS}
    windows = tuple(_WINDOWS.values())
    by_row = pages.shares([chance], np.ones(scores.size, np.int64), windows)
    by_byte = pages.shares([kept], sizes, windows)
    for name, (mean,), (share,) in zip(_WINDOWS, by_row, by_byte, strict=True):
        columns |= {f"chance_{name}": mean, f"kept_{name}": share}
    return columns | _mass(pages, kept, sizes) | _spans(pages, chance, sizes) | _ranks(pages, scores)


def _mass(pages: Pages, kept: Ints, sizes: Ints) -> Columns:
    """How much of the page's likely text stands above a line, and how much there is."""
    whole, above = pages.whole(kept), pages.before(kept)
    return {
        "text_above": (above / np.maximum(whole, 1)).astype(np.float32),
        "text_own": (kept / np.maximum(whole, 1)).astype(np.float32),
        "text_share": (whole / np.maximum(pages.whole(sizes), 1)).astype(np.float32),
        "text_bytes": whole // 1000,
    }


def _spans(pages: Pages, chance: Ints, sizes: Ints) -> Columns:
    """Where the page's best span of text lies: the run of rows with the most likely text and the least chrome."""
    columns: Columns = {}
    for name, weight in (("line", np.full(sizes.size, 8)), ("byte", sizes), ("both", 20 + sizes)):
        spans = np.zeros((pages.bounds.size - 1, 2), np.int64)
        best_spans((500 - chance) * weight, pages.bounds, spans)
        rows = np.diff(pages.bounds)
        start, behind = np.repeat(spans[:, 0], rows), np.repeat(spans[:, 1], rows)
        columns[f"{name}_span_from"] = pages.row - start
        columns[f"{name}_span_to"] = behind - 1 - pages.row
        share = (behind - start) / np.maximum(pages.behind - pages.first, 1)
        columns[f"{name}_span_share"] = share.astype(np.float32)
    return columns


def _ranks(pages: Pages, scores: Ints) -> Columns:
    """Return the page's quantiles of the scores, and where a line's own score ranks."""
    order = np.lexsort((scores, pages.first))
    size = pages.behind - pages.first
    rank = np.empty(scores.size, np.int64)
    rank[order] = np.arange(scores.size) - pages.first[order]
    columns: Columns = {"rank": (rank / np.maximum(size, 1)).astype(np.float32)}
    for share in _QUANTILES:
        columns[f"quantile_{share}"] = scores[order[pages.first + (size - 1) * share // 100]]
    return columns


