"""How large is a corpus beside JSON Lines of the same rows? `python -m tests.benchmarks.sizes CORPUS`."""

# ruff: noqa: T201  it prints

import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import zstandard

from cleaners.schema import TABLES


def lines(frame, path):
    """Write a table as JSON Lines; return its size, and that of its Zstandard form at Parquet's level."""
    frame.with_columns(pl.col(pl.Binary).bin.encode("base64")).write_ndjson(path)
    content = path.read_bytes()
    return len(content), len(zstandard.compress(content, 3))


def main(corpus):
    """Print the sizes of each table, and how long a column and one document take to read."""
    print(f"{'table':<12} {'rows':>10} {'Parquet':>12} {'JSONL':>12} {'JSONL.zst':>12}   bytes")
    for name in TABLES:
        files = sorted((corpus / name).glob("*.parquet"))
        frame = pl.read_parquet(files)
        with tempfile.TemporaryDirectory() as folder:
            plain, packed = lines(frame, Path(folder) / "rows.jsonl")
        held = sum(file.stat().st_size for file in files)
        print(f"{name:<12} {frame.height:>10,} {held:>12,} {plain:>12,} {packed:>12,}")
    documents = pl.scan_parquet(corpus / "documents" / "*.parquet")
    ids = documents.select("id").collect()["id"]
    for told, query in (("word counts", documents.select(pl.col("quality").struct.field("word_count"))),
                        ("one document", documents.filter(pl.col("id") == ids[ids.len() // 2]))):
        began = time.perf_counter()
        query.collect()
        print(f"{told}: {time.perf_counter() - began:.3f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
