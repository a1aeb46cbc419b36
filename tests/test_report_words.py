"""Does a report say in words what is not known, and count small numbers as a person does?"""

import re
from pathlib import Path

import pytest
from lxml import etree

from cleaners.strata import Limits
from flows import archive
from flows.report import kept, plots
from flows.report.gather import gather
from flows.report.model import BETWEEN, UNTOLD, Tables
from tests.built import build
from tests.corpora import entry, page, publish
from tests.test_report import STORY, blocks, parsed, rendered

ONES = r"\b1 (?:records|lines|documents|hosts|pairs|sources|files|runs)\b|All 1\b|\b1 (?:are|were|have|stand)\b"


def drawn(folder):
    """Draw the figures of a corpus folder, by name."""
    corpus = Tables(folder, archive.open_corpus(folder).manifest)
    return {plot.name: plot for plot in plots.draw(gather(corpus, kept.whole(corpus, Limits()), Limits()))}


def few(folder):
    """Write a corpus with one or two of everything: hosts told and not, pairs compared and not."""
    keeper = page(STORY, host="a.example", url="http://a.example/")
    copies = [page(entry(f"{STORY}{k}", "document-near-copy"), entry("首页", "nav"), fate="duplicate", twin=keeper["id"])
              for k in range(3)]
    taken = page(STORY, "另一页", entry("分享", "share"), host="a.example", url="http://a.example/2")
    alike = [(0, 0.9, "near"), (1, 1.0, "exact"), (2, None, None)]
    pairs = [{"document": copies[k]["id"], "twin_document": keeper["id"], "jaccard": jaccard, "kind": kind, "done": "removed"}
             for k, jaccard, kind in alike]
    return publish(folder, [keeper, taken, *copies], pairs)


def test_ticks_are_whole_numbers_once(tmp_path):
    """An axis of few things has no two ticks of one number."""
    for name, plot in drawn(few(tmp_path / "corpus")).items():
        if name in ("hosts", "losses", "similarities"):
            whole = [text for text in etree.fromstring(plot.svg).itertext() if text.strip().isdigit()]
            assert whole
            assert len(whole) == len(set(whole)), name


def test_pairs_that_were_not_compared_say_so(tmp_path):
    """Texts that only a third connects have a kind in words, and the histogram counts them among what it leaves out."""
    folder = few(tmp_path / "corpus")
    html = rendered(folder)
    assert not re.search(r"<td>(?:None|null)</td>", html)
    assert f"<td>documents</td><td>{BETWEEN}</td>" in html
    (cluster,) = blocks(parsed(html))[0]["clusters"]
    assert cluster["kinds"] == {"exact": 1, "near": 1, BETWEEN: 1}
    assert {one["kind"] for one in cluster["members"]} == {"exact", "near", BETWEEN}
    assert f"Not drawn: 1 pair of similarity 1 and 1 {BETWEEN}." in drawn(folder)["similarities"].note


def test_pages_without_a_host_are_counted(tmp_path):
    """The lines that went of them stand in the figure of hosts, under a plain label; the note counts hosts alone."""
    hosts = drawn(few(tmp_path / "corpus"))["hosts"]
    assert hosts.rows == [(UNTOLD, "document-near-copy", 3), (UNTOLD, "nav", 3), ("a.example", "share", 1)]
    assert hosts.note == ""


@pytest.mark.parametrize("text", [STORY, ""])
def test_one_is_no_plural(tmp_path, text):
    """A corpus of one file, in its report and its card, has one of everything; what it has none of has no table."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    folder = build(tmp_path, [tmp_path / "a.txt"])
    html, card = (Path(folder, name).read_text("utf-8") for name in ("report.html", "README.md"))
    for said in (re.sub(r"<script.*?</script>|<[^>]+>", "", html, flags=re.DOTALL), card):
        assert not re.search(ONES, said), re.search(ONES, said)
    assert "No line went" in html
    assert 'id="reasons"' not in html
    assert "repaired:" not in card
    assert "|--:|\n\n" not in card
