"""Does the report say what the tables say, and nothing that a page would have it say?"""

import gzip
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256

import html5lib
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaners import figures, seen, strata
from cleaners.match import differ
from cleaners.strata import Limits
from flows import archive
from flows.report import data, kept, svg
from flows.report.gather import gather
from flows.report.model import Tables
from flows.report.page import render
from tests.corpora import entry, page, publish

HOSTILE = [
    "</script><script>alert(1)</script>", "<script>", "<!--<script>", "]]><svg onload=alert(1)>", "javascript:alert(1)",
    "<img src=x onerror=alert(1)>", "'\"><b x='", "{{ 7*7 }}{% raw %}", "&lt;b&gt;&#60;b&#62;", "\u202egnp.exe\u2066", "a\u2028b\u2029c",
    "\ufeff\u200bquiet", "\U000e0041tag", "\x7f\x85", "</style><style>*{display:none}</style>", "`${alert(1)}`", "\\u003cb\\u003e\\",
]
STORY = "今天天气很好,我们沿着河边走了很久,谁也没有说话。"


def rendered(folder, limits=None):
    """Render the report of a corpus folder."""
    corpus, limits = Tables(folder, archive.open_corpus(folder).manifest), limits or Limits()
    return render(gather(corpus, kept.whole(corpus, limits), limits))


def parsed(html):
    """Parse a page as a browser does."""
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def blocks(tree):
    """Read the data blocks of a page: the index, and the lines of documents by id."""
    scripts = {one.get("id"): one.text for one in tree.iter("script") if one.get("id")}
    index = json.loads(scripts.pop("index"))
    texts = [json.loads(text if text.startswith("{") else gzip.decompress(b64decode(text))) for text in scripts.values()]
    return index, {index["documents"]["id"][int(place)]: lines for block in texts for place, lines in block.items()}


def came(lines):
    """Put the lines of a document together as the page would show them before; blank ones are empty."""
    text = []
    for line in lines:
        text += [""] * line if isinstance(line, int) else [line[0] if isinstance(line, list) else line]
    return text


def mixed(text="站内导航"):
    """Make a small corpus with something of everything in it, in which crawled text says `text`."""
    keeper = page(text, STORY, STORY + text, url=f"https://{text}.example/", host="a.example", title=text)
    pages = [
        keeper,
        page(entry(text, "nav"), STORY, entry(STORY, "body-repeat", twin_line=1, similarity=1.0, detector=text), "",
             entry(text + " ", "invisible", "repair", became="修"), url=text, host=text, title=None),
        page(entry(STORY + text, "document-near-copy", twin_document=keeper["id"], twin_line=2, similarity=0.9), fate="duplicate",
             twin=keeper["id"], url=None, host=None),
    ]
    pairs = [{"document": pages[2]["id"], "twin_document": keeper["id"], "jaccard": 0.9, "containment": 0.95, "kind": "near", "done": "removed"},
             {"document": pages[1]["id"], "line": 1, "twin_document": keeper["id"], "twin_line": 2, "jaccard": 0.8, "kind": "near", "done": "kept"}]
    rejected = [{"source": text, "record": text, "reason": "broken", "error": text, "hint": text, "head": text.encode(), "n_bytes": 9}]
    return {"pages": pages, "pairs": pairs, "rejected": rejected}


