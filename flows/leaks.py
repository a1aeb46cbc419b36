"""Does a corpus hold near-duplicates in different splits? Then it is not published."""

from pathlib import Path

import polars as pl

from cleaners.errors import LeakingSplits
from cleaners.splits import leaks


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
