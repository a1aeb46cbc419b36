"""Which lines come with every page of a host?

A line that recurs over a host's pages is its template where it stands in like positions: above the first or below the
last paragraph, and beside the same neighbour. Frequency alone is not enough: the last clause of a statute ("This act
takes effect on the day of its promulgation.") ends hundreds of pages, each time below another article, and a recipe's
"Ingredients" stands right below the menu. So a line with the template on one side and the text on the other is listed
as "unsure", for a person to decide. What also stands inside the bodies of pages is theirs, and pages with the same
longest line, versions of one text, count once.

Runs of digits count as one, so that "Read 123 times" is one line. What one run observed can be added to what earlier
runs did: a host that brings one page a day has a template after some days.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from cleaners.account import JUDGED
from cleaners.chrome.form import FULL_STOP, INNER_END, SENTENCE_END
from cleaners.chrome.settings import ChromeSettings
from cleaners.schema import checked
from cleaners.shingles import digest

# What pages show of their hosts' templates: one row is a line of a page, at its outermost place there.
OBSERVED: Final = pl.Schema({
    "host": pl.String,
    "body": pl.UInt64,   # the key of the page's longest line: versions of one text count once
    "key": pl.UInt64,    # of the line's match key, digits masked
    "place": pl.String,  # "head", "tail" or "body" of the page
    "above": pl.UInt64,  # the key of the neighbour, 0 at the page's edge
    "below": pl.UInt64,
    "times": pl.UInt32,  # that it stands on the page
    "text": pl.String,
})
# One row is a line of a host's template; people may edit it.
TEMPLATES: Final = pl.Schema({
    "host": pl.String, "text": pl.String, "place": pl.String, "pages": pl.UInt32, "share": pl.Float32,
    "company": pl.Float32, "verdict": pl.String, "key": pl.UInt64,
})
VERDICTS: Final = {
    "remove": "the line goes wherever it stands outside the body",
    "unsure": "it recurs as steadily, but right beside the text: it stays",
    "keep": "a person's word: it stays, whatever detectors of chrome say",
}
EDGE: Final = 0
_LINE: Final = ["host", "key"]


@dataclass(frozen=True, slots=True)
class TemplateSettings:
    """How often, and how steadily, must a line recur?"""

    enabled: bool = True
    """Look for templates at all."""
    min_pages: int = 5
    """Fewer pages of a host show no template."""
    min_share: float = 0.1
    """Of the host's pages that have the line; sections of a site have menus of their own."""
    min_company: float = 0.6
    """Of the pages that have the line, so many have it beside the same neighbour, or at the page's edge."""
    min_sentence_share: float = 0.3
    """A line that ends as a sentence recurs on more pages, and between the same two neighbours."""
    max_body: float = 0.1
    """Of the pages that have the line may have it inside the body; "Article 12" stands there, a menu does not."""
    max_times: float = 1.5
    """On a page, on the average: what stands there more often is a refrain or a label."""
    min_recurring: int = 3
    """A paragraph that is on so many pages of a shard marks no border of the body: it may be the foot's."""
    max_pages: int = 1000
    """Of a host are observed; by then its template is known."""
    max_size: int = 600
    """Bytes; no longer line is looked at: paragraphs that recur are near-duplicates, not templates."""


def observe(
    lines: pl.DataFrame, hosts: pl.DataFrame, chrome: ChromeSettings, settings: TemplateSettings
) -> pl.DataFrame:
    """Return what some pages show of their hosts' templates, as OBSERVED.

    `lines` has document, line and text; `hosts` has document and host, null where it is not known.
    """
    keyed = _keyed(lines, hosts)
    bodies = keyed.sort("document", pl.col("text").str.len_bytes(), "line", descending=[False, True, False]).unique(
        "document", keep="first", maintain_order=True
    ).select("document", "host", body="key")
    first = bodies.unique(["host", "body"], keep="first", maintain_order=True).filter(
        pl.int_range(pl.len()).over("host") < settings.max_pages
    )
    keyed = keyed.join(first.drop("host"), on="document", maintain_order="left")
    often = keyed.group_by(_LINE).agg(pl.col("body").n_unique()).filter(pl.col("body") >= settings.min_recurring)
    rows = _placed(keyed, often, chrome)
    inside = pl.when(pl.col("place") == "body").then(1 << 32).otherwise(0)
    return rows.filter(pl.col("size") <= settings.max_size).with_columns(
        times=pl.len().over("document", "key").cast(pl.UInt32), rank=pl.min_horizontal("ahead", "behind") + inside,
    ).sort("document", "key", "rank", "line").unique(["document", "key"], keep="first", maintain_order=True).select(
        list(OBSERVED)
    )


