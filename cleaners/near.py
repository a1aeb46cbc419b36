"""Are these two lines of a page the same but for an edit?"""

import re
from collections import defaultdict
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import fold
from cleaners.minhash import MinHashSettings, band_keys, signatures
from cleaners.shingles import ShingleSettings

BANDS, ROWS = 32, 4  # at a Jaccard of 0.8 a pair goes unseen once in ten million (1 - 0.8**4)**32
CROWDED: Final = 64  # lines in one bucket from which they are templated entries, not copies
NUMBERS: Final = re.compile(r"[\d一二三四五六七八九十百千万萬零〇两兩]+")


def candidates(keys: list[str], threshold: float) -> dict[str, list[str]]:
    """Map each match key to the others that share a band of its MinHash signature and reach `threshold`."""
    if len(keys) < 2:  # noqa: PLR2004  a pair
        return {}
    settings = MinHashSettings()
    bands = band_keys(signatures(pl.Series(keys, dtype=pl.String), settings), BANDS, ROWS)
    buckets: dict[int, set[int]] = defaultdict(set)
    for row, band in zip(*_shared(bands), strict=True):
        buckets[band].add(row)
    pairs = {pair for rows in buckets.values() if len(rows) <= CROWDED for pair in combinations(sorted(rows), 2)}
    alike: dict[str, list[str]] = defaultdict(list)
    for a, b in sorted(pairs):
        if jaccard(keys[a], keys[b]) >= threshold:
            alike[keys[a]].append(keys[b])
            alike[keys[b]].append(keys[a])
    return alike


def _shared(bands: NDArray[np.uint64]) -> tuple[list[int], list[int]]:
    """Return the rows, and beside them the band keys that another row has as well."""
    rows = np.repeat(np.arange(bands.shape[0]), bands.shape[1])
    frame = pl.DataFrame({"row": rows, "key": bands.ravel()}).filter(pl.col("key").is_duplicated())
    return frame["row"].to_list(), frame["key"].to_list()


def jaccard(one: str, other: str) -> float:
    """Return the exact Jaccard of two match keys' shingle sets.

    >>> jaccard("今天天气很好", "今天天气不好")
    0.3333333333333333
    """
    n = min(_size(one), _size(other))
    a, b = _shingles(one, n), _shingles(other, n)
    return len(a & b) / len(a | b)


def _size(key: str) -> int:
    """Return n for a key, as `cleaners.shingles` does."""
    dense = sum("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in key)
    return ShingleSettings().dense if 2 * dense >= len(key) else ShingleSettings().other


def _shingles(key: str, n: int) -> set[str]:
    """Return the n-grams of a key; one shorter than n is its own."""
    return {key[k : k + n] for k in range(max(1, len(key) - n + 1))}


def differs_in_numbers(one: str, other: str) -> bool:
    """Claim that two texts are the same but for numbers: the entries of a list, not a text and its copy.

    >>> differs_in_numbers("第三次修订。", "第二次修订。"), differs_in_numbers("第三次修订。", "第三次 修订")
    (True, False)
    """
    a, b = fold(pl.Series([one, other]))
    return a != b and NUMBERS.sub("", a) == NUMBERS.sub("", b)


def crosses_script(pairs: list[tuple[str, str]]) -> bool:
    """Claim that twins are written in different Chinese scripts: most of them are alike only once that is folded."""
    texts = pl.Series([text for pair in pairs for text in pair], dtype=pl.String)
    folded, kept = fold(texts), fold(texts, keep_script=True)
    crossed = [
        k for k in range(0, texts.len(), 2) if folded[k] == folded[k + 1] and kept[k] != kept[k + 1]
    ]
    return 4 * len(crossed) > len(pairs)
