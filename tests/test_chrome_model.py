"""Does the model say the same as the library that grew its trees, on every machine, and does no article lose its body?"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome import ChromeSettings, context, features, grams, judge, model, sequence, signs
from cleaners.chrome.kernels import best_spans, walk_trees
from cleaners.chrome.pages import Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.trees import UNIT
from cleaners.schema import LINES, REASONS
from tests import oracle
from tests.conftest import ROOT
from tests.strategies import TEXTS

JUDGED = {"document": pl.UInt64, "prose": pl.Boolean, "verdict": pl.Int8, "size": pl.UInt32, "rule": pl.UInt8,
          "text": pl.String}
GOLDEN = Path(__file__).parent / "golden"
DEV = ROOT.parent / "shared" / "dev"
POLICIES = ("rules", *sequence.LIMITS)


def labelled_page(name):
    """A golden page: (label, text) of each line that is not blank."""
    rows = [row.partition("\t")[::2] for row in (GOLDEN / "pages" / f"{name}.tsv").read_text("utf-8").splitlines()]
    return [(label, text) for label, text in rows if text.strip()]


def frame(*pages):
    """Pages, each a list of lines, as one frame of LINES."""
    rows = [(document, line, text) for document, page in enumerate(pages) for line, text in enumerate(page)]
    return pl.DataFrame(rows, schema=LINES, orient="row")


PAGES = {path.stem: labelled_page(path.stem) for path in sorted((GOLDEN / "pages").glob("*.tsv"))}


@pytest.fixture(scope="module")
def golden():
    """All golden pages in one frame, as the rules leave them."""
    return ruled(frame(*([text for _, text in page] for page in PAGES.values())), ChromeSettings())


def test_trees_equal_the_library():
    """The arrays walk as LightGBM predicts: each leaf is off by its rounding, no cut is."""
    lightgbm = pytest.importorskip("lightgbm", reason="trains the weights; the extra `train`")
    from tests.train_chrome import TREES, pack

    rng = np.random.default_rng(1)
    rows = np.round(rng.normal(size=(4000, 7)) * 4).astype(np.float32) / 3
    target = (rows[:, 0] * rows[:, 1] + rng.normal(size=4000) > 0).astype(int)
    names = tuple("abcdefg")
    booster = lightgbm.train(TREES, lightgbm.Dataset(rows, target), num_boost_round=40)
    trees = pack(booster, names)
    columns = dict(zip(names, rows.T, strict=True))
    scores = trees.scores(features.matrix(columns, trees.names))
    assert np.abs(scores - booster.predict(rows, raw_score=True) * UNIT).max() <= 40 * 0.5 + 1


@pytest.mark.parametrize(("leaves", "width"), [(16, np.uint16), (32, np.uint32)])
def test_trees_walk_as_they_branch(leaves, width):
    """Whatever the width of the masks, a row falls into the leaf that going from node to node leads to."""
    rng = np.random.default_rng(leaves)
    columns, whole = np.round(rng.normal(size=(3, 700)), 1).astype(np.float32), (1 << leaves) - 1
    values = rng.integers(-99, 99, (5, leaves)).astype(np.int32)
    nodes, expected = [], np.zeros(700, np.int32)

    def grow(tree, first, behind, where):
        if behind - first == 1:
            expected[where] += values[tree, first]
            return
        middle, feature, cut = int(rng.integers(first + 1, behind)), int(rng.integers(3)), np.float32(rng.normal())
        nodes.append((feature, cut, tree, whole & ~((1 << middle) - (1 << first))))
        grow(tree, first, middle, where & (columns[feature] <= cut))
        grow(tree, middle, behind, where & (columns[feature] > cut))

    for tree in range(5):
        grow(tree, 0, leaves, np.ones(700, bool))
    feature, cuts, trees, masks = zip(*sorted(nodes), strict=True)
    out = np.zeros(700, np.int32)
    walk_trees(columns, np.searchsorted(feature, range(4)).astype(np.int32), np.array(cuts), np.array(trees, np.uint16),
               np.array(masks, width), width(whole), values, out)
    assert out.tolist() == expected.tolist()


PAGE_SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=5)


@given(PAGE_SIZES, st.integers(-3, 12), st.integers(-3, 12), st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_windows_are_summed(sizes, above, below, seed):
    """A window's share is its sum by the whole's, of the rows of its page that there are."""
    pages = Pages.of(pl.Series(np.repeat(np.arange(len(sizes)), sizes)))
    part, whole = np.random.default_rng(seed).integers(0, 9, (2, sum(sizes)))
    (found,), = pages.shares([part], whole, ((above, max(below, -above)),))
    for row, (first, behind) in enumerate(zip(pages.first, pages.behind, strict=True)):
        window = [other for other in range(first, behind) if row - above <= other <= row + max(below, -above)]
        assert found[row] == np.float32(part[window].sum() / max(whole[window].sum(), 1))


@given(st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 40), max_size=9)), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_echoes_are_counted(rows):
    """Of a row's n-grams, as many echo as stand in another row of prose of the page, or in another of the rest."""
    ends = np.cumsum([0, *(len(found) for _, found in rows)])
    prose, bounds = np.array([is_prose for is_prose, _ in rows]), np.array([0, len(rows) // 2, len(rows)])
    found = grams.echoes(np.array([gram for _, some in rows for gram in some], np.int32), ends, bounds, prose)
    for row, (_, own) in enumerate(rows):
        page = range(bounds[1]) if row < bounds[1] else range(bounds[1], len(rows))
        for name, kind in (("in_prose", True), ("in_rest", False)):
            others = {gram for other in page if other != row and rows[other][0] == kind for gram in rows[other][1]}
            assert found[name][row] == sum(gram in others for gram in own) / max(len(own), 1)


def test_weights_are_whole():
    """The package's weights come back as they were written, ask for features there are, and are small."""
    content = (ROOT / "cleaners" / "chrome" / "text.npz").read_bytes()
    weights = model.load()
    assert weights.packed() == content
    assert len(content) < 3 << 20
    rows = ruled(frame(["某某新闻", "渡口的老船工说,这条河三十年里改道两次。"]), ChromeSettings())
    columns = features.describe(rows, weights.table)
    around = context.describe(Pages.of(rows["document"]), np.zeros(2, np.int64), np.ones(2, np.int64))
    assert set(weights.first.names) <= columns.keys()
    assert set(weights.second.names) <= columns.keys() | around.keys()


def test_pages_are_scored_alone(golden):
    """What a page scores does not depend on the pages beside it, nor on their order."""
    weights = model.load()
    together = model.both(golden, features.describe(golden, weights.table), weights)
    alone = [model.both(page, features.describe(page, weights.table), weights) for page in golden.partition_by("document")]
    assert np.array_equal(together, np.concatenate(alone))


@pytest.mark.parametrize("name", PAGES)
def test_a_stricter_policy_removes_more(name):
    """What one policy removes, the next one removes too."""
    page = frame([text for _, text in PAGES[name]])
    gone = [set(judge(page, ChromeSettings(policy=policy)).filter(pl.col("action").is_not_null())["line"])
            for policy in POLICIES]
    for mild, strict in pairwise(gone):
        assert mild <= strict


FORMS = st.sampled_from(["渡口", "1. 渡口", "电话:0755", "2022年10月11日", "某某市水利局"])
LINES_OF_ANY = st.tuples(st.integers(-6, 6), st.booleans(), st.integers(1, 400), FORMS, st.booleans())


@given(st.lists(LINES_OF_ANY, max_size=40))
@settings(max_examples=200, deadline=None)
def test_policies_are_nested(rows):
    """Whatever the scores: a stricter policy removes no less, and no page loses all its prose."""
    page = pl.DataFrame({
        "document": [k // 15 for k in range(len(rows))], "prose": [prose for _, prose, *_ in rows],
        "verdict": [int(known) for *_, known in rows], "size": [size for _, _, size, *_ in rows],
        "rule": [0 if known else None for *_, known in rows], "text": [text for *_, text, _ in rows],
    }, schema=JUDGED)
    scores = np.array([score * UNIT for score, *_ in rows], np.int64)
    echo, gaps = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.int64)
    found = [sequence.removed(page, scores, echo, gaps, policy) for policy in sequence.LIMITS]
    for mild, strict in pairwise(found):
        assert not (mild & ~strict).any()
    for gone in found:
        left = page.with_columns(gone=pl.Series(gone)).group_by("document").agg(
            pl.col("prose").any(), left=(pl.col("prose") & ~pl.col("gone")).any())
        assert left.filter("prose")["left"].all()


def alone(rows):
    """Rows that share no words with the page's prose, and have no copies."""
    return np.zeros(rows, np.float32), np.zeros(rows, np.int64)


def test_a_copy_is_no_chrome():
    """Of a body that stands twice no line of the second goes as chrome that stays in the first."""
    def gone(lines):
        n = 2 * lines
        page = pl.DataFrame([(0, True, 0, 90, None, "渡口")] * n, JUDGED, orient="row")
        scores = np.full(n, -UNIT, np.int64)
        scores[-1] = 6 * UNIT
        gaps = np.repeat([0, lines], lines)
        return sequence.removed(page, scores, np.zeros(n, np.float32), gaps, "balanced").tolist()

    assert not any(gone(8))
    assert gone(7) == [False] * 13 + [True]


def test_a_bare_opening_wants_more():
    """What stands above a page's first paragraph is its title more often than chrome, unless a rule takes some of it."""
    def gone(*verdicts):
        page = pl.DataFrame({
            "document": 0, "prose": [False, False, False, False, True, False], "verdict": verdicts,
            "size": [40, 40, 9, 9, 400, 40], "rule": [0 if verdict else None for verdict in verdicts], "text": "渡口",
        }, schema=JUDGED)
        scores = np.array([0.6, 1.4, 5.0, 5.0, -3.0, 1.4]) * UNIT
        return sequence.removed(page, scores.astype(np.int64), *alone(6), "balanced").tolist()

    assert gone(0, 0, 0, 0, 0, 1)[:3] == [False, False, True]
    assert gone(0, 0, 1, 0, 0, 0)[:2] == [False, True]


BODY = ("keep", "title", "heading", "body")
SHUFFLED = [(a, b) for a in list(PAGES)[::3] for b in list(PAGES)[1::4] if a.split("-")[0] == b.split("-")[0] and a != b]


@pytest.mark.parametrize(("article", "site"), SHUFFLED)
def test_article_under_another_sites_chrome(article, site):
    """A page's article, put under the chrome of another site, keeps its paragraphs, and most of that chrome goes."""
    texts = [label == "keep" for label, _ in PAGES[article]]
    first, last = texts.index(True), len(texts) - texts[::-1].index(True)
    others = [label == "keep" for label, _ in PAGES[site]]
    top, bottom = others.index(True), len(others) - others[::-1].index(True)
    page = [*PAGES[site][:top], *PAGES[article][first:last], *PAGES[site][bottom:]]
    gone = judge(frame([text for _, text in page]))["action"].is_not_null().to_list()
    lost = [text for (label, text), out in zip(page, gone, strict=True)
            if label == "keep" and out and len(text.encode()) >= 60]
    assert lost == []
    chrome = [out for (label, _), out in zip(page, gone, strict=True) if label not in ("keep", "references", "byline")]
    assert sum(chrome) >= 0.6 * len(chrome)


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_signs_are_counted(texts):
    """Characters, words and numbers are what a slow count says they are."""
    texts = [text for text in texts if text]
    found = signs.count_signs(*signs.utf8(pl.Series(texts, dtype=pl.String)))
    for row, text in enumerate(texts):
        assert {name: int(found[name][row]) for name in oracle.SIGNS} == oracle.signs(text)


def test_words_weigh_alike_in_both_scripts():
    """N-grams fold: what was learnt of simplified text holds of traditional text, and of capitals."""
    pairs = ["版权所有 转载请注明出处", "版權所有 轉載請註明出處", "Share on Facebook", "SHARE ON FACEBOOK"]
    found, ends = grams.hashed(*signs.utf8(pl.Series(pairs)))
    rows = [found[ends[k] : ends[k + 1]].tolist() for k in range(4)]
    assert sum(a == b for a, b in zip(rows[0], rows[1], strict=True)) >= 0.8 * len(rows[0])
    assert rows[2] == rows[3]


@given(st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=12), min_size=1, max_size=4))
def test_best_spans(pages):
    """The span of greatest sum is what trying all of them finds."""
    bounds = np.cumsum([0, *map(len, pages)]).astype(np.int64)
    spans = np.zeros((len(pages), 2), np.int64)
    best_spans(np.array([gain for page in pages for gain in page], np.int64), bounds, spans)
    for page, start, (low, high) in zip(pages, bounds, spans - bounds[:-1, None], strict=False):
        sums = [sum(page[i:j]) for i in range(len(page)) for j in range(i + 1, len(page) + 1)]
        assert sum(page[low:high]) == max(0, *sums), start


