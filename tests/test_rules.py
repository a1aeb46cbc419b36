"""Does the table of rules know what its rows say, in both scripts and by every engine that asks it?"""

import re

import numpy as np
import opencc
import polars as pl
import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome.form import fold_lines, folded, simplified
from cleaners.chrome.known import NONE, first_known, in_re2, match_lines
from cleaners.chrome.rules import BAR_WORDS, RULES
from cleaners.chrome.sieve import candidates, whole
from cleaners.chrome.signs import number, utf8
from cleaners.schema import REASONS
from tests.strategies import TEXTS

HAN = re.compile("[一-鿿]")


def knows(rule, text):
    """Whether a rule knows a line."""
    key = pl.select(pl.lit(text) if rule.cased else fold_lines(pl.lit(text))).item()
    return pl.select(pl.lit(key).str.contains(rule.whole)).item()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule):
    """Each rule drops the lines it names and keeps its near misses."""
    assert [text for text in rule.drops if not knows(rule, text)] == []
    assert [text for text in rule.keeps if knows(rule, text)] == []
    assert rule.drops
    assert rule.keeps


EXAMPLES = [text for rule in RULES for text in (*rule.drops, *rule.keeps)]


@given(st.lists(st.tuples(st.sampled_from(EXAMPLES), TEXTS, st.sampled_from(EXAMPLES)), max_size=30))
@settings(max_examples=10, deadline=None)
def test_engines_agree(mixed):
    """RE2 finds of many lines those that Polars says a rule knows, none across two, and the sieve holds none back."""
    words = [word for text in EXAMPLES for word in text.split()]
    lines = [*EXAMPLES, *words, *(part for a, b, c in mixed for part in (b, a + b, a + c, b + c, a[:4] + b + c[-4:]))]
    keys = pl.DataFrame({"line": lines}).select(fold_lines(pl.col("line"))).to_series()
    every = tuple(range(len(RULES)))
    texts, all_rows = utf8(keys), np.arange(keys.len(), dtype=np.int32)
    rows, places = candidates(*texts, every)
    for i in every:
        found = match_lines(*texts, all_rows, i)
        assert found.tolist() == keys.str.contains(whole(i)).to_list()
        assert set(np.flatnonzero(found)) <= set(rows[places == i])
    assert rows.size < len(every) * keys.len() / 4


@pytest.mark.parametrize("pattern", [".", r"\s", r"\S", r"\d", r"\D", r"\W", "[^a]", r"[^\d]", r"[\s:]"])
def test_no_class_holds_the_end_of_a_line(pattern):
    """RE2 is given many lines at once, of which a pattern must match each by itself."""
    assert not re2.search(in_re2(pattern), "\n")
    assert re2.search(in_re2(pattern), "\n: 1b\n")


NEAR_PLAIN = st.characters(max_codepoint=0x3200) | st.sampled_from("[]【】•-– 關於我们ﬁＡ①がｶﾞΣİß한국어゙́")


@given(st.lists(st.text(NEAR_PLAIN, max_size=12) | TEXTS | st.sampled_from(EXAMPLES), max_size=40))
@settings(max_examples=60, deadline=None)
def test_many_lines_fold_as_one_does(lines):
    """What is left out of folding where a line is plain changes nothing."""
    texts = pl.Series("line", lines, dtype=pl.String)
    assert folded(texts).to_list() == texts.to_frame().select(fold_lines(pl.col("line"))).to_series().to_list()


def test_plain_characters_fold_alone():
    """Every character that is taken for plain folds, alone and among all others, as NFKC and the rest have it."""
    every = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    mixed = np.random.default_rng(1).permutation(np.array([c for c in every if c.isprintable()]))
    texts = pl.Series("line", [*every, *("".join(part) for part in np.array_split(mixed, 20_000)),
                               *(f"a{a}{b}c" for a, b in zip(mixed, mixed[::-1], strict=True))])
    assert folded(texts).equals(texts.to_frame().select(fold_lines(pl.col("line"))).to_series())


@given(st.lists(TEXTS | st.sampled_from(["", "a", "b", "aa", "\x00", "首页"]), max_size=40))
@settings(max_examples=60, deadline=None)
def test_like_texts_have_one_number(texts):
    """Texts are numbered as a dictionary would number them, in the order they come."""
    numbers, firsts = number(pl.Series(texts, dtype=pl.String))
    known: dict[str, int] = {}
    assert numbers.tolist() == [known.setdefault(text, len(known)) for text in texts]
    assert firsts.tolist() == [texts.index(text) for text in known]


def test_the_table_is_sound():
    """Ids are unique, reasons are in the closed vocabulary, and bars are made of rules there are."""
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids) < NONE
    assert {rule.reason for rule in RULES} <= REASONS["chrome"].keys()
    assert set(ids) >= BAR_WORDS


def test_rules_know_both_scripts():
    """Every traditional form of a character that a rule speaks of is folded, by OpenCC's tables."""
    to_simplified = opencc.OpenCC("t2s")
    spoken = {c for rule in RULES for c in simplified(rule.pattern) if HAN.match(c)}
    variants = {c: to_simplified.convert(c) for c in map(chr, range(0x4E00, 0xA000))}
    missed = {c for c, plain in variants.items() if plain in spoken and c != plain and simplified(c) != plain}
    assert missed == set()


@pytest.mark.parametrize("writes_as", ["s2twp", "s2hk"])
def test_rules_know_what_taiwan_and_hong_kong_call_it(writes_as):
    """In Taiwan's words (搜尋, 聯絡, 影片, 連結) and in Hong Kong's script the same lines are known and the same spared."""
    write = opencc.OpenCC(writes_as).convert
    drops = [write(text) for rule in RULES for text in rule.drops if write(text) != text]
    first = first_known(folded(pl.Series(drops)), tuple(range(len(RULES))))
    assert [text for text, rule in zip(drops, first, strict=True) if rule == NONE] == []
    kept = [(rule, write(text)) for rule in RULES for text in rule.keeps if write(text) != text]
    assert [text for rule, text in kept if knows(rule, text)] == []
