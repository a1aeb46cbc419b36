"""Is a corpus the same however its input lies in shards, and is nothing matched wrongly across them?"""

import shutil

import polars as pl
import pytest

from cleaners.errors import BadCorpus
from cleaners.schema import TABLES
from flows import archive
from flows.settings import Settings
from tests.conftest import ROOT
from tests.flowing import build
from tests.test_decide import BODY, EDITED, MORE, OTHER, SHARED, TRADITIONAL

PAGES = {
    "a-copy.txt": BODY, "b-keeper.txt": [*BODY, MORE], "c-edited.txt": EDITED, "d-script.txt": TRADITIONAL,
    "e-excerpt.txt": BODY[1:4], "f-other.txt": [*OTHER, SHARED], "g-shares.txt": [SHARED, *reversed(OTHER[:1]), MORE * 9],
    "h-again.txt": [*BODY, MORE], "i-empty.txt": [],
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """The pages, and the seeds beside them."""
    folder = tmp_path_factory.mktemp("raw")
    for name, page in PAGES.items():
        (folder / name).write_text("\n".join(page), "utf-8")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


@pytest.fixture(scope="module")
def corpora(raw, tmp_path_factory):
    """The corpus of one shard, and that of a shard a file."""
    out = tmp_path_factory.mktemp("out")
    return [
        build(Settings(sources=(str(raw),), out=out / name, read={"shard_bytes": size}))
        for name, size in {"one": 1 << 20, "many": 1}.items()
    ]


def test_shards_have_no_bearing(corpora):
    """One shard, or a shard a file: the same rows in every table, but for the name of the run."""
    (count_of_one, one), (count_of_many, many) = corpora
    assert (count_of_one, count_of_many) == (1, len(PAGES) + 5)
    for name in TABLES:
        left, right = (pl.read_parquet(out / name / "*.parquet").drop("run") for out in (one, many))
        assert left.equals(right), name


def test_the_copies_collapse(corpora):
    """The longest of the copies stays, under the name of its first source; unrelated pages that share a line stay."""
    sources = pl.read_parquet(corpora[1][1] / "sources" / "*.parquet")
    fates = {source.rpartition("/")[2]: (fate, twin) for source, fate, twin in sources.select("source", "fate", "twin").rows()}
    ids = {source.rpartition("/")[2]: document for source, document in sources.select("source", "document").rows()}
    keeper = ids["b-keeper.txt"]
    assert ids["h-again.txt"] == keeper
    assert {name: fates[name][0] for name in PAGES} == {
        "a-copy.txt": "duplicate", "b-keeper.txt": "kept", "c-edited.txt": "duplicate", "d-script.txt": "duplicate",
        "e-excerpt.txt": "duplicate", "f-other.txt": "kept", "g-shares.txt": "kept", "h-again.txt": "copy",
        "i-empty.txt": "empty",
    }
    assert all(twin in (None, keeper) for _, twin in fates.values())
    duplicates = pl.read_parquet(corpora[1][1] / "duplicates" / "*.parquet")
    assert duplicates.filter(pl.col("line").is_null()).height == 4
    assert duplicates.filter(pl.col("done") == "kept")["kind"].unique().to_list() == ["exact"]


def test_no_cluster_straddles_two_splits(corpora):
    """Documents of one cluster are one split group."""
    documents = pl.read_parquet(corpora[0][1] / "documents" / "*.parquet")
    groups = documents.group_by("split_group").agg(pl.col("split").n_unique())
    assert groups["split"].max() == 1
    assert documents.filter(pl.col("duplicate_cluster").is_not_null())["id"].to_list() == documents.filter(
        pl.col("duplicate_cluster").is_not_null()
    )["duplicate_cluster"].to_list()


def test_a_document_is_found_by_its_whole_name(corpora):
    """A file's name or the beginning of an id names a document; the beginning of a name does not."""
    corpus = archive.open_corpus(corpora[0][1])
    document = archive.find(corpus, "b-keeper.txt")
    assert archive.find(corpus, document[:12]) == document
    with pytest.raises(BadCorpus, match="is no document"):
        archive.find(corpus, "b-keeper")


def test_the_account_balances(corpora, raw):
    """Both corpora verify, and every source comes back."""
    for _, out in corpora:
        corpus = archive.open_corpus(out)
        assert archive.verify(corpus) == []
        back = {one.source: one.content for one in archive.restore(corpus)}
        assert back == {path.as_posix(): path.read_bytes() for path in raw.rglob("*.txt")}
