"""What does the model see of a line?

The line itself, what the rules say of it, its words' weights, its place, and what stands around it: all from the text
of the page alone. Every number is whole, or a quotient of whole numbers, so that it is the same on every machine and
whatever other pages share the frame.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import cues, grams, series, signs
from cleaners.chrome.pages import Columns, Floats, Ints, Pages

_LABEL: Final = 24  # bytes: a word or two
_ADDRESS: Final = r"https?://|www\.|@\w|\.(?:com|org|net|cn)\b"
_SEEN: Final = (
    "chars", "last_kind", "first_kind", "gram_mean", "reason", "is_prose", "n_comma", "words", "in_prose", "numbers",
)
_STEPS: Final = (-3, -2, -1, 1, 2, 3)  # neighbours seen one by one
_WINDOWS: Final = {"above_3": (3, -1), "below_3": (-1, 3), "above_10": (10, -1), "below_10": (-1, 10),
                   "around_5": (5, 5), "around_25": (25, 25)}


def describe(rows: pl.DataFrame, table: NDArray[np.int8], *, has_markup: bool = False) -> Columns:
    """Return the model's view of rows as `cleaners.chrome.ruled` leaves them, one array a feature.

    `table` holds the n-grams' weights. Where there is markup it tells of posts and of sections better than lines do.
    """
    pages = Pages.of(rows["document"])
    data, offsets = signs.utf8(rows["text"])
    counted = signs.count_signs(data, offsets)
    hashed = grams.hashed(data, offsets)
    echoes = grams.echoes(*hashed, pages.bounds, rows["prose"].to_numpy())
    columns = assemble(rows, pages, counted, echoes | grams.weigh(*hashed, table))
    return columns if has_markup else columns | parted(rows, pages, data, offsets)


def parted(rows: pl.DataFrame, pages: Pages, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Columns:
    """Return what tells the parts of a page without markup: posts and leads, and what is said of remarks and more."""
    return series.describe(rows, pages, data, offsets) | cues.describe(rows, pages)


def assemble(rows: pl.DataFrame, pages: Pages, counted: Columns, weighed: Columns) -> Columns:
    """Join what was counted and weighed to what follows from the rows' order."""
    ruled = _ruled(rows, pages, counted)
    own = _own(counted) | weighed | ruled
    own["size"] = rows["size"].to_numpy().astype(np.int64)
    prose = rows["prose"].to_numpy()
    repeated = _repeated(pages, rows, counted)
    shaped = (repeated["shapes"] > 3).astype(np.int64)  # noqa: PLR2004  a list has four lines
    sums = {
        "size": own["size"], "sqrt_size": np.sqrt(own["size"]).astype(np.int64), "prose": prose.astype(np.int64),
        "prose_size": np.where(prose, own["size"], 0), "known": (ruled["verdict"] > 0).astype(np.int64),
        "words": np.clip(weighed["gram_sum"], -400, 400).astype(np.int64),
        "stopped": (counted["last_kind"] == signs.KINDS.index("stop")).astype(np.int64),
        "number": counted["numbers"].astype(np.int64), "shaped": shaped,
        "topic": (1000 * weighed["in_prose"]).astype(np.int64), "address": ruled["address"],
        "comma": counted["comma"].astype(np.int64), "short": (own["size"] <= _LABEL).astype(np.int64),
    }
    columns = own | _placed(pages, sums) | repeated
    columns |= _around(pages, sums) | _beside(pages, own)
    return columns | _paged(pages, sums)


def matrix(columns: Columns, names: tuple[str, ...]) -> Floats:
    """Return the named columns one below the other: (names, rows) of float32."""
    out = np.empty((len(names), next(iter(columns.values())).size), np.float32)
    for k, name in enumerate(names):
        out[k] = columns[name]
    return out


def _share(part: Ints, whole: Ints) -> Floats:
    return (part / np.maximum(whole, 1)).astype(np.float32)


def _own(counted: Columns) -> Columns:
    """What a line is by itself."""
    chars, words = counted["chars"], counted["words"]
    dense = counted["han"] + counted["particle"] + counted["kana"] + counted["hangul"]
    columns: Columns = {name: _share(counted[name], chars) for name in signs.KINDS}
    columns |= {f"n_{name}": counted[name] for name in ("comma", "stop", "bar", "bracket", "quote", "digit", "symbol")}
    for name in ("chars", "words", "numbers", "years", "longest_word", "first_kind", "last_kind"):
        columns[name] = counted[name]
    columns["capital_words"] = _share(counted["capital_words"], words)
    columns["short_words"] = _share(counted["short_words"], words)
    columns["particles"] = _share(counted["particle"], dense)
    columns["clause"] = _share(chars, counted["comma"] + counted["stop"] + 1)
    return columns


