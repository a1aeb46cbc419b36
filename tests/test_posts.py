"""Does a thread's page tell where its posts are, and what in them is each author's own?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from cleaners.html import posts
from cleaners.html.align import squash_all
from cleaners.html.frame import frame, named
from cleaners.html.view import view

SAID = ["船几点开?我想赶早上那一班。", "早上六点,雾大的时候要等到八点,你最好打电话问一问。", "谢谢,我带了两个孩子和一条狗。",
        "狗要拴好,去年有一条掉进水里,船工捞了半天。"]


def post(n, text):
    """One post of a thread: who, when, what, and its buttons."""
    return (f"<div class='post p{n}'><div class='who'>旅人{n}</div><div class='when'>发表于 2016-3-{n} 12:0{n}</div>"
            f"<div class='said'>{text}</div><div class='tools'>回复 引用 举报</div></div>")


def told(body):
    """What is known of the posts of a page, by feature, and the page's lines."""
    found = view(fromstring(f"<html><body>{body}</body></html>").find("body"))
    page = frame(found, squash_all(found.texts))
    return posts.describe(found, page, named(found)), found.texts


@pytest.fixture(scope="module")
def thread():
    """A thread of four posts under a menu and above a foot."""
    body = "".join(post(n, text) for n, text in enumerate(SAID, 1))
    return told(f"<ul><li>首页</li><li>论坛</li></ul><div id='thread'>{body}</div><p>© 2016 渡口论坛</p>")


def test_posts_are_found(thread):
    """Each line knows how many posts there are, in which it stands and where in it, or that it stands beside them."""
    found, texts = thread
    assert set(found["post_n"]) == {4}
    said = [texts.index(text) for text in SAID]
    assert found["post_rank"][said].tolist() == [0, 1, 2, 3]
    assert found["post_rank_below"][said].tolist() == [3, 2, 1, 0]
    assert found["post_at"][said].tolist() == [2] * 4
    assert found["post_from_end"][said].tolist() == [1] * 4
    assert found["post_where"].tolist() == [-1] * 2 + [0] * 16 + [1]
    assert set(found["post_marked"]) == {1}


def test_what_repeats_in_all_posts_differs_from_what_is_said(thread):
    """At one place in all posts the buttons are the same and the texts are not."""
    found, texts = thread
    said, tools = ([i for i, text in enumerate(texts) if text in some] for some in (SAID, ["回复 引用 举报"]))
    assert found["post_slot_posts"][said + tools].tolist() == [1] * 8
    assert found["post_slot_distinct"][said].tolist() == [1] * 4
    assert found["post_slot_distinct"][tools].tolist() == [0.25] * 4


@pytest.mark.parametrize("body", [
    "".join(f"<p>{text}</p>" for text in SAID),
    f"<h1>渡口</h1><div>{'<br>'.join(SAID)}</div>",
    f"<p>{SAID[0]}</p>",
])
def test_paragraphs_are_no_posts(body):
    """An article's paragraphs are of one line each, and what stands alone is no series."""
    found, _ = told(body)
    assert set(found["post_where"]) == {-2}
    assert not found["post_n"].any()


MARKS = ["发表于", "發表於", "楼主", "3 樓", "12#", "#4", "Posted by", "Joined", "Quote", "RE: Reply", "posts:", "昨天", "5分钟前", "2016-3-1", "12:05",
         "Mar 3", "3 days ago", "ſ", "K", "Post", "渡口", "ferry", " ", "x" * 130]


@given(st.lists(st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=5).map("".join), max_size=8))
@settings(deadline=None)
def test_marks_are_found_as_their_patterns_find_them(texts):
    """What is looked at first, to look no closer, changes nothing."""
    told = posts._marks(texts)
    for found, pattern in zip(told, (posts._TIME, posts._FLOOR), strict=True):
        assert found.tolist() == [len(text) < posts._MARK and bool(pattern.search(text)) for text in texts]


def test_every_page_has_the_same_columns(thread):
    """A feature for each name, a value for each line."""
    found, texts = thread
    assert set(found) == {f"post_{name}" for name in posts.COLUMNS}
    assert {values.size for values in found.values()} == {len(texts)}
    assert all(np.isfinite(values).all() for values in found.values())
