"""What did a file hold that came again under another name? What the corpus says of it; it is not read again.

Unless its name says another form: a table that was one document as `.txt` has rows as `.csv`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from cleaners.schema import TABLES
from flows.arrivals import Arrival
from flows.readers import form

TABLES_OF_INPUT: Final = ("sources", "rejected", "inputs")


def schema(table: str) -> dict[str, pl.DataType]:
    """Return the columns of a table before its rows belong to a run."""
    return {name: dtype for name, dtype in TABLES[table].items() if name != "run"}


def recount(
    out: Path, before: Mapping[str, Any] | None, again: tuple[tuple[Arrival, tuple[int, ...]], ...]
) -> tuple[dict[str, pl.DataFrame], list[Arrival]]:
    """Account for files of known content under their new names.

    Returns the rows that they add to `sources` (all copies), `rejected` and `inputs`; and the files that must be read
    after all, because the new name says another form, or the run that read such a file passed over some of its records.
    """
    rows: dict[str, list[pl.DataFrame]] = {name: [pl.DataFrame(schema=schema(name))] for name in TABLES_OF_INPUT}
    twins = _twins(out, before, again)
    unread = [one for one, _ in again if one not in twins]
    for run in sorted({told["run"] for told in twins.values()}):
        files = [(one, told) for one, told in twins.items() if told["run"] == run]
        is_theirs = pl.col("source").is_in([told["source"] for _, told in files])
        held = {name: pl.scan_parquet(out / name / f"{run}-*.parquet").drop("run").filter(is_theirs).collect()
                for name in ("sources", "rejected")}
        for one, told in files:
            renamed = {name: _renamed(frame, told["source"], one.source) for name, frame in held.items()}
            if sum(frame.height for frame in renamed.values()) == told["n_records"]:
                renamed["inputs"] = pl.DataFrame([told | {"source": one.source}], schema=schema("inputs"))
                for name, frame in renamed.items():
                    rows[name].append(frame)
            else:
                unread.append(one)
    return {name: pl.concat(frames) for name, frames in rows.items()}, unread


def _twins(
    out: Path, before: Mapping[str, Any] | None, again: tuple[tuple[Arrival, tuple[int, ...]], ...]
) -> dict[Arrival, dict[str, Any]]:
    """Find the first file, as a row of `inputs`, that had the content of each and a name that says the same form."""
    digests = {one.digest for one, _ in again}
    twins: dict[tuple[str, str], dict[str, Any]] = {}
    for number in sorted({run for _, runs in again for run in runs}):
        run = before["runs"][number - 1]["run"] if before else ""
        inputs = pl.scan_parquet(out / "inputs" / f"{run}-*.parquet").filter(pl.col("digest").is_in(digests)).collect()
        for row in inputs.iter_rows(named=True):
            twins.setdefault((row["digest"], form.named(row["source"])), row)
    keys = {one: (one.digest, form.named(one.source)) for one, _ in again}
    return {one: twins[key] for one, key in keys.items() if key in twins}


def write(rows: Mapping[str, pl.DataFrame], work: Path) -> None:
    """Keep these rows until the run is published."""
    for name, frame in rows.items():
        frame.write_parquet(work / f"again-{name}.parquet")


def is_any(work: Path) -> bool:
    """Tell whether a work folder accounts for any file that came again."""
    return any(not frame.is_empty() for frame in read(work).values())


def read(work: Path) -> dict[str, pl.DataFrame]:
    """Return what `write` kept; where a run surveyed nothing, there are no rows."""
    kept = {name: work / f"again-{name}.parquet" for name in TABLES_OF_INPUT}
    return {name: pl.read_parquet(path) if path.is_file() else pl.DataFrame(schema=schema(name))
            for name, path in kept.items()}


def _renamed(frame: pl.DataFrame, old: str, new: str) -> pl.DataFrame:
    """Give the rows of a file its new name; its records are copies."""
    own = frame.filter(pl.col("source") == old).with_columns(source=pl.lit(new))
    if "fate" in own.columns:
        return own.with_columns(fate=pl.lit("copy"), twin=pl.lit(None, pl.String))
    return own.with_columns(pl.col("error").str.replace_all(old, new, literal=True))
