"""What did a run of characters say before its bytes were shifted by one?

The search-and-replace of seed 003 knows nothing of characters: it also finds its two bytes as the second byte of one
character and the first of the next. The parenthesis it puts in then eats the first byte, and what follows is read one
byte off, up to the next ASCII byte: `因?yàn)槿诓坏藉X` for `因為融不到錢`. To undo it, put the lost byte back (with the
byte before it, it gives a character of that reading) and read on. The bytes are exact; where some were lost on the way
(codes of the user-defined area, a byte eaten together with the ASCII character behind it) words must fill the gap, or
the run stays as it came.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from heapq import heappop, heappush
from typing import Final

from cleaners.repair.context import Page, strangeness
from cleaners.repair.evidence import SHIFTED, SPELLED
from cleaners.repair.pinyin import HIGH_BYTE, completions, decoded, encoded, is_everyday, is_reading, simplified

ASCII_END: Final = 0x80
SECOND_BYTES: Final = range(0x40, 0xFF)
SIGN_ROW: Final = 0xA1  # the row of GBK that holds 。
FULL_WIDTH_ROW: Final = 0xA3  # the row that holds full-width ASCII
ENDED: Final = -1  # no byte waits: the run is over
# What reading a run may cost: a first character that makes no word with the one before; full-width ASCII that was
# folded; a pair of bytes that was dropped; a last character that stays unknown.
COST_STRANGER, COST_FOLDED, COST_COMMA, COST_DROPPED, COST_UNKNOWN = 0.3, 0.5, 1.2, 1.8, 0.4
MAX_COST: Final = 2.0  # of a short run; a long one may cost MAX_MEAN for each character
MAX_MEAN: Final = 0.25
MIN_LEAD: Final = 0.4  # by which the best reading must beat the next
MIN_RATIO: Final = 3  # by which one word must be more common on the page than the next that fits
MAX_STEPS: Final = 400
BASE_MISFITS: Final = 2
MAX_MISFITS: Final = 1 / 6  # of a run that no other reading explains better
EATEN_TAG: Final = re.compile(r"nbsp;|(?=/?(?:p|br|div|span|strong)\b[^<>\n]{0,40}>)|$")
READ_AGAIN: Final = re.compile(rf" ?[(（] ?(?P<reading>{SPELLED}) ?[)）]")


@dataclass(frozen=True, slots=True, order=True)
class Path:
    """One way to read a run so far; `pending` is a first byte that waits for its second."""

    cost: float
    place: int
    pending: int = field(compare=False)
    text: str
    must_join: bool = field(compare=False, default=False)  # the last character is a guess until it makes a word

    def grown(self, more: str, place: int, pending: int, extra: float = 0.0) -> "Path":
        """Return the path that reads one character more (and an ASCII one that ended the run)."""
        return Path(self.cost + extra + sum(map(strangeness, more[:1])), place, pending, self.text + more)


def mend_runs(text: str, page: Page) -> str:
    """Return the line with every shifted run put right that can be read with certainty."""
    done, place = "", 0
    for match in SHIFTED.finditer(text):
        if match.start() < place:
            continue
        done += text[place : match.start()]
        place = match.start()
        found = _read(text, match, done, page) if done else None
        if found:
            done, place = done + "".join(map(page.as_set, found.text)), found.place
    return done + text[place:]


def _read(text: str, match: re.Match[str], before: str, page: Page) -> Path | None:
    """Return the one certain reading of the run that begins with a match, or nothing."""
    last = encoded(before[-1])
    if len(last) < len("\x81\x40") or last[1] < HIGH_BYTE:
        return None
    paths: list[Path] = []
    for character in completions(last[1], match["reading"]):
        lost = encoded(character)[1]
        if lost >= HIGH_BYTE:  # else it was a whole ASCII character, and nothing is shifted
            heappush(paths, Path(page.cost_of_listing(character), match.end(), lost, ""))
    whole = _search(text, paths.copy(), before[-1], page, with_gaps=False)
    misfits = page.misfits(whole.text, before[-1], text[whole.place : whole.place + 1]) if whole else []
    if page.is_whole or (whole and not misfits):
        return whole
    gapped = _search(text, paths, before[-1], page, with_gaps=True)
    if gapped and not page.misfits(gapped.text, before[-1], text[gapped.place : gapped.place + 1]):
        return gapped
    if not whole or not page.is_converted or misfits[0] == 0 or any(map(strangeness, whole.text)):
        return None
    return whole if len(misfits) <= max(BASE_MISFITS, MAX_MISFITS * len(whole.text)) else None


def _search(text: str, paths: list[Path], before: str, page: Page, *, with_gaps: bool) -> Path | None:
    """Return the cheapest reading, if it is cheap enough and no other comes near."""
    ends: list[Path] = []
    for _ in range(MAX_STEPS):
        if not paths or len(ends) > 1:
            break
        path = heappop(paths)
        if path.pending == ENDED:
            if all(end.text != path.text for end in ends):
                ends.append(path)
            continue
        last = path.text[-1:] or before
        for step in _steps(text, path, last, page, with_gaps=with_gaps):
            new = step.text[len(path.text) :][:1]
            joins = bool(new) and page.joins(last, new)
            if joins or not path.must_join:
                # The characters that only their reading tells: the first, and one whose second byte was eaten.
                told = not path.text or (step.pending == ENDED and text[step.place - 1] in ")）")
                stranger = COST_STRANGER if told and not joins else 0.0
                if step.cost + stranger > MAX_COST + MAX_MEAN * len(step.text):
                    continue  # it would never be believed
                heappush(paths, Path(step.cost + stranger, step.place, step.pending, step.text, step.must_join))
    if not ends or (len(ends) > 1 and ends[1].cost - ends[0].cost < MIN_LEAD):
        return None
    best = ends[0]
    return best if best.cost <= max(MAX_COST, MAX_MEAN * len(best.text)) else None


def _steps(text: str, path: Path, before: str, page: Page, *, with_gaps: bool) -> Iterator[Path]:
    """Yield every way to read on by one character of the text."""
    place, pending = path.place, path.pending
    character = text[place : place + 1]
    shifted = SHIFTED.match(text, place)
    if shifted:  # the next reading ate a byte too: the listed character ends here, and the run with it
        for whole in completions(pending, shifted["reading"]):
            yield path.grown(whole, shifted.end(), ENDED, page.cost_of_listing(whole))
        return
    if character in ("", "?", "？", "\ufffd"):
        yield from _steps_at_loss(text, path, before, page)
    alone = ASCII_END if character in ("€", "\x80") else ord(character) if "@" <= character <= "~" else 0
    if alone:  # a second byte that is a character of its own
        whole = decoded(pending, alone)
        again = READ_AGAIN.match(text, place + 1)
        if whole:
            end = again.end() if again and is_reading(again["reading"], whole) else place + 1
            yield path.grown(whole, end, ENDED)
    if page.is_folded and "!" <= character <= "~":  # or two bytes that were full-width ASCII
        yield from _steps_on(path, bytes((FULL_WIDTH_ROW, ord(character) + 0x80)), COST_FOLDED)
    elif character and ord(character) > ASCII_END:
        yield from _steps_on(path, encoded(character), 0.0)
        if with_gaps:
            yield from _steps_over_gap(path, encoded(character), before, page)


def _steps_on(path: Path, two: bytes, extra: float) -> Iterator[Path]:
    """Yield the character that the waiting byte and the next one give."""
    whole = decoded(path.pending, two[0]) if len(two) > 1 else ""
    if whole and two[1] < ASCII_END:  # an ASCII character of its own: the run ends
        yield path.grown(whole + chr(two[1]), path.place + 1, ENDED, extra)
    elif whole:
        yield path.grown(whole, path.place + 1, two[1], extra)


def _steps_over_gap(path: Path, two: bytes, before: str, page: Page) -> Iterator[Path]:
    """Yield the readings in which a pair of bytes was dropped here: the end of a character, the start of the next.

    Shifted pairs often fall into the user-defined area, which many tools drop. Which bytes are gone, only words can
    tell: a comma needs a word behind it, two lost characters must make one and stand in another.
    """
    if len(two) < len("\x81\x40") or two[1] < HIGH_BYTE:
        return
    for second, firsts in _user_defined().items():
        left = decoded(path.pending, second)
        if left == "，":
            for right, _ in _everyday(firsts, two[0]):
                yield Path(path.cost + COST_COMMA, path.place + 1, two[1], path.text + left + right, must_join=True)
        elif left and is_everyday(left):
            followers = page.followers(left)
            is_tied = page.joins(before, left)
            for right, plain in _everyday(firsts, two[0]):
                if plain in followers:
                    text = path.text + left + right
                    yield Path(path.cost + COST_DROPPED, path.place + 1, two[1], text, must_join=not is_tied)


def _steps_at_loss(text: str, path: Path, before: str, page: Page) -> Iterator[Path]:
    """Yield the readings of a last byte that was eaten together with the ASCII character behind it."""
    place = path.place + (path.place < len(text))
    sign = text[path.place : place]
    after = EATEN_TAG.match(text, place)
    if path.pending == SIGN_ROW and after:
        ended = {"nbsp;": "\u00a0"}.get(after.group(), "" if place == len(text) else "<")
        yield path.grown("。" + ended, after.end(), ENDED, COST_UNKNOWN)
        return
    ranked = Counter(
        {
            whole: page.count(before, whole)
            for second in SECOND_BYTES
            if (whole := decoded(path.pending, second)) and is_everyday(whole) and page.is_word(before, whole)
        }
    ).most_common(2)
    if ranked and ranked[0][1] > 1 and (len(ranked) == 1 or ranked[0][1] > MIN_RATIO * ranked[1][1]):
        spaced = page.is_spaced and re.match("[A-Za-z0-9]", text[place : place + 1])
        eaten = " " if spaced else "" if sign == "\ufffd" else sign
        yield path.grown(ranked[0][0] + eaten, place, ENDED)
    elif path.text:  # all but the last character is certain: that one stays what it is, a question mark
        yield Path(path.cost + COST_UNKNOWN, place, ENDED, path.text + (sign or "?"))


@lru_cache(maxsize=4096)
def _everyday(firsts: tuple[int, ...], second: int) -> tuple[tuple[str, str], ...]:
    """Return the everyday characters that some first bytes make with this second one, and their simplified forms."""
    found = (decoded(first, second) for first in firsts)
    return tuple((c, simplified(c)) for c in found if c and is_everyday(c))


@cache
def _user_defined() -> dict[int, tuple[int, ...]]:
    """Return the bytes of GBK's user-defined area: first byte to second bytes that begin a character themselves."""
    table = {
        first: tuple(second for second in SECOND_BYTES if "\ue000" <= decoded(first, second) <= "\uf8ff")
        for first in range(SIGN_ROW, 0xFF)
    }
    return {first: seconds for first, found in table.items() if (seconds := tuple(s for s in found if s >= HIGH_BYTE))}
