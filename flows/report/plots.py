"""Which figures does a report have, and what does each show?"""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from cleaners.schema import REASONS, STEPS
from cleaners.seen import shown
from flows.funnel import several
from flows.report.charts import (
    BAR,
    GONE,
    HEIGHT,
    KEPT,
    LABELS,
    LINE,
    NUMBERS,
    SOFT,
    WIDTH,
    bars,
    counts,
    data,
    histogram,
    labels,
    names,
    svg,
)
from flows.report.model import BETWEEN, UNTOLD, Report

COLOURS: Final = 10  # that style.css has for reasons and steps, --c0 to --c9
GREEN: Final = 3  # of these
RUNS_SHOWN: Final = 20
REASONS_SHOWN: Final = 6  # by their own colour, in the figure of hosts


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawn figure: its SVG, and the numbers in it for those who do not see it."""

    name: str
    title: str
    note: str
    svg: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    key: tuple[tuple[str, str], ...] = ()  # what each colour means: a name, and the colour's name in style.css


def colour(word: str) -> str:
    """Name the page's colour for a step or a reason, the same in every report."""
    words = [reason for reasons in REASONS.values() for reason in reasons]
    place = STEPS.index(word) if word in STEPS else words.index(word) if word in words else 0
    if word in STEPS and place >= GREEN:  # beside steps stands what is kept, which is green
        place += 1
    return f"c{place % COLOURS}"


def colours(reasons: pl.DataFrame) -> dict[str, str]:
    """Name the colours of reasons (reason, lines): their own, but that the most frequent differ from one another."""
    order = reasons.group_by("reason").agg(pl.col("lines").sum()).sort("lines", "reason", descending=[True, False])
    found: dict[str, str] = {}
    for reason in order["reason"]:
        own = int(colour(reason)[1:])
        choice = (f"c{(own + step) % COLOURS}" for step in range(COLOURS))
        found[reason] = next((one for one in choice if one not in found.values()), f"c{own}")
    return found


def draw(report: Report) -> list[Plot]:
    """Draw every figure that the corpus has numbers for."""
    drawn = [
        _funnel("records", "What became of the records", _records(report)),
        _funnel("lines", "What became of the lines", _lines(report)),
        _reasons(report), _hosts(report), _losses(report), _lengths(report), _similarities(report), _sweep(report),
        _counts("languages", "Languages", "Documents that stand, by language.", report.languages),
        _counts("scripts", "Scripts", "Documents that stand, by script.", report.scripts), _runs(report),
    ]
    return [plot for plot in drawn if plot is not None]


def _records(report: Report) -> list[tuple[str, int, str]]:
    """List the fates of the records: name, number, colour; what was lost is negative."""
    totals = report.manifest["totals"]
    fates = totals["fates"]
    order = dict.fromkeys(("rejected", "copy", "empty", "duplicate", *fates))
    lost = [(fate, -fates.get(fate, 0), GONE) for fate in order if fate != "kept"]
    return [("came in", totals["records"], SOFT), *lost, ("stand", fates.get("kept", 0), KEPT)]


def _lines(report: Report) -> list[tuple[str, int, str]]:
    """List what became of the lines, as `_records` does."""
    totals = report.manifest["totals"]
    by_step: dict[str, int] = {}
    for name, n in totals["removed_by"].items():
        step = name.split("/")[0]
        by_step[step] = by_step.get(step, 0) + n
    lost = [("blank", -totals["blank"], LINE), ("made metadata", -totals["to_metadata"], SOFT)]
    lost += [(step, -n, colour(step)) for step, n in by_step.items()]
    return [("came in", totals["lines"], SOFT), *lost, ("stand", totals["kept"], KEPT)]


def _funnel(name: str, title: str, stages: list[tuple[str, int, str]]) -> Plot:
    """Draw stages as bars, each beginning where the one before ends."""
    left, rows = 0, []
    for stage, n, paint in stages:
        if n < 0:
            rows.append({"stage": stage, "from": left + n, "to": left, "n": f"−{-n:,}", "paint": paint})
            left += n
        elif rows and stage != "stand":
            continue  # nothing was lost here
        else:
            left = n
            rows.append({"stage": stage, "from": 0, "to": n, "n": f"{n:,}", "paint": paint})
    chart = bars(rows, "stage")
    return Plot(name, title, "", svg(chart), ("stage", "number"), [(row["stage"], row["n"]) for row in rows])


