"""When do two texts read the same? The match key: one text with case, width, script and punctuation folded away.

The key of a text is its NFKC form, each code point of which is replaced by what the table says: folded case, the
simplified form of a traditional character (OpenCC's single-character tables, Taiwan's and Hong Kong's too), nothing
at all unless it is a letter, a mark or a number. Only the comparison sees the key; the corpus keeps the text.

The table is data (`fold.npz`), not a computation on the running Python's Unicode tables, so Python 3.11 and 3.13
agree on every key. `python -m tests.make_fold` writes it and `tests/test_fold.py` derives it anew.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

FOLD_VERSION: Final = 1  # of the table and of the rule above; a changed key is a new version

# An entry of the table: a code point (0: dropped) or, if SPILL, where its several code points stand; then flags.
VALUE: Final = 0x1FFFFF
SPILL_BITS: Final = 5  # a spilled value is offset << 5 | count
DENSE: Final = 1 << 21  # Han, kana, Hangul: a character says about as much as a syllable or a word
COMPOSES: Final = 1 << 22  # NFKC may join it to, or move it before, what stands in front of it
SPILL: Final = 1 << 23

_SLICE: Final = 1 << 20  # bytes of text folded at once: its UTF-32 copies stay in the cache


@dataclass(frozen=True, slots=True)
class FoldTable:
    """What each code point folds to."""

    codes: NDArray[np.uint32]  # (0x110000,) entries
    spill: NDArray[np.uint32]  # code points, with their DENSE flag, of those that fold to several
    growth: int  # the most code points that one byte of UTF-8 folds to


@cache
def fold_table(*, keep_script: bool = False) -> FoldTable:
    """Return the table; with `keep_script`, the one that leaves traditional and simplified characters apart."""
    with np.load(str(files("cleaners") / "fold.npz")) as stored:
        codes = np.zeros(0x110000, np.uint32)
        codes[: stored["codes"].size] = stored["codes"] ^ np.arange(stored["codes"].size, dtype=np.uint32)
        spill = stored["spill"]
        traditional, simplified = stored["script"]
    if not keep_script:
        simplify = np.arange(VALUE + 1, dtype=np.uint32)
        simplify[traditional] = simplified
        single = codes & SPILL == 0
        codes[single] = codes[single] & ~np.uint32(VALUE) | simplify[codes[single] & VALUE]
        spill = spill & ~np.uint32(VALUE) | simplify[spill & VALUE]
    return FoldTable(codes, spill, growth=_growth(codes))


def fold(texts: pl.Series, *, keep_script: bool = False) -> pl.Series:
    """Return each text's match key; a null has the key of an empty text.

    >>> fold(pl.Series(["《ＡＩ》 時代,第①章", "AI时代第1章"])).to_list()
    ['ai时代第1章', 'ai时代第1章']
    >>> fold(pl.Series(["時代!"]), keep_script=True).item()
    '時代'
    """
    texts = texts.fill_null("")
    ends = np.cumsum(texts.str.len_bytes().to_numpy(), dtype=np.int64)
    cuts = np.searchsorted(ends, np.arange(_SLICE, ends[-1] if ends.size else 0, _SLICE))
    bounds = np.unique(np.concatenate([[0], cuts, [texts.len()]]))
    table = fold_table(keep_script=keep_script)
    parts = [_fold_slice(texts[lo:hi], table) for lo, hi in pairwise(bounds)]
    return pl.concat(parts).alias(texts.name) if parts else texts


def _fold_slice(texts: pl.Series, table: FoldTable) -> pl.Series:
    entries = table.codes[_code_points(texts)]
    if (entries & COMPOSES).any():
        texts = texts.str.normalize("NFKC")
        entries = table.codes[_code_points(texts)]
    values = entries & VALUE
    kept = values != 0
    rows = np.concatenate([[0], np.cumsum(texts.str.len_chars().to_numpy(), dtype=np.int64)])
    spills = np.flatnonzero(entries & SPILL)
    if not spills.size:
        return _strings(values[kept], np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])[rows])
    counts = kept.astype(np.int64)
    counts[spills] = values[spills] & (1 << SPILL_BITS) - 1
    ends = np.cumsum(counts)
    folded = np.repeat(values, counts)
    for at in spills:
        start = values[at] >> SPILL_BITS
        folded[ends[at] - counts[at] : ends[at]] = table.spill[start : start + counts[at]] & VALUE
    return _strings(folded, np.concatenate([[0], ends])[rows])


def _code_points(texts: pl.Series) -> NDArray[np.uint32]:
    joined = texts.str.join("").item()
    return np.frombuffer(joined.encode("utf-32-le"), "<u4")


def _strings(code_points: NDArray[np.uint32], bounds: NDArray[np.int64]) -> pl.Series:
    """Cut code points at the bounds into strings."""
    import pyarrow as pa  # noqa: PLC0415  half a second to import, and only a fold needs it here

    sizes = 1 + (code_points >= 0x80).astype(np.int64) + (code_points >= 0x800) + (code_points >= 0x10000)  # noqa: PLR2004  UTF-8
    offsets = np.concatenate([[0], np.cumsum(sizes)])[bounds]
    text = code_points.tobytes().decode("utf-32-le").encode()
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pl.Series(pa.LargeStringArray.from_buffers(bounds.size - 1, buffers[1], buffers[2]))


def _growth(codes: NDArray[np.uint32]) -> int:
    """Return the most code points that a byte of UTF-8 folds to, rounded up."""
    at = np.flatnonzero(codes & SPILL)
    sizes = 1 + (at >= 0x80).astype(np.int64) + (at >= 0x800) + (at >= 0x10000)  # noqa: PLR2004  UTF-8
    counts = codes[at].astype(np.int64) & (1 << SPILL_BITS) - 1
    return int((-(-counts // sizes)).max())
