"""What does Prefect show of a run: its name, how far it is, what came of it?

Where Prefect's server does not answer, a notice is missing and the run goes on: the account that counts is the corpus.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from httpx import HTTPError
from prefect import runtime
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.assets import Asset, AssetProperties, materialize
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.logging import get_run_logger

from cleaners.errors import WinnowError
from flows import progress
from flows.funnel import funnel, in_a_line, several
from flows.place import MANIFEST
from flows.settings import Settings

PUBLISHED: Final = "winnow.published"  # the event
MISSING: Final = "winnow.missing"  # labels of flow runs: sources without files,
PUBLISHES: Final = "winnow.publishes"  # and the run of the corpus
SOURCES: Final = 3  # that a run's name tells
OFTEN: Final = 2.0  # seconds between two reports of progress
T = TypeVar("T")
UNSAFE: Final = str.maketrans(dict.fromkeys(" #?&%\"'<>[]{}|\\^`\n\r\t", "_"))  # what an asset's key may not hold


def slug(out: Path) -> str:
    """Name a corpus in Prefect, so that two of one folder name do not meet: small letters, digits and dashes.

    >>> slug(Path("/srv/news/Corpus A"))
    'corpus-a-2ab3f0'
    """
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in out.name.lower()).strip("-")
    return f"{plain or 'corpus'}-{sha256(str(out.absolute()).encode()).hexdigest()[:6]}"


@contextmanager
def shown(settings: Settings) -> Iterator[None]:
    """Show a run while it works: an artifact and its log tell how far it is."""
    report = _Progress(f"{slug(settings.out)}-progress")
    with progress.heard(report):
        yield
        report("done", 1, 1)


def name_run(settings: Settings, n_files: int) -> None:
    """Name the flow run under way after what it reads, and tag it.

    Its tasks have no tags: for each that has, Prefect asks the server for a slot, and a busy server fails the task.
    """
    sources = ", ".join(settings.sources[:SOURCES]) + (" …" if len(settings.sources) > SOURCES else "")
    tags = {*runtime.flow_run.tags, "winnow", settings.out.name}
    name = f"{settings.out.name} ← {sources}, {several(n_files, 'new file')}"

    def rename() -> None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(runtime.flow_run.id, name=name, tags=sorted(tags))

    _try(rename)


def note_missing(settings: Settings, missing: Sequence[WinnowError]) -> None:
    """Tell of sources without files: in the log, in an artifact, and on the flow run for the line that tells of it."""
    for one in missing:
        get_run_logger().warning("%s", one)
    if missing:
        told = "; ".join(f"{one.place} {one.fault}" for one in missing[:SOURCES])
        _label(MISSING, told + (" …" if len(missing) > SOURCES else ""))
        listed = "\n".join(f"- {one}" for one in missing)
        _try(lambda: create_markdown_artifact(listed, f"{slug(settings.out)}-missing", "Sources without files"))


def about_to_publish(staged: Path) -> None:
    """Note which run of the corpus the flow run under way will publish: who finds it there knows whose it is."""
    _label(PUBLISHES, json.loads((staged / MANIFEST).read_text("utf-8"))["runs"][-1]["run"])


def _label(name: str, value: str) -> None:
    """Note something on the flow run under way."""

    def note() -> None:
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(runtime.flow_run.id, {name: value})

    _try(note)


class _Progress:
    """A progress artifact that follows the run's steps, and the run's log."""

    def __init__(self, key: str) -> None:
        self.artifact = _try(lambda: create_progress_artifact(0.0, key, "starting"))
        self.step, self.at = "", 0.0

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Report that of the parts of a step so many are done."""
        is_new = step != self.step
        if is_new:
            get_run_logger().info("%s%s", step, f", {total} parts" if total and total > 1 else "")
        if self.artifact is None or not (is_new or done == total or time.monotonic() > self.at + OFTEN):
            return
        self.step, self.at = step, time.monotonic()
        share = 100.0 * done / total if total else 0.0
        told = f"{step}, {done} of {total}" if total and total > 1 else step
        _try(lambda: update_progress_artifact(self.artifact, min(share, 100.0), told))


