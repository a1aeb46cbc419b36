"""Which rules' signs does a line have? The loops of `sieve.py` and `known.py`. Arrays in, arrays out; they check."""

# ruff: noqa: PLR0913, PLR0917, PLR2004  a kernel takes up to 8 arrays; the numbers are UTF-8's and the hashes'

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.utf8 import decode

U8, I32, I64, U64 = NDArray[np.uint8], NDArray[np.int32], NDArray[np.int64], NDArray[np.uint64]
Ways = tuple[I32, I32, U64, I32, I32, U64]

START, END = 0x110000, 0x110001  # what a line stands between: no characters
SINGLES, SIGNS = 1 << 11, (1 << 11) + (1 << 13)  # signs of characters, and with them those of pairs


@njit(cache=True, nogil=True, inline="always")
def sign(one: int, other: int) -> int:
    """Return the number of a character (with the neighbour 0) or of a pair of neighbours: less than SIGNS."""
    x = np.uint32(np.uint32(one) * np.uint32(0x9E3779B1)) ^ np.uint32(np.uint32(other) * np.uint32(0x85EBCA77))
    x = np.uint32((x ^ x >> np.uint32(15)) * np.uint32(0x2C1B3C6D))
    return np.int64(x >> np.uint32(19)) + SINGLES if other else np.int64(x >> np.uint32(21))


@njit(cache=True, nogil=True, inline="always")
def bit(number: int) -> int:
    """Return one of 64 bits for the sign of a pair, none for that of a character, of which every line has most."""
    return np.uint64(number >= SINGLES) << np.uint64(number & 63)


@njit(cache=True, nogil=True)
def number(pairs: I32, signs: I32, bits: U64) -> None:
    """signs[i] = the sign of pairs[i, 0] and pairs[i, 1], bits[i] = its bit."""
    for i in range(signs.size):
        signs[i] = sign(pairs[i, 0], pairs[i, 1])
        bits[i] = bit(signs[i])


@njit(cache=True, nogil=True, inline="always")
def merged(c: int) -> int:
    """Return 0x30 for every digit, and for scripts that may have some of their own; else the code point."""
    is_one = 0x30 <= c <= 0x39 or 0x600 <= c < 0x2000 or 0xA4D0 <= c < 0xAC00 or c >= 0xD7B0
    return 0x30 if is_one else c


@njit(cache=True, nogil=True)
def sift(data: U8, offsets: I64, ways: Ways, always: I32, told: I32, own: I64, found: I32) -> int:  # noqa: C901
    """found[:n] = row and rule, where the row has all signs of one of the rule's ways; n may be more than it holds.

    `ways` are Sieve's needs, ends, bits, owners, starts and firsts; `told` (a rule) holds -1; `own` has room for two
    signs a byte of a row, and four. Most ways need a pair whose bit no pair of the row has.
    """
    needs, ends, bits, owners, starts, firsts = ways
    count = 0
    maybe, seen = np.empty(owners.size + 1, np.int64), np.empty(firsts.size, np.uint64)
    for r in range(offsets.size - 1):
        size, before, i, has_bits = 0, START, offsets[r], np.uint64(0)
        seen[:] = 0
        while before != END:
            c = END
            if i < offsets[r + 1]:
                c, i = decode(data, i)
                c = merged(c)
            pair = sign(before, c)
            for s in (pair, sign(c, 0)):
                word, its = s >> 6, np.uint64(1) << np.uint64(s & 63)
                own[size] = s  # no branch that would be guessed wrong
                size += (firsts[word] & ~seen[word] & its) != 0
                seen[word] |= its
            has_bits |= bit(pair)
            before = c
        for rule in always:
            if count < found.shape[0]:
                found[count, 0], found[count, 1] = r, rule
            count += 1
        for s in own[:size]:
            some = 0
            for way in range(starts[s], starts[s + 1]):
                maybe[some] = way
                some += (bits[way] & ~has_bits) == 0
            for way in maybe[:some]:
                has, k = told[owners[way]] != r, ends[way] + 1
                while has and k < ends[way + 1]:
                    has, k = seen[needs[k] >> 6] >> np.uint64(needs[k] & 63) & np.uint64(1) != 0, k + 1
                if has:
                    told[owners[way]] = r
                    if count < found.shape[0]:
                        found[count, 0], found[count, 1] = r, owners[way]
                    count += 1
    return count


@njit(cache=True, nogil=True)
def join_rows(data: U8, offsets: I64, rows: I32, ends: I64, out: U8) -> None:
    """out[ends[k - 1]:ends[k]] = the bytes of row rows[k], and a line feed."""
    for k in range(rows.size):
        first, behind = offsets[rows[k]], offsets[rows[k] + 1]
        out[ends[k] - 1 - (behind - first) : ends[k] - 1] = data[first:behind]
        out[ends[k] - 1] = 0x0A