def _ruled(rows: pl.DataFrame, pages: Pages, counted: Columns) -> Columns:
    """What the rules say of a line, and of its page's zones."""
    names = ("verdict", "reason", "part", "opens", "head", "foot", "tail")
    columns: Columns = {name: rows[name].to_numpy().astype(np.int64) for name in names}
    columns["is_prose"] = rows["prose"].to_numpy().astype(np.int64)
    may = counted["stop"] + counted["colon"] + counted["symbol"] > 0
    columns["address"] = signs.holds(rows["text"], may, _ADDRESS).astype(np.int64)
    known = columns["reason"] >= 0
    for name, nearest in (("rule_above", pages.nearest_above), ("rule_below", pages.nearest_below)):
        at = nearest(known)
        columns[f"{name}_far"] = np.where(at < 0, 999, np.abs(pages.row - at))
        columns[f"{name}_reason"] = np.where(at < 0, -1, columns["reason"][at])
    at = pages.nearest_above(columns["opens"] > 0)
    columns["heading_far"] = np.where(at < 0, 999, pages.row - at)
    columns["heading_reason"] = np.where(at < 0, -1, columns["reason"][at])
    return columns


def _placed(pages: Pages, sums: Columns) -> Columns:
    """Where a line stands on its page, in lines and in bytes, and how far from the prose on either side."""
    size = pages.behind - pages.first
    index = pages.row - pages.first
    columns: Columns = {
        "index": index, "index_below": size - 1 - index, "index_share": _share(index, size),
        "bytes_above": _share(pages.before(sums["size"]), pages.whole(sums["size"])),
        "prose_above": _share(pages.before(sums["prose_size"]), pages.whole(sums["prose_size"])),
        "prose_bytes_above": pages.before(sums["prose_size"]),
    }
    columns["prose_bytes_below"] = pages.whole(sums["prose_size"]) - columns["prose_bytes_above"] - sums["prose_size"]
    prose = sums["prose"] > 0
    far = {}
    for name, nearest in (("above", pages.nearest_above), ("below", pages.nearest_below)):
        at = nearest(prose)
        far[name] = np.where(at < 0, 999, np.abs(pages.row - at))
        columns[f"prose_far_{name}"] = far[name]
        columns[f"prose_near_{name}"] = np.where(at < 0, 0, sums["size"][at])
        short = nearest(sums["size"] > _LABEL)
        columns[f"short_run_{name}"] = np.where(short < 0, 999, np.abs(pages.row - short))
    columns["prose_far"] = np.minimum(far["above"], far["below"])
    columns["between_prose"] = np.minimum(far["above"] + far["below"], 999)
    return columns


def _repeated(pages: Pages, rows: pl.DataFrame, counted: Columns) -> Columns:
    """How often the page has the line, or lines of its form."""
    texts = rows["text"].hash().to_numpy()
    copies, gap = pages.count_like(texts)
    shapes, shape_gap = pages.count_like(counted["shape"])
    columns: Columns = {"copies": copies, "copy_gap": gap, "shapes": shapes, "shape_gap": shape_gap}
    columns["shape_share"] = _share(shapes, pages.behind - pages.first)
    same = np.zeros(copies.size, np.int64)
    for step in (-4, -3, -2, -1, 1, 2, 3, 4):
        same += pages.beside(counted["shape"], step) == counted["shape"]
    columns["shapes_near"] = same
    return columns


def _around(pages: Pages, sums: Columns) -> Columns:
    """What stands in windows around a line, per row of the window."""
    found = pages.shares([*sums.values()], np.ones(pages.row.size, np.int64), tuple(_WINDOWS.values()))
    return {f"{what}_{name}": values for name, window in zip(_WINDOWS, found, strict=True)
            for what, values in zip(sums, window, strict=True)}


def _beside(pages: Pages, own: Columns) -> Columns:
    """What the neighbours are, one by one."""
    columns: Columns = {}
    for step in _STEPS:
        for name in _SEEN:
            columns[f"{name}_{step:+d}"] = pages.beside(own[name], step)
    return columns


def _paged(pages: Pages, sums: Columns) -> Columns:
    """What sort of page it is, whose every line says the same: no more than this, or trees know pages by heart.

    With shares of scripts, words and marks they took a language of which they had seen few pages for text.
    """
    size = pages.behind - pages.first
    return {
        "page_rows": size, "page_known": _share(pages.whole(sums["known"]), size),
        "page_prose_share": _share(pages.whole(sums["prose_size"]), pages.whole(sums["size"])),
    }
