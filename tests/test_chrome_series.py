"""Are the lines found that recur down a page with text between them, and what do short lines speak of?"""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome import ChromeSettings, cues, features, series, signs
from cleaners.chrome.pages import Pages
from cleaners.chrome.recur import find_series, hash_marks, measure_marks
from cleaners.chrome.ruled import ruled
from cleaners.fold import fold_table
from cleaners.schema import LINES
from tests import oracle

PIECES = st.sampled_from(["3", "12", " ", "-", "时", "前", "回复", "Ann", "by", "on", "月", "ボ", "é", "5:34"])
TEXTS = st.lists(PIECES, max_size=4).map("".join)
THREAD = [
    "Planting a hedge in stony ground",
    "A hedge wants three years before it keeps a sheep in, and the fourth before it keeps one out.",
    "Dig the trench in October, while the ground is still warm, and never plant into water.",
    "4 comments",
    "Ann May 3, 5:34 am",
    "We planted ours in March and lost every second whip to the hares that winter.",
    "Robert May 3, 11:02 am",
    "The hares took ours as well, until we wound wire around the lowest hand of each stem.",
    "Lou May 4, 9:10 am",
    "Stony ground drains, so I would not wait for October at all, whatever the books say.",
    "Kit May 6, 7:45 am",
    "Thank you, this is the only page that speaks of stones and not of clay or sand.",
]


def keys_of(texts, longest=120):
    """The keys of the kernel."""
    keys = np.empty((3, len(texts)), np.int64)
    hash_marks(*signs.utf8(pl.Series(texts, dtype=pl.String)), fold_table().codes, longest, keys)
    return keys


def found_in(pages, held):
    """Of each row, the members of the series around it."""
    texts = [text for page in pages for text, _ in page]
    bounds = np.cumsum([0, *map(len, pages)])
    n = len(texts)
    members, table, chosen = np.zeros(3 * n, np.int64), np.zeros((n, 7), np.int64), np.zeros((2, n), np.int64)
    slots = np.full(256, -1, np.int64)
    count = find_series(keys_of(texts), bounds, held, slots, np.empty((3, n), np.int64), members, table, chosen)
    assert (slots == -1).all()
    assert count <= n
    return [None if s < 0 else members[table[s, 0] : table[s, 0] + table[s, 1]].tolist() for s in chosen[0].tolist()]


