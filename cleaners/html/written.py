"""How is what a page shows by its shape written as plain text: exponents, indices and readings?"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

RAISED: Final = str.maketrans("0123456789+-–−=in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼ⁱⁿ")
LOWERED: Final = str.maketrans("0123456789+-–−=in", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌ᵢₙ")
SCRIPTS: Final = {"sup": RAISED, "sub": LOWERED}
# What an exponent or an index may stand behind, and what a mere sign, which may be part of a name: 南方<sup>+</sup>.
BASES: Final = re.compile(r"[^\W_]\Z|[)\]}|⁺⁻₊₋]\Z|[⁰¹²³⁴-⁹][/⁄]\Z")
SIGNED: Final = re.compile(r"[A-Za-z\d)\]⁰¹²³⁴-⁹₀-₉]\Z")


def scripted(element: "_Element", before: str) -> str | None:
    """Return an exponent or an index, behind some text, in Unicode's characters for it; None where it is none.

    A link's mark is none: it leads to a note.
    """
    table, text = SCRIPTS[element.tag], "".join(element.itertext()).strip()
    if not text or not all(ord(c) in table for c in text):
        return None
    bases = BASES if any(map(str.isalnum, text)) else SIGNED
    return text.translate(table) if bases.search(before[-2:]) and not _is_mark(element) else None


def is_bare(reading: "_Element") -> bool:
    """Claim that a reading above its characters is parted from them by its place alone, by no `rp`."""
    ruby = next(reading.iterancestors("ruby"), None)
    has_text = any(map(str.strip, reading.itertext()))
    return ruby is not None and has_text and next(ruby.iter("rp"), None) is None


def _is_mark(element: "_Element") -> bool:
    """Claim that a link stands in an element, or holds nothing before it."""
    above = element.getparent()
    is_first = element.getprevious() is None and not (above.text or "").strip()
    return (is_first and above.tag == "a") or next(element.iter("a"), None) is not None
