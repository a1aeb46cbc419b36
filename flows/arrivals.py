"""What has arrived since the last run? Of files by their contents, of records by what they are.

A file whose name and content a run has read is passed over. One whose content alone is known was renamed, or given
twice: it is not read again, its records become copies; but where the new name says that its bytes are of another form,
as `.csv` says of what was a `.txt`, it is read as what it is now. Of a file that is new, records which are known are
passed over as well: only documents that no run has met are cleaned.
"""

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

import polars as pl

from flows.index import Index, digests, halves
from flows.place import beside
from flows.readers import STDIN, Found, remote
from flows.readers.files import known_as, open_
from flows.settings import ReadSettings

RACE: Final = 2_000_000_000  # nanoseconds within which a file may change again and bear the same times
SMALL: Final = 1 << 18  # bytes of a file that is digested sooner than handed to another thread
WORTH: Final = 64 << 20  # bytes that take no time to digest again, and are not noted
SEEN: Final = pl.Schema({"source": pl.String, "mark": pl.String, "digest": pl.String})
UNREAD: Final = "unreadable"  # the reason of a file that says nothing of what it holds
FORM: Final = ("shard_bytes", "keep_rejected_bytes")  # settings of reading by which nothing is refused


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file before it is read."""

    name: str  # by which it is opened
    size: int
    mark: str | None  # what changes with it, without reading it: size, times, number; of a URL what its system tells
    digest: str | None  # SHA-256 of its bytes; None where it cannot be read, or only once

    @property
    def source(self) -> str:
        """Return its name as it is told and kept."""
        return known_as(self.name)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The files of a run."""

    new: tuple[Arrival, ...]
    again: tuple[tuple[Arrival, tuple[int, ...]], ...]  # of known content under a new name, and the runs that read it

    def __bool__(self) -> bool:
        """Claim that there is something to do."""
        return bool(self.new or self.again)


def survey(found: Found, out: Path, settings: ReadSettings, workers: int) -> Arrivals:
    """Sort the files that were found into new ones, ones that came again, and ones that nothing is to be done about.

    What is not known is digested, and its digest noted beside the corpus: a file that has not been touched since need
    not be digested at the next run.
    """
    begun = time.time_ns()
    seen = _seen(out)
    with ThreadPoolExecutor(workers) as pool:
        large = {one: pool.submit(_arrival, *one, seen) for one in found.files
                 if one[1] > SMALL or remote.MARK in one[0]}
        files = [large[one].result() if one in large else _arrival(*one, seen) for one in found.files]
    _note(out, seen, files, begun)
    index, told = Index(out / "index"), [one for one in files if one.digest is not None]
    form = form_of(settings)
    done = index.has("inputs", digests((one.source, one.digest, form) for one in told)) | index.has(
        "inputs", digests((one.source, one.digest, None) for one in told))
    contents = [digests((one.digest, form) for one in told), digests((one.digest, None) for one in told)]
    rows = pl.concat(index.table("files").among(keys) for keys in contents).rows()
    runs: dict[tuple[int, int], list[int]] = {}
    for key, low, run in rows:
        runs.setdefault((key, low), []).append(run)
    new, again = [one for one in files if one.digest is None], []
    for one, is_done, *keys in zip(told, done, *(frame.rows() for frame in contents), strict=True):
        known = sorted({run for key in keys for run in runs.get(key, ())})
        if known and not is_done:
            again.append((one, tuple(known)))
        elif not is_done:
            new.append(one)
    return Arrivals(tuple(sorted(new, key=lambda one: one.name)), tuple(again))


def form_of(settings: ReadSettings) -> str:
    """Name the way records are read: a file of which some were refused is read anew where that has changed."""
    return sha256(settings.model_dump_json(exclude=set(FORM)).encode()).hexdigest()[:16]


def keys_of_records(records: pl.DataFrame) -> pl.DataFrame:
    """Digest the places of records and their documents (`id`)."""
    return digests(records.select("source", "record", "id").iter_rows())


def keys_of_rejected(rejected: pl.DataFrame) -> pl.DataFrame:
    """Digest the places of rejected records, what is wrong with them, and with which bytes.

    A file that cannot be read is told once, whatever the machine says at each run: of some servers, another number.
    """
    error = pl.when(pl.col("reason") != UNREAD).then("error")
    return digests(rejected.select("source", "record", "reason", error, "digest").iter_rows())


