"""What is a page's title, who wrote it, when, and from which sources?

The lines that say so were found as chrome and moved here; the title alone stays in the text as well.
"""

from typing import Final

import polars as pl

from cleaners.chrome.form import FULL_STOP, SENTENCE_END

DESCRIPTIONS: Final = pl.Schema({
    "document": pl.UInt64,
    "title": pl.String,
    "title_line": pl.UInt32,      # where the title stands in the document
    "byline": pl.String,
    "published": pl.String,       # ISO 8601, as precise as it was printed
    "references": pl.List(pl.String),
})

_MIN_TITLE = 9      # bytes: three Chinese characters
_MAX_TITLE = 300    # bytes: no headline is a paragraph
_MIN_SENTENCE = 60  # bytes: where the first such sentence stands, the body has begun
_HOURS, _MINUTES = 24, 60

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_VALUE = r"\s?[:：|丨/ ]\s?([^:：|丨]{2,60}?)(?:\s+[^\s:：|丨]{1,6}\s?[:：|丨/]|[)）】\]]|$)"
_AUTHOR = (
    r"(?i)(?:^|[\s\d)】|])(?:作者|撰文|采写|採寫|撰稿|主笔|文|記者|记者|本报记者|written by|posted by|author|by)"
    + _VALUE
)
_EDITOR = r"(?i)(?:责任编辑|責任編輯|责编|責編|编辑|編輯|编译|編譯|翻译|翻譯|editor|edited by)" + _VALUE
_SOURCE = r"^[^:：]{1,12}[:：]\s*(.+)$"


def describe(judged: pl.DataFrame) -> pl.DataFrame:
    """Return one row per document, of the schema DESCRIPTIONS, in order.

    `judged` holds the lines with the verdicts of `chrome.judge`. A title is what the head prints twice, else the first
    line of its head that is no sentence; a page that opens with a sentence has none.
    """
    documents = judged.select(pl.col("document").unique().sort())
    parts = (_titles(judged), _bylines(judged), _dates(judged), _references(judged))
    for part in parts:
        documents = documents.join(part, on="document", how="left", maintain_order="left")
    return documents.with_columns(pl.col("references").fill_null([])).select(
        pl.col(column).cast(dtype) for column, dtype in DESCRIPTIONS.items()
    )


def _titles(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document, title and title_line."""
    repeats = judged.filter(pl.col("reason") == "title-repeat", pl.col("twin_line").is_not_null())
    twins = repeats.group_by("document").agg(line=pl.col("twin_line").min())
    text, size = pl.col("text").str.strip_chars(), pl.col("text").str.len_bytes()
    stands = pl.col("action").is_null() | (pl.col("action") == "repair")
    kept = judged.filter(stands, text != "").select("document", "line", text=text)
    sentence = (size >= _MIN_SENTENCE) & pl.col("text").str.contains(FULL_STOP)
    body = kept.filter(sentence).group_by("document").agg(body=pl.col("line").min())
    printed = kept.join(twins, on=["document", "line"], how="inner").select("document", "line", "text")
    first = (
        kept.join(body, on="document")
        .filter(pl.col("line") == pl.col("line").min().over("document"), pl.col("line") < pl.col("body"))
        .filter(size.is_between(_MIN_TITLE, _MAX_TITLE), ~_is_sentence())
        .join(printed, on="document", how="anti")
        .select("document", "line", "text")
    )
    return pl.concat([printed, first]).rename({"line": "title_line", "text": "title"})


def _is_sentence() -> pl.Expr:
    """Whether a line ends as sentences do; a title may ask and call, and may trail off."""
    text = pl.col("text")
    return text.str.contains(FULL_STOP) | text.str.contains(r"[,;:，；：、]$") & ~text.str.contains(SENTENCE_END)


def _bylines(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document and byline: the author where one is named, else the editor, else the line itself."""
    text = pl.col("text").str.replace_all(r"\s+", " ").str.strip_chars()
    lines = judged.filter(pl.col("action") == "to-metadata", pl.col("reason") == "byline").select(
        "document", "line", "detector", text=text.str.strip_chars("()()【】[]"))
    named = lines.with_columns(
        author=pl.col("text").str.extract(_AUTHOR).str.strip_chars(),
        editor=pl.col("text").str.extract(_EDITOR).str.strip_chars(),
        desk=pl.when(pl.col("detector") == "desk-line").then(pl.col("text")),
    ).sort("document", "line")
    first = [pl.col(name).drop_nulls().first() for name in ("author", "editor", "desk")]
    return named.group_by("document", maintain_order=True).agg(byline=pl.coalesce(first)).drop_nulls("byline")


def _dates(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document and published: the first date among the lines that became metadata."""
    lines = judged.filter(
        pl.col("action") == "to-metadata", pl.col("reason").is_in(["timestamp", "byline"]),
    ).sort("document", "line").select("document", pl.col("text").str.normalize("NFKC").str.to_lowercase())
    dated = lines.select("document", published=_iso(pl.col("text"))).drop_nulls("published")
    return dated.group_by("document", maintain_order=True).agg(pl.col("published").first())


def _iso(text: pl.Expr) -> pl.Expr:
    """Return the date a line prints, as ISO 8601, with the time where one follows; null where there is none.

    >>> pl.select(_iso(pl.lit("发布于 2023年9月7日 04:05"))).item()
    '2023-09-07T04:05:00'
    >>> pl.select(_iso(pl.lit("july 24, 2015"))).item()
    '2015-07-24'
    """
    month = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    forms = (
        (r"((?:19|20)\d\d) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})", (1, 2, 3)),
        (month + r" (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)", (3, 1, 2)),
        (r"\b(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?" + month + r",? ((?:19|20)\d\d)", (3, 2, 1)),
    )
    dates = []
    for pattern, (year, month_at, day) in forms:
        number = text.str.extract(pattern, month_at).replace({name: str(i + 1) for i, name in enumerate(_MONTHS)})
        dates.append(pl.concat_str(
            [text.str.extract(pattern, year), number.str.zfill(2), text.str.extract(pattern, day).str.zfill(2)],
            separator="-",
        ))
    date = pl.coalesce(dates)
    date = pl.when(date.str.to_date("%Y-%m-%d", strict=False).is_not_null()).then(date)
    clock = r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?"
    half = text.str.extract(r"\d ?([ap])\.?m\b")
    hour = text.str.extract(clock, 1).cast(pl.UInt8, strict=False)
    hour = (pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour))
    minute, second = text.str.extract(clock, 2), text.str.extract(clock, 3).fill_null("00")
    time = pl.concat_str([hour.cast(pl.String).str.zfill(2), minute, second], separator=":")
    sixty = [part.cast(pl.UInt8, strict=False) < _MINUTES for part in (minute, second)]
    real = pl.all_horizontal(hour < _HOURS, *sixty)
    return pl.when(real).then(pl.concat_str([date, time], separator="T")).otherwise(date)


def _references(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document and references: the sources' lines, without their heading; of a labelled line, what it names."""
    moved = judged.filter(
        pl.col("action") == "to-metadata", pl.col("reason") == "references",
        ~pl.col("detector").is_in(["references-heading", "links-heading"]),
    ).sort("document", "line")
    text = pl.col("text").str.strip_chars()
    named = pl.when(pl.col("detector") == "source-line").then(text.str.extract(_SOURCE)).otherwise(text)
    return moved.group_by("document", maintain_order=True).agg(references=named.drop_nulls())
