"""Which lines carry inserted readings, as in 轉(zhuǎn), and what did they say before?"""

import re
from typing import Final

import polars as pl

from cleaners.repair.context import describe
from cleaners.repair.evidence import ALIGNED, SHIFTED, find_aligned, is_damaged, listed, take_account
from cleaners.repair.pinyin import HAN, LETTERS, encoded, is_reading
from cleaners.repair.shifted import mend_runs

HINT: Final = rf"[{HAN}?？\x{{fffd}}] ?[(（]? ?[{LETTERS}]{{1,8}}[1-5]? ?[)）]"
BOXED: Final = re.compile(rf"(?P<broken>[{HAN}])(?P<box>[\u2550-\u2573])(?P<rest>[{LETTERS}]{{0,7}}[1-5]?)[)）]")
PASSES: Final = 2  # words that one run gave back settle the next: 因為 never stands whole on a page that lists 驗


def mend(pages: pl.DataFrame) -> pl.DataFrame:
    """Take out inserted readings and put shifted runs right, on the pages that show the damage.

    `pages` has row, document, text, in order. Returns row, text, reason of the lines that change.
    """
    hints = pages.filter(pl.col("text").str.contains(HINT))
    if not hints.height:
        return pl.DataFrame(schema={"row": pages.schema["row"], "text": pl.String, "reason": pl.String})
    suspects = pages.filter(pl.col("document").is_in(hints["document"].unique().implode()))
    changed: list[tuple[int, str, str]] = []
    for page in suspects.partition_by("document", maintain_order=True):
        lines = page["text"].to_list()
        for row, before, after in zip(page["row"], lines, mend_page(lines), strict=True):
            if after != before:
                kind = "pinyin-annotation+gbk-mojibake" if _was_shifted(before, after) else "pinyin-annotation"
                changed.append((row, after, kind))
    schema = {"row": pages.schema["row"], "text": pl.String, "reason": pl.String}
    return pl.DataFrame(changed, schema=schema, orient="row")


def mend_page(lines: list[str]) -> list[str]:
    """Return a page's lines without inserted readings; as they are, where nothing proves the damage.

    >>> mend_page(["重(zhòng)要"])
    ['重(zhòng)要']
    """
    came, lines = lines, [BOXED.sub(_unboxed, text) for text in lines]
    found = find_aligned(lines)
    account = take_account(lines, found)
    if not is_damaged(account):
        return came
    on_list = listed(lines, found)
    padded = sum(bool(match["after"]) for text in lines for match in ALIGNED.finditer(text)) > len(found) / 4
    lines = [_strip(text, on_list, takes_blank=padded) for text in lines]
    for _ in range(PASSES):
        page = describe(lines, on_list)
        lines = [mend_runs(text, page) if SHIFTED.search(text) else text for text in lines]
    return [
        _strip(raw, on_list, takes_blank=padded) if SHIFTED.search(text) and BOXED.search(raw) else text
        for raw, text in zip(came, lines, strict=True)
    ]


def _unboxed(match: re.Match[str]) -> str:
    """Return a full-width parenthesis that fell on half a character in the form that an ASCII one leaves.

    Its own two bytes were parted: the first became the second half of a character, the second a box with the first
    letter of the reading.
    """
    broken, box = encoded(match["broken"]), encoded(match["box"])
    if broken[1:] != b"\xa3" or box[:1] != b"\xa8" or not box[1:].isalpha():
        return match.group()
    return f"?{box[1:].decode('ascii')}{match['rest']})"


def _strip(text: str, on_list: frozenset[str], *, takes_blank: bool) -> str:
    """Drop the readings of listed characters; with the blank behind, where the page sets one behind each."""

    def keep(match: re.Match[str]) -> str:
        character = match["character"]
        drops = character in on_list and is_reading(match["near"] or match["far"], character)
        blank = "" if takes_blank else match["after"] or ""
        return character + blank if drops else match.group()

    return ALIGNED.sub(keep, text)


def _was_shifted(before: str, after: str) -> bool:
    return len(SHIFTED.findall(after)) < len(SHIFTED.findall(before))
