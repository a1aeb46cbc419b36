"""Which lines of a page may be edits of one another? Those whose MinHash signatures share a band."""

from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from cleaners.match import MatchSettings
from cleaners.minhash import band_keys, cuts, signatures

CROWDED: Final = 64  # lines of one page in one bucket: entries of a list, no copies of a text
TOGETHER: Final = 1 << 14  # lines that are signed together; their bands take two kilobytes each

Candidates = dict[int, list[tuple[str, str]]]  # document → pairs of match keys


def candidates(lines: pl.DataFrame, settings: MatchSettings) -> Candidates:
    """Return, per document, the pairs of match keys that are worth comparing.

    `lines` has document, text and its match key, sorted by document; lines of one key count once. Many pages are
    signed in one go, and all bands of their lines lie in memory.
    """
    rows = lines.filter(pl.col("key") != "").unique(["document", "key"], maintain_order=True)
    heights = rows["document"].rle().struct.field("len").to_numpy()
    ends = np.concatenate([[0], np.cumsum(heights, dtype=np.int64)])
    alike: Candidates = {}
    for lo, hi in pairwise(ends[cuts(heights, TOGETHER)].tolist()):
        _meet(rows[lo:hi].with_row_index("row"), settings, alike)
    return alike


def _meet(rows: pl.DataFrame, settings: MatchSettings, alike: Candidates) -> None:
    """Add the candidates of some whole documents."""
    bands = band_keys(signatures(rows["text"], settings.minhash), settings.bands, settings.rows)
    number = np.repeat(np.arange(rows.height, dtype=np.uint32), bands.shape[1])
    entries = pl.DataFrame({"row": number, "band": bands.ravel()})
    shared = entries.join(rows.select("row", "document"), on="row", maintain_order="left").filter(
        pl.len().over("document", "band").is_between(2, CROWDED)
    )
    pairs = shared.join(shared, on=["document", "band"], suffix="_other").filter(pl.col("row") < pl.col("row_other"))
    found = pairs.select("document", "row", "row_other").unique().sort("document", "row", "row_other")
    keys = rows["key"].to_list()
    for document, one, other in found.iter_rows():
        alike.setdefault(document, []).append((keys[one], keys[other]))
