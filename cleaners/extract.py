"""Which lines does this page show, what does the markup say of each, and what does the page say of itself?

Nothing is left out here but what nobody sees. Trafilatura says which lines it takes for the page's text (never with its
`deduplicate`, which depends on what it saw before): one voice among what the markup says. `cleaners.chrome` decides.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cleaners.errors import BadRecord
from cleaners.html import names, structure
from cleaners.html.align import coverage, squash, squash_all
from cleaners.html.view import View, view

if TYPE_CHECKING:
    from lxml.etree import HTMLParser, _Element
    from trafilatura.settings import Document

LATEST: Final = "2100-01-01"  # no clock reaches the corpus: without the date of the crawl any date may be printed
# XML's own declarations, entities and all: HTML has none, and lxml refuses an encoding in text that is decoded already.
PROLOGUE: Final = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>\[]{0,500}\[.*?\]\s*>)?", re.DOTALL | re.IGNORECASE
)
SPACE: Final = re.compile(r"[ \t\r\n\f\v\u00a0]+")
# What trafilatura and htmldate let escape over odd markup: then they have no say.
FAULTS: Final = (AssertionError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
CONTROLS: Final = bytes(set(range(0x20)) - set(b"\t\n\r"))
SPACED: Final = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))
INVALID: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LANGUAGE: Final = re.compile(rb"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
AUTHOR: Final = re.compile(
    rb"<meta\s(?=[^>]{0,300}?(?:name|property)\s*=\s*[\"']?(?:author|article:author)[\"'\s])"
    rb"[^>]{0,300}?content\s*=\s*[\"']([^\"'>]{1,120})", re.IGNORECASE,
)
DENSE: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
HEAD: Final = 4096  # bytes in which a page begins


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What a page shows, and what it says of itself; None where it does not."""

    lines: list[str]
    markup: NDArray[np.float32]  # of each line, `cleaners.html.markup.COLUMNS`
    title: str | None = None
    byline: str | None = None
    published: str | None = None  # ISO 8601
    site: str | None = None
    url: str | None = None  # canonical
    language: str | None = None  # as declared


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
    seen, found = look(source, url, fetched)
    if not seen.view.texts:
        raise BadRecord(place, "is a page without main text", "Look whether its text comes from a script", "no-text")
    lines, markup = seen.view.texts, describe(seen)
    declared = LANGUAGE.search(source, 0, HEAD)
    language = declared[1].decode() if declared else None
    if found is None:
        return Page(lines, markup, language=language)
    return Page(
        lines, markup, _line(found.title), _line(found.author) or _author(source), _line(found.date),
        _line(found.sitename), _line(found.url), _line(found.language) or language,
    )


def describe(seen: Seen) -> NDArray[np.float32]:
    """Return the columns of the markup."""
    known = structure.describe(seen.view, seen.squashed, seen.votes, seen.titles)
    known |= names.describe(seen.view, names.places(seen.view), names.table())
    found = np.empty((len(known), len(seen.view.texts)), np.float32)
    for k, name in enumerate((*structure.COLUMNS, *names.COLUMNS)):
        found[k] = known[name]
    return found.T


def look(source: bytes, url: str | None, fetched: str | None) -> "tuple[Seen, Document | None]":
    """Lay out a page, and ask trafilatura."""
    tree = parsed(source)
    body = None if tree is None else tree.find("body")
    seen = View() if tree is None else view(tree if body is None else body)
    named = None if tree is None else next(tree.iter("title"), None)
    title = None if named is None else named.text
    found = None if tree is None else trafilatura(tree, url, fetched)
    told = "" if found is None or found.body is None else "".join(found.body.itertext()).replace("\n", " ")
    *squashed, text = squash_all([*seen.texts, told])
    if text and 2 * sum(map(len, squashed)) < len(text):  # it stands in a script, and trafilatura found it there
        seen = view(found.body)
        squashed = squash_all(seen.texts)
    votes = {"trafilatura": coverage(squashed, text)}
    titles = [squash(said) for said in (title, found and found.title) if said]
    return Seen(seen, squashed, votes, titles), found


def trafilatura(tree: "_Element", url: str | None, fetched: str | None) -> "Document | None":
    """Ask trafilatura for the text and what the page says of itself; the page loses its styles."""
    from lxml.etree import strip_elements  # noqa: PLC0415  a run without HTML need not load it
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import Extractor  # noqa: PLC0415

    options = Extractor(  # as "python" it would write the text out too, which nobody reads
        output_format="txt", comments=False, with_metadata=True, url=url,
        date_params={"original_date": True, "extensive_search": False, "max_date": (fetched or LATEST)[:10]},
    )
    strip_elements(tree, "style", with_tail=False)  # it copies the page five times and more, and reads none of these
    try:
        return bare_extraction(tree, options=options)
    except FAULTS:
        return None


def _author(source: bytes) -> str | None:
    """Return the author that a page declares, in scripts without spaces: trafilatura takes one word for no name."""
    found = AUTHOR.search(source)
    name = _line(found[1].decode("utf-8", "replace")) if found else None
    return name if name and DENSE.search(name) else None


def presentable(html: str) -> bytes:
    """Write a page as lxml takes it: UTF-8, without XML's declarations, control characters as spaces."""
    begins = PROLOGUE.match(html).end()
    return (html[begins:] if begins else html).encode("utf-8", "replace").translate(SPACED)


def parsed(source: bytes) -> "_Element | None":
    """Parse a page; None where it cannot be."""
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


def _line(value: str | None) -> str | None:
    """Return a value as one line, None for an empty one."""
    return SPACE.sub(" ", INVALID.sub("", value)).strip() or None if value else None
