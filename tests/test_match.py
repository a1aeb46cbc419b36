"""Are all near-duplicates found, is every pair real, and does nobody lose a text that says something else?"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import kernels
from cleaners.errors import BadFrame, BadSetting
from cleaners.match import PAIRS, MatchSettings, clusters, near_duplicates
from cleaners.match.candidates import meetings, partition_pairs
from cleaners.match.guards import _kinds, kinds
from cleaners.match.verify import split
from cleaners.minhash import MinHashSettings
from tests import oracle

SETTINGS = MatchSettings()
# Bands of one row find every pair of some likeness: what is left to get wrong is everything but chance.
SURE = MatchSettings(bands=64, rows=1, min_dense=1, min_other=1, window=10_000)
SHORT = "第三次修订二本法自年月日起施行時时裏里abcde12 。,é\u0301😀"
TEXTS = st.lists(st.text(st.one_of(st.sampled_from(SHORT), st.characters(exclude_categories=["Cs", "Cn"])), max_size=12),
                 max_size=12)


def column(*texts):
    return pl.Series("text", texts, dtype=pl.String)


def found(texts, settings=SETTINGS, **how):
    return {(a, b): kind for a, b, kind in near_duplicates(texts, settings, **how).select("a", "b", "kind").rows()}


def paragraphs(count, seed, length=60):
    """Random Han paragraphs, of which about a half are edits of an earlier one."""
    rng = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        if texts and rng.random() < 0.5:
            text = list(texts[rng.integers(len(texts))])
            for at in rng.integers(0, len(text), rng.integers(0, 6)):
                text[at] = chr(rng.integers(0x4E00, 0x9000))
        else:
            text = [chr(c) for c in rng.integers(0x4E00, 0x9000, rng.integers(length // 2, 2 * length))]
        texts.append("".join(text))
    return pl.Series("text", texts)


def about(texts):
    return pl.DataFrame({"length": texts.str.len_chars(), "date": pl.Series([None] * len(texts), dtype=pl.Date),
                         "id": range(len(texts))})


@settings(deadline=None)  # the first call compiles
@given(TEXTS, st.sampled_from([0.5, 0.8, 1.0]))
def test_pairs_are_those_of_brute_force(texts, threshold):
    """Over arbitrary text: copies are stars, and the first ones' near pairs are all, and only, those there are."""
    sure = MatchSettings(bands=64, rows=1, min_dense=1, min_other=1, window=10_000, threshold=threshold)
    pairs = near_duplicates(column(*texts), sure)
    keys = [oracle.fold_text(text) for text in texts]
    for a, b, jaccard, containment, _ in pairs.rows():
        assert (jaccard, containment) == oracle.similarity(oracle.shingle_set(texts[a]), oracle.shingle_set(texts[b]))
    connected = clusters(pairs, about(column(*texts)), ("exact", "cross-script", "near", "numbers-only", "negation"))
    cluster = connected["cluster"].to_list()
    for a, b in oracle.alike(texts, threshold):
        assert cluster[a] == cluster[b]
    for a, key in enumerate(keys):
        assert all(cluster[a] == cluster[b] for b in range(a) if keys[b] == key != "")
        assert key or a not in {*pairs["a"], *pairs["b"]}


@pytest.mark.parametrize("seed", range(3))
def test_near_pairs_are_those_of_brute_force(seed):
    """On edited paragraphs the default banding finds every pair that a look at all of them finds, and no other."""
    texts = paragraphs(300, seed)
    pairs = near_duplicates(texts, SETTINGS).filter(pl.col("jaccard") >= 0.8, pl.col("kind") != "exact")
    truth = oracle.alike(texts.to_list(), 0.8)
    first = {text: row for row, text in reversed(list(enumerate(texts)))}
    expected = {(a, b): j for (a, b), j in truth.items() if first[texts[a]] == a and first[texts[b]] == b}
    assert len(expected) > 40
    assert {(a, b): j for a, b, j in pairs.select("a", "b", "jaccard").rows()} == expected


