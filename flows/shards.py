"""What is done with one shard, once? Every step reads files of its folder and leaves others beside a sidecar."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from cleaners import account, steps
from cleaners.chrome import ChromeSettings
from flows import arrivals, describe, matching, readers, templates
from flows import replay as replays
from flows.archive import Corpus
from flows.arrivals import Arrival
from flows.index import Index
from flows.matching import Stores
from flows.place import MANIFEST, fresh
from flows.recall import Shelf
from flows.resume import digest, once
from flows.settings import Settings

FRAMES: Final = ("records", "lines", "rejected", "copies")  # as `flows.arrivals.sift` returns them


def read(group: tuple[Arrival, ...], folder: Path, settings: Settings) -> list[Path]:
    """Read a group of files into shards, beside `folder` and named after it; return these.

    Of each the records of new documents, their lines, rejected rows, copies of known documents, markup, and inputs.
    """
    state = settings.out / MANIFEST
    given = {f"{place} {one.source}": one.digest for place, one in enumerate(group)}
    given[""] = digest(state) if state.is_file() else ""

    def work() -> list[Path]:
        stream = readers.stream(tuple(one.name for one in group), settings.read, settings.workers)
        form = arrivals.form_of(settings.read)
        return _store(stream, lambda counts: arrivals.inputs(group, counts, form), folder, settings)

    return _folders(once(folder.with_name(f"{folder.name}.json"), given, settings.read.model_dump(mode="json"), work))


def replay(corpus: Corpus, run: str, folder: Path, settings: Settings) -> list[Path]:
    """Read what a run of another corpus brought into shards, as `read` does."""
    files = (file for file in corpus.manifest["files"] if f"/{run}-" in file["path"])
    given = {file["path"]: file["sha256"] for file in files}

    def work() -> list[Path]:
        stream = replays.stream(corpus, run, settings.read.shard_bytes)
        written = _store(stream, lambda _: replays.inputs(corpus, run), folder, settings)
        for shard in _folders(written):
            written.append(_write(shard, "told", replays.told(corpus, run, pl.read_parquet(shard / "records.parquet"))))
        return [*written, _write(written[0].parent, "masked", replays.masked(corpus, run))]

    return _folders(once(folder.with_name(f"{folder.name}.json"), given, settings.read.shard_bytes, work))


def _folders(written: list[Path]) -> list[Path]:
    return list(dict.fromkeys(path.parent for path in written))


def _store(
    stream: Iterator[readers.Frames], account_for: Callable[[pl.DataFrame], pl.DataFrame], folder: Path,
    settings: Settings,
) -> list[Path]:
    """Write a stream of shards: of each what is new, and with the first the files that they were read from."""
    for old in folder.parent.glob(f"{folder.name}-*/"):
        fresh(old).rmdir()
    index, written = Index(settings.out / "index"), []
    counts = [pl.DataFrame(schema={"source": pl.String, "reason": pl.String})]
    while frames := next(stream, None):  # a loop over `enumerate` would hold them while the next are read
        records, _, rejected, markup = frames
        counts += [records.select("source", reason=pl.lit(None, pl.String)), rejected.select("source", "reason")]
        shard = fresh(folder.with_name(f"{folder.name}-{len(_folders(written)):05d}"))
        written += [_write(shard, name, frame)
                    for name, frame in zip(FRAMES, arrivals.sift(frames[:3], index), strict=True)]
        written.append(_write(shard, "markup", markup))
        del frames, records, rejected, markup
    inputs = account_for(pl.concat(counts))
    for shard in _folders(written):
        written.append(_write(shard, "inputs", inputs))
        inputs = inputs.clear()  # told once
    return written


def step(
    folder: Path, before: str, after: str, parameters: object, clean: Callable[[pl.DataFrame], pl.DataFrame]
) -> Path:
    """Clean the lines of a shard: BEFORE.parquet in, AFTER.parquet out; return the shard's folder."""
    def work() -> list[Path]:
        return [_write(folder, after, clean(pl.read_parquet(folder / f"{before}.parquet")))]

    once(folder / f"{after}.json", _digests(folder, before), parameters, work)
    return folder


