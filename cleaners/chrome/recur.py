"""Which short lines of a page recur, and how far is each row from marked ones? Arrays in, arrays out; callers check.

Unsigned arithmetic wraps on purpose.
"""

# ruff: noqa: PLR0913, PLR0917, PLR2004  a kernel takes up to 8 arrays; the numbers are the hash's

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.fold import DENSE, SPILL, VALUE
from cleaners.utf8 import decode

U8, U32, I64, F32, BOOL = (
    NDArray[np.uint8], NDArray[np.uint32], NDArray[np.int64], NDArray[np.float32], NDArray[np.bool_]
)

_NINE, _ZERO = 0x39, 0x30
_LEAST = 3  # members of a series, and gaps of it that hold something


@njit(cache=True, nogil=True, inline="always")
def _mix(a: int, b: int) -> int:
    """Return a hash of 62 bits of two numbers."""
    x = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b) * np.uint64(0xD1B54A32D192ED03)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    return np.int64((x ^ x >> np.uint64(32)) >> np.uint64(2))


@njit(cache=True, nogil=True)
def hash_marks(data: U8, offsets: I64, codes: U32, longest: int, keys: I64) -> None:
    """keys[:, r] = hashes of row r, folded, each number a zero: the whole; its first word; its last; -1 where none.

    Rows longer than so many bytes, or without letters and digits, have none, and words only those rows that have a
    number. A first word that is of Han, kana or Hangul is two characters of it; a last one is all that no mark or
    space parts.
    """
    for r in range(offsets.size - 1):
        keys[:, r] = -1
        if offsets[r + 1] - offsets[r] <= longest:
            _hash_mark(data, offsets[r], offsets[r + 1], codes, keys[:, r])


@njit(cache=True, nogil=True)
def _hash_mark(data: U8, i: int, end: int, codes: U32, keys: I64) -> None:
    """Write the keys of the row of bytes i to end."""
    whole, first, word, last = 1, -1, 1, -1
    size, before, numbers, was_dense = 0, 0, 0, False
    while i < end:
        c, i = decode(data, i)
        entry = np.int64(codes[c])
        value, is_dense = c if entry & SPILL else entry & VALUE, entry & DENSE != 0
        if _ZERO <= value <= _NINE:
            value = _ZERO
            numbers += before != _ZERO
            if before == _ZERO:
                continue
        if value:
            if not size and last >= 0:
                whole = _mix(whole, 3)
            word, whole = _mix(word, value), _mix(whole, value)
            last, size = word, size + 1
        if first < 0 and size and (not value or (size == 2 and is_dense and was_dense)):
            first = word
        if not value:
            word, size = 1, 0
        before, was_dense = value, is_dense
    if last >= 0:
        keys[0] = whole
        if numbers:
            keys[1], keys[2] = first if first >= 0 else last, last


@njit(cache=True, nogil=True)
def find_series(
    keys: I64, bounds: I64, held: I64, slots: I64, chain: I64, members: I64, series: I64, chosen: I64
) -> int:
    """Find rows of one key that stand apart on their page; return how many such series there are.

    series[s] = where in `members` its rows begin and how many they are, the row behind it, how many of its gaps are
    wider than none, how many hold something of the first kind and of the second, and the widest. A gap runs from a
    member to the row before the next, the last one as far as the median. chosen[v, r] = the series around row r with
    the most gaps that hold something of kind v, then the most that are wide, then the first that was found, or -1.

    held[v] is a running sum, from 0, of the rows that hold something of kind v. `slots` is 2**k of -1, of which each
    page uses the first 2**n, at least twice as many as its rows, and leaves -1; chain (3, rows) is room. `members` has
    room for rows * keys, `series` for a third of that.
    """
    count, used = 0, 0
    previous, number, free = chain
    chosen[:] = -1
    for p in range(bounds.size - 1):
        begin, behind, oldest = bounds[p], bounds[p + 1], count
        for k in range(keys.shape[0]):
            key = keys[k]
            _chain(key, begin, behind, slots, previous, number)
            for r in range(begin, behind):
                if key[r] >= 0 and number[r] >= _LEAST:
                    at = r
                    for m in range(used + number[r] - 1, used - 1, -1):
                        members[m] = at
                        at = previous[at]
                    _measure(members[used : used + number[r]], behind, held, series[count])
                    if series[count, 3] >= _LEAST - 1 and series[count, 4:6].max() >= _LEAST:
                        series[count, 0] = used
                        count, used = count + 1, used + number[r]
        for v in range(2):
            free[begin:behind] = np.arange(begin, behind)
            _choose(series, oldest, count, members, 4 + v, free, chosen[v])
    return count


