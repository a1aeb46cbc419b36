"""Which lines are the text of this page, and what does it say of itself?

Trafilatura decides (never with its `deduplicate`, which depends on what it saw before). Its tree becomes lines: a
heading, paragraph, list item, table row or quote is one, of code each line is one.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaners.errors import BadRecord

if TYPE_CHECKING:
    from lxml.etree import _Element

# What begins a line, in trafilatura's tree and in HTML; what is one line each; what nobody sees.
ITEMS: Final = {"item", "li"}
ROWS: Final = {"row", "tr"}
CELLS: Final = ("cell", "td", "th")
CODE: Final = {"code", "pre"}
BLOCKS: Final = ITEMS | ROWS | {
    "body", "div", "p", "head", "quote", "list", "table", "ab", "fw", "lb", "br", "hr", "h1", "h2", "h3", "h4", "h5",
    "h6", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "main", "header", "footer", "nav", "aside",
    "form", "fieldset", "figure", "figcaption", "address", "center", "option", "caption", "thead", "tbody", "tfoot",
}
UNSEEN: Final = {"script", "style", "noscript", "template", "svg", "title", "select", "textarea", "iframe", "object"}
LATEST: Final = "2100-01-01"  # no clock reaches the corpus: without the date of the crawl any date may be printed
# XML's own declarations, entities and all: HTML has none, and lxml refuses an encoding in text that is decoded already.
PROLOGUE: Final = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>\[]{0,500}\[.*?\]\s*>)?", re.DOTALL | re.IGNORECASE
)
SPACE: Final = re.compile(r"[ \t\r\n\f\v\u00a0]+")
OTHER: Final = re.compile(r"\W+")  # than letters and digits
# What trafilatura and htmldate let escape over odd markup: then all the visible text is the page's.
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


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, and what it says of itself; None where it does not."""

    text: str  # its lines
    title: str | None = None
    byline: str | None = None
    published: str | None = None  # ISO 8601
    site: str | None = None
    url: str | None = None  # canonical
    language: str | None = None  # as declared


def extract(place: str, html: str, url: str | None = None, fetched: str | None = None) -> Page:
    """Return a page's main text and metadata. `fetched` is the date of the crawl: no page was published after it.

    Raises BadRecord where there is none.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415  a run without HTML need not load it
    from trafilatura.settings import Extractor  # noqa: PLC0415

    options = Extractor(
        output_format="python", comments=False, with_metadata=True, url=url,
        date_params={"original_date": True, "extensive_search": False, "max_date": (fetched or LATEST)[:10]},
    )
    source = _presentable(html)
    try:
        found = bare_extraction(source.decode("utf-8"), options=options)  # bytes it would look into for itself
    except FAULTS:
        found = None
    lines = [] if found is None or found.body is None else to_lines(found.body)
    if len(lines) <= 1:
        seen = _all_lines(source)
        # a page so short that trafilatura took it whole comes back as one line, whatever it was
        lines = seen if not lines or OTHER.sub("", "".join(seen)) == OTHER.sub("", lines[0]) else lines
    if not lines:
        raise BadRecord(place, "is a page without main text", "Look whether its text comes from a script", "no-text")
    declared = LANGUAGE.search(source, 0, HEAD)
    language = declared[1].decode() if declared else None
    if found is None:
        return Page("\n".join(lines), language=language)
    return Page(
        "\n".join(lines), _line(found.title), _line(found.author) or _author(source), _line(found.date),
        _line(found.sitename), _line(found.url), _line(found.language) or language,
    )


def _author(source: bytes) -> str | None:
    """Return the author that a page declares, in scripts without spaces: trafilatura takes one word for no name."""
    found = AUTHOR.search(source)
    name = _line(found[1].decode("utf-8", "replace")) if found else None
    return name if name and DENSE.search(name) else None


def _presentable(html: str) -> bytes:
    """Write a page as lxml takes it: UTF-8, without XML's declarations, control characters as spaces."""
    return PROLOGUE.sub("", html, count=1).encode("utf-8", "replace").translate(SPACED)


def _all_lines(source: bytes) -> list[str]:
    """Return all the visible text of a page as lines, as far as it can be parsed."""
    from lxml.etree import LxmlError  # noqa: PLC0415
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(source, parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return []
    body = tree.find("body")
    return to_lines(tree if body is None else body)


def _line(value: str | None) -> str | None:
    """Return a value as one line, None for an empty one."""
    return SPACE.sub(" ", INVALID.sub("", value)).strip() or None if value else None


def to_lines(body: "_Element") -> list[str]:
    """Lay trafilatura's tree out as lines, none of them blank; a list item begins with a dash."""
    lines: list[str] = []
    pending: list[str] = []
    mark = ""

    def flush() -> None:
        nonlocal mark
        if text := SPACE.sub(" ", "".join(pending)).strip():
            lines.append(mark + text)
            mark = ""
        pending.clear()

    def walk(element: "_Element") -> None:
        nonlocal mark
        tag = element.tag
        if tag in UNSEEN:
            return
        whole = _row(element) if tag in ROWS else _code(element) if tag in CODE else []
        if tag in BLOCKS or whole:
            flush()
        if whole:
            lines.extend(whole)
            return
        mark = "- " if tag in ITEMS else mark
        pending.append(element.text or "")
        for child in element:
            walk(child)
            pending.append(child.tail or "")
        if tag in BLOCKS:
            flush()
            mark = "" if tag in ITEMS else mark

    walk(body)
    return lines


def _code(code: "_Element") -> list[str]:
    """Return the lines of a block of code as they stand; none for code inside a sentence."""
    text = "".join(code.itertext())
    return [line.rstrip() for line in text.split("\n") if line.strip()] if "\n" in text else []


def _row(row: "_Element") -> list[str]:
    """Lay a table row out as one line."""
    cells = [SPACE.sub(" ", " ".join(cell.itertext())).strip() for cell in row.iterchildren(*CELLS)]
    line = " | ".join(cell for cell in cells if cell)
    return [line] if line else []
