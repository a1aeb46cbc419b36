"""What does one task do? A step with a shard, or with all of them: paths in, paths out.

A step that a run which was cut short has finished is not done again.
"""

from pathlib import Path

import polars as pl
from prefect import runtime, task
from prefect.cache_policies import NO_CACHE

from cleaners import steps
from cleaners.chrome import ChromeSettings
from cleaners.errors import BadSource
from cleaners.repeats import RepeatSettings
from flows import again, alarms, arrivals, manifest, publish, readers, shards
from flows.archive import Corpus
from flows.arrivals import Arrival
from flows.index import Index
from flows.matching import Stores
from flows.place import put
from flows.recall import Shelf
from flows.settings import Settings


@task(task_run_name="survey", cache_policy=NO_CACHE)
def survey_sources(settings: Settings, work: Path) -> tuple[list[Arrival], tuple[BadSource, ...]]:
    """Find the files that are to be read, and what is missing; account for those that came again under another name."""
    is_scheduled = bool(runtime.deployment.id)  # an inbox may be empty; what a person names should not be
    files = readers.find(settings.sources, may_be_empty=is_scheduled)
    found = arrivals.survey(files, settings.out, settings.read, settings.workers)
    rows, unread = again.recount(settings.out, manifest.read(settings.out), found.again)
    again.write(rows, work)
    return sorted([*found.new, *unread], key=lambda one: one.name), files.missing


@task(task_run_name="read {folder.name}", cache_policy=NO_CACHE)
def read_files(group: tuple[Arrival, ...], folder: Path, settings: Settings) -> list[Path]:
    """Read a group of files into shards."""
    return shards.read(group, folder, settings)


@task(task_run_name="read {name}", cache_policy=NO_CACHE)
def replay_run(corpus: Corpus, name: str, work: Path, settings: Settings) -> list[Path]:
    """Read what a run brought to another corpus, out of that."""
    return shards.replay(corpus, name, work / "shard-00000", settings)


@task(task_run_name="repair {folder.name}", cache_policy=NO_CACHE)
def repair_shard(folder: Path) -> Path:
    """Undo crawl damage."""
    return shards.step(folder, "lines", "repaired", None, steps.repaired)


@task(task_run_name="strip {folder.name}", cache_policy=NO_CACHE)
def strip_shard(folder: Path, settings: ChromeSettings) -> Path:
    """Find the chrome."""
    return shards.strip(folder, settings)


@task(task_run_name="observe {folder.name}", cache_policy=NO_CACHE)
def observe_shard(folder: Path, settings: Settings) -> Path:
    """Observe what recurs over the pages of a host."""
    return shards.observe(folder, settings)


@task(task_run_name="learn templates", cache_policy=NO_CACHE)
def learn_templates(folders: list[Path], work: Path, settings: Settings) -> Path:
    """Learn the templates of all hosts."""
    return shards.learn(folders, work, settings)


@task(task_run_name="untemplate {folder.name}", cache_policy=NO_CACHE)
def untemplate_shard(folder: Path, learnt: Path, settings: ChromeSettings) -> Path:
    """Find the lines of their hosts' templates."""
    return shards.untemplate(folder, learnt, settings)


@task(task_run_name="unrepeat {folder.name}", cache_policy=NO_CACHE)
def unrepeat_shard(folder: Path, settings: RepeatSettings, *, mask_pii: bool) -> Path:
    """Find what a page says twice; mask personal data, where that is wanted."""
    def clean(lines: pl.DataFrame) -> pl.DataFrame:
        judged = steps.unrepeated(lines, settings)
        return steps.masked(judged) if mask_pii else judged

    return shards.step(folder, "untemplated", "judged", (settings, mask_pii), clean)


@task(task_run_name="annotate {folder.name}", cache_policy=NO_CACHE)
def annotate_shard(folder: Path, settings: Settings) -> Path:
    """Join what stands to documents, and describe them."""
    return shards.annotate(folder, settings)


@task(task_run_name="sketch {folder.name}", cache_policy=NO_CACHE)
def sketch_shard(folder: Path, stores: Stores, block: int) -> Path:
    """Cut the signatures of lines and of whole documents into bands."""
    return shards.sketch(folder, stores, block)


@task(task_run_name="match", cache_policy=NO_CACHE)
def match_corpus(folders: list[Path], stores: Stores, settings: Settings) -> list[Path]:
    """Find what documents have in common, also with those of earlier runs, and decide which of them stay."""
    known = Index(settings.out / "index"), Shelf.of(settings.out, manifest.read(settings.out))
    return shards.match(folders, known, stores, settings)


@task(task_run_name="stage", cache_policy=NO_CACHE)
def stage_corpus(folders: list[Path], work: Path, settings: Settings) -> Path | None:
    """Make the next state of the corpus beside; None where it is the present one."""
    return publish.stage(folders, work, settings)


@task(task_run_name="judge", cache_policy=NO_CACHE)
def judge_run(staged: Path, settings: Settings) -> None:
    """Stop a run that is not like the earlier ones, unless it is accepted."""
    alarms.judge(staged, settings)


@task(task_run_name="publish", cache_policy=NO_CACHE)
def publish_corpus(staged: Path, settings: Settings) -> Path:
    """Put the next state in the place of the present one, in one step."""
    put(staged, settings.out)
    return settings.out