@given(st.lists(TEXTS, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_rows_are_known_by_their_words(texts):
    """Two rows have a key in common where what they are known by is the same, and only there."""
    keys, marks = keys_of(texts), [oracle.mark(text) for text in texts]
    for key in range(3):
        for a in range(len(texts)):
            assert (keys[key, a] < 0) == (marks[a][key] is None)
            for b in range(a):
                assert marks[a][key] is None or (keys[key, a] == keys[key, b]) == (marks[a][key] == marks[b][key])


def test_long_rows_have_no_key():
    """A row longer than a mark is none."""
    assert (keys_of(["Reply 1", "x" * 9], 8) >= 0).any(axis=0).tolist() == [True, False]


@given(st.lists(st.lists(st.tuples(st.sampled_from(["Reply", "1 day", "2 day", "Ann", "by 3", ""]), st.booleans()),
                         max_size=25), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_each_row_stands_in_the_best_series_around_it(pages):
    """Of the series whose rows and gaps a row is among, the best is its own."""
    held = np.zeros((2, sum(map(len, pages)) + 1), np.int64)
    held[:, 1:] = np.cumsum([full for page in pages for _, full in page])
    found, first = found_in(pages, held), 0
    for page in pages:
        best = oracle.series(page)
        for row in range(len(page)):
            around = next((own for own, behind in best if own[0] <= row < behind), None)
            assert found[first + row] == (around and [first + at for at in around])
        first += len(page)


@given(st.lists(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 9)), max_size=9), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_marked_rows_are_measured(pages):
    """What is told of a row is what looking up and down its page finds."""
    marked, may, text = (np.array([row[k] for page in pages for row in page], int) for k in range(3))
    bounds = np.cumsum([0, *map(len, pages)])
    spans = [(low, high) for low, high in pairwise(bounds) for _ in range(low, high)]
    above = np.array([text[low:row].sum() for row, (low, _) in enumerate(spans)], np.int64)
    whole = np.array([max(text[low:high].sum(), 1) for low, high in spans], np.int64)
    out = np.empty((9, text.size), np.float32)
    measure_marks(marked > 0, may > 0, above, whole, bounds, 999, out)
    for row, (low, high) in enumerate(spans):
        up = [other for other in range(low, row) if marked[other]]
        down = [other for other in range(row + 1, high) if marked[other]]
        first = next((other for other in range(low, high) if marked[other] and may[other]), row)
        told = [row - up[-1] if up else 999, down[0] - row if down else 999, len(up), len(down) + marked[row]]
        told += [above[up[-1]] / whole[row] if up else -1, above[row] - (above[up[-1]] if up else 0)]
        told += [row - first, above[first] / whole[row], above[row] - above[first]] if first < row else [-1, -1, -1]
        assert out[:, row].tolist() == np.array(told, np.float32).tolist()


@pytest.fixture(scope="module")
def thread():
    """What is told of an article with four comments below it, by name."""
    rows = ruled(pl.DataFrame([(0, n, text) for n, text in enumerate(THREAD)], LINES, orient="row"), ChromeSettings())
    pages = Pages.of(rows["document"])
    return series.describe(rows, pages, *signs.utf8(rows["text"])) | cues.describe(rows, pages)


def test_comments_are_a_series(thread):
    """The lines that name who wrote, and when, head four posts; the article stands above them."""
    assert thread["posts_count"].tolist() == [-1] * 4 + [4] * 8
    assert thread["posts_filled"][4] == thread["leads_filled"][4] == 4
    assert thread["posts_time"][4] == 1
    assert thread["posts_reply"][4] == 0
    above, inside = (sum(len(text) for text in THREAD[a:b] if len(text) > 40) for a, b in ((1, 3), (4, 12)))
    assert thread["posts_above"][4] == pytest.approx(above / (above + inside))


def test_remarks_are_spoken_of(thread):
    """Below the heading of the comments the model sees how far it is, and how much text stands above it."""
    assert thread["remarks_up"][3:6].tolist() == [999, 1, 2]
    assert thread["remarks_body"][3] == -1
    assert thread["remarks_since"][6] == len(THREAD[5])


@pytest.mark.parametrize(("text", "what"), [
    ("12 Comments", "remarks"), ("3条评论", "remarks"), ("3條評論", "remarks"), ("相關閱讀", "more"), ("Read next", "more"),
    ("Sign up", "account"), ("2 小时前", "time"), ("Nov 3", "time"), ("3 days ago", "time"), ("Reply", "reply"), ("举报", "reply"),
])
def test_cues_are_known(text, what):
    """In both scripts, and whatever the case."""
    rows = ruled(pl.DataFrame([(0, 0, text), (0, 1, "A barn owl hunts by ear.")], LINES, orient="row"), ChromeSettings())
    assert cues.speaks(rows, what).tolist() == [True, False]


def test_parts_of_pages_are_told_alone():
    """What is told of a page does not depend on the pages beside it."""
    pages = [pl.DataFrame([(n, k, text) for k, text in enumerate(THREAD[n:])], LINES, orient="row") for n in range(3)]
    together, alone = (ruled(frame, ChromeSettings()) for frame in (pl.concat(pages), pages[1]))
    both = [features.parted(rows, Pages.of(rows["document"]), *signs.utf8(rows["text"])) for rows in (together, alone)]
    where = (together["document"] == 1).to_numpy()
    assert all(np.array_equal(both[0][name][where], both[1][name]) for name in both[0])
