"""How are lines counted, their n-grams hashed, and trees walked? Arrays in, arrays out; the callers check.

Apart from `cleaners/kernels.py`, whose room is full and whose loops are the match's. Unsigned arithmetic wraps on
purpose throughout.
"""

# ruff: noqa: PLR0913, PLR0917, PLR2004  a kernel takes up to 8 arrays; the numbers are UTF-8's and the hashes'

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from cleaners.fold import DENSE, SPILL, VALUE
from cleaners.utf8 import decode

U8, U16, U32, I8, I32, I64 = (
    NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32], NDArray[np.int8], NDArray[np.int32], NDArray[np.int64]
)
F32, U64 = NDArray[np.float32], NDArray[np.uint64]

# Of a character's kind: see cleaners/chrome/signs.py. Those below _LETTERS end a word.
_SPACE, _DIGIT, _UPPER, _LETTERS = 0, 1, 9, 9

_GOLDEN = np.uint32(0x9E3779B1)
_ROWS = 256  # walked at a time: what is left of their leaves stays in the L2 cache
_LONG_WORD = 12  # Thai and Lao do not part their words; a piece of such a run stands for one


@njit(cache=True, nogil=True)
def count_kinds(data: U8, offsets: I64, kinds: U8, counts: I32, words: I32, shapes: U32) -> None:
    """counts[r, k] = characters of kind k in row r; words[r] = what its words are; shapes[r] = a hash of its form.

    words[r] holds, in order: words, of them with a capital first, of at most three small letters, runs of digits, of
    them of four digits, the longest word's characters, the kinds of the first and the last character, code points.
    The form is the run of kinds, each run of like kinds once: lines of one list share it.
    """
    for r in range(offsets.size - 1):
        i, size, run, before, capital, shape = offsets[r], 0, 0, -1, False, np.uint32(0)
        row, word = counts[r], words[r]
        while i < offsets[r + 1]:
            c, i = decode(data, i)
            kind = np.int64(kinds[c])
            if kind != before:
                if before < 0:
                    word[6] = kind
                row[before] += run  # of nothing, before the first
                word[8] += run
                is_other = (kind >= _LETTERS) != (before >= _LETTERS) or (kind == _DIGIT) != (before == _DIGIT)
                if before < 0 or is_other:
                    _end_word(word, before, size, capital)
                    size, capital = 0, kind == _UPPER
                shape = np.uint32((shape ^ np.uint32(kind + 1)) * _GOLDEN)
                run, before = 0, kind
            size += 1
            run += 1
        row[before] += run
        word[8] += run
        _end_word(word, before, size, capital)
        word[7], shapes[r] = before, shape


@njit(cache=True, nogil=True, inline="always")
def _end_word(word: I32, kind: int, size: int, capital: bool) -> None:  # noqa: FBT001  a kernel
    """Count a word or a run of digits that has come to its end."""
    if kind >= _LETTERS:
        word[0] += 1
        word[1] += capital
        word[2] += size <= 3 and not capital
        word[5] = max(word[5], size)
    elif kind == _DIGIT:
        word[3] += 1
        word[4] += size == 4


@njit(cache=True, nogil=True, inline="always")
def _mix(a: int, b: int) -> int:
    """Return a hash of 32 bits of two numbers."""
    x = np.uint64(np.uint32(a)) * np.uint64(0x9E3779B97F4A7C15)
    x += np.uint64(np.uint32(b)) * np.uint64(0xD1B54A32D192ED03)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(x >> np.uint64(32))


@njit(cache=True, nogil=True)
def hash_grams(data: U8, offsets: I64, codes: U32, mask: int, grams: I32, ends: I64) -> None:
    """grams[ends[r]:ends[r + 1]] = row r's n-grams as places in a table of mask + 1.

    A token is a character of Han, kana or Hangul, else a word, folded, each digit a zero. Its n-grams are itself, with
    the token before it, with the two before it, and a long word's first five letters; the line's edges are tokens.
    At most four a byte, and eight a row.
    """
    end = 0
    for r in range(offsets.size - 1):
        ends[r] = end
        i, one, two, word, size = offsets[r], 1, 2, 0, 0
        while True:
            over = i >= offsets[r + 1]
            value, dense = 0, False
            if not over:
                c, i = decode(data, i)
                entry = np.int64(codes[c])
                value = c if entry & SPILL else entry & VALUE
                dense = (entry & DENSE) != 0
                if 0x30 <= value <= 0x39:
                    value = 0x30
            if size and (dense or not value or size == _LONG_WORD):
                grams[end] = _mix(word, 3) & mask
                grams[end + 1] = _mix(word, one) & mask
                grams[end + 2] = _mix(_mix(word, one), two) & mask
                end += 3
                one, two, word, size = word, one, 0, 0
            if dense:
                token = _mix(value, 5)
                grams[end] = _mix(token, 3) & mask
                grams[end + 1] = _mix(token, one) & mask
                grams[end + 2] = _mix(_mix(token, one), two) & mask
                end += 3
                one, two = token, one
            elif value:
                word = _mix(word, value)
                size += 1
                if size == 5:
                    grams[end] = _mix(word, 7) & mask
                    end += 1
            if over:
                break
        grams[end] = _mix(9, one) & mask
        grams[end + 1] = _mix(_mix(9, one), two) & mask
        end += 2
    ends[offsets.size - 1] = end


