"""Shall this run be published? Where it is not like the earlier ones, what is unlike, and which source did it?"""

from pathlib import Path

import polars as pl

from cleaners import language
from cleaners.alarm import Departure, Part, Unlike, culprits, departures, parts
from flows import manifest
from flows.settings import Settings

LEVELS = ("source", "folder", "host")


def judge(staged: Path, settings: Settings) -> None:
    """Hold the last run of a staged corpus against the earlier ones. Raises Unlike where a share leaves its band."""
    runs = (manifest.read(staged) or {"runs": []})["runs"]
    *history, last = [parts(run["totals"]) for run in runs]
    if found := departures(history, last, settings.alarm):
        told = "; ".join(f"{one}{_blame(one, staged, runs[-1]['run'])}" for one in found)
        raise Unlike(str(settings.out), f"this run is not like the earlier ones, nothing was published: {told}",
                     "Look at that source, and run again with --accept to publish it as it is")


def _blame(departure: Departure, staged: Path, run: str) -> str:
    """Say which files did it, or else which folders; and which hosts, where any are known."""
    counted = _counted(departure.name, staged, run).with_columns(
        folder=pl.col("source").str.extract(r"^(.*)/[^/]*$").fill_null(".")
    )
    named = {level: culprits(_parts(counted, level), departure) for level in LEVELS}
    said = [", ".join(named["source"] or named["folder"])]
    if named["host"]:
        said.append(f"of {', '.join(named['host'])}")
    return f", most of it in {' '.join(said)}" if said[0] else ", in all sources alike"


def _counted(name: str, staged: Path, run: str) -> pl.DataFrame:
    """Count by record what a share is of: source, host, `count` and `whole`, for `cleaners.alarm.SHARES`."""
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


def _parts(counted: pl.DataFrame, level: str) -> dict[str, Part]:
    """Add up by file, folder or host."""
    sums = counted.filter(pl.col(level).is_not_null()).group_by(level).agg(pl.col("count", "whole").sum())
    return {name: Part(int(count), int(whole)) for name, count, whole in sums.rows()}
