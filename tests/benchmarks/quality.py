"""How fast are the signals, personal data and evaluation texts found? `python -m tests.benchmarks.quality FILE`.

FILE is Parquet with a column `text`, and `doc` and `line` if its rows are paragraphs. Megabytes of UTF-8 per second of
one core's time, which other work on the machine does not change; medians of runs, after a first that compiles.
"""

# ruff: noqa: T201  it prints

import sys
import time
from statistics import median

import numpy as np
import polars as pl

from cleaners import annotate, language
from cleaners.quality import measure, overlap, pii, tokens

RUNS = 5


def documents(path):
    """Read documents; paragraphs are joined."""
    frame = pl.read_parquet(path)
    if "doc" in frame.columns:
        frame = frame.sort("doc", "line").group_by("doc", maintain_order=True).agg(pl.col("text").str.join("\n"))
    return frame["text"]


def clock(name, size, work):
    """Print megabytes a second of one core."""
    work()
    seconds = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    print(f"{name:<34} {size / median(seconds) / 1e6:>8.1f} MB/s per core", flush=True)


def main(path):
    """Measure all."""
    texts = documents(path)
    size = int(texts.str.len_bytes().sum())
    print(f"{texts.len():,} documents, {size / 1e6:.1f} MB of UTF-8; polars threads {pl.thread_pool_size()}")
    counted = measure.counts(texts)
    frame = texts.to_frame().select(
        "text", n_chars=pl.col("text").str.len_chars(), n_lines=pl.col("text").str.count_matches("\n") + 1,
        n_removed=pl.lit(0, pl.UInt32))
    clock("all columns (annotate.quality)", size, lambda: annotate.quality(frame))
    clock("  signals", size, lambda: measure.measure(texts, measure.counts(texts)))
    clock("  script", size, lambda: annotate.scripts(counted))
    clock("  tokens, estimated", size, lambda: tokens.count(texts, counted, None))
    clock("  personal data", size, lambda: pii.spans(texts))
    clock("language (fastText, 800 characters)", size, lambda: language.detect(texts))
    lines = pl.DataFrame({"document": np.arange(texts.len(), dtype=np.uint64), "line": 0, "text": texts}).with_columns(
        pl.col("line").cast(pl.UInt32))
    strange = pl.Series(["".join(chr(c) for c in row) for row in np.random.default_rng(0).integers(0x4E00, 0x9000, (10_000, 60))])
    evaluated = overlap.evaluations(strange, pl.Series(["x"] * strange.len()))
    clock("evaluation texts, 10,000 of them", size, lambda: overlap.find(lines, evaluated))


if __name__ == "__main__":
    main(sys.argv[1])
