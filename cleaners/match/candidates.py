"""Which pairs of texts are worth comparing? Those that meet in a bucket: the same key in the same band.

A bucket is compared whole if it has at most `window` + 1 texts. In a wider one the texts stand in the order of the
next band's key, so that likely twins are neighbours, and each is compared with some that follow it and with the
bucket's first: linear in the bucket, and a bucket of one text's variants stays connected. A text that has been in some
wide buckets is in no more of them: a line with a counter, printed a million times, would be in all.

A pair of rows is one number, low row << 32 | high row.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.minhash import cuts

_REACH: Final = 8  # texts that follow, in a wide bucket
_WIDE: Final = 4  # wide buckets that a text may be in
_CHUNK: Final = 1 << 13  # pairs in one thread's turn, before those that have met already are left out


@dataclass(frozen=True, slots=True)
class Meeting:
    """A part of one band's buckets, enough work for one turn of a thread."""

    rows: NDArray[np.int64]  # of the texts that share a bucket, bucket by bucket
    firsts: NDArray[np.int64]  # position in `rows` where the text's bucket begins
    keys: NDArray[np.uint32]  # per text and band
    reach: NDArray[np.int64]  # how many of those that follow it in its bucket a text is compared with
    wide: NDArray[np.uint64]  # per text, a bit per band whose bucket was too wide to compare whole
    span: tuple[int, int, int]  # positions lo:hi in `rows`, and the number of the band
    most: int  # pairs, those that have met already among them

    def pairs(self) -> NDArray[np.uint64]:
        """Return the pairs that meet here and in no earlier band's bucket compared whole; sorted."""
        from cleaners import kernels  # noqa: PLC0415  imports numba

        room = np.empty(self.most, np.uint64)
        span = np.array(self.span)
        count = kernels.pair_members(self.rows, self.firsts, self.reach, span, self.keys, self.wide, room)
        return np.sort(room[:count])


def meetings(keys: NDArray[np.uint32], rows: NDArray[np.int64], window: int,
             pool: ThreadPoolExecutor) -> Iterator[Meeting]:
    """Yield all meetings, band by band. `keys` has a line per text and a column per band, `rows` those that take part.

    While one band is handed out, the pool sorts the next.
    """
    wide = np.zeros(keys.shape[0], np.uint64)
    ahead = pool.submit(_buckets, keys, rows, 0, window)
    for band in range(keys.shape[1]):
        members, firsts = ahead.result()
        if band + 1 < keys.shape[1]:
            ahead = pool.submit(_buckets, keys, rows, band + 1, window)
        in_wide = _sizes(firsts) > window + 1
        stays = ~in_wide | (np.bitwise_count(wide[members]) < _WIDE)
        left, starts = members[stays], _restart(firsts[stays])
        reach = np.where(in_wide, min(_REACH, window), window)[stays]
        for lo, hi, most in _spans(starts, reach):
            yield Meeting(left, starts, keys, reach, wide, (lo, hi, band), most)
        wide[members[in_wide]] |= np.uint64(1 << band)  # read in later bands only


def partition_pairs(keys: NDArray[np.uint64], rows: NDArray[np.int64], window: int) -> NDArray[np.uint64]:
    """Return the pairs that meet in one partition of a band table, sorted, each once.

    A partition holds whole buckets: every entry (key, row) whose key begins alike. Rows are less than 2**32.
    """
    _, numbers = np.unique(keys, return_inverse=True)
    members, firsts = find(numbers.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64))
    bare, wide = np.empty((0, 0), np.uint32), np.empty(0, np.uint64)
    reach = np.where(_sizes(firsts) > window + 1, min(_REACH, window), window)
    parts = [Meeting(members, firsts, bare, reach, wide, (lo, hi, 0), most).pairs()
             for lo, hi, most in _spans(firsts, reach)]
    pairs = np.sort(np.concatenate([np.empty(0, np.uint64), *parts]))
    return pairs[np.diff(pairs, prepend=~pairs[:1]) != 0]


def _buckets(keys: NDArray[np.uint32], rows: NDArray[np.int64], band: int,
             window: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    members, firsts = find(keys[rows, band].astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64))
    wide = np.flatnonzero(_sizes(firsts) > window + 1)
    if wide.size:
        next_keys = keys[members[wide], (band + 1) % keys.shape[1]]
        members[wide] = members[wide][np.lexsort((members[wide], next_keys, firsts[wide]))]
    return members, firsts


def find(packed: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, from 32 bits of key << 32 | row, the rows that share a key, and where in them each one's bucket begins.

    Sorts `packed` in place.
    """
    from cleaners import kernels  # noqa: PLC0415  imports numba

    packed.sort()
    members, firsts = np.empty(packed.size, np.int64), np.empty(packed.size, np.int64)
    count = kernels.find_buckets(packed, members, firsts)
    return members[:count].copy(), firsts[:count].copy()


def _sizes(firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per position, the size of its bucket."""
    return np.bincount(firsts, minlength=1)[firsts]


def _restart(firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the buckets begin after some positions are gone.

    >>> _restart(np.array([0, 0, 4, 9, 9])).tolist()
    [0, 0, 2, 3, 3]
    """
    return np.searchsorted(firsts, firsts)


def _partners(firsts: NDArray[np.int64], reach: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per position, how many pairs it makes."""
    place = np.arange(firsts.size) - firsts
    return np.minimum(_sizes(firsts) - 1 - place, reach) + (place > reach)


def _spans(firsts: NDArray[np.int64], reach: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Cut the positions into runs of about a chunk of pairs; return each with how many they are."""
    partners = _partners(firsts, reach)
    return [(lo, hi, int(partners[lo:hi].sum())) for lo, hi in pairwise(cuts(partners, _CHUNK))]
