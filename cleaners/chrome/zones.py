"""Where does the body begin and end, and where the tail behind it?"""

import polars as pl

from cleaners.chrome.settings import ChromeSettings

DOCUMENT = "document"


def place(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the rows with the zones they stand in: body prose, head, edge, foot, tail.

    `mark` is prose no rule knows; `before` its mass above the line. The tail begins at the first heading that has the
    body behind it and no run of paragraphs ahead; the foot lies below the last prose above the tail.
    """
    rows = _weigh(rows, settings)
    heading = (pl.col("block") == "tail") & ~pl.col("leads_to_url") & (pl.col("copies") <= settings.max_headings)
    late = (pl.col("before") >= settings.min_body) & (pl.col("before") >= settings.min_body_share * pl.col("total"))
    resumes = pl.when(pl.col("reason") == "comments").then(pl.col("last_thread")).otherwise(pl.col("last_run"))
    ahead = pl.col("row") > resumes.fill_null(-1)
    least = pl.when(pl.col("reason") == "comments").then(1 - settings.max_thread).otherwise(1 - settings.max_listed)
    late &= ~pl.col("weak") | (pl.col("before") >= least * pl.col("total"))
    rows = rows.with_columns(
        tail_start=pl.when(heading & late & ahead).then(pl.col("row")).min().over(DOCUMENT).fill_null(2**32 - 1),
    ).with_columns(tail=pl.col("row") >= pl.col("tail_start"))
    body = pl.col("mark") & ~pl.col("tail")
    rows = rows.with_columns(
        first=pl.when(body).then(pl.col("row")).min().over(DOCUMENT),
        last=pl.when(body).then(pl.col("row")).max().over(DOCUMENT),
        total=pl.when(body).then(pl.col("mass")).otherwise(0).sum().over(DOCUMENT),
    )
    below, above = pl.col("row") > pl.col("last"), pl.col("row") < pl.col("first")
    slight = (pl.col("before") <= settings.head_share * pl.col("total")) & ~pl.col("mark")
    return rows.with_columns(
        head=(above | slight).fill_null(value=False) & (pl.col("total") > 0),
        below=below.fill_null(value=False),
        foot=(below | (pl.col("before") >= settings.foot_share * pl.col("total"))).fill_null(value=False)
        & (pl.col("total") > 0),
    ).with_columns(edge=pl.col("head") | pl.col("below"))


def _weigh(rows: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Add the prose's mass, whole and above each line, where the last runs of paragraphs end, and headings' copies."""
    rows = rows.with_columns(mark=pl.col("prose") & pl.col("rule").is_null())
    rows = rows.with_columns(mass=pl.when(pl.col("mark")).then(pl.col("size")).otherwise(0).cast(pl.UInt64))
    return rows.with_columns(
        before=pl.col("mass").cum_sum().over(DOCUMENT) - pl.col("mass"),
        total=pl.col("mass").sum().over(DOCUMENT),
        last_run=_last(_goes_on(2) & (pl.col("size") + pl.col("size").shift(1) >= settings.min_body_pair)),
        last_thread=_last(_goes_on(settings.comment_run, settings.min_paragraph)),
        copies=pl.when(pl.col("block") == "tail").then(pl.len().over(DOCUMENT, "block", "text")),
    )


def _goes_on(length: int, min_size: int = 0) -> pl.Expr:
    """Return whether a line ends so many lines of body prose in a row."""
    prose = pl.col("mark") & (pl.col("size") >= min_size)
    run = prose & (pl.col(DOCUMENT) == pl.col(DOCUMENT).shift(length - 1))
    for step in range(1, length):
        run &= prose.shift(step)
    return run


def _last(where: pl.Expr) -> pl.Expr:
    """Return the last such row of each document; null where there is none."""
    return pl.when(where).then(pl.col("row")).max().over(DOCUMENT)
