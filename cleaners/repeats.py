"""Does this document say the same thing twice?

A crawl often holds an article whose body stands in the file two or three times, whole or from its second paragraph
on, sometimes edited or in the other Chinese script. The later copy goes, short lines included. Refrains, code,
tables, dialogue and legal formulae repeat as well, and they are content: what goes is a *run* of lines, in the
order of an earlier run, that is long, made of prose, and a good part of the document.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from cleaners.alike import candidates
from cleaners.fold import fold
from cleaners.match import MatchSettings
from cleaners.parallel import is_parallel, versions
from cleaners.runs import ANCHOR, Likeness, Page, Run, find_runs, is_prose, weight
from cleaners.schema import VERDICTS

# Bytes of match key: eight Han characters, or four English words. Prose seldom repeats so much; edits leave some.
GATE_BYTES: Final = 24
GATE_BASE: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no power of it vanishes modulo 2**64
MEANT: Final = 3  # of a line on one page; damage doubles
PARAGRAPH: Final = 30.0  # weight from which prose is a paragraph; a verse, a response, an entry of a log is shorter


@dataclass(frozen=True, slots=True)
class RepeatSettings:
    """When is a run of lines a copy of an earlier one, and not a refrain?

    Weights are those of `cleaners.runs.weight`: a Han character weighs one, a Latin letter a third.
    """

    enabled: bool = True
    """Look for repeats at all."""
    adjacent: bool = True
    """Also take the same line standing again right below itself."""
    threshold: float = 0.8
    """Exact Jaccard of the shingle sets at which two lines are copies."""
    aligned: float = 0.6
    """The same, for a line next to lines that are copies."""
    min_lines: int = 3
    """Of a run, equal ones once; shorter runs go by `short_share`."""
    min_weight: float = 100.0
    """Of a run's prose: authors repeat a sentence or two, not five."""
    min_prose_share: float = 0.5
    """Of a run's weight: code, tables and lyrics have little prose."""
    min_share: float = 0.2
    """Of the document, by weight, in all such runs: damage doubles a body, not a passage."""
    short_share: float = 0.4
    """The same for one run under `min_lines`: an article of two paragraphs, twice."""
    gate: float = 0.1
    """Share of the document, in repeated prose, under which it is not searched for runs."""


def judge(lines: pl.DataFrame, settings: RepeatSettings) -> pl.DataFrame:
    """Set verdicts of step `repeat` on the lines that still stand, or became metadata.

    `lines` has `cleaners.schema.LINES` and `VERDICTS`, sorted by document and line. Returns the same rows and
    columns. `twin_line` is the earlier line that a removed one repeats, `similarity` their exact Jaccard.
    """
    if not settings.enabled:
        return lines
    # a source credit that the copy repeats is no second credit
    is_open = pl.col("action").is_null() | (pl.col("action") == "to-metadata")
    live = lines.filter(is_open & (pl.col("text").str.strip_chars() != ""))
    live = live.select("document", "line", "text").with_columns(key=fold(live["text"]))
    verdicts = pl.concat([_repeated_runs(live, settings), _adjacent(live, settings)])
    verdicts = verdicts.unique(["document", "line"], keep="first", maintain_order=True)
    found = lines.join(verdicts, on=["document", "line"], how="left", maintain_order="left", suffix="_found")
    is_new = pl.col("action_found").is_not_null()
    return found.with_columns(
        pl.when(is_new).then(f"{column}_found").otherwise(column).alias(column) for column in VERDICTS
    ).select(lines.columns)


def _adjacent(live: pl.DataFrame, settings: RepeatSettings) -> pl.DataFrame:
    """Find the lines that say what the line right above them says, letter for letter.

    Damage doubles a paragraph, or a sentence beside one. What stands there thrice is a prayer, a refrain, an error in a
    log; so is, among short lines, what stands twice, and a sentence that stands elsewhere, too.
    """
    if not settings.adjacent:
        return _verdicts([])
    text = pl.col("text").str.strip_chars()
    same = live.with_columns(
        is_repeat=(text == text.shift(1).over("document")).fill_null(value=False) & _is_sentence(),
        twin=pl.col("line").shift(1),
    )
    suspects = same.filter(pl.col("document").is_in(same.filter("is_repeat")["document"].unique().implode()))
    solid = is_prose() & (weight() >= PARAGRAPH)
    near = pl.any_horizontal(solid, *(solid.shift(k).over("document") for k in (2, -1)))
    in_row = pl.any_horizontal(text == text.shift(k).over("document") for k in (2, -1))
    is_meant = in_row | (~solid & (pl.len().over("document", text) >= MEANT))
    is_damage = near.fill_null(value=False) & ~is_meant.fill_null(value=False)
    rows = suspects.filter(pl.col("is_repeat") & is_damage).select("document", "line", "twin").rows()
    return _verdicts([(d, n, "adjacent-repeat", "same-line", twin, 1.0) for d, n, twin in rows])