def test_chances_are_the_logistic_curve():
    """Chances rise with the score and are within a hundredth of the curve: no machine's exponential is asked."""
    scores = np.arange(-9 * UNIT, 9 * UNIT, 97)
    chances = context.chances(scores)
    assert (np.diff(chances) >= 0).all()
    assert np.abs(chances / 1000 - 1 / (1 + np.exp(-scores / UNIT))).max() < 0.01


def test_verdicts_name_the_model():
    """Where the model speaks the ledger says so, with a family of the vocabulary and its certainty."""
    judged = judge(frame(*([text for _, text in page] for page in PAGES.values())))
    spoken = judged.filter(pl.col("detector") == model.load().name)
    assert spoken.height > 0
    assert set(spoken["reason"]) <= REASONS["chrome"].keys()
    assert spoken["score"].is_between(0.5, 1).all()
    assert judge(frame(["一行", "两行"]), ChromeSettings(policy="rules"))["action"].null_count() == 2


@pytest.mark.slow
@pytest.mark.skipif(not DEV.exists(), reason="the labelled pages are not part of the repository")
def test_weights_are_reproduced():
    """The training command writes the package's weights, bit for bit."""
    pytest.importorskip("lightgbm", reason="trains the weights; the extra `train`")
    from tests import train_chrome

    assert train_chrome.train(train_chrome.labelled_sample(DEV)[0], model.load().name).packed() == model.load().packed()
