"""How do tests build a corpus of some files?"""

from flows.settings import Settings
from tests import flowing


def build(folder, sources, **given):
    """Build a corpus of these sources below a folder, or add to it; return where it lies."""
    settings = Settings(sources=[str(path) for path in sources], out=folder / "corpus", workers=1, **given)
    return flowing.build(settings)[1]
