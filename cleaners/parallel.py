"""Does a run of lines copy an earlier one, or does it say the like of something else?

Recipes, statutes and citations follow a pattern: most of what one says, the next says again, of another fruit, offence
or person. Whoever edits a copy puts a word in here and takes one out there; whoever follows a pattern puts another name
in the place of a name, and mostly in the heading above, too.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

import polars as pl

from cleaners.fold import fold
from cleaners.runs import REACH, Page, Run

NAME: Final = 4 / 3    # weight from which a word may be a name: two Han characters, four Latin letters
HEADING: Final = 40.0  # weight up to which a line that is no sentence names what stands below it
VERSIONS: Final = 3    # of one line; an edit makes two
# What is compared: a Han character or a sign of hiragana, a word of any other letters.
WORD: Final = re.compile(r"[々〇ぁ-ゖ\u3400-\u9fff]|[ァ-ヺー]+|[^\W_々〇ぁ-ゖァ-ヺー\u3400-\u9fff]+")
ENDS: Final = re.compile(r"[。.!?！？…;；,，、][”」』\"'）)]*\s*$")
# The number that a line opens with: 第四十条, Article 14, (2), Station IV, The Second Day; 1988年 is a year.
NUMBER: Final = re.compile(
    r"\W*(?:第\s*|[^\W\d_]+\s+)?(\d{1,3}(?!\d)|[〇零一二三四五六七八九十百千]+|[ivxlc]+\b"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b)", re.IGNORECASE
)

Swap = tuple[str, str]  # words of the earlier line, and what stands in their place; either may be nothing


def is_parallel(run: Run, page: Page, counts: Counter[str]) -> bool:
    """Claim that a run follows the pattern of the earlier one, but tells of another thing.

    `counts` is what `versions` returned. Of a run whose lines all are their twins only another number above speaks
    for that, as in the mysteries of a rosary.
    """
    first, then = run.pairs[0][:2]
    named = _headings(first, then, page, last=run.pairs[-1][0])
    if run.crosses_script(page):
        return False
    if named and _are_numbered(*named):
        return True
    edited = [(a, b) for a, b, similarity in run.pairs if similarity < 1]
    if not edited:
        return False
    if named or _number(page.texts[first]) != _number(page.texts[then]):
        return True
    if any(counts[page.keys[b]] >= VERSIONS for _, b in edited):
        return True
    swaps = [list(_swaps(page.texts[a], page.texts[b])) for a, b in edited]
    same = Counter(swap for of_line in swaps for swap in set(of_line) if all(swap))
    return max(same.values(), default=0) > 1 or all(any(_are_names(*swap) for swap in line) for line in swaps)


def versions(runs: list[Run], page: Page) -> Counter[str]:
    """Count, for the match key of each line in a run, the keys of the lines that repeat one another with it."""
    first: dict[int, int] = {}
    keys = defaultdict(set)
    for a, b, _ in sorted(pair for run in runs for pair in run.pairs):
        first[b] = first.get(a, a)
        keys[first[b]] |= {page.keys[a], page.keys[b]}
    return Counter({key: len(together) for together in keys.values() for key in together})


def _headings(first: int, then: int, page: Page, last: int) -> tuple[str, str] | None:
    """Return the lines right above both runs, if each names what stands below and they name different things.

    `last` is the line that the earlier run ends with: nothing stands between it and a copy right behind. A title may
    have its source and date below it, and words around it above the copy.
    """
    if first == 0 or then - 1 <= last:
        return None
    if any(page.weights[n] > HEADING or ENDS.search(page.texts[n]) for n in (first - 1, then - 1)):
        return None
    copied = page.keys[then - 1]
    if any(key in copied or copied in key for key in page.keys[max(0, first - REACH) : first]):
        return None
    return page.texts[first - 1], page.texts[then - 1]


def _number(text: str) -> str:
    """Return the number that a line opens with, nothing if it does not.

    >>> [_number(text) for text in ("第四十条 生产单位", "Article 14", "(2) A person", "1988年的冬天", "一")]
    ['四十', '14', '2', '', '一']
    """
    match = NUMBER.match(text)
    return match[1] if match else ""


def _are_numbered(one: str, other: str) -> bool:
    """Claim that two headings say one thing and another number: 第一端 and 第二端, Article 14 and Article 24.

    >>> _are_numbered("The First Day: a garden", "The Second Day: a road"), _are_numbered("3 comments", "- 5 comments")
    (True, False)
    """
    here, there = NUMBER.match(one), NUMBER.match(other)
    if not here or not there or here[1] == there[1]:
        return False
    before, other_before = (WORD.findall(match[0].removesuffix(match[1])) for match in (here, there))
    return bool(before) and before == other_before


def _swaps(one: str, other: str) -> Iterator[Swap]:
    """Yield the words in which a line differs from its twin.

    >>> list(_swaps("取草莓五百克,洗净。", "取藍莓五百克,再洗净。"))
    [('草', '蓝'), ('', '再')]
    """
    here, there = (fold(pl.Series(WORD.findall(text), dtype=pl.String)).to_list() for text in (one, other))
    # its heuristic keeps words that stand everywhere from costing time in their square
    for tag, a, b, c, d in SequenceMatcher(None, here, there, autojunk=True).get_opcodes():
        if tag != "equal":
            yield "".join(here[a:b]), "".join(there[c:d])


def _are_names(one: str, other: str) -> bool:
    """Claim that each side of a swap has the size of a name: 青霉素 for 头孢菌素, no 没 for 没有."""
    return min(len(one.encode()), len(other.encode())) / 3 >= NAME
