"""Crawled files in, a clean corpus out: which steps, in which order?"""

from pathlib import Path

from prefect import flow
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import progress, readers
from flows.matching import Stores
from flows.place import work_folder
from flows.settings import Settings
from flows.tasks import (
    annotate_shard,
    match_corpus,
    publish_corpus,
    read_shard,
    repair_shard,
    sketch_shard,
    strip_shard,
    unrepeat_shard,
)

STEPS = 6  # tasks of one shard


def build(settings: Settings) -> Path:
    """Run the flow with as many workers as the settings say; return the corpus folder."""
    return build_corpus.with_options(task_runner=ThreadPoolTaskRunner(max_workers=settings.workers))(settings)


@flow(name="build-corpus")
def build_corpus(settings: Settings) -> Path:
    """Read, repair, strip, unrepeat, match, publish: the corpus folder is what comes back."""
    shards = readers.shards(readers.find(settings.sources).files, settings.read.shard_bytes)
    with work_folder(settings.out) as work:
        stores = Stores.at(work, settings.match)
        progress.start("cleaning", len(shards) * STEPS)
        folders = [clean_shard(k, names, stores, settings) for k, names in enumerate(shards)]
        for _ in as_completed([step for steps in folders for step in steps]):
            progress.advance()
        progress.start("matching and publishing", 2)
        # in their order, so that the fault of an early step is told, not that the later ones never ran
        done = [[step.result() for step in steps][-1] for steps in folders]
        decided = match_corpus(done, stores, settings.match, settings.workers)
        progress.advance()
        return publish_corpus(done, decided, settings)


def clean_shard(block: int, names: tuple[str, ...], stores: Stores, settings: Settings) -> list[PrefectFuture]:
    """Submit the steps of one shard, each after the one before."""
    folder = stores.lines.folder.parent / f"shard-{block:05d}"
    read = read_shard.submit(names, folder, settings.read)
    repaired = repair_shard.submit(read)
    stripped = strip_shard.submit(repaired, settings.chrome)
    unrepeated = unrepeat_shard.submit(stripped, settings.repeats)
    annotated = annotate_shard.submit(unrepeated)
    return [read, repaired, stripped, unrepeated, annotated, sketch_shard.submit(annotated, stores, block)]
