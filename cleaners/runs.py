"""Which runs of lines on a page stand there a second time?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, Self

import numpy as np
import polars as pl

from cleaners.fold import fold
from cleaners.match import MatchSettings, near_duplicates
from cleaners.match.guards import kinds, quantities
from cleaners.match.verify import compare

REACH: Final = 4    # lines that a copy may have gained or lost between two lines that match
TRIES: Final = 4    # earlier places tried as the start of a run; the first copy is among them
ANCHOR: Final = 10  # weight from which a line can start a run; "是的。" stands everywhere
PROSE: Final = 16   # weight from which a line that ends as a sentence does is prose, not verse or dialogue

# how far to the next match in the first copy and in the second; the nearest first
STRIDES: Final = sorted(product(range(1, REACH + 1), repeat=2), key=lambda stride: (sum(stride), stride))

Pair = tuple[int, int, float]  # earlier line, later line, exact Jaccard


@dataclass(frozen=True, slots=True)
class Likeness:
    """From which exact Jaccard of their shingle sets do two lines match?"""

    alone: float    # wherever they stand
    aligned: float  # right behind, or before, two lines that match: an edit weighs more in a short line


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one document that still stand, by position."""

    texts: list[str]
    keys: list[str]  # folded; a line of punctuation alone is its own key
    weights: list[float]  # UTF-8 bytes / 3
    prose: list[bool]
    amounts: list[str]  # the numbers with their points and signs, which a key does not have

    @classmethod
    def of(cls, texts: list[str], keys: list[str]) -> Self:
        """Weigh each line and tell prose from the rest."""
        frame = pl.DataFrame({"text": texts}).select(
            weight=pl.col("text").str.len_bytes() / 3,
            ends=pl.col("text").str.contains(r"[。.!?！？…:：;；,，][”」』\"'）)]*\s*$"),
            stops=pl.col("text").str.count_matches(r"[。.!?！？…,，、;；]"),
        )
        prose = (frame["weight"] >= PROSE) & frame["ends"] & (frame["stops"] >= 1)
        keys = [key or text.strip() for key, text in zip(keys, texts, strict=True)]
        amounts = quantities(pl.Series(texts, dtype=pl.String)).to_list()
        return cls(texts, keys, frame["weight"].to_list(), prose.to_list(), amounts)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a page that repeat earlier ones, in the same order."""

    pairs: list[Pair]
    crosses_script: bool

    @property
    def is_exact(self) -> bool:
        """Claim that every line is its twin, but for case, width and punctuation."""
        return all(similarity == 1 for _, _, similarity in self.pairs)


def find_runs(page: Page, likeness: Likeness) -> list[Run]:
    """Find the maximal runs of lines that match earlier lines in order, short lines included.

    A run may skip up to `REACH` lines on either side. Every line is in one run at most, the longest that begins
    before it. Lines match by equal key, or by likeness.
    """
    twins = _twins(page, likeness.alone)
    taken: set[int] = set()
    runs = []
    for start in sorted(twins):
        if start in taken:
            continue
        walks = [_walk(page, (earlier, start), taken, likeness) for earlier in twins[start]]
        best = max(walks, key=lambda walk: sum(page.weights[later] for _, later, _ in walk))
        if not best:
            continue
        taken |= {later for _, later, _ in best}
        runs.append(Run(best, _crosses_script(page, best)))
    return runs


def _twins(page: Page, threshold: float) -> dict[int, list[int]]:
    """Map each line of weight to the earliest lines it may repeat."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(page.keys):
        if page.weights[number] >= ANCHOR:
            places[key].append(number)
    twins: dict[int, list[int]] = {}
    for numbers in places.values():
        for k, number in enumerate(numbers[1:], start=1):
            twins[number] = numbers[: min(k, TRIES)]
    keys = list(places)
    pairs = near_duplicates(
        pl.Series([page.texts[places[key][0]] for key in keys], dtype=pl.String), MatchSettings(threshold=threshold)
    ).filter(pl.col("kind").is_in(("near", "cross-script")))
    for one, other in pairs.select("a", "b").iter_rows():
        both = sorted((*places[keys[one]][:TRIES], *places[keys[other]][:TRIES]))
        for number in (*places[keys[one]], *places[keys[other]]):
            earlier = [n for n in both if n < number]
            if earlier:
                twins[number] = sorted({*twins.get(number, []), *earlier})[:TRIES]
    return twins


def _walk(page: Page, start: tuple[int, int], taken: set[int], likeness: Likeness) -> list[Pair]:
    """Follow a match both ways, as far as the lines go on matching in order.

    The first copy ends where the second begins, so neither may reach into the other.
    """
    similarity = _similarity(page, *start, likeness.alone)
    if similarity is None:
        return []

    def steps(way: int, bound: int) -> Iterator[Pair]:
        earlier, later = start
        while True:
            for down, across in STRIDES:
                a, b = earlier + way * down, later + way * across
                crosses = a >= bound if way > 0 else b <= bound
                if a < 0 or b >= len(page.keys) or b in taken or crosses:
                    continue
                is_next = down == across == 1
                alike = _similarity(page, a, b, likeness.aligned if is_next else likeness.alone)
                if alike is not None:
                    break
            else:
                return
            yield a, b, alike
            earlier, later = a, b

    back = [*reversed(list(steps(-1, start[0]))), (*start, similarity)]
    return [*back, *steps(1, back[0][1])]


def _similarity(page: Page, a: int, b: int, threshold: float) -> float | None:
    """Return the exact Jaccard of two lines if they match, else None. Lines that differ in numbers do not match."""
    if page.keys[a] == page.keys[b]:
        return 1.0 if page.amounts[a] == page.amounts[b] else None
    if min(page.weights[a], page.weights[b]) < ANCHOR:
        return None
    texts, settings = pl.Series([page.texts[a], page.texts[b]]), MatchSettings()
    similarity = float(compare(texts, np.array([1], np.uint64), settings.minhash.shingles).jaccard[0])
    if similarity < threshold or kinds(texts, np.array([0]), np.array([1]))[0] is not None:
        return None
    return similarity


def _crosses_script(page: Page, pairs: list[Pair]) -> bool:
    """Claim that a copy is in the other Chinese script: a quarter of its lines are equal only once that is folded."""
    earlier, later = ([page.texts[pair[side]] for pair in pairs] for side in (0, 1))
    kept = fold(pl.Series(earlier), keep_script=True) != fold(pl.Series(later), keep_script=True)
    return 4 * (kept & (fold(pl.Series(earlier)) == fold(pl.Series(later)))).sum() > len(pairs)
