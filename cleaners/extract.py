"""Which lines does this page show, what does the markup say of each, and what does the page say of itself?

Nothing is left out here but what nobody sees. Trafilatura says which lines it takes for the page's text (never with its
`deduplicate`, which depends on what it saw before): one voice among what the markup says. `cleaners.chrome` decides.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cleaners.errors import BadRecord
from cleaners.html import names, structure
from cleaners.html.about import FAULTS, About, Asked, about
from cleaners.html.align import coverage, squash, squash_all
from cleaners.html.view import BLOCKS, View, view

if TYPE_CHECKING:
    from lxml.etree import HTMLParser, _Element

# XML's own declarations, entities and all: HTML has none, and lxml refuses an encoding in text that is decoded already.
PROLOGUE: Final = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>\[]{0,500}\[.*?\]\s*>)?", re.DOTALL | re.IGNORECASE
)
CONTROLS: Final = bytes(set(range(0x20)) - set(b"\t\n\r"))
SPACED: Final = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))
LANGUAGE: Final = re.compile(rb"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
HEAD: Final = 4096  # bytes in which a page begins
DEEPEST: Final = 2048  # elements in one another, where libxml2 breaks off


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What a page shows, and what it says of itself."""

    lines: list[str]
    markup: NDArray[np.float32]  # of each line, `cleaners.html.markup.COLUMNS`
    about: About
    language: str | None  # as declared


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's lines, squashed too, how much of each an extractor kept, and what the page calls itself."""

    view: View
    squashed: list[str]
    votes: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    titles: list[str]


def extract(place: str, html: str, url: str | None = None, fetched: str | None = None) -> Page:
    """Return a page's visible lines and metadata. `fetched` is the date of the crawl: no page was published after it.

    Raises BadRecord where there is none.
    """
    source = presentable(html)
    seen, told = look(source, url, fetched)
    if not seen.view.texts:
        raise BadRecord(place, "is a page without main text", "Look whether its text comes from a script", "no-text")
    declared = LANGUAGE.search(source, 0, HEAD)
    return Page(seen.view.texts, describe(seen), told, declared[1].decode() if declared else None)


def describe(seen: Seen) -> NDArray[np.float32]:
    """Return the columns of the markup."""
    known = structure.describe(seen.view, seen.squashed, seen.votes, seen.titles)
    known |= names.describe(seen.view, names.places(seen.view), names.table())
    found = np.empty((len(known), len(seen.view.texts)), np.float32)
    for k, name in enumerate((*structure.COLUMNS, *names.COLUMNS)):
        found[k] = known[name]
    return found.T


def look(source: bytes, url: str | None, fetched: str | None) -> tuple[Seen, About]:
    """Lay out a page, and ask trafilatura."""
    from lxml.etree import strip_elements  # noqa: PLC0415  a run without HTML need not load it

    tree = parsed(source)
    if tree is None:
        return Seen(View(), [], {"trafilatura": coverage([], "")}, []), About()
    body, named = tree.find("body"), next(tree.iter("title"), None)
    seen = view(tree if body is None else body)
    strip_elements(tree, "style", with_tail=False)  # nobody reads these, and the page is copied five times and more
    told, found = about(Asked(tree, source, seen.called), url, fetched), trafilatura(tree)
    kept = "" if found is None else "".join(found.itertext()).replace("\n", " ")
    *squashed, text = squash_all([*seen.texts, kept])
    if text and 2 * sum(map(len, squashed)) < len(text):  # it stands in a script, and trafilatura found it there
        seen = view(found)
        squashed = squash_all(seen.texts)
    votes = {"trafilatura": coverage(squashed, text)}
    titles = [squash(said) for said in (None if named is None else named.text, told.title) if said]
    return Seen(seen, squashed, votes, titles), told


def trafilatura(tree: "_Element") -> "_Element | None":
    """Ask trafilatura for the text; None where it finds none. The page loses its scripts."""
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import Extractor  # noqa: PLC0415

    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":  # of which it takes a page's text, where it finds no other
            script.text = None
    try:  # as "python" it would write the text out too, which nobody reads
        found = bare_extraction(tree, options=Extractor(output_format="txt", comments=False))
    except FAULTS:
        return None
    return None if found is None else found.body


def presentable(html: str) -> bytes:
    """Write a page as lxml takes it: UTF-8, without XML's declarations, control characters as spaces."""
    begins = PROLOGUE.match(html).end()
    return (html[begins:] if begins else html).encode("utf-8", "replace").translate(SPACED)


def parsed(source: bytes) -> "_Element | None":
    """Parse a page; None where it cannot be.

    Where elements are nested deeper than libxml2 goes, mostly since nobody closed them, it would lose what is in them
    and all behind: the page is read without those it has most of there.
    """
    tree = _parsed(source)
    while tree is not None and (nested := _nested_most(tree)):
        tags = rb"(?:</?%s(?![\w:.-])[^>]*>)+" % re.escape(nested.encode())
        source, found = re.subn(tags, b"<br>" if nested in BLOCKS else b"", source, flags=re.IGNORECASE)
        tree = _parsed(source) if found else None
    return tree


def _nested_most(tree: "_Element") -> str | None:
    """Return the name of most elements around the end of a page that libxml2 broke off; None of a whole one."""
    around = []
    while tree is not None:
        around.append(tree.tag)
        tree = tree[-1] if len(tree) else None
    return Counter(around).most_common(1)[0][0] if len(around) >= DEEPEST else None


def _parsed(source: bytes) -> "_Element | None":
    from lxml.etree import LxmlError  # noqa: PLC0415
    from lxml.html import document_fromstring  # noqa: PLC0415

    try:
        return document_fromstring(source, parser=_parser())
    except (LxmlError, ValueError, AssertionError):
        return None


@cache
def _parser() -> "HTMLParser":
    """Return a parser whose elements are all of one class.

    lxml.html's own asks a function of Python for the class of each, every time one is touched, and what it gives forms
    beside nobody here needs: that is a seventh of trafilatura's time.
    """
    from lxml import etree, html  # noqa: PLC0415

    parser = etree.HTMLParser(  # huge: of elements 256 deep it would lose what is in them and all behind
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(
        html.HtmlElement, html.HtmlComment, html.HtmlProcessingInstruction, html.HtmlEntity))
    return parser
