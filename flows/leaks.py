"""Does a corpus hold near-duplicates in different splits? Then it is not published."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from cleaners.account import LETTERS
from cleaners.errors import LeakingSplits
from cleaners.shingles import digest
from cleaners.splits import DEALT, leaks


def find(folder: Path, min_shared: int) -> pl.DataFrame:
    """Return what leaks between the splits of a corpus folder, as `cleaners.splits.leaks`."""
    pairs = pl.read_parquet(folder / "duplicates" / "*.parquet")
    involved = pl.concat([pairs["document"], pairs["twin_document"]]).drop_nulls().unique()
    documents = pl.scan_parquet(folder / "documents" / "*.parquet").select("id", "split")
    return leaks(documents.filter(pl.col("id").is_in(involved.implode())).collect(), pairs, min_shared)


def refuse(folder: Path, min_shared: int, run: str, known: list[Path]) -> None:
    """Raise LeakingSplits, naming a pair, where anything of a run leaks; `known` hold the twins that stood before."""
    pairs = pl.read_parquet(folder / "duplicates" / f"{run}-*.parquet")
    own = sorted((folder / "documents").glob(f"{run}-*.parquet"))
    documents = pl.concat(pl.read_parquet(path, columns=["id", "split"]) for path in [*own, *known])
    found = leaks(documents, pairs, min_shared)
    if found.height:
        one, split, other, twin_split, kind = found.row(0)
        raise LeakingSplits(
            f"{one} and {other}",
            f"are alike ({kind}), but one is in {split}, the other in {twin_split}; {found.height} such pairs",
            "Deal split groups out whole, or raise match.min_shared",
        )


def paragraphs(folder: Path, min_shared: int) -> pl.DataFrame:
    """List paragraphs that stand in several splits, whatever `duplicates` says: an example of each two splits.

    Returns document, split, twin_document and twin_split of paragraphs of one match key and at least `min_shared`
    letters. Those of the largest split are held only where another has them.
    """
    paths = sorted((folder / "documents").glob("*.parquet"))
    counts = pl.scan_parquet(paths).group_by("split").len().filter(pl.col("split").is_in(DEALT)).collect()
    most = counts.sort("len", "split", descending=True)["split"].head(1)
    is_most = pl.col("split").is_in(most.implode())
    others = pl.concat(_long(paths, ~is_most, min_shared))
    same = pl.concat(lines.join(others, on="key", how="semi") for lines in _long(paths, is_most, min_shared))
    found = pl.concat([others, same]).unique(["key", "split"], keep="first", maintain_order=True)
    return found.join(found, on="key", suffix="_twin").filter(pl.col("split") < pl.col("split_twin")).select(
        pl.col("id").alias("document"), "split", pl.col("id_twin").alias("twin_document"),
        pl.col("split_twin").alias("twin_split"),
    ).unique(["split", "twin_split"], keep="first", maintain_order=True).sort("document", "twin_document")


def _long(paths: list[Path], is_meant: pl.Expr, min_letters: int) -> Iterator[pl.DataFrame]:
    """Yield id, split and the key of every long paragraph of the documents that are meant, file by file."""
    for path in paths:
        is_dealt = pl.col("split").is_in(DEALT)
        texts = pl.scan_parquet(path).filter(is_dealt & is_meant).select("id", "split", pl.col("text").str.split("\n"))
        rows = texts.explode("text", empty_as_null=False).filter(min_letters <= LETTERS).collect()
        yield rows.select("id", "split", key=pl.Series(np.ascontiguousarray(digest(rows["text"])[:, 0])))
