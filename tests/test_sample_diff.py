"""Do `winnow sample` and `winnow diff` show what is there?"""

import json

import polars as pl
import pytest

from cleaners.errors import BadCorpus
from flows import archive, diff, sample
from flows.sample import Wanted
from tests.built import build
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """The seeds' corpus, as they are and with the repeats kept."""
    folders = [build(tmp_path_factory.mktemp(name), [ROOT / "seeds"], repeats={"enabled": enabled})
               for name, enabled in (("with", True), ("without", False))]
    return [archive.open_corpus(folder) for folder in folders]


def test_a_sample_is_the_same_each_time_and_of_its_reason(seeds, capsys):
    """As many rows as are asked for, all of the reason, the same for one seed, others for another."""
    one = sample.rows(seeds[0], Wanted("body-repeat", count=5))
    assert one.height == 5
    assert set(one["reason"]) == {"body-repeat"}
    assert one.equals(sample.rows(seeds[0], Wanted("repeat/body-repeat", count=5)))
    assert not one.equals(sample.rows(seeds[0], Wanted("body-repeat", count=5, seed=1)))
    sample.tell(seeds[0], Wanted("related-links", count=2))
    printed = capsys.readouterr().out
    assert printed.count("chrome/related-links by") == 2
    assert printed.count(" - ") >= 2
    with pytest.raises(BadCorpus, match="no known reason"):
        sample.rows(seeds[0], Wanted("nonsense"))


def test_a_sample_of_a_host(tmp_path):
    """--host leaves the pages of that host, and of hosts below it."""
    rows = [{"text": f"这是第{k}页的正文,它说的是港口,灯塔在一百二十年前设计。\n\n相关阅读\n新镇的菜市场开张了", "url": f"http://{host}/{k}"}
            for k, host in enumerate(["a.example.cn", "www.a.example.cn", "ba.example.cn", "b.example.cn"])]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    corpus = archive.open_corpus(build(tmp_path, [tmp_path / "rows.jsonl"]))
    of_host = sample.rows(corpus, Wanted(host="A.Example.cn"))
    documents = corpus.scan("sources").filter(pl.col("url").str.contains(r"//(?:www\.)?a\.")).collect()["document"]
    assert set(of_host["document"]) == set(documents) != set()


def test_a_difference_is_told(seeds, capsys):
    """Without the step `repeat`, the lines that it took stand, and the documents that had them read otherwise."""
    changes = diff.compare(*seeds)
    ledger = seeds[0].scan("ledger").filter(pl.col("step") == "repeat").collect()
    assert set(changes.lines.select("document", "line").rows()) == set(ledger.select("document", "line").rows())
    assert "kept" in set(changes.lines["is"])
    assert set(changes.documents["id"]) == set(ledger["document"])
    assert changes.settings == [("repeats.enabled", True, False)]
    diff.tell(*seeds, 1)
    printed = capsys.readouterr().out
    assert "setting repeats.enabled: True → False" in printed
    assert "lines repeat/body-repeat → kept" in printed


def test_documents_that_came_and_went(seeds, tmp_path):
    """Of two inputs, what only one has is told as absent from the other; a corpus and itself are the same."""
    some = sorted((ROOT / "seeds").iterdir())
    fewer = archive.open_corpus(build(tmp_path, some[:3]))
    changes = diff.compare(seeds[0], fewer)
    assert changes.documents.select("was", "is", "has_changed").rows() == [("kept", None, False)] * 2
    assert changes.lines.is_empty()
    same = diff.compare(fewer, fewer)
    assert (same.documents.height, same.lines.height, same.settings) == (0, 0, [])
