"""What does the markup say of each line: the element it stands in, its kin, and what an extractor made of it?

One page at a time, before anything is judged: numbers alone, so that they travel beside the lines.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.html import posts
from cleaners.html.elements import PLACES
from cleaners.html.frame import Floats, Frame, Ints, frame, named
from cleaners.html.view import View

VOTES: Final = ("trafilatura",)  # whose choice is asked for
KINDS: Final = {tag: k for k, tag in enumerate((
    "", "body", "div", "p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
    "figcaption", "ul", "ol", "dl", "tr", "table", "section", "article", "main", "header", "footer", "nav", "aside",
    "form", "figure", "details", "summary", "center", "address", "fieldset", "legend", "caption", "dialog", "tbody",
))}
LEVELS: Final = 5  # blocks around a line that are described, the innermost first
KIN: Final = 4  # of them, those whose number travels with the line
FAR: Final = 99  # lines
SHARES: Final = (0.5, 0.75, 0.9)  # of a page's prose, that its smallest block of that sort holds
PRE, TERMS = frozenset({"pre"}), frozenset({"dl"})
WHOLES: Final = {"tr": frozenset({"table"}), "li": frozenset({"ul", "ol"})}  # by the name of what makes a line there
STOOD: Final = 0.5  # share of a line that an extractor has to have kept
NEAR_TITLE: Final = 0.8
MIN_TITLE: Final = 6  # letters, of a title that is looked for inside a line


def describe(
    view: View, squashed: Sequence[str], votes: Mapping[str, tuple[Floats, Floats]], titles: Sequence[str]
) -> dict[str, NDArray[np.generic]]:
    """Return what is known of each line, one array a feature.

    `votes` holds, by the extractor's name, how much of each line it kept, in order and anywhere
    (`cleaners.html.align.coverage`); `titles` what the page calls itself, squashed as the lines are.
    """
    page = frame(view, squashed)
    around = np.stack(list(_around(page.block, page.parent)), 1)
    own = named(view)
    like = np.unique((own * 31 + own[page.parent])[page.block], return_inverse=True)[1].astype(np.int64)
    found = _own(view, page) | _blocks(view, page, around) | _placed(page) | _likened(page, like)
    found |= _titled(view, squashed, titles) | posts.describe(view, page, own)
    for name, (chained, anywhere) in votes.items():
        found |= {f"{name}_{key}": value for key, value in _voted(page, around, like, chained).items()}
        found[f"{name}_anywhere"] = anywhere
    found |= {f"kin_{k}": around[:, k] for k in range(KIN)}
    found["like"], found["whole"] = like, _wholes(view)
    return found


def _wholes(view: View) -> Ints:
    """Return the block that each line is a part of as a row is of its table; -1 where it is none's.

    That is preformatted text, a table, a list of terms, or a list, of lines that are its items by themselves.
    """
    found = np.full(len(view.blocks), -1)
    nearest = {names: _nearest(view, names) for names in (PRE, TERMS, *WHOLES.values())}
    for line, block in enumerate(view.blocks):
        around = (nearest[names][block] for names in (PRE, WHOLES.get(view.tags[block], TERMS)))
        found[line] = next((one for one in around if one >= 0), -1)
    return found


def _nearest(view: View, names: frozenset[str]) -> list[int]:
    """Return of each block itself, or the nearest around it, of some names; -1 where none is."""
    found = [0 if view.tags[0] in names else -1]
    for block in range(1, len(view.tags)):
        found.append(block if view.tags[block] in names else found[view.parents[block]])
    return found


def _around(block: Ints, parent: Ints) -> Sequence[Ints]:
    """Yield each line's block, the one around that, and so on."""
    found = [block]
    while len(found) < LEVELS:
        found.append(parent[found[-1]])
    return found


def _own(view: View, page: Frame) -> dict[str, NDArray[np.generic]]:
    """What a line is by itself."""
    places = np.array(view.places, np.int64)
    bits = places >> np.arange(len(PLACES))[:, None] & 1
    found: dict[str, NDArray[np.generic]] = {f"in_{name}": column for name, column in zip(PLACES, bits, strict=True)}
    bold = np.minimum(np.array(view.n_bold_chars, np.float32), page.mass)
    return found | {
        "letters": page.mass, "link_share": page.linked / page.mass, "bold_share": bold / page.mass,
        "links": np.array(view.n_links), "images": np.array(view.n_images), "elements": np.array(view.n_elements),
        "is_break": np.array(view.is_break), "block_depth": page.depth[page.block],
    }


def _blocks(view: View, page: Frame, around: Ints) -> dict[str, NDArray[np.generic]]:
    """What the blocks around a line are, and what they hold."""
    kinds = np.array([KINDS.get(tag, 0) for tag in view.tags])
    one = np.ones(page.mass.size)
    mass, linked, prose, lines = (page.under(v) for v in (page.mass, page.linked, page.prose, one))
    heavy, n_prose = np.maximum(mass, 1), page.under(page.prose > 0)
    children = np.bincount(page.parent[1:], minlength=page.parent.size)
    told = {
        "kind": kinds, "mass_share": mass / heavy[0], "linked": linked / heavy, "lines": lines,
        "mean": mass / np.maximum(lines, 1), "prose": prose / heavy, "prose_share": prose / max(prose[0], 1),
        "children": children, "prose_lines": n_prose,
    }
    table = np.array(list(told.values()))[:, around.T]
    found: dict[str, NDArray[np.generic]] = {"block_lines": np.bincount(page.block, minlength=kinds.size)[page.block]}
    return found | {f"{name}_{level}": table[k, level] for level in range(LEVELS) for k, name in enumerate(told)}


