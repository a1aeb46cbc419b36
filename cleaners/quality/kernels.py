"""How are the signals counted at the speed of reading? Loops over the UTF-8 of documents; the callers check.

Each count is defined, slow and believable, in `tests/signals.py`. Unsigned arithmetic wraps on purpose.
"""

# ruff: noqa: PLR0913, PLR0917, PLR2004  a kernel takes up to 8 arrays; the numbers are UTF-8's and ASCII's

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleaners.quality.grams import MOST, cover, repeats

U8, U32, U64, I32, I64 = NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]

# Flags of a code point, as cleaners/quality/classes.py sets them.
_SPACE, _DENSE, _LETTER, _WORD, _DIGIT, _PUNCT = 1, 2, 4, 8, 16, 32
_FINAL, _STOP, _CLOSER, _BULLET, _ELLIPSIS = 64, 128, 256, 512, 1024
_SCRIPT_SHIFT, _STOP_SHIFT, _SCRIPT_BITS = 12, 17, 31

# Columns of the counts; then the characters covered by n-grams, then letters by script.
COUNTS = (
    "chars", "letters", "digits", "dense", "words", "word_chars", "all_words", "alphabetic", "hashes", "ellipses",
    "stop_words", "stop_characters", "lines", "line_chars", "bullets", "ellipsis_ends", "sentence_ends", "finals",
    "few_words", "javascript", "policy", "bad", "punctuated", "short", "newlines", "sentences", "clauses",
    "clause_chars", "dup_lines", "dup_line_chars", "paragraphs", "paragraph_chars", "dup_paragraphs",
    "dup_paragraph_chars", "gram_chars",
)
(_CHARS, _LETTERS, _DIGITS, _N_DENSE, _WORDS, _WORD_CHARS, _ALL_WORDS, _ALPHABETIC, _HASHES, _ELLIPSES, _STOP_WORDS,
 _STOP_CHARACTERS, _LINES, _LINE_CHARS, _BULLETS, _ELLIPSIS_ENDS, _SENTENCE_ENDS, _FINALS, _FEW_WORDS, _JAVASCRIPT,
 _POLICY, _BAD, _PUNCTUATED, _SHORT, _NEWLINES, _SENTENCES, _CLAUSES, _CLAUSE_CHARS, _DUP_LINES, _DUP_LINE_CHARS,
 _PARAGRAPHS, _PARAGRAPH_CHARS, _DUP_PARAGRAPHS, _DUP_PARAGRAPH_CHARS, _GRAM_CHARS) = range(len(COUNTS))
GRAMS = len(COUNTS)  # where the n-grams' columns begin
N_GRAMS = 9
SCRIPTS = GRAMS + N_GRAMS

_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_FEW, _SHORT_LINE, _DENSE_WIDTH = 5, 30, 3
_PER_WORD = 1.645


@njit(cache=True, nogil=True)
def measure_rows(
    data: U8, offsets: I64, flags: U32, stops: U64, phrases: U32, cuts: I64, sizes: I64, counts: I64
) -> None:
    """Count each row's signals into counts[r]; `sizes[is_dense]` are the lengths of n-grams.

    `stops` are hashes of stop words; phrase k is phrases[cuts[k]:cuts[k + 1]], in lower case, the first Javascript.
    Pages of the work arrays that are never touched cost nothing.
    """
    longest = 1 + np.max(np.diff(offsets)) if offsets.size > 1 else 1
    points, most = np.empty(longest, np.uint32), min(longest, MOST)
    words, word_sizes = np.empty(most, np.uint64), np.empty(most, np.int32)
    parts, part_sizes = np.empty((2, most), np.uint64), np.empty((2, most), np.int32)
    slots = 2
    while slots < 2 * most:
        slots *= 2
    table = (np.empty(slots, np.uint64), np.empty(slots, np.int32), np.empty(most, np.int32), np.empty(most, np.int32))
    for r in range(offsets.size - 1):
        row, i, in_paragraph = counts[r], offsets[r], False
        while i < offsets[r + 1]:
            i, n = _decode(data, i, offsets[r + 1], points)
            row[_NEWLINES] += i < offsets[r + 1] or data[i - 1] == 10
            lo, hi = _trim(points, n, flags)
            if lo == hi:
                in_paragraph = False
                continue
            n_words = _split(points[lo:hi], flags, stops, words, word_sizes, row)
            _mark(points[lo:hi], flags, row)
            _end(points[lo:hi], flags, row, n_words, _phrase(points[lo:hi], phrases, cuts, row))
            _part(points[lo:hi], parts, part_sizes, row, in_paragraph)
            in_paragraph = True
        m, k, p = min(row[_ALL_WORDS], most), min(row[_LINES], most), min(row[_PARAGRAPHS], most)
        row[_DUP_LINES], row[_DUP_LINE_CHARS] = repeats(parts[0, :k], part_sizes[0, :k], table)
        row[_DUP_PARAGRAPHS], row[_DUP_PARAGRAPH_CHARS] = repeats(parts[1, :p], part_sizes[1, :p], table)
        row[_GRAM_CHARS] = word_sizes[:m].sum()
        is_dense = 1 if 2 * row[_N_DENSE] >= row[_LETTERS] else 0
        cover(words[:m], word_sizes[:m], sizes[is_dense], table, row[GRAMS:SCRIPTS])


