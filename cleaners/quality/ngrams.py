"""Which n-grams of words do two texts have in common? Tokens, windows and a hash table, in loops over arrays.

A token is a dense character or a run of other letters, as the match key has them. How far a window reaches follows from
its tokens alone, so both sides find the same windows, whatever stands around them. Unsigned arithmetic wraps
on purpose.
"""

# ruff: noqa: PLR0913, PLR0917  a kernel takes up to 8 values; the numbers are UTF-8's

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.fold import DENSE, SPILL, SPILL_BITS, VALUE
from cleaners.utf8 import decode

U8, U32, U64, I32, I64 = NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]
Tokens = tuple[U64, U8, I32, I32, I32]  # hash, whether it is dense, row, start and end in code points

_SEED, _PRIME, _BASE = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def tokenise(data: U8, offsets: I64, codes: U32, spill: U32, tokens: Tokens) -> int:
    """Cut rows into tokens; return their number."""
    n = 0
    for r in range(offsets.size - 1):
        i, at, h, start = offsets[r], 0, _SEED, -1
        while i < offsets[r + 1]:
            c, i = decode(data, i)
            entry = codes[c]
            is_letter, is_dense = entry & VALUE != 0, entry & DENSE != 0
            if start >= 0 and (is_dense or not is_letter):
                n = _put(tokens, n, h, 0, r, start, at)
                h, start = _SEED, -1
            if is_letter:
                h = _mix(h, entry, spill)
                if is_dense:
                    n = _put(tokens, n, h, 1, r, at, at + 1)
                    h = _SEED
                elif start < 0:
                    start = at
            at += 1
        if start >= 0:
            n = _put(tokens, n, h, 0, r, start, at)
    return n


@njit(cache=True, nogil=True)
def _mix(h: int, entry: int, spill: U32) -> int:
    """Hash on with what a code point folds to."""
    if entry & SPILL:
        first = (entry & VALUE) >> SPILL_BITS
        for k in range(first, first + (entry & (1 << SPILL_BITS) - 1)):
            h = (h ^ np.uint64(spill[k] & VALUE)) * _PRIME
        return h
    return (h ^ np.uint64(entry & VALUE)) * _PRIME


@njit(cache=True, nogil=True)
def _put(tokens: Tokens, n: int, h: int, dense: int, row: int, start: int, end: int) -> int:
    hashes, kinds, rows, starts, ends = tokens
    hashes[n], kinds[n] = h ^ h >> np.uint64(29), dense
    rows[n], starts[n], ends[n] = row, start, end
    return n + 1


@njit(cache=True, nogil=True)
def sums(hashes: U64) -> U64:
    """Return prefix sums, from which `_window` has any window's hash."""
    found = np.empty(hashes.size + 1, np.uint64)
    found[0] = 0
    for i in range(hashes.size):
        found[i + 1] = found[i] * _BASE + hashes[i]
    return found


@njit(cache=True, nogil=True)
def window(prefix: U64, i: int, j: int) -> int:
    """Return the hash of tokens i to j."""
    power = np.uint64(1)
    for _ in range(j - i):
        power *= _BASE
    return prefix[j] - prefix[i] * power


@njit(cache=True, nogil=True)
def reach(kinds: U8, bounds: I64, sizes: I64, ends: I64) -> None:
    """ends[i] = where the window from token i ends; 0 where its text ends before.

    Text k is tokens bounds[k] to bounds[k + 1]. sizes = words, characters: so many of either fill a window, and of
    both in proportion.
    """
    words, characters = sizes
    for k in range(bounds.size - 1):
        j, weight = bounds[k], 0
        for i in range(bounds[k], bounds[k + 1]):
            while weight < words * characters and j < bounds[k + 1]:
                weight += words if kinds[j] else characters
                j += 1
            ends[i] = j if weight >= words * characters else 0
            weight -= words if kinds[i] else characters


@njit(cache=True, nogil=True)
def store(prefix: U64, ends: I64, owners: I64, keys: U64, values: I64) -> None:
    """Note each window in the table, with its owner; the first to own it does. values are -1 where a slot is free."""
    mask = keys.size - 1
    for i in range(ends.size):
        if ends[i]:
            key = window(prefix, i, ends[i])
            at = _slot(key, keys, values, mask)
            if values[at] < 0:
                keys[at], values[at] = key, owners[i]


@njit(cache=True, nogil=True)
def look_up(prefix: U64, ends: I64, keys: U64, values: I64, owners: I64) -> None:
    """owners[i] = who owns the window from token i; -1 where nobody does."""
    mask = keys.size - 1
    for i in range(ends.size):
        owners[i] = values[_slot(window(prefix, i, ends[i]), keys, values, mask)] if ends[i] else -1


@njit(cache=True, nogil=True)
def _slot(key: int, keys: U64, values: I64, mask: int) -> int:
    """Return the slot of a key, or the free one where it belongs."""
    at = np.int64((key * _BASE) >> np.uint64(32)) & mask
    while values[at] >= 0 and keys[at] != key:
        at = at + 1 & mask
    return at
