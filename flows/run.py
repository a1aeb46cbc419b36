"""`winnow run`: how is the flow started, watched, and told about?"""

import json
import logging
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cleaners.errors import BadSetting, WinnowError
from flows import memory, progress
from flows.funnel import several
from flows.place import MANIFEST, held, refuse_foreign

QUIET = {
    "DO_NOT_TRACK": "1",  # no telemetry, of the client
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # or of the server: nothing leaves this machine
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",  # 20 is too few on a slow disk, at the first migration
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}


def rebuild(given: Mapping[str, object], config: Path | None, *, verbose: bool) -> int:
    """Make a corpus anew with the `given` settings over those of `config`; return the exit code."""
    begun = time.monotonic()
    _environment(verbose=verbose)
    with progress.Board.shown(Console(stderr=True)):
        progress.start("reading the settings")
        from flows import archive, settings  # noqa: PLC0415  a person sees something before pydantic and polars load

        chosen = settings.load(config, **given)
        archive.open_corpus(chosen.out)
        with held(chosen.out):
            pass
        progress.start("starting Prefect")
        folder = _flow(chosen, "rebuild_corpus")
    seconds = time.monotonic() - begun
    sums = json.loads((folder / MANIFEST).read_text("utf-8"))["totals"]
    Console(file=sys.stdout).print(_table(sums, seconds))
    return 0


def run(given: Mapping[str, object], config: Path | None, *, verbose: bool) -> int:
    """Run the flow with the `given` settings over those of `config`; return the exit code.

    1 where not one record could become a document, else 0. Raises WinnowError where the run could not do its work.
    """
    began = time.monotonic()
    console = Console(stderr=True)
    _environment(verbose=verbose)
    with progress.Board.shown(console):
        progress.start("reading the settings")
        from flows import manifest, readers, settings, state  # noqa: PLC0415  a person sees something before pydantic and polars load

        chosen = settings.load(config, **given)
        refuse_foreign(chosen.out)
        found = readers.find(chosen.sources)
        for missing in found.missing:
            console.print(f"[yellow]winnow: {missing}[/]", highlight=False, soft_wrap=True)
        state.refuse_other(chosen)
        before = manifest.read(chosen.out)
        with held(chosen.out):  # told now, not after Prefect has started; the flow holds it again
            is_idle = before is not None and state.is_idle(chosen, found)
        if not is_idle:
            progress.start("starting Prefect")
            _flow(chosen)
    return _tell(chosen.out, before, time.monotonic() - began)


def _flow(chosen: Any, name: str = "build_corpus") -> Path:
    """Run a flow; an error of ours comes out as itself, without Prefect's wrapping.

    Raises BadSetting where Prefect is to use a server that does not answer, or none that there can be.
    """
    from httpx import TransportError  # noqa: PLC0415  as below
    from pydantic import ValidationError  # noqa: PLC0415  as below

    try:
        from flows import corpus  # noqa: PLC0415  imports Prefect: seconds
    except ValidationError as error:
        fault = f"cannot be read ({error.errors()[0]['msg'].removeprefix('Value error, ')})"
        raise BadSetting("Prefect's settings", fault, "Mend PREFECT_API_URL, or what else is set") from error

    logging.getLogger("prefect").propagate = False
    try:
        return corpus.run(getattr(corpus, name), chosen)
    except WinnowError:
        raise
    except RuntimeError as error:  # as Prefect's client tells it
        if not isinstance(error.__cause__, TransportError):
            raise
        raise BadSetting("PREFECT_API_URL", f"{error} ({error.__cause__})",
                         "Start that Prefect server, or name another") from error
    except OSError as error:
        raise WinnowError(str(error.filename or chosen.out), f"{error.strerror}", "Mend that and run again") from error


def _environment(*, verbose: bool) -> None:
    """Keep Prefect to this machine and its log out of the way, and memory small; what the user has set stays."""
    for name, value in QUIET.items():
        if not (verbose and "LOGGING" in name):
            os.environ.setdefault(name, value)
    memory.save()


def _tell(folder: Path, before: Mapping[str, Any] | None, seconds: float) -> int:
    """Print what came of the run, and where it lies."""
    console = Console(file=sys.stdout)
    after = json.loads((folder / MANIFEST).read_text("utf-8"))
    if before == after:
        console.print(f"Nothing new: {folder} is as it was.", highlight=False, soft_wrap=True)
        return 0
    totals, sums = after["runs"][-1]["totals"], after["totals"]
    console.print(_table(totals, seconds))
    if before:
        told = (f"After {several(len(after['runs']), 'run')} the corpus holds "
                f"{several(sums['documents'], 'document')} of {several(sums['records'], 'record')}.")
        console.print(told, highlight=False, soft_wrap=True)
    console.print(f"The corpus is in {folder}; its report.html shows what went, its README.md says how to open it.",
                  highlight=False, soft_wrap=True)
    if rejected := totals["fates"]["rejected"]:
        told = ", ".join(f"{count:,} {reason}" for reason, count in totals["rejected_by"].items())
        told = f"[yellow]{several(rejected, 'record')} rejected:[/] {told}; see the table `rejected`."
        console.print(told, highlight=False, soft_wrap=True)
    return 0 if totals["records"] > rejected else 1


def _table(totals: Mapping[str, Any], seconds: float) -> Table:
    """Lay out the final table."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    fates = ", ".join(f"{n} {fate}" for fate, n in totals["fates"].items() if n and fate != "kept")
    number, documents = several(totals["documents"], "document").split()
    table.add_row(number, f"{documents} of {several(totals['records'], 'record')}{f' ({fates})' if fates else ''}")
    number, lines = several(totals["kept"], "line").split()
    table.add_row(number, f"{lines} kept of {totals['lines'] - totals['blank']:,}")
    for reason, count in totals["removed_by"].items():
        table.add_row(f"[red]{count:,}[/]", f"removed: {reason}")
    for reason, count in totals["to_metadata_by"].items():
        table.add_row(f"[cyan]{count:,}[/]", f"made metadata: {reason}")
    for reason, count in totals["repaired_by"].items():
        table.add_row(f"[green]{count:,}[/]", f"repaired: {reason}")
    table.add_row(f"{seconds:.1f}", "seconds")
    return table
