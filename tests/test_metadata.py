"""Does a page's head tell title, author and date, and its foot the sources?"""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome import judge
from cleaners.metadata import DECLARED, DESCRIPTIONS, describe, settle
from tests.strategies import TEXTS
from tests.test_chrome import BODY, BODY_EN, frame

SEEDS = sorted((Path(__file__).parent / "golden" / "seeds").glob("*.jsonl"))


def told(page):
    """What a page tells of itself."""
    return describe(judge(frame(page))).row(0, named=True)


def seed(number):
    """The lines of a seed, as repaired."""
    entries = [json.loads(line) for line in SEEDS[number].read_text("utf-8").splitlines()]
    return [entry.get("fixed", entry["text"]) for entry in entries if "n" in entry]


@pytest.mark.parametrize(("number", "title", "byline", "published", "n_references"), [
    (0, "OpenAI“生死存亡”时刻", "编辑: 褚杏娟、Tina", None, 2),
    (1, None, "机器之能报道; 编辑: 吴昕", None, 3),
    (2, None, None, None, 1),
    (3, "OpenAI 的宮斗一天反轉", "四大; 編輯: 江江; 封面: 煥妍", None, 7),
    (4, "传微软内部也很震惊", "橙橘网", "2023-11-18T10:06:20", 0),
])
def test_seed(number, title, byline, published, n_references):
    """The seeds tell what they print; the two that open with a sentence have no title."""
    row = told(seed(number))
    assert (row["title"] or "").startswith(title or "")
    assert (row["title"] is None) == (title is None)
    assert (row["byline"], row["published"], len(row["references"])) == (byline, published, n_references)


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_any_text(texts):
    """One row per document, in order, of the declared schema; a title stands in a line of its document."""
    lines = frame(*(text.split("\n") for text in texts))
    rows = describe(judge(lines))
    assert rows.schema == DESCRIPTIONS
    assert rows["document"].to_list() == list(range(len(texts)))
    titled = rows.filter(pl.col("title").is_not_null()).join(
        lines, left_on=["document", "title_line"], right_on=["document", "line"], how="left")
    assert all(title in text for title, text in titled.select("title", "text").iter_rows())


@pytest.mark.parametrize(("printed", "published"), [
    ("2023-12-02 21:53", "2023-12-02T21:53:00"), ("2019年9月7日 04:04", "2019-09-07T04:04:00"),
    ("發布時間:2019/9/18", "2019-09-18"), ("July 24, 2015", "2015-07-24"), ("24 July 2015", "2015-07-24"),
    ("Published: March 3, 2021 at 4:05 pm", "2021-03-03T16:05:00"), ("2015.03.08", "2015-03-08"),
    ("02.04.2023, 11:05 Uhr", "2023-04-02T11:05:00"), ("2 avril 2023", "2023-04-02"), ("Publicado: 2 de abril de 2023", "2023-04-02"),
    ("發布日期：112-09-25", "2023-09-25"), ("2 апреля 2023, 11:05", "2023-04-02T11:05:00"), ("2023年4月2日 11時05分", "2023-04-02T11:05:00"),
    ("發佈時間: 2015-11-08 00:00 最後更新: 2015-11-08 12:16", "2015-11-08T00:00:00"),
    ("2023-02-30", None), ("3/4/2021", None),
])
def test_dates(printed, published):
    """Dates come as ISO 8601; a day that never was is no date."""
    assert told(["The last spring of a ferryman", printed, *BODY_EN])["published"] == published


@pytest.mark.parametrize(("printed", "byline"), [
    ("编辑:吴昕", "编辑: 吴昕"), ("撰文:四大 編輯:江江", "四大; 編輯: 江江"), ("By Jane Doe", "Jane Doe"), ("來源:新華網", "來源: 新華網"),
    ("更新时间:2023-11-18 10:06:20作者:橙橘网", "橙橘网"), ("【责任编辑:王小明】", "责任编辑: 王小明"),
])
def test_bylines(printed, byline):
    """The author is named before the editor, who has a role."""
    assert told(["老船工的最后一个春天", printed, *BODY])["byline"] == byline


HEAD = "老船工的最后一个春天"


@pytest.mark.parametrize(("printed", "said", "published"), [
    (["2019-09-07 09:25 来源：观察者网"], "2019-09-07", "2019-09-07T09:25:00"), (["2019-09-07 09:25 来源：观察者网"], "2019-09-06", "2019-09-07T09:25:00"),
    (["最后更新: 2019-09-08 10:00"], "2019-09-07", "2019-09-07"), (["最后更新: 2019-09-07 10:00"], "2019-09-07", "2019-09-07T10:00:00"),
    (["最后更新: 2019-09-08 10:00"], None, "2019-09-08T10:00:00"), (["最后更新: 2019-09-08 10:00", "2019-09-07 09:25"], None, "2019-09-07T09:25:00"),
    ([], "2019-09-07", "2019-09-07"), (["2019-09-07 来源：观察者网"], "2019-09-07T09:25:00Z", "2019-09-07T09:25:00"), ([], "Sat, 7 Sep 2019 09:25", "2019-09-07T09:25:00"),
    ([], "soon", None), (["2024年05月10日06:58 | 来源：人民网"], None, "2024-05-10T06:58:00"), (["2024 05/09 22:27:02"], None, "2024-05-09T22:27:02"),
])
def test_what_is_printed_is_believed_before_what_is_declared(printed, said, published):
    """A printed date has its time; that of an update is not when a page was published, unless nothing else tells."""
    declared = pl.DataFrame([(0, None, None, said, None)], schema=DECLARED, orient="row")
    assert describe(judge(frame([HEAD, *printed, *BODY])), declared)["published"].item() == published


@pytest.mark.parametrize(("printed", "actions"), [
    (["2019-09-07 09:25 来源：观察者网", "最后更新: 2019-09-08 10:00"], ["to-metadata", "remove"]), (["责任编辑：张申"], ["to-metadata"]),
    (["原标题：河边的老屋终于拆了"], ["remove"]), (["最后更新: 2019-09-08 10:00"], ["to-metadata"]), (["2019-09-07 阅读：12"], ["to-metadata"]),
])
def test_what_no_column_holds_is_removed(printed, actions):
    """A line is made metadata where its names or its date are in a column, and removed where nothing of it is."""
    settled = settle(judge(frame([HEAD, *printed, *BODY])))
    assert settled["action"].to_list()[1 : 1 + len(printed)] == actions
    assert settle(settled).equals(settled)


def test_no_documents():
    """An empty frame has no descriptions, and the right columns."""
    assert describe(judge(frame())).schema == DESCRIPTIONS
