"""What do the rules and blocks say of each line?"""

from typing import Final

import numpy as np
import polars as pl

from cleaners.chrome import codes
from cleaners.chrome.blocks import clauses, gather, speakers
from cleaners.chrome.codes import FAMILIES, PARTS, PLACES
from cleaners.chrome.outline import items
from cleaners.chrome.pages import Bools, Columns, Pages
from cleaners.chrome.rules import RULES
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.shape import look
from cleaners.chrome.signs import holds
from cleaners.chrome.zones import place

_URL: Final = r"^\W{0,4}(?:\d{1,2}\W{1,3})?(?:https?://|www\.)"
_LINKS, _IMPRINT = (codes.rule(name) for name in ("links-heading", "imprint-line"))
_DATE, _LABELLED = (codes.rule(name) for name in ("date-line", "labelled-date"))
_CLOCK: Final = r"\d[:：]\d\d"  # posts say the minute, versions the day
# What a block says of its lines, where the tail says what its heading does.
_BY_BLOCK: Final = {"references": "references", "title": "title-repeat", "profile": "profile",
                    "inline": "related-links", "menu": "nav"}
_SAID: Final = np.array([*(FAMILIES.index(_BY_BLOCK[part]) if part in _BY_BLOCK else -1 for part in PARTS), -1])


def ruled(lines: pl.DataFrame, settings: ChromeSettings) -> pl.DataFrame:
    """Return the lines that are not blank, with all that rules and blocks know of them.

    `verdict` is 0 where they let the line stand, 1 where they remove it, 2 where they make it metadata; the rule's
    own `reason` and what it `opens`, the verdict's `said` and `sayer`, and the block a line is `part` of are numbers
    of `codes`; its certainty stands in `sure`, the line it is a copy of in `twin`, what it speaks of in `cue`.
    """
    rows, known = look(lines, settings)
    texts, pages = rows["text"], Pages.of(rows["document"])
    known["outline"] = items(pages, texts)
    known["prose"] |= known["outline"]
    known["rule"][known["outline"] & (known["rule"] == _IMPRINT)] = -1  # whom to ask about a tender
    known |= {name: told[known["rule"]] for name, told in codes.table().items()}
    links = known["rule"] == _LINKS
    known["leads_to_url"] = links & pages.below(holds(texts, pages.above(links), _URL))
    known |= place(pages, texts, known, settings)
    known |= gather(pages, texts, known, settings)
    known |= _decide(pages, texts, known, settings)
    twin = pl.Series(known["twin"])
    rule = pl.Series([*range(len(RULES)), None], dtype=pl.UInt8)
    return rows.with_columns(
        *(pl.Series(name, known[name]) for name in ("prose", "outline", "head", "foot", "tail", "sure")),
        *(pl.Series(name, known[name].astype(np.int8))
          for name in ("reason", "opens", "part", "verdict", "said", "cue")),
        size=pl.Series(known["size"].astype(np.uint32)), sayer=pl.Series(known["sayer"].astype(np.int16)),
        rule=rule.gather(np.where(known["rule"] < 0, len(RULES), known["rule"])),
        twin=rows["line"][np.maximum(known["twin"], 0)].zip_with(twin >= 0, pl.Series([None], dtype=pl.UInt32)),
    )


