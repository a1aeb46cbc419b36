"""Which lines are items of an outline, as contracts, notices and statutes are written in Chinese: 一、 (一) 1. (1)?

The marks are those of GB/T 9704. Menus and lists of links number their lines too, but not so: on the development pages
all 165 lines that begin with 一、 or (一) are text, and of those with 1. a quarter.
"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome.pages import Bools, Pages

_NUMERAL: Final = "[一二三四五六七八九十百]{1,5}"
_UPPER: Final = (
    rf"^[\s#*>-]*(?:{_NUMERAL}、[^一二三四五六七八九十]|"  # 三、四年级 is no third item
    rf"[(（]{_NUMERAL}[)）]|[①-⑳]|第(?:{_NUMERAL}|\d+)[条條款项項])"
)
# What stands below such an item: items of the next order, and fields of a form.
_LOWER: Final = r"^[\s#*>-]*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.．、]\D|[(（]?[a-z][)）]|\p{Han}{2,12}[:：]\s*\S)"


def items(pages: Pages, texts: pl.Series) -> Bools:
    """Return which rows are items: those of a page that has two, and what stands below them.

    >>> texts = ["一、甲板", "(1)船舱", "二、桅杆", "用材:杉木", "返回顶部", "1.推荐", "三、四年级"]
    >>> items(Pages.of(pl.Series([0] * 7)), pl.Series(texts)).tolist()
    [True, True, True, True, False, False, False]
    """
    upper = texts.str.contains(_UPPER).to_numpy()
    is_outline = upper & (pages.whole(upper.astype(np.int64)) > 1)
    if not is_outline.any():
        return is_outline
    lower = texts.str.contains(_LOWER).to_numpy()
    above, other = pages.nearest_above(upper), pages.nearest_above(~(upper | lower))
    is_below = (above >= 0) & ((pages.nearest_below(upper) >= 0) | (other < above))
    return is_outline | (lower & is_below & (pages.whole(is_outline.astype(np.int64)) > 0))