def test_output_is_declared_sorted_and_the_same():
    """The same rows in the same order, whatever the threads; also for no text, and one."""
    texts = paragraphs(1500, 5)
    one, two = near_duplicates(texts, SETTINGS), near_duplicates(texts, SETTINGS, threads=2)
    assert one.schema == PAIRS
    assert one.equals(two)
    assert one.equals(one.sort("a", "b"))
    assert (one["a"] < one["b"]).all()
    assert one.select("a", "b").is_unique().all()
    for few in (column(), column("一"), column(None, None)):
        assert near_duplicates(few, SETTINGS).schema == PAIRS
        assert near_duplicates(few, SETTINGS).is_empty()


def test_equal_lines_are_a_star():
    """100,000 copies make 99,999 pairs, all with the first; nulls and lines of dashes make none."""
    line = "版权所有 未经许可不得转载 违者必究 本站保留一切权利"
    texts = pl.concat([column("别的", None, "———"), pl.Series("text", [line] * 100_000), column("———", None)])
    pairs = near_duplicates(texts, SETTINGS)
    assert pairs.height == 99_999
    assert (pairs["a"] == 3).all()
    assert (pairs["kind"] == "exact").all()


def test_a_bucket_of_thousands_stays_linear_and_connected():
    """4,000 variants of one line meet in every bucket: far fewer than all 8 million pairs, and one cluster."""
    rng = np.random.default_rng(1)
    stem = "".join(chr(c) for c in rng.integers(0x4E00, 0x9000, 200))
    texts = pl.Series("text", [stem + chr(0x4E00 + i) + chr(0x6000 + i) for i in range(4000)])
    narrow = MatchSettings(window=16)
    pairs = near_duplicates(texts, narrow)
    assert pairs.height < 4000 * 45
    assert clusters(pairs, about(texts))["cluster"].n_unique() == 1


def test_wide_buckets_pair_neighbours_by_the_next_band():
    """In a bucket too wide to compare whole, every text meets the first, and its window in the order of what follows."""
    rows = 500
    keys = np.zeros((rows, 2), np.uint32)
    keys[:, 1] = np.random.default_rng(2).permutation(rows // 2).repeat(2)[np.random.default_rng(3).permutation(rows)]
    with ThreadPoolExecutor(1) as pool:
        parts = [meeting.pairs() for meeting in meetings(keys, np.arange(rows), 8, pool)]
    low, high = split(np.concatenate(parts))
    pairs = set(zip(low.tolist(), high.tolist(), strict=True))
    assert len(pairs) <= rows * 10
    twins = {tuple(np.flatnonzero(keys[:, 1] == key).tolist()) for key in np.unique(keys[:, 1])}
    assert twins <= pairs
    first = min(range(rows), key=lambda row: (keys[row, 1], row))
    assert all((min(first, row), max(first, row)) in pairs for row in range(rows) if row != first)


@pytest.mark.parametrize("jit", [True, False])
@pytest.mark.parametrize(("wide", "bands", "again"), [(0, 1, False), (1, 1, True), (2, 1, False), (2, 2, False), (3, 2, True)])
def test_pairs_meet_once_unless_a_bucket_was_wide(jit, wide, bands, again):
    """A pair that met in an earlier band is left out, but not where each such bucket was too wide to compare whole."""
    rows, firsts, pairs = np.array([3, 1]), np.zeros(2, np.int64), np.zeros(4, np.uint64)
    keys, bits = np.full((5, 2), 7, np.uint32), np.full(5, wide, np.uint64)
    kernel = kernels.pair_members if jit else kernels.pair_members.py_func
    count = kernel(rows, firsts, np.full(2, 4), np.array([0, 2, bands]), keys, bits, pairs)
    assert pairs[:count].tolist() == ([1 << 32 | 3] if again else [])


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20)), unique=True, max_size=40), st.integers(1, 4))
def test_partitions_pair_what_shares_a_key(entries, window):
    """A partition matched alone gives the pairs of rows under one key: all, where the bucket fits the window."""
    keys = np.array([key << 60 for key, _ in entries], np.uint64)
    rows = np.array([row for _, row in entries], np.int64)
    low, high = split(partition_pairs(keys, rows, window))
    pairs = list(zip(low.tolist(), high.tolist(), strict=True))
    by_key = {key: sorted(row for k, row in entries if k == key) for key, _ in entries}
    every = {(a, b) for members in by_key.values() for a in members for b in members if a < b}
    small = {(a, b) for members in by_key.values() if len(members) <= window + 1 for a in members for b in members if a < b}
    assert pairs == sorted(set(pairs))
    assert small <= set(pairs) <= every
    assert {(members[0], b) for members in by_key.values() for b in members[1:]} <= set(pairs)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_interpreted_kernels_agree(edges):
    """Buckets, pairs, union-find and keepers come out alike with the JIT and without."""
    left, right = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    for kernel in (kernels.join, kernels.follow):
        better, worse = (left, right) if kernel is kernels.join else (np.minimum(left, right), np.maximum(left, right))
        order = np.lexsort((worse, better)) if kernel is kernels.follow else slice(None)
        one, two = np.arange(10), np.arange(10)
        kernel(better[order], worse[order], one)
        kernel.py_func(better[order], worse[order], two)
        assert one.tolist() == two.tolist()
    packed = np.sort(left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64))
    outs = []
    for call in (lambda kernel: kernel, lambda kernel: kernel.py_func):
        rows, firsts = np.zeros(packed.size, np.int64), np.zeros(packed.size, np.int64)
        count = call(kernels.find_buckets)(packed, rows, firsts)
        pairs = np.zeros(packed.size * 4, np.uint64)
        keys, wide = np.zeros((10, 1), np.uint32), np.arange(10, dtype=np.uint64)
        span = np.array([0, count, len(edges) % 2])
        n = call(kernels.pair_members)(rows[:count], firsts[:count], np.full(count, 2), span, keys, wide, pairs)
        outs.append((count, rows.tolist(), firsts.tolist(), n, pairs.tolist()))
    assert outs[0] == outs[1]


