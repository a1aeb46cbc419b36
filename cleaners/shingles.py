"""Which pieces of a text are compared? Its shingles: the n-grams of its match key, as a set.

Where Han, kana and Hangul are at least half of the key, n = 3: one edited character costs three shingles, and a
paragraph of 30 characters still reads as a near-duplicate. Other scripts say less per character, so n = 5, which
`tests/benchmarks/match.py --shingles` measured. A text shorter than n is one shingle.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.errors import BadFrame, BadSetting
from cleaners.fold import FoldTable, fold_table

MOST: Final = 32  # code points in a shingle


@dataclass(frozen=True, slots=True)
class ShingleSettings:
    """How long a shingle is, in code points of the match key."""

    dense: int = 3
    """Where Han, kana and Hangul are half of the text or more."""
    other: int = 5
    """Everywhere else."""

    def __post_init__(self) -> None:
        for name in ("dense", "other"):
            if not 1 <= getattr(self, name) <= MOST:
                raise BadSetting(f"shingles.{name}", f"{getattr(self, name)} is not in 1 to {MOST}", "Take 3 to 8")


@dataclass(frozen=True, slots=True)
class FoldedRows:
    """The match keys of some texts, as one run of code points."""

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]  # row r is points[bounds[r]:bounds[r + 1]]
    is_dense: NDArray[np.bool_]  # Han, kana and Hangul are at least half of the row
    sizes: NDArray[np.int64]  # n of each row's shingles

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Code points per row."""
        return np.diff(self.bounds)


def fold_rows(texts: pl.Series, settings: ShingleSettings, table: FoldTable) -> FoldedRows:
    """Fold the texts by kernel, as `fold` does; a null is empty."""
    from cleaners import kernels  # noqa: PLC0415  imports numba

    rows = texts.len()
    bounds, dense = np.empty(rows + 1, np.int64), np.empty(rows, np.int64)
    for normalised in (False, True):
        data, offsets = utf8(texts.str.normalize("NFKC") if normalised else texts)
        points = np.empty((offsets[-1] - offsets[0]) * table.growth, np.uint32)  # pages never touched cost nothing
        if not kernels.fold_rows(data, offsets, table.codes, table.spill, points, bounds, dense):
            break
    is_dense = 2 * dense >= np.diff(bounds)
    return FoldedRows(points[: bounds[-1]], bounds, is_dense, np.where(is_dense, settings.dense, settings.other))


def digest(texts: pl.Series, *, keep_script: bool = False) -> NDArray[np.uint64]:
    """Return 128 bits, as (rows, 2) words, that are equal where the match keys are."""
    return digest_folded(fold_rows(texts, ShingleSettings(), fold_table(keep_script=keep_script)))


def digest_folded(folded: FoldedRows) -> NDArray[np.uint64]:
    """Return the digests of folded texts."""
    from cleaners import kernels  # noqa: PLC0415  imports numba

    digests = np.empty((folded.lengths.size, 2), np.uint64)
    kernels.digest_rows(folded.points, folded.bounds, digests)
    return digests


def utf8(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return a series' bytes and its rows' offsets in them, as Arrow holds them."""
    _, offsets, data = filled(texts).to_arrow().buffers()
    at = np.frombuffer(offsets, np.int64)[: texts.len() + 1]
    return np.frombuffer(data or b"", np.uint8), at


def filled(texts: pl.Series) -> pl.Series:
    """Return the texts, with nulls empty; raise BadFrame if they are no texts."""
    if texts.dtype != pl.String:
        raise BadFrame(f"column '{texts.name}'", f"is {texts.dtype}, not String", "Match a column of texts")
    return texts.fill_null("") if texts.null_count() else texts


@cache
def hash_keys() -> NDArray[np.uint64]:
    """Return the multipliers of the 32-bit shingle hash: splitmix64's outputs after 1.

    A shingle c[0..n) hashes to (key[0] + sum of key[j + 1] * c[j], modulo 2**64) >> 32: multilinear hashing, whose
    collisions have a chance of 2**-32 per pair over random keys (Lemire & Kaser, arXiv:1202.4961). A signature
    is estimated from these hashes; what is verified is exact.
    """
    keys, state = [], 1
    for _ in range(MOST + 1):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        x = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        x = (x ^ x >> 27) * 0x94D049BB133111EB % 2**64
        keys.append(x ^ x >> 31)
    return np.array(keys, np.uint64)
