"""What is said of each line, and why?"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import context, features, model, paged, reasons, sequence
from cleaners.chrome.pages import Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.settings import ChromeSettings
from cleaners.schema import LINES, VERDICTS, checked

_BATCH: Final = 16384  # rows


def judge(
    lines: pl.DataFrame, settings: ChromeSettings = ChromeSettings(), markup: pl.DataFrame | None = None,  # noqa: B008  frozen
) -> pl.DataFrame:
    """Return the lines, in their order, with the verdict on each: of the rules, and of the model where none speaks.

    `lines` has the schema LINES, as repaired, in order of document and line; one frame holds many documents. `markup`
    (`cleaners.html.markup.MARKUP`) says of the lines that came from HTML where they stand in it.
    """
    lines = checked(lines, LINES, "chrome")
    rows = ruled(lines, settings)
    spoken = rows if settings.policy == "rules" else learnt(rows, settings, markup)
    verdicts = lines.with_row_index("row").join(
        _told(spoken.filter(pl.col("verdict") > 0)), on="row", how="left", maintain_order="left")
    return checked(verdicts, pl.Schema({**LINES, **VERDICTS}), "chrome")


def learnt(rows: pl.DataFrame, settings: ChromeSettings, markup: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the rows as `ruled` does, with the model's verdicts where no rule has one.

    Lines that came from HTML are judged by weights of their own, which know the markup beside the text.
    """
    if markup is None or not markup.height:
        return _learnt(rows, settings, "text", None)
    is_page = pl.col("document").is_in(markup["document"].unique().implode())
    pages, texts = rows.filter(is_page), rows.filter(~is_page)
    known = pages.select("document", "line").join(markup, on=["document", "line"], how="left", maintain_order="left")
    judged = [_learnt(pages, settings, "html", known)]
    if texts.height:
        judged.append(_learnt(texts, settings, "text", None))
    return pl.concat(judged).sort("row")


def _learnt(rows: pl.DataFrame, settings: ChromeSettings, kind: str, known: pl.DataFrame | None) -> pl.DataFrame:
    """Add the verdicts of one kind of weights; `known` holds what the markup says of each row."""
    parts = (_judged(rows.slice(at, size), settings, kind, known if known is None else known.slice(at, size))
             for at, size in _batches(rows))
    return pl.concat([rows.clear(), *parts])


def _batches(rows: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Return runs of whole pages, as first row and size: few enough rows for their features to stay in the cache."""
    bounds = Pages.of(rows["document"]).bounds
    at = 0
    while at < rows.height:
        last, after = np.searchsorted(bounds, [at + _BATCH + 1, at + 1])  # the last page that fits; the first, if none
        behind = int(bounds[max(last - 1, after)])
        yield at, behind - at
        at = behind


def _judged(rows: pl.DataFrame, settings: ChromeSettings, kind: str, known: pl.DataFrame | None) -> pl.DataFrame:
    """Add the verdicts to some pages' rows."""
    weights = model.load(kind)
    columns = features.describe(rows, weights.table)
    if known is not None:
        columns |= {name: known[name].to_numpy() for name in known.columns[2:]}
        columns |= paged.describe(Pages.of(rows["document"]), columns)
    scores = model.both(rows, columns, weights)
    if known is None:
        gone = sequence.removed(rows, scores, columns["in_prose"], settings.policy)
    else:
        gone, rows = sequence.removed_of_pages(rows, scores, settings.policy), overruled(rows, scores)
    gone &= rows["verdict"].to_numpy() == 0
    found = pl.Series(gone)
    return rows.with_columns(
        verdict=pl.when(found).then(pl.lit(1, pl.Int8)).otherwise("verdict"),
        said=pl.when(found).then(reasons.families(rows, Pages.of(rows["document"]), gone)).otherwise("said"),
        sayer=pl.when(found).then(pl.lit(weights.name)).otherwise("sayer"),
        sure=pl.when(found).then(pl.Series((context.chances(scores) / 1000).astype(np.float32))).otherwise("sure"),
    )


def overruled(rows: pl.DataFrame, scores: NDArray[np.int32]) -> pl.DataFrame:
    """Let lines stand that are known by their block alone where the markup, which knows blocks better, says text."""
    by_block = pl.col("sayer").str.starts_with("block:") & (pl.col("sayer") != "block:title")
    is_text = by_block.fill_null(value=False) & pl.Series(scores < 0)
    return rows.with_columns(verdict=pl.when(is_text).then(pl.lit(0, pl.Int8)).otherwise("verdict"))


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that go, in the words of VERDICTS."""
    return rows.select(
        "row",
        action=pl.when(pl.col("verdict") == 2).then(pl.lit("to-metadata")).otherwise(pl.lit("remove")),  # noqa: PLR2004
        step=pl.lit("chrome"), reason="said", detector="sayer", score="sure",
        twin_line=pl.col("twin").cast(pl.UInt32),
        similarity=pl.when(pl.col("twin").is_not_null()).then(1.0).cast(pl.Float32),
    )
