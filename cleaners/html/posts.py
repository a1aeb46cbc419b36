"""Does a page repeat a block that holds text, as a forum its posts, and where in its post does a line stand?

Posts are the blocks of one name, under one name, at one depth, that hold several lines each and most of the page's
text beside the largest of them: a thread's posts, an article's comments, a list of teasers. What repeats in all of
them, at the same place, is their chrome; whose texts differ, their text.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.html.frame import Frame, Ints
from cleaners.html.view import View

Bools = NDArray[np.bool_]
Columns = dict[str, NDArray[np.generic]]

COLUMNS: Final = (
    "n", "share", "prose", "in", "rank", "rank_below", "lines", "own", "marked", "floored", "at", "from_end", "above",
    "slot_posts", "slot_per", "slot_mean", "slot_distinct", "slot_linked", "slot_prose", "where", "mark_time",
    "mark_floor", "depth", "first_share", "even",
)
_DEPTHS: Final = 64  # so many levels are told apart in a key
_LEAST: Final = 8  # letters outside links, of a post that says something
_MARK: Final = 120  # characters: no mark of a post is as long
_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_TIME: Final = re.compile(
    r"\d{1,2}[:：时時点點]\d{2}|\d{4} ?[-/.年] ?\d{1,2} ?[-/.月]|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d"
    r"|刚刚|昨天|前天|今天|\d ?(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年)前"
    r"|\d+ ?(?:min(?:ute)?|hour|day|week|month|year)s? ago"
    rf"|{_MONTH}[a-z]*\.? \d{{1,2}}|\d{{1,2}}\.? {_MONTH}", re.IGNORECASE)
_DIGIT: Final = re.compile(r"[\d刚昨前今]")  # without one there is no time
_FLOOR: Final = re.compile(
    r"楼主|樓主|沙发|沙發|板凳|^\W{0,3}\d{1,5} ?[楼樓#]|^#\d{1,5}\b|第 ?\d+ ?[楼樓]|发表于|發表於|发布于"
    r"|post(?:ed)?(?: by| on|:| ?#)|\bjoined\b|注册|註冊|积分|積分|帖子|回复|回覆|回應|\breply\b|\bquote\b|\bposts?:",
    re.IGNORECASE)


def describe(view: View, page: Frame, own: Ints) -> Columns:
    """Return what the posts are and where in them each line stands; `own` as `frame.named` numbers the blocks."""
    marks = _marks(view.texts)
    found: Columns = dict.fromkeys(COLUMNS, np.zeros(page.mass.size))
    found["mark_time"], found["mark_floor"] = marks
    like = own * 31 + own[page.parent]
    blocks = _posts(page, like * _DEPTHS + page.depth)
    if blocks.size:
        post = _post_of(page, blocks)
        found |= _told(page, post, marks, int(page.depth[blocks[0]])) | _placed(page, post)
        found |= _slots(view, page, post, like[page.block] * _DEPTHS + page.depth[page.block] - page.depth[blocks[0]])
    else:
        found["where"] = np.full(page.mass.size, -2)
    return {f"post_{name}": values for name, values in found.items()}


def _marks(texts: Sequence[str]) -> tuple[Bools, Bools]:
    """Tell which lines carry a time, and which a post's mark: its floor, its author's standing, a button to reply."""
    dated = [len(text) < _MARK and _DIGIT.search(text) is not None and _TIME.search(text) is not None for text in texts]
    floored = [len(text) < _MARK and _may_be_floor(text) and _FLOOR.search(text) is not None for text in texts]
    return np.array(dated), np.array(floored)


def _may_be_floor(text: str) -> bool:
    """Claim that `_FLOOR` may be found in a text; of most that is told in a fourth of the time."""
    if not text.isascii():
        return True
    lower = text.lower()
    return any(word in lower for word in ("post", "joined", "reply", "quote", "#"))


def _posts(page: Frame, key: Ints) -> Ints:
    """Return the blocks that are the page's posts: of one key, with the most text beside the largest; often none."""
    _, group = np.unique(key, return_inverse=True)
    text, lines = page.under(page.mass - page.linked), page.under(np.ones(page.mass.size))
    count, total = np.bincount(group), np.bincount(group, text)
    most, depth = np.zeros(count.size), np.zeros(count.size)
    np.maximum.at(most, group, text)
    depth[group] = page.depth
    may = (np.bincount(group, text >= _LEAST) > 1) & (np.bincount(group, lines) >= 2 * count) & (depth > 0)
    gain = np.where(may, total - most, 0)
    if gain.max() <= 0:
        return np.empty(0, np.int64)
    best = int(np.lexsort((depth, -np.round(gain / gain.max(), 3)))[0])  # the outermost that holds about as much
    return np.flatnonzero((group == best) & (text >= 1))


