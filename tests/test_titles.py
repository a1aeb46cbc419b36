"""Is a page's title what it is called, and not what stands around it?"""

import polars as pl
import pytest

from cleaners.chrome import judge
from cleaners.metadata import describe
from tests.test_chrome import BODY, frame

TITLE = "老船工的最后一个春天"


def title(lines, reasons=()):
    """The title of some lines and a body, where the first lines went for these reasons; None stays."""
    judged = judge(frame([*lines, *BODY]))
    gone = [*reasons, *[None] * (judged.height - len(reasons))]
    judged = judged.with_columns(
        pl.Series("action", [why and "remove" for why in gone], dtype=pl.String),
        pl.Series("reason", gone, dtype=pl.String), pl.lit(None, pl.UInt32).alias("twin_line"))
    return describe(judged)["title"].item()


@pytest.mark.parametrize("line", [
    "字数 612", "阅读 - 21万", "閱讀數：1,204", "24 comments", "作者 harrylin (天氣好)", "作者：王小明", "文／王小明", "編輯／張三", "記者王小明／台北報導", "By Jane Doe", "u/old_maps",
    "udn / 生活 / 生活新聞", "首頁 > 生活 > 食譜", "影评",
])
def test_what_stands_above_a_title_is_none(line):
    """A counter, a credit, a path and a section are no titles; what stands below them may be."""
    assert title([line]) is None
    assert title([line, "C# 中 async 和 await 的一个坑"]) == "C# 中 async 和 await 的一个坑"


@pytest.mark.parametrize("line", [TITLE, "春天里", "阅读的乐趣", "字数很少的小说", "编辑部的故事", "文学与人生", "By the River", "Comments on the Gallic War", "父与子/母与女", "2023年的雪"])
def test_titles_stay(line):
    """Words of counters, of credits and of paths are words of titles too."""
    assert title([line]) == line


@pytest.mark.parametrize(("line", "is_one"), [
    ("完本小说", False), ("Ask Question", False), ("Reject additional cookies", False), ("ALTIS 12代 開三年的小心得分享", True), (TITLE, True),
])
def test_short_lines_amid_chrome_are_buttons(line, is_one):
    """A short line between two that went is one that was forgotten; a long one may well be the title."""
    assert title(["首页", line, "排行榜"], ["nav", None, "nav"]) == (line if is_one else None)
    assert title(["首页", line, "2023-04-02"], ["nav", None, "timestamp"]) == line


def test_a_short_line_further_down_needs_a_date_or_a_credit():
    """Below what was no title only a long line is one, or what a date stands next to."""
    assert title(["作者 harrylin", "一、缘起"]) is None
    assert title(["作者 harrylin", "ライ麦の種", "2019年2月11日"], [None, None, "timestamp"]) == "ライ麦の種"


@pytest.mark.parametrize("field", ["标题：{}", "標題 {}", "Title: {}", "Subject: {}", "제목: {}"])
def test_a_field_says_it(field):
    """A field that is called so names the title, wherever in the head it stands."""
    assert title(["看板 Cat", "入门公路车两千左右求推荐", field.format("[心得] 老貓腎病照顧一年")]) == "[心得] 老貓腎病照顧一年"


def test_a_page_that_opens_with_a_sentence_has_none():
    """What stands below a first sentence is a heading of the text."""
    assert title(["天刚擦黑,渡口上只剩下一条船。", TITLE]) is None
