"""Do a list's items, a card's fields and what a notice is signed with go or stay together?"""

import numpy as np
import polars as pl
import pytest

from cleaners.chrome import sequence
from cleaners.chrome.lists import holes, lowered, signs
from cleaners.chrome.pages import Pages
from cleaners.chrome.trees import UNIT
from tests.test_chrome_model import JUDGED, alone


def page(*lines):
    """Rows of one page, each a text; one of sixty bytes or more is prose, and a rule takes one in brackets."""
    return pl.DataFrame([
        (0, len(text.encode()) >= 60, int(text.startswith("[")), len(text.encode()), 0 if text.startswith("[") else None,
         text) for text in lines
    ], JUDGED, orient="row")


def gone(lines, scores):
    """The lines that go under `balanced` with these scores, in logarithms of the odds."""
    found = sequence.removed(page(*lines), (np.array(scores) * UNIT).astype(np.int64), *alone(len(lines)), "balanced")
    return [text for text, went in zip(lines, found, strict=True) if went]


PROSE = "渡口的老船工说,这条河三十年里改道两次,每一次都带走半个村子,可是人们总在第二年春天回来。"
ITEMS = ["1. 门市收银", "(2) 书籍上架", "三、活动布置"]
FIELDS = ["导演:费穆", "制片国家/地区:中国大陆", "Runtime: 98 minutes"]


@pytest.mark.parametrize("lines", [ITEMS, FIELDS, [*ITEMS[:2], FIELDS[0]]], ids=["items", "fields", "mixed"])
def test_no_item_goes_alone(lines):
    """Of three items or fields in a row none is likelier chrome than their mean; the less likely keep their scores."""
    rows = page(*lines, PROSE)
    scores = np.array([3000, -3000, 0, 9])
    assert (lowered(Pages.of(rows["document"]), rows, scores) < [1000, -2999, 1000, 10]).all()
    assert gone(["[首页]", *lines, PROSE], [9, 3, -3, -3, -9]) == ["[首页]"]
    assert gone(["[首页]", *lines, PROSE, "[首页]"], [9, 5, 5, 5, -9, 9]) == ["[首页]", *lines, "[首页]"]


@pytest.mark.parametrize("lines", [ITEMS[:2], ["[1. 首页]", *ITEMS[:2]], ["渡口", *ITEMS[:2]],
                                   ["https://example.org", "12:30 开船", "他说:"]])
def test_two_are_alike_by_chance(lines):
    """Fewer items, those that a rule takes, and addresses, times and what a colon ends, are no list."""
    rows = page(*lines, PROSE)
    scores = np.arange(rows.height)[::-1] * 1000
    assert lowered(Pages.of(rows["document"]), rows, scores).tolist() == scores.tolist()


SIGNED = ["某某市人民政府办公室", "2023年4月6日", "联系电话:027-87654321"]


def test_a_notice_is_signed():
    """Right below what stays, a date, an office and a telephone go only where the model is as sure as of a block."""
    assert signs(page(*SIGNED, "（2021年4月9日）", "Tel: 01234 567890"), np.ones(5)).all()
    assert not signs(page("渡口的清晨", "2023年4月6日那天下着雨,河水涨了,渡船停在对岸,村里没有一个人敢过河去。",
                          "https://example.org/a", "[2023年4月6日]"), np.ones(4)).any()
    assert gone(["[首页]", PROSE, *SIGNED, "[关于]"], [9, -9, 1.9, 1.9, 1.9, 9]) == ["[首页]", "[关于]"]
    assert gone(["[首页]", PROSE, *SIGNED, "[关于]"], [9, -9, 2.1, 2.1, 2.1, 9]) == ["[首页]", *SIGNED, "[关于]"]
    assert SIGNED[0] in gone(["[首页]", PROSE, "渡口", SIGNED[0], "[关于]"], [9, -9, 1.9, 1.9, 9])


def test_a_hole():
    """A run that goes is a hole where as many lines stay above and below, two at least, on its page; no rule's is."""
    pages = Pages.of(pl.Series([0] * 9 + [1] * 4))
    went = np.array([0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0], bool)
    assert np.flatnonzero(holes(pages, went, np.zeros(13, bool))).tolist() == [2, 3, 6]
    assert np.flatnonzero(holes(pages, went, np.arange(13) == 3)).tolist() == [6]
    assert holes(Pages.of(pl.Series([], dtype=pl.UInt64)), went[:0], went[:0]).size == 0
    short = ["[首页]", "土豆", "干辣椒", "花椒", "白醋", "食盐", "[关于]"]
    assert gone(short, [9, -1, -1, 1.9, -1, -1, 9]) == ["[首页]", "[关于]"]
    assert gone(short, [9, -1, -1, 2.1, -1, -1, 9]) == ["[首页]", "花椒", "[关于]"]


def test_no_prose_no_trust():
    """Of a page without prose, a song or a timetable, the model takes less, though a rule knows its footer."""
    lines = ["渡口", "月亮升起来了", "[关于我们]"]
    assert gone(lines, [1.9, 1.9, 9]) == ["[关于我们]"]
    assert gone(lines, [2.1, 1.9, 9]) == ["渡口", "[关于我们]"]
