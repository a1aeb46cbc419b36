"""Which lines are known by their block: references, author's cards, interruptions, menus, titles printed twice?"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome import codes
from cleaners.chrome.form import SENTENCE_END
from cleaners.chrome.pages import Bools, Columns, Ints, Pages
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.signs import holds

_CITATION: Final = (  # with no border of a word, which is slow: what borders on one instead
    r"https?://|www\.|^(?:- )?[\[(\^↑]|^\d{1,3}[.、)\]]|\||(?:^|\W)(?:(?:19|20)\d\d|doi)(?:\W|$)|《|"
    r"^[\p{L} .&'’-]{2,40}: \S"
)
_CITED_PROSE: Final = r"^(?:- )?[\[\^↑]|^[^|。]{1,24}\||\(?(?:19|20)\d\d[a-z]?\)?[.,;:]|\bdoi\b"
_NO_TITLE: Final = (
    r"[。.;；:：,，][\"”’」』]*$|^[^:：]{1,8}[:：].{1,12}$|^\d{4}年|"
    r"^第 ?[〇零一二三四五六七八九十百\d]+ ?[编編章节節条條部分篇卷回讲講课課]"
    r"|(?i)^(?:chapter|part|article|section|title) [ivxlc\d]+"
)
_SPOKEN: Final = tuple(codes.rule(name) for name in ("credit-line", "profile-line"))
_CLAUSE: Final = r"^(?:\d{1,2} ?[.、．)]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]+[条條]) ?[^\d\s]"
_FIELD: Final = r"^[^:：]{1,8}[:：] ?[^:：\s]"  # as "导演:费穆", which no menu says
_NOTICES: Final = tuple(codes.FAMILIES.index(name) for name in ("copyright", "disclaimer"))
_ABOUT_THE_TEXT: Final = tuple(codes.FAMILIES.index(name) for name in ("timestamp", "byline"))
_BELOW_TITLES: Final = tuple(
    codes.rule(name) for name in ("reader-count", "reaction-bar", "thread-tool", "edit-mark", "counter"))


def follow(pages: Pages, start: Bools, stop: Bools) -> Ints:
    """Return how far below a start each line stands: 0 at the start, 1 next to it; -1 where a stop lies between.

    >>> pages = Pages.of(pl.Series([7, 7, 7, 7]))
    >>> follow(pages, np.array([0, 1, 0, 0], bool), np.array([0, 0, 0, 1], bool)).tolist()
    [-1, 0, 1, -1]
    """
    if not start.size:
        return pages.row
    opened = np.maximum.accumulate(np.where(start, pages.row, -1))
    cut = np.maximum.accumulate(np.where(start | stop, pages.row, -1))
    return np.where((opened == cut) & (opened >= pages.first), pages.row - opened, -1)


def gather(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Columns:
    """Return `part`, the block a line belongs to, and `twin`, the row of a repeated title's first copy; -1: none."""
    early = (known["before"] >= settings.min_body) & ~known["tail"]
    below = known["before"] >= settings.min_body_share * known["total"]
    late = (known["foot"] | (below & (known["last_run"] >= 0) & (pages.row > known["last_run"]))) & ~known["tail"]
    is_known = known["rule"] >= 0
    listing = ((known["opens"] == codes.OPENS_REFERENCES) | known["leads_to_url"]) & late
    cites = _citations(pages, texts, known, listing)
    source = follow(pages, listing & pages.below(cites), ~cites)
    card = follow(pages, (known["opens"] == codes.OPENS_PROFILE) & late, is_known)
    inline = follow(pages, (known["opens"] == codes.OPENS_TAIL) & ~known["weak"] & early, known["mark"] | is_known)
    twin = _twins(pages, texts, known, settings)
    part = np.select(
        [known["tail"], source >= 0, twin >= 0, (card >= 0) & (card <= settings.max_profile),
         (inline >= 0) & (inline <= settings.max_inline), _menus(pages, texts, known, settings)],
        [codes.TAIL, codes.REFERENCES, codes.TITLE, codes.PROFILE, codes.INLINE, codes.MENU], -1)
    part[twin[twin >= 0]] = -1  # of a title that is printed twice one copy stays
    return {"part": part, "twin": np.where(part == codes.TITLE, twin, -1)}


