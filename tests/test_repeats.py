"""Does the second copy of a body go, and the refrain stay?"""

from pathlib import Path

import polars as pl
import pytest

from cleaners import lines, repeats
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES, REASONS, VERDICTS

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted((GOLDEN / "repeats").glob("*.tsv"))


def judged(text, settings):
    """Judge one page's repeats, as if no other step had spoken."""
    none = [pl.lit(None, dtype).alias(column) for column, dtype in VERDICTS.items()]
    return repeats.judge(lines.split(pl.Series([text])).select(list(LINES)).with_columns(none), settings)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_labelled_page(path):
    """What is labelled as a repeat goes, and every line else stays; a twin stands above its copy."""
    rows = [row.partition("\t") for row in path.read_text("utf-8").splitlines()]
    found = judged("".join(text + "\n" for _, _, text in rows), RepeatSettings())
    labels = [label if label in REASONS["repeat"] else None for label, _, _ in rows]
    gone = found["action"].is_not_null().to_list()
    assert gone == [label is not None for label in labels]
    assert (found.filter(pl.col("action").is_not_null()).select(pl.col("twin_line") < pl.col("line"))).to_series().all()


def test_seed_body_stands_once():
    """Seed 002's body stands twice from its second paragraph on: the 55 lines of the second copy go, and no other."""
    text = next((GOLDEN.parent.parent / "seeds").glob("002*")).read_text("utf-8")
    found = judged(text, RepeatSettings()).filter(pl.col("action").is_not_null())
    assert found["reason"].unique().to_list() == ["body-repeat"]
    assert found["line"].to_list() == list(range(56, 111))
    assert found["twin_line"].to_list() == list(range(1, 56))


def test_scripts_are_told_apart():
    """A second copy in the other script is named so."""
    path = GOLDEN / "repeats" / "zh-Hans-then-Hant.tsv"
    text = "\n".join(row.partition("\t")[2] for row in path.read_text("utf-8").splitlines())
    found = judged(text, RepeatSettings()).filter(pl.col("action").is_not_null())
    assert found["reason"].unique().to_list() == ["cross-script-repeat"]


def test_adjacent_lines_are_a_setting():
    """A sentence that stands twice in a row stands once, unless the user wants otherwise."""
    text = "这天晚上,他又一次没有赶上最后一班车。\n" * 2 + "他在站台上坐到天亮,数着铁轨上的石子,想着家里的灯是不是还亮着。"
    assert judged(text, RepeatSettings())["reason"].to_list() == [None, "adjacent-repeat", None]
    assert judged(text, RepeatSettings(adjacent=False))["reason"].null_count() == 3


def test_switched_off():
    """Without the step, nothing is judged."""
    text = next((GOLDEN.parent.parent / "seeds").glob("002*")).read_text("utf-8")
    assert judged(text, RepeatSettings(enabled=False))["action"].null_count() == 112


def test_many_equal_lines_take_linear_time():
    """Fifty thousand equal paragraphs make no fifty thousand squared comparisons; meant as they are, they stay."""
    line = "仪表每隔一分钟记下一次水位,记录员每隔一小时抄下一次数字,抄完以后签上自己的名字。"
    assert judged("\n".join([line] * 50_000), RepeatSettings())["action"].null_count() == 50_000
