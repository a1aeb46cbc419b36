"""Which runs of lines on a page stand there a second time?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, Self

import numpy as np
import polars as pl

from cleaners.fold import fold
from cleaners.match.guards import kinds, quantities
from cleaners.shingles import ShingleSettings

REACH: Final = 4    # lines that a copy may have gained or lost between two lines that match
TRIES: Final = 4    # earlier places tried as the start of a run; the first copy is among them
ANCHOR: Final = 10  # weight from which a line can start a run; "是的。" stands everywhere
PROSE: Final = 16   # weight from which a line that ends as a sentence does is prose, not verse or dialogue

# how far to the next match in the first copy and in the second; the nearest first
STRIDES: Final = sorted(product(range(1, REACH + 1), repeat=2), key=lambda stride: (sum(stride), stride))

Pairs = list[tuple[str, str]]  # match keys
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
    weights: list[float]
    prose: list[bool]
    amounts: list[str]  # the numbers with their points and signs, which a key does not have
    shingles: list[frozenset[str]]  # of the keys of lines of weight; of others empty

    @classmethod
    def of(cls, texts: list[str], keys: list[str]) -> Self:
        """Weigh each line and tell prose from the rest."""
        frame = pl.DataFrame({"text": texts}).select(weight=weight(), prose=is_prose())
        weights = frame["weight"].to_list()
        settings = ShingleSettings()
        dense = pl.Series(keys).str.count_matches(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]").to_list()
        sizes = [settings.dense if 2 * d >= len(key) else settings.other for d, key in zip(dense, keys, strict=True)]
        return cls(
            texts,
            [key or text.strip() for key, text in zip(keys, texts, strict=True)],
            weights,
            frame["prose"].to_list(),
            quantities(pl.Series(texts, dtype=pl.String)).to_list(),
            [_shingles(key, n) if w >= ANCHOR else frozenset() for key, n, w in zip(keys, sizes, weights, strict=True)],
        )


def weight() -> pl.Expr:
    """Weigh a line: its UTF-8 bytes divided by three, so a Han character is one and a Latin letter a third."""
    return pl.col("text").str.len_bytes() / 3


def is_prose() -> pl.Expr:
    """Claim that a line is a sentence of some length: no verse, no dialogue, no code, no row of a table."""
    ends = pl.col("text").str.contains(r"[。.!?！？…:：;；,，][”」』\"'）)]*\s*$")
    stops = pl.col("text").str.count_matches(r"[。.!?！？…,，、;；]")
    return (weight() >= PROSE) & ends & (stops >= 1)


def _shingles(key: str, n: int) -> frozenset[str]:
    """Return the n-grams of a match key, as `cleaners.shingles` cuts them; one that is shorter is its own."""
    return frozenset(key[k : k + n] for k in range(max(1, len(key) - n + 1))) if key else frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a page that repeat earlier ones, in the same order."""

    pairs: list[Pair]

    @property
    def is_exact(self) -> bool:
        """Claim that every line is its twin, but for case, width and punctuation."""
        return all(similarity == 1 for _, _, similarity in self.pairs)

    def crosses_script(self, page: Page) -> bool:
        """Claim that the copy is in the other Chinese script: a quarter of its lines are equal only folded."""
        earlier, later = (pl.Series([page.texts[pair[side]] for pair in self.pairs]) for side in (0, 1))
        kept = fold(earlier, keep_script=True) != fold(later, keep_script=True)
        return 4 * (kept & (fold(earlier) == fold(later))).sum() > len(self.pairs)


def find_runs(page: Page, alike: Pairs, likeness: Likeness) -> list[Run]:
    """Find the maximal runs of lines that match earlier lines in order, short lines included.

    A run may skip up to `REACH` lines on either side. Every line is in one run at most, the longest that begins
    before it. Lines match by equal key, or by likeness; `alike` are the pairs of keys worth comparing
    (`cleaners.alike`).
    """
    twins = _twins(page, alike, likeness.alone)
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
        runs.append(Run(best))
    return runs


def _twins(page: Page, alike: Pairs, threshold: float) -> dict[int, list[int]]:
    """Map each line of weight to the earliest lines it may repeat."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(page.keys):
        if page.weights[number] >= ANCHOR:
            places[key].append(number)
    twins: dict[int, list[int]] = {}
    for numbers in places.values():
        for k, number in enumerate(numbers[1:], start=1):
            twins[number] = numbers[: min(k, TRIES)]
    for one, other in alike:
        if one not in places or other not in places:
            continue  # a line without weight
        if _similarity(page, places[one][0], places[other][0], threshold) is None:
            continue
        both = sorted((*places[one][:TRIES], *places[other][:TRIES]))
        for number in (*places[one], *places[other]):
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
    one, other = page.shingles[a], page.shingles[b]
    if min(len(one), len(other)) < threshold * max(len(one), len(other), 1):
        return None  # too few to share so many; of lines without weight there are none
    shared = len(one & other)
    similarity = shared / (len(one) + len(other) - shared) if shared else 0.0
    if similarity < threshold:
        return None
    guard = kinds(pl.Series([page.texts[a], page.texts[b]]), np.array([0]), np.array([1]))[0]
    return similarity if guard is None else None