@njit(cache=True, nogil=True)
def _chain(key: I64, begin: int, behind: int, slots: I64, previous: I64, number: I64) -> None:
    """previous[r] = the row of r's key above it on the page, or -1; number[r] = how many, if r is the last."""
    size = 16
    while size < 2 * (behind - begin):
        size *= 2
    for r in range(begin, behind):
        if key[r] < 0:
            continue
        slot = key[r] & size - 1
        while slots[slot] >= 0 and key[slots[slot]] != key[r]:
            slot = slot + 1 & size - 1
        above = slots[slot]
        previous[r], number[r], slots[slot] = above, 1, r
        if above >= 0:
            number[r], number[above] = number[above] + 1, 0
    slots[:size] = -1


@njit(cache=True, nogil=True)
def _measure(rows: I64, behind: int, held: I64, told: I64) -> None:
    """told[1:] = of a series of these rows, on a page that ends there, what `find_series` tells."""
    gaps = np.sort(np.diff(rows))
    end = min(behind, rows[-1] + gaps[gaps.size // 2])
    first, second = 0, 0
    for m in range(rows.size):
        till = rows[m + 1] if m + 1 < rows.size else end
        first += held[0, till] > held[0, rows[m]]
        second += held[1, till] > held[1, rows[m]]
    told[1], told[2], told[3], told[4], told[5], told[6] = rows.size, end, (gaps > 1).sum(), first, second, gaps[-1]


@njit(cache=True, nogil=True)
def _choose(series: I64, oldest: int, count: int, members: I64, worth: int, free: I64, chosen: I64) -> None:
    """Give each row of a page the best series around it, by a column of `series`; free[r] = r of all its rows."""
    if count == oldest:
        return
    found = series[oldest:count]
    rank = found[:, worth] * found[:, 1].max() + found[:, 3]  # fewer gaps are wide than there are members
    for s in oldest + np.argsort(-rank, kind="mergesort"):
        end = series[s, 2]
        r = _next_free(free, members[series[s, 0]], end) if series[s, worth] >= _LEAST else end
        while r < end:
            chosen[r], free[r] = s, end
            r = _next_free(free, r + 1, end)


@njit(cache=True, nogil=True, inline="always")
def _next_free(free: I64, r: int, end: int) -> int:
    """Return the first row from r on that stands for itself, or one from `end` on; next time it is found at once."""
    at = r
    while at < end and free[at] != at:
        at = free[at]
    while r < at and free[r] != r:
        free[r], r = at, free[r]
    return at


@njit(cache=True, nogil=True)
def measure_marks(marked: BOOL, may: BOOL, above: I64, whole: I64, bounds: I64, far: int, out: F32) -> None:
    """out[:, r] = where row r stands on its page between marked rows, and how much of the page's text does.

    How far above r the last stands, and how far below it the next (`far`: none); how many above, and how many from r
    on; which share of the text stands above the last (-1: none), and how much between that, or the page's begin, and
    r; of the page's first marked row that `may`, where it stands above r, how far, that share, and how much between:
    -1, where none does. above[r] = how much text stands above row r; whole[r] = how much its page has, at least 1.
    """
    for p in range(bounds.size - 1):
        last, first, count = -1, -1, 0
        for r in range(bounds[p], bounds[p + 1]):
            out[0, r], out[2, r], out[4, r], out[5, r] = far, count, -1, above[r]
            out[6, r] = out[7, r] = out[8, r] = -1
            if last >= 0:
                out[0, r], out[4, r], out[5, r] = r - last, above[last] / whole[r], above[r] - above[last]
            if first >= 0:
                out[6, r], out[7, r], out[8, r] = r - first, above[first] / whole[r], above[r] - above[first]
            if marked[r]:
                last, count = r, count + 1
                first = r if first < 0 and may[r] else first
        following = -1
        for r in range(bounds[p + 1] - 1, bounds[p] - 1, -1):
            out[1, r] = far if following < 0 else following - r
            out[3, r] = count - out[2, r]
            following = r if marked[r] else following
