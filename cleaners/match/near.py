"""Which pairs of texts are near-duplicates? Sketch, group the copies, find candidates, verify, name the kind."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import fold_table
from cleaners.match.candidates import Meeting, meetings
from cleaners.match.guards import kinds, quantities
from cleaners.match.settings import MatchSettings
from cleaners.match.verify import Likeness, compare, split
from cleaners.minhash import band_keys, batches, sign_folded
from cleaners.shingles import digest, digest_folded, filled, fold_rows

PAIRS: Final = pl.Schema({
    "a": pl.UInt32,  # row of the texts
    "b": pl.UInt32,  # a later row
    "jaccard": pl.Float64,  # exact, of the shingle sets of the match keys
    "containment": pl.Float64,  # of the smaller set in the larger
    "kind": pl.String,  # one of cleaners.match.guards.KINDS
})


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
        exact = _exact_pairs(texts, sketches)
        takes_part = sketches.is_long
        takes_part[exact.filter(pl.col("kind") != "numbers-only")["b"].to_numpy()] = False
        rows = np.flatnonzero(takes_part)
        work = (pool.submit(_verify, texts, settings, m) for m in meetings(sketches.keys, rows, settings.window, pool))
        found = [likeness for likeness in _in_order(work, ahead=2 * threads) if likeness.pairs.size]
    near = _near_pairs(texts, found, settings)
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


def _exact_pairs(texts: pl.Series, sketches: Sketches) -> pl.DataFrame:
    """Link the texts of one match key, and of the same quantities, to the first of them."""
    rows = pl.DataFrame({"b": np.arange(texts.len(), dtype=np.uint32), "x": sketches.digests[:, 0],
                         "y": sketches.digests[:, 1]}).filter(~pl.Series(sketches.is_empty))
    pairs = rows.select("b", a=pl.col("b").min().over("x", "y")).filter(pl.col("a") < pl.col("b"))
    is_same = texts.gather(pairs["a"]) == texts.gather(pairs["b"])
    equal, other = pairs.filter(is_same), pairs.filter(~is_same)
    other = other.with_columns(
        mine=quantities(texts.gather(other["b"])), first=quantities(texts.gather(other["a"])),
        script=(digest(texts.gather(other["b"]), keep_script=True)
                != digest(texts.gather(other["a"]), keep_script=True)).any(axis=1),
    )
    differs = pl.col("mine") != pl.col("first")
    kind = pl.when("script").then(pl.lit("cross-script")).otherwise(pl.lit("exact"))
    leader = pl.col("b").min().over("a", "mine")
    again = other.filter(differs).with_columns(leader=leader)
    linked = [
        equal.select("a", "b", kind=pl.lit("exact")),
        other.filter(~differs).select("a", "b", kind=kind),
        again.filter(pl.col("leader") == pl.col("b")).select("a", "b", kind=pl.lit("numbers-only")),
        again.filter(pl.col("leader") < pl.col("b")).select(pl.col("leader").alias("a"), "b", kind=pl.lit("exact")),
    ]
    return pl.concat(linked).with_columns(jaccard=pl.lit(1.0), containment=pl.lit(1.0)).select(list(PAIRS))


def _verify(texts: pl.Series, settings: MatchSettings, meeting: Meeting) -> Likeness:
    likeness = compare(texts, meeting.pairs(), settings.minhash.shingles)
    return likeness.only((likeness.jaccard >= settings.threshold) | (likeness.containment >= settings.containment))


def _in_order(work: Iterator[Future[Likeness]], ahead: int) -> Iterator[Likeness]:
    """Yield the results in the order of the work, with a few turns under way: memory holds no more than those."""
    under_way: deque[Future[Likeness]] = deque()
    for turn in work:
        under_way.append(turn)
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    yield from (turn.result() for turn in under_way)


def _near_pairs(texts: pl.Series, found: list[Likeness], settings: MatchSettings) -> pl.DataFrame:
    """Name the kind of each verified pair."""
    if not found:
        return pl.DataFrame(schema=PAIRS)
    pairs, at = np.unique(np.concatenate([likeness.pairs for likeness in found]), return_index=True)
    jaccard = np.concatenate([likeness.jaccard for likeness in found])[at]
    containment = np.concatenate([likeness.containment for likeness in found])[at]
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
