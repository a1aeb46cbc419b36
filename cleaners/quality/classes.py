"""What is each code point to the signals: a space, a letter, a bullet, of which script? One word of flags each.

General categories are those of Polars' regex engine, not of the running Python, so all Pythons agree.
"""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import VALUE, fold_table

# ISO 15924 codes, and the blocks of Unicode that show them; a character of no block (a digit, a stop) shows nothing,
# nor does a mark that lies in a block but is other scripts' too: a danda, an Arabic comma.
BLOCKS: Final = (
    ("Hani", ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("Kana", ((0x3041, 0x30FF), (0xFF66, 0xFF9F))),
    ("Kore", ((0xAC00, 0xD7A3), (0x1100, 0x11FF))),
    ("Latn", ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF))),
    ("Cyrl", ((0x400, 0x52F),)),
    ("Grek", ((0x370, 0x3FF),)),
    ("Hebr", ((0x590, 0x5FF),)),
    ("Arab", ((0x600, 0x60B), (0x60D, 0x61A), (0x620, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("Deva", ((0x900, 0x963), (0x966, 0x97F))),
    ("Thai", ((0xE00, 0xE7F),)),
    ("Armn", ((0x531, 0x58F), (0xFB13, 0xFB17))),
    ("Thaa", ((0x780, 0x7BF),)),
    ("Beng", ((0x980, 0x9FF),)),
    ("Guru", ((0xA00, 0xA7F),)),
    ("Gujr", ((0xA80, 0xAFF),)),
    ("Orya", ((0xB00, 0xB7F),)),
    ("Taml", ((0xB80, 0xBFF),)),
    ("Telu", ((0xC00, 0xC7F),)),
    ("Knda", ((0xC80, 0xCFF),)),
    ("Mlym", ((0xD00, 0xD7F),)),
    ("Sinh", ((0xD80, 0xDFF),)),
    ("Laoo", ((0xE80, 0xEFF),)),
    ("Tibt", ((0xF00, 0xFFF),)),
    ("Mymr", ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))),
    ("Geor", ((0x10A0, 0x10FA), (0x10FC, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))),
    ("Ethi", ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F))),
    ("Khmr", ((0x1780, 0x17FF),)),
    ("Mong", ((0x1804, 0x1804), (0x1806, 0x18AF))),
)
NAMES: Final = (*(name for name, _ in BLOCKS), "Hant", "Hans")

# Flags, as cleaners/quality/kernels.py reads them; above them the script (1 + its place in NAMES) and the stop word.
SPACE, DENSE, LETTER, WORD, DIGIT, PUNCT, FINAL, STOP, CLOSER, BULLET, ELLIPSIS = (1 << k for k in range(11))
SCRIPT_SHIFT: Final = 12
STOP_SHIFT: Final = 17

# The full stops and question marks of other scripts: Indian, Arabic, Armenian, Ethiopic, Khmer, Burmese, Tibetan,
# Mongolian.
_STOPS: Final = "।॥۔؟։።፧፨។៕။།༎᠃᠉"
_CHARACTERS: Final = (
    (FINAL, '.!?"。！？．｡”」』' + _STOPS),  # a line that ends in one of these ends as C4 wants it
    (STOP, ".!?。！？．｡…⋯" + _STOPS),       # what ends a sentence
    (CLOSER, "”」』\"'）)]】》〉’"),      # and may follow that
    (BULLET, "•-*·●○■□◆◇▪▶►※‣–"),
    (ELLIPSIS, "…⋯"),
)
STOP_CHARACTERS: Final = ("的", "是", "在", "和", "有", "不", "了", "为為")
STOP_WORDS: Final = ("the", "be", "to", "of", "and", "that", "have", "with")
_CATEGORIES: Final = ((SPACE, r"\s"), (LETTER, r"\p{L}"), (WORD, r"[\p{L}\p{M}\p{N}]"), (DIGIT, r"\p{Nd}"),
                      (PUNCT, r"\p{P}"))
_DENSE_SIGNS: Final = "々〇"  # of Chinese, but no letters of Han


@cache
def classes() -> NDArray[np.uint32]:
    """Return the flags of every code point, (0x110000,)."""
    flags = np.zeros(0x110000, np.uint32)
    points = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]  # noqa: PLR2004  no surrogates
    every = pl.Series(["".join(points)])
    for flag, category in _CATEGORIES:
        flags[_points(every.str.extract_all(f"{category}+").list.join("").item())] |= np.uint32(flag)
    for flag, characters in _CHARACTERS:
        flags[_points(characters)] |= np.uint32(flag)
    scripts = _scripts()
    han = np.isin(scripts, [1 + NAMES.index(name) for name in ("Hani", "Kana", "Hant", "Hans")])
    flags[han & (flags & LETTER != 0)] |= np.uint32(DENSE)
    flags[_points(_DENSE_SIGNS)] |= np.uint32(DENSE | LETTER | WORD)
    flags |= scripts.astype(np.uint32) << SCRIPT_SHIFT
    for k, forms in enumerate(STOP_CHARACTERS, start=1):
        flags[_points(forms)] |= np.uint32(k << STOP_SHIFT)
    return flags


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), "<u4")


def _scripts() -> NDArray[np.uint8]:
    """Map each code point to 1 + its place in NAMES, 0 for none."""
    found = np.zeros(0x110000, np.uint8)
    for k, (_, ranges) in enumerate(BLOCKS, start=1):
        for first, last in ranges:
            found[first : last + 1] = k
    kept, folded = fold_table(keep_script=True).codes & VALUE, fold_table().codes & VALUE
    traditional = np.flatnonzero((kept != folded) & (found == 1))
    simplified = np.setdiff1d(folded[traditional], traditional)
    found[traditional] = 1 + NAMES.index("Hant")
    found[simplified[found[simplified] == 1]] = 1 + NAMES.index("Hans")
    return found
