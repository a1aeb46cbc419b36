"""What stands around a line on its page? Windows, neighbours and distances that never look into another page."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.kernels import count_like, share_windows

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Columns = dict[str, NDArray[np.generic]]  # what is known of each row, by name


@dataclass(frozen=True, slots=True)
class Pages:
    """Where each row's page begins and ends, as rows."""

    bounds: Ints  # (pages + 1,)
    first: Ints  # (rows,) the page's first row
    behind: Ints  # (rows,) the row behind its last
    row: Ints  # (rows,) its own number

    @classmethod
    def of(cls, documents: pl.Series) -> "Pages":
        """Return the pages of rows in order of document."""
        numbers = documents.to_numpy()
        starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]])) if numbers.size else []
        bounds = np.append(np.asarray(starts, np.int64), numbers.size)
        sizes = np.diff(bounds)
        return cls(bounds, np.repeat(bounds[:-1], sizes), np.repeat(bounds[1:], sizes), np.arange(numbers.size))

    def beside(self, values: NDArray[np.generic], step: int, outside: float = -1) -> NDArray[np.generic]:
        """Return the values `step` rows further down (above, where negative); `outside` beyond the page."""
        found = np.full(values.size, outside, values.dtype)
        if step < 0:
            found[-step:] = values[:step]
            found[self.row + step < self.first] = outside
        elif step < values.size:
            found[: values.size - step] = values[step:]
            found[self.row + step >= self.behind] = outside
        return found

    def above(self, where: Bools) -> Bools:
        """Return whether the row right above, of the same page, holds."""
        return self.beside(where, -1, outside=False)

    def below(self, where: Bools) -> Bools:
        """Return whether the row right below, of the same page, holds."""
        return self.beside(where, 1, outside=False)

    def shares(self, parts: list[Ints], whole: Ints, windows: tuple[tuple[int, int], ...]) -> Floats:
        """Return what sums of whole numbers make up of the sum of a whole, which counts as 1 at least, in windows.

        A window is so many rows above each row, and so many below it; either may be negative: (5, -1) is the five rows
        above. The result has the windows, the parts and the rows.
        """
        sums = np.zeros((len(parts) + 1, self.row.size + 1), np.int64)
        for sum_, values in zip(sums, [*parts, whole], strict=True):
            np.cumsum(values, out=sum_[1:])
        found = np.empty((len(windows), len(parts), self.row.size), np.float32)
        share_windows(sums[:-1], sums[-1], self.bounds, np.array(windows), found)
        return found

    def before(self, values: Ints) -> Ints:
        """Return the sum over the page's rows above each."""
        sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return sums[:-1] - sums[self.first]

    def whole(self, values: Ints) -> Ints:
        """Return the sum over each row's page."""
        sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return sums[self.behind] - sums[self.first]

    def nearest_above(self, where: NDArray[np.bool_]) -> Ints:
        """Return the nearest row above that holds; -1 where none of the page does."""
        found = np.maximum.accumulate(np.where(where, self.row, -1)) if where.size else self.row
        above = np.concatenate([[-1], found[:-1]]) if where.size else found
        return np.where(above >= self.first, above, -1)

    def nearest_below(self, where: NDArray[np.bool_]) -> Ints:
        """Return the nearest row below that holds; -1 where none of the page does."""
        far = where.size
        found = np.minimum.accumulate(np.where(where, self.row, far)[::-1])[::-1] if far else self.row
        below = np.concatenate([found[1:], [far]]) if far else found
        return np.where(below < self.behind, below, -1)

    def count_like(self, keys: NDArray[np.generic]) -> tuple[Ints, Ints]:
        """Return how many rows of the page have each row's key, and how far above the last of them stands (0: none)."""
        counts, gaps = np.empty(keys.size, np.int64), np.empty(keys.size, np.int64)
        count_like(keys.astype(np.uint64), self.bounds, self.slots(), counts, gaps)
        return counts, gaps

    def slots(self) -> Ints:
        """Return an empty table, of -1, for the kernels that look up each page's rows by key: 2**k, room enough."""
        most = int(np.diff(self.bounds).max(initial=0))
        return np.full(max(16, 1 << (2 * most).bit_length()), -1, np.int64)
