"""What does a corpus say of itself? Its summary, and the texts that it names, gathered into one model."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from cleaners import strata
from cleaners.match.sweep import STEPS as THRESHOLDS
from cleaners.schema import STEPS
from cleaners.strata import Limits
from cleaners.summary import Summary
from flows.report import copies, texts
from flows.report.model import BETWEEN, UNTOLD, Report, Tables
from flows.report.summarise import SIGNALS

TOP_HOSTS: Final = 12  # drawn
SHARES: Final = (0.05, 0.5, 0.95)  # of documents, at most at which a signal is told


def gather(corpus: Tables, summary: Summary, limits: Limits) -> Report:
    """Put together all that a report says of a corpus. The same corpus gives the same model."""
    counts = summary["counts"]
    hosts = _hosts(counts)
    few = summary["pages"]
    listed = _listed(few, hosts, limits)
    clusters, n_clusters = copies.clusters(corpus, summary, limits)
    return Report(
        manifest=corpus.manifest, limits=limits, reasons=_reasons(counts),
        hosts=hosts.head(limits.hosts), n_hosts=hosts["host"].drop_nulls().len(), by_host=_by_host(counts, hosts),
        languages=_valued(counts, "language"), scripts=_valued(counts, "script"), splits=_valued(counts, "split"),
        signals=_signals(counts), personal=_of(counts, "personal", a="kind", n="spans", m="documents").sort("kind"),
        similarities=_numbered(counts, "similarities", ["low", "high"], c="done", n="pairs"),
        lengths=_numbered(counts, "lengths", ["low", "high"], c="stage", n="documents"),
        losses=_numbered(counts, "losses", ["low", "high"], n="documents"), sweep=_sweep(counts),
        kinds=_of(counts, "kinds", a="scope", b="kind", c="done", n="pairs").with_columns(
            pl.col("kind").fill_null(BETWEEN),
        ).sort("scope", "pairs", "kind", "done", descending=[False, True, False, False]),
        concerns=_concerns(corpus, counts),
        documents=listed, n_documents=int(_of(counts, "documents", n="n")["n"].sum()),
        texts=texts.shown(corpus, listed, limits), samples=summary["samples"],
        clusters=clusters, n_clusters=n_clusters, rejected=summary["rejected"],
    )


def _of(counts: pl.DataFrame, figure: str, **named: str) -> pl.DataFrame:
    """Return the counts of one figure, their columns named."""
    return counts.filter(pl.col("figure") == figure).select(**{name: column for column, name in named.items()})


def _numbered(counts: pl.DataFrame, figure: str, numbers: list[str], **named: str) -> pl.DataFrame:
    """Return the counts of a figure whose first columns are numbers, in their order."""
    found = _of(counts, figure, **dict(zip("ab", numbers, strict=False)), **named)
    return found.with_columns(pl.col(numbers).cast(pl.Float64)).sort(found.columns[:3])


def _reasons(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the ledger by step, reason and action, in the order of the steps, the most frequent first."""
    counted = _of(counts, "reasons", a="step", b="reason", c="action", n="lines", m="documents", k="chars")
    place = pl.col("step").replace_strict({step: k for k, step in enumerate(STEPS)}, default=len(STEPS))
    return counted.sort(place, "lines", "reason", "action", descending=[False, True, False, False])


def _hosts(counts: pl.DataFrame) -> pl.DataFrame:
    """List hosts: documents that came, that stand, lines, lines removed, and the three reasons most given."""
    given = _of(counts, "removals", a="host", b="reason", n="lines").sort(
        "host", "lines", "reason", descending=[False, True, False])
    removed = given.group_by("host").agg(
        pl.col("lines").sum().alias("removed"), pl.struct("reason", "lines").head(3).alias("reasons"))
    return _of(counts, "hosts", a="host", n="documents", m="kept", k="lines").join(
        removed, on="host", how="left", nulls_equal=True,
    ).with_columns(pl.col("removed").fill_null(0), pl.col("reasons").fill_null([])).sort(
        "removed", "documents", "host", descending=[True, True, False], nulls_last=True)


