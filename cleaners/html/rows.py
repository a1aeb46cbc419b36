"""Is a table's row data, which is one line, or a part of the page's layout? Do its cells keep their places?"""

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

ROWS: Final = {"row", "tr"}
CELLS: Final = {"cell", "td", "th"}
# What makes a row a part of the page's layout, and how large a row of data may be, in elements and in characters.
LAYOUT: Final = {"table", "ul", "ol", "dl", "form", "h1", "h2", "h3", "h4", "article", "section", "script", "iframe"}
MAX_ROW: Final = 150
MAX_CELL: Final = 240
PARTS: Final = {"br", "code", "div"}  # of which preformatted text may have one a line
PROFILE: Final = 4  # blocks of a cell that says who wrote what is beside it
BLOCKS: Final = {"div", "p", "blockquote"}
# Eight signs without a space before a full stop, or six words.
SENTENCE: Final = re.compile(r"\S{8,}[。！？]|(?:\S+ ){5,}\S+[.!?](?:\s|$)")
MAX_DIGITS: Final = 6  # of a line's number


def is_data(row: "_Element") -> bool:
    """Claim that a table's row holds data, not a part of the page: some short cells, nothing large in them."""
    n_cells = size = 0
    is_alone = row.getprevious() is None and row.getnext() is None  # as around code and its numbers
    for number, element in enumerate(row.iter()):
        tag = element.tag
        if number > MAX_ROW or tag in LAYOUT or (tag == "pre" and (is_alone or _has_lines(element))):
            return False
        if tag in CELLS:
            n_cells, size = n_cells + 1, 0
            if len(element) and is_gutter(element):
                return False
        size += len((element.text or "").strip()) + len((element.tail or "").strip())
        if size > MAX_CELL:
            return False
    return n_cells > 1 and not _is_post(row)


def keeps_places(row: "_Element") -> bool:
    """Claim that empty cells of a row hold a place in a line: that it, or the row above or below, has several others.

    Those of a row with a single other cell are mostly there to move it.
    """
    near = (row, row.getprevious(), row.getnext())
    return any(_n_filled(one) > 1 for one in near if one is not None and one.tag in ROWS)


def _n_filled(row: "_Element") -> int:
    return sum(any(map(str.strip, cell.itertext())) for cell in row)


def is_gutter(cell: "_Element") -> bool:
    """Claim that a cell holds nothing but the numbers of the lines beside it: several, each one more than the last."""
    numbers = chain.from_iterable(text.split() for text in cell.itertext())
    first = next(numbers, "")
    if not first.isdecimal() or len(first) > MAX_DIGITS:
        return False
    last = expected = int(first)
    for expected, number in enumerate(numbers, last + 1):
        if number != str(expected):
            return False
    return expected > last


def _has_lines(pre: "_Element") -> bool:
    """Claim that preformatted text has more than one line."""
    return "\n" in "".join(pre.itertext()).strip() or sum(1 for _ in pre.iter(*PARTS)) > 1


def _is_post(row: "_Element") -> bool:
    """Claim that a row holds a post: a sentence among other blocks of its cell, or beside a cell of many blocks."""
    said = [_paragraphs(cell) for cell in row.iter(*CELLS)]
    sizes = [len(texts) for texts in said if any(map(SENTENCE.search, texts))]
    return max(sizes, default=0) > 1 or (bool(sizes) and max(map(len, said)) >= PROFILE)


def _paragraphs(cell: "_Element") -> list[str]:
    """Return the texts of a cell's innermost blocks."""
    inner = (block for block in cell.iter(*BLOCKS) if not any(child.tag in BLOCKS for child in block))
    return [text for block in inner if (text := "".join(block.itertext()).strip())]
