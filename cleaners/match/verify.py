"""How alike are two texts exactly? The Jaccard of their shingle sets, and how much of the smaller is in the larger."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import fold_table
from cleaners.shingles import ShingleSettings, fold_rows

LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Pairs of rows, low row << 32 | high row, and what their sets have in common, pair by pair."""

    pairs: NDArray[np.uint64]
    shared: NDArray[np.int64]
    smaller: NDArray[np.int64]  # shingles in the smaller set
    union: NDArray[np.int64]

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Shared by union."""
        return self.shared / self.union

    @property
    def containment(self) -> NDArray[np.float64]:
        """Shared by the smaller set."""
        return self.shared / self.smaller

    def only(self, chosen: NDArray[np.bool_]) -> "Likeness":
        """Return the chosen pairs."""
        return Likeness(self.pairs[chosen], self.shared[chosen], self.smaller[chosen], self.union[chosen])


def split(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the low and the high rows of pairs.

    >>> split(np.array([(3 << 32) | 7], np.uint64))
    (array([3]), array([7]))
    """
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & LOW).astype(np.int64)


def numbered(low: NDArray[np.int64],
             high: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that pairs are of, each once, and the low and the high rows' places among them.

    >>> [rows.tolist() for rows in numbered(np.array([3, 3]), np.array([7, 9]))]
    [[3, 7, 9], [0, 0], [1, 2]]
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    rows = np.concatenate([low, high])
    slots = np.full(1 << (2 * rows.size).bit_length(), -1)
    distinct, places = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    count = kernels.number_rows(rows, slots, distinct, places)
    return distinct[:count], places[: low.size], places[low.size :]


def compare(texts: pl.Series, pairs: NDArray[np.uint64], settings: ShingleSettings, *,
            keep_script: bool = False, floor: tuple[float, float] | None = None) -> Likeness:
    """Compare pairs of rows, whose texts have match keys, by their shingle sets.

    With `floor`, a Jaccard and a containment, a pair that reaches neither is given up as soon as that is plain: what
    is said of it is too low.

    Shingles of up to three code points are compared as they are, longer ones by 64 bits of hash: two texts of a
    thousand shingles each would need a bad luck of 10**-13 to gain one in common.
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    involved, low, high = numbered(*split(pairs))
    folded = fold_rows(texts.gather(involved), settings, fold_table(keep_script=keep_script))
    most = int(np.diff(folded.bounds).max(initial=1))
    slots, owners = np.empty(1 << (2 * most).bit_length(), np.uint64), np.full(1 << (2 * most).bit_length(), -1)
    codes, ends = np.empty(folded.points.size, np.uint64), np.empty(involved.size + 1, np.int64)
    kernels.shingle_sets(folded.points, folded.bounds, folded.sizes, slots, owners, codes, ends)
    owners[:] = -1
    shared, sizes = np.empty(pairs.size, np.int64), np.diff(ends)
    smaller, both = np.minimum(sizes[low], sizes[high]), sizes[low] + sizes[high]
    jaccard, containment = floor or (0.0, 0.0)
    needed = np.minimum(jaccard / (1 + jaccard) * both, containment * smaller)  # shared by a pair that reaches either
    kernels.count_shared(codes, ends, low, high, np.ceil(needed - 1e-6).astype(np.int64), slots, owners, shared)
    return Likeness(pairs, shared, smaller, both - shared)