def _decide(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Columns:
    """Return the verdicts."""
    part, reason, is_known = known["part"], known["reason"], known["rule"] >= 0
    tail = part == codes.TAIL
    alone = _stands_alone(pages, texts, known)
    alone &= ~_is_dated(pages, texts, known, settings) & ~_is_table(pages, texts, alone)
    alone &= ~speakers(pages, texts, known["rule"]) & ~clauses(pages, texts, known, settings)
    own = is_known & (alone | tail) & (part != codes.REFERENCES) & (part != codes.TITLE)
    heading = np.maximum.accumulate(np.where(known["opens"] == codes.OPENS_TAIL, pages.row, 0))
    moved = own & known["moves"] & ~tail & ((reason != FAMILIES.index("timestamp")) | known["head"])
    moved |= part == codes.REFERENCES
    heads = (part == codes.REFERENCES) & np.isin(known["opens"], (codes.OPENS_REFERENCES, codes.OPENS_TAIL))
    by_block = np.where(tail, reason[heading], _SAID[part])
    return {
        "verdict": np.where(own | (part >= 0), np.where(moved, 2, 1), 0),
        "said": np.where(own, reason, by_block),
        "sayer": np.where(own | heads, known["rule"], np.where(part < 0, -1, len(RULES) + part)),
        "sure": np.where(own, settings.rule_score, settings.block_score).astype(np.float32),
    }


def _stands_alone(pages: Pages, texts: pl.Series, known: Columns) -> Bools:
    """Return which lines stand where their rule says, and not by chance."""
    anywhere, edge, rim, head, foot = (known["where"] == k for k in range(len(PLACES)))
    quoted = pages.above(holds(texts, pages.below(anywhere & ~known["edge"]), r"[:：]$"))
    placed = (
        (anywhere & ~quoted) | (edge & known["edge"]) | (rim & (known["head"] | known["foot"]))
        | (head & known["head"]) | (foot & known["foot"])
    )
    placed |= _closes(pages, known)
    single = (known["shy"] | known["weak"]) & ~known["bar"]
    interrupts = pages.above(known["mark"]) | pages.below(known["mark"])  # as an advertisement, not a member's card
    interrupts &= anywhere & (known["reason"] != FAMILIES.index("profile"))
    return placed & (~single | _has_company(pages, known) | interrupts)


def _closes(pages: Pages, known: Columns) -> Bools:
    """Return the lines that end a page without prose, a song's or a timetable's, and have the site's copyright in them.

    Chrome alone to the very end, two lines at least, and not the whole page: a song's own "© 1995" stands by itself.
    """
    sign = _is_sign(known) & (known["total"] == 0)
    last = sign & (pages.nearest_below(~sign) < 0) & (pages.nearest_above(~sign) >= 0)
    rights = pages.whole(last & (known["reason"] == FAMILIES.index("copyright"))) > 0
    return last & rights & (pages.whole(last) > 1)


def _is_dated(pages: Pages, texts: pl.Series, known: Columns, settings: ChromeSettings) -> Bools:
    """Whether a line is a date of the text: one of many, or a bare one below the body that no chrome stands above.

    A letter ends with its date, and the site's footer begins right below; a history dates each of its versions.
    """
    date, labelled = ((known["rule"] == rule) & ~known["tail"] for rule in (_DATE, _LABELLED))
    labelled &= ~holds(texts, labelled, _CLOCK)
    many = (pages.whole(date) > settings.max_dates) & date | (pages.whole(labelled) > settings.max_dates) & labelled
    return many | (date & ~known["head"] & ~pages.above(_is_sign(known)))


def _has_company(pages: Pages, known: Columns) -> Bools:
    """Whether some rule knows the line above or below.

    Credits and addresses are company to credits alone: titles stand above them, and letters end with them.
    """
    is_known, sign = known["rule"] >= 0, _is_sign(known)
    credit = known["reason"] == FAMILIES.index("byline")
    company = np.zeros(credit.size, np.bool_)
    for beside in (pages.above, pages.below):
        company |= beside(sign) | (credit & beside(is_known))
    return company


def _is_sign(known: Columns) -> Bools:
    """Whether a line says of those beside it that they may be chrome."""
    return (known["rule"] >= 0) & ~known["moves"] & ~np.isin(known["rule"], (*codes.COMMON, _IMPRINT))


def _is_table(pages: Pages, texts: pl.Series, where: Bools) -> Bools:
    """Whether a line of those in `where` is a table's row: the line above or below has as many bars."""
    some = np.flatnonzero(where | pages.above(where) | pages.below(where))
    bars = np.zeros(where.size, np.int64)
    bars[some] = texts[some].str.count_matches("|", literal=True).to_numpy()
    return (bars > 1) & ((bars == pages.beside(bars, -1)) | (bars == pages.beside(bars, 1)))
