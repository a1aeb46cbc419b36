"""Which rule is the first to know a line?

Of the few lines that the sieve leaves for a rule. Polars runs a pattern over many lines fastest, but compiles it anew
each time: its cache holds fewer than there are rules. Few lines RE2 holds against it, compiled for good. Both are
automata, take time in proportion to the line, and must say the same: a test compares them.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.rules import RULES
from cleaners.chrome.sieve import candidates, whole
from cleaners.chrome.signs import utf8

if TYPE_CHECKING:
    import re2

_FEW: Final = 9000  # lines: from here on compiling costs less than RE2's call for each line
NONE: Final = 255  # no rule
_BORDER: Final = r"\b"  # of a word in any script for Polars, which is slow with it; of an ASCII word for RE2

# What Rust's regex means by its classes; to RE2 they are ASCII's.
_SPACES: Final = r"\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_WORDS: Final = (
    r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}"
    r"\x{1f170}-\x{1f189}"
)
_CLASSES: Final = {"d": r"\p{Nd}", "s": _SPACES, "w": _WORDS}


def first_known(keys: pl.Series, which: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the first of these rules that knows each key; NONE where none does."""
    texts, first = keys.cast(pl.Binary).to_list(), np.full(keys.len(), NONE, np.uint8)
    rows, places = np.arange(keys.len()), np.zeros(keys.len(), np.int32)
    if len(which) > 1:  # for one rule the sieve is not worth the look at every line's characters
        rows, places = candidates(*utf8(keys), which)
    order = np.argsort(places.astype(np.uint8), kind="stable")  # of so few values that they are counted
    bounds = np.searchsorted(places[order], np.arange(len(which) + 1))
    for rule, low, high in zip(which, bounds, bounds[1:], strict=False):
        some = rows[order[low:high]]
        some = some[first[some] == NONE]
        if some.size:
            many = some.size > _FEW
            some = some[by_pattern(keys[some], rule) if many else by_set([texts[row] for row in some.tolist()], rule)]
        if some.size and _is_bordered(rule):
            some = some[keys[some].str.contains(RULES[rule].whole).to_numpy()]
        first[some] = rule
    return first


def by_pattern(keys: pl.Series, rule: int) -> NDArray[np.bool_]:
    """Return which keys Polars says a rule knows, but for the borders of words."""
    return keys.str.contains(whole(rule)).to_numpy()


def by_set(keys: list[bytes], rule: int) -> NDArray[np.bool_]:
    """Return which keys, in UTF-8, RE2 says a rule knows, but for the borders of words."""
    match = _compiled(rule).Match
    return np.array([bool(match(key)) for key in keys], np.bool_)


@cache
def _is_bordered(rule: int) -> bool:
    return _BORDER in RULES[rule].whole


@cache
def _compiled(rule: int) -> "re2.Set":
    """Return a rule's pattern as RE2 holds it: as a set of one, the form that takes the fewest steps to ask."""
    import re2  # noqa: PLC0415  only those who read lines pay for it

    options = re2.Options()
    options.max_mem = 64 << 20  # the default is for patterns a tenth of these
    pattern = re2.Set.SearchSet(options)
    pattern.Add(in_re2(whole(rule)))
    pattern.Compile()
    return pattern


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
