"""Which readings has a character, how common is it, and which bytes is it in GBK?"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"  # for use inside a character class
# Letters of pinyin as pages spell it: plain, with a mark in one code point or two, with IPA a and g.
LETTERS: Final = "A-Za-zɑɡāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙÜǕǗǙǛ\u0300\u0301\u0304\u0308\u030c"
TONES: Final = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
HIGH_BYTE: Final = 0x81  # the least first byte of a two-byte character in GBK

Reading = tuple[str, int]  # a syllable without its mark, and the tone (0 where none is written)


@lru_cache(maxsize=4096)
def parse(spelled: str) -> Reading:
    """Return the syllable and the tone of a reading, however it was spelled.

    >>> parse("zhuǎn"), parse("ZHUAN3"), parse("zhuan"), parse("lǜ")
    (('zhuan', 3), ('zhuan', 3), ('zhuan', 0), ('lv', 4))
    """
    tone, letters = 0, []
    for mark in unicodedata.normalize("NFD", spelled.strip().lower()):
        if mark in TONES:
            tone = TONES[mark]
        elif mark.isdecimal():
            tone = int(mark) % 5
        elif mark == "\u0308" and letters:  # the two dots of ü
            letters[-1] = "v"
        else:
            letters.append({"ɑ": "a", "ɡ": "g"}.get(mark, mark))
    return "".join(letters), tone


@cache
def readings_of(character: str) -> frozenset[Reading]:
    """Return all readings of a character in pypinyin's dictionary; each also without its tone."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415  large, and most shards need none

    spelled = PINYIN_DICT.get(ord(character), "").split(",")
    marked = {parse(reading) for reading in spelled if reading}
    return frozenset(marked | {(syllable, 0) for syllable, _ in marked})


def is_reading(spelled: str, character: str) -> bool:
    """Tell whether a character may be read so.

    >>> is_reading("huì", "會"), is_reading("ifanr", "兒"), is_reading("hái", "會")
    (True, False, False)
    """
    return parse(spelled) in readings_of(character)


@cache
def _conversion(name: str) -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415  large, and most shards need none

    return OpenCC(name).convert


@lru_cache(maxsize=32768)
def simplified(character: str) -> str:
    """Return the simplified form of one character."""
    found = _conversion("t2s")(character)
    return found if len(found) == 1 else character


def is_traditional(character: str) -> bool:
    """Tell whether a character has another, simplified form."""
    return simplified(character) != character


@lru_cache(maxsize=32768)
def is_everyday(character: str) -> bool:
    """Tell whether a character, simplified, is of the 3,755 of GB 2312's first level (99.7 % of running text).

    >>> is_everyday("轉"), is_everyday("饕"), is_everyday("a")
    (True, False, False)
    """
    try:
        encoded = simplified(character).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7  # noqa: PLR2004  rows 16 to 55


# Second traditional forms of everyday characters that text does use: 髮 beside 發.
SECOND_FORMS: Final = frozenset(
    "裡裏後麼髮乾幹隻係鬆鬱穀餘製複曆併閒範誌徵託佈佔週遊捲鬍鬚麵鐘鍾臺檯颱衝盡儘獲穫匯彙繫籲嚐噹綵錶籤髒著祇祕鹹豐雲"
    "昇陞緻準淩升瞭薑鞦韆醜齣鬥鬨闆錬煉燻佣傭傢僅儆劃卹嚮囉囌墻牆夥奬妳姊彿恆托挨捨採據摺擧於歎殭氾洩淨溼濕灶灑"
    "為爲說説產産衛衞強彊線綫羣群峯峰裊臥卧黃黄戶户內内溫温錄録麽眞真鬧閙啓啟鷄雞癡痴脣唇"
)


@lru_cache(maxsize=32768)
def is_usual(character: str) -> bool:
    """Tell whether a character is an everyday one in a form that text uses: 向, not 曏.

    >>> is_usual("為"), is_usual("发"), is_usual("曏")
    (True, True, False)
    """
    plain = simplified(character)
    if character == plain or character in SECOND_FORMS:
        return is_everyday(character)
    return is_everyday(character) and character in {_conversion(name)(plain) for name in ("s2t", "s2tw", "s2hk")}


def encoded(character: str) -> bytes:
    """Return a character's one or two bytes in GBK (user-defined area included), empty where it has none."""
    if "\ud800" <= character <= "\udfff":
        return b""
    found = character.encode("gb18030")
    return found if len(found) <= 2 else b""  # noqa: PLR2004  four bytes: not of GBK


@lru_cache(maxsize=32768)
def decoded(first: int, second: int) -> str:
    """Return the character of two bytes in GBK, empty where they are none.

    >>> decoded(0xD2, 0xF2)
    '因'
    """
    try:
        found = bytes((first, second)).decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return found if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def completions(first: int, spelled: str) -> tuple[str, ...]:
    """Return the everyday characters that begin with this byte in GBK and are read so."""
    found = (decoded(first, second) for second in range(0x40, 0xFF))
    return tuple(c for c in found if c and is_everyday(c) and is_reading(spelled, c))


@cache
def word_starts() -> frozenset[str]:
    """Return the first two characters of all words and phrases in pypinyin's dictionary (simplified)."""
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415  large, and most shards need none

    return frozenset(phrase[:2] for phrase in PHRASES_DICT)


@cache
def word_pairs() -> frozenset[str]:
    """Return any two neighbours in the words and phrases of pypinyin's dictionary (simplified)."""
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415  large, and most shards need none

    return frozenset(first + second for phrase in PHRASES_DICT for first, second in pairwise(phrase))


def behind(pairs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return which characters stand behind which, by the first of a pair.

    >>> behind(["書店", "書架"])["書"] == {"店", "架"}
    True
    """
    found: dict[str, set[str]] = {}
    for first, second in pairs:
        found.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


@cache
def word_followers() -> dict[str, frozenset[str]]:
    """Return which characters follow which at the start of a word (simplified)."""
    return behind(pair for pair in word_starts() if len(pair) > 1)
