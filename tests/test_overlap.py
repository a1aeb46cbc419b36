"""Are evaluation texts found where they stand, and only there?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.fold import fold
from cleaners.quality.overlap import FOUND, evaluations, find
from tests.crawled import FABLE, STORY

QUESTION = "下列关于港口灯塔的说法中,哪一项是正确的?灯塔在一百二十年前由外国工程师设计,图纸早已遗失。"
ENGLISH = "Which of the following statements about the old lighthouse at the harbour entrance is true, given the table above?"
SHORT = "港口的灯塔是哪一年设计的呢?"
TINY = "以上都不对"


def found_in(pages, texts):
    """Look for texts in pages (lists of lines); return document, line, the stretch found, and the record."""
    lines = pl.DataFrame(
        [(d, k, line) for d, page in enumerate(pages) for k, line in enumerate(page)],
        schema={"document": pl.UInt64, "line": pl.UInt32, "text": pl.String}, orient="row",
    )
    names = pl.Series([f"eval.jsonl#{k}" for k in range(len(texts))], dtype=pl.String)
    spans = find(lines, evaluations(pl.Series(texts, dtype=pl.String), names))
    assert spans.schema == FOUND
    text = {(d, k): line for d, k, line in lines.rows()}
    return [(d, k, text[d, k][lo:hi], name) for d, k, lo, hi, name in spans.rows()]


@pytest.mark.parametrize("text", [QUESTION, ENGLISH, SHORT])
def test_a_text_is_found_where_it_stands(text):
    """In the middle of a page, a text is found from its first letter to its last, and its record is named."""
    page = ["开头的一行在这里。", f"第二行说:{text}然后继续。", "尾声。"]
    stretch = text.rstrip("。?")
    assert found_in([["别的"], page], [TINY, text]) == [(1, 1, stretch, "eval.jsonl#1")]


@pytest.mark.parametrize("disguise", [
    QUESTION.replace("关于", "關於").replace("说法", "說法"), QUESTION.replace(",", "，").replace("?", "？ "), QUESTION.replace("的", " 的 ")])
def test_script_width_and_punctuation_are_no_hiding_place(disguise):
    """The match key is compared."""
    assert [name for *_, name in found_in([[disguise]], [QUESTION])] == ["eval.jsonl#0"]
    assert found_in([[ENGLISH.upper().replace(",", " -")]], [ENGLISH])


def test_a_text_over_lines_has_a_row_for_each():
    """A question that the page breaks is found across its lines, but never across documents."""
    half = len(QUESTION) // 2
    assert [(d, k) for d, k, *_ in found_in([["前言", QUESTION[:half], QUESTION[half:]]], [QUESTION])] == [(0, 1), (0, 2)]
    pieces = [[QUESTION[i : i + 15]] for i in range(0, len(QUESTION), 15)]
    assert found_in(pieces, [QUESTION]) == []


def test_what_is_short_is_no_evidence():
    """A phrase of five characters is in every text; half a short question is not the question."""
    assert found_in([[TINY], [SHORT[:9]], [ENGLISH[:40]], [STORY], [FABLE]], [TINY, SHORT, ENGLISH]) == []


def test_short_texts_with_one_beginning_are_told_apart():
    """Of two short texts that begin alike, the one that stands there is named."""
    texts = ["港口的灯塔是哪一年设计的呢", "港口的灯塔是哪一年设计的图纸"]
    assert found_in([[f"问:{texts[1]}。"]], texts) == [(0, 0, texts[1], "eval.jsonl#1")]


@settings(deadline=None, max_examples=60)
@given(st.text("甲乙丙丁ab 。", min_size=30, max_size=60), st.text("甲乙丙丁ab 。", max_size=60), st.integers(0, 30))
def test_against_a_plain_search(text, around, cut):
    """Whatever is found stands in the evaluation text, and a whole text never hides."""
    pages = [[around[:cut] + text + around[cut:]], [around]]
    for document, line, stretch, _ in found_in(pages, [text]):
        assert stretch in pages[document][line]
    key = fold(pl.Series([text])).item()
    if sum(c in "甲乙丙丁" for c in key) >= 21 and not around[:cut].endswith(("a", "b")) and not around[cut:].startswith(("a", "b")):
        assert any(document == 0 for document, *_ in found_in(pages, [text]))


def test_slices_change_nothing(monkeypatch):
    """A corpus cut into slices has the same stretches."""
    from cleaners.quality import overlap

    pages = [["开头", QUESTION], [ENGLISH], [], ["无关的一行", f"又见{SHORT}"], [STORY]] * 3
    whole = found_in(pages, [QUESTION, ENGLISH, SHORT])
    monkeypatch.setattr(overlap, "_SLICE", 10)
    assert found_in(pages, [QUESTION, ENGLISH, SHORT]) == whole != []
