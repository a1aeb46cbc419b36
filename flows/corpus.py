"""Crawled files in, a clean corpus out: which steps, in which order?"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from prefect import Flow, flow, runtime
from prefect.futures import PrefectFuture, as_completed
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows import absent, again, ephemeral, notices, progress, readers, rebuild, state, tied
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
    replay_run,
    sketch_shard,
    stage_corpus,
    strip_shard,
    survey_sources,
    unrepeat_shard,
    untemplate_shard,
)


def build(settings: Settings) -> Path:
    """Run the flow with as many workers as the settings say; return the corpus folder."""
    return run(build_corpus, settings)


def run(chosen: Flow[[Settings], Path], settings: Settings) -> Path:
    """Run one of the flows here, with a Prefect server of its own where none is named."""
    own = chosen.with_options(task_runner=ThreadPoolTaskRunner(max_workers=settings.workers))
    if PREFECT_API_URL.value():
        return own(settings)
    with ephemeral.server() as address, temporary_settings({PREFECT_API_URL: address}):
        return own(settings)


@flow(name="build-corpus")
def build_corpus(settings: Settings) -> Path:
    """Add to a corpus what is new in the sources: read, repair, strip, unrepeat, match, publish; return its folder.

    By a schedule, where nobody reads warnings, a source that is gone fails the run, after all else is done.
    """
    tied.tie_if_served()
    with work_folder(settings.out) as work, notices.shown(settings):
        state.begin(work, settings)
        files, missing = survey_sources(settings, work)
        notices.name_run(settings, len(files))
        notices.note_missing(settings, missing)
        groups = grouped(files, settings.read.shard_bytes)
        progress.start("reading", len(groups))
        is_news = files or again.is_any(work)  # most firings of a schedule find none
        staged = stage(read_groups(groups, work, settings), work, settings) if is_news else None
        if staged:
            judge_run(staged, settings)
            notices.about_to_publish(staged)
            publish_corpus(staged, settings)
    notices.told(settings, is_new=staged is not None)
    if runtime.deployment.id:
        absent.refuse(settings.sources, missing)
    return settings.out


@flow(name="rebuild-corpus")
def rebuild_corpus(settings: Settings) -> Path:
    """Make a corpus anew from what it holds, run by run, with other settings or other code; return its folder."""
    with work_folder(settings.out, "rebuild") as aside:
        corpus, anew = rebuild.begin(aside, settings)
        for name in rebuild.left(corpus, anew):
            with work_folder(anew.out) as work:
                state.begin(work, anew)
                progress.start(f"run {name}")
                staged = stage(iter(replay_run(corpus, name, work, anew)), work, anew)
                publish_corpus(staged, anew)
        return rebuild.end(anew, settings)


def stage(shards: Iterator[Path], work: Path, settings: Settings) -> Path | None:
    """Clean and match shards, and make the next state of the corpus of them; None where they bring nothing new."""
    stores = Stores.at(work, settings.match)
    try:
        stripped = [strip(folder, settings) for folder in shards]
    finally:
        readers.dismiss()  # of a run that is stopped, too: what is being read fails, and the run ends
    learnt = learn_templates.submit([observed for _, observed in stripped], work, settings)
    folders = [finish(block, shard, learnt, stores, settings) for block, (shard, _) in enumerate(stripped, NEW)]
    progress.start("cleaning", sum(map(len, folders)))
    for _ in as_completed([step for steps in folders for step in steps]):
        progress.advance()
    progress.start("matching and publishing", 3)
    # in their order, so that the fault of an early step is told, not that the later ones never ran
    for steps, observed in stripped:
        for step in (*steps, observed):
            step.result()
    learnt.result()
    done = [[step.result() for step in steps][-1] for steps in folders]
    match_corpus(done, stores, settings)
    progress.advance()
    staged = stage_corpus(done, work, settings)
    progress.advance()
    return staged


def grouped(files: list[Arrival], shard_bytes: int) -> list[tuple[Arrival, ...]]:
    """Group files into shards; without any, there is one empty shard."""
    named = {one.name: one for one in files}
    groups = readers.shards(tuple((one.name, one.size) for one in files), shard_bytes)
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
    unrepeated = unrepeat_shard.submit(untemplated, settings.repeats, mask_pii=settings.mask_pii)
    annotated = annotate_shard.submit(unrepeated, settings)
    return [*steps, untemplated, unrepeated, annotated, sketch_shard.submit(annotated, stores, block)]
