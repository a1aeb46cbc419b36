"""A corpus, built by the run's own steps in their order, without waiting for Prefect's server."""

from flows import state, tasks
from flows.corpus import NEW, grouped
from flows.matching import Stores
from flows.place import work_folder
from flows.settings import Settings


def build(folder, sources, **given):
    """Build a corpus of these sources below a folder, or add to it; return where it lies."""
    settings = Settings(sources=[str(path) for path in sources], out=folder / "corpus", workers=1, **given)
    with work_folder(settings.out) as work:
        state.begin(work, settings)
        stores = Stores.at(work, settings.match)
        groups = grouped(tasks.survey_sources.fn(settings, work), settings.read.shard_bytes)
        shards = [shard for number, group in enumerate(groups)
                  for shard in tasks.read_files.fn(group, work / f"shard-{number:05d}", settings)]
        for shard in shards:
            tasks.repair_shard.fn(shard)
            tasks.strip_shard.fn(shard, settings.chrome)
            tasks.observe_shard.fn(shard, settings)
        learnt = tasks.learn_templates.fn(shards, work, settings)
        for block, shard in enumerate(shards, NEW):
            tasks.untemplate_shard.fn(shard, learnt, settings.chrome)
            tasks.unrepeat_shard.fn(shard, settings.repeats, mask_pii=settings.mask_pii)
            tasks.annotate_shard.fn(shard, settings)
            tasks.sketch_shard.fn(shard, stores, block)
        tasks.match_corpus.fn(shards, stores, settings)
        staged = tasks.stage_corpus.fn(shards, work, settings)
        if staged:
            tasks.publish_corpus.fn(staged, settings)
    return settings.out
