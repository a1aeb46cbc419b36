"""Which lines are known by their block: references, author's cards, interruptions, menus, titles printed twice?"""

import polars as pl

from cleaners.chrome.form import SENTENCE_END
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.zones import DOCUMENT

_NEW_DOCUMENT = pl.col(DOCUMENT) != pl.col(DOCUMENT).shift(1)
_CITATION = (
    r"https?://|www\.|^(?:- )?[\[(\^↑]|^\d{1,3}[.、)\]]|\||\b(?:19|20)\d\d\b|\bdoi\b|《|^[\p{L} .&'’-]{2,40}: \S"
)

_CITED_PROSE = r"^(?:- )?[\[\^↑]|^[^|。]{1,24}\||\(?(?:19|20)\d\d[a-z]?\)?[.,;:]|\bdoi\b"


def follow(rows: pl.DataFrame, name: str, start: pl.Expr, stop: pl.Expr) -> pl.DataFrame:
    """Add how far below a start each line stands: 0 at the start, 1 next to it; null where a stop lies between."""
    nth = pl.int_range(pl.len(), dtype=pl.UInt32)
    opened = pl.when(start.fill_null(value=False)).then(nth).forward_fill()
    cut = start.fill_null(value=False) | stop.fill_null(value=False) | _NEW_DOCUMENT.fill_null(value=True)
    return rows.with_columns(pl.when(opened == pl.when(cut).then(nth).forward_fill()).then(nth - opened).alias(name))


def gather(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Add `part`: the block a line belongs to, or null; and `twin`, the line of a repeated title's first copy."""
    early = (pl.col("before") >= settings.min_body) & ~pl.col("tail")
    below = (pl.col("before") >= settings.min_body_share * pl.col("total")) & (pl.col("row") > pl.col("last_run"))
    late = pl.col("foot") | below.fill_null(value=False)
    known = pl.col("rule").is_not_null()
    rows = _find_citations(rows)
    listed = pl.col("cites").shift(-1) & (pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(-1))
    sources = ((pl.col("block") == "references") | pl.col("leads_to_url")) & late & listed & ~pl.col("tail")
    rows = follow(rows, "source", sources, ~pl.col("cites"))
    rows = follow(rows, "card", (pl.col("block") == "profile") & late & ~pl.col("tail"), known)
    rows = follow(rows, "inline", (pl.col("block") == "tail") & early, pl.col("mark") | known)
    rows = _find_menus(_find_speakers(_find_twins(rows, settings)), settings)
    return rows.with_columns(part=pl.coalesce(
        pl.when(pl.col("tail")).then(pl.lit("tail")),
        pl.when(pl.col("source").is_not_null()).then(pl.lit("references")),
        pl.when(pl.col("twin").is_not_null()).then(pl.lit("title")),
        pl.when(pl.col("card") <= settings.max_profile).then(pl.lit("profile")),
        pl.when(pl.col("inline") <= settings.max_inline).then(pl.lit("inline")),
        pl.when(pl.col("menu")).then(pl.lit("menu")),
    ))


def _find_citations(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark what may stand in a list of sources, in documents that have one; a line some other rule knows does not."""
    listing = (pl.col("block") == "references") | pl.col("leads_to_url")
    some = rows.filter(pl.col(DOCUMENT).is_in(rows.filter(listing)[DOCUMENT].unique().implode()))
    text = pl.col("text")
    url = text.str.contains(r"https?://")
    loose = ~pl.col("prose") | url | text.str.contains(_CITED_PROSE)
    foreign = pl.col("rule").is_not_null() & (pl.col("block") != "references") & ~url
    found = some.filter(loose & text.str.contains(_CITATION) & ~foreign).select("row", cites=True)
    marked = rows.join(found, on="row", how="left", maintain_order="left")
    return marked.with_columns(pl.col("cites").fill_null(value=False))


def _find_twins(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Mark a title that the head prints again. A sentence is no title; what a rule knows has its own verdict.

    Nor is a dated line: the history of a law says of each amendment by which meeting it was passed.
    """
    may = (
        pl.col("head") & pl.col("rule").is_null() & (pl.col("size") >= settings.min_title)
        & ~pl.col("text").str.contains(r"[。.;；:：,，][\"”’」』]*$|^[^:：]{1,8}[:：].{1,12}$|^\d{4}年")
    )
    titles = rows.with_row_index("nth").filter(may).select(DOCUMENT, "row", "nth", "line", "text").with_columns(
        twin=pl.col("line").min().over(DOCUMENT, "text"), first_nth=pl.col("nth").min().over(DOCUMENT, "text"),
    )
    again = titles.filter(
        (pl.col("line") != pl.col("twin")) & (pl.col("nth") - pl.col("first_nth") <= settings.title_reach),
    ).select("row", "twin")
    return rows.join(again, on="row", how="left", maintain_order="left")


def _find_speakers(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark the credits whose label opens other lines too: "Editor:" is a speaker there."""
    credit = pl.col("detector") == "credit-line"
    some = rows.filter(pl.col(DOCUMENT).is_in(rows.filter(credit)[DOCUMENT].unique().implode()))
    labels = some.select(DOCUMENT, "row", credit=credit, label=pl.col("text").str.extract(r"^([^:：]{1,8})[:：]"))
    speaks = (pl.len().over(DOCUMENT, "label") > 1) & pl.col("label").is_not_null()
    speaking = labels.filter(speaks & pl.col("credit")).select("row", speaks=True)
    return rows.join(speaking, on="row", how="left", maintain_order="left")


def _find_menus(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Mark the unknown labels in a run of labels that has enough menu words, at the page's edges."""
    label = (pl.col("size") <= settings.max_label) & pl.col("edge") & ~pl.col("text").str.contains(SENTENCE_END)
    turns = ((label != label.shift(1)) | _NEW_DOCUMENT).fill_null(value=True)
    rows = rows.with_columns(run=turns.cum_sum())
    known = pl.col("rule").is_not_null()
    closes = pl.col("head") & ~known & (pl.col("run") != pl.col("run").shift(-1))  # a short title stands there
    labels = rows.select("row", "run", label=label, known=known, closes=closes).filter("label")
    words = labels.group_by("run").agg(words=pl.col("known").sum(), length=pl.len())
    words = words.filter((pl.col("words") >= settings.min_menu)
                         & (pl.col("words") >= settings.min_menu_share * pl.col("length")))
    menu = labels.filter(~pl.col("closes")).join(words, on="run", how="semi").select("row", menu=True)
    return rows.join(menu, on="row", how="left", maintain_order="left")
