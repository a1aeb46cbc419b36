"""How alike are two texts, before anyone compares them? Their MinHash signatures, and the bands cut from those.

A signature is datasketch's, bit for bit: `datasketch.MinHash(num_perm, seed, scheme="affine32")` over the 32-bit
hashes of the text's shingles. Here a kernel computes it from Arrow's buffers.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.errors import BadFrame, BadSetting
from cleaners.fold import fold_table
from cleaners.shingles import FoldedRows, ShingleSettings, fold_rows, hash_keys

if TYPE_CHECKING:
    from datasketch import LeanMinHash

EMPTY: Final = np.uint32(0xFFFFFFFF)  # every value of the signature of a text with an empty match key
SCHEME: Final = "affine32"
BANDS_VERSION: Final = 2  # of how a band becomes a key; other keys do not compare

_BATCH: Final = 1 << 20  # bytes of text per turn of a thread
_ROW: Final = 256  # bytes that a text weighs besides: its signature, however short it is


@dataclass(frozen=True, slots=True)
class MinHashSettings:
    """Which signature a text gets. Signatures of different settings do not compare."""

    permutations: int = 128
    """Numbers of a signature."""
    seed: int = 1
    """Of the permutations, which are datasketch's."""
    shingles: ShingleSettings = field(default_factory=ShingleSettings)
    """What is hashed."""

    def __post_init__(self) -> None:
        if self.permutations < 1:
            raise BadSetting("minhash.permutations", f"{self.permutations} is less than 1", "Take 128")


def signatures(texts: pl.Series, settings: MinHashSettings, *, threads: int = 1) -> NDArray[np.uint32]:
    """Return the texts' signatures, (rows, permutations); `has_signature` tells the rows that have one.

    >>> signatures(pl.Series(["標題!", "标题", "…"]), MinHashSettings(permutations=2)).tolist()
    [[160901728, 404592876], [160901728, 404592876], [4294967295, 4294967295]]
    """
    signed = np.empty((texts.len(), settings.permutations), np.uint32)
    bounds = batches(texts)

    def sign(lo: int, hi: int) -> None:
        sign_folded(fold_rows(texts[lo:hi], settings.shingles, fold_table()), settings, signed[lo:hi])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(sign, bounds[:-1], bounds[1:]))  # each batch writes its own rows
    return signed


def sign_folded(folded: FoldedRows, settings: MinHashSettings, signed: NDArray[np.uint32]) -> None:
    """Write the signatures of some folded texts into `signed`."""
    from cleaners import kernels  # noqa: PLC0415  imports numba

    mul, add = permutations(settings.permutations, settings.seed)
    kernels.sign_rows(folded.points, folded.bounds, folded.sizes, hash_keys(), mul, add, signed)
    unsigned = (folded.lengths > 0) & ~has_signature(signed)
    if unsigned.any():
        row = int(unsigned.argmax())
        raise BadFrame(f"text {row} of a batch", "has no signature", "Report this as a fault of winnow")


def has_signature(signed: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return, per row, whether the text has a signature: its match key is not empty."""
    return (signed != EMPTY).any(axis=1)


def band_keys(signed: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint64]:
    """Return the 64-bit keys of `bands` bands of `rows` values each, (rows of texts, bands).

    Two texts are candidates where they share a key; the band's number is mixed in, so keys of all bands may lie in
    one table, partitioned by their leading bits. A text without signature has keys as well: leave it out before.
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    if bands * rows > signed.shape[1]:
        raise BadSetting("match.bands", f"{bands} bands of {rows} need more than {signed.shape[1]} permutations",
                         "Take fewer bands or more permutations")
    keys = np.empty((signed.shape[0], bands), np.uint64)
    kernels.key_bands(signed, rows, keys)
    return keys


def to_lean(row: NDArray[np.uint32], settings: MinHashSettings) -> "LeanMinHash":
    """Return a stored row as datasketch's own object; `from_lean` is the way back."""
    from datasketch import LeanMinHash  # noqa: PLC0415  imports scipy

    return LeanMinHash(seed=settings.seed, hashvalues=row, scheme=SCHEME)


def from_lean(lean: "LeanMinHash") -> NDArray[np.uint32]:
    """Return a signature's row."""
    if lean.scheme != SCHEME:
        raise BadFrame("a signature", f"its scheme is '{lean.scheme}', not '{SCHEME}'", "Compute it anew")
    return np.asarray(lean.hashvalues, np.uint32)


def batches(texts: pl.Series) -> list[int]:
    """Return where to cut the texts into runs of about a mebibyte: no text is cut."""
    return cuts(texts.str.len_bytes().fill_null(0).to_numpy().astype(np.int64) + _ROW, _BATCH)


def cuts(weights: NDArray[np.int64], most: int) -> list[int]:
    """Return where to cut things into runs that weigh about `most`; a heavier thing is a run of its own, or ends one.

    >>> cuts(np.array([2, 2, 2, 9, 1, 1]), 4)
    [0, 1, 3, 4, 6]
    """
    ends = np.cumsum(weights, dtype=np.int64)
    marks = np.searchsorted(ends, np.arange(most, ends[-1] if ends.size else 0, most))
    return np.unique(np.concatenate([[0], marks, [weights.size]]).astype(np.int64)).tolist()


@cache
def permutations(count: int, seed: int) -> NDArray[np.uint32]:
    """Return datasketch's multipliers and addends, (2, count)."""
    from datasketch import MinHash  # noqa: PLC0415  imports scipy

    return MinHash(num_perm=count, seed=seed, scheme=SCHEME).permutations
