"""Which of a page's lines stand in a text that was made of the page, and in the same order?

Compared are letters and digits alone: an extractor joins, parts and spaces lines as it likes, and raises no exponent.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from cleaners.html.written import SCRIPTS

OTHER: Final = re.compile(r"[\W_]+")
LAST: Final = 0x33480  # behind all letters of Unicode 17
LEVEL: Final = {there: here for table in SCRIPTS.values() for here, there in table.items() if chr(there).isalnum()}
PIECE: Final = 16  # letters of a line that is looked for in parts
MAX_PLACES: Final = 4  # of a line in the text that are weighed
MIN_SHARE: Final = 0.3  # of a line's letters, for it to stand there at all


def squash(text: str) -> str:
    """Return the letters and digits of a text, in lower case and on the line.

    >>> squash("Hello, 世界 2²")
    'hello世界22'
    """
    return OTHER.sub("", text).lower().translate(LEVEL)


def squash_all(texts: Sequence[str]) -> list[str]:
    """Return the letters and digits of each text, as `squash` does, but of all of them at once.

    >>> squash_all(["Hello, 世界 2", "", "!"])
    ['hello世界2', '', '']
    """
    whole = "\n".join(texts)
    if "İ" in whole or "Σ" in whole or whole.count("\n") >= len(texts):
        return [squash(text) for text in texts]  # İ becomes two characters, and what is behind Σ tells what it becomes
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folded()[np.minimum(codes, LAST)]
    return folded[folded != 0].tobytes().decode("utf-32-le").split("\n")


@cache
def _folded() -> np.ndarray:
    """Return the small letter of each letter and digit, by code point; the line end itself, and 0 for all else."""
    found = np.fromiter((ord(c.lower()[0]) if c.isalnum() else 0 for c in map(chr, range(LAST + 1))), np.uint32)
    found[list(LEVEL)] = list(LEVEL.values())
    found[ord("\n")] = ord("\n")
    return found


def coverage(lines: Sequence[str], text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return how much of each line stands in the text: along the heaviest chain of lines in order, and anywhere.

    Lines and text are squashed; the shares, float32, lie between 0 and 1.
    """
    spans: list[tuple[int, int, int, int]] = []  # end, start, line, weight
    anywhere, chained = np.zeros(len(lines), np.float32), np.zeros(len(lines), np.float32)
    behind = 0
    for number, line in enumerate(lines if text else ()):
        found = _places(line, text, behind) if line else []
        if found:
            spans += [(end, start, number, weight) for start, end, weight in found]
            anywhere[number] = max(weight for *_, weight in found) / len(line)
            behind = next((end for start, end, _ in found if start >= behind), behind)
    for _, _, number, weight in _heaviest(spans):
        chained[number] = weight / len(lines[number])
    return chained, anywhere


def _places(line: str, text: str, behind: int) -> list[tuple[int, int, int]]:
    """Return where a line stands in the text: start, end and the letters that agree; first the next, then the first."""
    size = len(line)
    at = text.find(line)
    if at < 0:
        return _parts(line, text, behind) if size >= 2 * PIECE else []
    ahead = at if at >= behind else text.find(line, behind)
    starts = [ahead] if ahead >= 0 else []
    while at >= 0 and len(starts) < MAX_PLACES:
        if at != ahead:
            starts.append(at)
        at = text.find(line, at + 1)
    return [(start, start + size, size) for start in starts]


def _parts(line: str, text: str, behind: int) -> list[tuple[int, int, int]]:
    """Find a line piece by piece: some of it was left out, or something stands between."""
    size = len(line)
    first, last, weight, at = -1, 0, 0, behind
    for start in range(0, size - PIECE // 2, PIECE):
        piece = line[start : start + PIECE]
        if first >= 0:
            near = text.find(piece, at, at + 4 * size)
        elif (near := text.find(piece)) >= 0:
            ahead = near if near >= at else text.find(piece, at)
            near = ahead if ahead >= 0 else near
        if near >= 0:
            first = near if first < 0 else first
            at = last = near + len(piece)
            weight += len(piece)
    return [(first, last, weight)] if weight >= MIN_SHARE * size else []


def _heaviest(spans: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Return the heaviest chain of spans that go forward both in lines and in the text."""
    # Line by line, the best chain that ends at each place of the text, as a staircase: later ends, heavier chains.
    ends: list[int] = [0]
    best: list[tuple[int, int]] = [(0, -1)]  # weight, last span
    before = [-1] * len(spans)
    order = sorted(range(len(spans)), key=lambda k: spans[k][2])
    at = 0
    while at < len(order):
        line = spans[order[at]][2]
        fresh = []
        while at < len(order) and spans[order[at]][2] == line:
            number = order[at]
            end, start, _, weight = spans[number]
            mass, before[number] = best[bisect_right(ends, start) - 1]
            fresh.append((end, mass + weight, number))
            at += 1
        for end, mass, number in fresh:
            _step(ends, best, end, (mass, number))
    chain = []
    number = best[-1][1]
    while number >= 0:
        chain.append(spans[number])
        number = before[number]
    return chain[::-1]


def _step(ends: list[int], best: list[tuple[int, int]], end: int, reached: tuple[int, int]) -> None:
    """Put a chain into the staircase, and take out those that end no earlier and are no heavier."""
    place = bisect_right(ends, end)
    if best[place - 1][0] >= reached[0]:
        return
    if ends[place - 1] == end:
        place -= 1
    stop = place
    while stop < len(ends) and best[stop][0] <= reached[0]:
        stop += 1
    ends[place:stop] = [end]
    best[place:stop] = [reached]
