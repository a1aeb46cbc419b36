"""Are the signatures datasketch's own, bit for bit, and do they say how alike two texts are?"""

import warnings

import datasketch
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import kernels
from cleaners.errors import BadFrame, BadSetting
from cleaners.fold import fold_table
from cleaners.minhash import (
    MinHashSettings,
    band_keys,
    from_lean,
    has_signature,
    permutations,
    signatures,
    to_lean,
)
from cleaners.shingles import ShingleSettings, digest, fold_rows, hash_keys
from tests import oracle

ODD = "中華人民第三次修订时時かガ한글abcÉéß１2٣\u0301\u0323ﷺ😀👩‍👧,。 \n𠮷"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs", "Cn"])), max_size=60)
COLUMNS = st.lists(TEXTS, max_size=6)
SETTINGS = MinHashSettings()


@pytest.fixture(params=["compiled", "interpreted"])
def run(request):
    """Return what calls a kernel: with the JIT, and without, so that coverage sees the loops."""
    def call(kernel, *arrays):
        if request.param == "compiled":
            return kernel(*arrays)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # NumPy warns where scalars wrap, as they should
            return kernel.py_func(*arrays)
    return call


@settings(deadline=None)  # the first call compiles
@given(COLUMNS)
def test_signatures_are_datasketchs(texts):
    """Every signature is the one that datasketch gives the set of the text's shingles."""
    signed = signatures(pl.Series(texts, dtype=pl.String), SETTINGS)
    for text, row in zip(texts, signed, strict=True):
        assert row.tolist() == oracle.sign(text).tolist()


@pytest.mark.parametrize(("count", "seed"), [(1, 1), (7, 3), (16, 1), (100, 9), (256, 42)])
def test_any_number_of_permutations(count, seed):
    """Whatever the number of permutations and the seed."""
    text = "中华人民共和国民法典第一编总则 general provisions"
    row = signatures(pl.Series([text]), MinHashSettings(count, seed))[0]
    assert row.tolist() == oracle.sign(text, count, seed).tolist()


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 9, 10, 11, 1025, 1026, 1027, 1034, 5000])
def test_lengths_around_the_blocks(length):
    """Texts as long as a shingle, a step of 8 shingles or a block of 1,024, and one more or less."""
    rng = np.random.default_rng(length)
    text = "".join(chr(c) for c in rng.integers(0x4E00, 0x9000, length))
    assert signatures(pl.Series([text]), SETTINGS)[0].tolist() == oracle.sign(text).tolist()


def test_kernels_agree_with_their_definitions(run):
    """Fold, signature and band kernels give what the oracle gives, with the JIT and without."""
    texts = ["", "第三次修订 CRC16", "ｶﾞ", "naïve café society", "a", "時代" * 8, "ﷺ", "𠮷野家", "😀"]
    table = fold_table()
    data = "".join(texts).encode()
    offsets = np.cumsum([0] + [len(text.encode()) for text in texts])
    points, bounds = np.empty(len(data) * table.growth, np.uint32), np.empty(len(texts) + 1, np.int64)
    dense = np.empty(len(texts), np.int64)
    composes = run(kernels.fold_rows, np.frombuffer(data, np.uint8), offsets, table.codes, table.spill, points, bounds,
                   dense)
    assert composes  # the voicing mark of half-width katakana
    keys = ["".join(map(oracle.fold_character, text)) for text in texts]
    assert "".join(map(chr, points[: bounds[-1]])) == "".join(keys)
    assert dense.tolist() == [sum(map(oracle.is_dense, key)) for key in keys]
    sizes = np.where(2 * dense >= np.diff(bounds), 3, 5)
    signed = np.empty((len(texts), 24), np.uint32)
    run(kernels.sign_rows, points, bounds, sizes, hash_keys(), *permutations(24, 1), signed)
    whole = [row for row, text in enumerate(texts) if text != "ｶﾞ"]
    assert signed[whole].tolist() == [oracle.sign(texts[row], 24).tolist() for row in whole]
    wide = np.empty((len(texts), 8), np.uint64)
    run(kernels.key_bands, signed, 3, wide)
    assert wide.tolist() == [[oracle.band_key(row, band, 3) for band in range(8)] for row in signed.tolist()]


def test_hashes_agree_with_their_definition(run):
    """A shingle's hash is the multilinear one, then mixed as datasketch mixes."""
    points = np.array([0x4E2D, 0x10FFFF, 1, 0x61, 0xFFFF, 0x3042], np.uint32)
    sums, hashes = np.empty(8, np.uint64), np.empty(8, np.uint32)
    for n in (1, 3, 5):
        count = points.size - n + 1
        run(kernels._hash_shingles, points, count, n, hash_keys(), sums, hashes)
        plain = [oracle.hash_shingle("".join(map(chr, points[i : i + n]))) for i in range(count)]
        assert hashes[:count].tolist() == datasketch.minhash._fmix(np.array(plain, np.uint32), 32).tolist()


@pytest.mark.parametrize("text", ["", "a", "ab", "哈哈哈哈", "第三次修订第三次修订", "banana banana", "𠮷𠮷野家"])
def test_sets_and_digests_agree_with_their_definitions(run, text):
    """The shingles of a row, each once, in order of appearance; the digest of its code points."""
    key = oracle.fold_text(text)
    points, bounds = np.array([*map(ord, key)], np.uint32), np.array([0, 0, len(key), len(key)])
    for n in (1, 3, 5):
        slots, owners = np.empty(32, np.uint64), np.full(32, -1)
        codes, ends = np.empty(points.size, np.uint64), np.empty(4, np.int64)
        run(kernels.shingle_sets, points, bounds, np.full(3, n), slots, owners, codes, ends)
        grams = dict.fromkeys(key[i : i + n] for i in range(max(len(key) - n + 1, 1)) if key)
        assert codes[: ends[2]].tolist() == [*map(oracle.shingle_code, grams)]
        assert ends.tolist() == [0, 0, len(grams), len(grams)]
    digests = np.empty((3, 2), np.uint64)
    run(kernels.digest_rows, points, bounds, digests)
    assert digests.tolist() == [oracle.digest(""), oracle.digest(key), oracle.digest("")]


