"""Which characters does nobody see, and which spaces are none that a writer typed?

What a script needs stays: joiners in Persian, Indic scripts and emoji, direction marks beside Hebrew and Arabic, the
zero-width space where it parts words (Thai, Lao, Khmer, Burmese, Tibetan), variation selectors. So do private-use
characters: GBK's user-defined area holds true ones, and one dropped is one lost. An ideographic space
(U+3000) is typography in verse, names and tables; a no-break space is typography in Latin lines.
"""

import re
from typing import Final

import polars as pl

ODD: Final = "\u00a0\u2000-\u200a\u202f\u205f"
EAST_ASIAN: Final = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff〇"
ALWAYS_UNSEEN: Final = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u2060\ufeff\ufffc\ufffe\uffff"
BREAKS: Final = "\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029"  # parted lines or fields once: a space
WORD_BREAK: Final = "\u200b"
JOINERS: Final = "\u200c\u200d"
DIRECTIONS: Final = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
RIGHT_TO_LEFT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
UNSPACED: Final = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1980-\u19ff\u1a20-\u1aaf\ua980-\ua9df\uaa60-\uaa7f"

INVISIBLE_HINT: Final = f"[{ALWAYS_UNSEEN}{BREAKS}{WORD_BREAK}{JOINERS}{DIRECTIONS}]".replace("\\", "\\\\")
SPACE_HINT: Final = f"[{ODD}]|[A-Za-z]\u3000+[A-Za-z]"

# What a terminal obeys and does not show, ECMA-48: colours and moves (CSI), titles and links (OSC) and other strings
# up to their end, character sets. The forms of one byte, as U+009B, are rather what wrong encodings left.
ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Z])")
UNSEEN: Final = re.compile(f"[{ALWAYS_UNSEEN}]+")
BROKEN: Final = re.compile(f"[{BREAKS}]+")
# A joiner between ideographs, or between one and a Latin letter, joins nothing.
IDLE_JOINER: Final = re.compile(
    f"(?<=[{EAST_ASIAN}])[{JOINERS}]+(?=[{EAST_ASIAN}A-Za-z0-9])|(?<=[A-Za-z0-9])[{JOINERS}]+(?=[{EAST_ASIAN}])"
)
DIRECTION: Final = re.compile(f"[{DIRECTIONS}]+")
NEEDS_DIRECTION: Final = re.compile(f"[{RIGHT_TO_LEFT}]")
NEEDS_WORD_BREAK: Final = re.compile(f"[{UNSPACED}]")
IS_EAST_ASIAN: Final = re.compile(f"[{EAST_ASIAN}]")
RUN: Final = re.compile(f"[ \u3000]*[{ODD}][ \u3000{ODD}]*")
WIDE_BETWEEN_LATIN: Final = re.compile("(?<=[A-Za-z])[ \u3000]*\u3000[ \u3000]*(?=[A-Za-z])")


def mend_invisible(pages: pl.DataFrame) -> pl.DataFrame:
    """Take out what nobody sees. `pages` has row, document, text; returns row, text, reason of changed lines."""
    return _changed(pages, INVISIBLE_HINT, "invisible")


def mend_spaces(pages: pl.DataFrame) -> pl.DataFrame:
    """Make odd spaces ordinary. `pages` has row, document, text; returns row, text, reason of changed lines."""
    return _changed(pages, SPACE_HINT, "odd-spaces")


def drop_invisible(text: str) -> str:
    r"""Return a line without the characters nobody sees.

    >>> drop_invisible("一\u200b个\ufeff词"), drop_invisible("a\x0cb"), drop_invisible("می\u200cخواهم")
    ('一个词', 'a b', 'می\u200cخواهم')
    >>> drop_invisible("\x1b[1;31mred\x1b[0m"), drop_invisible("\x1b]8;;http://a.example\x1b\\a link\x1b]8;;\x1b\\")
    ('red', 'a link')
    """
    text = BROKEN.sub(" ", UNSEEN.sub("", ESCAPES.sub("", text)))
    if not NEEDS_WORD_BREAK.search(text):
        text = text.replace(WORD_BREAK, "")
    if not NEEDS_DIRECTION.search(text):
        text = DIRECTION.sub("", text)
    return IDLE_JOINER.sub("", text)


def mend_line(text: str) -> str:
    r"""Return a line with one ordinary space for every run that holds an odd one; indentation stays.

    In a line without East Asian letters a single odd space is typography (French, numbers, units).

    >>> mend_line("据 \u00a0The Information\u00a0消息"), mend_line("Ça va\u202f?"), mend_line("　　春眠　不覺曉")
    ('据 The Information 消息', 'Ça va\u202f?', '　　春眠　不覺曉')
    """
    body = text.lstrip()
    indent = text[: len(text) - len(body)]
    if not body:
        return text
    is_east_asian = bool(IS_EAST_ASIAN.search(body))

    def one_space(match: re.Match[str]) -> str:
        if match.end() == len(body):
            return ""
        return " " if is_east_asian or len(match.group()) > 1 else match.group()

    return indent + RUN.sub(one_space, WIDE_BETWEEN_LATIN.sub(" ", body))


def _changed(pages: pl.DataFrame, hint: str, reason: str) -> pl.DataFrame:
    mend = drop_invisible if reason == "invisible" else mend_line
    text = pl.col("text")
    hits = pages.filter(text.str.contains(hint))
    mended = hits.with_columns(text.map_elements(mend, return_dtype=pl.String, skip_nulls=True).alias("mended"))
    return mended.filter(pl.col("mended") != text).select("row", text=pl.col("mended"), reason=pl.lit(reason))
