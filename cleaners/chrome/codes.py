"""By which numbers do a page's rows carry what rules say of them? Words are for those who read the verdicts.

-1 is none of them, everywhere, and the last row of what a rule says is what no rule says.
"""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.pages import Columns
from cleaners.chrome.rules import RULES
from cleaners.schema import REASONS

FAMILIES: Final = tuple(REASONS["chrome"])
PARTS: Final = ("tail", "references", "profile", "inline", "title", "menu")  # blocks that lines are known by
TAIL, REFERENCES, PROFILE, INLINE, TITLE, MENU = range(len(PARTS))
OPENINGS: Final = ("line", "tail", "references", "profile")  # what a rule's line opens
_, OPENS_TAIL, OPENS_REFERENCES, OPENS_PROFILE = range(len(OPENINGS))
PLACES: Final = ("anywhere", "edge", "rim", "head", "foot")  # where a rule's line is chrome
SAYERS: Final = (*(rule.id for rule in RULES), *(f"block:{part}" for part in PARTS))  # and the model behind them


def rule(name: str) -> int:
    """Return the number of a rule.

    >>> RULES[rule("date-line")].reason
    'timestamp'
    """
    return next(k for k, one in enumerate(RULES) if one.id == name)


# Lines that texts have too, one below the other, as a school its subjects and a table its numbers.
COMMON: Final = tuple(rule(name) for name in ("topic-name", "counter", "page-number"))


@cache
def table() -> Columns:
    """Return what each rule says of the lines it knows."""
    told: Columns = {
        "reason": np.array([*(FAMILIES.index(one.reason) for one in RULES), -1]),
        "opens": np.array([*(OPENINGS.index(one.block) for one in RULES), -1]),
        "where": np.array([*(PLACES.index(one.place) for one in RULES), -1]),
    }
    told |= {name: np.array([*(getattr(one, name) for one in RULES), False]) for name in ("moves", "weak", "shy")}
    return told


def words(codes: NDArray[np.int64], names: tuple[str, ...]) -> pl.Series:
    """Return the names that numbers stand for, null for -1.

    >>> words(np.array([0, -1]), PARTS).to_list()
    ['tail', None]
    """
    return pl.Series([*names, None], dtype=pl.String).gather(np.where(codes < 0, len(names), codes))
