"""What does a report say? One plain model of it, before any of it is drawn or written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from cleaners.match.differ import Span
from cleaners.strata import Limits

BETWEEN: Final = "connected through a third text"  # the kind of a pair that was not compared itself
UNTOLD: Final = "not told"  # the host of pages that do not say


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a corpus, published or about to be, or those of its files that have some name."""

    folder: Path
    manifest: Mapping[str, Any]
    files: str = "*.parquet"

    def scan(self, table: str) -> pl.LazyFrame:
        """Scan a table."""
        return pl.scan_parquet(self.folder / table / self.files)

    def parts(self) -> Iterator["Tables"]:
        """Yield parts, each of which holds all that belongs to some documents."""
        for path in sorted((self.folder / "documents").glob(self.files)):
            yield Tables(self.folder, self.manifest, path.name)


class Line(NamedTuple):  # a page has tens of thousands, and a dataclass takes three times as long to make
    """A line of a source: as it stands, or with its ledger row; `text` is null where it is blank."""

    number: int
    text: str | None  # as it came
    entries: tuple[Mapping[str, Any], ...] = ()  # its rows of `ledger`, what took it first


@dataclass(frozen=True, slots=True)
class Member:
    """A text that is much like another: its pair of `duplicates`, its own line, and where the two differ."""

    pair: Mapping[str, Any]
    title: str | None
    hunks: list[tuple[int, int, list[Span]]]  # line here, line there (-1 where there is none), spans
    n_hunks: int  # of which `hunks` are the first


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that are much like one, which stays: the twin of all of them."""

    document: str
    line: int | None  # null where whole documents are meant
    text: str  # of the line, or the first line of the document
    size: int  # of which `members` are some
    kinds: Mapping[str, int]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says of a corpus. The frames' columns are told where they are made, in `gather`."""

    manifest: Mapping[str, Any]
    limits: Limits
    reasons: pl.DataFrame  # step, reason, action, lines, documents, chars
    hosts: pl.DataFrame  # host, documents, kept, lines, removed, reasons
    n_hosts: int
    by_host: pl.DataFrame  # host, reason, lines: of the hosts that lost most
    languages: pl.DataFrame  # language, documents
    scripts: pl.DataFrame  # script, documents
    splits: pl.DataFrame  # split, documents
    signals: pl.DataFrame  # signal, low, middle, high, unknown: of the column `quality`, to two digits
    personal: pl.DataFrame  # kind, spans, documents
    similarities: pl.DataFrame  # cleaners.figures.similarities
    lengths: pl.DataFrame  # cleaners.figures.lengths
    losses: pl.DataFrame  # cleaners.figures.losses
    sweep: pl.DataFrame  # cleaners.figures.sweep
    kinds: pl.DataFrame  # scope, kind, done, pairs
    concerns: Mapping[str, int]  # what is worth a look, and how often it happened
    documents: pl.DataFrame  # id, title, host, …: those that are listed
    n_documents: int
    texts: Iterator[tuple[str, list[Line]]]  # of those of them that are shown; read once, as they are written
    samples: pl.DataFrame  # rows of `ledger`, with host
    clusters: list[Cluster]
    n_clusters: int
    rejected: pl.DataFrame
