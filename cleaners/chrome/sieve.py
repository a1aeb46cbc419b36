"""Which rules can know a line at all? Those whose characters it has.

A pattern is taken apart into ways to match it, and each way into the characters and pairs of neighbours that no match
goes without; what cannot be told asks for nothing. The few lines that have them are then held against the pattern: one
look at a line's characters does for all rules.
"""

# Python's own parser, whose words these are: Rust's regex and RE2 are told apart from it by classes alone.
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from math import inf
from re import _constants as op
from re import _parser as parser
from re import sub
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.form import simplified
from cleaners.chrome.rules import RULES
from cleaners.chrome.sift import END, SIGNS, START, merged, number, sift

Sign = tuple[int, int]  # a character and the one behind it, or a character and 0
Way = tuple[frozenset[Sign], int, int]  # the signs it needs, and its first and its last character, where they are sure
Ways = list[Way]

_OPEN: Final = -1  # some character
_NOTHING: Final = -2  # no character: the way is empty
_ANY: Final[Ways] = [(frozenset(), _OPEN, _OPEN)]
_EMPTY: Final[Ways] = [(frozenset(), _NOTHING, _NOTHING)]
_DIGIT: Final = 0x30  # stands for all
_UNKNOWN: Final = 0xE000  # stands for a class that Python does not know
_MOST: Final = 60  # ways to match a part of a pattern, told apart
_MOST_CHOICES: Final = 24  # characters of a class, told apart


@dataclass(frozen=True, slots=True)
class Sieve:
    """What lines must have, way by way."""

    needs: NDArray[np.int32]  # signs, the rarest of each way first
    ends: NDArray[np.int32]  # way k needs needs[ends[k]:ends[k + 1]]
    bits: NDArray[np.uint64]  # of the signs of way k, as `sift` gathers them of a row
    owners: NDArray[np.int32]  # the rule that way k is one of, as a place among the rules asked for
    starts: NDArray[np.int32]  # ways whose rarest sign is s are starts[s]:starts[s + 1]
    firsts: NDArray[np.uint64]  # bit s & 63 of number s >> 6: whether there are any
    always: NDArray[np.int32]  # rules some way of which needs nothing


def candidates(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], which: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each row and rule, as a place in `which`, of which the row may be known by the rule; rows in order."""
    sieve = _sieve(which)
    told, own = np.full(len(which), -1, np.int32), np.empty(4 + 2 * int(np.diff(offsets).max(initial=0)), np.int64)
    ways = (sieve.needs, sieve.ends, sieve.bits, sieve.owners, sieve.starts, sieve.firsts)
    room = max(1024, 4 * offsets.size)
    while True:
        found = np.empty((room, 2), np.int32)
        count = sift(data, offsets, ways, sieve.always, told, own, found)
        if count <= room:
            return found[:count, 0], found[:count, 1]
        room = count
        told[:] = -1


@cache
def _sieve(which: tuple[int, ...]) -> Sieve:
    least = [(k, needs) for k, i in enumerate(which) for needs in _least(whole(i))]
    rarest = [(min(needs, key=_frequency), needs, k) for k, needs in least if needs]
    needed = sorted((first, sorted(needs - {first}, reverse=True), k) for first, needs, k in rarest)
    pairs = [pair for rarest, needs, _ in needed for pair in (rarest, *needs)]
    signs, bits = np.empty(len(pairs), np.int32), np.empty(len(pairs), np.uint64)
    number(np.array(pairs, np.int32).reshape(-1, 2), signs, bits)
    ends = np.cumsum([0, *(1 + len(needs) for _, needs, _ in needed)])
    order = np.argsort(signs[ends[:-1]], kind="stable")
    ways = [signs[ends[k] : ends[k + 1]] for k in order]
    starts = np.searchsorted([way[0] for way in ways], np.arange(SIGNS + 1)).astype(np.int32)
    return Sieve(
        needs=np.concatenate([np.empty(0, np.int32), *ways]),
        ends=np.cumsum([0, *(way.size for way in ways)]).astype(np.int32),
        bits=np.bitwise_or.reduceat(bits, ends[:-1])[order],
        owners=np.array([needed[k][2] for k in order], np.int32),
        starts=starts, firsts=np.packbits(np.diff(starts) > 0, bitorder="little").view("<u8").astype(np.uint64),
        always=np.unique(np.array([k for k, needs in least if not needs], np.int32)),
    )


@cache
def whole(rule: int) -> str:
    r"""Return a rule's pattern without the borders of words, which engines take to lie elsewhere."""
    return RULES[rule].whole.replace(r"\b", "")