def _reasons(report: Report) -> Plot | None:
    """Draw the removals by reason."""
    removed = report.reasons.filter(pl.col("action") == "remove").group_by("reason").agg(pl.col("lines").sum())
    rows = removed.sort("lines", "reason", descending=[True, False]).rows()
    if not rows:
        return None
    paint = colours(report.reasons)
    shown_ = [{"reason": reason, "from": 0, "to": n, "n": f"{n:,}", "paint": paint[reason]} for reason, n in rows[:14]]
    chart = bars(shown_, "reason")
    return Plot("reasons", "Lines removed, by reason", _first("reasons", 14, len(rows)), svg(chart),
                ("reason", "lines"), rows)


def _first(what: str, most: int, all_: int) -> str:
    """Say that only some are drawn."""
    return f"The first {most} of {all_} {what}." if all_ > most else ""


def _hosts(report: Report) -> Plot | None:
    """Draw the removals of the hosts that lost most, by their most frequent reasons."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.by_host.is_empty() or not report.n_hosts:
        return None
    counted = report.by_host.group_by("reason").agg(pl.col("lines").sum()).sort(
        "lines", "reason", descending=[True, False])
    named = counted["reason"].head(REASONS_SHOWN).to_list()
    other = "other reasons"
    folded = report.by_host.with_columns(
        reason=pl.when(pl.col("reason").is_in(named)).then("reason").otherwise(pl.lit(other)),
    ).group_by("host", "reason", maintain_order=True).agg(pl.col("lines").sum())
    order = {reason: place for place, reason in enumerate([*named, other])}
    paint = colours(report.reasons) | {other: LINE}
    called = labels(dict.fromkeys(report.by_host["host"]))
    rows = [{"host": called[host], "place": order[reason], "lines": n, "paint": paint[reason]}
            for host, reason, n in folded.iter_rows()]
    chart = alt.Chart(data(rows), width=WIDTH - LABELS - 20, height=BAR * len(called)).mark_bar(height=12).encode(
        x=alt.X("lines:Q", title="lines", axis=counts(max(folded["lines"]), 3)),
        y=alt.Y("host:N", sort=list(called.values()), title=None, axis=names()),
        color=alt.Color("paint:N", scale=None), order=alt.Order("place:Q"),
    )
    key = [(reason, paint[reason]) for reason in (*named, *([other] if counted.height > len(named) else []))]
    note = _first("hosts", len(called.keys() - {UNTOLD}), report.n_hosts)
    return Plot("hosts", "Lines removed, by host", note, svg(chart),
                ("host", "reason", "lines"), [(shown(host), reason, n) for host, reason, n in report.by_host.rows()],
                tuple(key))


def _losses(report: Report) -> Plot | None:
    """Draw how many documents lost which share of their lines."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.losses.is_empty():
        return None
    rows = [row | {"paint": GONE} for row in report.losses.iter_rows(named=True)]
    x = alt.X("low:Q", bin="binned", title="share of its lines that a document lost", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format="%", tickCount=5, grid=False))
    chart = histogram(rows, x, "documents")
    return Plot("losses", "What documents lost", "Documents that stand, by the share of their lines that went.",
                svg(chart), ("from", "to", "documents"), report.losses.rows())


