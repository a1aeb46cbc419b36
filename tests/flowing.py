"""How is the flow run task by task, without a server?"""

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
        groups = grouped(survey_sources.fn(settings, work), settings.read.shard_bytes)
        stores = Stores.at(work, settings.match)
        folders = []
        for number, group in enumerate(groups):
            for folder in read_files.fn(group, work / f"shard-{number:05d}", settings):
                observe_shard.fn(strip_shard.fn(repair_shard.fn(folder), settings.chrome), settings)
                folders.append(folder)
        learnt = learn_templates.fn(folders, work, settings)
        for block, folder in enumerate(folders, NEW):
            unrepeat_shard.fn(untemplate_shard.fn(folder, learnt, settings.chrome), settings.repeats)
            sketch_shard.fn(annotate_shard.fn(folder), stores, block)
        match_corpus.fn(folders, stores, settings)
        staged = stage_corpus.fn(folders, work, settings)
        if staged:
            judge_run.fn(staged, settings)
            publish_corpus.fn(staged, settings)
        return len(groups), settings.out
