"""How likely is each line to be chrome, by what was learnt from labelled pages?

Two stages of boosted trees: the first sees a line and its surroundings, the second the first's scores around it too.
The weights are data of the package, one file a kind of input; `python -m tests.train_chrome` writes them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import context, features, kin
from cleaners.chrome.features import Columns
from cleaners.chrome.pages import Pages
from cleaners.chrome.trees import Trees

_ARRAYS: Final = ("starts", "cuts", "trees", "masks", "leaves")


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: the n-grams' weights, and the trees of both stages."""

    name: str
    table: NDArray[np.int8]
    first: Trees
    second: Trees

    def packed(self) -> bytes:
        """Return the weights as an .npz file; the same weights are the same bytes."""
        arrays: dict[str, NDArray[np.generic]] = {"name": np.array(self.name), "table": self.table}
        for stage, trees in (("first", self.first), ("second", self.second)):
            arrays |= {f"{stage}_{name}": getattr(trees, name) for name in _ARRAYS}
            arrays[f"{stage}_names"] = np.array(trees.names)
        out = BytesIO()
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> "Weights":
        """Return the weights that `packed` wrote."""
        with np.load(BytesIO(content)) as stored:
            stages = [
                Trees(tuple(stored[f"{stage}_names"].tolist()), *(stored[f"{stage}_{name}"] for name in _ARRAYS))
                for stage in ("first", "second")
            ]
            return cls(str(stored["name"]), stored["table"], *stages)


@cache
def load(kind: str = "text") -> Weights:
    """Return the package's weights for a kind of input."""
    return Weights.unpacked((files("cleaners.chrome") / f"{kind}.npz").read_bytes())


def both(rows: pl.DataFrame, columns: Columns, weights: Weights) -> NDArray[np.int32]:
    """Return the second stage's scores of rows whose features these are."""
    first = weights.first.scores(features.matrix(columns, weights.first.names))
    sizes = rows["size"].to_numpy().astype(np.int64)
    pages = Pages.of(rows["document"])
    around = context.describe(pages, first, sizes)
    if kin.KIN[0] in columns:
        around |= kin.describe(pages, first, sizes, columns)
    columns = columns | around
    return weights.second.scores(features.matrix(columns, weights.second.names))