def _placed(page: Frame) -> dict[str, NDArray[np.generic]]:
    """Where a line stands: on the page, in the block readability would choose, and in those that hold most prose."""
    n = page.mass.size
    prose, mass = page.under(page.prose), page.under(page.mass)
    scores = np.zeros(page.parent.size)
    above = page.parent[page.block]
    for at, weight in ((page.block, 0.5), (above, 1.0), (page.parent[above], 0.5)):
        np.add.at(scores, at, weight * page.prose)
    scores *= 1 - page.under(page.linked) / np.maximum(mass, 1)
    top = int(scores.argmax())
    best = max(float(scores[top]), 1.0)
    total = np.cumsum(page.prose)
    found: dict[str, NDArray[np.generic]] = {
        "in_top": page.holds(top), "near_top": scores[above] / best, "own_top": scores[page.block] / best,
        "top_share": np.full(n, mass[top] / max(mass[0], 1)),
        "index": np.arange(n), "index_below": np.arange(n)[::-1], "index_share": np.arange(n) / n,
        "prose_above": (total - page.prose) / max(total[-1], 1), "page_prose": np.full(n, total[-1]),
        "page_mass": np.full(n, mass[0]), "page_lines": np.full(n, n),
    }
    for share in SHARES:
        enough = np.flatnonzero(prose >= share * prose[0])
        block = int(enough[page.depth[enough].argmax()])
        found[f"in_{share:g}"] = page.holds(block)
        found[f"depth_{share:g}"] = page.depth[page.block] - page.depth[block]
    return found


def _likened(page: Frame, like: Ints) -> dict[str, NDArray[np.generic]]:
    """What the lines of a sort are together: those whose blocks, and the blocks around those, are named alike."""
    count = np.bincount(like)
    mass, linked, prose = (np.bincount(like, values) for values in (page.mass, page.linked, page.prose))
    above = np.concatenate([[-1], like[:-1]]) == like
    return {
        "like_lines": count[like], "like_mean": (mass / count)[like], "like_linked": (linked / mass)[like],
        "like_prose": prose[like] / max(float(page.prose.sum()), 1), "like_mass": mass[like] / page.mass.sum(),
        "like_above": above, "like_below": np.append(above[1:], False),
    }


def _titled(view: View, squashed: Sequence[str], titles: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """How much a line is the page's title, how far the nearest such lines are, and how often the line stands there."""
    known = [title for title in titles if title]
    alike = np.array([max((_same(line, title) for title in known), default=0.0) for line in squashed], np.float32)
    counts: dict[str, int] = {}
    copies = []
    for line in squashed:
        copies.append(counts.get(line, 0))
        counts[line] = counts.get(line, 0) + 1
    found: dict[str, NDArray[np.generic]] = {
        "title": alike, "copies": np.array([counts[line] for line in squashed]), "copies_above": np.array(copies),
    }
    heads = np.array([view.tags[block] == "h1" for block in view.blocks])
    for name, where in (("title", alike >= NEAR_TITLE), ("h1", heads)):
        found[f"{name}_above"], found[f"{name}_below"] = _distances(where)
    return found


def _same(line: str, title: str) -> float:
    """Tell how much a line is a title: the whole, a part, or the title and a little more."""
    if line == title:
        return 1.0
    if len(line) >= MIN_TITLE and line in title:
        return 0.9
    return 0.8 if len(title) >= MIN_TITLE and title in line and len(line) < 2 * len(title) else 0.0


def _distances(where: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return how many lines above and below each line the nearest such line stands; none counts as FAR."""
    at = np.flatnonzero(where)
    lines = np.arange(where.size)
    if not at.size:
        return np.full(where.size, FAR), np.full(where.size, FAR)
    after = np.searchsorted(at, lines)
    above = np.where(after > 0, lines - at[np.maximum(after - 1, 0)], FAR)
    below = np.where(after < at.size, at[np.minimum(after, at.size - 1)] - lines, FAR)
    return np.minimum(above, FAR), np.minimum(below, FAR)


def _voted(page: Frame, around: Ints, like: Ints, kept: Floats) -> dict[str, NDArray[np.generic]]:
    """What an extractor kept: of the line, of its kin, of the blocks around, and between which lines."""
    mass = page.mass * kept
    where = kept >= STOOD
    found: dict[str, NDArray[np.generic]] = {"kept": kept, "share": np.full(kept.size, mass.sum() / page.mass.sum())}
    found["above"], found["below"] = _distances(where)
    at = np.flatnonzero(where)
    lines = np.arange(kept.size)
    found["within"] = (lines >= at[0]) & (lines <= at[-1]) if at.size else np.zeros(kept.size, bool)
    under, whole = page.under(mass), np.maximum(page.under(page.mass), 1)
    for level in range(1, KIN):
        block = around[:, level]
        kin, of = np.bincount(block, mass, page.parent.size), np.bincount(block, page.mass, page.parent.size)
        found[f"kin_{level}"] = (kin / np.maximum(of, 1))[block]
        found[f"under_{level}"] = (under / whole)[block]
    found["like"] = (np.bincount(like, mass) / np.bincount(like, page.mass))[like]
    return found


def _columns() -> tuple[str, ...]:
    """Return the names of what `describe` returns, which are the same for every page."""
    one = View(["x"], [0], [0], [0], [0], [0], [0], [0], [False], [()], [0], ["body"], [()])
    kept = np.zeros(1, np.float32)
    return tuple(describe(one, ["x"], dict.fromkeys(VOTES, (kept, kept)), []))


COLUMNS: Final = _columns()