def strip(folder: Path, settings: ChromeSettings) -> Path:
    """Find the chrome in a shard's lines, with what the markup says of them and of the page; return its folder."""
    def work() -> list[Path]:
        repaired, markup, records = (
            pl.read_parquet(folder / f"{name}.parquet") for name in ("repaired", "markup", "records"))
        stripped = steps.stripped(repaired, settings, markup)
        if told.is_file():
            stripped = steps.told(stripped, pl.read_parquet(told))
        return [_write(folder, "stripped", steps.settled(stripped, describe.declared(records)))]

    told = folder / "told.parquet"  # of what was read out of a corpus
    given = _digests(folder, "repaired", "markup", "records") | ({"told": digest(told)} if told.is_file() else {})
    once(folder / "stripped.json", given, settings, work)
    return folder


def observe(folder: Path, settings: Settings) -> Path:
    """Observe what recurs over the pages of a host; return the shard's folder."""
    given = _digests(folder, "stripped", "records")
    told = {"chrome": str(settings.chrome), "templates": str(settings.templates)}
    once(folder / "observed.json", given, told, lambda: [
        _write(folder, "observed", templates.observe(folder, settings.chrome, settings.templates))])
    return folder


def learn(folders: list[Path], work: Path, settings: Settings) -> Path:
    """Learn the templates of all hosts from what the shards and earlier runs observed; return their file.

    Beside it stands what this run observed that no earlier one had.
    """
    def learnt() -> list[Path]:
        found = templates.learn(folders, settings.out, settings.templates, settings.template_file)
        return [_write(work, name, frame) for name, frame in zip(("templates", "observed"), found, strict=True)]

    given = {folder.name: digest(folder / "observed.parquet") for folder in folders}
    if settings.template_file and settings.template_file.is_file():
        given |= {"edited": digest(settings.template_file)}
    once(work / "templates.json", given, settings.templates, learnt)
    return work / "templates.parquet"


def untemplate(folder: Path, learnt: Path, settings: ChromeSettings) -> Path:
    """Hold a shard's lines against the templates; return its folder."""
    given = _digests(folder, "stripped") | {"templates": digest(learnt)}
    once(folder / "untemplated.json", given, settings, lambda: [
        _write(folder, "untemplated", templates.judge(folder, pl.read_parquet(learnt), settings))])
    return folder


def annotate(folder: Path, settings: Settings) -> Path:
    """Join what stands to documents, describe them, and say which the filters leave out."""
    def work() -> list[Path]:
        judged = pl.read_parquet(folder / "judged.parquet")
        standing = account.standing(judged)
        stretches = describe.stretches(standing, settings)
        documents = describe.documents(judged, pl.read_parquet(folder / "records.parquet"), stretches, settings)
        ids = documents.select("document", "id")
        frames = {"documents": documents, "standing": standing.join(ids, on="document", maintain_order="left"),
                  "stretches": stretches, "filtered": describe.filtered(documents, settings)}
        return [_write(folder, name, frame) for name, frame in frames.items()]

    once(folder / "documents.json", _digests(folder, "judged", "records"), settings.fingerprint(), work)
    return folder


def sketch(folder: Path, stores: Stores, block: int) -> Path:
    """Cut the signatures of lines and of whole documents into bands."""
    shape = {"block": block, "lines": str(stores.lines.settings), "whole": str(stores.whole.settings)}
    sidecar = stores.lines.folder.parent / f"block-{block:05d}.json"
    once(sidecar, _digests(folder, "standing", "documents"), shape, lambda: stores.add(block, folder))
    return folder


def match(folders: list[Path], known: tuple[Index, Shelf], stores: Stores, settings: Settings) -> list[Path]:
    """Match all shards, with each other and with what is known; return the files of what was decided."""
    given = {folder.name: digest(folder / "documents.json") for folder in folders}
    sidecar = stores.lines.folder.parent / "decided.json"
    return once(sidecar, given, settings.match, lambda: matching.match(
        folders, known, stores, settings.match, settings.workers))


def _digests(folder: Path, *names: str) -> dict[str, str | None]:
    return {name: digest(folder / f"{name}.parquet") for name in names}


def _write(folder: Path, name: str, frame: pl.DataFrame) -> Path:
    frame.write_parquet(folder / f"{name}.parquet")
    return folder / f"{name}.parquet"
