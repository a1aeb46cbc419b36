"""How do the loops run that neither Polars nor NumPy can express? Arrays in, arrays out; the callers check.

Each has its definition, slow and believable, in `tests/oracle.py`. Unsigned arithmetic wraps on purpose throughout.
"""

# ruff: noqa: PLR0913, PLR0917, PLR2004  a kernel takes up to 8 arrays; the numbers are UTF-8's and the hashes'

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.fold import COMPOSES, DENSE, SPILL, SPILL_BITS, VALUE

U8, U32, U64, I64 = NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint64], NDArray[np.int64]

_EMPTY = np.uint32(0xFFFFFFFF)  # datasketch's signature value of an empty set
_BLOCK = 1024  # shingles hashed at a time: their hashes stay in the L1 cache


@njit(cache=True, nogil=True)
def fold_rows(data: U8, offsets: I64, codes: U32, spill: U32, points: U32, bounds: I64, dense: I64) -> bool:
    """Fold the UTF-8 of each row into `points`, row r at bounds[r]:bounds[r + 1]; count its dense code points.

    Returns whether some code point may compose with its neighbours: the caller normalises and comes again.
    """
    seen, end = 0, 0
    for r in range(offsets.size - 1):
        bounds[r], n_dense, i = end, 0, offsets[r]
        while i < offsets[r + 1]:
            c = np.int64(data[i])
            if c < 0x80:
                i += 1
            elif c < 0xE0:
                c = (c & 0x1F) << 6 | np.int64(data[i + 1]) & 0x3F
                i += 2
            elif c < 0xF0:
                c = (c & 0xF) << 12 | (np.int64(data[i + 1]) & 0x3F) << 6 | np.int64(data[i + 2]) & 0x3F
                i += 3
            else:
                c = (c & 7) << 18 | (np.int64(data[i + 1]) & 0x3F) << 12
                c |= (np.int64(data[i + 2]) & 0x3F) << 6 | np.int64(data[i + 3]) & 0x3F
                i += 4
            entry = np.int64(codes[c])
            seen |= entry
            if entry & SPILL:
                start = (entry & VALUE) >> SPILL_BITS
                for k in range(start, start + (entry & (1 << SPILL_BITS) - 1)):
                    points[end] = spill[k] & VALUE
                    n_dense += (np.int64(spill[k]) & DENSE) != 0
                    end += 1
            elif entry & VALUE:
                points[end] = entry & VALUE
                n_dense += (entry & DENSE) != 0
                end += 1
        dense[r] = n_dense
    bounds[offsets.size - 1] = end
    return (seen & COMPOSES) != 0


@njit(cache=True, nogil=True)
def sign_rows(points: U32, bounds: I64, sizes: I64, keys: U64, mul: U32, add: U32, out: U32) -> None:
    """out[r, k] = least, over the n-grams of row r, of permutation k of the n-gram's hash; n = sizes[r].

    The permutations are datasketch's affine32; the 8 per step share one load of mul, add and out[r, k].
    A row shorter than n is one shingle; an empty row stays all ones.
    """
    sums, hashes = np.empty(_BLOCK, np.uint64), np.empty(_BLOCK + 8, np.uint32)
    for r in range(bounds.size - 1):
        row = out[r]
        row[:] = _EMPTY
        n = min(sizes[r], bounds[r + 1] - bounds[r])
        last = bounds[r + 1] - n + 1 if n else bounds[r]
        for start in range(bounds[r], last, _BLOCK):
            m = min(_BLOCK, last - start)
            _hash_shingles(points[start:], m, n, keys, sums, hashes)
            hashes[m : m + 8] = hashes[m - 1]  # the last once more is no new element
            for i in range(0, m, 8):
                x0, x1, x2, x3 = hashes[i], hashes[i + 1], hashes[i + 2], hashes[i + 3]
                x4, x5, x6, x7 = hashes[i + 4], hashes[i + 5], hashes[i + 6], hashes[i + 7]
                for k in range(mul.size):
                    a, b, v = mul[k], add[k], row[k]
                    v = min(v, np.uint32(a * x0 + b))
                    v = min(v, np.uint32(a * x1 + b))
                    v = min(v, np.uint32(a * x2 + b))
                    v = min(v, np.uint32(a * x3 + b))
                    v = min(v, np.uint32(a * x4 + b))
                    v = min(v, np.uint32(a * x5 + b))
                    v = min(v, np.uint32(a * x6 + b))
                    row[k] = min(v, np.uint32(a * x7 + b))


