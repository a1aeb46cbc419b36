"""What does the markup say of the lines that came from pages? One row a line; a text's lines have none."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.html import names, structure

COLUMNS: Final = (*structure.COLUMNS, *names.COLUMNS)  # of what `cleaners.extract` tells of each line
MARKUP: Final = pl.Schema({"document": pl.UInt64, "line": pl.UInt32} | dict.fromkeys(COLUMNS, pl.Float32()))


Marked = tuple[int, NDArray[np.float32]]  # the number of a document, and its lines by COLUMNS


def frame(pages: Sequence[Marked]) -> pl.DataFrame:
    """Return the rows of some pages."""
    if not pages:
        return pl.DataFrame(schema=MARKUP)
    sizes = [found.shape[0] for _, found in pages]
    keys = {
        "document": np.repeat(np.array([document for document, _ in pages], np.uint64), sizes),
        "line": np.concatenate([np.arange(size, dtype=np.uint32) for size in sizes]),
    }
    # column by column: all of them at once would be there twice
    values = (pl.Series(name, np.concatenate([found[:, k] for _, found in pages])) for k, name in enumerate(COLUMNS))
    return pl.DataFrame(keys).with_columns(*values).cast(dict(MARKUP))