def merge(observed: list[pl.DataFrame], settings: TemplateSettings) -> pl.DataFrame:
    """Put together what several shards or runs observed, the earliest first; each body counts once."""
    rows = pl.concat([pl.DataFrame(schema=OBSERVED), *observed], how="vertical").with_columns(
        part=pl.concat([pl.repeat(k, frame.height, eager=True, dtype=pl.UInt32)
                        for k, frame in enumerate([pl.DataFrame(schema=OBSERVED), *observed])])
    )
    first = rows.select("host", "body", "part").unique(["host", "body"], keep="first", maintain_order=True).filter(
        pl.int_range(pl.len()).over("host") < settings.max_pages
    )
    return rows.join(first, on=["host", "body", "part"], how="semi", maintain_order="left").select(list(OBSERVED))


def learn(observed: pl.DataFrame, settings: TemplateSettings) -> pl.DataFrame:
    """Return the template of every host that shows one, as TEMPLATES; the verdicts are "remove" and "unsure"."""
    pages = pl.col("pages")
    known = observed.group_by("host").agg(pl.col("body").n_unique().alias("host_pages"))
    lines = observed.group_by(_LINE).agg(
        pl.len().cast(pl.UInt32).alias("pages"), pl.col("times").sum(), pl.col("text").min(),
        (pl.col("place") == "body").sum().alias("inside"), pl.col("place").mode().sort(descending=True).first(),
    ).join(known, on="host").with_columns(share=pages / pl.col("host_pages"))
    recurs = (pages >= settings.min_pages) & (pl.col("share") >= settings.min_share)
    outside = pl.col("inside") <= settings.max_body * pages
    lines = lines.filter(recurs & outside & (pl.col("times") <= settings.max_times * pages))
    while True:  # a line whose company is no template loses it
        kept = _steady(lines, observed, settings)
        if kept.height == lines.height:
            break
        lines = kept.select(lines.columns)
    table = kept.with_columns(pl.col("share").cast(pl.Float32)).select(list(TEMPLATES))
    return table.sort("host", "pages", "text", descending=[False, True, False])


def _steady(lines: pl.DataFrame, observed: pl.DataFrame, settings: TemplateSettings) -> pl.DataFrame:
    """Return the lines that have the same company on most of their pages: with `company`, the share of those pages."""
    sides = [_beside(lines, observed, side, settings) for side in ("above", "below")]
    found = lines.join(sides[0], on=_LINE, how="left").join(sides[1], on=_LINE, how="left").with_columns(
        (pl.col("above", "below", "edge_above", "edge_below").fill_null(0) / pl.col("pages")).cast(pl.Float32)
    )
    sentence = pl.col("text").str.contains(SENTENCE_END)
    least, most = pl.min_horizontal("above", "below"), pl.max_horizontal("above", "below")
    often = ~sentence | (pl.col("share") >= settings.min_sentence_share)
    framed = (least >= settings.min_company) | (pl.max_horizontal("edge_above", "edge_below") >= settings.min_company)
    return found.with_columns(
        company=pl.when(sentence).then(least).otherwise(most),
        verdict=pl.when(framed).then(pl.lit("remove")).otherwise(pl.lit("unsure")),
    ).filter(often & (pl.col("company") >= settings.min_company))


def _beside(lines: pl.DataFrame, observed: pl.DataFrame, side: str, settings: TemplateSettings) -> pl.DataFrame:
    """Return, per line, on how many pages it stands beside its commonest neighbour: the edge, or another such line.

    That other line has it for company as steadily: "Chapter I" stands below many a menu, but few menus above it.
    """
    other = lines.select("host", pl.col("key").alias(side), pl.col("pages").alias("other_pages"))
    together = observed.join(lines.select(*_LINE, own_pages="pages"), on=_LINE).group_by("host", "key", side).agg(
        pl.len().alias("pages"), pl.col("own_pages").first()
    ).join(other, on=["host", side], how="left")
    mutual = pl.col("pages") >= settings.min_company * pl.max_horizontal("own_pages", "other_pages")
    at_edge = pl.col(side) == EDGE
    return together.filter(at_edge | (pl.col("other_pages").is_not_null() & mutual)).group_by(_LINE).agg(
        pl.col("pages").max().alias(side), pl.col("pages").filter(at_edge).sum().alias(f"edge_{side}"),
    )


