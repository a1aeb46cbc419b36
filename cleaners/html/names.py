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
MASK: Final = (1 << TABLE_BITS) - 1
STEP: Final = 16  # a weight is so many to the natural logarithm
COLUMNS: Final = tuple(f"name_{k}" for k in range(13))
FADE: Final = 0.7  # what a word still says, one block further in


@cache
def table() -> NDArray[np.int8]:
    """Return the weights that come with the package."""
    with (files("cleaners.html") / "names.npz").open("rb") as file:
        return np.load(file)["weights"]


def places(view: View) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Return the places in the table of the words of each block, and of each line's inline elements."""
    known: dict[str, int] = {}

    def place(word: str) -> int:
        found = known.get(word)
        if found is None:
            found = known[word] = crc32(word.encode()) & MASK
        return found

    named = {(tag, words): (*map(place, words), *(place(f"{tag}.{word}") for word in words[:3]))
             for tag, words in set(zip(view.tags, view.names, strict=True))}
    said = {words: tuple(map(place, words)) for words in set(view.words)}
    return [named[name] for name in zip(view.tags, view.names, strict=True)], [said[words] for words in view.words]


def describe(
    view: View, found: tuple[list[tuple[int, ...]], list[tuple[int, ...]]], table: NDArray[np.int8]
) -> dict[str, NDArray[np.float32]]:
    """Return what the names say of each line: of its own elements, of its block, the blocks around, and all of them."""
    weights = memoryview(table)
    own, inline = (np.array(_weighed(of, weights), np.float32).reshape(-1, 3) for of in found)
    first, *rest = own.tolist()
    around = [first]
    for above, (least, most, mean) in zip(view.parents[1:], rest, strict=True):
        lowest, highest, total = around[above]
        around.append((min(least, lowest), max(most, highest), mean + FADE * total))
    at, parents = np.array(view.blocks, np.int64), np.array(view.parents, np.int64)
    near = parents[at]
    columns = np.hstack(
        [own[at], own[near, :2], own[parents[near], :2], np.array(around, np.float32)[at], inline], dtype=np.float32
    )
    return dict(zip(COLUMNS, columns.T, strict=True))


def _weighed(found: list[tuple[int, ...]], weights: memoryview) -> list[tuple[float, float, float]]:
    """Return the least, the greatest and the mean weight of each list of words."""
    known: dict[tuple[int, ...], tuple[float, float, float]] = {(): (0, 0, 0)}
    for words in set(found) - known.keys():
        said = [weights[word] for word in words]
        known[words] = min(said), max(said), sum(said) / len(said)
    return [known[words] for words in found]