@njit(cache=True, nogil=True)
def _hash_shingles(points: U32, count: int, n: int, keys: U64, sums: U64, hashes: U32) -> None:
    """hashes[i] = fmix32((keys[0] + sum of keys[j + 1] * points[i + j]) >> 32): multilinear, then datasketch's mix."""
    sums[:count] = keys[0]
    for j in range(n):
        key = keys[j + 1]
        for i in range(count):
            sums[i] += key * np.uint64(points[i + j])
    for i in range(count):
        x = np.uint32(sums[i] >> np.uint64(32))
        x ^= x >> np.uint32(16)
        x = np.uint32(x * np.uint32(0x85EBCA6B))
        x ^= x >> np.uint32(13)
        x = np.uint32(x * np.uint32(0xC2B2AE35))
        hashes[i] = x ^ x >> np.uint32(16)


@njit(cache=True, nogil=True)
def key_bands(signatures: U32, rows: int, keys: U64) -> None:
    """keys[r, b] = 64 bits of band b of signature r: its number and `rows` values, chained; then splitmix64's end."""
    for r in range(keys.shape[0]):
        for b in range(keys.shape[1]):
            x = np.uint64(b)
            for k in range(b * rows, (b + 1) * rows):
                x = (x ^ np.uint64(signatures[r, k])) * np.uint64(0x9E3779B97F4A7C15)
                x ^= x >> np.uint64(32)
            x = (x ^ x >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
            x = (x ^ x >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
            keys[r, b] = x ^ x >> np.uint64(31)


@njit(cache=True, nogil=True)
def digest_rows(points: U32, bounds: I64, out: U64) -> None:
    """out[r] = 128 bits (two words) of row r's code points: two chained splitmix64 mixes of unlike seeds."""
    for r in range(bounds.size - 1):
        x, y = np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344)
        for i in range(bounds[r], bounds[r + 1]):
            c = np.uint64(points[i])
            x = (x ^ c) * np.uint64(0x9E3779B97F4A7C15)
            x ^= x >> np.uint64(32)
            y = (y + c) * np.uint64(0xD1B54A32D192ED03)
            y ^= y >> np.uint64(29)
        out[r, 0], out[r, 1] = x, y


@njit(cache=True, nogil=True)
def shingle_sets(points: U32, bounds: I64, sizes: I64, slots: U64, owners: I64, codes: U64, ends: I64) -> None:
    """codes[ends[r]:ends[r + 1]] = the distinct shingles of row r, in order of appearance.

    Up to three code points of 21 bits are their own code; more are mixed to 64 bits. `slots` and `owners` are an
    open hash table of 2**k places, more than twice a row's shingles; owners is -1 and needs no clearing between rows.
    """
    end, mask, shift = 0, np.int64(slots.size - 1), np.uint64(32)
    for r in range(bounds.size - 1):
        ends[r] = end
        n = min(sizes[r], bounds[r + 1] - bounds[r])
        last = bounds[r + 1] - n + 1 if n else bounds[r]
        for i in range(bounds[r], last):
            code = np.uint64(0)
            for j in range(i, i + n):
                if n > 3:
                    code = (code ^ code >> np.uint64(29)) * np.uint64(0x9E3779B97F4A7C15)
                    code ^= code >> shift
                    code += np.uint64(points[j]) * np.uint64(0xBF58476D1CE4E5B9)
                else:
                    code = code << np.uint64(21) | np.uint64(points[j])
            at = np.int64(code * np.uint64(0x9E3779B97F4A7C15) >> shift) & mask
            while owners[at] == r and slots[at] != code:
                at = (at + 1) & mask
            if owners[at] != r:
                owners[at], slots[at], codes[end] = r, code, code
                end += 1
    ends[bounds.size - 1] = end


@njit(cache=True, nogil=True)
def number_rows(rows: I64, slots: I64, distinct: I64, places: I64) -> int:
    """distinct[places[i]] = rows[i], each row once, in order of appearance; returns how many there are.

    `slots` is an open hash table of 2**k places, all -1, more than twice the rows.
    """
    count, mask, shift = 0, np.int64(slots.size - 1), np.uint64(32)
    for i in range(rows.size):
        at = np.int64(np.uint64(rows[i]) * np.uint64(0x9E3779B97F4A7C15) >> shift) & mask
        while slots[at] >= 0 and distinct[slots[at]] != rows[i]:
            at = (at + 1) & mask
        if slots[at] < 0:
            slots[at], distinct[count] = count, rows[i]
            count += 1
        places[i] = slots[at]
    return count


@njit(cache=True, nogil=True)
def count_shared(
    codes: U64, ends: I64, left: I64, right: I64, least: I64, slots: U64, owners: I64, shared: I64
) -> None:
    """shared[p] = how many codes the sets left[p] and right[p] have in common; fastest where `left` comes in runs.

    Where it cannot reach least[p] any more it stays at what was counted until that was plain.
    """
    mask, shift, run = np.int64(slots.size - 1), np.uint64(32), np.int64(0)
    for p in range(left.size):
        if p == 0 or left[p] != left[p - 1]:
            for i in range(ends[left[p]], ends[left[p] + 1]):
                at = np.int64(codes[i] * np.uint64(0x9E3779B97F4A7C15) >> shift) & mask
                while owners[at] == p:
                    at = (at + 1) & mask
                owners[at], slots[at], run = p, codes[i], p
        count, spare = 0, ends[right[p] + 1] - ends[right[p]] - least[p]
        for i in range(ends[right[p]], ends[right[p] + 1]):
            if spare < 0:
                break
            at = np.int64(codes[i] * np.uint64(0x9E3779B97F4A7C15) >> shift) & mask
            while owners[at] == run and slots[at] != codes[i]:
                at = (at + 1) & mask
            count += owners[at] == run
            spare -= owners[at] != run
        shared[p] = count


@njit(cache=True, nogil=True)
def find_buckets(packed: U64, rows: I64, firsts: I64) -> int:
    """From sorted key << 32 | row: the rows that share a key with another, and where each one's bucket begins.

    Returns how many they are; a bucket is a run of `rows` with the same `firsts`.
    """
    end, lo = 0, 0
    for hi in range(1, packed.size + 1):
        if hi == packed.size or packed[hi] >> np.uint64(32) != packed[lo] >> np.uint64(32):
            if hi - lo > 1:
                first = end
                for i in range(lo, hi):
                    rows[end], firsts[end] = np.int64(packed[i] & np.uint64(0xFFFFFFFF)), first
                    end += 1
            lo = hi
    return end


@njit(cache=True, nogil=True)
def pair_members(rows: I64, firsts: I64, reach: I64, span: I64, keys: U32, wide: U64, pairs: U64) -> int:
    """Pair each position i in span[0]:span[1] with the next reach[i] of its bucket and with its first; return how many.

    A pair that met in a bucket of an earlier band (keys[row, band] for band < span[2]) is left out, unless that
    bucket was too wide to pair everyone in it (bit `band` of wide[row]). A pair is smaller row << 32 | larger row.
    """
    count = 0
    for i in range(span[0], span[1]):
        last = min(i + reach[i] + 1, firsts.size)
        for j in range(i if firsts[i] < i - reach[i] else i + 1, last):
            if firsts[j] != firsts[i]:
                break
            other = rows[firsts[i]] if j == i else rows[j]
            low, high = min(rows[i], other), max(rows[i], other)
            met = False
            for band in range(span[2]):
                if keys[low, band] == keys[high, band] and not wide[low] >> np.uint64(band) & np.uint64(1):
                    met = True
                    break
            if not met:
                pairs[count] = np.uint64(low) << np.uint64(32) | np.uint64(high)
                count += 1
    return count


@njit(cache=True, nogil=True)
def join(left: I64, right: I64, roots: I64) -> None:
    """Union-find: roots[i] becomes the least index connected with i; starts as arange."""
    for p in range(left.size):
        a, b = left[p], right[p]
        while roots[a] != a:
            roots[a] = roots[roots[a]]
            a = roots[a]
        while roots[b] != b:
            roots[b] = roots[roots[b]]
            b = roots[b]
        if a < b:
            roots[b] = a
        else:
            roots[a] = b
    for i in range(roots.size):
        roots[i] = roots[roots[i]]


@njit(cache=True, nogil=True)
def follow(better: I64, worse: I64, keepers: I64) -> None:
    """keepers[r] = the least rank that r pairs with and that itself stays, else r; edges sorted by `better`."""
    for p in range(better.size):
        if keepers[better[p]] == better[p] and keepers[worse[p]] == worse[p]:
            keepers[worse[p]] = better[p]
