"""Where do two near-duplicates differ? Their lines side by side, and in lines that differ the spans."""

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from cleaners.match.sweep import spans

LONGEST: Final = 600  # characters that are aligned one by one; aligning takes time in the square of them

Span = tuple[str, str, str]


def marked(one: str, other: str) -> list[Span]:
    """Align two lines as `spans` does; where too much lies between what they begin and end with, as a whole.

    >>> marked("第三次修订", "第二次修订")
    [('第', '', ''), ('', '三', '二'), ('次修订', '', '')]
    """
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    here, there = one[head : len(one) - tail], other[head : len(other) - tail]
    middle = spans(here, there) if max(len(here), len(there)) <= LONGEST else [("", here, there)]
    parts = [(one[:head], "", ""), *middle, (one[len(one) - tail :], "", "")]
    return [part for part in parts if any(part)]


def differing(one: list[str], other: list[str]) -> list[tuple[int, int]]:
    """List the lines in which two texts differ, in order: their numbers in both, -1 where a text has no such line.

    >>> differing(["题", "一", "二", "完"], ["题", "二", "貳", "完"])
    [(1, -1), (-1, 2)]
    """
    found: list[tuple[int, int]] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            found += zip_longest(range(a, b), range(c, d), fillvalue=-1)
    return found


def _common(one: str, other: str) -> int:
    """Count the characters that two texts begin with."""
    return next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                min(len(one), len(other)))
