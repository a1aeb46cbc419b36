"""Which lines does a page show, and in which elements do they stand?

One walk over the tree. A block, a line break and, of code, a line end begin a line; a row of a data table is one line.
Nothing is judged here: menus and notices are lines too, so that whoever takes them away has to say so.
"""

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from cleaners.html.elements import BIT, BOLD, CODE, ITEM, LINK, TAGS, Attributes
from cleaners.html.formulas import formulas
from cleaners.html.rows import CELLS, ROWS, is_data, is_gutter, keeps_places
from cleaners.html.written import SCRIPTS, is_bare, scripted

if TYPE_CHECKING:
    from lxml.etree import _Element

ITEMS: Final = {"item", "li"}
BREAKS: Final = {"br", "lb", "hr"}
BLOCKS: Final = ITEMS | ROWS | CELLS | BREAKS | {
    "body", "div", "p", "head", "quote", "list", "table", "ab", "fw", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "dl", "dt", "dd", "blockquote", "section", "article", "main", "header", "footer", "nav", "aside", "form",
    "fieldset", "figure", "figcaption", "address", "center", "caption", "thead", "tbody", "tfoot", "details", "summary",
    "dialog", "legend", "menu", "dir", "pre", "hgroup", "search", "marquee", "noframes",
}
UNSEEN_TAGS: Final = {
    "script", "style", "noscript", "template", "svg", "title", "select", "textarea", "iframe", "object", "math",
    "datalist", "audio", "video", "canvas", "map", "option", "link", "meta",
}
# Elements of a running text: all others that follow a link, a button, a label at once are kept apart from it.
RUNNING: Final = {"b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "code", "ruby", "wbr"}
MARKED: Final = {"a", "img", "code", "rt"}  # inline elements that do more than hold text
WHOLE: Final = {"a", "button", "label"}  # each a thing of its own, whether or not a space stands behind it
INLINE, BLOCK, BREAK, UNSEEN = range(4)
SORTS: Final = (
    dict.fromkeys(BLOCKS, BLOCK) | dict.fromkeys(BREAKS, BREAK) | dict.fromkeys(UNSEEN_TAGS, UNSEEN)
)
SPACE: Final = re.compile(r"[ \t\r\n\f\v\u00a0]{2,}|[\t\r\n\f\v\u00a0]")  # but for a single space


@dataclass(slots=True)
class View:
    """A page's lines and its blocks, as columns. A line's block is the innermost one that it stands in."""

    texts: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)  # of each line
    places: list[int] = field(default_factory=list)  # bits of `elements.PLACES`
    n_link_chars: list[int] = field(default_factory=list)
    n_bold_chars: list[int] = field(default_factory=list)
    n_links: list[int] = field(default_factory=list)
    n_images: list[int] = field(default_factory=list)  # between the line before and this one
    n_elements: list[int] = field(default_factory=list)  # opened since the line before
    is_break: list[bool] = field(default_factory=list)  # a mere line break stands before it
    words: list[tuple[str, ...]] = field(default_factory=list)  # in the names of the inline elements it is made of
    parents: list[int] = field(default_factory=list)  # of each block, itself a block; the first is its own
    tags: list[str] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)  # words of each block's class, id and role
    called: list[str] = field(default_factory=list)  # the classes, ids and roles of all elements as written, each once