@njit(cache=True, nogil=True)
def weigh_grams(grams: I32, ends: I64, table: I8, out: I32) -> None:
    """out[r] = of row r's n-grams in the table: how many it knows, their sum, least, greatest, first six's and last's.

    A weight of zero is an n-gram the table does not know.
    """
    for r in range(ends.size - 1):
        known, total, least, most = 0, 0, 0, 0
        for i in range(ends[r], ends[r + 1]):
            w = np.int64(table[grams[i]])
            known += w != 0
            total += w
            least, most = min(least, w), max(most, w)
        first, last = 0, 0
        for i in range(ends[r], min(ends[r] + 6, ends[r + 1])):
            first += np.int64(table[grams[i]])
        for i in range(max(ends[r + 1] - 6, ends[r]), ends[r + 1]):
            last += np.int64(table[grams[i]])
        out[r, 0], out[r, 1], out[r, 2], out[r, 3], out[r, 4], out[r, 5] = known, total, least, most, first, last


@intrinsic
def _lowest(_typing, _word):  # noqa: ANN001, ANN202  numba's own types
    """Return the place of the lowest one among a word's 32 bits, of which there must be one: one instruction."""
    def generate(target, builder, _signature, words):  # noqa: ANN001, ANN202
        return builder.cttz(words[0], target.get_constant(types.boolean, 1))

    return types.uint32(types.uint32), generate


@njit(cache=True, nogil=True)
def walk_trees(
    columns: F32, starts: I32, cuts: F32, trees: U16, masks: U16 | U32, whole: int, leaves: I32, out: I32
) -> None:
    """out[r] += the leaves that row r falls into, one of each tree.

    Masks are as wide as trees have leaves, so that as many rows go into an instruction; `whole` is one without zeros.

    Feature f's nodes are starts[f]:starts[f + 1]; columns[f, r] > cuts[i] rules out the leaves of tree trees[i] that
    are zero in masks[i], those to the node's left. Of what remains the leftmost is the row's: Lucchese and others,
    QuickScorer, 2015; rows side by side, as there, so that one instruction serves several. Leaves are whole numbers,
    so that their sum is the same on any machine.
    """
    left = np.empty((leaves.shape[0], _ROWS), masks.dtype)
    for low in range(0, out.size, _ROWS):
        size = min(_ROWS, out.size - low)
        left[:] = whole
        for f in range(starts.size - 1):
            values = columns[f, low : low + size]
            for i in range(starts[f], starts[f + 1]):
                cut, mask, row = cuts[i], masks[i], left[trees[i]]
                for r in range(size):
                    row[r] &= whole if values[r] <= cut else mask
        for t in range(leaves.shape[0]):
            row, leaf = left[t], leaves[t]
            for r in range(size):
                out[low + r] += leaf[_lowest(np.uint32(row[r]))]


@njit(cache=True, nogil=True)
def best_spans(gains: I64, bounds: I64, spans: I64) -> None:
    """spans[p] = first row and row behind the last of page p's run of rows with the greatest sum of gains.

    Empty, at the page's first row, where no gain is positive. Rows of page p are bounds[p]:bounds[p + 1].
    """
    for p in range(bounds.size - 1):
        best, total, start = np.int64(0), np.int64(0), bounds[p]
        spans[p, 0] = spans[p, 1] = bounds[p]
        for r in range(bounds[p], bounds[p + 1]):
            if total <= 0:
                total, start = np.int64(0), r
            total += gains[r]
            if total > best:
                best, spans[p, 0], spans[p, 1] = total, start, r + 1


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _share(low: I64, high: I64, whole_low: I64, whole_high: I64, out: F32) -> None:
    """out[i] = the difference of two running sums by that of the whole's, or by 1."""
    for i in range(out.size):
        out[i] = (high[i] - low[i]) / max(whole_high[i] - whole_low[i], 1)