def _lengths(report: Report) -> Plot | None:
    """Draw lengths before and after, one behind the other."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.lengths.is_empty():
        return None
    paint = {"before": LINE, "after": KEPT}
    rows = [row | {"paint": paint[row["stage"]]} for row in report.lengths.iter_rows(named=True)]
    x = alt.X("low:Q", bin="binned", title="characters", scale=alt.Scale(type="log", nice=False),
              axis=alt.Axis(format="~s", tickCount=4, grid=False))
    rows.sort(key=lambda row: row["stage"], reverse=True)  # what stands is drawn over what came
    chart = histogram(rows, x, "documents", is_stacked=False)
    note = "Documents by their characters; a bar is a quarter of a power of ten."
    return Plot("lengths", "Lengths", note, svg(chart), ("from", "to", "stage", "documents"), report.lengths.rows(),
                (("as they came, duplicates included", LINE), ("as they stand", KEPT)))


def _similarities(report: Report) -> Plot | None:
    """Draw the similarities of pairs below 1."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.similarities.is_empty():
        return None
    exact = report.sweep.filter(pl.col("threshold") == 1)
    rows = [row | {"paint": GONE if row["done"] == "removed" else KEPT}
            for row in report.similarities.iter_rows(named=True)]
    x = alt.X("low:Q", bin="binned", title="exact Jaccard", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(tickCount=5, grid=False))
    chart = histogram(rows, x, "pairs")
    alike = int(exact["pairs"][0] + exact["listed"][0])
    apart = int(report.kinds["pairs"].sum()) - alike - int(report.similarities["pairs"].sum())
    left_out = [f"{several(alike, 'pair')} of similarity 1", *([f"{apart:,} {BETWEEN}"] if apart else [])]
    note = f"Pairs by exact Jaccard. Not drawn: {' and '.join(left_out)}."
    return Plot("similarities", "Similarity of near-duplicates", note, svg(chart),
                ("from", "to", "done", "pairs"), report.similarities.rows(),
                (("the copy was removed", GONE), ("both stay", KEPT)))


def _sweep(report: Report) -> Plot | None:
    """Draw what other thresholds would find and remove."""
    import altair as alt  # noqa: PLC0415  heavy

    if not report.sweep["pairs"].sum():
        return None
    paint = {"pairs": SOFT, "removed": GONE, "listed": KEPT}
    rows = [{"threshold": row["threshold"], "n": row[what], "what": what, "paint": paint[what]}
            for row in report.sweep.iter_rows(named=True) for what in paint]
    decades = [0, *(10**k for k in range(10))]
    chart = alt.Chart(data(rows), width=WIDTH - 64, height=HEIGHT).mark_line(
        point=alt.OverlayMarkDef(size=22), strokeWidth=1.5).encode(
        x=alt.X("threshold:Q", title="threshold (exact Jaccard)", scale=alt.Scale(domain=[0.5, 1]),
                axis=alt.Axis(tickCount=6, grid=False)),
        y=alt.Y("n:Q", title=None, scale=alt.Scale(type="symlog"),
                axis=alt.Axis(values=decades, minExtent=NUMBERS, maxExtent=NUMBERS, format=",d")),
        color=alt.Color("paint:N", scale=None), detail="what:N",
    )
    note = "Of the pairs in this corpus; those below the run's own threshold are in no table."
    key = (("pairs that count as one text", SOFT), ("copies removed", GONE), ("pairs only listed", KEPT))
    return Plot("sweep", "Other thresholds", note, svg(chart), tuple(report.sweep.columns), report.sweep.rows(), key)


def _counts(name: str, title: str, note: str, counted: pl.DataFrame) -> Plot | None:
    """Draw the documents by the values of a column."""
    if counted.is_empty():
        return None
    values = [(value or "unknown", n) for value, n in counted.rows()]
    chart = bars(_plain(values[:10]), "name")
    note = f"{note} {_first(name, 10, len(values))}".strip()
    return Plot(name, title, note, svg(chart), (name, "documents"), values)


def _runs(report: Report) -> Plot | None:
    """Draw what each run brought, where there were several."""
    brought = [(run["run"], run.get("totals", {}).get("documents", 0)) for run in report.manifest["runs"]]
    if len(brought) == 1:
        return None
    chart = bars(_plain(brought[-RUNS_SHOWN:]), "name")
    note = f"The last {RUNS_SHOWN} of {len(brought)} runs." if len(brought) > RUNS_SHOWN else ""
    return Plot("runs", "Documents that each run brought", note, svg(chart), ("run", "documents"), brought)


def _plain(counted: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Shape counts as rows of `bars`."""
    called = labels(name for name, _ in counted)
    return [{"name": called[name], "from": 0, "to": n, "n": f"{n:,}", "paint": KEPT} for name, n in counted]

