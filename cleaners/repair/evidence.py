"""Were these readings put in by a machine, all over the page, or by a writer who meant them?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cleaners.repair.pinyin import (
    HAN,
    HIGH_BYTE,
    LETTERS,
    completions,
    decoded,
    encoded,
    is_everyday,
    is_reading,
    is_traditional,
    parse,
    simplified,
)

SPELLED: Final = rf"[{LETTERS}]{{1,8}}[1-5]?"
# A character and its reading, with the blanks around the parentheses.
ALIGNED: Final = re.compile(
    rf"(?P<character>[{HAN}])"
    rf"(?:[(（] ?(?P<near>{SPELLED}) ?[)）]| [(（] ?(?P<far>{SPELLED}) ?[)）](?P<after> (?=[{HAN}]))?)"
)
# What is left where the parenthesis fell on half a character: a lost byte, the reading, no opening.
SHIFTED: Final = re.compile(rf"[?？\ufffd][(（]? ?(?P<reading>{SPELLED}) ?[)）]")
ENDS_READ: Final = re.compile(rf" ?[(（] ?{SPELLED} ?[)）]$")
LOOK_BACK: Final = 200  # characters in which a parenthesis still open would explain a reading
IDEOGRAPH: Final = re.compile(rf"[{HAN}]")
# The most common characters of modern Chinese: what a list for search-and-replace would hold.
COMMON: Final = frozenset(
    "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行"
    "所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力"
    "它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产"
    "或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口"
    "认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区"
    "保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张"
    "该交规万取拉格望觉术领共确传师观清今切院让识候带导争运网测评团请势价联态预稳调项风络细准担严续验号复标补"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One reading right behind a character that has it."""

    line: int
    start: int
    end: int
    character: str
    reading: tuple[str, int]
    is_inside: bool  # the text goes on with an ideograph


@dataclass(frozen=True, slots=True)
class Account:
    """What the readings of a page look like, counted.

    Shares lie between 0 and 1. `complete` is the share of an annotated character's occurrences that carry the
    reading: on the lines that carry any (`complete_near`), and from the page's first such line to its last.
    """

    readings: int
    characters: int
    repeated: int
    lines: int
    complete_near: float
    complete: float
    constant: float
    chained: float
    traditional: float
    common: float
    han_per_line: float
    density: float
    inside: float
    shifted: int


def find_aligned(lines: Sequence[str]) -> list[Found]:
    """Return every reading that follows a character which has it, in order."""
    found = []
    for number, text in enumerate(lines):
        for match in ALIGNED.finditer(text):
            spelled = match["near"] or match["far"]
            if is_reading(spelled, match["character"]):
                goes_on = bool(IDEOGRAPH.match(text, match.end()))
                found.append(Found(number, match.start(), match.end(), match["character"], parse(spelled), goes_on))
    return found


def is_shifted(text: str, match: re.Match[str]) -> bool:
    """Tell whether a lost byte can have stood here: with the byte before it, it gives a character read so."""
    if not parse(match["reading"])[1]:
        return False  # without a tone it proves nothing: 是吗?a)是
    before = ENDS_READ.sub(
        "", text[max(0, match.start() - LOOK_BACK) : match.start()]
    )  # two on the list in a row: 當(dāng)?shù)
    if not before or before.count("(") + before.count("（") > before.count(")") + before.count("）"):
        return False  # a question inside parentheses: (怎么读?zhì)
    last = encoded(before[-1])
    if len(last) != 2 or last[1] < HIGH_BYTE:  # noqa: PLR2004  the two bytes of a character
        return False
    after = encoded(text[match.end()]) if match.end() < len(text) else b""
    lost = [encoded(c)[1] for c in completions(last[1], match["reading"])]
    if not after or after[0] < HIGH_BYTE:  # the run ends at once: only the reading speaks
        return any(byte >= HIGH_BYTE for byte in lost)
    return any(decoded(byte, after[0]) for byte in lost)


