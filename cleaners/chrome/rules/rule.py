"""What does a rule say?"""

from dataclasses import dataclass
from typing import Literal

from cleaners.chrome.form import simplified

# head: above the body's first prose; edge: the head, and below its last prose; foot: below most of its prose; rim: the
# head and the foot. Where a page has no prose there is no body, and no place but anywhere.
Place = Literal["anywhere", "edge", "rim", "head", "foot"]
# tail: from here to the end; references and profile: this heading and the lines that belong to it.
Block = Literal["line", "tail", "references", "profile"]

END = r"(?: ?(?:[:>»›→▼|+…-]+|\.{2,3}))*"  # what labels and headings trail


@dataclass(frozen=True, slots=True)
class Rule:
    """A family of lines that are not the page's text.

    The pattern (of Rust's regex and RE2: no look-around) describes the whole line as `form.fold_lines` writes it: NFKC,
    lower case, simplified script, single spaces, bullets and button brackets taken off.
    `place` is where on the page such a line is chrome, `block` what it opens.
    """

    id: str
    reason: str
    pattern: str
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    place: Place = "edge"
    block: Block = "line"
    weak: bool = False   # texts use the heading too: it opens a tail only where hardly any prose follows
    shy: bool = False    # texts use the word too: it goes only beside another line that some rule knows
    moves: bool = False  # to a metadata column, instead of away
    long: bool = False   # also held against lines of the length of a paragraph
    within: bool = False  # the pattern may stand anywhere in the line
    cased: bool = False  # held against the line as it came: capitals tell names from words

    @property
    def whole(self) -> str:
        """The pattern, anchored at both ends of the line unless it may stand within."""
        pattern = simplified(self.pattern)  # Japanese and Korean rules are written in their own characters
        return pattern if self.within else f"^(?:{pattern})$"
