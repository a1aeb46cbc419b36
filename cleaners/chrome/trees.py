"""What do many small decision trees say of a row, without the library that grew them?"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.kernels import walk_trees

UNIT: Final = 1 << 12  # of a score: so many are one natural logarithm of the odds


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of at most 32 leaves, as arrays: see `kernels.walk_trees`."""

    names: tuple[str, ...]  # of the features, in the order of `starts`
    starts: NDArray[np.int32]
    cuts: NDArray[np.float32]
    trees: NDArray[np.int16]
    masks: NDArray[np.uint32]
    leaves: NDArray[np.int32]  # (trees, 32)

    def scores(self, columns: NDArray[np.float32]) -> NDArray[np.int32]:
        """Return the log-odds, in UNITs, that each row of the features (features, rows) is chrome."""
        out = np.zeros(columns.shape[1], np.int32)
        is_small = (self.masks >> 16 == 0xFFFF).all()  # noqa: PLR2004  no tree has more than 16 leaves
        masks = self.masks.astype(np.uint16) if is_small else self.masks
        whole = masks.dtype.type(np.iinfo(masks.dtype).max)
        walk_trees(columns, self.starts, self.cuts, self.trees.view(np.uint16), masks, whole, self.leaves, out)
        return out