CLAUSE = "常务委员会组成人员三人以上联名,可以向常务委员会提出地方性法规案,由主任会议决定是否列入常务委员会会议议程"
ENGLISH = "The committee shall publish the report within 30 days of the first meeting and send a copy to every member"


@pytest.mark.parametrize(("one", "other", "kind"), [
    (CLAUSE, CLAUSE + "。", "exact"),
    (CLAUSE, CLAUSE.replace("三人", "五人"), "numbers-only"),
    (CLAUSE + "CRC7", CLAUSE + "CRC16", "numbers-only"),
    (CLAUSE + "3.5%", CLAUSE + "35%", "numbers-only"),
    (CLAUSE + "5%", CLAUSE + "5‰", "numbers-only"),
    (CLAUSE + "-5度", CLAUSE + "5度", "numbers-only"),
    (CLAUSE + "$100", CLAUSE + "¥100", "numbers-only"),
    (CLAUSE + "(甲方)", CLAUSE + "(乙方)", "numbers-only"),
    (CLAUSE, CLAUSE.replace("可以向", "不得向"), "negation"),
    (CLAUSE, CLAUSE.replace("决定是否", "决定否"), "near"),
    (CLAUSE, CLAUSE.replace("联名", "连名"), "near"),
    (CLAUSE, "常務委員會組成人員三人以上聯名,可以向常務委員會提出地方性法規案,由主任會議決定是否列入常務委員會會議議程", "cross-script"),
    (CLAUSE, "常務委員會組成人員三人以上連名,可以向常務委員會提出地方性法規案,由主任會議決定是否列入常務委員會會議議程", "cross-script"),
    ("3." + CLAUSE, "### " + CLAUSE, "near"),
    ("1、" + CLAUSE, "(二)" + CLAUSE, "near"),
    ("第一条 " + CLAUSE, "第二条 " + CLAUSE, "numbers-only"),
    (CLAUSE * 2, CLAUSE * 2 + "。另有规定除外", "near"),
    ("《" + CLAUSE + "》<" + CLAUSE + ">", "<" + CLAUSE + ">《" + CLAUSE + "》", "exact"),
    (CLAUSE + "1,000元", CLAUSE + "１０００元", "exact"),
    (ENGLISH, ENGLISH.replace("30", "90"), "numbers-only"),
    (ENGLISH, ENGLISH.replace("first", "third"), "numbers-only"),
    (ENGLISH, ENGLISH.replace("shall publish", "shall not publish"), "negation"),
    (ENGLISH, ENGLISH.replace("copy", "copies"), "near"),
    (ENGLISH, ENGLISH.upper() + "!", "exact"),
    (ENGLISH, ENGLISH[::-1], None),
    (CLAUSE, CLAUSE[::-1], None),
])
def test_each_pair_has_its_kind(one, other, kind):
    """Numbers, negations, scripts: a pair is what its texts say, and either may come first."""
    assert found(column(one, "别的东西", other)).get((0, 2)) == kind
    assert found(column(other, one)).get((0, 1)) == kind


