"""Is a summary that was merged the summary of all that was merged, however it was parted?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.strata import Limits
from cleaners.summary import SUMMARIES, merge
from flows import archive
from flows.report import kept, rows
from flows.report.model import Tables
from flows.report.summarise import summarise
from tests.corpora import entry, page, publish
from tests.test_incremental import runs  # noqa: F401  a corpus that three runs made

TIGHT = Limits(pool=3, rare=1, hubs=2, members=2, samples=3, samples_of_host=2, rejected=2)
REASONS = ("nav", "login", "copyright", "body-repeat")
PAGES = st.lists(st.tuples(st.integers(0, 3), st.lists(st.sampled_from(REASONS), max_size=3), st.integers(0, 4)), max_size=14)


def crawl(made):
    """Make pages of few hosts, with lines that went, and pairs that have few hubs."""
    pages = [page(f"第{k}页的正文", *(entry(f"{reason}{k}", reason) for reason in reasons), host=f"h{host}.example", url=None)
             for k, (host, reasons, _) in enumerate(made)]
    pairs = [{"document": own["id"], "line": None, "twin_document": pages[hub]["id"], "twin_line": hub % 2 or None,
              "jaccard": 1 - k % 5 / 20, "kind": ("near", "exact")[k % 2], "done": "kept"}
             for k, (own, (_, _, hub)) in enumerate(zip(pages, made, strict=True)) if hub < len(pages)]
    rejected = [{"source": f"{k % 3}", "record": f"{k}", "reason": "broken", "error": "", "hint": ""} for k in range(len(made) // 2)]
    return pages, pairs, rejected


@settings(deadline=None, max_examples=30)
@given(PAGES, st.integers(1, 5), st.integers(0, 5), st.sampled_from([TIGHT, Limits()]))
def test_parts_merge_to_the_whole(tmp_path_factory, made, parts, cut, limits):
    """In one part or in many, merged in one step or in two: the same rows."""
    top = tmp_path_factory.mktemp("summary")
    [whole] = [summarise(part, limits) for part in Tables(publish(top / "one", *crawl(made)), {}).parts()]
    found = [summarise(part, limits) for part in Tables(publish(top / "many", *crawl(made), parts=parts), {}).parts()]
    for merged in (merge(found, limits), merge([merge(found[:cut], limits), merge(found[cut:][::-1], limits)], limits)):
        for name in SUMMARIES:
            assert merged[name].equals(whole[name]), name


def test_what_is_kept_is_what_the_tables_say(runs):  # noqa: F811
    """What three runs kept of themselves is the summary of all their tables, and counts what stands in these."""
    corpus = Tables(runs[1], archive.open_corpus(runs[1]).manifest)
    read, whole = kept.read(corpus, Limits()), kept.whole(corpus, Limits())
    assert all(read[name].equals(whole[name]) for name in SUMMARIES)
    assert read["pages"]["document"].to_list() == corpus.scan("sources").filter(pl.col("fate") != "copy").select(
        "document").sort("document").collect()["document"].to_list()


@pytest.mark.parametrize("small", [1 << 20, 0])
@pytest.mark.parametrize("table", ["documents", "ledger", "sources"])
def test_rows_of_documents_are_found(runs, table, small, monkeypatch):  # noqa: F811
    """Of any documents all rows are found, whether files are read whole or by groups of rows."""
    monkeypatch.setattr(rows, "SMALL", small)
    corpus, key = Tables(runs[1], {}), rows.KEY.get(table, "document")
    own = corpus.scan(table).select(key, "run").collect().sort(key, "run")
    for some in (own[key].unique().sort()[::2], pl.Series([], dtype=pl.String), pl.Series(["f" * 32])):
        found = rows.of_documents(corpus, table, some, [key, "run"])
        assert found.sort(key, "run").equals(own.filter(pl.col(key).is_in(some.implode())))