def _citations(pages: Pages, texts: pl.Series, known: Columns, listing: Bools) -> Bools:
    """Return what may stand in a list of sources, below where one begins; a line some other rule knows does not."""
    some = pages.before(listing) > 0
    url = holds(texts, some, r"https?://")
    some &= (known["rule"] < 0) | (known["opens"] == codes.OPENS_REFERENCES) | url
    some &= ~known["prose"] | url | holds(texts, some & known["prose"], _CITED_PROSE)
    return holds(texts, some, _CITATION)


def _twins(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Ints:
    """Return the first copy of a title that the head prints again. A sentence is no title, nor what a rule knows.

    Nor is a dated line: the history of a law says of each amendment by which meeting it was passed.
    """
    twin = np.full(pages.row.size, -1)
    some = np.flatnonzero(known["head"] & (known["rule"] < 0) & (known["size"] >= settings.min_title))
    _, first, group = np.unique(pages.first[some] << 32 | known["like"][some], return_index=True, return_inverse=True)
    far = some - some[first[group]]
    again = np.zeros(twin.size, np.bool_)
    again[some] = (far > 0) & (far <= settings.title_reach)
    again &= ~holds(texts, again, _NO_TITLE)
    twin[some] = np.where(again[some], some[first[group]], -1)
    if not again.any():
        return twin
    # Contents, not a title: the entry below the first copy comes again too, and not right below the second.
    many = (pages.count_like(known["like"])[0] > 1) & (known["rule"] < 0)
    listed, below = pages.beside(many, 1, outside=False), pages.beside(known["like"], 1)
    return np.where((twin >= 0) & (twin + 1 < pages.row) & listed[twin] & (below[twin] != below), -1, twin)


def speakers(pages: Pages, texts: pl.Series, rule: Ints) -> Bools:
    """Return the credits whose label opens other lines too: "Editor:" is a speaker there."""
    credit = np.isin(rule, _SPOKEN)
    found = np.zeros(rule.size, np.bool_)
    some = np.flatnonzero(pages.whole(credit) > 0)
    if some.size:
        label = texts[some].str.extract(r"^([^:：]{1,8})[:：]")
        labels = pl.DataFrame({"page": pages.first[some], "label": label})
        speaks = labels.select((pl.len().over("page", "label") > 1) & pl.col("label").is_not_null()).to_series()
        found[some] = speaks.to_numpy() & credit[some]
    return found


def clauses(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Bools:
    """Return the notices that stand between two numbered headings: of a site's terms they are the text."""
    notice = np.isin(known["reason"], _NOTICES)
    brief = (known["rule"] < 0) & (known["size"] <= settings.min_sentence)
    heading = holds(texts, brief & (pages.above(notice) | pages.below(notice)), _CLAUSE)
    return notice & pages.above(heading) & pages.below(heading)


def _menus(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Bools:
    """Return the labels in a run of labels that has enough menu words, at the page's edges.

    In the head a short title stands where the run ends: above a date, a credit or a field of the text; or below its
    last menu word, where buttons and counters of an article follow.
    """
    label, is_known = (known["size"] <= settings.max_label) & known["edge"], known["rule"] >= 0
    label &= ~(known["head"] & np.isin(known["reason"], _ABOUT_THE_TEXT))
    label &= ~holds(texts, label, SENTENCE_END) & ~holds(texts, label & known["head"] & ~is_known, _FIELD)
    turns = (label != pages.above(label)) | (pages.row == pages.first)
    run, tool = np.cumsum(turns), np.isin(known["rule"], _BELOW_TITLES)
    ends = pages.beside(turns, 1, outside=True)
    ends |= (pages.row > _last_of(run, is_known & ~tool)) & (pages.row < _last_of(run, tool))
    closes = known["head"] & ~is_known & ends
    tells = is_known & ~np.isin(known["rule"], codes.COMMON)
    size = run.size + 1
    words, telling, length = (np.bincount(run[label & some], minlength=size) for some in (is_known, tells, True))
    menu = (words >= settings.min_menu) & (words >= settings.min_menu_share * length) & (telling > 0)
    return label & ~closes & menu[run]


def _last_of(run: Ints, where: Bools) -> Ints:
    """Return the last such row of each row's run; -1 where there is none."""
    last = np.full(run.size + 1, -1)
    some = np.flatnonzero(where)
    last[run[some]] = some  # in order: the last one stands
    return last[run]
