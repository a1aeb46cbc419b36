"""Does the store on disk find what the matching in memory finds?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.errors import BadCorpus
from cleaners.match import MatchSettings, near_duplicates
from cleaners.minhash import band_keys, signatures
from flows.bands import Bands, Bounds

SETTINGS = MatchSettings(min_dense=4, min_other=4)
WORDS = st.lists(st.sampled_from(["第三次", "修订", "办法", "自公布之日起施行", "不得", "1.", "３", "辦法", "。", " ", "port"]), max_size=12)


def stored(folder, texts, cuts, bounds):
    """Match texts through a store, cut into blocks."""
    store = Bands(folder, SETTINGS)
    edges = [0, *sorted(cuts), texts.len()]
    for block in reversed(range(len(edges) - 1)):  # in any order
        store.add(block, texts[edges[block] : edges[block + 1]])
    return Bands(folder, SETTINGS).pairs(bounds)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.map("".join), min_size=2, max_size=40), st.lists(st.integers(0, 40), max_size=3), st.booleans())
def test_disk_agrees_with_memory(tmp_path_factory, texts, cuts, tight):
    """However the texts lie in blocks, and however little memory there is, the pairs are the same."""
    series = pl.Series(texts)
    bounds = Bounds(memory=1 << 10 if tight else 1 << 27, threads=2)  # neither is enough for matching in memory
    found = stored(tmp_path_factory.mktemp("bands"), series, [min(cut, len(texts)) for cut in cuts], bounds)
    assert found.equals(near_duplicates(series, SETTINGS))


def test_real_paragraphs(shared, tmp_path):
    """On ten thousand statute paragraphs, in uneven blocks and little memory: the pairs of the matching in memory."""
    texts = pl.read_parquet(shared / "bench" / "statutes_zh.parquet", columns=["text"])["text"].head(10_000)
    found = stored(tmp_path, texts, [10, 7_000], Bounds(memory=8 << 20))
    assert found.equals(near_duplicates(texts, SETTINGS))
    assert found.height > 100


def test_the_index_tells_whose_rows_its_bands_are(corpus):
    """What a run keeps names document and line of every row, and holds the band keys of that line's signature."""
    index = corpus[0] / "index" / "lines"
    rows = pl.read_parquet(index / "rows" / "*.parquet")
    bands = pl.read_parquet(index / "bands" / "*" / "*.parquet", hive_partitioning=False)
    documents = dict(pl.read_parquet(corpus[0] / "documents" / "*.parquet").select("id", "text").rows())
    settings = MatchSettings()
    chosen = rows.filter(pl.col("row").is_in(bands["row"].implode())).gather_every(20)
    for row, document, line in chosen.iter_rows():
        (text,) = [text for text in documents[document].split("\n") if text and row_of(rows, document, line, text, documents)]
        keys = band_keys(signatures(pl.Series([text]), settings.minhash), settings.bands, settings.rows)[0]
        found = bands.filter(pl.col("row") == row)["key"].sort()
        expected = [int(key) >> 32 << 32 | band for band, key in enumerate(keys)]
        assert found.to_list() == sorted(expected)
    assert (index / "settings.json").is_file()


def row_of(rows, document, line, text, documents):
    """Claim that a text is the line of this number: rows are in the order of the text's lines."""
    place = rows.filter((pl.col("document") == document) & (pl.col("line") < line)).height
    return [one for one in documents[document].split("\n") if one][place] == text


def test_other_settings_are_refused(tmp_path):
    """A store made with other settings is not matched, and says how that is mended."""
    Bands(tmp_path, SETTINGS)
    with pytest.raises(BadCorpus, match="Make it anew"):
        Bands(tmp_path, MatchSettings())
