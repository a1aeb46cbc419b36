"""Crawled files in, a clean corpus out: which steps, in which order?"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from prefect import flow
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import notices, progress, readers, state, tied
from flows.arrivals import Arrival
from flows.matching import NEW, Stores
from flows.place import work_folder
from flows.settings import Settings
from flows.tasks import (
    annotate_shard,
    judge_run,
    learn_templates,
    match_corpus,
    observe_shard,
    publish_corpus,
    read_files,
    repair_shard,
    sketch_shard,
    stage_corpus,
    strip_shard,
    survey_sources,
    unrepeat_shard,
    untemplate_shard,
)


def build(settings: Settings) -> Path:
    """Run the flow with as many workers as the settings say; return the corpus folder."""
    return build_corpus.with_options(task_runner=ThreadPoolTaskRunner(max_workers=settings.workers))(settings)


@flow(name="build-corpus")
def build_corpus(settings: Settings) -> Path:
    """Add to a corpus what is new in the sources: read, repair, strip, unrepeat, match, publish; return its folder."""
    tied.tie_if_served()
    with work_folder(settings.out) as work, notices.shown(settings):
        state.begin(work, settings)
        files = survey_sources(settings, work)
        notices.name_run(settings, len(files))
        groups = grouped(files, settings.read.shard_bytes)
        stores = Stores.at(work, settings.match)
        progress.start("reading", len(groups))
        stripped = [strip(folder, settings) for folder in read_groups(groups, work, settings)]
        readers.dismiss()
        learnt = learn_templates.submit([observed for _, observed in stripped], work, settings)
        folders = [finish(block, shard, learnt, stores, settings) for block, (shard, _) in enumerate(stripped, NEW)]
        progress.start("cleaning", sum(map(len, folders)))
        for _ in as_completed([step for steps in folders for step in steps]):
            progress.advance()
        progress.start("matching and publishing", 3)
        # in their order, so that the fault of an early step is told, not that the later ones never ran
        done = [[step.result() for step in steps][-1] for steps in folders]
        match_corpus(done, stores, settings)
        progress.advance()
        staged = stage_corpus(done, work, settings)
        progress.advance()
        if staged:
            judge_run(staged, settings)
            publish_corpus(staged, settings)
    notices.told(settings, is_new=staged is not None)
    return settings.out


def grouped(files: list[Arrival], shard_bytes: int) -> list[tuple[Arrival, ...]]:
    """Group files into shards; without any, there is one empty shard."""
    named = {one.source: one for one in files}
    groups = readers.shards(tuple((one.source, one.size) for one in files), shard_bytes)
    return [tuple(named[name] for name in names) for names in groups] or [()]


def read_groups(groups: list[tuple[Arrival, ...]], work: Path, settings: Settings) -> Iterator[Path]:
    """Read groups of files, as many side by side as there are workers; yield their shards in order."""
    under_way: deque[PrefectFuture] = deque()
    for number, group in enumerate(groups):
        under_way.append(read_files.submit(group, work / f"shard-{number:05d}", settings))
        if len(under_way) >= settings.workers:
            yield from under_way.popleft().result()
            progress.advance()
    for read in under_way:
        yield from read.result()
        progress.advance()


def strip(folder: Path, settings: Settings) -> tuple[list[PrefectFuture], PrefectFuture]:
    """Submit the steps of one shard that need no other, each after the one before; the last observes its pages."""
    repaired = repair_shard.submit(folder)
    stripped = strip_shard.submit(repaired, settings.chrome)
    return [repaired, stripped], observe_shard.submit(stripped, settings)


def finish(
    block: int, steps: list[PrefectFuture], learnt: PrefectFuture, stores: Stores, settings: Settings
) -> list[PrefectFuture]:
    """Submit the rest of a shard's steps, once the templates are `learnt`; return them behind those before."""
    untemplated = untemplate_shard.submit(steps[-1], learnt, settings.chrome)
    unrepeated = unrepeat_shard.submit(untemplated, settings.repeats)
    annotated = annotate_shard.submit(unrepeated)
    return [*steps, untemplated, unrepeated, annotated, sketch_shard.submit(annotated, stores, block)]
