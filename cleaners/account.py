"""What is left of each document, and who took the rest?"""

from hashlib import sha256
from typing import Final

import polars as pl

from cleaners.schema import VERDICTS

# A judged line: cleaners.schema.LINES and VERDICTS, and what the repairs did to it.
JUDGED: Final = pl.Schema({
    "document": pl.UInt64,
    "line": pl.UInt32,
    "raw": pl.String,   # as it came
    "text": pl.String,  # as repaired
    "repair": pl.String,   # a reason of step `repair`, null where the line is as it came
    "repairer": pl.String,  # the repairs that did it
    **VERDICTS,
    "mask": pl.String,  # kinds of personal data that were masked in both texts, null where there is none
})

LETTERS: Final = pl.col("text").str.count_matches(r"[\p{L}\p{M}\p{N}]")  # and marks and digits: about the match key


def texts(judged: pl.DataFrame) -> pl.DataFrame:
    """Join the lines that stand to one clean text per document.

    Blank lines stay as they are between lines that stand; where removed lines lay between, one blank line at most is
    left; at the edges none. Returns document, text, n_chars (code points), n_lines (lines that stand), n_removed,
    n_repaired (UInt32 each). A document of which nothing is left has the text "".
    """
    marked = judged.with_columns(
        blank=pl.col("raw").str.strip_chars() == "",
        gone=pl.col("action").is_not_null(),
    ).with_columns(
        stands=~pl.col("blank") & ~pl.col("gone"),
    ).with_columns(
        gap=pl.col("stands").cum_sum().over("document"),  # 0 is the edge above, `most` the edge below
        most=pl.col("stands").sum().over("document"),
    )
    gap = ["document", "gap"]
    is_wanted = (
        ~pl.col("gone").any().over(gap) | (pl.int_range(pl.len()).over([*gap, "blank"]) == 0)
    ) & (pl.col("gap") > 0) & (pl.col("gap") < pl.col("most"))
    shown = marked.filter(pl.col("stands") | (pl.col("blank") & is_wanted)).with_columns(
        shown=pl.when("blank").then(pl.lit("")).otherwise("text"),
    )
    joined = shown.group_by("document").agg(pl.col("shown").str.join("\n").alias("text"))
    counts = marked.group_by("document", maintain_order=True).agg(
        pl.col("stands").sum().cast(pl.UInt32).alias("n_lines"),
        pl.col("gone").sum().cast(pl.UInt32).alias("n_removed"),
        (pl.col("stands") & pl.col("repair").is_not_null()).sum().cast(pl.UInt32).alias("n_repaired"),
    )
    return counts.join(joined, on="document", how="left", maintain_order="left").select(
        "document",
        pl.col("text").fill_null(""),
        pl.col("text").fill_null("").str.len_chars().alias("n_chars"),
        "n_lines", "n_removed", "n_repaired",
    )


def standing(judged: pl.DataFrame) -> pl.DataFrame:
    """List the lines that stand: document, line, text, `length` (letters, marks and digits), in order."""
    lines = judged.filter(pl.col("action").is_null() & (pl.col("raw").str.strip_chars() != ""))
    return lines.select("document", "line", "text", LETTERS.alias("length"))


def ledger(judged: pl.DataFrame) -> pl.DataFrame:
    """List the lines that were removed, repaired or masked: who did it, why, and against what.

    Returns document, line, text (as it came), became (as repaired, null if it was not), action, step, reason,
    detector, score, twin_line, similarity; one row a line, its removal before its repair, and one if it was masked.
    """
    touched = judged.filter(pl.col("action").is_not_null() | pl.col("repair").is_not_null())
    is_repair = pl.col("action").is_null()
    changed = touched.select(
        "document",
        "line",
        pl.col("raw").alias("text"),
        pl.when(pl.col("repair").is_not_null()).then("text").alias("became"),
        pl.col("action").fill_null("repair"),
        pl.when(is_repair).then(pl.lit("repair")).otherwise("step").alias("step"),
        pl.when(is_repair).then("repair").otherwise("reason").alias("reason"),
        pl.when(is_repair).then("repairer").otherwise("detector").alias("detector"),
        pl.when(is_repair).then(pl.lit(1.0, pl.Float32)).otherwise("score").alias("score"),
        "twin_line",
        "similarity",
    )
    masked = judged.filter(pl.col("action").is_null() & pl.col("mask").is_not_null()).select(
        "document", "line", pl.col("raw").alias("text"), pl.col("text").alias("became"),
        pl.lit("mask").alias("action"), pl.lit("pii").alias("step"), pl.lit("personal-data").alias("reason"),
        pl.col("mask").alias("detector"), pl.lit(1.0, pl.Float32).alias("score"), "twin_line", "similarity",
    )
    return pl.concat([changed, masked])


def masked_digests(judged: pl.DataFrame) -> pl.DataFrame:
    """Digest the lines, as masked, of each document in which something was: document, masked_digest (SHA-256, hex).

    The lines are joined by line feeds, blank ones too.
    """
    masked = judged.filter(pl.col("mask").is_not_null().any().over("document")).sort("document", "line")
    texts = masked.group_by("document", maintain_order=True).agg(pl.col("raw").str.join("\n"))
    digests = [sha256(text.encode()).hexdigest() for text in texts["raw"]]
    return texts.select("document", pl.Series("masked_digest", digests, dtype=pl.String))
