"""Which lines read alike, and which have nothing to fold? Loops over all lines at once: arrays in, arrays out."""

# ruff: noqa: PLR0913, PLR0917  a kernel takes up to 8 arrays

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.utf8 import decode

U8, U64, I64, BOOL = NDArray[np.uint8], NDArray[np.uint64], NDArray[np.int64], NDArray[np.bool_]

_SPACE = 0x20


@njit(cache=True, nogil=True)
def number_texts(data: U8, offsets: I64, hashes: U64, slots: I64, numbers: I64, firsts: I64) -> int:
    """numbers[r] = the place in firsts[:n] of the first row that reads as row r does; returns n.

    `hashes` are any of the texts; `slots` is 2**k of -1, at least twice as many as rows.
    """
    count, mask = 0, np.uint64(slots.size - 1)
    for r in range(offsets.size - 1):
        begin, size = offsets[r], offsets[r + 1] - offsets[r]
        slot = hashes[r] & mask
        while slots[slot] >= 0:
            first, i = firsts[slots[slot]], 0
            other = offsets[first]
            same = hashes[first] == hashes[r] and offsets[first + 1] - other == size
            while same and i < size:
                same, i = data[begin + i] == data[other + i], i + 1
            if same:
                break
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] < 0:
            slots[slot], firsts[count] = count, r
            count += 1
        numbers[r] = slots[slot]
    return count


@njit(cache=True, nogil=True)
def find_plain(data: U8, offsets: I64, table: U8, plain: BOOL) -> None:
    """plain[r] = row r has only characters of 2 in the table (or of 1, but for its first), and single spaces inside."""
    for r in range(offsets.size - 1):
        i, before, good = offsets[r], _SPACE, True
        while good and i < offsets[r + 1]:
            is_first = i == offsets[r]
            c, i = decode(data, i)
            good = table[c] > is_first and (c != _SPACE or before != _SPACE)
            before = c
        plain[r] = good and before != _SPACE
