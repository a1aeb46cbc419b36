"""How are figures laid out? Bars and histograms by Altair, rendered offline to SVG in the page's colours."""

from collections.abc import Iterable
from typing import Any, Final

from cleaners.seen import shown

WIDTH: Final = 400  # of a whole figure in px: legible in a column of a wide page, and across a phone
LABELS: Final = 124  # of that, the names at the left; fixed, so that no font of the machine moves anything
NUMBERS: Final = 50  # or the numbers there
NAME_CHARS: Final = 20  # of a label
BAR: Final = 22
HEIGHT: Final = 170
ROOM: Final = 1.22  # of the longest bar, so that its number has place
SOFT, LINE, KEPT, GONE = "soft", "line", "kept", "gone"  # colours in style.css


def bars(rows: list[dict[str, Any]], name: str) -> Any:
    """Lay out bars with their names at the left and their numbers behind.

    A row has its `name`, `from`, `to`, `n` (the number as it is written) and `paint`.
    """
    import altair as alt  # noqa: PLC0415  heavy

    most = max((row["to"] for row in rows), default=0) or 1
    base = alt.Chart(data(rows), width=WIDTH - LABELS - 8, height=BAR * len(rows))
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, most * ROOM], nice=False))
    y = alt.Y(f"{name}:N", sort=None, title=None, axis=names())
    lengths = base.mark_bar(height=12).encode(x=x, x2="to", y=y, color=alt.Color("paint:N", scale=None))
    numbers = base.mark_text(align="left", dx=6, color=f"var(--{SOFT})").encode(
        x=alt.X("to:Q"), y=y, text=alt.Text("n:N"))
    return lengths + numbers


def histogram(rows: list[dict[str, Any]], x: Any, tall: str, *, is_stacked: bool = True) -> Any:
    """Lay out bins from `low` to `high` as bars; `tall` is the key of their counts, `paint` that of their colours."""
    import altair as alt  # noqa: PLC0415  heavy

    chart = alt.Chart(data(rows), width=WIDTH - 64, height=HEIGHT)
    axis = counts(max(row[tall] for row in rows), 4, minExtent=NUMBERS, maxExtent=NUMBERS, grid=True)
    y = alt.Y(f"{tall}:Q", title=tall, axis=axis, stack="zero" if is_stacked else None)
    return chart.mark_bar(binSpacing=1, opacity=1 if is_stacked else 0.75).encode(
        x=x, x2="high", y=y, color=alt.Color("paint:N", scale=None))


def counts(most: int, ticks: int, **given: Any) -> Any:
    """Style an axis of counts up to `most`, or more."""
    import altair as alt  # noqa: PLC0415  heavy

    # of more ticks than whole numbers some would be fractions, told as whole; Vega's tickMinStep does not prevent it
    return alt.Axis(format=",d", tickCount=min(ticks, most), **given)


def names() -> Any:
    """Style the axis that names bars."""
    import altair as alt  # noqa: PLC0415  heavy

    return alt.Axis(minExtent=LABELS, maxExtent=LABELS, domain=False, ticks=False, labelPadding=10, labelLimit=LABELS)


def labels(names: Iterable[str]) -> dict[str, str]:
    """Cut names to the room that labels have, name what is unseen in them, and keep them apart.

    >>> labels(["a" * 21, "a" * 22, "b"])
    {'aaaaaaaaaaaaaaaaaaaaa': 'aaaaaaaaaaaaaaaaaaa…', 'aaaaaaaaaaaaaaaaaaaaaa': 'aaaaaaaaaaaaaaaaa…(2)', 'b': 'b'}
    """
    found: dict[str, str] = {}
    for name in names:
        whole = shown(name)
        label = whole if len(whole) <= NAME_CHARS else f"{whole[: NAME_CHARS - 1]}…"
        number = 1
        while label in found.values():
            number += 1
            tail = f"…({number})"
            label = f"{whole[: NAME_CHARS + 1 - len(tail)]}{tail}"
        found[name] = label
    return found


def data(rows: list[dict[str, Any]]) -> Any:
    """Hand rows to a chart; `paint` names a colour of the page."""
    import altair as alt  # noqa: PLC0415  heavy

    return alt.Data(values=[row | {"paint": f"var(--{row['paint']})"} for row in rows])


def svg(chart: Any) -> str:
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