def test_report_is_that_of_the_tables(corpus):
    """What every run writes beside its tables has their counts, lists their documents and gives back their lines."""
    folder = corpus[0]
    index, texts = blocks(parsed((folder / "report.html").read_text("utf-8")))
    opened = archive.open_corpus(folder)
    ledger, sources = (opened.scan(name).collect() for name in ("ledger", "sources"))
    told = {(one["name"], action): lines for one in index["reasons"] for action, lines, _, _ in one["counts"]}
    assert told == {(reason, action): n for reason, action, n in ledger.group_by("reason", "action").len().rows()}
    assert index["documents"]["id"] == sorted(sources["document"].unique())
    assert index["totals"] == opened.manifest["totals"]
    for document, lines in texts.items():
        assert came(lines) == [line if line.strip() else "" for line in archive.source_lines(opened, document)]
        of_reason = {index["reasons"][reason]["name"]: n for reason, n in zip(*[iter(
            index["documents"]["reasons"][index["documents"]["id"].index(document)])] * 2, strict=True)}
        assert of_reason == dict(ledger.filter(pl.col("document") == document).group_by("reason").len().rows())
    assert texts.keys() == set(sources["document"])
    assert {row["entry"][0] for row in index["samples"]} <= set(ledger["text"])


def test_command_writes_what_the_run_wrote(corpus, winnow, tmp_path):
    """`winnow report` gives the bytes that the run gave, and a corpus with them is whole."""
    done = winnow("report", corpus[0], "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "page.html").read_bytes() == (corpus[0] / "report.html").read_bytes()
    assert winnow("verify", corpus[0]).returncode == 0
    assert winnow("report", tmp_path).returncode == 2
    assert winnow("report", corpus[0], "--out", tmp_path / "none" / "page.html").returncode == 2


def skeleton(tree):
    """List the elements of a page with their attributes, figures and the numbers in them left out."""
    outside = [one for one in tree.iter() if not any(one in figure.iter() for figure in tree.iter("figure"))]
    return [(one.tag, {key: value for key, value in one.attrib.items() if key != "content"}) for one in outside]


def test_crawled_text_is_never_markup(tmp_path):
    """Whatever pages say, in every field, the page has the same elements and attributes, and its data says it whole."""
    hostile = "".join(HOSTILE).replace("\x85", "")
    plain, attacked = (rendered(publish(tmp_path / name, **mixed(text))) for name, text in (("plain", "站"), ("hostile", hostile)))
    trees = parsed(plain), parsed(attacked)
    assert skeleton(trees[0]) == skeleton(trees[1])
    assert not re.search(f"[{seen.UNSEEN}]", attacked)
    index, texts = blocks(trees[1])
    assert index["documents"]["title"].count(hostile[:120]) >= 1
    assert index["rejected"][0]["error"] == hostile
    assert any(hostile in came(lines) for lines in texts.values())
    for figure in trees[1].iter("figure"):
        for one in figure.iter():
            assert not {key for key in one.attrib if key.startswith("on") or key in ("href", "src", "style")}
    assert {one.get("href")[0] for one in trees[1].iter("a")} == {"#"}


@settings(deadline=None)
@given(st.recursive(st.text() | st.integers() | st.none() | st.sampled_from(HOSTILE), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=9))
def test_data_travels_whole(value):
    """Any value comes out of a data block as it went in, and no parser of HTML sees anything in it but text."""
    written = data.written(value)
    assert not re.search(f"[<>&'{seen.UNSEEN}]", written)
    assert json.loads(written) == value
    scripts = list(parsed(f"<script type='application/json'>{written}</script>").iter("script"))
    assert len(scripts) == 1
    assert json.loads(scripts[0].text) == value


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff"), max_size=40) | st.sampled_from(HOSTILE))
def test_labels_of_figures_are_text(label):
    """A figure keeps a label as text, without what is unseen, and nothing but shapes around it."""
    label = seen.shown(label)
    root = etree.Element(f"{svg.NAMESPACE}svg", onload="x", viewBox="0 0 1 1")
    etree.SubElement(root, f"{svg.NAMESPACE}text", onclick="x", href="javascript:x", x="1").text = label
    etree.SubElement(root, f"{svg.NAMESPACE}foreignObject").text = label
    tree = parsed(svg.plain(etree.tostring(root, encoding="unicode")))
    found = [one for one in tree.find("body").iter() if one.tag != "body"]
    assert [one.tag.split("}")[-1] for one in found] == ["svg", "text"]
    assert {key for one in found for key in one.attrib} == {"viewBox", "aria-hidden", "focusable", "x"}
    assert (found[1].text or "") == label


def test_policy_names_what_the_page_runs(tmp_path):
    """The Content-Security-Policy allows nothing but the one style and the one script, by their digests."""
    tree = parsed(rendered(publish(tmp_path / "corpus", **mixed())))
    policy = next(one.get("content") for one in tree.iter("meta") if one.get("http-equiv"))
    running = [one.text for one in tree.iter("script") if one.get("type") is None]
    styles = [one.text for one in tree.iter("style")]
    named = {b64encode(sha256(text.encode()).digest()).decode() for text in running + styles}
    assert "default-src 'none'" in policy
    assert set(re.findall(r"sha256-([^']+)", policy)) == named
    assert len(running) == len(styles) == 1
    assert "unsafe" not in policy


def test_same_corpus_same_bytes(tmp_path):
    """The order and number of a corpus' files leave no trace in its report."""
    made = mixed()
    pages = [*made["pages"], *(page(STORY + str(k), entry("登录", "login"), host=f"h{k % 7}.example") for k in range(40))]
    one = publish(tmp_path / "one", pages, made["pairs"])
    other = publish(tmp_path / "other", pages[::-1], made["pairs"][::-1], parts=3)
    (other / "manifest.json").write_bytes((one / "manifest.json").read_bytes())
    assert rendered(one) == rendered(other)


def test_empty_corpus_has_a_report(tmp_path):
    """Where nothing came in, the page says so."""
    tree = parsed(rendered(publish(tmp_path / "none", [])))
    assert "".join(tree.find(".//h1").itertext()).startswith("0 documents stand, of 0 records")


def test_sample_is_told(tmp_path):
    """Of a corpus beyond the limits, documents of every reason are drawn with their twins, and the page says of how many."""
    made = mixed()
    pages = [*(page(STORY + str(k), entry(f"登录{k}", "login")) for k in range(60)), *made["pages"]]
    html = rendered(publish(tmp_path / "corpus", pages, made["pairs"]), Limits(pool=20, documents=12, text_bytes=900))
    index, texts = blocks(parsed(html))
    assert len(index["documents"]["id"]) == 12
    assert "12 of 63 documents are listed" in html
    assert 0 < len(texts) < 12
    assert f"The lines of {len(texts)} of them are in this page" in html
    listed = {index["reasons"][reason]["name"] for row in index["documents"]["reasons"] for reason in row[::2]}
    assert {"nav", "body-repeat", "document-near-copy", "invisible", "login"} == listed
    assert made["pages"][0]["id"] in index["documents"]["id"]


def test_packed_lines_are_the_same(tmp_path):
    """Where the lines are too many they are packed, and what is too long even so is left out, and told."""
    pages = [page(*(f"{STORY}{k}{line}" for line in range(60)), entry(f"登录{k}", "login")) for k in range(30)]
    folder = publish(tmp_path / "corpus", pages)
    plain, packed, tight = (rendered(folder, Limits(block_bytes=9_000, **more)) for more in (
        {}, {"plain_bytes": 0}, {"plain_bytes": 0, "page_bytes": 5_000}))
    assert blocks(parsed(plain))[1] == blocks(parsed(packed))[1]
    assert len(packed) < len(plain)
    some = blocks(parsed(tight))[1]
    assert 0 < len(some) < 30
    assert f"The lines of {len(some)} of them are in this page" in tight


def test_all_that_was_found_in_a_line_is_told(tmp_path):
    """A line with several ledger rows is shown once, by what took or changed it, with all other findings behind."""
    mark = entry("", "evaluation-text", "mark", detector="ngram", evidence="gsm8k 1") | {"text": f"1 {STORY}"}
    pages = [page(f"0 {STORY}", entry(f"1 {STORY}", "odd-spaces", "repair", became=STORY, also=[mark | {"became": None}])),
             page(entry(f"1 {STORY}", "signal", evidence="word_count = 9, less than 50", also=[mark]), fate="filtered")]
    index, texts = blocks(parsed(rendered(publish(tmp_path / "corpus", pages))))
    names = [one["name"] for one in index["reasons"]]
    mended, filtered = texts[pages[0]["id"]][1], texts[pages[1]["id"]][0]
    assert (index["actions"][mended[1]], names[mended[2]], mended[5]) == ("repair", "odd-spaces", STORY)
    assert (index["actions"][filtered[1]], names[filtered[2]], filtered[9]) == ("remove", "signal", "word_count = 9, less than 50")
    assert mended[10] == filtered[10] == [[names.index("evaluation-text"), "ngram", "gsm8k 1"]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("0123456789abcdef", min_size=4, max_size=4), st.sampled_from("uvwxyz")), max_size=60))
