"""Which signals of quality does a document have, what does each mean, and who published which threshold for it?

A *word* is what stands between spaces; a Chinese or Japanese character is a word of its own, and symbols belong to the
word they touch. Where a published definition counts words, `HANZI_PER_WORD` characters count as one, and an n-gram of
words is one of as many characters: no segmenter is asked, so nothing depends on one. Thai, Lao, Khmer and Burmese have
spaces between phrases, which are therefore their words here: there is no such number for them.
"""

from typing import Final, NamedTuple

import polars as pl

# Chinese Treebank 6.0 (LDC2007T36): 1,285,149 characters in 781,351 words.
HANZI_PER_WORD: Final = 1.645
TOP: Final = (2, 3, 4)             # n-grams of which the most frequent is measured
REPEATED: Final = (5, 6, 7, 8, 9, 10)  # and those of which all that stood before are

_GOPHER: Final = "Gopher (arXiv:2112.11446, A.1)"
_C4: Final = "C4 (arXiv:1910.10683, 2.2)"
_FINEWEB: Final = "FineWeb (arXiv:2406.17557, 3.5)"
_NONE: Final = "winnow"


class Signal(NamedTuple):
    """A field of the column `quality`."""

    name: str
    dtype: type[pl.DataType]
    unit: str
    meaning: str
    source: str
    published: str = ""  # the threshold there; a document beyond it is left out
    chinese: str = ""    # the threshold of FineWeb2 (arXiv:2506.20920) for Chinese, its configs/cmn_Hani.yml
    null: str = ""       # where there is no value


_NO_LINES, _NO_WORDS, _NO_CHARS = "no line stands", "it has no words", "it has no characters"


def _line_share(name: str, meaning: str, source: str, published: str = "", chinese: str = "") -> Signal:
    return Signal(name, pl.Float32, "share of lines", meaning, source, published, chinese, _NO_LINES)


def _gram(kind: str, n: int, published: str, chinese: str) -> Signal:
    # FineWeb2 measured its thresholds so; in all n-grams that stood before, overlapping ones too, lie more characters
    what = ("the most frequent {0}, where it stands twice at least" if kind == "top" else
            "any {0} that stood before, found from the left, each behind the last, as datatrove does: the end of a "
            "repeat is not counted where it is shorter")
    grams = f"{n}-gram of words (of {round(n * HANZI_PER_WORD)} characters, where the text is Chinese or Japanese)"
    meaning = f"that lie in {what.format(grams)}; white space left out"
    return Signal(f"{kind}_{n}gram_share", pl.Float32, "share of characters", meaning, _GOPHER, f"> {published}",
                  f"> {chinese}", _NO_WORDS)


