"""Which pairs of texts are near-duplicates? Sketch, group the copies, find candidates, verify, name the kind."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import fold_table
from cleaners.match.candidates import Meeting, find, meetings
from cleaners.match.exact import copy_marks, exact_pairs
from cleaners.match.guards import kinds
from cleaners.match.schema import PAIRS
from cleaners.match.settings import MatchSettings
from cleaners.match.verify import LOW, Likeness, compare, split
from cleaners.minhash import band_keys, batches, cuts, sign_folded
from cleaners.shingles import digest_folded, filled, fold_rows

_COMPARED: Final = 1 << 21  # bytes of text in one comparison: many pairs share a text, and their shingles fit the cache
_NAMED: Final = 1 << 19  # bytes of text in one thread's turn


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is kept of each text until its candidates are known: some 100 bytes."""

    digests: NDArray[np.uint64]  # (rows, 2), of the match key
    is_empty: NDArray[np.bool_]  # the match key
    is_long: NDArray[np.bool_]  # enough for near-duplicates
    keys: NDArray[np.uint32]  # (rows, bands): the leading halves of the band keys


def near_duplicates(texts: pl.Series, settings: MatchSettings, *, threads: int = 1) -> pl.DataFrame:
    """Return the verified pairs of rows, as PAIRS, sorted; the same whatever the number of threads.

    Texts of equal match keys are linked to the first of them (a star, never all pairs), and only that first one is
    paired with near-duplicates. Texts with an empty match key, nulls too, have no pairs. A pair below the threshold
    is listed as "contained" if it became a candidate and the smaller set lies in the larger.

    >>> clause = "本办法自二〇二四年一月一日起施行,二〇〇三年发布的暂行办法同时废止"
    >>> texts = pl.Series([clause, clause + "。", "無", clause.replace("二四", "二五")])
    >>> near_duplicates(texts, MatchSettings()).select("a", "b", "kind").rows()
    [(0, 1, 'exact'), (0, 3, 'numbers-only')]
    """
    texts = filled(texts)
    with ThreadPoolExecutor(threads) as pool:
        sketches = sketch(texts, settings, pool)
        exact = _copies(texts, sketches, pool)
        takes_part = sketches.is_long
        takes_part[exact.filter(pl.col("kind") != "numbers-only")["b"].to_numpy()] = False
        rows = np.flatnonzero(takes_part)
        sizes, found_by = _sizes(texts), meetings(sketches.keys, rows, settings.window, pool)
        work = (pool.submit(_meet, texts, sizes, settings, meeting) for meeting in found_by)
        found = [likeness for turn in _in_order(work, ahead=2 * threads) for likeness in turn]
        near = near_pairs(texts, found, settings, pool)
    return _merged(exact, near)


def sketch(texts: pl.Series, settings: MatchSettings, pool: ThreadPoolExecutor) -> Sketches:
    """Fold every text once and keep what finds its twins."""
    rows = texts.len()
    kept = Sketches(np.empty((rows, 2), np.uint64), np.empty(rows, np.bool_), np.empty(rows, np.bool_),
                    np.empty((rows, settings.bands), np.uint32))

    def sketch_batch(lo: int, hi: int) -> None:
        folded = fold_rows(texts[lo:hi], settings.minhash.shingles, fold_table())
        kept.digests[lo:hi] = digest_folded(folded)
        kept.is_empty[lo:hi] = folded.lengths == 0
        kept.is_long[lo:hi] = folded.lengths >= np.where(folded.is_dense, settings.min_dense, settings.min_other)
        signed = np.empty((hi - lo, settings.minhash.permutations), np.uint32)
        sign_folded(folded, settings.minhash, signed)
        kept.keys[lo:hi] = band_keys(signed, settings.bands, settings.rows) >> np.uint64(32)

    bounds = batches(texts)
    list(pool.map(sketch_batch, bounds[:-1], bounds[1:]))  # each batch writes its own rows
    return kept


def _copies(texts: pl.Series, sketches: Sketches, pool: ThreadPoolExecutor) -> pl.DataFrame:
    """Link the texts of one match key, and of the same quantities, to the first of them."""
    rows = np.flatnonzero(~sketches.is_empty)
    leading = sketches.digests[rows, 0] & ~LOW  # few texts share these 32 bits by chance; the rest tells them apart
    rows = np.sort(find(leading | rows.astype(np.uint64))[0])  # a hash table of all texts would be the peak of memory
    x, y = sketches.digests[rows].T
    copies = pl.DataFrame({"row": rows.astype(np.uint32), "x": np.ascontiguousarray(x), "y": np.ascontiguousarray(y)})
    runs = pairwise(cuts(_sizes(texts)[rows], _NAMED))
    marks = pool.map(lambda run: copy_marks(texts.gather(rows[run[0] : run[1]])), runs)
    return exact_pairs(pl.concat([copies, pl.concat([copy_marks(texts[:0]), *marks])], how="horizontal"))


