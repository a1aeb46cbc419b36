"""What does a page say of itself: its title, author, date, site and address?

Asked of Trafilatura's finders and of htmldate one by one. `trafilatura.extract_metadata` asks them too, but also for
categories, tags and a licence, which take 2 ms a page and are no columns here; and `bare_extraction` keeps nothing of a
page in which it finds no text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from lxml.etree import _Element

LATEST: Final = "2100-01-01"  # no clock reaches the corpus: without the date of the crawl any date may be printed
# What trafilatura and htmldate let escape over odd markup: then they have no say.
FAULTS: Final = (AssertionError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
SPACE: Final = re.compile(r"[ \t\r\n\f\v\u00a0]+")
INVALID: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AUTHOR: Final = re.compile(
    rb"<meta\s(?=[^>]{0,300}?(?:name|property)\s*=\s*[\"']?(?:author|article:author)[\"'\s])"
    rb"[^>]{0,300}?content\s*=\s*[\"']([^\"'>]{1,120})", re.IGNORECASE,
)
# One of these is in the class or id of what trafilatura takes for an author's name. To ask it anyway takes 5 ms a page.
NAMES: Final = re.compile(
    "[Aa]uthor|[Bb]yl|BBL|username|screenname|writer|zuozhe|bianji|xiaobian|(?:channel|journalist)-name|"
    "(?:submitted|posted)-by"
)
RARE: Final = re.compile(rb"<author|data-component")  # where else it looks
Found = TypeVar("Found")
DENSE: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself; None where it does not."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None  # ISO 8601
    site: str | None = None
    url: str | None = None  # canonical


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that is asked: parsed, as bytes, and the names that its visible elements have."""

    tree: "_Element"
    source: bytes
    called: list[str]

    def may_name_its_author(self) -> bool:
        """Claim that trafilatura may find an author in what the page shows."""
        return any(map(NAMES.search, self.called)) or RARE.search(self.source) is not None


def about(page: Asked, url: str | None, fetched: str | None) -> About:
    """Ask a page. `fetched` is the date of the crawl: no page was published after it."""
    from htmldate import find_date  # noqa: PLC0415  a run without HTML need not load it
    from trafilatura import metadata as finders  # noqa: PLC0415
    from trafilatura.settings import Document  # noqa: PLC0415

    tree = page.tree
    said = _asked(finders.examine_meta, tree) or Document()
    if said.author and " " not in said.author:
        said.author = None  # a nickname or a number; structured data, or the text, may tell the name
    said = _asked(finders.extract_meta_json, tree, said) or said
    said.title = said.title or _asked(finders.extract_title, tree)
    if not said.author and page.may_name_its_author():
        said.author = _asked(finders.extract_author, tree)
    said.url = said.url or _asked(finders.extract_url, tree, url)
    said.sitename = said.sitename or _asked(finders.extract_sitename, tree)
    latest = (fetched or LATEST)[:10]
    said.date = _asked(lambda: find_date(
        tree, url=said.url, original_date=True, extensive_search=False, max_date=latest))
    said.clean_and_trim()
    site = said.sitename and said.sitename.lstrip("@")
    byline = line(said.author) or _author(page.source)
    return About(line(said.title), byline, line(said.date), line(site), line(said.url))


def _asked(finder: Callable[..., Found], *about_: object) -> Found | None:
    """Return what a finder finds; None where odd markup is too much for it."""
    try:
        return finder(*about_)
    except FAULTS:
        return None


def _author(source: bytes) -> str | None:
    """Return the author that a page declares, in scripts without spaces: trafilatura takes one word for no name."""
    found = AUTHOR.search(source)
    name = line(found[1].decode("utf-8", "replace")) if found else None
    return name if name and DENSE.search(name) else None


def line(value: str | None) -> str | None:
    """Return a value as one line, None for an empty one.

    >>> line(" a\\n b ")
    'a b'
    """
    return SPACE.sub(" ", INVALID.sub("", value)).strip() or None if value else None
