"""Do the sorted files of the index find what stands in them, merged, parted, and in whatever batches?"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import index, postings
from flows.postings import DIGESTS, KEYS, PLACES, Postings

FEW_KEYS = st.integers(0, 7).map(lambda k: k << 61)  # so that keys repeat, over the ends of batches
RUNS = st.lists(st.lists(st.tuples(FEW_KEYS, st.integers(0, 9)), max_size=30), min_size=1, max_size=4)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Make batches small, so that a few rows fill several."""
    monkeypatch.setattr(postings, "BATCH", 8)


def store(folder, runs):
    """Write each run's rows, its values counted on from the run before, as a file."""
    files, rows = [], []
    for number, run in enumerate(runs):
        rows.append(pl.DataFrame([(key, value + 10 * number) for key, value in run], schema=KEYS, orient="row").unique())
        files.append(folder / f"{number}.arrow")
        postings.write(rows[-1], files[-1], KEYS)
    return files, rows


@settings(deadline=None)
@given(RUNS)
def test_merging_and_parting(tmp_path_factory, runs):
    """A merged file holds the rows of all; parted again, the files are what they were to the byte."""
    folder = tmp_path_factory.mktemp("postings")
    files, rows = store(folder, runs)
    postings.merge(files, folder / "all.arrow", KEYS)
    assert postings.size(folder / "all.arrow") == sum(frame.height for frame in rows)
    for number, file in enumerate(files):
        postings.merge([folder / "all.arrow"], folder / "part.arrow", KEYS, (10 * number, 10 * number + 10))
        assert (folder / "part.arrow").read_bytes() == file.read_bytes()


@settings(deadline=None)
@given(RUNS, st.lists(FEW_KEYS, min_size=1), st.integers(1, 12), st.integers(1, 3))
def test_a_key_finds_its_values(tmp_path_factory, runs, wanted, window, few):
    """Every value of a key is found; of a key with many the first, however the rows lie in files."""
    folder = tmp_path_factory.mktemp("postings")
    files, rows = store(folder, runs)
    expected, wide = set(), set()
    for key in set(wanted):
        values = sorted(value for frame in rows for found, value in frame.iter_rows() if found == key)
        wide |= {key} if len(values) > window else set()
        expected |= set(values if len(values) <= window else values[:few])
    keys = np.unique(np.array(wanted, np.uint64))
    postings.merge(files, folder / "all.arrow", KEYS)
    for asked in (Postings(tuple(files), KEYS), Postings((folder / "all.arrow",), KEYS)):
        named, is_wide = asked.named(keys, window, few)
        assert named["value"].to_list() == sorted(expected)
        assert set(is_wide.tolist()) == wide


@settings(deadline=None)
@given(RUNS, st.lists(FEW_KEYS, min_size=1), st.sets(st.integers(0, 39), max_size=6))
def test_a_value_finds_its_places(tmp_path_factory, runs, wanted, values):
    """Of some values, every place at some keys is found, whether a key has fewer rows than there are values or more."""
    folder, rows, files = tmp_path_factory.mktemp("places"), [], []
    for number, run in enumerate(runs):
        told = {(key, value + 10 * number): (key >> 61) + value for key, value in run}
        rows += [(*at, line) for at, line in told.items()]
        files.append(folder / f"{number}.arrow")
        postings.write(pl.DataFrame([(*at, line) for at, line in told.items()], PLACES, orient="row"), files[-1], PLACES)
    asked, of = np.unique(np.array(wanted, np.uint64)), np.array(sorted(values), np.uint32)
    expected = {(value, line) for key, value, line in rows if key in set(wanted) and value in values}
    assert set(Postings(tuple(files), PLACES).places(asked, of).rows()) == expected


def test_a_digest_is_known_by_all_its_bits(tmp_path):
    """Two digests that share one half are two."""
    known = pl.DataFrame({"key": [1, 1], "low": [2, 3], "value": [1, 1]}, schema=DIGESTS)
    postings.write(known, tmp_path / "ids" / "000001-000001.arrow", DIGESTS)
    asked = pl.DataFrame({"key": [1, 1, 2], "low": [3, 4, 3]}, schema={"key": pl.UInt64, "low": pl.UInt64})
    assert index.Index(tmp_path).has("ids", asked).to_list() == [True, False, False]


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=200))
def test_files_are_few(weights):
    """The spans of runs cover all runs, and there are about as many of them as the logarithm says."""
    found = index.spans(weights)
    assert [run for first, last in found for run in range(first, last + 1)] == list(range(1, len(weights) + 1))
    assert len(found) <= np.log2(sum(weights) + 1) + 2
