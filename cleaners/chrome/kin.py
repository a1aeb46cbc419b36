"""What do the first scores say of a line's kin, where HTML tells who they are?

Kin are the lines that share its block, or one of the three around it, or whose blocks are named alike.
"""

from typing import Final

import numpy as np

from cleaners.chrome.context import chances
from cleaners.chrome.features import Columns
from cleaners.chrome.pages import Ints, Pages

KIN: Final = ("kin_0", "kin_1", "kin_2", "kin_3", "like")  # columns of `cleaners.html.markup` that number kin
NUMBERS: Final = (*KIN, "whole")  # all that number something, and mean nothing by themselves


def describe(pages: Pages, scores: Ints, sizes: Ints, columns: Columns) -> Columns:
    """Return the second stage's features of rows of pages, whose first scores (in UNITs) and sizes in bytes these are.

    How much text there is among a line's kin, by bytes and by lines, among the others, and of all the page's.
    """
    kept = 1000 - chances(scores)
    weighed, roots = kept * sizes, np.sqrt(sizes).astype(np.int64)
    whole = np.maximum(pages.whole(weighed), 1)
    found: Columns = {}
    for name in KIN:
        _, group = np.unique(pages.first * (1 << 24) + columns[name].astype(np.int64), return_inverse=True)
        mass, of, lines, rooted, of_roots = (
            np.bincount(group, values)[group] for values in (weighed, sizes, np.ones(sizes.size), kept * roots, roots))
        found |= {
            f"{name}_mass": mass / of, f"{name}_page": mass / whole,
            f"{name}_mean": np.bincount(group, kept)[group] / lines,
            f"{name}_others": (rooted - kept * roots) / np.maximum(of_roots - roots, 1),
        }
    return {name: values.astype(np.float32) for name, values in found.items()}