@njit(cache=True, nogil=True)
def _decode(data: U8, i: int, end: int, points: U32) -> tuple[int, int]:
    """Decode up to and with the next line feed; return where the next line begins, and the code points without it."""
    n = 0
    while i < end:
        c = np.uint32(data[i])
        if c == 10:
            return i + 1, n
        if c < 0x80:
            i += 1
        elif c < 0xE0:
            c = (c & 0x1F) << 6 | data[i + 1] & 0x3F
            i += 2
        elif c < 0xF0:
            c = (c & 0xF) << 12 | np.uint32(data[i + 1] & 0x3F) << 6 | data[i + 2] & 0x3F
            i += 3
        else:
            c = (c & 7) << 18 | np.uint32(data[i + 1] & 0x3F) << 12 | np.uint32(data[i + 2] & 0x3F) << 6
            c |= data[i + 3] & 0x3F
            i += 4
        points[n] = c
        n += 1
    return i, n


@njit(cache=True, nogil=True)
def _trim(points: U32, n: int, flags: U32) -> tuple[int, int]:
    """Return the line's bounds without the white space at its edges."""
    lo, hi = 0, n
    while lo < hi and flags[points[lo]] & _SPACE:
        lo += 1
    while hi > lo and flags[points[hi - 1]] & _SPACE:
        hi -= 1
    return lo, hi


@njit(cache=True, nogil=True)
def _lower(c: int) -> int:
    """Lower ASCII's capitals."""
    return c + 32 if 65 <= c <= 90 else c


@njit(cache=True, nogil=True)
def hash_word(points: U32) -> int:
    """Hash a word, ASCII's case aside, as `_split` does."""
    h = _SEED
    for c in points:
        h = (h ^ np.uint64(_lower(c))) * _PRIME
    return h ^ h >> np.uint64(29)


@njit(cache=True, nogil=True)
def _split(line: U32, flags: U32, stops: U64, words: U64, sizes: I32, row: I64) -> float:
    """Cut a line into words: hash and size of each. Return their number, `_PER_WORD` dense characters to a word."""
    h, size, alnum, kind, n_words, n_dense = _SEED, 0, 0, np.uint32(0), 0, 0
    for i in range(line.size + 1):
        flag = flags[line[i]] if i < line.size else np.uint32(_SPACE)
        parts = flag & _SPACE != 0 or (flag & _DENSE != 0 and kind != 0) or (flag & _WORD != 0 and kind & _DENSE != 0)
        if size and parts:
            m = row[_ALL_WORDS]
            if m < words.size:
                words[m], sizes[m] = h ^ h >> np.uint64(29), size
            row[_ALL_WORDS] += 1
            row[_ALPHABETIC] += (kind & _LETTER) != 0
            if kind & _DENSE:
                n_dense += 1
            elif kind & _WORD:
                n_words += 1
                row[_WORD_CHARS] += alnum
                for k in range(stops.size):
                    if stops[k] == h ^ h >> np.uint64(29):
                        row[_STOP_WORDS] |= 1 << k
            h, size, alnum, kind = _SEED, 0, 0, np.uint32(0)
        if not flag & _SPACE:
            h = (h ^ np.uint64(_lower(line[i]))) * _PRIME
            size += 1
            alnum += (flag & _WORD) != 0
            kind |= flag & (_WORD | _LETTER | _DENSE)
    row[_WORDS] += n_words
    row[_N_DENSE] += n_dense
    return n_words + n_dense / _PER_WORD


