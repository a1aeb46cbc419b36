"""What do many small decision trees say of a row, without the library that grew them?"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.kernels import walk_trees

UNIT: Final = 1 << 12  # of a score: so many are one natural logarithm of the odds


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees, as arrays: see `kernels.walk_trees`."""

    names: tuple[str, ...]  # of the features, in the order of the columns
    base: int
    roots: NDArray[np.int32]
    features: NDArray[np.int16]
    cuts: NDArray[np.float32]
    children: NDArray[np.int32]
    leaves: NDArray[np.int32]

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.int32]:
        """Return the log-odds, in UNITs, that each row of features is chrome."""
        out = np.full(rows.shape[0], self.base, np.int32)
        walk_trees(rows, self.roots, self.features, self.cuts, self.children, self.leaves, out)
        return out