def test_every_stratum_has_its_part(members):
    """The first drawn are the first of every stratum; a larger sample holds the smaller one."""
    frame = pl.DataFrame(members, schema={"id": pl.String, "stratum": pl.String}, orient="row")
    firsts = {min(one for one, stratum in members if stratum == kind) for kind in {stratum for _, stratum in members}}
    some = strata.drawn(frame, len(firsts))
    assert set(some) == firsts
    assert set(strata.drawn(frame, 99)) == {one for one, _ in members}
    assert strata.drawn(frame, 99)[: len(some)] == some


@settings(deadline=None)
@given(st.text("一二三四abc ", max_size=30), st.text("一二三四abc ", max_size=30))
def test_marked_spans_are_the_texts(one, other):
    """What is marked in two lines, put together, is each of them."""
    spans = differ.marked(one, other)
    assert "".join(same + here for same, here, _ in spans) == one
    assert "".join(same + there for same, _, there in spans) == other


@settings(deadline=None)
@given(st.lists(st.sampled_from(["甲", "乙", "丙", "丁"]), max_size=9), st.lists(st.sampled_from(["甲", "乙", "丙", "丁"]), max_size=9))
def test_lines_that_differ_are_told(one, other):
    """Without the lines that differ, two texts are the same; with them they are whole."""
    found = differ.differing(one, other)
    gone, come = {here for here, _ in found}, {there for _, there in found}
    assert [line for k, line in enumerate(one) if k not in gone] == [line for k, line in enumerate(other) if k not in come]
    assert sorted(gone - {-1}) == [here for here, _ in found if here >= 0]
    assert not [pair for pair in found if pair == (-1, -1)]


