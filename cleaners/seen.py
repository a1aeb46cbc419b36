"""How is a text shown so that nothing in it stays unseen, and nothing in it steers the page around it?

Characters without a shape, direction controls above all, can hide text or turn it around (CVE-2021-42574, "Trojan
Source"). A person who judges a removal has to see them; the page that shows them must not obey them.
"""

import re
from typing import Final

# Controls but tab and line feed, soft hyphen, joiners, fillers, direction marks and isolates, separators of lines,
# variation selectors of Mongolian, interlinear marks, tags: Unicode's default-ignorables, and what is no character.
UNSEEN: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff"
)
IS_UNSEEN: Final = re.compile(f"[{UNSEEN}]")


def shown(text: str) -> str:
    """Name what nobody would see, by its code point.

    >>> shown("gpj.\u202etxt"), shown("一\u200b个")
    ('gpj.‹202E›txt', '一‹200B›个')
    """
    return IS_UNSEEN.sub(lambda found: f"‹{ord(found[0]):04X}›", text)


def pattern() -> str:
    """Return the same class of characters as a JavaScript pattern (flag `u`), in ASCII.

    >>> print(pattern()[:18])
    [\\u{0}-\\u{8}\\u{b}-
    """
    return "[" + "".join(mark if mark == "-" else f"\\u{{{ord(mark):x}}}" for mark in UNSEEN) + "]"