def test_equal_keys_with_other_numbers_are_no_copies():
    """Texts whose keys hide a decimal point are copies of their like only."""
    texts = column("增长3.5%", "增长35%", "增长35%。", "增长3.5%!", "增长 35%")
    assert found(texts) == {(0, 1): "numbers-only", (0, 3): "exact", (1, 2): "exact", (1, 4): "exact"}


def test_short_texts_match_exactly_or_not_at_all():
    """Fourteen Han characters or 39 letters have no near-duplicates; one more has."""
    for text, edited in (("甲" * 2 + CLAUSE[:12], CLAUSE[:12]), (ENGLISH[:44], ENGLISH[:43])):
        assert found(column(text, edited)) == {}
        assert found(column(text, text + "!")) == {(0, 1): "exact"}
    assert MatchSettings().min_dense == 15


def test_a_contained_text_says_so():
    """A candidate whose smaller set lies in the larger is "contained", below the threshold as it is."""
    longer = CLAUSE + "会议议程之外的事项由主席团另行决定后公布实施"
    pairs = near_duplicates(column(CLAUSE, longer), SURE)
    assert pairs.select("containment", "kind").rows() == [(1.0, "contained")]
    assert pairs["jaccard"].item() < 0.8


def test_other_columns_are_refused():
    """A column of numbers has no texts to match."""
    with pytest.raises(BadFrame, match="not String"):
        near_duplicates(pl.Series("n", [1, 2]), SETTINGS)


@pytest.mark.parametrize("bad", [
    {"threshold": 0}, {"threshold": 1.1}, {"containment": -1}, {"bands": 26}, {"rows": 0}, {"window": 0},
    {"bands": 65, "rows": 1}, {"min_dense": 0},
])
def test_settings_out_of_range_are_refused(bad):
    """A bad setting names itself and stops the run before it starts."""
    with pytest.raises(BadSetting, match=next(iter(bad))):
        MatchSettings(**bad)


def test_banding_keeps_its_promise():
    """At the threshold at least 999 pairs in 1,000 become candidates."""
    assert SETTINGS.chance_found(SETTINGS.threshold) >= 0.999
    assert MatchSettings(bands=1, rows=128, minhash=MinHashSettings()).chance_found(1.0) == 1


def test_guards_read_nulls_and_nothing():
    """No pairs have no kinds."""
    none = np.empty(0, np.int64)
    assert kinds(column("一", None), none, none).to_list() == []


@given(st.lists(st.text("一二三萬不得得可修修订章章程第12a. ", max_size=9), min_size=2, max_size=12))
def test_the_short_way_past_the_guards_is_the_long_way(texts):
    """A pair that skips the regular expressions would have tripped no guard."""
    texts = pl.Series(texts, dtype=pl.String)
    low, high = np.triu_indices(texts.len(), 1)
    assert kinds(texts, low, high).to_list() == _kinds(texts, low, high).to_list()
