"""What is each line, by its shape and its words: prose, or a line some rule knows?"""

from functools import cache
from typing import Final

import polars as pl

from cleaners.chrome.form import FULL_STOP, INNER_END, SENTENCE_END, fold_lines
from cleaners.chrome.known import first_known
from cleaners.chrome.rules import BAR_WORDS, RULES
from cleaners.chrome.settings import ChromeSettings

# Words of which a notice has at least one, in the scripts it may come in: most paragraphs need no closer look.
_NOTICE_WORDS: Final = (
    "©", "(c)", "opyright", "OPYRIGHT", "ights reserved", "ights Reserved", "版权", "版權", "著作权", "著作權",
    "転載", "전재", "转载", "轉載", "转发", "轉發", "侵权", "侵權", "授权", "授權", "投稿", "稿件", "声明", "聲明",
    "免责", "免責", "不代表", "仅代表", "僅代表", "参考", "參考", "异议", "異議", "提示", "有风险", "有風險", "据此",
    "據此", "许可", "許可", "备案", "備案", "ICP", "举报", "舉報", "网安备", "作者", "勿", "permission", "consent",
    "prohibited", "reproduced", "published", "icense", "ommons", "views", "Views", "opinions", "Opinions",
    "isclaimer", "responsible for", "endorse", "advice", "informational", "commission", "affiliate", "cookies",
    "reCAPTCHA", "you agree", "you consent", "you acknowledge", "About the author", "About the Author",
    "Terms of Service", "official website",
)

_OPENS_TEXT: Final = r"^[\"“「『‘]|^第[〇零一二三四五六七八九十百千\d]+[条條]"


def look(lines: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the lines that are not blank, with what their shape tells.

    Columns: row (of the input), document, line, text (stripped), size (bytes), prose, rule (index in RULES, or null).
    """
    text, size = pl.col("text"), pl.col("size")
    full, loose = text.str.contains(FULL_STOP), text.str.contains(SENTENCE_END) | text.str.contains(INNER_END)
    rows = (
        lines.with_row_index("row")
        .with_columns(text.str.strip_chars())
        .filter(text != "")
        .with_columns(size=text.str.len_bytes())
        .with_columns(prose=((size >= settings.min_sentence) & full) | ((size >= settings.min_paragraph) & loose))
    )
    return rows.join(_named(rows.select("text", "size"), settings), on="text", how="left", maintain_order="left")


def _named(lines: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the text, its first rule, and whether it is a bar, of the lines that some rule knows.

    A line that opens with a quotation mark is quoted, one that opens with an article's number is law. Of like lines
    each is looked at once: chrome comes often.
    """
    text, size = pl.col("text"), pl.col("size")
    lines = lines.filter(size <= settings.max_long).unique("text").filter(~text.str.contains(_OPENS_TEXT))
    short = lines.filter(size <= settings.max_short).select(text, key=fold_lines(text))
    long = lines.filter((size > settings.max_short) & text.str.contains_any(list(_NOTICE_WORDS)))
    found = pl.concat([
        first_known(short, _which(long=False, cased=False)),
        first_known(short.select(text, key=text), _which(long=False, cased=True)),
        first_known(long.select(text, key=fold_lines(text)), _which(long=True, cased=False)),
    ]).group_by("text").agg(pl.col("rule").min(), bar=pl.lit(value=False))
    bars = _match_bars(short.join(found, on="text", how="anti"), settings)
    return pl.concat([found, bars.with_columns(bar=pl.lit(value=True))])


def _match_bars(keyed: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the text and a rule of the lines whose words rules know one by one, as "Home Recipes About Shop".

    Where spaces alone part the words of a script that parts its words anyway, all of them must be known.
    """
    key = pl.col("key")
    parted = key.str.contains(r"[|·•/\p{Han}\p{Kana}\p{Hangul}]")
    worded = keyed.filter(~key.str.contains(r"[。.!?,;:]")).with_columns(
        word=key.str.extract_all(r"[^\s|·•/\d][^\s|·•/]*"), parted=parted,
    ).with_columns(words=pl.col("word").list.len())
    worded = worded.filter(pl.col("words").is_between(2, settings.max_bar)).explode("word")
    bar_rules = tuple(i for i, rule in enumerate(RULES) if rule.id in BAR_WORDS)
    names = first_known(worded.select(text="word", key="word").unique(), bar_rules).join(table(), on="rule").select(
        "rule", word="text", id="detector")
    many = pl.col("words") >= settings.min_bar
    known = pl.col("id").is_not_null() & (many | (pl.col("id") != "section-name"))
    need = pl.when(pl.col("parted") & many).then(settings.min_bar_share).otherwise(1.0)
    bars = worded.join(names, on="word", how="left").group_by("text").agg(
        pl.col("rule").drop_nulls().mode().min(), known=known.mean(), need=need.first())
    return bars.filter(pl.col("known") >= pl.col("need")).select("text", "rule")


@cache
def _which(*, long: bool, cased: bool) -> tuple[int, ...]:
    """Return the numbers of the rules for long or short lines, folded or not."""
    return tuple(i for i, rule in enumerate(RULES) if (rule.long or not long) and rule.cased == cased)


@cache
def table() -> pl.DataFrame:
    """Return what each rule says of the lines it knows, by its number."""
    fields = {"reason": "reason", "block": "block", "where": "place", "moves": "moves", "weak": "weak", "shy": "shy",
              "detector": "id"}
    columns = {name: [getattr(rule, field) for rule in RULES] for name, field in fields.items()}
    return pl.DataFrame({"rule": range(len(RULES)), **columns}, schema_overrides={"rule": pl.UInt8})
