"""Which line is a page's title, going by what the page prints?

What it prints twice, else what a field calls the title, else the first line of its head that is no sentence and does
not look like what else stands there. Where none does, the page has no title: that is better than a wrong one.
"""

from typing import Final

import polars as pl

from cleaners.chrome.form import FULL_STOP, SENTENCE_END

_MIN: Final = 9             # bytes: three Chinese characters
_MAX: Final = 300           # bytes: no headline is a paragraph
_LONG: Final = 27           # bytes: what buttons and entries of menus do not have
_MIN_SENTENCE: Final = 60   # bytes: where the first such sentence stands, the body has begun
_LINES: Final = 5           # that stand, of which the title is one
_BESIDE: Final = ("timestamp", "byline")

_FIELD: Final = (
    r"(?i)^(?:(?:标题|標題|題名|タイトル|제목)(?:\s*[:：]\s*|\s+)"
    r"|(?:title|subject|titel|titre|título|titolo|заголовок)\s*[:：]\s+)(\S.*)$"
)
# What else stands in a head.
_COUNTER: Final = (  # 阅读 - 21万, 24 comments
    r"(?:[总總]?字[数數]|[总總]?[阅閱][读讀]|[浏瀏][览覽]|[访訪][问問]|[点點][击擊]|[评評][论論]|[随隨][笔筆]|[粉关關][丝絲注]|人[气氣]|[热熱]度|收藏"
    r"|文章[编編][号號]|views?|reads?|comments?|likes?|followers?|posts?)[量数數]?\W{0,4}\d.{0,8}"
    r"|\d[\d,.]*\s?(?:[字次赞讚]|篇文章|[条條][评評][论論]|人[赞讚关關].*|views?|comments?|likes?)"
)
_CRUMBS: Final = r"[^>»›]{1,24}(?:\s*[>»›]\s*[^>»›]{1,24}){2,}|[^/]{1,24}(?:\s[/／]\s[^/]{1,24}){2,}"
_CREDIT: Final = (  # 文／王小明, 作者 harrylin (天氣好)
    r"[(（〔【\[]?(?:作者|撰文|采[写寫]|[编編][辑輯译譯]|[译譯]者?|[责責]任?[编編][辑輯]?|[来來]源|[摄攝]影|文|[图圖])\s?[:：|丨/／].*"
    r"|(?:作者|看板)\s.*|[〔(（]?\S{0,4}[记記]者\S{2,12}\s?[/／].*|(?-i:By(?: [\p{Lu}&][\p{L}.'’-]*){2,4})"
    r"|(?:@|[ur]/)[\w-]+"
)
_OTHER: Final = rf"^(?i:{_COUNTER}|{_CRUMBS}|{_CREDIT}|from wikipedia, the free encyclopedia)$"


def printed(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document, title_line and title of the pages that print one.

    `judged` holds the lines with the verdicts of `chrome.judge`. A page that opens with a sentence has no title.
    """
    repeats = judged.filter(pl.col("reason") == "title-repeat", pl.col("twin_line").is_not_null())
    twins = repeats.group_by("document").agg(line=pl.col("twin_line").min())
    head = _head(judged)
    stands = pl.col("action").is_null() | (pl.col("action") == "repair")
    kept = judged.filter(stands).select("document", "line", text=pl.col("text").str.strip_chars())
    twice = kept.join(twins, on=["document", "line"], how="inner").filter(
        pl.col("text") != "", ~pl.col("text").str.contains(_OTHER))
    named = head.select("document", "line", text=pl.col("text").str.extract(_FIELD)).drop_nulls()
    found = pl.concat([twice, named, _first(head)])
    return found.unique("document", keep="first", maintain_order=True).rename({"line": "title_line", "text": "title"})


def _head(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document, line and text of the lines that stand above the body, and what they stand next to.

    `amid` says that the lines above and below went as chrome, `dated` that a date or a credit stands above or below.
    """
    text = pl.col("text").str.strip_chars()
    stands = pl.col("action").is_null() | (pl.col("action") == "repair")
    is_body = stands & (text.str.len_bytes() >= _MIN_SENTENCE) & text.str.contains(FULL_STOP)
    body = judged.filter(is_body).group_by("document").agg(body=pl.col("line").min())
    head = judged.join(body, on="document", maintain_order="left").filter(pl.col("line") <= pl.col("body"), text != "")
    told = ~stands & pl.col("reason").is_in(_BESIDE)
    gone = ~stands & ~told & (pl.col("reason") != "title-repeat")
    above, below = (lambda what: what.shift(1).over("document")), (lambda what: what.shift(-1).over("document"))
    return head.with_columns(
        text=text, stands=stands, amid=(above(gone) & below(gone)).fill_null(value=False),
        dated=(above(told) | below(told)).fill_null(value=False),
    ).filter("stands", pl.col("line") < pl.col("body")).select("document", "line", "text", "amid", "dated")


def _first(head: pl.DataFrame) -> pl.DataFrame:
    """Return document, line and text of the first line of each head that may be a title."""
    at = pl.int_range(pl.len()).over("document")
    size = pl.col("text").str.len_bytes()
    opened = _is_sentence().cum_max().over("document")
    known = pl.col("text").str.contains(_OTHER) | (pl.col("amid") & (size < _LONG))
    is_likely = (at == 0) | (size >= _LONG) | pl.col("dated")
    return head.filter(
        ~opened, ~known, is_likely, at < _LINES, size.is_between(_MIN, _MAX),
    ).unique("document", keep="first", maintain_order=True).select("document", "line", "text")


def _is_sentence() -> pl.Expr:
    """Whether a line ends as sentences do; a title may ask and call, and may trail off."""
    text = pl.col("text")
    return text.str.contains(FULL_STOP) | text.str.contains(r"[,;:，；：、]$") & ~text.str.contains(SENTENCE_END)
