"""Does a corpus hold near-duplicates in different splits? Then it is not published."""

from pathlib import Path

import polars as pl

from cleaners.errors import LeakingSplits
from cleaners.splits import leaks


def find(folder: Path, min_shared: int, files: str = "*.parquet") -> pl.DataFrame:
    """Return what leaks between the splits of a corpus folder, as `cleaners.splits.leaks`; by some files of pairs."""
    pairs = pl.read_parquet(folder / "duplicates" / files)
    involved = pl.concat([pairs["document"], pairs["twin_document"]]).drop_nulls().unique()
    documents = pl.scan_parquet(folder / "documents" / "*.parquet").select("id", "split")
    return leaks(documents.filter(pl.col("id").is_in(involved.implode())).collect(), pairs, min_shared)


def refuse(folder: Path, min_shared: int, files: str = "*.parquet") -> None:
    """Raise LeakingSplits, naming a pair, where anything leaks."""
    found = find(folder, min_shared, files)
    if found.height:
        one, split, other, twin_split, kind = found.row(0)
        raise LeakingSplits(
            f"{one} and {other}",
            f"are alike ({kind}), but one is in {split}, the other in {twin_split}; {found.height} such pairs",
            "Deal split groups out whole, or raise match.min_shared",
        )
