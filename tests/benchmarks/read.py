"""What does reading cost? Run it by hand: `python -m tests.benchmarks.read ../shared/dev/html`.

Prints, each the best of five rounds, those to be compared by turns: the processor time of our HTML path over that of
trafilatura alone with the same options; what the second worker process is worth, and how much of two processors the
machine had left for it; and MB/s of plain text and JSONL up to the lines.
"""

# ruff: noqa: T201  a benchmark prints

import io
import json
import pickle
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import zstandard
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from cleaners.html.about import LATEST
from flows import readers
from flows.readers.pages import Guard, extracted
from flows.readers.record import Columns, Raw
from flows.readers.worker import answer

EVERY = 5  # pages of which one is measured
ROUNDS = 5
TEXT_MB = 50


@dataclass(frozen=True)
class Limits:
    """Settings of the readers."""

    shard_bytes: int = 32 << 20
    max_record_bytes: int = 64 << 20
    keep_rejected_bytes: int = 1 << 16
    page_seconds: float = 20
    page_memory: int = 1 << 29
    page_bytes: int = 10 << 20
    columns: Columns = field(default_factory=Columns)


def best(*works, clock=time.perf_counter):
    """Time some works by turns: of each the least of some rounds."""
    times = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            began = clock()
            work()
            taken.append(clock() - began)
    return [min(taken) for taken in times]


def pages(folder):
    """Return some of the development pages as records."""
    found = []
    for path in sorted(folder.glob("*.jsonl.zst")):
        with path.open("rb") as file:
            rows = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")
            found += [json.loads(row)["html"].encode() for row in rows]
    return [Raw("bench", f"page {n}", content, is_html=True) for n, content in enumerate(found) if n % EVERY == 0]


def alone(records):
    """Extract with trafilatura and nothing else."""
    params = {"original_date": True, "extensive_search": False, "max_date": LATEST}
    for record in records:
        options = Extractor(output_format="python", comments=False, with_metadata=True, date_params=params)
        bare_extraction(record.content, options=options)


def ours(records):
    """Do what a worker process does."""
    for record in records:
        pickle.dumps(answer((record.place, record.content, None, None, None)))


def side_by_side(records, workers):
    """Extract in worker processes that run already."""
    list(extracted(records, Guard(workers=workers)))


def share(work):
    """Tell how much of two processors our children had while they worked."""
    def used():
        return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children(recursive=True))

    before, began = used(), time.perf_counter()
    work()
    return (used() - before) / (time.perf_counter() - began) / 2


def text_path(name, content, folder):
    """Read a file into lines; return MB/s."""
    path = folder / name
    path.write_bytes(content)
    return len(content) / 1e6 / best(
        lambda: [None for _ in readers.stream((str(path),), Limits())], clock=time.process_time)[0]


def main(folder):
    """Print it all."""
    records = pages(Path(folder))
    alone(records[:5])
    base, with_us = best(lambda: alone(records), lambda: ours(records), clock=time.process_time)
    print(f"HTML, {len(records)} pages: {base:.2f} s trafilatura alone, {with_us:.2f} s ours: x{with_us / base:.2f} (at most 1.15)")
    one, two = best(lambda: side_by_side(records, 1), lambda: side_by_side(records, 2))
    had = share(lambda: side_by_side(records, 2))
    print(f"worker processes: {one:.2f} s one, {two:.2f} s two: x{one / two:.2f} (at least 1.7); they had {had:.0%} of two processors")
    line = "去年冬天，河边的老屋终于拆了，屋里的东西都搬到了新镇上，住了一辈子的人也跟着走了。"
    texts = [f"{n} {line}\n\n{line * 3}\n{line * 2} {n}\n" * 4 for n in range(TEXT_MB * 1_000_000 // 3_500)]
    with tempfile.TemporaryDirectory() as name:
        for file, content in {
            "a.jsonl": "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts).encode(),
            "a.txt": "".join(texts).encode(),
        }.items():
            print(f"{file}: {text_path(file, content, Path(name)):.0f} MB/s (at least 20)")


if __name__ == "__main__":
    main(sys.argv[1])