class _Walk:
    """The state of the one walk over a page."""

    def __init__(self) -> None:
        self.view, self.attributes = View(), Attributes()
        self.parts: list[str] = []
        self.inline: list[tuple[str, ...]] = []
        self.open = [0]  # places, of the open elements
        self.stack = [0]  # blocks
        self.link_chars = self.bold_chars = self.links = self.images = self.elements = 0
        self.places = -1
        self.is_break = False
        self.items: set[int] = set()  # blocks that are a list's, of which a line was said
        self.whole: _Element | None = None  # all that is in it is one line: a row of data, a column of line numbers
        self.cells = -1  # of the row so far, where they keep their places
        self._block(0, "body", ())

    def _block(self, parent: int, tag: str, names: tuple[str, ...]) -> int:
        self.view.parents.append(parent)
        self.view.tags.append(tag)
        self.view.names.append(names)
        return len(self.view.tags) - 1

    def say(self, text: str) -> None:
        """Take some text in, at the place where the walk is."""
        places = self.open[-1]
        if places & CODE and "\n" in text and self.whole is None:
            first, *rest = text.replace("\r", "").split("\n")
            self._add(first, places)
            for line in rest:
                self.flush(is_break=True)
                self._add(line, places)
        else:
            self._add(text, places)

    def calculate(self, formula: str) -> None:
        """Take a formula in: shown it is, though its MathML may be hidden, beside its picture."""
        self.open.append(self.open[-1] & ~BIT["hidden"])
        self.say(formula)
        self.open.pop()

    def rewritten(self, element: "_Element") -> bool:
        """Claim that an element was an exponent or an index, and take it in as such."""
        written = scripted(element, "".join(self.parts[-3:])) if self.parts else None
        if written:
            self.say(written)
        return written is not None

    def _add(self, text: str, places: int) -> None:
        if text:  # nothing marks the end of a link, a button, a label
            self.parts.append(text)
        if size := len(text.strip()):
            if self.places < 0:
                self.places = places
            if places & LINK:
                self.link_chars += size
            if places & BOLD:
                self.bold_chars += size

    def flush(self, *, is_break: bool = False) -> None:
        """End a line where there is one."""
        if self.places >= 0:
            self._end()
            self.is_break = is_break
            self.places = -1
        elif not is_break:
            self.is_break = False
        if self.parts:
            self.parts = []
        if self.inline:
            self.inline = []
        self.link_chars = self.bold_chars = self.links = 0

    def _end(self) -> None:
        """Put down the line that was said."""
        joined = "".join(self.parts)
        if self.places & CODE and self.whole is None and "\n" not in joined:  # else text stands behind a word of code
            text = joined.rstrip().strip("\r")
        else:
            text = SPACE.sub(" ", joined).strip()
        if self.cells < 0:
            text = text.removesuffix(" |")
        if not text:
            return
        view, inline = self.view, self.inline
        view.texts.append("- " + text if self.places & ITEM and self._opens_item() else text)
        view.blocks.append(self.stack[-1])
        view.places.append(self.places)
        view.n_link_chars.append(self.link_chars)
        view.n_bold_chars.append(self.bold_chars)
        view.n_links.append(self.links)
        view.n_images.append(self.images)
        view.n_elements.append(self.elements)
        view.is_break.append(self.is_break)
        view.words.append(inline[0] if len(inline) == 1 else tuple(dict.fromkeys(chain.from_iterable(inline))))
        self.images = self.elements = 0

    def _opens_item(self) -> bool:
        """Claim that the line is the first of a list's item; that is said once of each."""
        block, (tags, parents) = self.stack[-1], (self.view.tags, self.view.parents)
        while block and tags[block] not in ITEMS:  # a row of data may hold an item that is over by now
            block = parents[block]
        is_first = block > 0 and block not in self.items
        self.items.add(block)
        if is_first and self.places & CODE:  # the lines of code may be a list's items
            while block and tags[block] != "pre":
                block = parents[block]
            is_first = not block
        return is_first

    def enter(self, element: "_Element", tag: str, sort: int) -> None:
        """Open an element."""
        self.elements += 1
        places, names = self.open[-1] | TAGS.get(tag, 0), ()
        if attributes := element.items():
            bits, names = self.attributes.of(attributes)
            places |= bits
        self.open.append(places)
        if sort == INLINE:
            if tag in MARKED or (self.parts and not self.parts[-1]):
                self._enter_inline(element, tag)
            if names:
                self.inline.append(names)
            return
        if self.whole is None:
            self.flush(is_break=sort == BREAK)
        else:
            self.parts.append(" | " if tag in CELLS and self._is_behind_cells() else " ")
        if sort == BLOCK:
            self.stack.append(self._block(self.stack[-1], tag, names))
            if self.whole is None and (is_data(element) if tag in ROWS else tag in CELLS and is_gutter(element)):
                self.whole = element
                self.cells = 0 if tag in ROWS and keeps_places(element) else -1

    def _is_behind_cells(self) -> bool:
        self.cells += self.cells >= 0
        return self.places >= 0 or self.cells > 1

    def _enter_inline(self, element: "_Element", tag: str) -> None:
        if self.parts and not self.parts[-1]:
            if tag in SCRIPTS:
                self.parts.pop()
            elif tag not in RUNNING:
                self.parts[-1] = " "
        if tag == "img":
            self.images += 1
        elif tag == "a":
            self.links += 1
        elif tag == "code" and self.whole is None and _begins_line(element):
            self.flush(is_break=True)
        elif tag == "rt" and is_bare(element):
            self.parts.append("(")

    def leave(self, element: "_Element", tag: str, sort: int) -> None:
        """Close it."""
        self.open.pop()
        if sort == BLOCK:
            if self.whole is None or element is self.whole:
                self.flush()
                self.whole, self.cells = None, -1
            else:
                self.parts.append(" ")
            self.stack.pop()
        elif sort == BREAK:
            if self.whole is not None:
                self.parts.append(" ")
        elif tag in WHOLE:
            if self.places >= 0 and not self.open[-1] & CODE:  # of code, each line may begin with an anchor
                self.parts.append("")
        elif tag == "rt" and is_bare(element):
            self.parts.append(")")


def _begins_line(code: "_Element") -> bool:
    """Claim that code is written one element a line, as WeChat does."""
    before = code.getprevious()
    return (before is not None and before.tag == "code" and not before.tail and before.items() == code.items()
            and code.getparent().tag == "pre")


def view(body: "_Element") -> View:
    """Lay out all the visible text of an element, a page's body or trafilatura's, as lines, none of them blank."""
    from lxml.etree import iterwalk  # noqa: PLC0415  a run without HTML need not load it

    walk, written = _Walk(), formulas(body)
    walker = iterwalk(body, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        sort = UNSEEN if written and element in written else SORTS.get(tag, INLINE)
        if event == "start":
            if sort == UNSEEN or not isinstance(tag, str):
                walker.skip_subtree()
                if formula := written.get(element):
                    walk.calculate(formula)
                continue
            walk.enter(element, tag, sort)
            if tag in SCRIPTS and walk.rewritten(element):
                walker.skip_subtree()
                continue
            text = element.text
        else:
            if sort != UNSEEN and isinstance(tag, str):
                walk.leave(element, tag, sort)
            text = element.tail if element is not body else None
        if text:
            walk.say(text)
    walk.flush()
    walk.view.called += walk.attributes.known
    return walk.view
