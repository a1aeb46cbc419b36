"""Which words of a text, and which lines, stood there before? n-grams by hash, in loops over arrays.

Hashes have 64 bits: the signals count, they decide nothing by themselves. Unsigned arithmetic wraps on purpose.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

U8, U64, I32, I64 = NDArray[np.uint8], NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]
Table = tuple[U64, I32, I32, U8]  # keys and their counts; the slot of each n-gram, whether it is repeated

MOST = 1 << 20  # words, lines and paragraphs of a document among which repeats are looked for
TOP = 3  # lengths of n-grams of which the most frequent is measured
_BASE = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def _slot(key: int, keys: U64, values: I32, mask: int) -> int:
    """Return the slot of a key, or the empty one where it belongs."""
    at = np.int64((key * _BASE) >> np.uint64(32)) & mask
    while values[at] and keys[at] != key:
        at = at + 1 & mask
    return at


@njit(cache=True, nogil=True)
def _cleared(n: int, values: I32) -> int:
    """Clear as much of a table as n keys need; return the mask of its slots."""
    slots = 2
    while slots < 2 * n:
        slots *= 2
    values[:slots] = 0
    return slots - 1


@njit(cache=True, nogil=True)
def repeats(hashes: U64, sizes: I32, table: Table) -> tuple[int, int]:
    """Count the elements that stood before, and their characters."""
    keys, values = table[0], table[1]
    mask, found, chars = _cleared(hashes.size, values), 0, 0
    for i in range(hashes.size):
        at = _slot(hashes[i], keys, values, mask)
        if values[at]:
            found += 1
            chars += sizes[i]
        keys[at], values[at] = hashes[i], 1
    return found, chars


@njit(cache=True, nogil=True)
def cover(words: U64, sizes: I32, lengths: I64, table: Table, covered: I64) -> None:
    """covered[g] = characters in repeated n-grams of lengths[g]: of the first 3 lengths the most frequent, else all.

    A repeated n-gram has repeated shorter ones, so each length looks only where the one before it found some.
    """
    sums = np.empty(words.size + 1, np.uint64)
    sums[0] = 0
    for i in range(words.size):
        sums[i + 1] = sums[i] * _BASE + words[i]
    shorter = 0
    for g in range(lengths.size):
        if not _count(sums, lengths[g], shorter, table):
            break
        covered[g] = _cover_top(sizes, lengths[g], table) if g < TOP else _cover_seen(sizes, lengths[g], table)
        shorter = lengths[g]


@njit(cache=True, nogil=True)
def _count(sums: U64, n: int, shorter: int, table: Table) -> bool:
    """Count the n-grams whose shorter ones are repeated; say of each whether it is. Return whether any is."""
    keys, values, slots, is_repeated = table
    m, found, power = sums.size - 1, False, np.uint64(1)
    mask = _cleared(m, values)
    for _ in range(n):
        power *= _BASE
    for i in range(m):
        slots[i] = -1
        may = i <= m - n
        if shorter:
            for k in range(i, min(i + n - shorter, m - 1) + 1):
                may = may and is_repeated[k] != 0
        if may:
            key = sums[i + n] - sums[i] * power
            at = _slot(key, keys, values, mask)
            keys[at] = key
            values[at] += 1
            slots[i] = at
    for i in range(m):
        is_repeated[i] = slots[i] >= 0 and values[slots[i]] > 1
        found |= is_repeated[i] != 0
    return found


@njit(cache=True, nogil=True)
def _cover_top(sizes: I32, n: int, table: Table) -> int:
    """Return the characters that lie in the most frequent n-gram; of equally frequent ones the longest, then first."""
    _, values, slots, is_repeated = table
    m = sizes.size
    best, most, longest = -1, 0, 0
    for i in range(m):
        if is_repeated[i] and values[slots[i]] >= most:
            size = sizes[i : i + n].sum()
            if values[slots[i]] > most or size > longest:
                best, most, longest = slots[i], values[slots[i]], size
    covered, end = 0, 0
    for i in range(m):
        if slots[i] == best:
            covered += sizes[max(i, end) : i + n].sum()
            end = i + n
    return covered


@njit(cache=True, nogil=True)
def _cover_seen(sizes: I32, n: int, table: Table) -> int:
    """Return the characters of n-grams that stood before, read from the left, none counted twice."""
    _, values, slots, is_repeated = table
    covered, i = 0, 0
    while i < sizes.size:
        if is_repeated[i] and values[slots[i]] < 0:
            covered += sizes[i : i + n].sum()
            i += n
        else:
            if is_repeated[i]:
                values[slots[i]] = -1
            i += 1
    return covered
