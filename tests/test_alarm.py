"""Is a run that is not like the earlier ones stopped, and only such a run?"""

import json

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleaners.alarm import (
    SHARES,
    AlarmSettings,
    Departure,
    Part,
    Unlike,
    band,
    culprits,
    departures,
    parts,
)
from flows import archive
from flows.settings import Settings
from tests.flowing import build
from tests.serving import page

SHARE = st.floats(0, 1)
SIZE = st.integers(1, 100_000)


def run(size, **shares):
    """Count a run of so many records, the shares given."""
    return {name: Part(round(shares.get(name, 0.1) * size), size) for name in SHARES}


@given(st.lists(SHARE, min_size=5, max_size=60), SIZE, st.floats(0, 8), st.floats(0, 0.5))
def test_the_band_holds_the_usual_share(earlier, size, width, floor):
    """The band is a part of 0 to 1, and holds the median and all within the floor of it."""
    low, high, usual = band(earlier, size, AlarmSettings(width=width, floor=floor))
    assert 0 <= low <= usual <= high <= 1
    assert low <= max(0, usual - floor)
    assert high >= min(1, usual + floor)


@given(st.lists(SHARE, min_size=5, max_size=60), SIZE, SIZE, st.floats(0, 4), st.floats(0, 4))
def test_a_band_is_wider_for_fewer_records_and_more_width(earlier, size, more, width, wider):
    """What a large run may not do, a small one may; a larger `width` never stops more."""
    narrow = band(earlier, size + more, AlarmSettings(width=width, floor=0))
    small = band(earlier, size, AlarmSettings(width=width, floor=0))
    wide = band(earlier, size + more, AlarmSettings(width=width + wider, floor=0))
    for other in (small, wide):
        assert other[0] <= narrow[0] + 1e-9
        assert other[1] >= narrow[1] - 1e-9


@given(st.lists(st.tuples(SHARE, SIZE), max_size=20), SHARE, SIZE, st.integers(1, 10))
def test_too_little_history_judges_nothing(history, share, size, min_runs):
    """With fewer earlier runs than `min_runs` that counted anything, or with alarms off, nothing departs."""
    assume(len(history) < min_runs)
    earlier = [run(n, removed=one) for one, n in history] + [run(0)] * 20
    assert departures(earlier, run(size, removed=share), AlarmSettings(min_runs=min_runs)) == []
    assert departures([run(9)] * 20, run(size, removed=share), AlarmSettings(enabled=False)) == []


@given(SHARE, SIZE, st.integers(5, 40), st.data())
def test_more_of_the_same_is_never_stopped(share, size, n_runs, data):
    """A run whose shares are those of any earlier half never departs; the order of history does not matter."""
    history = [run(size, removed=share, rejected=share, duplicate=share)] * n_runs
    assert departures(history, history[0], AlarmSettings()) == []
    mixed = [run(n, removed=one) for one, n in data.draw(st.lists(st.tuples(SHARE, SIZE), min_size=5, max_size=20))]
    last = run(data.draw(SIZE), removed=data.draw(SHARE))
    shuffled = data.draw(st.permutations(mixed))
    assert departures(mixed, last, AlarmSettings()) == departures(shuffled, last, AlarmSettings())


@pytest.mark.parametrize(("usual", "share", "size", "is_stopped"), [
    (0.0, 1.0, 100, True),     # everything rejected, all of a sudden
    (0.0, 0.9, 20, True),
    (0.1, 0.2, 10_000, False),  # a share within the floor
    (0.1, 0.9, 1_000, True),
    (0.3, 0.0, 1_000, True),   # the cleaner no longer takes anything away
    (0.02, 0.4, 5, False),     # two of five are chance
    (0.0, 1.0, 1, False),      # one record says nothing
    (0.0, 1.0, 2, False),
])
def test_what_stops_a_run(usual, share, size, is_stopped):
    """A share that breaks out is stopped, unless the run is so small that chance does it."""
    history = [run(200, duplicate=usual + step) for step in (0, 0.005, 0, 0.01, 0)]
    found = departures(history, run(size, duplicate=share), AlarmSettings())
    assert [one.name for one in found] == ["duplicate"] * is_stopped


def test_less_rejected_than_usual_is_welcome():
    """That a source which was always rejected is mended stops nothing."""
    assert departures([run(500, rejected=0.6)] * 9, run(500, rejected=0.0), AlarmSettings()) == []


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=6), st.tuples(st.integers(0, 50), st.integers(0, 50)),
                       max_size=12), SHARE)
def test_the_named_did_at_least_half(by_source, usual):
    """Who is named did half of what is beyond, or nobody is; three names at most, no innocent among them."""
    counted = {name: Part(min(pair), max(pair)) for name, pair in by_source.items()}
    named = culprits(counted, Departure("removed", Part(1, 1), 0, 0.5, usual))
    beyond = {name: part.count - usual * part.whole for name, part in counted.items()}
    guilty = [name for name in counted if beyond[name] > 0]
    whole = sum(beyond[name] for name in guilty)
    chosen = [name for name in guilty if any(one.startswith(f"{name} (") for one in named)]
    assert len(named) <= 3
    assert not named or sum(beyond[name] for name in chosen) >= whole / 2 - 1e-9


def test_a_batch_gone_wrong_is_not_published(tmp_path, monkeypatch):
    """After days as usual, a day of which all is refused leaves the corpus as it was, names the folder, and goes in once it is accepted."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(sources=("in",), out=tmp_path / "corpus", alarm={"min_runs": 2})
    for day in range(2):
        (tmp_path / "in" / f"{day}").mkdir(parents=True)
        for number in range(10):
            (tmp_path / "in" / f"{day}" / f"{number}.txt").write_text(page(day * 10 + number), "utf-8")
        build(settings)
    before = (tmp_path / "corpus" / "manifest.json").read_bytes()
    (tmp_path / "in" / "bad").mkdir()
    for number in range(12):
        (tmp_path / "in" / "bad" / f"{number}.txt").write_bytes(b"\x00\x01\xff" + bytes([number]) * 40)
    (tmp_path / "in" / "good.txt").write_text(page(99), "utf-8")
    with pytest.raises(Unlike) as caught:
        build(settings)
    told = str(caught.value)
    assert "92.3 % records rejected (12 of 13), where earlier runs had 0.0 %" in told
    assert "most of it in in/bad (12 of 12)" in told
    assert "--accept" in told
    assert (tmp_path / "corpus" / "manifest.json").read_bytes() == before
    (tmp_path / "in" / "later").mkdir()
    for number in range(100, 140):  # many good ones beside it do not hide it
        (tmp_path / "in" / "later" / f"{number}.txt").write_text(page(number), "utf-8")
    with pytest.raises(Unlike, match="12 of 13"):
        build(settings)
    assert (tmp_path / "corpus" / "manifest.json").read_bytes() == before
    build(settings.model_copy(update={"accept": True}))
    assert not (tmp_path / ".corpus.held").exists()
    opened = archive.open_corpus(tmp_path / "corpus")
    assert archive.verify(opened) == []
    assert opened.manifest["runs"][-1]["totals"]["fates"]["rejected"] == 12
    assert pl.read_parquet(tmp_path / "corpus" / "documents" / "*.parquet").height == 61


def test_shares_come_from_totals():
    """The lines of duplicates are not counted as removed; a run of copies alone has no shares."""
    totals = {"records": 4, "fates": {"copy": 4, "rejected": 0}, "lines": 0, "blank": 0, "removed_by": {}}
    assert all(part.whole == 0 for part in parts(json.loads(json.dumps(totals))).values())
