"""Which words of a text, and which lines, stood there before? n-grams by hash, in loops over arrays.

Hashes have 64 bits: the signals count, they decide nothing by themselves. Unsigned arithmetic wraps on purpose.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

U64, I32, I64 = NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]
Table = tuple[U64, I32, I32, I32]  # keys and their counts; places of n-grams, and the slot of each

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
    sums, chars = np.empty(words.size + 1, np.uint64), np.empty(words.size + 1, np.int64)
    sums[0], chars[0] = 0, 0
    for i in range(words.size):
        sums[i + 1] = sums[i] * _BASE + words[i]
        chars[i + 1] = chars[i] + sizes[i]
        table[2][i] = i
    count, shorter = words.size, 0
    for g in range(lengths.size):
        n = lengths[g]
        count = _candidates(table[2], count, n - shorter if shorter else 0, words.size - n)
        count = _repeated(sums, n, count, table)
        if not count:
            break
        covered[g] = _cover_top(chars, n, count, table) if g < TOP else _cover_seen(chars, n, count, table)
        shorter = n


@njit(cache=True, nogil=True)
def _candidates(places: I32, count: int, more: int, last: int) -> int:
    """Leave the places, up to the last, where so many more n-grams are repeated in a row; return their number."""
    kept = 0
    for k in range(count - more):
        if places[k] <= last and places[k + more] == places[k] + more:
            places[kept] = places[k]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _repeated(sums: U64, n: int, count: int, table: Table) -> int:
    """Leave the places whose n-gram stands at several, with the slot of each; return their number."""
    keys, values, places, slots = table
    mask, kept, power = _cleared(count, values), 0, np.uint64(1)
    for _ in range(n):
        power *= _BASE
    for k in range(count):
        key = sums[places[k] + n] - sums[places[k]] * power
        at = _slot(key, keys, values, mask)
        keys[at] = key
        values[at] += 1
        slots[k] = at
    for k in range(count):
        if values[slots[k]] > 1:
            places[kept], slots[kept] = places[k], slots[k]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _cover_top(chars: I64, n: int, count: int, table: Table) -> int:
    """Return the characters that lie in the most frequent n-gram; of equally frequent ones the longest, then first."""
    _, values, places, slots = table
    best, most, longest = -1, 0, 0
    for k in range(count):
        if values[slots[k]] >= most:
            size = chars[places[k] + n] - chars[places[k]]
            if values[slots[k]] > most or size > longest:
                best, most, longest = slots[k], values[slots[k]], size
    covered, end = 0, 0
    for k in range(count):
        if slots[k] == best:
            covered += chars[places[k] + n] - chars[max(places[k], end)]
            end = places[k] + n
    return covered


@njit(cache=True, nogil=True)
def _cover_seen(chars: I64, n: int, count: int, table: Table) -> int:
    """Return the characters of n-grams that stood before, read from the left, none counted twice."""
    _, values, places, slots = table
    covered, end = 0, 0
    for k in range(count):
        if places[k] < end:
            continue
        if values[slots[k]] < 0:
            end = places[k] + n
            covered += chars[end] - chars[places[k]]
        else:
            values[slots[k]] = -1
    return covered