def _is_sentence() -> pl.Expr:
    """Claim that a line is a statement, not a refrain, a table cell, a brace or a cry."""
    return (pl.col("text").str.len_bytes() >= 3 * 12) & pl.col("text").str.contains(r"[。.!?！？…”」][”」』)）]*\s*$")


def _repeated_runs(live: pl.DataFrame, settings: RepeatSettings) -> pl.DataFrame:
    """Find the later copies of long runs of prose; documents that repeat hardly any prose are passed over."""
    suspects = _suspects(live, settings.gate)
    rows: list[tuple[int, int, str, str, int, float]] = []
    searched = live.filter(pl.col("document").is_in(suspects.implode()))
    alike = candidates(searched.filter(weight() >= ANCHOR), MatchSettings(threshold=settings.threshold))
    for (document,), page in searched.group_by("document", maintain_order=True):
        numbers = page["line"].to_list()
        texts = Page.of(page["text"].to_list(), page["key"].to_list())
        runs = find_runs(texts, alike.get(document, []), Likeness(settings.threshold, settings.aligned))
        for run in _copies(runs, texts, settings):
            named = _reason(run, texts)
            rows += ((document, numbers[b], *named, numbers[a], s) for a, b, s in run.pairs)
    return _verdicts(rows)


def _suspects(live: pl.DataFrame, gate: float) -> pl.Series:
    """Return the documents that repeat more prose than the gate lets pass."""
    shared = [document for document, share in _repeat_shares(live) if share >= gate]
    return pl.Series("document", shared, dtype=pl.UInt64)


def _repeat_shares(live: pl.DataFrame) -> Iterator[tuple[int, float]]:
    """Yield each document and how much of it, in bytes of match key, is prose that stands in it a second time.

    Prose is compared by the hashes of its 24-byte shingles: polynomials modulo 2**64, put together from those of half
    the length. A collision can only let one more document in.
    """
    prose = pl.when(is_prose()).then("key").otherwise(pl.lit(""))
    folded = live.group_by("document", maintain_order=True).agg(
        prose.str.join("").alias("prose"), pl.col("key").str.len_bytes().sum().alias("size")
    )
    for document, text, size in folded.iter_rows():
        points = np.frombuffer(text.encode(), dtype=np.uint8).astype(np.uint64)
        if points.size > GATE_BYTES:
            hashes, length, base = points, 1, np.full(1, GATE_BASE)  # arrays wrap in silence
            while length < GATE_BYTES // 3:
                hashes, length, base = hashes[:-length] * base + hashes[length:], 2 * length, base * base
            hashes = (hashes[: -2 * length] * base + hashes[length:-length]) * base + hashes[2 * length :]
            yield document, (hashes.size - np.unique(hashes).size) / size


def _copies(runs: list[Run], page: Page, settings: RepeatSettings) -> list[Run]:
    """Return the runs that the crawl repeated; those that the author repeated are left out."""
    whole = sum(page.weights)
    counts = versions(runs, page)
    long, short = [], []
    for run in runs:
        lines = {page.keys[b]: b for _, b, _ in run.pairs}.values()  # a prayer said ten times is no longer for it
        weight = sum(page.weights[b] for b in lines)
        prose = sum(page.weights[b] for b in lines if page.prose[b])
        # of a text before and after its amendment each line may differ; of a copy hardly
        is_copy = any(similarity == 1 for _, _, similarity in run.pairs)
        is_heavy = prose >= settings.min_weight and prose >= settings.min_prose_share * weight
        if is_copy and is_heavy and not is_parallel(run, page, counts):
            (long if len(lines) >= settings.min_lines else short).append((weight, run))
    # a body that stands twice in pieces, with other lines between, is as much damage as one in one piece
    is_damage = sum(weight for weight, _ in long) >= settings.min_share * whole
    copies = [run for _, run in long] if is_damage else []
    return copies + [run for weight, run in short if weight >= settings.short_share * whole]


def _reason(run: Run, page: Page) -> tuple[str, str]:
    """Name what a run is, and by which comparison it was found."""
    if run.crosses_script(page):
        return "cross-script-repeat", "run-folded"
    return ("body-repeat", "run-exact") if run.is_exact else ("near-repeat", "run-minhash")


def _verdicts(rows: list[tuple[int, int, str, str, int, float]]) -> pl.DataFrame:
    """Shape (document, line, reason, detector, twin, similarity) as verdicts."""
    schema = {"document": pl.UInt64, "line": pl.UInt32, "reason": pl.String, "detector": pl.String,
              "twin_line": pl.UInt32, "similarity": pl.Float32}
    found = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        action=pl.lit("remove"), step=pl.lit("repeat"), score=pl.lit(1.0, pl.Float32)
    )
    return found.select("document", "line", *VERDICTS)
