"""Which sources are gone, and not merely empty?"""

import glob
from itertools import takewhile
from pathlib import Path

from cleaners.errors import BadSource, PassedOver
from flows.readers import remote


def gone(sources: tuple[str, ...], missing: tuple[BadSource, ...]) -> list[BadSource]:
    """List what of the `missing` cannot be read at all, and globs in a folder that is not there."""
    lost = [one for one in missing if not isinstance(one, PassedOver)]
    return lost + [BadSource(source, f"lies in {_home(source)}, which does not exist", "Name an existing folder")
                   for source in sources if remote.MARK not in source and glob.has_magic(source)
                   and not Path(source).exists() and not _home(source).is_dir()]


def refuse(sources: tuple[str, ...], missing: tuple[BadSource, ...]) -> None:
    """Raise BadSource where sources are gone: whoever is to see to them need not be the one who reads the log."""
    if lost := gone(sources, missing):
        others = f"; and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise BadSource(lost[0].place, f"{lost[0].fault}{others}; what else there is was read", lost[0].mend)


def _home(source: str) -> Path:
    """Return the folder that a glob looks into.

    >>> str(_home("share/news/*/2024-*.txt"))
    'share/news'
    """
    return Path(*takewhile(lambda part: not glob.has_magic(part), Path(source).parts))
