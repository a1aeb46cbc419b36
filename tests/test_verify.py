"""Is the likeness of two texts counted exactly?"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import kernels
from cleaners.match.verify import compare, numbered
from cleaners.shingles import ShingleSettings
from tests import oracle
from tests.test_match import column, paragraphs


@pytest.mark.parametrize("jit", [True, False])
def test_verification_is_exact(jit, monkeypatch):
    """Shared shingles are counted as Python's sets count them, by the compiled loops and by the interpreted."""
    if not jit:
        for name in ("shingle_sets", "count_shared", "fold_rows"):
            monkeypatch.setattr(kernels, name, getattr(kernels, name).py_func)
    texts = [*paragraphs(12, 9).to_list(), "a", "ab", "abcde", "abcdef", "哈哈哈哈哈哈哈", "哈哈", "once upon a time", "Once upon time"]
    pairs = [(a, b) for a in range(len(texts)) for b in range(a + 1, len(texts))]
    packed = np.array([a << 32 | b for a, b in pairs], np.uint64)
    with np.errstate(over="ignore"):
        likeness = compare(pl.Series(texts), packed, ShingleSettings())
    sets = [oracle.shingle_set(text) for text in texts]
    expected = [oracle.similarity(sets[a], sets[b]) for a, b in pairs]
    assert list(zip(likeness.jaccard.tolist(), likeness.containment.tolist(), strict=True)) == expected


@given(st.lists(st.tuples(*[st.integers(0, 40) | st.integers(0, 2**32 - 1)] * 2)))
def test_rows_of_pairs_are_numbered(pairs):
    """Each row has one number, numbers have no gaps, and a pair's numbers lead back to it."""
    low, high = np.array(pairs, np.int64).reshape(-1, 2).T
    rows, left, right = numbered(low, high)
    assert sorted(rows.tolist()) == sorted({row for pair in pairs for row in pair})
    assert list(zip(rows[left].tolist(), rows[right].tolist(), strict=True)) == pairs


@pytest.mark.parametrize("floor", [(0.8, 0.9), (0.5, 1.0), (1.0, 1.0), (0.3, 0.4)])
def test_giving_up_early_loses_nothing(floor):
    """With a floor, exactly the pairs that reach it do, with the same numbers; the others stay below it."""
    texts = pl.concat([paragraphs(30, 6, length=20), column("哈哈哈哈", "哈哈", "a", "once upon a time", "upon a time")])
    pairs = np.array([a << 32 | b for a in range(len(texts)) for b in range(a + 1, len(texts))], np.uint64)
    whole, hasty = compare(texts, pairs, ShingleSettings()), compare(texts, pairs, ShingleSettings(), floor=floor)
    reach = (whole.jaccard >= floor[0]) | (whole.containment >= floor[1])
    assert reach.any()
    assert (((hasty.jaccard >= floor[0]) | (hasty.containment >= floor[1])) == reach).all()
    assert (hasty.shared[reach] == whole.shared[reach]).all()
    assert (hasty.shared <= whole.shared).all()
    assert (hasty.shared < whole.shared).any()
