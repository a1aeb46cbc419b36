"""What is said of each line, and why?"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import codes, context, features, model, paged, reasons, sequence
from cleaners.chrome.codes import FAMILIES
from cleaners.chrome.pages import Bools, Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.rules import RULES
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.trees import UNIT
from cleaners.html.structure import NEAR_TITLE
from cleaners.schema import LINES, VERDICTS, checked

_BATCH: Final = 16384  # rows
_KINDS: Final = ("text", "html")  # of weights
_BY_WORDS: Final = np.array([*(rule.long or rule.place == "anywhere" for rule in RULES), True])  # not by their place
_DOUBT: Final = -UNIT  # a rule's line that the model says is text with a chance of 73 % or more stands


def judge(
    lines: pl.DataFrame, settings: ChromeSettings = ChromeSettings(), markup: pl.DataFrame | None = None,  # noqa: B008  frozen
) -> pl.DataFrame:
    """Return the lines, in their order, with the verdict on each: of the rules, and of the model where none speaks.

    `lines` has the schema LINES, as repaired, in order of document and line; one frame holds many documents. `markup`
    (`cleaners.html.markup.MARKUP`) says of the lines that came from HTML where they stand in it.
    """
    lines = checked(lines, LINES, "chrome")
    rows = ruled(lines, settings)
    spoken = rows if settings.policy == "rules" else learnt(rows, settings, markup)
    return checked(lines.hstack(_told(spoken, lines.height)), pl.Schema({**LINES, **VERDICTS}), "chrome")


def learnt(rows: pl.DataFrame, settings: ChromeSettings, markup: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the rows as `ruled` does, with the model's verdicts where no rule has one.

    Lines that came from HTML are judged by weights of their own, which know the markup beside the text.
    """
    if markup is None or not markup.height:
        return _learnt(rows, settings, "text", None)
    is_page = pl.col("document").is_in(markup["document"].unique().implode())
    pages, texts = rows.filter(is_page), rows.filter(~is_page)
    known = pages.select("document", "line").join(markup, on=["document", "line"], how="left", maintain_order="left")
    judged = [_learnt(pages, settings, "html", known)]
    if texts.height:
        judged.append(_learnt(texts, settings, "text", None))
    return pl.concat(judged).sort("row")


def _learnt(rows: pl.DataFrame, settings: ChromeSettings, kind: str, known: pl.DataFrame | None) -> pl.DataFrame:
    """Add the verdicts of one kind of weights; `known` holds what the markup says of each row."""
    parts = (_judged(rows.slice(at, size), settings, kind, known if known is None else known.slice(at, size))
             for at, size in _batches(rows))
    return pl.concat([rows.clear(), *parts])


