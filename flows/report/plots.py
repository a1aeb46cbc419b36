"""How do the figures look? Altair charts, rendered offline to SVG that takes its colours from the page."""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from cleaners.schema import REASONS, STEPS
from cleaners.seen import shown
from flows.report.model import Report

WIDTH: Final = 400  # of a whole figure in px: legible in a column of a wide page, and across a phone
LABELS: Final = 124  # of that, the names at the left; fixed, so that no font of the machine moves anything
BAR: Final = 22
HEIGHT: Final = 170
NAME_CHARS: Final = 20  # of a label
COLOURS: Final = 10  # that style.css has for reasons and steps, --c0 to --c9
SOFT, LINE, KEPT, GONE = "soft", "line", "kept", "gone"
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
    return f"c{place % COLOURS}"


def draw(report: Report) -> list[Plot]:
    """Draw every figure that the corpus has numbers for."""
    drawn = [
        _funnel("records", "What became of the records", _records(report)),
        _funnel("lines", "What became of the lines", _lines(report)),
        _reasons(report), _hosts(report), _losses(report), _lengths(report), _similarities(report), _sweep(report),
        _counts("languages", "Languages", "Documents that stand, by language.", report.languages),
        _counts("scripts", "Scripts", "Documents that stand, by script.", report.scripts),
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
    most = max(row["to"] for row in rows) or 1
    chart = _bars(rows, "stage", most, ("from", "to", "n", "paint"))
    return Plot(name, title, "", _svg(chart), ("stage", "number"), [(row["stage"], row["n"]) for row in rows])


def _bars(rows: list[dict[str, Any]], name: str, most: float, keys: tuple[str, str, str, str]) -> Any:
    """Lay out bars with their names at the left and their numbers behind; `keys` name from, to, label and paint."""
    import altair as alt  # noqa: PLC0415  heavy

    start, end, label, paint = keys
    base = alt.Chart(_data(rows), width=WIDTH - LABELS - 8, height=BAR * len(rows))
    x = alt.X(f"{start}:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.22], nice=False))
    y = alt.Y(f"{name}:N", sort=None, title=None, axis=_names())
    bars = base.mark_bar(height=12).encode(x=x, x2=end, y=y, color=alt.Color(f"{paint}:N", scale=None))
    numbers = base.mark_text(align="left", dx=6, color=f"var(--{SOFT})").encode(
        x=alt.X(f"{end}:Q"), y=y, text=alt.Text(f"{label}:N"))
    return bars + numbers


def _names() -> Any:
    """Style the axis that names bars."""
    import altair as alt  # noqa: PLC0415  heavy

    return alt.Axis(minExtent=LABELS, maxExtent=LABELS, domain=False, ticks=False, labelPadding=10, labelLimit=LABELS)


def _reasons(report: Report) -> Plot | None:
    """Draw the removals by reason."""
    removed = report.reasons.filter(pl.col("action") == "remove").group_by("reason").agg(pl.col("lines").sum())
    rows = removed.sort("lines", "reason", descending=[True, False]).rows()
    if not rows:
        return None
    bars = [{"reason": reason, "from": 0, "to": n, "n": f"{n:,}", "paint": colour(reason)} for reason, n in rows[:14]]
    chart = _bars(bars, "reason", rows[0][1], ("from", "to", "n", "paint"))
    return Plot("reasons", "Lines removed, by reason", _first("reasons", 14, len(rows)), _svg(chart),
                ("reason", "lines"), rows)


def _first(what: str, most: int, all_: int) -> str:
    """Say that only some are drawn."""
    return f"The first {most} of {all_} {what}." if all_ > most else ""


def _hosts(report: Report) -> Plot | None:
    """Draw the removals of the hosts that lost most, by their most frequent reasons."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.by_host.is_empty():
        return None
    counted = report.by_host.group_by("reason").agg(pl.col("lines").sum()).sort(
        "lines", "reason", descending=[True, False])
    named = counted["reason"].head(REASONS_SHOWN).to_list()
    other = "other reasons"
    folded = report.by_host.with_columns(
        reason=pl.when(pl.col("reason").is_in(named)).then("reason").otherwise(pl.lit(other)),
    ).group_by("host", "reason", maintain_order=True).agg(pl.col("lines").sum())
    order = {reason: place for place, reason in enumerate([*named, other])}
    paint = {reason: colour(reason) for reason in named} | {other: LINE}
    rows = [{"host": _short(host), "place": order[reason], "lines": n, "paint": paint[reason]}
            for host, reason, n in folded.iter_rows()]
    names = list(dict.fromkeys(row["host"] for row in rows))
    chart = alt.Chart(_data(rows), width=WIDTH - LABELS - 20, height=BAR * len(names)).mark_bar(height=12).encode(
        x=alt.X("lines:Q", title="lines", axis=alt.Axis(tickCount=3, format=",d")),
        y=alt.Y("host:N", sort=names, title=None, axis=_names()),
        color=alt.Color("paint:N", scale=None), order=alt.Order("place:Q"),
    )
    key = [(reason, paint[reason]) for reason in (*named, *([other] if counted.height > len(named) else []))]
    return Plot("hosts", "Lines removed, by host", _first("hosts", len(names), report.n_hosts), _svg(chart),
                ("host", "reason", "lines"), [(shown(host), reason, n) for host, reason, n in report.by_host.rows()],
                tuple(key))


def _data(rows: list[dict[str, Any]]) -> Any:
    """Hand rows to a chart; `paint` names a colour of the page."""
    import altair as alt  # noqa: PLC0415  heavy

    return alt.Data(values=[row | {"paint": f"var(--{row['paint']})"} for row in rows])


def _short(name: str) -> str:
    """Cut a name to the room that labels have, and name what is unseen in it."""
    name = shown(name)
    return name if len(name) <= NAME_CHARS else f"{name[: NAME_CHARS - 1]}…"


def _histogram(rows: list[dict[str, Any]], x: Any, tall: Any, *, is_stacked: bool = True) -> Any:
    """Lay out bins from `low` to `high` as bars; the key of each row's colour is `paint`."""
    import altair as alt  # noqa: PLC0415  heavy

    chart = alt.Chart(_data(rows), width=WIDTH - 64, height=HEIGHT)
    y = tall.axis(alt.Axis(tickCount=4, minExtent=50, maxExtent=50, format=",d", grid=True))
    return chart.mark_bar(binSpacing=1, opacity=1 if is_stacked else 0.75).encode(
        x=x, x2="high", y=y.stack("zero" if is_stacked else None), color=alt.Color("paint:N", scale=None))


def _losses(report: Report) -> Plot | None:
    """Draw how many documents lost which share of their lines."""
    import altair as alt  # noqa: PLC0415  heavy

    if report.losses.is_empty():
        return None
    rows = [row | {"paint": GONE} for row in report.losses.iter_rows(named=True)]
    x = alt.X("low:Q", bin="binned", title="share of its lines that a document lost", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format="%", tickCount=5, grid=False))
    chart = _histogram(rows, x, alt.Y("documents:Q", title="documents"))
    return Plot("losses", "What documents lost", "Documents that stand, by the share of their lines that went.",
                _svg(chart), ("from", "to", "documents"), report.losses.rows())


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
    chart = _histogram(rows, x, alt.Y("documents:Q", title="documents"), is_stacked=False)
    note = "Documents by their characters; a bar is a quarter of a power of ten."
    return Plot("lengths", "Lengths", note, _svg(chart), ("from", "to", "stage", "documents"), report.lengths.rows(),
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
    chart = _histogram(rows, x, alt.Y("pairs:Q", title="pairs"))
    alike = int(exact["pairs"][0] + exact["listed"][0])
    note = f"Pairs by exact Jaccard. The {alike:,} pairs of similarity 1 are not drawn."
    return Plot("similarities", "Similarity of near-duplicates", note, _svg(chart),
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
    chart = alt.Chart(_data(rows), width=WIDTH - 64, height=HEIGHT).mark_line(
        point=alt.OverlayMarkDef(size=22), strokeWidth=1.5).encode(
        x=alt.X("threshold:Q", title="threshold (exact Jaccard)", scale=alt.Scale(domain=[0.5, 1]),
                axis=alt.Axis(tickCount=6, grid=False)),
        y=alt.Y("n:Q", title=None, scale=alt.Scale(type="symlog"),
                axis=alt.Axis(values=[0, *(10**k for k in range(10))], minExtent=50, maxExtent=50, format=",d")),
        color=alt.Color("paint:N", scale=None), detail="what:N",
    )
    note = "Of the pairs in this corpus; those below the run's own threshold are in no table."
    key = (("pairs that count as one text", SOFT), ("copies removed", GONE), ("pairs only listed", KEPT))
    return Plot("sweep", "Other thresholds", note, _svg(chart), tuple(report.sweep.columns), report.sweep.rows(), key)


def _counts(name: str, title: str, note: str, counted: pl.DataFrame) -> Plot | None:
    """Draw the documents by the values of a column."""
    if counted.is_empty():
        return None
    values = [(value or "unknown", n) for value, n in counted.rows()]
    rows = [{"value": _short(value), "from": 0, "to": n, "n": f"{n:,}", "paint": KEPT} for value, n in values[:10]]
    chart = _bars(rows, "value", values[0][1], ("from", "to", "n", "paint"))
    note = f"{note} {_first(name, 10, len(values))}".strip()
    return Plot(name, title, note, _svg(chart), (name, "documents"), values)


def _svg(chart: Any) -> str:
    """Render a chart to SVG, and keep only what draws."""
    import altair as alt  # noqa: PLC0415  heavy
    import vl_convert  # noqa: PLC0415  heavy

    from flows.report.svg import plain  # noqa: PLC0415  needs lxml

    font = "Liberation Sans"  # which vl-convert carries: sizes are the same on every machine; the page sets its own
    text = {"labelFont": font, "titleFont": font, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
            "titlePadding": 8, **{f"{part}Color": f"var(--{SOFT})" for part in ("label", "title")},
            **{f"{part}Color": f"var(--{LINE})" for part in ("grid", "domain", "tick")}}
    figure = chart.properties(background="transparent", padding=2).configure(
        axis=alt.AxisConfig(**text), view=alt.ViewConfig(stroke=None), text=alt.MarkConfig(font=font, fontSize=12))
    return plain(vl_convert.vegalite_to_svg(figure.to_dict(validate=False), allowed_base_urls=[]))
