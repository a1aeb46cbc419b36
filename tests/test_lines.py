"""Does a text come back from its lines, to the byte?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import account, lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.errors import BadCorpus
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES
from tests.strategies import TEXTS


@given(st.lists(TEXTS | st.text(), min_size=1, max_size=4))
def test_split_loses_nothing(texts):
    """Lines and their ends, in order, are the text."""
    split = lines.split(pl.Series(texts))
    for number, text in enumerate(texts):
        own = split.filter(pl.col("document") == number)
        assert "".join(own["text"] + own["end"]) == text
        assert own["line"].to_list() == list(range(own.height))
        assert not own["text"].str.contains(r"[\r\n]").any()


def restored(texts):
    """Clean texts with every step, and put them together again from what the corpus would hold."""
    split = lines.split(pl.Series(texts, dtype=pl.String))
    judged = steps.clean(split.select(list(LINES)), ChromeSettings(), RepeatSettings())
    clean = dict(account.texts(judged).select("document", "text").rows())
    layouts = dict(lines.layouts(split).select("document", "layout").rows())
    for number in range(len(texts)):
        ledger = account.ledger(judged).filter(pl.col("document") == number).select("line", "text", "action").rows()
        altered = {line: text for line, text, action in ledger if action == "repair"}
        taken = {line: text for line, text, action in ledger if action != "repair"}
        kept = [line for line in clean.get(number, "").split("\n") if line]
        yield lines.join(kept, taken, altered, layouts.get(number, ""))


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXTS | st.text(), min_size=1, max_size=8))
def test_nothing_vanishes(texts):
    """Kept lines and ledger rows, in order, are the page, whatever the page is."""
    assert list(restored(texts)) == texts


@settings(deadline=None, max_examples=15)
@given(st.lists(TEXTS, min_size=2, max_size=5), st.data())
def test_documents_do_not_touch_one_another(texts, data):
    """A document is judged the same alone, among a few and among others."""

    def verdicts(some):
        split = lines.split(pl.Series(some, dtype=pl.String)).select(list(LINES))
        return steps.clean(split, ChromeSettings(), RepeatSettings())

    cut = data.draw(st.integers(1, len(texts) - 1))
    together = verdicts(texts)
    apart = (verdicts(texts[:cut]), verdicts(texts[cut:]).with_columns(pl.col("document") + cut))
    assert together.equals(pl.concat(apart).cast({"document": pl.UInt64}))


@pytest.mark.parametrize(("kept", "taken"), [(["a"], {}), (["a", "b", "c"], {}), (["a"], {1: "b", 0: "x"})])
def test_a_broken_account_is_told(kept, taken):
    """Too few or too many lines are an error, never a shorter text."""
    layout = lines.layouts(lines.split(pl.Series(["a\nb"])))["layout"][0]
    with pytest.raises(BadCorpus):
        lines.join(kept, taken, {}, layout)