@njit(cache=True, nogil=True)
def _mark(line: U32, flags: U32, row: I64) -> None:
    """Count a line's characters, letters by script, stop characters, ellipses, sentences and clauses."""
    run, clause, has_words = 0, 0, False
    for i in range(line.size):
        c, flag = line[i], flags[line[i]]
        after = flags[line[i + 1]] if i + 1 < line.size else np.uint32(_SPACE)
        row[_DIGITS] += (flag & _DIGIT) != 0
        row[_HASHES] += c == 35
        if flag & _LETTER:
            row[_LETTERS] += 1
        script = flag >> _SCRIPT_SHIFT & _SCRIPT_BITS
        row[SCRIPTS + script - 1 if script else _CHARS] += script != 0
        row[_STOP_CHARACTERS] |= 1 << (flag >> _STOP_SHIFT) >> 1
        run = run + 1 if i and line[i - 1] == c else 1
        if flag & _ELLIPSIS:
            row[_ELLIPSES] += not after & _ELLIPSIS
        elif c in (46, 0x3002) and run % 3 == 0:
            row[_ELLIPSES] += 1
        if flag & _STOP and not after & _STOP:
            row[_SENTENCES] += c >= 128 or (after & (_SPACE | _CLOSER)) != 0
        if not flag & _SPACE and not flag & _PUNCT:
            clause += 1
            has_words |= (flag & _WORD) != 0
        if flag & _PUNCT or i + 1 == line.size:
            row[_CLAUSES] += has_words
            row[_CLAUSE_CHARS] += clause if has_words else 0
            clause, has_words = 0, False


@njit(cache=True, nogil=True)
def _phrase(line: U32, phrases: U32, cuts: I64, row: I64) -> bool:
    """Look for the phrases in a line; count it as Javascript's or a policy's. Return whether it is either."""
    javascript, policy = False, False
    for k in range(cuts.size - 1):
        size = cuts[k + 1] - cuts[k]
        for i in range(line.size - size + 1):
            j = 0
            while j < size and _lower(line[i + j]) == phrases[cuts[k] + j]:
                j += 1
            if j == size:
                javascript |= k == 0
                policy |= k != 0
    row[_JAVASCRIPT] += javascript
    row[_POLICY] += policy
    return javascript or policy


@njit(cache=True, nogil=True)
def _end(line: U32, flags: U32, row: I64, n_words: float, has_phrase: bool) -> None:  # noqa: FBT001  a kernel
    """Say how a line begins and ends, and how long it is."""
    last, n = flags[line[-1]], line.size
    row[_BULLETS] += (flags[line[0]] & _BULLET) != 0
    three = n > 2 and line[n - 1] == line[n - 2] == line[n - 3] and (line[n - 1] == 46 or line[n - 1] == 0x3002)
    trails = (last & _ELLIPSIS) != 0 or three
    row[_ELLIPSIS_ENDS] += trails
    is_final = (last & _FINAL) != 0 and not trails
    row[_FINALS] += is_final
    row[_PUNCTUATED] += (last & _PUNCT) != 0
    few = n_words < _FEW
    row[_FEW_WORDS] += few
    row[_BAD] += few or has_phrase or not is_final
    end = n
    while end > 1 and flags[line[end - 1]] & _CLOSER:
        end -= 1
    row[_SENTENCE_ENDS] += (flags[line[end - 1]] & _STOP) != 0
    width = 0
    for c in line:
        width += _DENSE_WIDTH if flags[c] & _DENSE else 1
        row[_CHARS] += not flags[c] & _SPACE
    row[_SHORT] += width <= _SHORT_LINE


@njit(cache=True, nogil=True)
def _part(line: U32, parts: U64, sizes: I32, row: I64, goes_on: bool) -> None:  # noqa: FBT001  a kernel
    """Hash a line, and the paragraph that it begins or goes on."""
    h = _SEED
    for c in line:
        h = (h ^ np.uint64(c)) * _PRIME
    h = (h ^ h >> np.uint64(29)) * _PRIME
    k, p = row[_LINES], row[_PARAGRAPHS] - goes_on
    if k < sizes.shape[1]:
        parts[0, k], sizes[0, k] = h, line.size
    if p < sizes.shape[1]:
        parts[1, p] = (parts[1, p] if goes_on else _SEED) * _PRIME + h
        sizes[1, p] = (sizes[1, p] if goes_on else 0) + line.size
    row[_LINES] += 1
    row[_LINE_CHARS] += line.size
    row[_PARAGRAPHS] = p + 1
    row[_PARAGRAPH_CHARS] += line.size
