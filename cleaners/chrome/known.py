"""Which rule is the first to know a line?

Polars runs a pattern over many lines fastest, but compiles it anew each time: its cache holds fewer than there are
rules. For the lines of a page or two that takes longer than all the rest, so those RE2 holds against all rules at once,
compiled for good. Both are automata, take time in proportion to the line, and must say the same: a test compares them.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.rules import RULES

if TYPE_CHECKING:
    import re2

_FEW: Final = 4000  # lines: from here on compiling costs less than RE2's call for each line
_NONE: Final = 255
_BORDER: Final = r"\b"  # of a word in any script for Polars, which is slow with it; of an ASCII word for RE2

# What Rust's regex means by its classes; to RE2 they are ASCII's.
_SPACES: Final = r"\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_WORDS: Final = (
    r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}"
    r"\x{1f170}-\x{1f189}"
)
_CLASSES: Final = {"d": r"\p{Nd}", "s": _SPACES, "w": _WORDS}


def first_known(keyed: pl.DataFrame, which: tuple[int, ...]) -> pl.DataFrame:
    """Return the text and the first of these rules, of the lines whose key one of them knows."""
    keys = keyed["key"]
    hits = by_set(keys, which) if keys.len() < _FEW else by_pattern(keys, which)
    first = np.full(keys.len(), _NONE, np.uint8)
    for i in sorted(hits, reverse=True):
        rows = hits[i]
        if rows.size and _BORDER in RULES[i].whole:
            rows = rows[keys.gather(rows).str.contains(RULES[i].whole).to_numpy()]
        first[rows] = i
    return keyed.select("text", rule=pl.Series(first)).filter(pl.col("rule") != _NONE)


def by_pattern(keys: pl.Series, which: tuple[int, ...]) -> dict[int, NDArray[np.int64]]:
    """Return the rows that each rule knows, but for the borders of words: one pattern after the other.

    Each runs by itself: joined into one they make an automaton that outgrows its cache.
    """
    found = {}
    for i in which:
        rows = np.arange(keys.len())
        if RULES[i].cues:
            rows = np.flatnonzero(keys.str.contains_any(list(RULES[i].cues)).to_numpy())
        some = keys.gather(rows) if RULES[i].cues else keys
        found[i] = rows[some.str.contains(_borderless(i)).to_numpy()]
    return found


def by_set(keys: pl.Series, which: tuple[int, ...]) -> dict[int, NDArray[np.int64]]:
    """Return the rows that each rule knows, but for the borders of words: one line after the other."""
    patterns, found = _compiled(which), dict[int, list[int]]()
    for row, key in enumerate(keys.to_list()):
        for k in patterns.Match(key) or ():
            found.setdefault(which[k], []).append(row)
    return {i: np.array(rows, np.int64) for i, rows in found.items()}


@cache
def _compiled(which: tuple[int, ...]) -> "re2.Filter":
    """Return the rules' patterns as RE2 holds them."""
    import re2  # noqa: PLC0415  only those who read lines pay for it

    options = re2.Options()
    options.max_mem = 64 << 20  # each; the default is for patterns a tenth of these
    patterns = re2.Filter()
    for i in which:
        patterns.Add(in_re2(_borderless(i)), options)
    patterns.Compile()
    return patterns


def _borderless(rule: int) -> str:
    return RULES[rule].whole.replace(_BORDER, "")


def in_re2(pattern: str) -> str:
    r"""Return a pattern of Rust's regex, of the kind that rules are, in RE2's words.

    >>> in_re2(r"\d{2}[^\d[]\.")
    '[\\p{Nd}]{2}[^\\p{Nd}\\[]\\.'
    """
    out, inside, last = [], False, ""
    for c in pattern:
        if last == "\\":
            known = _CLASSES.get(c.lower())
            out.append(f"\\{c}" if known is None else known if inside else f"[{'^' * c.isupper()}{known}]")
            c = ""  # noqa: PLW2901  two backslashes are one, and over
        elif c == "[":
            out.append(r"\[" if inside else c)
            inside = True
        elif c != "\\":
            inside &= c != "]"
            out.append(c)
        last = c
    return "".join(out)
