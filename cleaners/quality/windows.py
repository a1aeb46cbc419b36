"""Where in a text could personal data stand? In ASCII with an @, seven digits, two colons or three dots."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from cleaners.shingles import utf8

U8, U32, I64, Bool = NDArray[np.uint8], NDArray[np.uint32], NDArray[np.int64], NDArray[np.bool_]

_DIGITS: Final = 7  # a telephone number has as many
_INSIDE: Final = "._%+-:()'@"  # what may stand in one, besides letters and digits
_NUMERIC: Final = "+-()"  # next to which, or to a digit, a space does not end it
_DASH: Final = 0x81  # what U+2010 to 2015 and the minus are read as: behind an area code a hyphen
_AREA: Final = 5  # digits that one has at most; of a longer number a dash is the end


def windows(texts: pl.Series) -> Iterator[tuple[int, int, str]]:
    """Yield row, start in code points, and the stretch itself, full-width forms as ASCII."""
    data, offsets = utf8(texts)
    most = offsets[-1] - offsets[0] + 1  # pages never touched cost nothing
    rows, starts, ends = (np.empty(most, np.int64) for _ in range(3))
    points = np.empty(most, np.uint8)
    n = find(data, offsets, _table(), points, (rows, starts, ends))
    at = np.concatenate([[0], np.cumsum((ends - starts)[:n])])
    text = points[: at[-1]].tobytes().decode("ascii")
    for k in range(n):
        yield int(rows[k]), int(starts[k]), text[at[k] : at[k + 1]]


def _table() -> NDArray[np.uint8]:
    """Say of each ASCII character: 1 it may stand in a window, 2 it is a digit, 4 a space is no end next to it."""
    table = np.zeros(128, np.uint8)
    for c in range(128):
        character = chr(c)
        table[c] = (character.isalnum() or character in _INSIDE) + 2 * character.isdecimal() + 4 * (
            character.isdecimal() or character in _NUMERIC)
    return table


@njit(cache=True, nogil=True)
def find(data: U8, offsets: I64, table: U8, points: U8, found: tuple[I64, I64, I64]) -> int:
    """Fill `found` with row, start and end (code points) of each window, `points` with their characters, end to end.

    Returns the number of windows.
    """
    rows, starts, ends = found
    n, kept = 0, 0
    for r in range(offsets.size - 1):
        i, at, size, digits, run, ats, colons, dots, last = offsets[r], 0, 0, 0, 0, 0, 0, 0, 0
        while i <= offsets[r + 1]:
            c, i = _next(data, i, offsets[r + 1])
            inside = c < 128 and table[c] & 1 != 0  # noqa: PLR2004  ASCII
            if c == 32 and size and table[last] & 4:  # noqa: PLR2004  a space
                following, _ = _next(data, i, offsets[r + 1])
                inside = following < 128 and table[following] & 4 != 0  # noqa: PLR2004  ASCII
            if c == _DASH and size and table[last] & 4 and run <= _AREA:
                following, _ = _next(data, i, offsets[r + 1])
                if following < 128 and table[following] & 4 != 0:  # noqa: PLR2004  ASCII
                    c, inside = 45, True
            if inside:
                points[kept + size] = c
                size += 1
                digits += (table[c] & 2) != 0
                run = run + 1 if table[c] & 2 else 0
                ats += c == 64  # noqa: PLR2004  @
                colons += c == 58  # noqa: PLR2004  :
                dots += c == 46 and table[last] & 2 != 0  # noqa: PLR2004  . behind a digit
                last = c
            elif size:
                if digits >= _DIGITS or ats or colons > 1 or dots > 2:  # noqa: PLR2004  as in IPv4
                    rows[n], starts[n], ends[n] = r, at - size, at
                    n += 1
                    kept += size
                size, digits, run, ats, colons, dots = 0, 0, 0, 0, 0, 0
            at += 1
    return n


@njit(cache=True, nogil=True)
def _next(data: U8, i: int, end: int) -> tuple[int, int]:
    """Return the code point at i (a full-width form as ASCII, dashes as one; past the end a line's), and the next i."""
    if i >= end:
        return 10, end + 1
    c = np.int64(data[i])
    if c < 0x80:  # noqa: PLR2004  UTF-8
        return c, i + 1
    if c < 0xE0:  # noqa: PLR2004
        return 0x80, i + 2
    if c < 0xF0:  # noqa: PLR2004
        c = (c & 0xF) << 12 | (np.int64(data[i + 1]) & 0x3F) << 6 | np.int64(data[i + 2]) & 0x3F
        if 0x2010 <= c <= 0x2015 or c == 0x2212:  # noqa: PLR2004  dashes
            return _DASH, i + 3
        return c - 0xFEE0 if 0xFF01 <= c <= 0xFF5E else 0x80, i + 3  # noqa: PLR2004  full-width forms
    return 0x80, i + 4
