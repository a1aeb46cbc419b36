"""Which runs of a corpus are still to be made anew, and when does the new corpus take the place of the old?"""

from collections.abc import Iterator
from pathlib import Path

from flows import archive, inherit, manifest, state
from flows.archive import Corpus
from flows.place import REMADE, put
from flows.settings import Settings


def begin(work: Path, settings: Settings) -> tuple[Corpus, Settings]:
    """Open the corpus that is to be made anew, and say how: the settings, with the place of the new one.

    What an earlier rebuild has left is kept where it was of this corpus, with these settings and this code.
    """
    corpus = archive.open_corpus(settings.out)
    state.fit(work, settings)
    return corpus, settings.model_copy(update={"out": work / "corpus"})


def left(corpus: Corpus, anew: Settings) -> Iterator[str]:
    """Yield the runs that the new corpus does not have yet, in their order."""
    for number, run in enumerate(corpus.manifest["runs"], 1):
        done = manifest.read(anew.out)
        if done is None or len(done["runs"]) < number:
            yield run["run"]


def end(anew: Settings, settings: Settings) -> Path:
    """Put the new corpus in the place of the old one, in one step; what others have put there stays."""
    ours = {path for out in (anew.out, settings.out) for path in manifest.paths(archive.open_corpus(out).manifest)}
    inherit.others(settings.out, anew.out, ours, REMADE)
    put(anew.out, settings.out)
    return settings.out
