"""How do a page's lines lie in its blocks, and how much of each is text, link and prose?

Blocks are numbered in the order they open, so whatever stands in block b has the numbers from b to the end of b.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.html.view import View

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

SENTENCE_ENDS: Final = ".!?。！？…"
LONG: Final = 80  # letters: a line as long is prose, however it ends


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's blocks, and how its lines lie in them."""

    block: Ints  # of each line
    parent: Ints  # of each block
    behind: Ints  # of each block: the number after its last inner block
    depth: Ints
    mass: Floats  # letters of each line
    linked: Floats  # of them in links
    prose: Floats  # letters of each line that reads as prose and is no link

    def under(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the sum of a value of lines over all that stands in each block."""
        sums = np.bincount(self.block, values, self.parent.size)
        total = np.concatenate([[0.0], np.cumsum(sums)])
        return total[self.behind] - total[:-1]

    def holds(self, block: int) -> NDArray[np.bool_]:
        """Tell which lines stand in a block, however deep."""
        return (self.block >= block) & (self.block < self.behind[block])


def frame(view: View, squashed: Sequence[str]) -> Frame:
    """Lay a page's blocks out."""
    parents, n = view.parents, len(view.parents)
    sizes, depths = [1] * n, [0] * n
    for block in range(n - 1, 0, -1):
        sizes[parents[block]] += sizes[block]
    for block in range(1, n):
        depths[block] = depths[parents[block]] + 1
    mass = np.maximum(np.array([len(line) for line in squashed], np.float32), np.float32(0.5))
    linked = np.minimum(np.array(view.n_link_chars, np.float32), mass)
    reads = [text[-1] in SENTENCE_ENDS or len(line) > LONG for text, line in zip(view.texts, squashed, strict=True)]
    return Frame(
        np.array(view.blocks, np.int64), np.array(parents, np.int64), np.arange(n) + np.array(sizes, np.int64),
        np.array(depths, np.int64), mass, linked, (mass - linked) * np.array(reads, np.float32),
    )


def named(view: View) -> Ints:
    """Return a number of each block, the same for those of one tag and the same words in their names."""
    called = list(zip(view.tags, view.names, strict=True))
    known = {(tag, names): crc32(" ".join((tag, *names)).encode()) for tag, names in set(called)}
    return np.array([known[name] for name in called], np.int64)