@cache
def _least(pattern: str) -> list[frozenset[Sign]]:
    """Return the signs that each way to match needs; one that needs what a way of a single sign does goes without."""
    parsed = parser.parse(sub(r"\\[pP]\{\w+\}", chr(_UNKNOWN), pattern))
    found = dict.fromkeys(way[0] for way in _ways(list(parsed)))
    single = {sign for needs in found if len(needs) == 1 for sign in needs}
    return [needs for needs in found if len(needs) <= 1 or not needs & single]


def _ways(items: list[tuple[object, object]]) -> Ways:
    """Return the ways to match a run of a parsed pattern's items."""
    ways = _EMPTY
    for item in items:
        more = _item(*item)
        if min(len(ways), len(more)) > 1 and len(ways) * len(more) > _MOST:
            is_last = _share(more) >= _share(ways)  # what tells the less
            ways, more = (ways, [_meet(more)]) if is_last else ([_meet(ways)], more)
        ways = list(dict.fromkeys(_joined(one, other) for one, other in product(ways, more)))
    return ways


def _item(code: object, of: object) -> Ways:  # noqa: PLR0911  a table of cases
    """Return the ways to match an item."""
    if code is op.LITERAL:
        return [_letter(of)]
    if code is op.IN:
        return _choices(of)
    if code is op.BRANCH:
        return list(dict.fromkeys(chain.from_iterable(_ways(list(branch)) for branch in of[1])))
    if code is op.SUBPATTERN:
        return _ways(list(of[3]))
    if code in {op.MAX_REPEAT, op.MIN_REPEAT}:
        least, most, inner = of
        if least == 0:
            return [*_ways(list(inner)), *_EMPTY] if most == 1 else _ANY
        return _ways([*inner, *([] if most == 1 else [(op.ANY, None)])])
    if code is op.AT:
        return [(frozenset(), *(2 * [START if of is op.AT_BEGINNING else END]))]
    return _ANY


def _letter(code: int) -> Way:
    if code == _UNKNOWN:
        return _ANY[0]
    code = int(merged(code))
    return frozenset({(code, 0)}), code, code


def _choices(members: list[tuple[object, object]]) -> Ways:
    """Return the ways to match one character of a class."""
    if len(members) > _MOST_CHOICES:
        return _ANY
    ways: Ways = []
    for code, of in members:
        if code is op.CATEGORY and of is op.CATEGORY_DIGIT:
            ways.append(_letter(_DIGIT))
        elif code is op.LITERAL and of != _UNKNOWN:
            ways.append(_letter(of))
        else:
            return _ANY
    return list(dict.fromkeys(ways))


def _joined(one: Way, other: Way) -> Way:
    """Return the way that goes one and then the other."""
    if _NOTHING in {one[1], other[1]}:
        return other if one[1] == _NOTHING else one
    needs = one[0] | other[0]
    if one[2] >= 0 and other[1] >= 0:
        needs |= {(one[2], other[1])}
    return needs, one[1], other[2]


def _meet(ways: Ways) -> Way:
    """Return what all ways need, as one way."""
    needs = frozenset.intersection(*(way[0] for way in ways))
    first, last = ({way[k] for way in ways} for k in (1, 2))
    return needs, first.pop() if len(first) == 1 else _OPEN, last.pop() if len(last) == 1 else _OPEN


@cache
def _frequency(needed: Sign) -> tuple[int, Sign]:
    """Return a key by which the signs that few lines have come first, as far as the rules' own examples tell."""
    seen = _seen()
    return (1 + seen[needed[0]]) * (1 + seen[needed[1]]), needed


def _share(ways: Ways) -> float:
    """Return of how many lines, in no unit, the ways can be a match: by the rarest sign that each needs."""
    return sum(min((_frequency(needed)[0] for needed in way[0]), default=inf) for way in ways)


@cache
def _seen() -> Counter[int]:
    """Return how often the examples have each character; 0, a character's neighbour where it stands alone, is all."""
    lines = [simplified(line.lower()) for rule in RULES for line in (*rule.drops, *rule.keeps)]
    seen = Counter(int(merged(ord(character))) for character in chain.from_iterable(lines))
    return seen + Counter({START: len(lines), END: len(lines), 0: seen.total()})
