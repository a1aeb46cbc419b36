"""Which numbers does a report draw? Counts by bin and by threshold, of a corpus' own tables."""

from typing import Final

import polars as pl

from cleaners.match.guards import SAME
from cleaners.match.sweep import STEPS

SIMILARITY_BINS: Final = 40  # of the similarities from 0 to 1
LOSS_BINS: Final = 20  # of the share of its lines that a document lost
PER_DECADE: Final = 4  # bins of lengths
HEAVY_LOSS: Final = 0.9  # of a document's lines, and yet it stands: worth a look
UNSURE: Final = 0.6  # score of a removal that is worth a look


def similarities(pairs: pl.DataFrame) -> pl.DataFrame:
    """Count pairs by exact Jaccard: low, high, done, pairs. Those of exactly 1 are left out: they dwarf all others.

    >>> similarities(pl.DataFrame({"jaccard": [0.81, 0.82, 1.0], "done": ["kept", "kept", "removed"]})).rows()
    [(0.8, 0.825, 'kept', 2)]
    """
    bin_ = (pl.col("jaccard") * SIMILARITY_BINS).floor().clip(0, SIMILARITY_BINS - 1).cast(pl.Int64)
    counted = pairs.filter(pl.col("jaccard") < 1).group_by(bin_.alias("bin"), "done").agg(pl.len().alias("pairs"))
    return counted.sort("bin", "done").select(
        low=(pl.col("bin") / SIMILARITY_BINS).round(6), high=((pl.col("bin") + 1) / SIMILARITY_BINS).round(6),
        done="done", pairs=pl.col("pairs").cast(pl.Int64),
    )


def lengths(chars: pl.DataFrame) -> pl.DataFrame:
    """Count documents by their length in code points: low, high, stage, documents.

    `chars` has `stage` and `n_chars`; bins are quarters of a power of ten, empty texts are left out.

    >>> lengths(pl.DataFrame({"stage": ["after", "after"], "n_chars": [100, 120]})).rows()
    [(100.0, 177.8, 'after', 2)]
    """
    bin_ = (pl.col("n_chars").log10() * PER_DECADE).floor().cast(pl.Int64)
    counted = chars.filter(pl.col("n_chars") > 0).group_by(bin_.alias("bin"), "stage").agg(
        pl.len().alias("documents"))
    return counted.sort("bin", "stage").select(
        low=(10.0 ** (pl.col("bin") / PER_DECADE)).round(1), high=(10.0 ** ((pl.col("bin") + 1) / PER_DECADE)).round(1),
        stage="stage", documents=pl.col("documents").cast(pl.Int64),
    )


def losses(documents: pl.DataFrame) -> pl.DataFrame:
    """Count the documents that stand by the share of their lines that was taken: low, high, documents.

    >>> losses(pl.DataFrame({"n_lines": [9, 10], "n_removed": [1, 0]})).rows()
    [(0.0, 0.05, 1), (0.1, 0.15, 1)]
    """
    bin_ = (loss() * LOSS_BINS).floor().clip(0, LOSS_BINS - 1).cast(pl.Int64)
    counted = documents.group_by(bin_.alias("bin")).agg(pl.len().alias("documents"))
    return counted.filter(pl.col("bin").is_not_null()).sort("bin").select(
        low=(pl.col("bin") / LOSS_BINS).round(6), high=((pl.col("bin") + 1) / LOSS_BINS).round(6),
        documents=pl.col("documents").cast(pl.Int64)
    )


def loss() -> pl.Expr:
    """Return the share of a document's lines that was taken; 0 where it has none."""
    taken, all_lines = pl.col("n_removed").cast(pl.Int64), pl.col("n_lines").cast(pl.Int64) + pl.col("n_removed")
    return pl.when(all_lines > 0).then(taken / all_lines).otherwise(0.0)


def sweep(pairs: pl.DataFrame) -> pl.DataFrame:
    """Count, from a corpus' table `duplicates`, the pairs at each threshold and what goes for their sake.

    The table holds no pair below the threshold of its run. Returns threshold, pairs, removed, listed: pairs that count
    as one text, the texts that go for them, and the pairs of kinds that are only listed.
    """
    rows = []
    for threshold in STEPS:
        alike = pairs.filter(pl.col("jaccard") >= threshold)
        same = alike.filter(pl.col("kind").is_in(SAME))
        gone = same.filter(pl.col("done") == "removed").unique(["document", "line"]).height
        rows.append((threshold, same.height, gone, alike.height - same.height))
    schema = {"threshold": pl.Float64, "pairs": pl.Int64, "removed": pl.Int64, "listed": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
