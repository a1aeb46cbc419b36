"""Which lines of a text belong together, where no markup says so?

A list's items, a card's fields, the date and the names that a notice is signed with: one form, line below line.
"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome.pages import Bools, Ints, Pages
from cleaners.chrome.signs import holds

_LONGEST: Final = (200, 60)  # bytes of an item, and of a date or an office's name
_LEAST: Final = 3  # lines in a list: two are alike by chance
_ITEM: Final = (
    r"^[(（]?(?:[0-9]{1,2} ?[.、．)）](?:[^0-9]|$)|[一二三四五六七八九十]{1,3}[、.)）])"
    r"|^第[一二三四五六七八九十0-9]+[条條步]"
)
_FIELD: Final = r"^\p{L}[^:：。.!?，,]{0,15}[:：] ?[^\s/]"
_SIGNED: Final = (
    r"^[(（]?[0-9]{4} ?(?:[年./-]) ?[0-9]{1,2} ?(?:[月./-]) ?[0-9]{1,2}|^[〇○零一二三四五六七八九十]{4}年|"
    r"^\p{L}+ [0-9]{1,2}, [0-9]{4}$|^[0-9]{1,2}\.? \p{L}+ [0-9]{4}$|"
    r"(?:局|[厅廳]|院|部|[会會]|府|室|中心|公司|[学學]校|大[学學]|[处處])$"
)


def lowered(pages: Pages, rows: pl.DataFrame, scores: Ints) -> Ints:
    """Return the scores; of three or more items or fields in a row none is above their mean.

    Longer ones count for more. Lines with a verdict are none of them.
    """
    size = rows["size"].to_numpy().astype(np.int64)
    some = (rows["verdict"].to_numpy() == 0) & (size <= _LONGEST[0])
    item = holds(rows["text"], some, f"{_ITEM}|{_FIELD}")
    run = np.cumsum((item != pages.above(item)) | (pages.row == pages.first))
    part = np.flatnonzero(item & (np.bincount(run, minlength=1)[run] >= _LEAST))
    if not part.size:
        return scores
    weight, found = np.sqrt(size[part]).astype(np.int64), scores.copy()
    mean = np.bincount(run[part], scores[part] * weight) / np.maximum(np.bincount(run[part], weight), 1)
    found[part] = np.minimum(scores[part], np.rint(mean[run[part]]).astype(np.int64))
    return found


def signs(rows: pl.DataFrame, scores: Ints) -> Bools:
    """Return the lines that a text may be signed with: a date, an office's name, a field with an address.

    Lines that no limit takes are not looked at.
    """
    size, some = rows["size"].to_numpy(), (rows["verdict"].to_numpy() == 0) & (scores > 0)
    return holds(rows["text"], some & (size <= _LONGEST[1]), _SIGNED) | holds(
        rows["text"], some & (size <= _LONGEST[0]), _FIELD)


def holes(pages: Pages, gone: Bools, ruled: Bools) -> Ints:
    """Return of each row the number of the hole it is in, from 1 on; 0: none.

    A hole is a run of lines that go, none of them by a rule, no longer than what stays right above and right below,
    two lines at least.
    """
    if not gone.size:
        return pages.row
    turns = (gone != pages.above(gone)) | (pages.row == pages.first)
    run, starts = np.cumsum(turns), np.flatnonzero(turns)
    length, first = np.diff(starts, append=gone.size), pages.first[starts]
    beside = np.zeros((2, starts.size), np.int64)
    beside[0, 1:], beside[1, :-1] = length[:-1], length[1:]
    other = first[1:] != first[:-1]
    beside[0, 1:][other], beside[1, :-1][other] = 0, 0
    least = beside.min(axis=0)
    is_hole = gone[starts] & (least >= np.maximum(length, 2)) & (np.bincount(run - 1, ruled, starts.size) == 0)
    return np.where(is_hole[run - 1], run, 0)
