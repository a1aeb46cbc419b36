"""Who belongs together, who stays, and which documents are the same by their lines?"""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.fold import fold
from cleaners.match import PAIRS, MatchSettings, clusters, document_pairs, near_duplicates
from tests import oracle
from tests.test_match import CLAUSE, paragraphs

SETTINGS = MatchSettings()


def linked(*edges, kind="near", jaccard=0.9):
    return pl.DataFrame([(a, b, jaccard, 1.0, kind) for a, b in edges], schema=PAIRS, orient="row")


def test_the_longest_earliest_smallest_stays():
    """Length first, then date (an unknown date is the latest), then id; the order of rows does not matter."""
    texts = pl.DataFrame({"length": [7, 9, 9, 9, 9], "date": [1, None, 5, 3, 3], "id": ["a", "b", "c", "e", "d"]})
    pairs = linked(*((a, b) for a in range(5) for b in range(a + 1, 5)))
    kept = clusters(pairs, texts)
    assert kept["keeper"].to_list() == [False, False, False, False, True]
    assert kept["twin"].to_list() == [4, 4, 4, 4, None]
    assert kept["cluster"].to_list() == [0] * 5


def test_only_a_verified_twin_removes():
    """A chain of edits keeps every text that was not compared with a keeper; guarded kinds remove nothing."""
    texts = pl.DataFrame({"length": [9, 8, 7, 6], "date": [None] * 4, "id": range(4)})
    chain = clusters(linked((0, 1), (1, 2), (2, 3)), texts)
    assert chain["keeper"].to_list() == [True, False, True, False]
    assert chain["twin"].to_list() == [None, 0, None, 2]
    assert chain["cluster"].to_list() == [0, 0, 0, 0]
    assert clusters(linked((0, 1), (1, 2), kind="numbers-only"), texts)["keeper"].all()


def test_copies_speak_for_each_other():
    """A near-duplicate of one copy is one of all: the copies' keeper stands for them."""
    texts = pl.DataFrame({"length": [5, 9, 8], "date": [None] * 3, "id": range(3)})
    pairs = pl.concat([linked((0, 1), kind="exact", jaccard=1.0), linked((0, 2))])
    assert clusters(pairs, texts)["twin"].to_list() == [1, None, 1]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] < e[1]), unique=True),
       st.permutations(range(9)))
def test_keepers_are_sound(edges, lengths):
    """Whoever goes has a twin that stays and that it was verified against; whoever pairs with nobody stays."""
    texts = pl.DataFrame({"length": lengths, "date": [None] * 9, "id": range(9)})
    rows = clusters(linked(*edges), texts).rows()
    for row, cluster, keeper, twin in rows:
        assert keeper == (twin is None)
        if not keeper:
            assert rows[twin][2]
            assert (min(row, twin), max(row, twin)) in edges
            assert rows[twin][1] == cluster
            assert lengths[twin] > lengths[row]
    assert not any(rows[a][2] and rows[b][2] for a, b in edges)


def documents(*texts):
    """Match the lines of some documents, and the documents by them."""
    return measured(*texts).select("a", "b", "kind").rows()


def measured(*texts):
    """Match them, and say how alike they are."""
    rows = [(number, line) for number, text in enumerate(texts) for line in text]
    lines = pl.DataFrame(rows, schema={"document": pl.UInt32, "text": pl.String}, orient="row")
    pairs = near_duplicates(lines["text"], SETTINGS)
    lines = lines.select("document", length=fold(lines["text"]).str.len_chars())
    return document_pairs(lines, pairs, SETTINGS)


def test_documents_are_found_by_their_lines():
    """A repost under other chrome is near, an excerpt is contained; a quoted paragraph or a changed year is neither."""
    article = paragraphs(12, 4).unique(maintain_order=True).to_list()
    edited = [text[:20] + "改" + text[21:] for text in article]
    repost = ["首页 > 新闻 > 正文", *edited, "责任编辑:某某某"]
    quoting = [*paragraphs(12, 5).to_list(), article[3]]
    clauses = [CLAUSE + str(number) * 3 for number in range(5)]
    assert documents(article, repost) == [(0, 1, "near")]
    assert documents(article[2:5], article) == [(0, 1, "contained")]
    assert documents(article, quoting, ["首页 > 新闻 > 正文"]) == []
    assert documents(clauses, [clause.replace("三人", "七人") for clause in clauses]) == []
    assert documents([], ["", "…"], ["无"]) == []


def test_a_repost_in_a_thousand_places_meets_the_longest():
    """However many documents have a line, each meets the longest that has it, and few others."""
    article = paragraphs(5, 8, length=90).unique(maintain_order=True).to_list()
    found = documents([*article, "最长的一份在结尾多一行"], *([article] * 300))
    assert {(0, copy) for copy in range(1, 301)} <= {(a, b) for a, b, _ in found}
    assert len(found) < 301 * 10


def test_the_ends_of_a_chain_are_not_alike():
    """Each version is alike to the one before it, by the Jaccard that their texts have, and to no other."""
    rng = np.random.default_rng(6)
    versions = [["".join(map(chr, rng.integers(0x4E00, 0x9000, 80))) for _ in range(3)]]
    for at in range(6, 72, 6):
        edit = "".join(map(chr, rng.integers(0x4E00, 0x9000, 3)))
        versions.append([text[:at] + edit + text[at + 3 :] for text in versions[-1]])
    found = measured(*versions)
    assert found.select("a", "b").rows() == [(number, number + 1) for number in range(11)]
    sets = [oracle.shingle_set("".join(version)) for version in versions]
    for a, b, jaccard, *_ in found.iter_rows():
        assert abs(jaccard - oracle.similarity(sets[a], sets[b])[0]) < 0.02
