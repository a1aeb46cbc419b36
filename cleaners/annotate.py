"""What sort of text is each document? Columns to filter by; nothing is removed here."""

from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import VALUE, fold_table
from cleaners.minhash import batches
from cleaners.schema import TABLES

# ISO 15924 codes, and the blocks of Unicode that show them; a character of no block (a digit, a stop) shows nothing.
BLOCKS: Final = (
    ("Hani", ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("Kana", ((0x3041, 0x30FF), (0xFF66, 0xFF9F))),
    ("Kore", ((0xAC00, 0xD7A3), (0x1100, 0x11FF))),
    ("Latn", ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF))),
    ("Cyrl", ((0x400, 0x52F),)),
    ("Grek", ((0x370, 0x3FF),)),
    ("Hebr", ((0x590, 0x5FF),)),
    ("Arab", ((0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("Deva", ((0x900, 0x97F),)),
    ("Thai", ((0xE00, 0xE7F),)),
)
NAMES: Final = (*(name for name, _ in BLOCKS), "Hant", "Hans")
KANA_SHARE: Final = 0.05  # of the kana and Han: Japanese runs at 30 % and more, Chinese quotes a name or two
# The script tells the language only where one language writes it.
LANGUAGES: Final = {"Hans": "zh", "Hant": "zh", "Jpan": "ja", "Kore": "ko", "Grek": "el", "Hebr": "he", "Thai": "th"}


def scripts(texts: pl.Series) -> pl.Series:
    """Return the script that most of a text is written in, as an ISO 15924 code; null where it has no letters.

    Han text is Jpan where kana stand among it, else Hant or Hans by which of the two has more characters of its own
    (OpenCC's tables), Hans where neither has any.

    >>> scripts(pl.Series(["學習", "学习", "学ぶこと", "learn", "123"])).to_list()
    ['Hant', 'Hans', 'Jpan', 'Latn', None]
    """
    counts = _counts(texts)
    column = {name: counts[:, k] for k, name in enumerate(NAMES)}
    han = column["Hani"] + column["Hant"] + column["Hans"]
    is_japanese = (column["Kana"] > 0) & (column["Kana"] >= KANA_SHARE * (han + column["Kana"]))
    chinese = np.where(column["Hant"] > column["Hans"], "Hant", "Hans")
    rest = [name for name, _ in BLOCKS[2:]]
    others = np.stack([column[name] for name in rest], axis=1)
    dense = 3 * (han + column["Kana"])  # one Han character says about as much as three letters
    script = np.where(is_japanese, "Jpan", chinese)
    script = np.where(others.max(axis=1, initial=0) > dense, np.array(rest)[others.argmax(axis=1)], script)
    return pl.Series("script", script.tolist(), dtype=pl.String).set(pl.Series(counts.sum(axis=1) == 0), None)


@cache
def _classes() -> NDArray[np.uint8]:
    """Map each code point to 1 + its place in NAMES, 0 for none."""
    classes = np.zeros(0x110000, np.uint8)
    for k, (_, ranges) in enumerate(BLOCKS, start=1):
        for first, last in ranges:
            classes[first : last + 1] = k
    kept, folded = fold_table(keep_script=True).codes & VALUE, fold_table().codes & VALUE
    traditional = np.flatnonzero((kept != folded) & (classes == 1))
    simplified = np.setdiff1d(folded[traditional], traditional)
    classes[traditional] = 1 + NAMES.index("Hant")
    classes[simplified[classes[simplified] == 1]] = 1 + NAMES.index("Hans")
    return classes


def _counts(texts: pl.Series) -> NDArray[np.int64]:
    """Count each text's characters by class: (texts, NAMES)."""
    bounds = batches(texts)  # a character takes 30 bytes here
    parts = [_count(texts[lo:hi]) for lo, hi in pairwise(bounds)]
    return np.concatenate([np.empty((0, len(NAMES)), np.int64), *parts])


def _count(texts: pl.Series) -> NDArray[np.int64]:
    """Count those of a few texts."""
    points = np.frombuffer("".join(texts.to_list()).encode("utf-32-le"), "<u4")
    rows = np.repeat(np.arange(texts.len()), texts.str.len_chars().to_numpy())
    cells = rows * (1 + len(NAMES)) + _classes()[points]
    counts = np.bincount(cells, minlength=texts.len() * (1 + len(NAMES)))
    return counts.reshape(texts.len(), 1 + len(NAMES))[:, 1:]


def quality(documents: pl.DataFrame) -> pl.DataFrame:
    """Add `script`, `language` and `quality` to documents (text, n_chars, n_lines, n_removed).

    Shares lie between 0 and 1: `removed_share` of the lines, `sentence_lines` of the lines that end as a sentence
    does, `digit_share` and `letter_share` of the characters; `line_chars` is the mean length of a line.
    """
    text, n_chars, n_lines = pl.col("text"), pl.col("n_chars"), pl.col("n_lines")
    return documents.with_columns(scripts(documents["text"])).with_columns(
        pl.col("script").replace_strict(LANGUAGES, default=None, return_dtype=pl.String).alias("language"),
        pl.struct(
            (pl.col("n_removed") / (n_lines + pl.col("n_removed"))).alias("removed_share"),
            (n_chars / n_lines).alias("line_chars"),
            (text.str.count_matches(r"(?m)[。.!?！？…][”」』\"'）)]*\s*$") / n_lines).alias("sentence_lines"),
            (text.str.count_matches(r"\p{Nd}") / n_chars).alias("digit_share"),
            (text.str.count_matches(r"\p{L}") / n_chars).alias("letter_share"),
        ).cast(TABLES["documents"]["quality"]).alias("quality"),
    )