def told(settings: Settings, *, is_new: bool) -> None:
    """Tell what came of a run: artifacts, an asset, an event, in one task; of one that found nothing new, a line."""
    if not is_new:
        get_run_logger().info("nothing new; the corpus is as it was")
        return
    manifest = json.loads((settings.out / MANIFEST).read_text("utf-8"))
    asset = Asset(
        key=f"file://{settings.out.absolute().as_posix()}".translate(UNSAFE),
        properties=AssetProperties(name=settings.out.name, url=settings.out.absolute().as_uri(),
                                   description="A corpus cleaned by winnow; its README.md says what is in it."),
    )
    account = materialize(asset, by="winnow", name="account", task_run_name=f"account for {settings.out.name}",
                          cache_policy=NO_CACHE)(_account)
    account(asset, settings, manifest, return_state=True)  # the run is published, whatever becomes of its notices


def _account(asset: Asset, settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Write the artifacts, describe the asset, send the event."""
    key, run, whole = slug(settings.out), manifest["runs"][-1], manifest["totals"]
    table = [
        {"stage": stage, "what": what, "count": f"{count:,}", "share": "" if share is None else f"{share:.1%}"}
        for stage, what, count, share in funnel(run["totals"])
    ]
    create_table_artifact(table, f"{key}-funnel", f"Run {run['run']}: {in_a_line(run['totals'])}")
    create_markdown_artifact(report(settings, manifest), f"{key}-report", f"Run {run['run']} of {settings.out.name}")
    address = settings.out.absolute().as_uri()
    stands = several(whole["documents"], "document")
    create_link_artifact(address, str(settings.out.absolute()), f"{key}-corpus", stands)
    asset.add_metadata({"run": run["run"], "runs": len(manifest["runs"]), "settings": settings.fingerprint(),
                        **_numbers(whole)})
    emit_event(PUBLISHED, {"prefect.resource.id": f"winnow.corpus.{key}", "prefect.resource.name": settings.out.name,
                           "winnow.out": str(settings.out.absolute())},
               payload={"run": run["run"], "totals": run["totals"], "corpus": whole})
    get_run_logger().info("published run %s: %s", run["run"], in_a_line(run["totals"]))


def _numbers(totals: Mapping[str, Any]) -> dict[str, int]:
    return {name: n for name, n in totals.items() if isinstance(n, int)}


def report(settings: Settings, manifest: Mapping[str, Any]) -> str:
    """Write a run's report in Markdown."""
    run, whole = manifest["runs"][-1], manifest["totals"]
    rows = [f"| {stage} | {what} | {count:,} | {'' if share is None else f'{share:.1%}'} |"
            for stage, what, count, share in funnel(run["totals"])]
    out = settings.out
    return "\n".join([
        f"# {out.name}, run {run['run']}", "",
        f"{in_a_line(run['totals'])}.", "",
        (f"The corpus in `{out.absolute()}` holds {several(whole['documents'], 'document')} now, "
         f"of {several(len(manifest['runs']), 'run')}."), "",
        "| stage | what | count | share |", "|---|---|--:|--:|", *rows, "",
        "## To ask further", "",
        f"- who removed a line, and why: `winnow why {out} DOCUMENT:LINE`",
        f"- whether the corpus is whole: `winnow verify {out}`",
        f"- open it: `polars.read_parquet('{out}/documents/*.parquet')`; `{out}/README.md` explains every column",
    ])


def _try(notice: Callable[[], T]) -> T | None:
    """Give a notice, unless Prefect's server does not take it."""
    try:
        return notice()
    except HTTPError as error:
        get_run_logger().warning("Prefect's server did not take a notice: %s", error)
        return None
