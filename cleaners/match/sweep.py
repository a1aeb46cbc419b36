"""What would another threshold find, and what would it remove?"""

from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

import polars as pl

from cleaners.match.clusters import clusters
from cleaners.match.guards import SAME
from cleaners.match.settings import MatchSettings

LOWEST: Final = 0.5
STEPS: Final = tuple(round(LOWEST + 0.05 * k, 2) for k in range(11))
# Three rows a band: a pair at a Jaccard of one half is found with a chance of 0.996, where the usual five give 0.47.
WIDE: Final = {"threshold": LOWEST, "bands": 42, "rows": 3}


def settings_of_sweep() -> MatchSettings:
    """Return settings that find the pairs of every threshold from one half up.

    >>> round(settings_of_sweep().chance_found(0.5), 3)
    0.996
    """
    return MatchSettings(**WIDE)


def sweep(pairs: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Count, for thresholds from 0.5 to 1, the pairs there are and the texts that would go.

    `pairs` are `cleaners.match.PAIRS` found with `settings_of_sweep` (a pair below the run's own threshold is not
    among those of a run); `texts` as for `clusters`. Returns threshold, pairs, removed and, per other kind, the pairs
    that are only listed: `numbers_only`, `negation`.
    """
    rows = []
    for threshold in STEPS:
        alike = pairs.filter(pl.col("jaccard") >= threshold)
        same = alike.filter(pl.col("kind").is_in(SAME))
        gone = clusters(same, texts)["keeper"].not_().sum() if same.height else 0
        kinds = dict(alike.group_by("kind").len().rows())
        rows.append((threshold, same.height, gone, kinds.get("numbers-only", 0), kinds.get("negation", 0)))
    schema = {"threshold": pl.Float64, "pairs": pl.UInt64, "removed": pl.UInt64, "numbers_only": pl.UInt64,
              "negation": pl.UInt64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def samples(pairs: pl.DataFrame, per_step: int = 1) -> pl.DataFrame:
    """Choose pairs to look at, a few just above each threshold: the first in order, so that everyone sees the same."""
    chosen = [
        pairs.filter((pl.col("jaccard") >= low) & (pl.col("jaccard") < high)).sort("jaccard", "a", "b").head(per_step)
        for low, high in pairwise(STEPS)
    ]
    return pl.concat(chosen)


def spans(one: str, other: str) -> list[tuple[str, str, str]]:
    """Align two texts: (same, "", "") or ("", here, there), in order; the texts are the joined spans.

    >>> spans("第三次修订", "第二次修订")
    [('第', '', ''), ('', '三', '二'), ('次修订', '', '')]
    """
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        found.append((one[a:b], "", "") if tag == "equal" else ("", one[a:b], other[c:d]))
    return found
