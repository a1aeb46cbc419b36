"""Where is what a report needs of earlier runs kept, so that a run need not read their tables again?

    index/summary/NAME/FIRST-LAST.parquet     `cleaners.summary.SUMMARIES` of runs FIRST to LAST

The files are merged as those of the index are (`flows.index.spans`): there are about log n of them, and none grows
with the corpus but `counts`, by a row for each host and reason.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from cleaners.strata import Limits
from cleaners.summary import SUMMARIES, Summary, merge
from flows.index import of_runs, spans
from flows.place import link
from flows.report.model import Tables
from flows.report.summarise import summarise

FOLDER: Final = "index/summary"
ROW_GROUP: Final = 1 << 15
AT_ONCE: Final = 16  # parts whose summaries are in memory


def read(corpus: Tables, limits: Limits) -> Summary:
    """Return the summary of a corpus from what is kept of it."""
    names = {path.stem for path in (corpus.folder / FOLDER / "counts").glob("*.parquet")}
    return merge([_open(corpus.folder, name) for name in sorted(names)], limits)


def whole(corpus: Tables, limits: Limits) -> Summary:
    """Return the same summary from the tables themselves, part by part."""
    return _fold((summarise(part, limits) for part in corpus.parts()), limits)


def extend(old: Path, new: Path, runs: Sequence[dict[str, Any]]) -> None:
    """Keep in the corpus `new`, whose tables are written, what is kept in `old`, and the summary of the last run."""
    weights = [run["entries"] for run in runs]
    before, limits = spans(weights[:-1]), Limits()
    for first, last in spans(weights):
        if last < len(runs):
            _link(old, new, of_runs(first, last))
        else:
            merged = [_open(old, of_runs(*span)) for span in before if span[0] >= first]
            _store(new, of_runs(first, last), merge([*merged, _of_run(new, runs[-1]["run"], limits)], limits))


def shrink(old: Path, new: Path, runs: Sequence[dict[str, Any]]) -> None:
    """Keep in the corpus `new` what was kept before the last of the `runs`: what was merged with it is made anew."""
    weights, limits = [run["entries"] for run in runs], Limits()
    now = spans(weights)
    for first, last in spans(weights[:-1]):
        if (first, last) in now:
            _link(old, new, of_runs(first, last))
        else:
            parts = (_of_run(old, run["run"], limits) for run in runs[first - 1 : last])
            _store(new, of_runs(first, last), _fold(parts, limits))


def _of_run(folder: Path, run: str, limits: Limits) -> Summary:
    return whole(Tables(folder, {}, f"{run}-*.parquet"), limits)


def _fold(parts: Iterator[Summary], limits: Limits) -> Summary:
    """Merge summaries, a few of them in memory at a time."""
    found = merge([], limits)
    while some := list(islice(parts, AT_ONCE)):
        found = merge([found, *some], limits)
    return found


def _open(folder: Path, name: str) -> Summary:
    return {table: pl.read_parquet(folder / FOLDER / table / f"{name}.parquet") for table in SUMMARIES}


def _store(folder: Path, name: str, summary: Summary) -> None:
    for table, frame in summary.items():
        path = folder / FOLDER / table / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP)


def _link(old: Path, new: Path, name: str) -> None:
    for table in SUMMARIES:
        link(old / FOLDER / table / f"{name}.parquet", new / FOLDER / table / f"{name}.parquet")
