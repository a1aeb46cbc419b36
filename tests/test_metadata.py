"""Does a page's head tell title, author and date, and its foot the sources?"""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome import judge
from cleaners.metadata import DESCRIPTIONS, describe
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
    (0, "OpenAI“生死存亡”时刻", "褚杏娟、Tina", None, 2),
    (1, None, "吴昕", None, 3),
    (2, None, None, None, 1),
    (3, "OpenAI 的宮斗一天反轉", "四大", None, 7),
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
    """One row per document, in order, of the declared schema; a title is a line of its document."""
    lines = frame(*(text.split("\n") for text in texts))
    rows = describe(judge(lines))
    assert rows.schema == DESCRIPTIONS
    assert rows["document"].to_list() == list(range(len(texts)))
    titled = rows.filter(pl.col("title").is_not_null()).join(
        lines, left_on=["document", "title_line"], right_on=["document", "line"], how="left")
    assert (titled["title"] == titled["text"].str.strip_chars()).all()


@pytest.mark.parametrize(("printed", "published"), [
    ("2023-12-02 21:53", "2023-12-02T21:53:00"), ("2019年9月7日 04:04", "2019-09-07T04:04:00"),
    ("發布時間:2019/9/18", "2019-09-18"), ("July 24, 2015", "2015-07-24"), ("24 July 2015", "2015-07-24"),
    ("Published: March 3, 2021 at 4:05 pm", "2021-03-03T16:05:00"), ("2015.03.08", "2015-03-08"),
    ("2023-02-30", None),
])
def test_dates(printed, published):
    """Dates come as ISO 8601; a day that never was is no date."""
    assert told(["The last spring of a ferryman", printed, *BODY_EN])["published"] == published


@pytest.mark.parametrize(("printed", "byline"), [
    ("编辑:吴昕", "吴昕"), ("撰文:四大 編輯:江江", "四大"), ("编辑 | 褚杏娟、Tina", "褚杏娟、Tina"), ("By Jane Doe", "Jane Doe"),
    ("更新时间:2023-11-18 10:06:20作者:橙橘网", "橙橘网"), ("【责任编辑:王小明】", "王小明"),
])
def test_bylines(printed, byline):
    """The author is named before the editor."""
    assert told(["老船工的最后一个春天", printed, *BODY])["byline"] == byline


def test_no_documents():
    """An empty frame has no descriptions, and the right columns."""
    assert describe(judge(frame())).schema == DESCRIPTIONS
