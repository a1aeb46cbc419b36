"""Shall this run be published? Where it is not like the earlier ones, what is unlike, and which source did it?

The files of a run that was held back are noted beside the corpus. Later runs, in which they come again among others,
are held back too while these files by themselves are unlike: what follows does not hide them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from cleaners import language
from cleaners.alarm import SHARES, Departure, Part, Unlike, culprits, departures, parts
from flows import manifest
from flows.place import beside, replace
from flows.settings import Settings

LEVELS: Final = ("source", "folder", "host")


def judge(staged: Path, settings: Settings) -> None:
    """Hold the last run of a staged corpus against the earlier ones.

    Raises Unlike where a share leaves its band, unless the run is accepted.
    """
    runs = (manifest.read(staged) or {"runs": []})["runs"]
    *history, last = [parts(run["totals"]) for run in runs]
    note, counted = beside(settings.out, "held"), {}
    found = departures(history, last, settings.alarm)
    if found or note.is_file():
        counted = {name: _counted(name, staged, runs[-1]["run"]) for name in SHARES}
    if counted and not found:
        held = json.loads(note.read_text("utf-8"))
        counted = {name: frame.filter(pl.col("source").is_in(held)) for name, frame in counted.items()}
        found = departures(history, _sums(counted), settings.alarm)
    if not found or settings.accept:
        note.unlink(missing_ok=True)
        return
    replace(note, json.dumps(sorted(set(counted["rejected"]["source"])), ensure_ascii=False))
    told = "; ".join(f"{one}{_blame(one, counted[one.name])}" for one in found)
    raise Unlike(str(settings.out), f"this run is not like the earlier ones, nothing was published: {told}",
                 "Look at that source; take it away, or run again with --accept to publish it as it is")


def _blame(departure: Departure, counted: pl.DataFrame) -> str:
    """Say which files did it, or else which folders; and which hosts, where any are known."""
    placed = counted.with_columns(folder=pl.col("source").str.extract(r"^(.*)/[^/]*$").fill_null("."))
    named = {level: culprits(_parts(placed, level), departure) for level in LEVELS}
    said = [", ".join(named["source"] or named["folder"])]
    if named["host"]:
        said.append(f"of {', '.join(named['host'])}")
    return f", most of it in {' '.join(said)}" if said[0] else ", in all sources alike"


def _counted(name: str, staged: Path, run: str) -> pl.DataFrame:
    """Count by record what a share is of: source, host, `count` and `whole`, for a name in `cleaners.alarm.SHARES`."""
    table = {one: pl.scan_parquet(staged / one / f"{run}-*.parquet") for one in ("sources", "ledger", "rejected")}
    sources = table["sources"].filter(pl.col("fate") != "copy").collect()
    sources = sources.with_columns(host=language.hosts(sources["url"])["site"])
    if name == "rejected":
        rejected = table["rejected"].select("source", host=pl.lit(None, pl.String), count=1, whole=1).collect()
        return pl.concat([sources.select("source", "host", count=0, whole=1), rejected])
    if name == "duplicate":
        return sources.select("source", "host", count=(pl.col("fate") == "duplicate").cast(pl.Int32), whole=1)
    removed = table["ledger"].filter(pl.col("action") == "remove").group_by("document").agg(
        own=(pl.col("step") != "duplicate").sum(), duplicate=(pl.col("step") == "duplicate").sum()
    ).collect()
    found = sources.join(removed, on="document", how="left").with_columns(pl.col("own", "duplicate").fill_null(0))
    lines = pl.col("n_lines").cast(pl.Int64) - pl.col("n_blank").cast(pl.Int64) - pl.col("duplicate").cast(pl.Int64)
    return found.select("source", "host", count="own", whole=lines)


def _sums(counted: Mapping[str, pl.DataFrame]) -> dict[str, Part]:
    """Add all records up."""
    return {name: Part(int(frame["count"].sum()), int(frame["whole"].sum())) for name, frame in counted.items()}


def _parts(counted: pl.DataFrame, level: str) -> dict[str, Part]:
    """Add up by file, folder or host."""
    sums = counted.filter(pl.col(level).is_not_null()).group_by(level).agg(pl.col("count", "whole").sum())
    return {name: Part(int(count), int(whole)) for name, count, whole in sums.rows()}
