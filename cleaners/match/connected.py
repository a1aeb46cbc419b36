"""Which rows hang together?"""

import numpy as np
import polars as pl


def connected(rows: int, pairs: pl.DataFrame) -> pl.Series:
    """Return, for each of so many rows, the least row that pairs (columns a, b) connect it with; itself if none.

    >>> connected(4, pl.DataFrame({"a": [1, 2], "b": [2, 3]})).to_list()
    [0, 1, 1, 1]
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    roots = np.arange(rows)
    kernels.join(pairs["a"].to_numpy().astype(np.int64), pairs["b"].to_numpy().astype(np.int64), roots)
    return pl.Series(roots)