def _merged(exact: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Return both, sorted; of a pair that is in both what the exact ones say."""
    frame = pl.concat([exact, near])
    low, high = (frame[name].to_numpy().astype(np.uint64) for name in ("a", "b"))
    order = np.argsort(low << np.uint64(32) | high, kind="stable")
    return frame[order].filter((pl.col("a") != pl.col("a").shift()).fill_null(value=True)
                               | (pl.col("b") != pl.col("b").shift()))


def verify(texts: pl.Series, pairs: NDArray[np.uint64], settings: MatchSettings) -> Likeness:
    """Compare candidate pairs of rows; return those that reach a threshold."""
    floor = (settings.threshold, settings.containment)
    likeness = compare(texts, pairs, settings.minhash.shingles, floor=floor)
    return likeness.only((likeness.jaccard >= settings.threshold) | (likeness.containment >= settings.containment))


def _meet(texts: pl.Series, sizes: NDArray[np.int64], settings: MatchSettings, meeting: Meeting) -> list[Likeness]:
    return [verify(texts, part, settings) for part in _parts(sizes, meeting.pairs(), _COMPARED)]


def _sizes(texts: pl.Series) -> NDArray[np.int64]:
    return texts.str.len_bytes().to_numpy().astype(np.int64)


def _parts(sizes: NDArray[np.int64], pairs: NDArray[np.uint64], most: int) -> Iterator[NDArray[np.uint64]]:
    """Cut pairs into runs with about so many bytes of text."""
    low, high = split(pairs)
    for lo, hi in pairwise(cuts(sizes[low] + sizes[high], most)):
        yield pairs[lo:hi]


def _in_order(work: Iterator[Future[list[Likeness]]], ahead: int) -> Iterator[list[Likeness]]:
    """Yield the results in the order of the work, with a few turns under way: memory holds no more than those."""
    under_way: deque[Future[list[Likeness]]] = deque()
    for turn in work:
        under_way.append(turn)
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    yield from (turn.result() for turn in under_way)


def near_pairs(texts: pl.Series, found: list[Likeness], settings: MatchSettings,
               pool: ThreadPoolExecutor | None = None) -> pl.DataFrame:
    """Name the kind of each verified pair, in the pool's threads: PAIRS, sorted, each pair once."""
    if not found:
        return pl.DataFrame(schema=PAIRS)
    pairs, at = np.unique(np.concatenate([likeness.pairs for likeness in found]), return_index=True)
    jaccard = np.concatenate([likeness.jaccard for likeness in found])[at]
    containment = np.concatenate([likeness.containment for likeness in found])[at]

    def named(run: tuple[int, int]) -> pl.DataFrame:
        part = slice(*run)
        return _named(texts, pairs[part], jaccard[part], containment[part], settings)

    runs = pairwise(np.cumsum([0, *(part.size for part in _parts(_sizes(texts), pairs, _NAMED))]).tolist())
    return pl.concat([pl.DataFrame(schema=PAIRS), *(pool.map(named, runs) if pool else map(named, runs))])


def _named(texts: pl.Series, pairs: NDArray[np.uint64], jaccard: NDArray[np.float64],
           containment: NDArray[np.float64], settings: MatchSettings) -> pl.DataFrame:
    low, high = split(pairs)
    is_near = jaccard >= settings.threshold
    unfolded = compare(texts, pairs[is_near], settings.minhash.shingles, keep_script=True)
    by_script = np.zeros(pairs.size, np.bool_)
    by_script[is_near] = unfolded.jaccard < settings.threshold
    frame = pl.DataFrame({"a": low.astype(np.uint32), "b": high.astype(np.uint32), "jaccard": jaccard,
                          "containment": containment, "near": is_near, "script": by_script,
                          "guard": kinds(texts, low, high)})
    kind = (pl.when(pl.col("guard").is_not_null()).then("guard").when("script").then(pl.lit("cross-script"))
            .when("near").then(pl.lit("near")).otherwise(pl.lit("contained")))
    return frame.with_columns(kind=kind).select(list(PAIRS))