def _batches(rows: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Return runs of whole pages, as first row and size: few enough rows for their features to stay in the cache."""
    bounds = Pages.of(rows["document"]).bounds
    at = 0
    while at < rows.height:
        last, after = np.searchsorted(bounds, [at + _BATCH + 1, at + 1])  # the last page that fits; the first, if none
        behind = int(bounds[max(last - 1, after)])
        yield at, behind - at
        at = behind


def _judged(rows: pl.DataFrame, settings: ChromeSettings, kind: str, known: pl.DataFrame | None) -> pl.DataFrame:
    """Add the verdicts to some pages' rows."""
    weights = model.load(kind)
    columns = features.describe(rows, weights.table, has_markup=known is not None)
    if known is not None:
        columns |= {name: known[name].to_numpy() for name in known.columns[2:]}
        columns |= paged.describe(Pages.of(rows["document"]), columns)
    scores = model.both(rows, columns, weights)
    if known is None:
        gone = sequence.removed(rows, scores, columns["in_prose"], columns["copy_gap"], settings.policy)
    else:
        scores = sequence.together(rows, scores, columns["whole"])
        gone = sequence.removed_of_pages(rows, scores, settings.policy)
    gone &= ~rows["outline"].to_numpy()
    rows = widowed(overruled(rows, scores, has_markup=known is not None), gone)
    gone &= rows["verdict"].to_numpy() == 0
    sure, family = context.chances(scores) / 1000, reasons.families(rows, Pages.of(rows["document"]), gone)
    if known is not None:  # a heading that says what the column `title` does
        family = np.where(columns["title"] >= NEAR_TITLE, FAMILIES.index("title-repeat"), family)
    found = {"verdict": 1, "said": family, "sayer": len(codes.SAYERS) + _KINDS.index(kind), "sure": sure}
    return rows.with_columns(
        pl.Series(name, np.where(gone, said, rows[name].to_numpy()), rows.schema[name]) for name, said in found.items())


def overruled(rows: pl.DataFrame, scores: NDArray[np.int32], *, has_markup: bool) -> pl.DataFrame:
    """Let lines stand that a rule or a block takes, and the model, which sees the page around them, takes for text.

    Of those that are known by their block alone it is believed sooner where there is markup, which knows blocks better.
    What a rule moves to a column is not lost. Of notices, of spam and the like amid the text, of links right below a
    heading and of titles printed twice the rules tell.
    """
    sayer, verdict = rows["sayer"].to_numpy(), rows["verdict"].to_numpy()
    by_block, part = sayer >= len(RULES), sayer - len(RULES)
    believed = scores < np.where(by_block & has_markup, 0, _DOUBT)
    told = (part == codes.TITLE) | ((part == codes.INLINE) & (not has_markup))
    believed &= ~np.where(by_block, told, _BY_WORDS[np.where(by_block, -1, sayer)] | (verdict != 1))
    return rows.with_columns(verdict=pl.Series(np.where(believed, 0, verdict), dtype=pl.Int8))


def widowed(rows: pl.DataFrame, gone: Bools) -> pl.DataFrame:
    """Return the rows without the verdict on titles printed again whose first copy goes: the model judges them."""
    again, pages = np.flatnonzero(rows["twin"].is_not_null().to_numpy()), Pages.of(rows["document"])
    lines = pages.first << 32 | rows["line"].to_numpy().astype(np.int64)
    first = np.searchsorted(lines, pages.first[again] << 32 | rows["twin"][again].to_numpy().astype(np.int64))
    alone = np.zeros(rows.height, np.bool_)
    alone[again] = gone[first]
    if not alone.any():
        return rows
    stays = pl.Series(~alone)
    verdict, twin = (pl.when(stays).then(name) for name in ("verdict", "twin"))
    return rows.with_columns(verdict.otherwise(0).cast(pl.Int8).alias("verdict"), twin.alias("twin"))


def _told(spoken: pl.DataFrame, height: int) -> pl.DataFrame:
    """Return the verdicts on so many lines in the words of VERDICTS; null where nobody speaks."""
    rows = spoken.select("row", "verdict", "said", "sayer", "sure", "twin").filter(pl.col("verdict") > 0)
    sayers = rows["sayer"].to_numpy()
    models = (model.load(kind).name if (sayers == len(codes.SAYERS) + k).any() else "" for k, kind in enumerate(_KINDS))
    said = rows.select(
        action=codes.words(rows["verdict"].to_numpy() - 1, ("remove", "to-metadata")), step=pl.lit("chrome"),
        reason=codes.words(rows["said"].to_numpy(), FAMILIES),
        detector=codes.words(sayers, (*codes.SAYERS, *models)), score="sure", twin_line="twin",
        similarity=pl.when(pl.col("twin").is_not_null()).then(1.0).cast(pl.Float32),
    )
    at = np.full(height, -1)
    at[rows["row"].to_numpy()] = np.arange(rows.height)
    return said.select(pl.all().gather(pl.select(pl.when(pl.Series(at) >= 0).then(pl.Series(at))).to_series()))