@njit(cache=True, nogil=True, error_model="numpy")
def share_windows(sums: I64, whole: I64, bounds: I64, windows: I64, out: F32) -> None:
    """out[w, k, r] = the sum of values k over a window of row r's page, by that of the whole, or by 1 if that is less.

    The window is r - windows[w, 0] to r + windows[w, 1], where either may be negative; rows of page p are
    bounds[p]:bounds[p + 1]. sums[k] and `whole` are running sums that begin with 0.
    """
    for w in range(windows.shape[0]):
        above, below = windows[w, 0], windows[w, 1] + 1
        for k in range(sums.shape[0]):
            for p in range(bounds.size - 1):
                first, behind = bounds[p], bounds[p + 1]
                start = min(max(first, first + above, first - below), behind)
                stop = max(min(behind, behind - below + 1, behind + above + 1), start)
                low, high = start - above, start + below  # windows that lie in the page: many at once
                _share(sums[k, low:], sums[k, high:], whole[low:], whole[high:], out[w, k, start:stop])
                for edge in ((first, start), (stop, behind)):
                    for r in range(edge[0], edge[1]):
                        low, high = min(max(r - above, first), behind), min(max(r + below, first), behind)
                        out[w, k, r] = (sums[k, high] - sums[k, low]) / max(whole[high] - whole[low], 1)


@njit(cache=True, nogil=True)
def count_like(keys: U64, bounds: I64, slots: I64, counts: I64, gaps: I64) -> None:
    """counts[r] = rows of row r's page that have its key; gaps[r] = how far above the last of them stands, or 0.

    `slots` is 2**k of -1, of which each page uses the first 2**n, at least twice as many as its rows, and leaves -1.
    """
    for p in range(bounds.size - 1):
        size = 16
        while size < 2 * (bounds[p + 1] - bounds[p]):
            size *= 2
        for r in range(bounds[p], bounds[p + 1]):
            slot = np.int64(keys[r] * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)) & size - 1
            while slots[slot] >= 0 and keys[slots[slot]] != keys[r]:
                slot = (slot + 1) & size - 1
            gaps[r] = 0 if slots[slot] < 0 else r - slots[slot]
            counts[r] = 1 if slots[slot] < 0 else counts[slots[slot]] + 1
            slots[slot] = r
        for r in range(bounds[p + 1] - 1, bounds[p] - 1, -1):
            counts[r - gaps[r]] = counts[r]
        slots[:size] = -1


@njit(cache=True, nogil=True)
def find_echoes(grams: I32, ends: I64, bounds: I64, prose: U8, seen: I32, slots: I32, out: I32) -> None:
    """out[r] = of row r's n-grams: how many stand in other rows of prose of its page, and how many in its other rows.

    `seen` is (2**k, 2) of -1: an n-gram, above two bits each for the rows of prose and of the rest that have it, of
    which it counts two; and the last of these rows. Of it each page uses the first 2**n, at least twice as many as it
    has n-grams, and leaves -1 there. `slots` has room for a page's n-grams.
    """
    for p in range(bounds.size - 1):
        begin, size = ends[bounds[p]], 16
        while size < 2 * (ends[bounds[p + 1]] - begin):
            size *= 2
        for r in range(bounds[p], bounds[p + 1]):
            shift = 2 if prose[r] else 0
            for i in range(ends[r], ends[r + 1]):
                slot = np.int64(grams[i]) & size - 1
                while seen[slot, 0] >= 0 and seen[slot, 0] >> 4 != grams[i]:
                    slot = (slot + 1) & size - 1
                slots[i - begin] = slot
                if seen[slot, 0] < 0:
                    seen[slot, 0] = grams[i] << 4
                if seen[slot, 1] != r:
                    seen[slot, 1] = r
                    seen[slot, 0] += (seen[slot, 0] >> shift & 3 < 2) << shift
        for r in range(bounds[p], bounds[p + 1]):
            in_prose, in_rest = np.int64(0), np.int64(0)
            for i in range(ends[r], ends[r + 1]):
                entry = seen[slots[i - begin], 0]
                in_prose += (entry >> 2 & 3) > prose[r]
                in_rest += (entry & 3) > 1 - prose[r]
            out[r, 0], out[r, 1] = in_prose, in_rest
        seen[:size] = -1