def test_plain_text_is_folded_once(run):
    """The fold kernel asks for normalisation where a character may compose, and only there."""
    table = fold_table()
    for text, expected in (("第3次修订 café", False), ("e\u0301", True), ("ㅏ", True)):
        data = np.frombuffer(text.encode(), np.uint8)
        outs = np.empty(99, np.uint32), np.empty(2, np.int64), np.empty(1, np.int64)
        assert run(kernels.fold_rows, data, np.array([0, data.size]), table.codes, table.spill, *outs) == expected


def test_threads_do_not_show():
    """One thread, two, and more threads than batches write the same signatures; slices and chunks too."""
    rng = np.random.default_rng(7)
    texts = pl.Series(["".join(map(chr, rng.integers(0x4E00, 0x5000, rng.integers(0, 400)))) for _ in range(6000)])
    one = signatures(texts, SETTINGS)
    assert (one == signatures(texts, SETTINGS, threads=2)).all()
    assert (one == signatures(pl.concat([texts[:17], texts[17:]], rechunk=False), SETTINGS, threads=9)).all()
    assert (one[100:200] == signatures(texts[100:200], SETTINGS)).all()


def test_only_the_empty_have_no_signature():
    """A null, an empty text and one of punctuation have none; anything with a letter has."""
    texts = pl.Series([None, "", "。…😀 \n", "一", "a", "٣", "\u0301"])
    assert has_signature(signatures(texts, SETTINGS)).tolist() == [False, False, False, True, True, True, True]
    assert has_signature(signatures(pl.Series([], dtype=pl.String), SETTINGS)).tolist() == []


def test_rows_go_to_datasketch_and_back():
    """A stored row is a LeanMinHash that datasketch compares, serialises and reads back."""
    signed = signatures(pl.Series(["中华人民共和国民法典", "中华人民共和国民法通则"]), SETTINGS)
    lean = [to_lean(row, SETTINGS) for row in signed]
    assert lean[0].jaccard(lean[1]) == (signed[0] == signed[1]).mean()
    assert lean[0] == datasketch.LeanMinHash(lean[0])
    buffer = bytearray(lean[0].bytesize())
    lean[0].serialize(buffer)
    assert (from_lean(datasketch.LeanMinHash.deserialize(buffer)) == signed[0]).all()
    with pytest.raises(BadFrame, match="scheme"):
        from_lean(datasketch.LeanMinHash(seed=1, hashvalues=[1, 2], scheme="affine64"))


def test_signatures_estimate_the_jaccard():
    """Over many pairs the share of equal values is the exact Jaccard, within three standard errors."""
    rng = np.random.default_rng(3)
    errors = []
    for _ in range(60):
        text = [chr(c) for c in rng.integers(0x4E00, 0x9000, 300)]
        edited = text.copy()
        for at in rng.integers(0, 300, rng.integers(1, 60)):
            edited[at] = "改"
        left, right = "".join(text), "".join(edited)
        one, other = signatures(pl.Series([left, right]), SETTINGS)
        jaccard = oracle.similarity(oracle.shingle_set(left), oracle.shingle_set(right))[0]
        errors.append(((one == other).mean() - jaccard) / np.sqrt(jaccard * (1 - jaccard) / 128))
    assert abs(np.mean(errors)) < 3 / np.sqrt(len(errors))
    assert 0.5 < np.std(errors) < 1.5


def test_bands_meet_where_values_agree():
    """Two texts share a band's key exactly where they share the band's values; no two bands share keys."""
    signed = signatures(pl.Series(["中华人民共和国民法典总则编释义", "中华人民共和国民法典总则编注解"] * 2), SETTINGS)
    keys = band_keys(signed, 32, 4)
    agree = (signed[0] == signed[1]).reshape(32, 4).all(axis=1)
    assert ((keys[0] == keys[1]) == agree).all()
    assert (keys[0] == keys[2]).all()
    assert np.unique(keys[0]).size == 32
    with pytest.raises(BadSetting, match="bands"):
        band_keys(signed, 33, 4)


@settings(deadline=None)  # the first call compiles
@given(COLUMNS)
def test_digests_tell_keys_apart(texts):
    """Digests are equal exactly where the match keys are."""
    digests = [tuple(row) for row in digest(pl.Series(texts, dtype=pl.String)).tolist()]
    keys = [oracle.fold_text(text) for text in texts]
    assert [[d == e for e in digests] for d in digests] == [[k == m for m in keys] for k in keys]


def test_lone_surrogates_are_refused():
    """No column can hold half a character: Polars says so before we do."""
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        pl.Series(["中\ud800"])


def test_other_columns_are_refused():
    """A column of numbers has no signatures."""
    with pytest.raises(BadFrame, match="Int64, not String"):
        fold_rows(pl.Series([1, 2]), ShingleSettings(), fold_table())


@pytest.mark.parametrize("make", [
    lambda: ShingleSettings(dense=0), lambda: ShingleSettings(other=33), lambda: MinHashSettings(permutations=0),
])
def test_settings_out_of_range_are_refused(make):
    """A bad setting stops the run before it starts."""
    with pytest.raises(BadSetting):
        make()
