"""What happens to a page's lines, in which order? repair → chrome → repeats; each a frame in, a frame out."""

import polars as pl

from cleaners import account, annotate, chrome, metadata, repair, repeats
from cleaners.account import JUDGED
from cleaners.chrome import ChromeSettings
from cleaners.metadata import DECLARED
from cleaners.quality import pii
from cleaners.quality.tokens import Tokenizer
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES, VERDICTS, checked


def repaired(lines: pl.DataFrame) -> pl.DataFrame:
    """Undo crawl damage: `cleaners.schema.LINES` in, `cleaners.account.JUDGED` out.

    A line of which a repair leaves nothing (it held invisible characters alone) is removed by that repair.
    """
    mended = repair.repair(checked(lines, LINES, "lines")).rename({"reason": "repair", "detector": "repairer"})
    is_emptied = (pl.col("text").str.strip_chars() == "") & (pl.col("raw").str.strip_chars() != "")
    return mended.with_columns(
        pl.when(is_emptied).then(pl.lit("remove")).alias("action"),
        pl.when(is_emptied).then(pl.lit("repair")).alias("step"),
        pl.when(is_emptied).then("repair").alias("reason"),
        pl.when(is_emptied).then("repairer").alias("detector"),
        pl.when(is_emptied).then(1.0).cast(pl.Float32).alias("score"),
        pl.lit(None, pl.UInt32).alias("twin_line"),
        pl.lit(None, pl.Float32).alias("similarity"),
        pl.lit(None, pl.String).alias("mask"),
    ).pipe(checked, JUDGED, "repaired lines")


def stripped(judged: pl.DataFrame, settings: ChromeSettings, markup: pl.DataFrame | None = None) -> pl.DataFrame:
    """Find the chrome: `JUDGED` in and out; `markup` is what HTML says of the lines that came from it."""
    verdicts = chrome.judge(judged.select(list(LINES)), settings, markup).select(VERDICTS.names())
    stands = judged["action"].is_null()
    return judged.with_columns(
        verdicts[column].zip_with(stands, judged[column]).alias(column) for column in VERDICTS
    ).pipe(checked, JUDGED, "stripped lines")


def settled(judged: pl.DataFrame, declared: pl.DataFrame = DECLARED.to_frame()) -> pl.DataFrame:  # noqa: B008  empty
    """Remove what became metadata and is in no column: `JUDGED` in and out; `declared` is what markup says of pages."""
    return metadata.settle(judged, declared).pipe(checked, JUDGED, "settled lines")


def told(judged: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Say again what was said of the chrome of some documents: `JUDGED` in and out.

    `verdicts` has document, line and VERDICTS; a document stands there with a null line besides.
    """
    said = verdicts.filter(pl.col("line").is_not_null())
    both = judged.join(said, on=["document", "line"], how="left", maintain_order="left", suffix="_told")
    again = pl.col("document").is_in(verdicts["document"].unique().implode()) & (
        pl.col("step").is_null() | (pl.col("step") == "chrome"))
    return both.with_columns(
        pl.when(again).then(f"{name}_told").otherwise(name).alias(name) for name in VERDICTS
    ).pipe(checked, JUDGED, "lines told of again")


def unrepeated(judged: pl.DataFrame, settings: RepeatSettings) -> pl.DataFrame:
    """Find what the page says twice: `JUDGED` in and out."""
    return repeats.judge(judged, settings).pipe(checked, JUDGED, "unrepeated lines")


def masked(judged: pl.DataFrame) -> pl.DataFrame:
    """Put placeholders for personal data, in lines that stand and in lines that go: `JUDGED` in and out.

    A line that was repaired and holds some is masked as repaired, and counts as having come so: its damaged form could
    still be read.
    """
    is_repaired = judged["repair"].is_not_null()
    came = judged["raw"]
    stands = judged["text"].zip_with(is_repaired, came)
    found, in_text = pii.spans(came), pii.spans(stands)
    kinds = pl.concat_list(pl.col(side).list.eval(pl.element().struct.field("kind")) for side in ("came", "stands"))
    mask = pl.DataFrame({"came": found, "stands": in_text}).select(
        mask=pl.when(kinds.list.len() > 0).then(kinds.list.unique().list.sort().list.join("+"))
    )["mask"]
    text = pii.masked(stands, in_text)
    raw = text.zip_with(is_repaired & (text.str.strip_chars() != ""), pii.masked(came, found))
    return judged.with_columns(
        raw.zip_with(mask.is_not_null(), came).alias("raw"),
        text.zip_with(mask.is_not_null(), judged["text"]).alias("text"),
        mask,
    ).pipe(checked, JUDGED, "masked lines")


def clean(
    lines: pl.DataFrame, chrome: ChromeSettings, repeats: RepeatSettings, markup: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Take all three steps at once."""
    return unrepeated(settled(stripped(repaired(lines), chrome, markup)), repeats)


def described(
    judged: pl.DataFrame, tokenizer: Tokenizer | None = None, declared: pl.DataFrame = DECLARED.to_frame(),  # noqa: B008  empty
) -> pl.DataFrame:
    """Join what stands to documents: one row each, with what the page says of itself and what sort of text it is.

    Returns document, text, and the columns of the table `documents` that follow from the page alone; `declared` is
    `cleaners.metadata.DECLARED`. A document of which nothing is left has the text "".
    """
    said = metadata.describe(judged, declared)
    texts = account.texts(judged).join(said, on="document", how="left", maintain_order="left")
    return annotate.quality(texts, tokenizer)
