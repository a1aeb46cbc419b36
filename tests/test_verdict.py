"""Whose word counts where a rule and the model differ, and where lines belong together?"""

import numpy as np
import polars as pl

from cleaners.chrome import ChromeSettings, sequence
from cleaners.chrome.ruled import ruled
from cleaners.chrome.trees import UNIT
from cleaners.chrome.verdict import overruled, widowed
from tests.test_chrome_model import frame


def test_the_model_overrules_rules_but_where_they_are_exact():
    """What a rule knows by its place goes only if the model does not take it for text; spam and notices all the same."""
    spam, notice = "某某現金網開戶送彩金", "免责声明:本文仅代表作者个人观点"
    prose = [f"第{n}天,渡口的老船工说,这条河三十年里改道两次,每一次都带走半个村子,可是人们总在第二年春天回来。" for n in "一二三四"]
    page = frame(["首页 > 新闻 > 正文", *prose[:2], spam, *prose[2:], notice])
    rows = ruled(page, ChromeSettings())
    texts, gone = rows["text"].to_list(), rows["verdict"].to_numpy() > 0
    assert {texts[k] for k in np.flatnonzero(gone)} == {"首页 > 新闻 > 正文", spam, notice}
    for score, stays in ((-2, True), (0, False)):
        scores = np.full(rows.height, score * UNIT, np.int32)
        verdict = overruled(rows, scores, has_markup=False)["verdict"].to_numpy()
        assert {texts[k] for k in np.flatnonzero(gone & (verdict == 0))} == (
            {"首页 > 新闻 > 正文"} if stays else set())


def test_no_line_is_the_copy_of_one_that_went():
    """Where the first copy of a title goes, the second is judged by itself; where it stays, the second goes."""
    prose = ["The ferryman says that the river has changed its bed twice in thirty years, and took half of the village."]
    page = ["Photo Galleries", "Fixtures & Results", "Photo Galleries", *prose]
    rows = ruled(frame(page, page), ChromeSettings())
    assert rows["verdict"].to_list() == [0, 0, 1, 0] * 2
    left = widowed(rows, np.arange(8) == 0)
    assert left.select("verdict", "twin").rows() == [(0, None)] * 6 + [(1, 0), (0, None)]


def test_a_table_goes_or_stays_as_one():
    """Lines of one whole have the mean of their scores, longer ones count for more; others keep theirs."""
    rows = pl.DataFrame({"document": [0, 0, 0, 0, 1, 1], "size": [16, 16, 64, 9, 4, 4]})
    scores, whole = np.array([4096, -4096, 2048, 1000, 10, 30]), np.array([7, 7, 3, -1, 7, 7], np.float32)
    assert sequence.together(rows, scores, whole).tolist() == [0, 0, 2048, 1000, 20, 20]
    assert sequence.together(rows, scores, np.full(6, -1, np.float32)).tolist() == scores.tolist()
    weighed = sequence.together(rows[[0, 2]], np.array([300, -300]), np.array([5, 5], np.float32))
    assert weighed.tolist() == [-100, -100]
