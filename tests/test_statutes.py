"""Does nothing leak between the splits of 3,504 statutes, which share much of their wording?"""

import polars as pl
import pytest

from cleaners.account import LETTERS
from cleaners.decide import DuplicateSettings, decide
from cleaners.match import near_duplicates
from cleaners.quality.filters import FOUND
from cleaners.schema import identify
from cleaners.splits import SplitSettings, deal, leaks
from cleaners.tables import duplicates


@pytest.mark.slow
@pytest.mark.parametrize("documents", ["remove", "keep"])
def test_no_pair_of_the_statutes_straddles(shared, documents):
    """Of all verified pairs of documents, and of long paragraphs, none lies in two splits; a moved one is found."""
    frame = pl.read_parquet(shared / "bench" / "statutes_zh.parquet").drop("id").sort("doc", "line")
    whole = frame.group_by("doc", maintain_order=True).agg(pl.col("text").str.join("\n")).with_row_index("row").with_columns(
        pl.col("text").str.len_chars().alias("n_chars"), pl.lit(1).alias("n_lines"), pl.lit(None, pl.String).alias("published"),
        *(pl.lit(None, dtype).alias(name) for name, dtype in FOUND.items()))
    whole = whole.with_columns(id=pl.Series([identify(text.encode()) for text in whole["text"]])).unique("id", keep="first", maintain_order=True)
    whole = whole.drop("row").with_row_index("row")
    lines = frame.join(whole.select("doc", "id", document="row"), on="doc", maintain_order="left").select(
        "document", "id", pl.col("line").cast(pl.UInt32), "text", length=LETTERS).with_row_index("row")
    settings = DuplicateSettings(documents=documents)
    found = decide(whole, lines.drop("text"), near_duplicates(whole["text"], settings.whole), near_duplicates(lines["text"], settings.lines), settings)
    kept = found.fates.filter(fate="kept").with_columns(deal(SplitSettings(80, 10, 10)))
    ledger = pl.DataFrame(schema={"document": pl.String, "line": pl.UInt32, "twin_document": pl.String, "twin_line": pl.UInt32,
                                  "similarity": pl.Float32, "step": pl.String, "reason": pl.String})
    pairs = duplicates(ledger, found.fates, found.shared, found.beside)
    assert kept["split"].n_unique() == 3
    assert documents == "remove" or pairs.filter(pl.col("line").is_null(), done="kept").height > 50
    assert pairs.filter(pl.col("n_letters") >= settings.min_shared).height > 1000
    assert leaks(kept, pairs, settings.min_shared).is_empty()
    moved = pairs.filter(pl.col("n_letters") >= settings.min_shared).row(0, named=True)
    wrong = kept.with_columns(split=pl.when(pl.col("id") == moved["document"]).then(pl.lit("test"))
                              .when(pl.col("id") == moved["twin_document"]).then(pl.lit("train")).otherwise("split"))
    assert moved["document"] in leaks(wrong, pairs, settings.min_shared)["document"].to_list()
