"""Do the names in a page's markup, its classes and ids, speak of text or of chrome?

Every word is hashed into a small table of weights: the logarithm of how much likelier its block is text than chrome,
in sixteenths. Names are nobody's language: `sidebar` and `entry-content` are used all over the world.
"""

from functools import cache
from importlib.resources import files
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.html.view import View

TABLE_BITS: Final = 15
STEP: Final = 16  # a weight is so many to the natural logarithm
COLUMNS: Final = tuple(f"name_{k}" for k in range(13))
FADE: Final = 0.7  # what a word still says, one block further in


@cache
def table() -> NDArray[np.int8]:
    """Return the weights that come with the package."""
    with (files("cleaners.html") / "names.npz").open("rb") as file:
        return np.load(file)["weights"]


def places(view: View) -> tuple[list[list[int]], list[list[int]]]:
    """Return the places in the table of the words of each block, and of each line's inline elements."""
    known: dict[str, int] = {}

    def place(word: str) -> int:
        found = known.get(word)
        if found is None:
            found = known[word] = crc32(word.encode()) & ((1 << TABLE_BITS) - 1)
        return found

    blocks = [
        [place(word) for word in words] + [place(f"{tag}.{word}") for word in words[:3]] if words else []
        for tag, words in zip(view.tags, view.names, strict=True)
    ]
    return blocks, [[place(word) for word in words] for words in view.words]


def describe(
    view: View, found: tuple[list[list[int]], list[list[int]]], table: NDArray[np.int8]
) -> dict[str, NDArray[np.float32]]:
    """Return what the names say of each line: of its own elements, of its block, the blocks around, and all of them."""
    weights = table.tolist()
    blocks, inline = (_weighed(of, weights) for of in found)
    least, most, total = blocks[:, 0].copy(), blocks[:, 1].copy(), blocks[:, 2].copy()
    for block in range(1, len(view.parents)):
        above = view.parents[block]
        least[block] = min(least[block], least[above])
        most[block] = max(most[block], most[above])
        total[block] += FADE * total[above]
    at = np.array(view.blocks, np.int64)
    parents = np.array(view.parents, np.int64)
    near, far = parents[at], parents[parents[at]]
    columns = (
        blocks[at, 0], blocks[at, 1], blocks[at, 2], blocks[near, 0], blocks[near, 1], blocks[far, 0], blocks[far, 1],
        least[at], most[at], total[at], *inline.T,
    )
    return {name: column.astype(np.float32) for name, column in zip(COLUMNS, columns, strict=True)}


def _weighed(found: list[list[int]], weights: list[int]) -> NDArray[np.float32]:
    """Return the least, the greatest and the mean weight of each list of words."""
    out = np.zeros((len(found), 3), np.float32)
    for row, words in enumerate(found):
        if words:
            said = [weights[word] for word in words]
            out[row] = min(said), max(said), sum(said) / len(said)
    return out
