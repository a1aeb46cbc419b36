"""Which clean documents say exactly the same, and which of them stays?"""

from hashlib import sha256

import polars as pl

FATES = pl.Schema({
    "id": pl.String,
    "fate": pl.String,     # kept, duplicate or empty
    "twin": pl.String,     # the document that stays in its place; null where it stays itself
    "cluster": pl.String,  # the keeper's id where there are copies, else null
})


def key(text: str) -> str:
    """Return what two copies have in common: a digest of the words, whatever the white space between them.

    >>> key("a\\n\\n b") == key("a b ")
    True
    """
    return sha256(" ".join(text.split()).encode()).hexdigest()


def decide(documents: pl.DataFrame) -> pl.DataFrame:
    """Decide each document's fate: of those with one `key`, the earliest dated stays, then the one of smallest id.

    `documents` has id (each once), key, n_lines and published (ISO 8601, or null). Returns `FATES` in order of id.
    """
    ranked = documents.sort("published", "id", nulls_last=True, maintain_order=True).with_columns(
        keeper=pl.col("id").first().over("key"),
        copies=pl.len().over("key"),
    )
    is_empty, is_keeper = pl.col("n_lines") == 0, pl.col("id") == pl.col("keeper")
    return ranked.select(
        "id",
        pl.when(is_empty).then(pl.lit("empty")).when(is_keeper).then(pl.lit("kept")).otherwise(pl.lit("duplicate"))
        .alias("fate"),
        pl.when(~is_empty & ~is_keeper).then("keeper").alias("twin"),
        pl.when(~is_empty & (pl.col("copies") > 1)).then("keeper").alias("cluster"),
    ).sort("id")
