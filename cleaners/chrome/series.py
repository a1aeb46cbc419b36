"""Do short lines recur down a page, with text between them, as the heads of posts, of comments and of leads do?

A series is three lines or more of one key (`recur.hash_marks`), apart from each other: "by Ann on May 3, 5:34 am",
"2 小时前", "Reply". Of those that a line stands in, that with the most paragraphs between its members is described, and
that with the most lines longer than a label: whether its text is the page's, as a forum's, or stands below it, as
comments do, the model judges by how much text stands above it.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import cues
from cleaners.chrome.pages import Columns, Ints, Pages
from cleaners.chrome.recur import find_series, hash_marks
from cleaners.fold import fold_table

_KINDS: Final = ("posts", "leads")  # series by what most of their gaps hold
_LONG: Final = 48  # bytes: a longer line is more than a label


def describe(rows: pl.DataFrame, pages: Pages, data: NDArray[np.uint8], offsets: Ints) -> Columns:
    """Return what the two series around each row are; -1 where there is none.

    `data` and `offsets` hold the rows' texts in UTF-8 (`signs.utf8`).
    """
    prose, size = rows["prose"].to_numpy(), rows["size"].to_numpy()
    held = np.zeros((2, rows.height + 1), np.int64)
    np.cumsum(prose, out=held[0, 1:])
    np.cumsum(prose | (size > _LONG), out=held[1, 1:])
    members, series, chosen = _found(data, offsets, pages, held)
    mass = np.concatenate([[0], np.cumsum(np.where(prose, size, 0), dtype=np.int64)])
    told = _told(pages, members, series, mass)
    for name in ("time", "reply"):
        sums = np.concatenate([[0], np.cumsum(cues.speaks(rows, name)[members])])
        told[name] = (sums[series[:, 0] + series[:, 1]] - sums[series[:, 0]]) / series[:, 1]
    columns: Columns = {}
    for kind, name in enumerate(_KINDS):
        for key, values in (told | {"filled": series[:, 4 + kind]}).items():
            columns[f"{name}_{key}"] = np.append(values, -1).astype(np.float32)[chosen[kind]]
    return columns


def _found(data: NDArray[np.uint8], offsets: Ints, pages: Pages, held: Ints) -> tuple[Ints, Ints, Ints]:
    """Return members, series and chosen, as `find_series` writes them."""
    rows = offsets.size - 1
    keys, chain, members, series, chosen = (
        np.empty(shape, np.int64) for shape in ((3, rows), (3, rows), 3 * rows, (rows, 7), (2, rows)))
    hash_marks(data, offsets, fold_table().codes, cues.LONGEST, keys)
    series = series[: find_series(keys, pages.bounds, held, pages.slots(), chain, members, series, chosen)]
    return members[: int(series[-1, :2].sum()) if series.size else 0], series, chosen


def _told(pages: Pages, members: Ints, series: Ints, mass: Ints) -> dict[str, NDArray[np.generic]]:
    """Return what each series is; `mass` is a running sum of paragraphs' bytes."""
    begin, count, behind, wide, *_, widest = series.T
    first = members[begin]
    ends = np.append(members[1:], 0)  # where a member's gap ends: at the next, or behind the series
    ends[begin + count - 1] = behind
    own = mass[ends] - mass[members]
    low, high = pages.first[first], pages.behind[first]
    page, inside = np.maximum(mass[high] - mass[low], 1), mass[behind] - mass[first]
    heavy = np.maximum(inside, 1)
    largest = np.maximum.reduceat(own, begin) if begin.size else own
    return {
        "count": count, "wide": wide, "widest": widest, "share": inside / page,
        "above": (mass[first] - mass[low]) / page, "first": own[begin] / heavy, "even": largest / heavy,
        "from": (first - low) / (high - low), "rows": (behind - first) / (high - low),
    }
