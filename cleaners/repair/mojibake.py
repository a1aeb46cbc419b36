"""Which lines are UTF-8 that was read as something else, and what did they say?"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

import polars as pl

from cleaners.repair.pinyin import HAN, encoded, is_everyday

# A first byte of UTF-8 and one that may follow it, both read as Latin-1 or Windows-1252.
WESTERN: Final = "[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ã "
# What 的, 是, 不, 中, 在, ， and 。 become where their UTF-8 is read as GBK.
CHINESE: Final = "[鐨鏄涓鍦锛銆浜鍙鎴鍥鏈][^\\x00-\\x7f]"
RUN: Final = re.compile("[^\x00-\x7f]+")
IDEOGRAPH: Final = re.compile(f"[{HAN}]")
MIN_SURE: Final = 4  # ideographs that must come out before a line is believed to be UTF-8 read as GBK


def mend(pages: pl.DataFrame) -> pl.DataFrame:
    """Read again what was decoded with the wrong encoding, where that is sure.

    `pages` has row, document, text. Returns row, text, reason of the lines that change.
    """
    text = pl.col("text")
    hits = pages.filter(text.str.contains(WESTERN) | text.str.contains(CHINESE))
    mended = hits.with_columns(text.map_elements(read_again, return_dtype=pl.String, skip_nulls=True).alias("mended"))
    changed = mended.filter(pl.col("mended") != text)
    return changed.select("row", text=pl.col("mended"), reason=pl.lit("mojibake"))


def read_again(text: str) -> str:
    """Return a line in the encoding it was written in, or as it is where that is not sure.

    >>> read_again("weâ€™re in the cafÃ©"), read_again("浠栦滑鍦ㄨ繖閲岀湅鍒伴奔"), read_again("SÃO PAULO")
    ('we’re in the café', '他们在这里看到鱼', 'SÃO PAULO')
    """
    fixed = _as_gbk(text) or _fixer()(text)
    return re.sub("[\n\r\x85\u2028\u2029]+", " ", fixed)


def _as_gbk(text: str) -> str:
    """Return UTF-8 that was read as GBK; empty where any stretch of the line is not just that.

    Chance is out of the question: every stretch must be whole UTF-8, and rare ideographs must become common ones.
    """

    def again(match: re.Match[str]) -> str:
        return b"".join(encoded(c) or b"\xff" for c in match.group()).decode("utf-8")

    try:
        fixed = RUN.sub(again, text)
    except UnicodeDecodeError:
        return ""
    found, was = IDEOGRAPH.findall(fixed), IDEOGRAPH.findall(text)
    sure = len(found) >= MIN_SURE and all(map(is_everyday, found)) and not all(map(is_everyday, was))
    return fixed if sure else ""


@cache
def _fixer() -> Callable[[str], str]:
    from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415  most shards have no such line

    config = TextFixerConfig(replace_lossy_sequences=False, fix_c1_controls=False, explain=False)
    return lambda text: fix_encoding(text, config)
