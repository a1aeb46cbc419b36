"""What is a page's title, who made it, when, and from which sources?

The lines that say so were found as chrome and moved here; the title alone stays in the text as well. What the page
prints of its makers and its date is believed before what its markup declares.
"""

from typing import Final

import polars as pl

from cleaners import byline, dates, titles

DESCRIPTIONS: Final = pl.Schema({
    "document": pl.UInt64,
    "title": pl.String,
    "title_line": pl.UInt32,      # where the title stands in the document
    "byline": pl.String,
    "published": pl.String,       # ISO 8601, as precise as it was printed
    "references": pl.List(pl.String),
})
# What the markup declares of a page, or its record says of it.
DECLARED: Final = pl.Schema({
    "document": pl.UInt64, "title": pl.String, "byline": pl.String, "published": pl.String, "site": pl.String,
})

_SOURCE = r"^[^:：]{1,12}[:：]\s*(.+)$"
_HEADINGS = ("references-heading", "links-heading")


def describe(judged: pl.DataFrame, declared: pl.DataFrame = DECLARED.to_frame()) -> pl.DataFrame:  # noqa: B008  empty
    """Return one row per document, of the schema DESCRIPTIONS, in order.

    `judged` holds the lines with the verdicts of `chrome.judge`, `declared` is of the schema DECLARED. A title is the
    declared one, else what the page prints as its own.
    """
    documents = judged.select(pl.col("document").unique().sort())
    parts = (titles.printed(judged), _bylines(judged, declared), _dates(judged, declared), _references(judged))
    for part in parts:
        documents = documents.join(part, on="document", how="left", maintain_order="left")
    told = declared.select("document", declared="title")
    return documents.join(told, on="document", how="left", maintain_order="left").with_columns(
        pl.col("references").fill_null([]), title=pl.coalesce("declared", "title"),
    ).select(pl.col(column).cast(dtype) for column, dtype in DESCRIPTIONS.items())


def settle(judged: pl.DataFrame, declared: pl.DataFrame = DECLARED.to_frame()) -> pl.DataFrame:  # noqa: B008  empty
    """Return the lines; those that became metadata, though nothing of them is in a column, are removed.

    So go the date of an update, where another date is the page's, the title that a page had elsewhere, a heading of
    sources.
    """
    is_moved = pl.col("action") == "to-metadata"
    moved = judged.with_row_index("row").filter(is_moved)
    if not moved.height:
        return judged
    dated = _dated(moved).join(_dates(judged, declared), on="document", how="left", maintain_order="left")
    is_date = pl.col("published").str.starts_with(pl.col("date")).fill_null(value=False)
    is_credit = pl.Series([bool(byline.credits_of(text)) for text in moved["text"]], dtype=pl.Boolean)
    reason = moved["reason"]
    says = dated.select(is_date & reason.is_in(["timestamp", "byline"])).to_series()
    says |= is_credit & (reason == "byline")
    says |= (reason == "references") & ~moved["detector"].is_in(_HEADINGS)
    lost = pl.int_range(pl.len(), dtype=pl.get_index_type()).is_in(moved["row"].filter(~says).implode())
    return judged.with_columns(action=pl.when(lost).then(pl.lit("remove")).otherwise("action"))


def _bylines(judged: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Return document and byline."""
    lines = judged.filter(pl.col("action") == "to-metadata", pl.col("reason") == "byline").sort("document", "line")
    printed: dict[int, list[byline.Credit]] = {}
    for document, text in lines.select("document", "text").iter_rows():
        printed.setdefault(document, []).extend(byline.credits_of(text))
    said = declared.filter(pl.col("byline").is_not_null()).select("document", "byline", "site")
    told = {document: byline.declared(*names) for document, *names in said.iter_rows()}
    rows = [(document, byline.merged(printed.get(document, ()), told.get(document, ())))
            for document in sorted(printed | told)]
    return pl.DataFrame(rows, schema={"document": pl.UInt64, "byline": pl.String}, orient="row")


def _dates(judged: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Return document and published.

    The first date among the lines that became metadata, else the declared one; that of an update comes behind both. Of
    two that are one day, the one that tells the time.
    """
    lines = judged.filter(
        pl.col("action") == "to-metadata", pl.col("reason").is_in(["timestamp", "byline"]),
    ).sort("document", "line")
    dated = _dated(lines).drop_nulls("date").group_by("document", maintain_order=True).agg(
        first=pl.col("date").filter(~pl.col("is_update")).first(), update=pl.col("date").first())
    told = _dated(declared.select("document", text="published").drop_nulls()).select("document", told="date")
    found = dated.join(told, on="document", how="full", coalesce=True)
    timed = [pl.when(pl.col(longer).str.starts_with(pl.col(day))).then(longer)
             for longer, day in (("told", "first"), ("update", "told"))]
    return found.select("document", published=pl.coalesce(timed[0], "first", timed[1], "told", "update")).drop_nulls(
        "published")


def _dated(lines: pl.DataFrame) -> pl.DataFrame:
    """Return document, the date that a line prints, and whether it is that of an update."""
    rows = [(document, *(dates.published(text) or (None, None)))
            for document, text in lines.select("document", "text").iter_rows()]
    return pl.DataFrame(rows, schema={"document": pl.UInt64, "date": pl.String, "is_update": pl.Boolean}, orient="row")


def _references(judged: pl.DataFrame) -> pl.DataFrame:
    """Return document and references: the sources' lines, without their heading; of a labelled line, what it names."""
    moved = judged.filter(
        pl.col("action") == "to-metadata", pl.col("reason") == "references",
        ~pl.col("detector").is_in(_HEADINGS),
    ).sort("document", "line")
    text = pl.col("text").str.strip_chars()
    named = pl.when(pl.col("detector") == "source-line").then(text.str.extract(_SOURCE)).otherwise(text)
    return moved.group_by("document", maintain_order=True).agg(references=named.drop_nulls())
