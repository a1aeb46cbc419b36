"""What does the damage of seed 003 do to a text? The mechanism itself, at the level of bytes, as an oracle.

A page in GBK went through a search-and-replace that puts a reading after each listed character but looks at bytes, not
at characters. The result was decoded (a first byte whose second is no second byte becomes `?` and takes it along),
stripped of user-defined characters, and its full-width ASCII was folded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in b",!?:;()"})
NARROW = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}


@dataclass(frozen=True)
class Manner:
    """How one site's tools behave: the form of a reading, the decoder, what is done afterwards."""

    opening: str = "("
    closing: str = ")"
    eats: bool = True  # a broken first byte takes the ASCII character behind it along
    lost: str = "?"
    drops_user_defined: bool = True
    folds: bool = True


def damage(text: str, listed: Mapping[str, str], manner: Manner = Manner()) -> str:
    """Return a line as the search-and-replace leaves it. `listed` maps characters to readings."""
    stream = text.encode("gb18030")
    for character, reading in listed.items():
        found = character.encode("gb18030")
        stream = stream.replace(found, found + f"{manner.opening}{reading}{manner.closing}".encode("gb18030"))
    damaged = decode(stream, manner)
    if manner.drops_user_defined:
        damaged = re.sub("[\ue000-\uf8ff]", "", damaged)
    return damaged.translate(NARROW) if manner.folds else damaged


def annotate(text: str, listed: Mapping[str, str], manner: Manner = Manner()) -> str:
    """Return a line as it would be had the readings fallen on whole characters only."""
    marked = (f"{c}{manner.opening}{listed[c]}{manner.closing}" if c in listed else c for c in text)
    return "".join(marked).translate(NARROW) if manner.folds else "".join(marked)


def decode(stream: bytes, manner: Manner) -> str:
    """Read bytes as GBK, pair by pair, as a tool does that never fails."""
    out, place = [], 0
    while place < len(stream):
        if stream[place] <= 0x80:
            out.append("€" if stream[place] == 0x80 else chr(stream[place]))
            place += 1
            continue
        pair = stream[place : place + 2]
        try:
            out.append(pair.decode("gb18030"))
        except UnicodeDecodeError:
            out.append(manner.lost)
            if len(pair) == 2 and pair[1] < 0x80 and not manner.eats:
                pair = pair[:1]
        place += len(pair)
    return "".join(out)