SIGNALS: Final = (
    Signal("removed_share", pl.Float32, "share of lines", "of its source that were removed or became metadata", _NONE,
           null="the source has no lines"),
    Signal("line_chars", pl.Float32, "characters", "mean length of a line", _NONE, null=_NO_LINES),
    _line_share("sentence_lines", "that end as a sentence does, closing quotes and brackets aside", _NONE),
    Signal("digit_share", pl.Float32, "share of characters", "that are digits; white space left out", _NONE,
           null=_NO_CHARS),
    Signal("letter_share", pl.Float32, "share of characters", "that are letters; white space left out", _NONE,
           null=_NO_CHARS),
    Signal("script_share", pl.Float32, "share of letters", "that are of the script in `script`, of those whose script "
           "is told", _NONE, null="`script` is"),
    Signal("language_score", pl.Float32, "0 to 1", "how sure fastText's lid.176 is of `language`", "FineWeb",
           "< 0.65", "< 0.692", null="the model was not sure, and `language` is null or told by the script"),
    Signal("word_count", pl.UInt32, "words", "with a letter or digit, by the spaces between them; Chinese and Japanese "
           "characters / 1.645", _GOPHER, "< 50 or > 100000"),
    Signal("mean_word_chars", pl.Float32, "letters and digits", "of a word, Chinese and Japanese characters left out",
           _GOPHER, "< 3 or > 10", null="it has no words but such characters"),
    Signal("mean_clause_chars", pl.Float32, "characters", "between two marks of punctuation, white space left "
           "out; the Chinese form of mean_word_chars: bare keywords are short, text without punctuation long", _NONE,
           null=_NO_WORDS),
    Signal("hash_ratio", pl.Float32, "per word", "signs #", _GOPHER, "> 0.1", null=_NO_WORDS),
    Signal("ellipsis_ratio", pl.Float32, "per word", "ellipses: ... 。。。 and runs of …", _GOPHER, "> 0.1",
           null=_NO_WORDS),
    _line_share("bullet_lines", "that begin with a bullet: • - and * · ● ○ ■ □ ◆ ◇ ▪ ▶ ► ※ ‣ –", _GOPHER, "> 0.9"),
    _line_share("ellipsis_lines", "that end in an ellipsis", _GOPHER, "> 0.3"),
    Signal("alphabetic_words", pl.Float32, "share of words", "with a letter, symbols that stand alone being words too",
           _GOPHER, "< 0.8", "< 0.735", _NO_WORDS),
    Signal("stop_words", pl.UInt8, "kinds", "of the 8 words the be to of and that have with, or of the 8 characters "
           "的 是 在 和 有 不 了 為/为, whichever are more", _GOPHER, "< 2", "< 2"),
    _line_share("dup_lines", "that stood before", _GOPHER, "> 0.3", "> 0.287"),
    Signal("dup_line_chars", pl.Float32, "share of characters", "in lines that stood before (FineWeb: char-dup ratio)",
           f"{_GOPHER}; {_FINEWEB}", "> 0.2; FineWeb > 0.1", null=_NO_LINES),
    Signal("dup_paragraphs", pl.Float32, "share of paragraphs", "that stood before; blank lines part paragraphs",
           _GOPHER, "> 0.3", null=_NO_LINES),
    Signal("dup_paragraph_chars", pl.Float32, "share of characters", "in paragraphs that stood before", _GOPHER,
           "> 0.2", null=_NO_LINES),
    _gram("top", 2, "0.2", "0.256"), _gram("top", 3, "0.18", "0.201"), _gram("top", 4, "0.16", "0.171"),
    _gram("dup", 5, "0.15", "0.198"), _gram("dup", 6, "0.14", "0.182"), _gram("dup", 7, "0.13", "0.167"),
    _gram("dup", 8, "0.12", "0.154"), _gram("dup", 9, "0.11", "0.14"), _gram("dup", 10, "0.1", "0.127"),
    _line_share("terminal_lines", 'that end in . ! ? " or 。 ！ ？ ． ｡ ” 」 』, but in no ellipsis', _C4,
                "each other line goes"),
    _line_share("few_word_lines", "of fewer than 5 words", _C4, "each goes"),
    _line_share("javascript_lines", "that name Javascript", _C4, "each goes"),
    _line_share("policy_lines", "that name a privacy or cookie policy or terms of use, in English or Chinese", _C4,
                "each goes"),
    _line_share("bad_lines", "that C4 would drop for any of these four", _C4),
    Signal("sentence_count", pl.UInt32, "sentences", "runs of . ! ? 。 ！ ？ … that end one", _C4, "< 3"),
    Signal("has_lorem_ipsum", pl.Boolean, "", "it holds “lorem ipsum”", _C4, "true"),
    Signal("has_curly_bracket", pl.Boolean, "", "it holds {", _C4, "true"),
    _line_share("punctuated_lines", "that end in punctuation", _FINEWEB, "<= 0.12", "<= 0.106"),
    _line_share("short_lines", "of at most 30 characters, a Chinese one counted as 3", _FINEWEB, ">= 0.67"),
    Signal("newline_ratio", pl.Float32, "per word", "line ends", "FineWeb (datatrove)", "> 0.3", "> 0.178", _NO_WORDS),
)
