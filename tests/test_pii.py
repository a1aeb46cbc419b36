"""Is personal data found where it stands, and nothing else taken for it?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.quality import pii
from cleaners.quality.pii import KINDS, masked, spans
from tests.crawled import FABLE, STORY

CASES = [(kind, text, True) for kind in KINDS for text in kind.finds] + [(kind, text, False) for kind in KINDS for text in kind.spares]


@pytest.mark.parametrize(("kind", "text", "is_one"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_each_kind_finds_its_own(kind, text, is_one):
    """The table's own lines: what a kind names as its own is found, alone and among text; its near misses are not."""
    for around in ("{}", "请注意{}谢谢", "a b c ({}) d e f", "第一行\n{}\n第三行"):
        found = spans(pl.Series([around.format(text)])).item().to_list()
        assert any(span["kind"] == kind.name for span in found) == is_one, (around, found)


def test_spans_are_where_they_say():
    """Start and end cut the very characters out of the text, behind characters of any width."""
    text = "𠀀é港，电话：010-62345678或１３８００１３８００１，a@example.com；A123456789"
    found = spans(pl.Series(["", text])).to_list()[1]
    assert [(span["kind"], text[span["start"] : span["end"]]) for span in found] == [
        ("phone", "010-62345678"), ("phone", "１３８００１３８００１"), ("email", "a@example.com"), ("tw_id", "A123456789")]


def test_plain_pages_hold_none():
    """Stories and statutes' ordinary numbers are nobody's data."""
    assert spans(pl.Series([STORY, FABLE, "2023-11-18 10:06:20", "ISBN 978-7-5442-9117-0", "3.1415926535897932"])).list.len().sum() == 0


@given(st.integers(10**16, 10**17 - 1))
def test_check_digits_catch_one_wrong_digit(number):
    """Of the eleven last characters one passes for an id of the PRC; of ten, one for a card and for an id of Taiwan."""
    body = "110105" + "19491231" + f"{number % 1000:03d}"
    assert sum(pii.is_prc_id(body + last) for last in "0123456789X") == 1
    assert sum(pii.is_tw_id(f"A1{number % 10**7:07d}{last}") for last in range(10)) == 1
    assert sum(pii.is_card(f"62{number % 10**13:013d}{last}") for last in range(10)) == 1


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("1380+-() @ab.c:１（电话\n"), max_size=40), max_size=4))
def test_spans_are_in_order_and_masking_ends(texts):
    """Spans lie within their text, one after the other; masked text has none left, and is the rest of the text."""
    series = pl.Series(texts, dtype=pl.String)
    found = spans(series)
    again = masked(series, found)
    assert spans(again).list.len().sum() == 0
    for text, row, mask in zip(texts, found.to_list(), again, strict=True):
        ends = [0, *(edge for span in row for edge in (span["start"], span["end"])), len(text)]
        assert ends == sorted(ends)
        kept = [text[lo:hi] for lo, hi in zip(ends[::2], ends[1::2], strict=True)]
        assert all(part in mask for part in kept)