def take_account(lines: Sequence[str], found: Sequence[Found]) -> Account:
    """Count what tells inserted readings from meant ones."""
    shifted = sum(is_shifted(text, match) for text in lines for match in SHIFTED.finditer(text))
    tally = Counter(item.character for item in found)
    spelled = Counter((item.character, item.reading) for item in found)
    near = sorted({item.line for item in found})
    window = lines[near[0] : near[-1] + 1] if near else []
    usual: dict[str, int] = {}
    for (character, _), count in spelled.items():
        usual[character] = max(count, usual.get(character, 0))
    ideographs = sum(len(IDEOGRAPH.findall(lines[n])) for n in near)
    chained = sum(a.line == b.line and a.end == b.start for a, b in pairwise(found))
    return Account(
        readings=len(found),
        characters=len(tally),
        repeated=sum(n > 1 for n in tally.values()),
        lines=len(near),
        complete_near=len(found) / max(1, _occurrences(tally, [lines[n] for n in near])),
        complete=len(found) / max(1, _occurrences(tally, window)),
        constant=sum(usual.values()) / max(1, len(found)),
        chained=chained / max(1, len(found)),
        traditional=sum(is_traditional(c) for c in tally) / max(1, len(tally)),
        common=sum(simplified(c) in COMMON for c in tally) / max(1, len(tally)),
        han_per_line=ideographs / max(1, len(near)),
        density=len(found) / max(1, ideographs),
        inside=sum(item.is_inside for item in found) / max(1, len(found)),
        shifted=shifted,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """What a page's account must reach at least (at most, for `chained` and `density`) to be believed damaged."""

    readings: int
    characters: int
    repeated: int
    lines: int
    complete: float
    common: float
    han_per_line: float
    inside: float = 0.5
    chained: float = 0.5
    density: float = 0.4

    def is_reached(self, account: Account) -> bool:
        """Tell whether an account reaches the bar."""
        least = ("readings", "characters", "repeated", "lines", "complete", "common", "han_per_line", "inside")
        few = account.chained <= self.chained and account.density <= self.density
        return few and all(getattr(account, n) >= getattr(self, n) for n in least)


MIN_TRADITIONAL: Final = 0.9  # of a converted page's list; one-to-one conversion leaves no others on it
MIN_COMPLETE_NEAR, MIN_CONSTANT = 0.95, 0.97  # a machine forgets nothing; a shifted run may hide one
# Hardly any writer annotates traditional characters alone, the same ones again and again.
CONVERTED: Final = Bar(8, 4, 2, 3, complete=0.6, common=0.4, han_per_line=0.0)
# No lesson teaches so many that none need be common.
CONVERTED_LONG: Final = Bar(16, 12, 4, 4, complete=0.6, common=0.0, han_per_line=0.0)
# A reader for beginners may annotate common simplified ones, but in short lines and mostly the rarer.
PLAIN: Final = Bar(16, 7, 4, 5, complete=0.9, common=0.75, han_per_line=12.0, chained=0.3)


def is_damaged(account: Account) -> bool:
    """Tell whether a page's readings were put in by search and replace.

    A writer annotates a word once, or a rare character, or every character of a line, and changes the reading with
    the word. The machine annotates the same common characters at every place, always alike, and leaves their
    neighbours alone; where its readings fell across two characters, no writer was at work.
    """
    alike = account.complete_near >= MIN_COMPLETE_NEAR and account.constant >= MIN_CONSTANT
    if account.shifted:
        return account.shifted > 1 or account.readings == 0 or (alike and account.chained <= CONVERTED.chained)
    bars = (CONVERTED, CONVERTED_LONG) if account.traditional >= MIN_TRADITIONAL else (PLAIN,)
    return alike and any(bar.is_reached(account) for bar in bars)


MIN_ANNOTATED: Final = 0.8  # of a listed character's occurrences, on the lines that carry readings


def listed(lines: Sequence[str], found: Sequence[Found]) -> frozenset[str]:
    """Return the characters that the machine had on its list, given that the page is damaged.

    Rare characters keep their reading, even here, and so does one whose reading changes or is often left out: a
    writer's gloss.
    """
    account = take_account(lines, found)
    spelled: dict[str, set[str]] = {}
    for item in found:
        spelled.setdefault(item.character, set()).add(item.reading[0])
    tally = Counter(item.character for item in found)
    near = sorted({item.line for item in found})
    text = "\n".join(lines[n] for n in near)
    return frozenset(
        character
        for character, count in tally.items()
        if is_everyday(character)
        and len(spelled[character]) == 1
        and count >= MIN_ANNOTATED * text.count(character)
        and (is_traditional(character) or count > 1 or account.traditional < MIN_TRADITIONAL)
    )


def _occurrences(characters: Counter[str], lines: Sequence[str]) -> int:
    wanted = set(characters)
    return sum(c in wanted for text in lines for c in text)
