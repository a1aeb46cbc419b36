"""Which rule is the first to know a line?

Of the few lines that the sieve leaves for a rule, RE2 finds them, joined to one text and the pattern compiled for good:
Polars compiles it anew each time, since its cache holds fewer than there are rules. Both are automata, take time in
proportion to the text, and must say the same: a test compares them.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.rules import RULES
from cleaners.chrome.sieve import candidates, whole
from cleaners.chrome.sift import join_rows
from cleaners.chrome.signs import utf8

if TYPE_CHECKING:
    import re2

NONE: Final = 255  # no rule
_BORDER: Final = r"\b"  # of a word in any script for Polars, which is slow with it; of an ASCII word for RE2

# What Rust's regex means by its classes, but for the end of a line, which none may cross; to RE2 they are ASCII's.
_SPACES: Final = r"\t\v-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_WORDS: Final = (
    r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}"
    r"\x{1f170}-\x{1f189}"
)
_CLASSES: Final = {"d": r"\p{Nd}", "s": _SPACES, "w": _WORDS}


def first_known(keys: pl.Series, which: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the first of these rules that knows each key; NONE where none does."""
    data, offsets = utf8(keys)
    first = np.full(keys.len(), NONE, np.uint8)
    rows, places = np.arange(keys.len(), dtype=np.int32), np.zeros(keys.len(), np.int32)
    if len(which) > 1:  # for one rule the sieve is not worth the look at every line's characters
        rows, places = candidates(data, offsets, which)
    order = np.argsort(places.astype(np.uint8), kind="stable")  # of so few values that they are counted
    bounds = np.searchsorted(places[order], np.arange(len(which) + 1))
    for rule, low, high in zip(which, bounds, bounds[1:], strict=False):
        some = rows[order[low:high]]
        some = some[first[some] == NONE]
        if some.size:
            some = some[match_lines(data, offsets, some, rule)]
        if some.size and _is_bordered(rule):
            some = some[keys[some].str.contains(RULES[rule].whole).to_numpy()]
        first[some] = rule
    return first


def match_lines(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], rows: NDArray[np.int32], rule: int
) -> NDArray[np.bool_]:
    """Return which of these rows, of one line each, a rule knows, but for the borders of words."""
    ends = np.cumsum(offsets[rows + 1] - offsets[rows] + 1)
    joined = np.empty(int(ends[-1]), np.uint8)
    join_rows(data, offsets, rows, ends, joined)
    found = [match.start() for match in _compiled(rule).finditer(joined[:-1].tobytes())]
    known = np.zeros(rows.size, np.bool_)
    known[np.searchsorted(ends, found, side="right")] = True
    return known


@cache
def _is_bordered(rule: int) -> bool:
    return _BORDER in RULES[rule].whole


@cache
def _compiled(rule: int) -> "re2._Regexp":
    """Return a rule's pattern as RE2 finds it in a text of many lines."""
    import re2  # noqa: PLC0415  only those who read lines pay for it

    options = re2.Options()
    options.max_mem = 64 << 20  # the default is for patterns a tenth of these
    options.never_capture = True
    return re2.compile("(?m)" + in_re2(whole(rule)), options)


def in_re2(pattern: str) -> str:
    r"""Return a pattern of Rust's regex, of the kind that rules are, in RE2's words: what it matches is one line's.

    >>> in_re2(r"\D{2}[^\d[^]\.")
    '[^\\n\\p{Nd}]{2}[^\\n\\p{Nd}\\[^]\\.'
    """
    out, inside, last = [], False, ""
    for c in pattern:
        if last == "\\":
            known = _CLASSES.get(c.lower())
            others = r"^\n" if c.isupper() else ""
            last = ""  # two backslashes are one, and over
            out.append(f"\\{c}" if known is None else known if inside else f"[{others}{known}]")
        elif inside and c == "[":
            last = ""
            out.append(r"\[")
        else:
            inside = c == "[" or (inside and c != "]")
            out.append(r"^\n" if last + c == "[^" else c if c != "\\" else "")
            last = c
    return "".join(out)
