"""Crawled files in, a clean corpus out: which steps, in which order?"""

from collections import deque
from collections.abc import Iterator
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
    read_files,
    repair_shard,
    sketch_shard,
    strip_shard,
    unrepeat_shard,
)


def build(settings: Settings) -> Path:
    """Run the flow with as many workers as the settings say; return the corpus folder."""
    return build_corpus.with_options(task_runner=ThreadPoolTaskRunner(max_workers=settings.workers))(settings)


@flow(name="build-corpus")
def build_corpus(settings: Settings) -> Path:
    """Read, repair, strip, unrepeat, match, publish: the corpus folder is what comes back."""
    groups = readers.shards(readers.find(settings.sources).files, settings.read.shard_bytes)
    with work_folder(settings.out) as work:
        stores = Stores.at(work, settings.match)
        progress.start("reading", len(groups))
        folders = [
            clean_shard(block, folder, stores, settings)
            for block, folder in enumerate(read_groups(groups, work, settings))
        ]
        progress.start("cleaning", sum(map(len, folders)))
        for _ in as_completed([step for steps in folders for step in steps]):
            progress.advance()
        progress.start("matching and publishing", 2)
        # in their order, so that the fault of an early step is told, not that the later ones never ran
        done = [[step.result() for step in steps][-1] for steps in folders]
        decided = match_corpus(done, stores, settings.match, settings.workers)
        progress.advance()
        return publish_corpus(done, decided, settings)


def read_groups(groups: list[tuple[str, ...]], work: Path, settings: Settings) -> Iterator[Path]:
    """Read groups of files, as many side by side as there are workers; yield their shards in order."""
    under_way: deque[PrefectFuture] = deque()
    for number, names in enumerate(groups):
        under_way.append(read_files.submit(names, work / f"shard-{number:05d}", settings.read, settings.workers))
        if len(under_way) >= settings.workers:
            yield from under_way.popleft().result()
            progress.advance()
    for read in under_way:
        yield from read.result()
        progress.advance()


def clean_shard(block: int, folder: Path, stores: Stores, settings: Settings) -> list[PrefectFuture]:
    """Submit the steps of one shard, each after the one before."""
    repaired = repair_shard.submit(folder)
    stripped = strip_shard.submit(repaired, settings.chrome)
    unrepeated = unrepeat_shard.submit(stripped, settings.repeats, mask_pii=settings.mask_pii)
    annotated = annotate_shard.submit(unrepeated, settings)
    return [repaired, stripped, unrepeated, annotated, sketch_shard.submit(annotated, stores, block)]
