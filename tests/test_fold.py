"""Do two texts that read the same have one match key, on every Python?"""

import subprocess
import sys
import unicodedata

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.fold import SPILL, fold, fold_table
from cleaners.shingles import ShingleSettings, fold_rows
from tests import make_fold, oracle

# What folding is about: scripts, widths, marks before and after, jamo, ligatures, ignorables, emoji, Plane 2.
WILD = "aÀİßﬁΣς１Ⅲ①½ﷺ〇時时裏裡髮发著着乾户ｶﾞがガ각ᄀ각ㅏ\u0301\u0323\u0307\u0345\ufe0f\u200b\u3164\u115f😀👩‍👩‍👧𠮷𡃁《》,. \n"
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn"])
TEXTS = st.text(st.one_of(st.sampled_from(WILD), CHARACTERS), max_size=40)


@settings(deadline=None)  # the first call compiles
@given(st.lists(TEXTS, max_size=8), st.booleans())
def test_fold_agrees_with_its_definition(texts, keep_script):
    """A key is the NFKC form with each character folded alone, whatever its neighbours in the column."""
    keys = fold(pl.Series(texts, dtype=pl.String), keep_script=keep_script)
    assert keys.to_list() == [oracle.fold_text(text, keep_script=keep_script) for text in texts]


@settings(deadline=None)  # the first call compiles
@given(st.lists(TEXTS, max_size=8), st.booleans())
def test_kernel_folds_alike(texts, keep_script):
    """The kernel's code points are the keys', and its scripts those that Unicode's names give."""
    column = pl.Series(texts, dtype=pl.String)
    folded = fold_rows(column, ShingleSettings(), fold_table(keep_script=keep_script))
    keys = fold(column, keep_script=keep_script).to_list()
    rows = [folded.points[lo:hi].tolist() for lo, hi in zip(folded.bounds[:-1], folded.bounds[1:], strict=True)]
    assert rows == [[ord(c) for c in key] for key in keys]
    assert folded.is_dense.tolist() == [2 * sum(map(oracle.is_dense, key)) >= len(key) for key in keys]


@settings(deadline=None)  # the first call compiles
@given(TEXTS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_normal_forms_have_one_key(text, form):
    """How a text was normalised does not show in its key."""
    assert fold(pl.Series([text])).item() == fold(pl.Series([unicodedata.normalize(form, text)])).item()


@pytest.mark.parametrize(("one", "other"), [
    ("OpenAI", "ｏｐｅｎａｉ"), ("頭髮", "头发"), ("打算髮布", "打算发布"), ("説户裏", "说戶裡"), ("隨著", "随着"), ("Straße", "STRASSE"),
    ("e\u0301", "é"), ("ｶﾞ", "ガ"), ("각", "\u1100\u1161\u11a8"), ("a\u200bb", "ab"), ("葛\U000e0100", "葛"), ("①", "1"),
    ("《感受下 AGI》", "感受下AGI!"), ("", "😀…"),
])
def test_these_read_the_same(one, other):
    """Case, width, script, composition and punctuation do not show in a key."""
    assert fold(pl.Series([one])).item() == fold(pl.Series([other])).item()


@pytest.mark.parametrize(("one", "other"), [
    ("第三次", "第二次"), ("CRC7", "CRC16"), ("は", "ば"), ("résumé", "resume"), ("〇", ""), ("кот", "кит"),
])
def test_these_do_not(one, other):
    """Numbers, voicing marks, accents and letters do."""
    assert fold(pl.Series([one])).item() != fold(pl.Series([other])).item()


def test_script_shows_when_asked():
    """With keep_script the key tells traditional from simplified, and nothing else more."""
    texts = pl.Series(["時代!", "时代", "ＡＢ"])
    assert fold(texts, keep_script=True).to_list() == ["時代", "时代", "ab"]


def test_long_columns_are_cut_between_texts():
    """Slices of a column fold as the whole: empty texts, nulls and texts of megabytes keep their rows."""
    texts = pl.Series(["", None, "長" * 700_000, "", "Ａ", "ﷺ" * 9, "e\u0301" * 500_000, None])
    keys = fold(texts).to_list()
    assert keys == ["", "", "长" * 700_000, "", "a", oracle.fold_text("ﷺ") * 9, "é" * 500_000, ""]


@pytest.mark.slow
def test_table_is_what_unicode_and_opencc_say():
    """fold.npz derived anew is the same for every character that the running Python knows."""
    derived = make_fold.build()
    known = [code for code in range(derived["codes"].size) if oracle.is_assigned(code)]
    table, simple = fold_table(keep_script=True), fold_table()
    for code in known:
        character = chr(code)
        for which, keep_script in ((table, True), (simple, False)):
            assert _entry(which, code) == oracle.fold_character(character, keep_script=keep_script), hex(code)
    if unicodedata.unidata_version == "15.1.0":  # the version that wrote it
        codes = derived["codes"] ^ np.arange(derived["codes"].size, dtype=np.uint32)
        assert (table.codes[: codes.size] == codes).all()
        assert not table.codes[codes.size :].any()


def _entry(table, code):
    entry = int(table.codes[code])
    value = entry & 0x1FFFFF
    if entry & SPILL:
        return "".join(chr(c & 0x1FFFFF) for c in table.spill[value >> 5 : (value >> 5) + (value & 31)])
    return chr(value) if value else ""


def test_folding_needs_no_numba():
    """`winnow clean` starts in under two seconds: a fold compiles nothing and imports no compiler."""
    code = "import polars, sys, cleaners.fold as f; f.fold(polars.Series(['髮'])); assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
