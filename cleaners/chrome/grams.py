"""Which words does chrome use, and which does text?

N-grams of the folded line, so that traditional and simplified script, capitals and small letters are one, hashed into
a table of weights: the logarithm of how much likelier an n-gram is in chrome than in text, in sixteenths.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.kernels import find_echoes, hash_grams, weigh_grams
from cleaners.chrome.pages import Ints
from cleaners.fold import fold_table

TABLE_BITS: Final = 19
STEP: Final = 16  # a weight's unit is a sixteenth of the natural logarithm
_WEIGHED: Final = ("gram_known", "gram_sum", "gram_least", "gram_most", "gram_first", "gram_last")


def hashed(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the places in the table of all lines' n-grams, and where each line's begin: n + 1 offsets."""
    n = offsets.size - 1
    grams, ends = np.empty(4 * int(offsets[-1]) + 8 * n, np.int32), np.zeros(n + 1, np.int64)
    hash_grams(data, offsets, fold_table().codes, (1 << TABLE_BITS) - 1, grams, ends)
    return grams[: ends[-1]], ends


def weigh(
    grams: NDArray[np.int32], ends: NDArray[np.int64], table: NDArray[np.int8]
) -> dict[str, NDArray[np.float32]]:
    """Return what the table says of each line's n-grams: how many it knows, their mean, extremes, first and last."""
    out = np.zeros((ends.size - 1, len(_WEIGHED)), np.int32)
    weigh_grams(grams, ends, table, out)
    found = {name: out[:, k].astype(np.float32) for k, name in enumerate(_WEIGHED)}
    known = found["gram_known"]
    found["gram_mean"] = found["gram_sum"] / np.maximum(known, 1)
    found["gram_known"] = known / np.maximum(np.diff(ends), 1).astype(np.float32)
    return found


def echoes(
    grams: NDArray[np.int32], ends: Ints, bounds: Ints, prose: NDArray[np.bool_]
) -> dict[str, NDArray[np.float32]]:
    """Return which share of each line's n-grams other prose of its page has, and which share its other lines have."""
    most = int(np.diff(ends[bounds]).max(initial=0))
    seen = np.full((max(16, 1 << (2 * most - 1).bit_length()), 2), -1, np.int32)
    out = np.zeros((ends.size - 1, 2), np.int32)
    find_echoes(grams, ends, bounds, prose.view(np.uint8), seen, np.empty(most, np.int32), out)
    sizes = np.maximum(np.diff(ends), 1).astype(np.float32)
    return {"in_prose": out[:, 0] / sizes, "in_rest": out[:, 1] / sizes}
