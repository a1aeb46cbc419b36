"""What sort of page does a line stand on? Features that every line of a page has alike, for pages of HTML.

Of texts, trees that know these learn scarce languages by heart (`MODEL.md`); beside what markup says they are worth it.
"""

from typing import Final

import numpy as np

from cleaners.chrome import signs
from cleaners.chrome.features import Columns
from cleaners.chrome.pages import Floats, Ints, Pages
from cleaners.schema import REASONS

_SCRIPTS: Final = (
    "han", "particle", "kana", "hangul", "cyrillic", "right_to_left", "indic", "letter", "upper", "lower",
)
_TOLD: Final = ("nav", "related-links", "comments", "login", "share", "form", "timestamp", "byline", "profile")
_LABEL: Final = 24  # bytes: a word or two
_LIST: Final = 3  # lines of one shape that are no list yet


def describe(pages: Pages, columns: Columns) -> Columns:
    """Return means over a page's lines, shares of its letters, and how many lines the rules know, by family.

    `columns` is what `cleaners.chrome.features` says of the lines.
    """
    size, prose = columns["size"], columns["is_prose"]
    sums = {
        "size": size, "sqrt_size": np.sqrt(size), "prose": prose, "prose_size": size * prose,
        "words": np.clip(columns["gram_sum"], -400, 400), "stopped": columns["last_kind"] == signs.KINDS.index("stop"),
        "number": columns["numbers"], "shaped": columns["shapes"] > _LIST, "topic": 1000 * columns["in_prose"],
        "address": columns["address"], "comma": columns["n_comma"], "short": size <= _LABEL,
    }
    rows = pages.behind - pages.first
    whole = {name: pages.whole(values.astype(np.int64)) for name, values in sums.items()}
    found: Columns = {f"page_{name}": _share(part, rows) for name, part in whole.items()}
    counts = {name: np.rint(columns[name] * columns["chars"]).astype(np.int64) for name in _SCRIPTS}
    letters = {name: pages.whole(count) for name, count in counts.items()}
    every = np.sum(list(letters.values()), axis=0)
    found |= {f"page_{name}_letters": _share(count, every) for name, count in letters.items()}
    for name in _TOLD:
        known = columns["reason"] == tuple(REASONS["chrome"]).index(name)
        found[f"page_n_{name}"] = pages.whole(known.astype(np.int64))
    return found | {"page_bytes": whole["size"], "page_prose_bytes": whole["prose_size"]}


def _share(part: Ints, whole: Ints) -> Floats:
    return (part / np.maximum(whole, 1)).astype(np.float32)
