"""Does the store on disk find what the matching in memory finds?"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.errors import BadCorpus
from cleaners.match import MatchSettings, near_duplicates
from cleaners.minhash import band_keys, signatures
from cleaners.shingles import digest
from flows.bands import Bands, Bounds
from flows.index import Index

SETTINGS = MatchSettings(min_dense=4, min_other=4)
WORDS = st.lists(st.sampled_from(["第三次", "修订", "办法", "自公布之日起施行", "不得", "1.", "３", "辦法", "。", " ", "port"]), max_size=12)


def stored(folder, texts, cuts, bounds):
    """Match texts through a store, cut into blocks, the first of which is held only."""
    store = Bands(folder, SETTINGS)
    edges = [0, *sorted(cuts), texts.len()]
    for block in reversed(range(len(edges) - 1)):  # in any order
        (store.add if block else store.hold)(block, texts[edges[block] : edges[block + 1]])
    return Bands(folder, SETTINGS).pairs(bounds)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.map("".join), min_size=2, max_size=40), st.lists(st.integers(0, 40), max_size=3), st.booleans())
def test_disk_agrees_with_memory(tmp_path_factory, texts, cuts, tight):
    """However the texts lie in blocks, and however little memory there is, the pairs are the same."""
    series = pl.Series(texts)
    bounds = Bounds(memory=1 << 10 if tight else 1 << 27, threads=2)  # neither is enough for matching in memory
    found = stored(tmp_path_factory.mktemp("bands"), series, [min(cut, len(texts)) for cut in cuts], bounds)
    assert found.equals(near_duplicates(series, SETTINGS))


@pytest.mark.parametrize("again", ["add", "hold"])
def test_a_block_that_is_added_again_leaves_nothing_of_what_it_held(tmp_path, again):
    """An interrupted run may have sketched other texts under that number: none of their keys stays."""
    store, anew = Bands(tmp_path / "again", SETTINGS), Bands(tmp_path / "anew", SETTINGS)
    store.add(0, pl.Series([f"第{number}次修订的办法自公布之日起施行" for number in range(200)]))
    texts = pl.Series(["不得转让或者出借的证书", "不得轉讓或者出借的證書"])
    for bands in (store, anew):
        getattr(bands, again)(0, texts)
    assert store.entries(0).equals(anew.entries(0))
    assert store.pairs(Bounds(memory=1 << 10)).equals(near_duplicates(texts, SETTINGS))


def test_real_paragraphs(shared, tmp_path):
    """On ten thousand statute paragraphs, in uneven blocks and little memory: the pairs of the matching in memory."""
    texts = pl.read_parquet(shared / "bench" / "statutes_zh.parquet", columns=["text"])["text"].head(10_000)
    found = stored(tmp_path, texts, [10, 7_000], Bounds(memory=8 << 20))
    assert found.equals(near_duplicates(texts, SETTINGS))
    assert found.height > 100


def test_the_index_names_the_documents_of_its_keys(corpus):
    """Every line and every document that stands is found by the keys of its bands and by its match key."""
    index, settings = Index(corpus[0] / "index"), MatchSettings()
    texts = pl.read_parquet(corpus[0] / "documents" / "*.parquet")["text"]
    lines = [(number, line) for number, text in enumerate(texts) for line in text.split("\n") if line]
    for name, rows in (("lines", lines), ("whole", list(enumerate(texts)))):
        for number, text in rows[::5]:
            one = pl.Series([text])
            keys = band_keys(signatures(one, settings.minhash), settings.bands, settings.rows)[0]
            cut = keys >> np.uint64(32) << np.uint64(32) | np.arange(settings.bands, dtype=np.uint64)
            for key in (*cut, digest(one)[0, 0]) if len(text) > 60 else [digest(one)[0, 0]]:
                assert number in index.table(name).named(np.array([key]), 1000, 1000)[0]["value"], text


def test_other_settings_are_refused(tmp_path):
    """A store made with other settings is not matched, and says how that is mended."""
    Bands(tmp_path, SETTINGS)
    with pytest.raises(BadCorpus, match="Make it anew"):
        Bands(tmp_path, MatchSettings())
