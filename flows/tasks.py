"""What does one task do? Reads a shard, calls one pure function, writes a shard: paths in, paths out."""

from pathlib import Path

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE

from cleaners import steps
from cleaners.chrome import ChromeSettings
from cleaners.copies import decide
from cleaners.repeats import RepeatSettings
from flows import publish, readers
from flows.settings import ReadSettings, Settings


@task(task_run_name="read {folder.name}", cache_policy=NO_CACHE)
def read_shard(names: tuple[str, ...], folder: Path, settings: ReadSettings) -> Path:
    """Read the files of a shard into records, lines and rejected rows."""
    folder.mkdir(parents=True)
    for name, frame in zip(("records", "lines", "rejected"), readers.read(names, settings), strict=True):
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


@task(task_run_name="repair {folder.name}", cache_policy=NO_CACHE)
def repair_shard(folder: Path) -> Path:
    """Undo crawl damage."""
    steps.repaired(pl.read_parquet(folder / "lines.parquet")).write_parquet(folder / "repaired.parquet")
    return folder


@task(task_run_name="strip {folder.name}", cache_policy=NO_CACHE)
def strip_shard(folder: Path, settings: ChromeSettings) -> Path:
    """Find the chrome."""
    judged = steps.stripped(pl.read_parquet(folder / "repaired.parquet"), settings)
    judged.write_parquet(folder / "stripped.parquet")
    return folder


@task(task_run_name="unrepeat {folder.name}", cache_policy=NO_CACHE)
def unrepeat_shard(folder: Path, settings: RepeatSettings) -> Path:
    """Find what a page says twice."""
    judged = steps.unrepeated(pl.read_parquet(folder / "stripped.parquet"), settings)
    judged.write_parquet(folder / "judged.parquet")
    return folder


@task(task_run_name="annotate {folder.name}", cache_policy=NO_CACHE)
def annotate_shard(folder: Path) -> Path:
    """Join what stands to documents, and describe them."""
    records = pl.read_parquet(folder / "records.parquet")
    documents = publish.documents(pl.read_parquet(folder / "judged.parquet"), records)
    documents.write_parquet(folder / "documents.parquet")
    return folder


@task(task_run_name="match copies", cache_policy=NO_CACHE)
def match_copies(folders: list[Path], work: Path) -> Path:
    """Decide which of the documents that say the same stays."""
    columns = ["id", "key", "n_lines", "published"]
    found = pl.concat(
        pl.read_parquet(folder / "documents.parquet", columns=columns).with_columns(owner=pl.lit(folder.name))
        for folder in folders
    ).unique("id", keep="first", maintain_order=True)
    path = work / "fates.parquet"
    decide(found).join(found.select("id", "owner"), on="id", maintain_order="left").write_parquet(path)
    return path


@task(task_run_name="publish", cache_policy=NO_CACHE)
def publish_corpus(folders: list[Path], fates: Path, settings: Settings) -> Path:
    """Write the tables beside, then put them in place in one step."""
    return publish.publish(folders, fates, settings)
