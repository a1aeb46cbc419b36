"""What can be counted in a line, whatever its language?"""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.kernels import count_kinds
from cleaners.chrome.plain import number_texts

# The kinds of characters; `kernels` knows that letters begin at UPPER and what ends a word stands before it.
KINDS: Final = (
    "space", "digit", "comma", "stop", "colon", "quote", "bracket", "bar", "symbol",
    "upper", "lower", "han", "particle", "kana", "hangul", "cyrillic", "right_to_left", "indic", "letter",
)
_MARKS: Final = {
    "comma": ",;，、；،؛，",
    "stop": ".!?。！？．｡…؟۔।॥።",
    "colon": ":：",
    "quote": "\"'“”‘’「」『』«»„`´",
    "bracket": "()[]{}（）【】《》〈〉〔〕［］",
    "bar": "|/\\·•>›<‹→←↑↓▶►▼▲-–—_~+=#*│｜・／→■□●○◆★☆",
    # What a sentence of Chinese can hardly do without, in both scripts.
    "particle": (
        "的了是在不有和這这那我他她它們们也就都而與与及著着過过把被讓让從从對对為为以於于說说要會会"
        "能可到去來来之其個个一"
    ),
}
# First and last code point of each range.
_RANGES: Final = {
    "digit": ((0x30, 0x39), (0x660, 0x669), (0x6F0, 0x6F9), (0x966, 0x96F), (0xFF10, 0xFF19)),
    "upper": ((0x41, 0x5A), (0xC0, 0xD6), (0xD8, 0xDE), (0x391, 0x3A9), (0x400, 0x42F), (0xFF21, 0xFF3A)),
    "lower": ((0x61, 0x7A), (0xDF, 0xF6), (0xF8, 0x24F), (0x3AC, 0x3CE), (0x1E00, 0x1EFF), (0xFF41, 0xFF5A)),
    "cyrillic": ((0x430, 0x52F),),
    "right_to_left": ((0x590, 0x5FF), (0x620, 0x65F), (0x66E, 0x6D3), (0x6D5, 0x6EF), (0x6FA, 0x7BF)),
    "indic": ((0x900, 0x963), (0x970, 0x109F), (0x1780, 0x17FF)),
    "hangul": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)),
    "kana": ((0x3041, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)),
    "han": ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
    "symbol": (
        (0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0x80, 0x9F), (0xA1, 0xA9), (0xAB, 0xB4), (0xB6, 0xB9),
        (0xBB, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x2010, 0x2BFF), (0x2E00, 0x2E7F), (0x3001, 0x3004),
        (0x3008, 0x303F), (0xE000, 0xF8FF), (0xFE10, 0xFE6F), (0xFF01, 0xFF0F), (0x1F000, 0x1FAFF),
    ),
    "space": ((0, 0x20), (0xA0, 0xA0), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x2064), (0x3000, 0x3000),
              (0xFEFF, 0xFEFF)),
}
_WORDS: Final = (
    "words", "capital_words", "short_words", "numbers", "years", "longest_word", "first_kind", "last_kind", "chars",
)


@cache
def kinds() -> NDArray[np.uint8]:
    """Return the kind of each code point, as its place in KINDS."""
    table = np.full(0x110000, KINDS.index("letter"), np.uint8)
    for name, ranges in _RANGES.items():
        for first, last in ranges:
            table[first : last + 1] = KINDS.index(name)
    for name, marks in _MARKS.items():
        table[[ord(mark) for mark in marks]] = KINDS.index(name)
    return table


def utf8(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the texts' UTF-8, joined, and where each begins: n + 1 offsets."""
    sizes = texts.str.len_bytes().to_numpy()
    data = np.frombuffer(texts.str.join("").cast(pl.Binary).item() or b"\0", np.uint8)
    return data, np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def number(texts: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each text's number, one for texts that read alike, and of each number the first row that has it.

    >>> [found.tolist() for found in number(pl.Series(["a", "b", "a"]))]
    [[0, 1, 0], [0, 1]]
    """
    n = texts.len()
    numbers, firsts = np.empty(n, np.int64), np.empty(n, np.int64)
    slots = np.full(1 << (2 * n).bit_length(), -1, np.int64)
    count = number_texts(*utf8(texts), texts.hash().to_numpy(), slots, numbers, firsts)
    return numbers, firsts[:count]


def holds(texts: pl.Series, where: NDArray[np.bool_], pattern: str) -> NDArray[np.bool_]:
    """Return which rows of those in `where` a pattern knows; the others are not looked at."""
    found = np.zeros(where.size, np.bool_)
    some = np.flatnonzero(where)
    if some.size:
        found[some] = texts[some].str.contains(pattern).to_numpy()
    return found


def count_signs(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> dict[str, NDArray[np.int32]]:
    """Return what each line has of every kind of character, of words and numbers, and a hash of its form.

    >>> signs = count_signs(*utf8(pl.Series(["Call 911, Bob!", "他说:你好。"])))
    >>> {name: signs[name].tolist() for name in ("words", "capital_words", "comma", "stop", "numbers", "han")}
    {'words': [2, 2], 'capital_words': [2, 0], 'comma': [1, 0], 'stop': [1, 1], 'numbers': [1, 0], 'han': [0, 2]}
    """
    n = offsets.size - 1
    counts, words = np.zeros((n, len(KINDS)), np.int32), np.zeros((n, len(_WORDS)), np.int32)
    shapes = np.zeros(n, np.uint32)
    count_kinds(data, offsets, kinds(), counts, words, shapes)
    columns = dict(zip(KINDS, np.ascontiguousarray(counts.T), strict=True))
    columns |= dict(zip(_WORDS, np.ascontiguousarray(words.T), strict=True))
    return columns | {"shape": shapes.view(np.int32)}
