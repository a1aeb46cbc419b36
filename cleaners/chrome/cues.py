"""What does a short line speak of: remarks, more to read, an account, a time, a reply?

No verdict: a page says such words of its text too. The model sees how much of the page stands above the nearest such
line, and below it. Patterns are of folded lines (`form.folded`): small letters, simplified script.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.codes import FAMILIES
from cleaners.chrome.pages import Bools, Columns, Pages
from cleaners.chrome.recur import measure_marks

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
PATTERNS: Final = {
    "remarks": (
        r"comment|respons|\brepl(?:y|ies)|discuss|thoughts on|评论|留言|回复|网友|跟帖|kommentar|comentario|commenti|"
        r"yorum|コメント|댓글|комментар"
    ),
    "more": (
        r"relat|recommend|read (?:next|more|also)|more (?:from|in|on|stories|news)|popular|trending|latest|"
        r"most (?:read|viewed)|you (?:may|might)|see also|相关|推荐|更多|热门|排行|最新|猜你|延伸|阅读|関連|"
        r"おすすめ|ランキング|인기|관련|ähnlich|mehr |lesen|articles? (?:liés|similaires)|à lire|relacionad|te puede|"
        r"leggi|correlat|ilgili|benzer|çok okunan"
    ),
    "account": (
        r"newsletter|subscrib|sign (?:in|up)|log ?in|register|follow us|cookie|privacy|copyright|©|"
        r"登录|注册|订阅|关注|版权"
    ),
    "time": (
        r"\d{1,2}[:：时点]\d{2}|\d{4} ?[-/.年] ?\d{1,2} ?[-/.月]|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|"
        r"刚刚|昨天|前天|今天|\d ?(?:秒|分钟|小时|天|周|个月|年)前|"
        r"\d ?(?:min(?:ute)?|hour|hr|day|week|month|year)s? ago|\d[hdwmy] ago|"
        rf"{_MONTH}[a-z]*\.? \d{{1,2}}|\d{{1,2}}\.? {_MONTH}"
    ),
    "reply": (
        r"回复|回覆|答复|举报|点赞|赞同|支持|反对|楼主|\d ?楼|网友|^[赞顶踩]|reply|quote|\blikes?\b|\breport\b|"
        r"\bflag\b|permalink|says:|said:?$|wrote:?|répondre|antworten|responder|返信|답글|ответить"
    ),
}
LONGEST: Final = 120  # bytes: a longer line speaks of more than one thing
_BODY: Final = (0.15, 200)  # share of a page's paragraphs, and bytes of them, above a line that may end its text
_FAR: Final = 999  # rows
_COLUMNS: Final = ("up", "down", "above", "below", "body", "since", "first_up", "first_body", "first_since")


def told(texts: pl.Series) -> NDArray[np.int8]:
    """Return of what each text speaks: bit k for the k-th of PATTERNS."""
    found = np.zeros(texts.len(), np.int8)
    for k, pattern in enumerate(PATTERNS.values()):
        found |= texts.str.contains(_bordered(pattern)).to_numpy().astype(np.int8) << k
    return found


def _bordered(pattern: str) -> str:
    """Let a word's border be one of ASCII's: that of all scripts can take twenty times as long."""
    return pattern.replace(r"\b", r"(?-u:\b)")


def speaks(rows: pl.DataFrame, what: str) -> Bools:
    """Return which rows speak of one of PATTERNS."""
    return (rows["cue"].to_numpy() >> [*PATTERNS].index(what) & 1).astype(np.bool_)


def describe(rows: pl.DataFrame, pages: Pages) -> Columns:
    """Return how far each row is from such lines, how many there are, and how much of the page's paragraphs between."""
    reason = rows["reason"].to_numpy()
    prose = np.where(rows["prose"].to_numpy(), rows["size"].to_numpy(), 0).astype(np.int64)
    above, whole = pages.before(prose), np.maximum(pages.whole(prose), 1)
    kinds = {name: speaks(rows, name) for name in ("remarks", "more", "account")}
    kinds["remarks"] |= reason == FAMILIES.index("comments")
    kinds["opening"] = rows["opens"].to_numpy() > 0
    behind = (above >= _BODY[0] * whole) & (above > _BODY[1])
    found: Columns = {}
    for name, where in kinds.items():
        columns = np.empty((len(_COLUMNS), where.size), np.float32)
        measure_marks(where, behind, above, whole, pages.bounds, _FAR, columns)
        found |= {f"{name}_{key}": column for key, column in zip(_COLUMNS, columns, strict=True)}
    return found
