"""What is said of each line, and why?"""

import polars as pl

from cleaners.chrome.ruled import ruled
from cleaners.chrome.settings import ChromeSettings
from cleaners.schema import LINES, VERDICTS, checked


def judge(lines: pl.DataFrame, settings: ChromeSettings = ChromeSettings()) -> pl.DataFrame:  # noqa: B008  frozen
    """Return the lines, in their order, with the verdict on each.

    `lines` has the schema LINES, as repaired, in order of document and line; one frame holds many documents.
    """
    lines = checked(lines, LINES, "chrome")
    rows = ruled(lines, settings).filter(pl.col("verdict") > 0).select(
        "row",
        action=pl.when(pl.col("verdict") == 2).then(pl.lit("to-metadata")).otherwise(pl.lit("remove")),
        step=pl.lit("chrome"), reason="said", detector="sayer", score="sure",
        twin_line=pl.col("twin").cast(pl.UInt32),
        similarity=pl.when(pl.col("twin").is_not_null()).then(1.0).cast(pl.Float32),
    )
    verdicts = lines.with_row_index("row").join(rows, on="row", how="left", maintain_order="left")
    return checked(verdicts, pl.Schema({**LINES, **VERDICTS}), "chrome")
