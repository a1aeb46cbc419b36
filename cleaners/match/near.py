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
from cleaners.match.candidates import Meeting, meetings
from cleaners.match.exact import copy_marks, exact_pairs
from cleaners.match.guards import kinds
from cleaners.match.schema import PAIRS
from cleaners.match.settings import MatchSettings
from cleaners.match.verify import Likeness, compare, split
from cleaners.minhash import band_keys, batches, cuts, sign_folded
from cleaners.shingles import digest_folded, filled, fold_rows

_BYTES: Final = 1 << 26  # of text compared at once


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
        exact = _copies(texts, sketches)
        takes_part = sketches.is_long
        takes_part[exact.filter(pl.col("kind") != "numbers-only")["b"].to_numpy()] = False
        rows = np.flatnonzero(takes_part)
        work = (pool.submit(_meet, texts, settings, m) for m in meetings(sketches.keys, rows, settings.window, pool))
        found = [likeness for turn in _in_order(work, ahead=2 * threads) for likeness in turn]
    near = near_pairs(texts, found, settings)
    return pl.concat([exact, near]).unique(["a", "b"], keep="first").sort("a", "b")


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


def _copies(texts: pl.Series, sketches: Sketches) -> pl.DataFrame:
    """Link the texts of one match key, and of the same quantities, to the first of them."""
    order = np.argsort(sketches.digests[:, 0])  # a hash table of all texts would be the peak of memory
    again = np.diff(sketches.digests[order, 0]) == 0
    shares = np.append(again, [False]) | np.append([False], again)  # half a digest with a neighbour
    rows = np.sort(order[shares & ~sketches.is_empty[order]]) if order.size else order
    x, y = sketches.digests[rows].T
    copies = pl.DataFrame({"row": rows.astype(np.uint32), "x": np.ascontiguousarray(x), "y": np.ascontiguousarray(y)})
    return exact_pairs(pl.concat([copies, copy_marks(texts.gather(copies["row"]))], how="horizontal"))


def verify(texts: pl.Series, pairs: NDArray[np.uint64], settings: MatchSettings) -> Likeness:
    """Compare candidate pairs of rows; return those that reach a threshold."""
    likeness = compare(texts, pairs, settings.minhash.shingles)
    return likeness.only((likeness.jaccard >= settings.threshold) | (likeness.containment >= settings.containment))


def _meet(texts: pl.Series, settings: MatchSettings, meeting: Meeting) -> list[Likeness]:
    return [verify(texts, part, settings) for part in _parts(texts, meeting.pairs())]


def _parts(texts: pl.Series, pairs: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    """Cut pairs into runs whose texts fit into memory together."""
    lengths = [texts.gather(rows).str.len_bytes().to_numpy().astype(np.int64) for rows in split(pairs)]
    for lo, hi in pairwise(cuts(lengths[0] + lengths[1], _BYTES)):
        yield pairs[lo:hi]


def _in_order(work: Iterator[Future[list[Likeness]]], ahead: int) -> Iterator[list[Likeness]]:
    """Yield the results in the order of the work, with a few turns under way: memory holds no more than those."""
    under_way: deque[Future[list[Likeness]]] = deque()
    for turn in work:
        under_way.append(turn)
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    yield from (turn.result() for turn in under_way)


def near_pairs(texts: pl.Series, found: list[Likeness], settings: MatchSettings) -> pl.DataFrame:
    """Name the kind of each verified pair: PAIRS, sorted, each pair once."""
    if not found:
        return pl.DataFrame(schema=PAIRS)
    pairs, at = np.unique(np.concatenate([likeness.pairs for likeness in found]), return_index=True)
    jaccard = np.concatenate([likeness.jaccard for likeness in found])[at]
    containment = np.concatenate([likeness.containment for likeness in found])[at]
    ends = np.cumsum([0, *(part.size for part in _parts(texts, pairs))])
    parts = [_named(texts, pairs[lo:hi], jaccard[lo:hi], containment[lo:hi], settings) for lo, hi in pairwise(ends)]
    return pl.concat([pl.DataFrame(schema=PAIRS), *parts])


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
