"""How is the flow run task by task, without a server?"""

from flows import rebuild as rebuilds
from flows import state
from flows.corpus import grouped
from flows.matching import NEW, Stores
from flows.place import work_folder
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


def build(settings):
    """Do what the flow does; return the number of groups, and the corpus folder."""
    with work_folder(settings.out) as work:
        state.begin(work, settings)
        files, _ = survey_sources.fn(settings, work)
        groups = grouped(files, settings.read.shard_bytes)
        read = (read_files.fn(group, work / f"shard-{number:05d}", settings) for number, group in enumerate(groups))
        staged = stage([folder for folders in read for folder in folders], work, settings)
        if staged:
            judge_run.fn(staged, settings)
            publish_corpus.fn(staged, settings)
        return len(groups), settings.out


def rebuild(settings):
    """Do what the flow that rebuilds does."""
    with work_folder(settings.out, "rebuild") as aside:
        corpus, anew = rebuilds.begin(aside, settings)
        for name in rebuilds.left(corpus, anew):
            rebuild_run(corpus, name, anew)
        return rebuilds.end(anew, settings)


def rebuild_run(corpus, name, anew):
    """Make one run anew."""
    with work_folder(anew.out) as work:
        state.begin(work, anew)
        publish_corpus.fn(stage(replay_run.fn(corpus, name, work, anew), work, anew), anew)


def stage(shards, work, settings):
    """Clean, match and stage some shards."""
    stores = Stores.at(work, settings.match)
    for folder in shards:
        observe_shard.fn(strip_shard.fn(repair_shard.fn(folder), settings.chrome), settings)
    learnt = learn_templates.fn(shards, work, settings)
    for block, folder in enumerate(shards, NEW):
        untemplated = untemplate_shard.fn(folder, learnt, settings.chrome)
        unrepeat_shard.fn(untemplated, settings.repeats, mask_pii=settings.mask_pii)
        sketch_shard.fn(annotate_shard.fn(folder, settings), stores, block)
    match_corpus.fn(shards, stores, settings)
    return stage_corpus.fn(shards, work, settings)
