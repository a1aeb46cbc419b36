"""What does one task do? Reads a shard, calls one pure function, writes a shard: paths in, paths out."""

from pathlib import Path

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE

from cleaners import account, steps
from cleaners.chrome import ChromeSettings
from cleaners.decide import DuplicateSettings
from cleaners.repeats import RepeatSettings
from flows import describe, matching, publish, readers
from flows.matching import Stores
from flows.settings import ReadSettings, Settings


@task(task_run_name="read {folder.name}", cache_policy=NO_CACHE)
def read_files(names: tuple[str, ...], folder: Path, settings: ReadSettings, workers: int) -> list[Path]:
    """Read a group of files into shards, each a folder of records, lines and rejected rows."""
    shards = []
    for number, frames in enumerate(readers.stream(names, settings, workers)):
        shard = folder.with_name(f"{folder.name}-{number:05d}")
        shard.mkdir(parents=True)
        for name, frame in zip(("records", "lines", "rejected"), frames, strict=True):
            frame.write_parquet(shard / f"{name}.parquet")
        shards.append(shard)
    return shards


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
def unrepeat_shard(folder: Path, settings: RepeatSettings, *, mask_pii: bool) -> Path:
    """Find what a page says twice; mask personal data, if that is wanted."""
    judged = steps.unrepeated(pl.read_parquet(folder / "stripped.parquet"), settings)
    if mask_pii:
        judged = steps.masked(judged)
    judged.write_parquet(folder / "judged.parquet")
    return folder


@task(task_run_name="annotate {folder.name}", cache_policy=NO_CACHE)
def annotate_shard(folder: Path, settings: Settings) -> Path:
    """Join what stands to documents, describe them, and say which the filters leave out."""
    judged = pl.read_parquet(folder / "judged.parquet")
    standing = account.standing(judged)
    stretches = describe.stretches(standing, settings)
    documents = describe.documents(judged, pl.read_parquet(folder / "records.parquet"), stretches, settings)
    documents.write_parquet(folder / "documents.parquet")
    stretches.write_parquet(folder / "stretches.parquet")
    describe.filtered(documents, settings).write_parquet(folder / "filtered.parquet")
    ids = documents.select("document", "id")
    standing.join(ids, on="document", maintain_order="left").write_parquet(folder / "standing.parquet")
    return folder


@task(task_run_name="sketch {folder.name}", cache_policy=NO_CACHE)
def sketch_shard(folder: Path, stores: Stores, block: int) -> Path:
    """Cut the signatures of lines and of whole documents into bands."""
    stores.lines.add(block, pl.read_parquet(folder / "standing.parquet", columns=["text"])["text"])
    stores.whole.add(block, pl.read_parquet(folder / "documents.parquet", columns=["text"])["text"])
    return folder


@task(task_run_name="match", cache_policy=NO_CACHE)
def match_corpus(folders: list[Path], stores: Stores, settings: DuplicateSettings, threads: int) -> Path:
    """Find what documents have in common, and decide which of them stay."""
    return matching.match(folders, stores, settings, threads)


@task(task_run_name="publish", cache_policy=NO_CACHE)
def publish_corpus(folders: list[Path], decided: Path, settings: Settings) -> Path:
    """Write the tables beside, then put them in place in one step."""
    return publish.publish(folders, decided, settings)