def decided(learnt: pl.DataFrame, edited: pl.DataFrame) -> pl.DataFrame:
    """Lay the verdicts that a person gave (`host`, `text`, `verdict`) over those that were learnt; return TEMPLATES.

    A line of which a person speaks has no `company`: that is beside the point.
    """
    given = edited.select(
        "host", "text", place=pl.lit(None, pl.String), pages=pl.lit(None, pl.UInt32), share=pl.lit(None, pl.Float32),
        company=pl.lit(None, pl.Float32), verdict="verdict", key=keys(edited["text"]),
    ).unique(_LINE, keep="last", maintain_order=True)
    counts = learnt.select(*_LINE, "place", "pages", "share")
    known = given.drop("place", "pages", "share").join(counts, on=_LINE, how="left").select(list(TEMPLATES))
    return pl.concat([learnt.join(given, on=_LINE, how="anti"), known]).sort(
        "host", "pages", "text", descending=[False, True, False], nulls_last=True)


def keys(texts: pl.Series) -> pl.Series:
    """Return what two forms of one line have in common: half the digest of their match key, digits masked.

    >>> found = keys(pl.Series(["閱讀 123 次", "阅读7次", "阅读次"]))
    >>> (found[0] == found[1], found[0] == found[2])
    (True, False)
    """
    masked = texts.str.replace_all(r"\p{Nd}+", "0")
    return pl.Series("key", np.maximum(digest(masked)[:, 0], 1), pl.UInt64)  # 0 is the page's edge


def judge(
    judged: pl.DataFrame, hosts: pl.DataFrame, templates: pl.DataFrame, chrome: ChromeSettings
) -> pl.DataFrame:
    """Find the lines of the hosts' templates: JUDGED in and out.

    Lines with the verdict "remove" go where they stand outside the body; those that a person has set to "keep" stay
    whatever the other detectors of chrome say.
    """
    rows = _placed(_keyed(judged, hosts), templates, chrome)
    known = templates.select("host", "key", "company", "verdict", pl.col("place").alias("zone"))
    spoken = rows.join(known, on=_LINE, maintain_order="left").select("row", "company", "verdict", "host",
                                                                      outside=pl.col("place") != "body")
    said = judged.with_row_index("row").join(spoken, on="row", how="left", maintain_order="left")
    asked = pl.col("company").is_null()  # by a person, who knows of lines inside the body too
    goes = (pl.col("verdict") == "remove") & (pl.col("outside") | asked) & pl.col("action").is_null()
    stays = (pl.col("verdict") == "keep") & (pl.col("step") == "chrome")
    new = {"action": pl.lit("remove"), "step": pl.lit("template"), "reason": pl.lit("template"),
           "detector": pl.lit("template:") + pl.col("host"), "score": pl.col("company").fill_null(1.0)}
    return said.with_columns(
        *(pl.when(goes).then(value).when(~stays.fill_null(value=False)).then(name).alias(name)
          for name, value in new.items()),
        pl.when(~stays.fill_null(value=False)).then("twin_line").alias("twin_line"),
        pl.when(~stays.fill_null(value=False)).then("similarity").alias("similarity"),
    ).pipe(checked, JUDGED, "lines held against templates")


def _keyed(lines: pl.DataFrame, hosts: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that say something, of documents whose host is known, with their keys."""
    known = hosts.filter(pl.col("host").is_not_null()).select("document", "host")
    rows = lines.select("document", "line", pl.col("text").str.strip_chars()).with_row_index("row").join(
        known, on="document", maintain_order="left"
    ).filter(pl.col("text").str.contains(r"[\p{L}\p{N}]"))
    return rows.with_columns(keys(rows["text"]))


def _placed(rows: pl.DataFrame, recurring: pl.DataFrame, chrome: ChromeSettings) -> pl.DataFrame:
    """Add to keyed lines their size, neighbours and place; a `recurring` sentence marks no border of the body."""
    text, size, order = pl.col("text"), pl.col("size"), pl.int_range(pl.len()).over("document")
    full, loose = text.str.contains(FULL_STOP), text.str.contains(SENTENCE_END) | text.str.contains(INNER_END)
    own = recurring.select(_LINE).with_columns(recurs=pl.lit(value=True))
    rows = rows.join(own, on=_LINE, how="left", maintain_order="left").with_columns(size=text.str.len_bytes())
    rows = rows.with_columns(
        prose=(((size >= chrome.min_sentence) & full) | ((size >= chrome.min_paragraph) & loose))
        & pl.col("recurs").is_null(),
        above=pl.col("key").shift(1).over("document").fill_null(EDGE),
        below=pl.col("key").shift(-1).over("document").fill_null(EDGE),
        ahead=order, behind=pl.len().over("document") - 1 - order,
    )
    first = pl.when("prose").then("ahead").min().over("document")
    last = pl.when("prose").then("ahead").max().over("document")
    place = pl.when(pl.col("ahead") > last).then(pl.lit("tail")).when(pl.col("ahead") >= first).then(pl.lit("body"))
    return rows.with_columns(place=place.otherwise(pl.lit("head")))