def sift(
    frames: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], index: Index
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Leave of a shard (records, lines, rejected) what no run has met; and the records of known documents, copies."""
    records, lines, rejected = frames
    is_known = index.has("ids", halves(records["id"]))
    is_told = index.has("records", keys_of_records(records))
    is_rejected = index.has("records", keys_of_rejected(rejected))
    new = records.filter(~is_known)
    return (new, lines.join(new.select("document"), on="document", how="semi", maintain_order="left"),
            rejected.filter(~is_rejected), records.filter(is_known & ~is_told))


def inputs(group: tuple[Arrival, ...], counts: pl.DataFrame, form: str) -> pl.DataFrame:
    """Account for files that were read: rows of the table `inputs`, without their run.

    `counts` has a row per record: `source` and the `reason` for which it is rejected; `form` is `form_of` the settings.
    A file that changed while it was read, or that the machine failed to read, has no row: the next run reads it anew.
    """
    unread = set(counts.filter(pl.col("reason") == UNREAD)["source"])
    still = [one for one in group
             if one.digest is not None and one.source not in unread and mark(one.name) == one.mark]
    files = pl.DataFrame([(one.source, one.digest, one.size) for one in still], orient="row",
                         schema={"source": pl.String, "digest": pl.String, "n_bytes": pl.UInt64})
    sums = counts.group_by("source").agg(
        pl.len().cast(pl.UInt64).alias("n_records"), pl.col("reason").count().cast(pl.UInt64).alias("n_rejected"))
    return files.join(sums, on="source", how="left", maintain_order="left").with_columns(
        pl.col("n_records", "n_rejected").fill_null(0)
    ).with_columns(form=pl.when(pl.col("n_rejected") > 0).then(pl.lit(form)))


def mark(name: str) -> str | None:
    """Return what changes when a file does, without reading it; None where nothing tells."""
    try:
        if name == STDIN or name.startswith(remote.WEB):  # of the web fsspec knows the address alone
            return None
        if remote.MARK in name:
            from fsspec.core import url_to_fs  # noqa: PLC0415  only URLs need it

            system, path = url_to_fs(name)
            return str(system.ukey(path))
        told = Path(name).stat()
        if not stat.S_ISREG(told.st_mode):  # a pipe can be read once
            return None
    except (OSError, ImportError, ValueError, RuntimeError):  # a file system that cannot tell raises any of them
        return None
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def _arrival(name: str, size: int, seen: dict[str, tuple[str, str]]) -> Arrival:
    """Look at a file; digest it unless it is as it was."""
    marked = mark(name)
    if marked is None:
        return Arrival(name, size, None, None)
    before, digest = seen.get(known_as(name), ("", ""))
    if before == marked:
        return Arrival(name, size, marked, digest)
    try:
        with open_(name) as file:
            return Arrival(name, size, marked, file_digest(file, "sha256").hexdigest())
    except (OSError, ImportError, ValueError):
        return Arrival(name, size, marked, None)


def _seen(out: Path) -> dict[str, tuple[str, str]]:
    """Read what was noted of files at earlier runs."""
    try:
        rows = pl.read_parquet(beside(out, "seen")).select(list(SEEN)).rows()
    except (OSError, pl.exceptions.PolarsError):
        return {}
    return {source: (marked, digest) for source, marked, digest in rows}


def _note(out: Path, seen: dict[str, tuple[str, str]], files: list[Arrival], begun: int) -> None:
    """Note the digests of files that had come to rest before the survey began."""
    settled = {one.source: (one.mark, one.digest) for one in files
               if one.mark and one.digest and (remote.MARK in one.name or _rests(one.mark, begun))}
    fresh = {name for name, told in settled.items() if seen.get(name) != told}
    if sum(one.size for one in files if one.source in fresh) < WORTH:
        return
    rows = [(name, *told) for name, told in sorted((seen | settled).items())]
    new = beside(out, "work") / "seen.parquet"
    new.parent.mkdir(exist_ok=True)
    pl.DataFrame(rows, schema=SEEN, orient="row").write_parquet(new)
    new.replace(beside(out, "seen"))


def _rests(marked: str, begun: int) -> bool:
    return max(map(int, marked.split()[1:3])) + RACE < begun
