"""How does the model become one page that needs nothing else? A template, its style and its script, all inside."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from cleaners.errors import BadCorpus
from cleaners.seen import shown
from cleaners.strata import Limits
from cleaners.summary import Summary
from flows.funnel import several
from flows.place import REPORT
from flows.report import data, plots
from flows.report.gather import gather
from flows.report.model import Report, Tables

NAME: Final = REPORT
SCRIPTS: Final = ("base.js", "list.js", "reader.js", "sections.js", "main.js")
STYLES: Final = ("style.css", "reader.css")


def write(corpus: Tables, summary: Summary, path: Path) -> None:
    """Write the report of a corpus with this summary: beside first, so that no half of one is ever seen.

    Raises BadCorpus where it cannot be written.
    """
    beside = path.with_name(f".{path.name}.new")
    html = render(gather(corpus, summary, Limits()))
    try:
        beside.write_text(html, "utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise BadCorpus(str(path), f"cannot be written ({error.strerror})", "Name another file with --out") from error


def render(report: Report) -> str:
    """Render the model. What was crawled stands in data blocks alone, and is only ever shown as text."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  heavy

    blocks, where = data.blocks(report)
    style, script = _asset(*STYLES), '"use strict";\n(() => {\n' + _asset(*SCRIPTS) + "})();\n"
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                           keep_trailing_newline=True).from_string(_asset("page.html"))
    return template.render(
        style=style, style_digest=_digest(style), script=script, script_digest=_digest(script),
        index=data.written(data.index(report, where)), blocks=blocks,
        plots={plot.name: plot for plot in plots.draw(report)}, n_texts=len(where), **_headline(report),
    )


@cache
def _asset(*names: str) -> str:
    """Read files of this package, one behind the other."""
    return "".join((files("flows.report") / "assets" / name).read_text("utf-8") for name in names)


def _digest(text: str) -> str:
    """Name an inline element as the page's Content-Security-Policy does."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _headline(report: Report) -> dict[str, Any]:
    """Say what the page says in words and numbers of our own."""
    totals = report.manifest["totals"]
    parts = {"kept": totals["kept"], "removed": totals["removed"], "made metadata": totals["to_metadata"],
             "blank": totals["blank"]}
    is_whole = totals["lines"] == sum(parts.values()) and totals["records"] == sum(totals["fates"].values())
    alike = int(report.kinds["pairs"].sum() or 0)
    return {
        "several": several, "is_told": not report.reasons.is_empty(),
        "totals": totals, "parts": parts, "is_whole": is_whole, "concerns": report.concerns,
        "n_documents": report.n_documents, "n_listed": report.documents.height,
        "n_hosts": report.n_hosts, "n_hosts_listed": report.hosts["host"].drop_nulls().len(), "n_pairs": alike,
        "n_clusters": report.n_clusters, "n_clusters_shown": len(report.clusters),
        "n_rejected": totals["fates"]["rejected"], "n_rejected_shown": report.rejected.height,
        "kinds": report.kinds.rows(), "splits": report.splits.rows(), "signals": report.signals.rows(),
        "personal": report.personal.rows(), "limits": report.limits,
        "removed_share": totals["removed"] / totals["lines"] if totals["lines"] else 0.0,
        "languages": [shown(name) for name in report.languages["language"].drop_nulls()],
        "run": report.manifest["runs"][-1]["run"], "runs": list(_runs(report.manifest["runs"])),
        "settings": json.dumps(report.manifest["settings"], ensure_ascii=False, indent=1),
        "versions": report.manifest["versions"], "version": report.manifest["version"],
    }


def _runs(runs: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Say of each run what the manifest knows; settings are those of the run before, where none are told."""
    before = ""
    for run in runs:
        told, totals = run.get("settings", before), run.get("totals", {})
        before = told if isinstance(told, str) else sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
        counts = {name: totals.get(name) for name in ("records", "documents", "lines", "kept", "removed", "chars")}
        yield {"run": run["run"], "settings": before} | counts
