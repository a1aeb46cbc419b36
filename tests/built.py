"""A corpus, built by the run's own steps in their order, without waiting for Prefect's server."""

from flows import readers, tasks
from flows.matching import Stores
from flows.place import work_folder
from flows.settings import Settings


def build(folder, sources, **given):
    """Build a corpus of these sources below a folder; return where it lies."""
    settings = Settings(sources=[str(path) for path in sources], out=folder / "corpus", workers=1, **given)
    with work_folder(settings.out) as work:
        stores = Stores.at(work, settings.match)
        groups = readers.shards(readers.find(settings.sources).files, settings.read.shard_bytes)
        shards = []
        for number, names in enumerate(groups):
            shards += tasks.read_files.fn(names, work / f"shard-{number:05d}", settings.read, 1)
        for block, shard in enumerate(shards):
            tasks.repair_shard.fn(shard)
            tasks.strip_shard.fn(shard, settings.chrome)
            tasks.unrepeat_shard.fn(shard, settings.repeats, mask_pii=settings.mask_pii)
            tasks.annotate_shard.fn(shard, settings)
            tasks.sketch_shard.fn(shard, stores, block)
        decided = tasks.match_corpus.fn(shards, stores, settings.match, 1)
        return tasks.publish_corpus.fn(shards, decided, settings)