def _post_of(page: Frame, blocks: Ints) -> Ints:
    """Return the number of the post that each line stands in, from 0; -1 outside."""
    at = np.searchsorted(blocks, page.block, side="right") - 1
    return np.where((at >= 0) & (page.block < page.behind[blocks[at]]), at, -1)


def _told(page: Frame, post: Ints, marks: tuple[Bools, Bools], depth: int) -> Columns:
    """What the posts are, together, and how much of them is marked as posts are."""
    inside, lines = post >= 0, page.mass.size
    count, text = int(post.max()) + 1, page.mass - page.linked
    mass = np.bincount(post[inside], text[inside], count)
    whole = max(float(mass.sum()), 1)
    shares = {name: (np.bincount(post[inside], mark[inside], count) > 0).mean()
              for name, mark in zip(("marked", "floored"), marks, strict=True)}
    shares |= {
        "n": count, "share": mass.sum() / max(float(text.sum()), 1), "depth": depth, "first_share": mass[0] / whole,
        "prose": page.prose[inside].sum() / max(float(page.prose.sum()), 1), "even": mass.max() / whole,
    }
    return {name: np.full(lines, share) for name, share in shares.items()}


def _placed(page: Frame, post: Ints) -> Columns:
    """Where a line stands: in which post and where in it, or above, below or between them (-1, 1 and 2)."""
    inside, line, text = post >= 0, np.arange(post.size), page.mass - page.linked
    count, at = int(post.max()) + 1, np.maximum(post, 0)
    mass = np.bincount(post[inside], text[inside], count)
    first, last = np.full(count, post.size), np.full(count, -1)
    np.minimum.at(first, post[inside], line[inside])
    np.maximum.at(last, post[inside], line[inside])
    above = np.cumsum(text) - text
    above -= above[np.minimum(first, post.size - 1)][at]
    told = {
        "rank": (post, -1), "rank_below": (count - 1 - post, -1), "lines": (np.bincount(post[inside])[at], 0),
        "own": (mass[at] / max(float(mass.sum()), 1), 0), "at": (line - first[at], -1),
        "from_end": (last[at] - line, -1), "above": (above / np.maximum(mass[at], 1), 0),
    }
    found: Columns = {name: np.where(inside, values, outside) for name, (values, outside) in told.items()}
    where = np.where(line < first.min(), -1, np.where(line > last.max(), 1, 2))
    return found | {"in": inside, "where": np.where(inside, 0, where)}


def _slots(view: View, page: Frame, post: Ints, key: Ints) -> Columns:
    """What the lines at one place in all posts are: in how many posts, how long, how different, how linked."""
    inside = post >= 0
    _, slot = np.unique(np.where(inside, key, -1), return_inverse=True)
    numbers = {text: number for number, text in enumerate(dict.fromkeys(view.texts))}
    texts = np.array([numbers[text] for text in view.texts])
    count = np.bincount(slot)
    posts, distinct = (np.bincount(np.unique(slot * (of.max() + 2) + of + 1) // (of.max() + 2), minlength=count.size)
                       for of in (post, texts))
    mass = np.bincount(slot, page.mass)
    told = {
        "slot_posts": posts / (post.max() + 1), "slot_per": count / np.maximum(posts, 1), "slot_mean": mass / count,
        "slot_distinct": distinct / count, "slot_linked": np.bincount(slot, page.linked) / np.maximum(mass, 1),
        "slot_prose": np.bincount(slot, page.prose) / max(float(page.prose.sum()), 1),
    }
    return {name: np.where(inside, values[slot], -1) for name, values in told.items()}