def _by_host(counts: pl.DataFrame, hosts: pl.DataFrame) -> pl.DataFrame:
    """List the removals of the hosts that lost most, by reason: host (or `UNTOLD`), reason, lines."""
    top = hosts.filter(pl.col("removed") > 0).head(TOP_HOSTS).with_row_index("place").select("host", "place")
    given = _of(counts, "removals", a="host", b="reason", n="lines").join(top, on="host", nulls_equal=True)
    return given.sort("place", "reason").select(pl.col("host").fill_null(UNTOLD), "reason", "lines")


def _valued(counts: pl.DataFrame, column: str) -> pl.DataFrame:
    """List the values of a column by the documents that stand, the most frequent first."""
    return _of(counts, column, a=column, n="documents").sort("documents", column, descending=[True, False])


def _signals(counts: pl.DataFrame) -> pl.DataFrame:
    """Describe every number in the column `quality`: signal, low, middle, high (5, 50, 95 %), unknown."""
    found = _of(counts, "signals", a="signal", b="value", n="documents").with_columns(pl.col("value").cast(pl.Float64))
    schema = {"signal": pl.String, "low": pl.Float64, "middle": pl.Float64, "high": pl.Float64, "unknown": pl.Int64}
    return pl.DataFrame(list(_signal_rows(found)), schema=schema, orient="row")


def _signal_rows(found: pl.DataFrame) -> Iterator[tuple[str | float | None, ...]]:
    """Yield, of each signal, the least values that so many documents do not exceed; and how many have none."""
    for name in SIGNALS:
        own = found.filter(pl.col("signal") == name)
        known = own.drop_nulls("value").sort("value").with_columns(up_to=pl.col("documents").cum_sum())
        total = known["documents"].sum()
        low_to_high = [known.filter(pl.col("up_to") >= share * total)["value"].first() for share in SHARES]
        yield name, *low_to_high, int(own["documents"].sum()) - int(total)


def _sweep(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs at each threshold, as `cleaners.figures.sweep`."""
    found = _numbered(counts, "sweep", ["threshold"], n="pairs", m="removed", k="listed")
    none = pl.DataFrame({"threshold": THRESHOLDS}, schema={"threshold": pl.Float64})
    return none.join(found, on="threshold", how="left", maintain_order="left").fill_null(0)


def _concerns(corpus: Tables, counts: pl.DataFrame) -> dict[str, int]:
    """Tell what a person should look at before signing off."""
    found = dict(_of(counts, "concerns", a="what", n="n").rows())
    names = ("heavy-loss", "unsure", "guarded", "undecodable", "rejected")
    return {"empty": corpus.manifest["totals"]["fates"].get("empty", 0)} | {name: found.get(name, 0) for name in names}


def _listed(few: pl.DataFrame, hosts: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Choose the documents that are listed: every fate, host and reason has its part, and twins stand together.

    Returns the columns of `few`, `document` as `id`, and `place`, in which they were drawn; in order of ids.
    """
    given = few.select("document", pl.col("reasons").list.eval(pl.element().struct.field("reason")))
    members = pl.concat([
        few.select(id="document", stratum=pl.format("fate {}", "fate")),
        few.join(hosts.select("host").head(limits.hosts), on="host").select(id="document", stratum="host"),
        given.explode("reasons", empty_as_null=False).select(id="document", stratum=pl.format("reason {}", "reasons")),
    ])
    pointed = dict(few.select("document", "twins").iter_rows())
    order = strata.with_twins(strata.drawn(members, limits.documents), pointed)[: limits.documents]
    places = pl.DataFrame({"id": pl.Series(order, dtype=pl.String)}).with_row_index("place")
    return few.rename({"document": "id"}).join(places, on="id").sort("id")
