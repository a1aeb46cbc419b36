"""What are the signals of some documents? Counted by kernels, divided here."""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.quality.classes import NAMES, STOP_WORDS, classes
from cleaners.quality.signals import HANZI_PER_WORD, REPEATED, SIGNALS, TOP
from cleaners.shingles import utf8

# C4's, in its published code, and what Chinese pages say instead. The first is Javascript's.
PHRASES: Final = ("javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies",
                  "use cookies", "隐私政策", "隱私權政策", "隐私权政策", "隱私政策", "服务条款", "服務條款", "使用条款",
                  "使用條款")
GIVEN: Final = ("removed_share", "script_share", "language_score")  # signals that the text alone does not tell
_SHARES: Final = {  # counted: over what
    "line_chars": ("line_chars", "lines"), "sentence_lines": ("sentence_ends", "lines"),
    "digit_share": ("digits", "chars"), "letter_share": ("letters", "chars"),
    "mean_word_chars": ("word_chars", "words"), "mean_clause_chars": ("clause_chars", "clauses"),
    "hash_ratio": ("hashes", "word_count"), "ellipsis_ratio": ("ellipses", "word_count"),
    "bullet_lines": ("bullets", "lines"), "ellipsis_lines": ("ellipsis_ends", "lines"),
    "alphabetic_words": ("alphabetic", "all_words"), "dup_lines": ("dup_lines", "lines"),
    "dup_line_chars": ("dup_line_chars", "line_chars"), "dup_paragraphs": ("dup_paragraphs", "paragraphs"),
    "dup_paragraph_chars": ("dup_paragraph_chars", "paragraph_chars"),
    **{f"top_{n}gram_share": (f"gram_{n}", "gram_chars") for n in TOP},
    **{f"dup_{n}gram_share": (f"gram_{n}", "gram_chars") for n in REPEATED},
    "terminal_lines": ("finals", "lines"), "few_word_lines": ("few_words", "lines"),
    "javascript_lines": ("javascript", "lines"), "policy_lines": ("policy", "lines"), "bad_lines": ("bad", "lines"),
    "punctuated_lines": ("punctuated", "lines"), "short_lines": ("short", "lines"),
    "newline_ratio": ("newlines", "word_count"),
}


def counts(texts: pl.Series) -> pl.DataFrame:
    """Count, text by text, all that the signals are made of; columns as `cleaners.quality.kernels` names them."""
    from cleaners.quality import kernels  # noqa: PLC0415  imports numba

    data, offsets = utf8(texts)
    found = np.zeros((texts.len(), kernels.SCRIPTS + len(NAMES)), np.int64)
    phrases, cuts = _phrases(texts)
    kernels.measure_rows(data, offsets, classes(), _stops(), phrases, cuts, _sizes(), found)
    names = [*kernels.COUNTS, *(f"gram_{n}" for n in (*TOP, *REPEATED)), *NAMES]
    return pl.DataFrame(found, schema=dict.fromkeys(names, pl.Int64))


def measure(texts: pl.Series, counted: pl.DataFrame) -> pl.DataFrame:
    """Return the signals that follow from the texts alone, one column each; `counted` is what `counts` returned.

    What is divided by nothing is null, a count of nothing 0.
    """
    latin, han = (pl.col(f"stop_{name}").bitwise_count_ones() for name in ("words", "characters"))
    text = pl.col("text")
    words = counted.with_columns(
        text=texts,
        word_count=(pl.col("words") + (pl.col("dense") / HANZI_PER_WORD).round().cast(pl.Int64)),
    )
    shares = {name: pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
              for name, (part, whole) in _SHARES.items()}
    whole = {
        "word_count": pl.col("word_count"), "stop_words": pl.max_horizontal(latin, han),
        "sentence_count": pl.col("sentences"), "has_curly_bracket": text.str.contains("{", literal=True),
        "has_lorem_ipsum": text.str.contains_any(["lorem ipsum"], ascii_case_insensitive=True),
    }
    return words.select(
        (shares | whole)[signal.name].cast(signal.dtype).alias(signal.name)
        for signal in SIGNALS if signal.name not in GIVEN
    )


def _phrases(texts: pl.Series) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the phrases that some text holds, as code points and cuts: mostly none, and then no line is searched."""
    held = [k == 0 or _holds(texts, phrase) for k, phrase in enumerate(PHRASES)]
    some = [phrase for phrase, is_held in zip(PHRASES, held, strict=True) if is_held]
    points = np.frombuffer("".join(some).encode("utf-32-le"), "<u4")
    return points, np.cumsum([0, *map(len, some)], dtype=np.int64)


def _holds(texts: pl.Series, phrase: str) -> bool:
    return bool(texts.str.contains_any([phrase], ascii_case_insensitive=True).any())


@cache
def _stops() -> NDArray[np.uint64]:
    """Hash the stop words."""
    from cleaners.quality import kernels  # noqa: PLC0415  imports numba

    points = [np.frombuffer(word.encode("utf-32-le"), "<u4") for word in STOP_WORDS]
    return np.array([kernels.hash_word(word) for word in points], np.uint64)


def _sizes() -> NDArray[np.int64]:
    """Return the lengths of n-grams in words, and in characters where those are words."""
    return np.array([[round(n * scale) for n in (*TOP, *REPEATED)] for scale in (1, HANZI_PER_WORD)], np.int64)