@settings(deadline=None)
@given(st.lists(st.floats(0, 1, width=32), max_size=40), st.lists(st.integers(0, 10**6), max_size=40))
def test_bins_count_everything_once(jaccard, n_chars):
    """Histograms leave out nothing but what they say: pairs of similarity 1, empty texts."""
    pairs = pl.DataFrame({"jaccard": jaccard, "done": ["kept"] * len(jaccard)}, schema={"jaccard": pl.Float32, "done": pl.String})
    binned = figures.similarities(pairs)
    assert binned["pairs"].sum() == sum(one < 1 for one in jaccard)
    chars = pl.DataFrame({"n_chars": n_chars, "stage": ["after"] * len(n_chars)}, schema={"n_chars": pl.UInt64, "stage": pl.String})
    assert figures.lengths(chars)["documents"].sum() == sum(n > 0 for n in n_chars)


@pytest.mark.slow
def test_large_corpus_stays_in_bounds(tmp_path):
    """Ten thousand documents make a page of at most eight million bytes."""
    pages = [page(*(f"{STORY}{k}:{line}" for line in range(30)), entry(f"登录 {k}", "login"), host=f"h{k % 300}.example", title=STORY) for k in range(10_000)]
    html = rendered(publish(tmp_path / "corpus", pages))
    assert len(html.encode()) < 8_000_000
    assert "Every document that came in" in html
