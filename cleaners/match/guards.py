"""Is a verified pair one text twice, or two texts that look it? Its kind.

Two clauses that differ in a number, a date, an ordinal, a sign or a negation say different things however much they
have in common: 第三次修订 is not 第二次修订, CRC7 is not CRC16, 3.5% is not 35%. Such pairs keep their own kind and, by
default, both their texts. The guards read the texts themselves, not the match keys, which have no points and signs.
"""

import re
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import VALUE, fold, fold_table
from cleaners.match.negation import NEGATIONS, turned
from cleaners.match.verify import numbered
from cleaners.shingles import ShingleSettings, digest, fold_rows

KINDS: Final = ("exact", "near", "cross-script", "contained", "numbers-only", "negation")
SAME: Final = ("exact", "near", "cross-script")  # kinds whose pairs may count as one text

_HAN_NUMERALS: Final = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億兩貳參陸甲乙丙丁戊己庚辛壬癸"
_NUMBER_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "first second third fourth fifth sixth seventh eighth ninth tenth once twice "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday"
).replace(" ", "|")
# Word boundaries are ASCII's: with Unicode's the regex engine loses its fast path on any other letter.
_NUMBERS: Final = (
    rf"\p{{N}}+(?:st|nd|rd|th)(?-u:\b)|[\p{{N}}{_HAN_NUMERALS}]+|(?-u:\b)(?:{_NUMBER_WORDS}|[ivxlc]+)(?-u:\b)"
)
# Only marks that number an item; 第三条 is the item's name.
_LIST_MARK: Final = r"^[\s#*>•·-]*[(（\[]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-z])[)）\]、．.:：]+(\D|$)"
_QUANTITIES: Final = r"-?\d+(?:[.:/]\d+)*|[-+±<>≤≥=≠≈×÷%‰°\p{Sc}]"
# What is no sign: <> around a title, the dash of a range, a date or a name, the comma between thousands.
_NO_SIGNS: Final = ((r"<+([^<>]*)>+", "$1"), (r"([a-z\d])\s*[-–—~]+\s*", "$1 "), (r"(\d),(\d{3})", "$1$2"))


def kinds(texts: pl.Series, low: NDArray[np.int64], high: NDArray[np.int64]) -> pl.Series:
    """Return the guard that each pair of rows trips, "numbers-only" or "negation", or null.

    >>> texts = pl.Series(["第三次修订", "第二次修订", "第三次修订。", "不得修订", "可以修订", "1.修订", "3.5%", "35%"])
    >>> kinds(texts, np.array([0, 0, 3, 0, 6]), np.array([1, 2, 4, 5, 7])).to_list()
    ['numbers-only', None, 'negation', None, 'numbers-only']
    """
    kind = pl.Series("kind", [None], pl.String).new_from_index(0, low.size)
    likely = np.flatnonzero(_same_words(texts, low, high))
    return kind.scatter(likely, _kinds(texts, low[likely], high[likely])) if likely.size else kind


def _same_words(texts: pl.Series, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs agree in the sum of their Han characters that are no numeral and negate nothing.

    Only they can differ in a number or a negation alone; to say so of the others takes no regular expression.
    """
    involved, low, high = numbered(low, high)
    folded = fold_rows(texts.gather(involved), ShingleSettings(), fold_table())
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_weights()[folded.points], dtype=np.uint64)])
    weight = np.diff(sums[folded.bounds])  # wraps on purpose
    return weight[low] == weight[high]


@cache
def _weights() -> NDArray[np.uint64]:
    """Return a number per code point: as good as random for a Han character, 0 for all else and for the guards' own."""
    weights = np.zeros(VALUE + 1, np.uint64)
    weights[0x3400:0xA000] = np.random.default_rng(1).integers(1, 1 << 63, 0xA000 - 0x3400, np.uint64)
    own = fold(pl.Series([_HAN_NUMERALS + re.sub(r"[\x00-\x7f]", "", NEGATIONS)])).item()
    weights[[ord(character) for character in own]] = 0
    return weights


def _kinds(texts: pl.Series, low: NDArray[np.int64], high: NDArray[np.int64]) -> pl.Series:
    involved, low, high = numbered(low, high)
    plain = _unmarked(texts.gather(involved))
    unnumbered = plain.str.replace_all(_NUMBERS, "")

    def differ(texts: pl.Series) -> NDArray[np.bool_]:
        keys = digest(texts)
        return (keys[low] != keys[high]).any(axis=1)

    other_text = differ(plain)
    amounts = _quantities(plain)
    negation = other_text & ~differ(unnumbered.str.replace_all(NEGATIONS, ""))
    unsettled = np.flatnonzero(other_text & ~negation)
    negation[unsettled] = turned(plain, low[unsettled], high[unsettled])
    frame = pl.DataFrame({
        "numbers": np.where(other_text, ~differ(unnumbered), amounts.gather(low) != amounts.gather(high)),
        "negation": negation,
    })
    return frame.select(
        pl.when("numbers").then(pl.lit("numbers-only")).when("negation").then(pl.lit("negation")).alias("kind")
    )["kind"]


def quantities(texts: pl.Series) -> pl.Series:
    """Return each text's numbers with their points and signs, which the match key does not have.

    >>> quantities(pl.Series(["1. 增长3.5%,至1,200元", "１.增长35%,至1200元", "<民法典>第1-3条: -5°"])).to_list()
    ['3.5 % 1200', '35 % 1200', '1 3 -5 °']
    """
    return _quantities(_unmarked(texts))


def _unmarked(texts: pl.Series) -> pl.Series:
    return texts.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace(_LIST_MARK, "$1")


def _quantities(plain: pl.Series) -> pl.Series:
    for pattern, instead in _NO_SIGNS:
        plain = plain.str.replace_all(pattern, instead)
    return plain.str.replace_all("−", "-", literal=True).str.extract_all(_QUANTITIES).list.join(" ")
