"""What is kept of all runs so that a later one finds at once what it has met before?

    index/settings.json                 everything that shaped the signatures
    index/inputs/FIRST-LAST.arrow       digests of file name and content, by the run that read it
    index/files/FIRST-LAST.arrow        digests of file contents
    index/records/FIRST-LAST.arrow      digests of a record's place and document
    index/ids/FIRST-LAST.arrow          ids of documents, whatever became of them
    index/lines/FIRST-LAST.arrow        digests of lines and keys of their bands, by the document that has the line, and
                                        which line that is
    index/whole/FIRST-LAST.arrow        the same of whole documents
    index/templates/, index/summary/    what `flows.templates` and `flows.report.kept` know of earlier runs

A file (`flows.postings`) covers runs FIRST to LAST. Files are merged as they grow, so that there are about log n of
them and each entry is merged log n times. A document has a number: its row in the table `documents`, counted through
the files in order of their names. Only documents that stand have one. The texts are not here: they stand in the corpus.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from cleaners.decide import DuplicateSettings
from cleaners.errors import BadCorpus
from cleaners.fold import FOLD_VERSION
from cleaners.minhash import BANDS_VERSION
from flows import postings
from flows.place import link
from flows.postings import DIGESTS, KEYS, PLACES, Postings

TABLES: Final = {"inputs": DIGESTS, "files": DIGESTS, "records": DIGESTS, "ids": DIGESTS, "lines": PLACES,
                 "whole": KEYS}
SHAPE: Final = "settings.json"
FORM: Final = 3  # of the files below


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a published corpus; that of no corpus is empty."""

    folder: Path

    def table(self, name: str) -> Postings:
        """Open a table."""
        return Postings(tuple(sorted((self.folder / name).glob("*.arrow"))), TABLES[name])

    def has(self, name: str, digests: pl.DataFrame) -> pl.Series:
        """Tell of each digest (columns `key` and `low`) whether a run had it."""
        found = self.table(name).among(digests).select("key", "low").unique()
        return digests.select("key", "low").join(
            found.with_columns(has=True), on=["key", "low"], how="left", maintain_order="left"
        )["has"].fill_null(value=False)


def digests(parts: Iterable[Sequence[str | None]]) -> pl.DataFrame:
    """Digest rows of strings to 128 bits: columns `key` and `low`."""
    found = [sha256("\0".join(part or "" for part in row).encode("utf-8", "surrogatepass")).digest() for row in parts]
    rows = [(int.from_bytes(one[:8]), int.from_bytes(one[8:16])) for one in found]
    return pl.DataFrame(rows, schema={"key": pl.UInt64, "low": pl.UInt64}, orient="row")


def halves(hexes: pl.Series) -> pl.DataFrame:
    """Read the first 128 bits of digests in hex: columns `key` and `low`.

    >>> halves(pl.Series(["0000000000000001000000000000000a"])).rows()
    [(1, 10)]
    """
    cut = (hexes.str.slice(at, 16).str.to_integer(base=16, dtype=pl.UInt64) for at in (0, 16))
    return pl.DataFrame(dict(zip(("key", "low"), cut, strict=True)), schema={"key": pl.UInt64, "low": pl.UInt64})


def spans(weights: Sequence[int]) -> list[tuple[int, int]]:
    """Return which runs (numbered from 1, by the entries of each) share a file: each is less than half the one before.

    >>> spans([4, 4, 4]), spans([100, 9, 1]), spans([1] * 11)
    ([(1, 3)], [(1, 1), (2, 2), (3, 3)], [(1, 8), (9, 11)])
    """
    stack: list[tuple[int, int, int]] = []
    for number, weight in enumerate(weights, 1):
        stack.append((number, number, weight))
        while len(stack) > 1 and stack[-2][2] <= 2 * stack[-1][2]:
            _, last, weight_of_last = stack.pop()
            first, _, weight_of_first = stack.pop()
            stack.append((first, last, weight_of_first + weight_of_last))
    return [(first, last) for first, last, _ in stack]


def extend(old: Path, new: Path, fresh: Mapping[str, Path], weights: Sequence[int]) -> None:
    """Write the index of all runs into `new`: that of the earlier ones, and the tables of the last, `fresh`.

    `weights` are the entries of each run, the last one's too.
    """
    before = spans(weights[:-1])
    for table, schema in TABLES.items():
        for first, last in spans(weights):
            path = new / table / _name(first, last)
            if last < len(weights):
                link(old / table / path.name, path)
            else:
                merged = [old / table / _name(*span) for span in before if span[0] >= first]
                postings.merge([*merged, fresh[table]], path, schema)


def shrink(old: Path, new: Path, weights: Sequence[int], starts: Sequence[int]) -> None:
    """Write into `new` the index as it was before the last of the runs: what they were merged into is parted again.

    `starts` are the documents that stood before each run, and at the end all.
    """
    now = spans(weights)
    for table, schema in TABLES.items():
        for first, last in spans(weights[:-1]):
            path = new / table / _name(first, last)
            if (first, last) in now:
                link(old / table / path.name, path)
            else:
                whole = next(span for span in now if span[0] <= first and last <= span[1])
                keep = (first, last + 1) if schema is DIGESTS else (starts[first - 1], starts[last])
                postings.merge([old / table / _name(*whole)], path, schema, keep)


def shape(settings: DuplicateSettings) -> str:
    """Write down what shapes the keys of bands, and the files."""
    told = {"form": FORM, "fold": FOLD_VERSION, "bands": BANDS_VERSION,
            "lines": asdict(settings.lines), "whole": asdict(settings.whole)}
    return json.dumps(told, indent=1) + "\n"


def refuse_other(folder: Path, settings: DuplicateSettings) -> None:
    """Raise BadCorpus where an index holds signatures that do not compare with those of these settings."""
    path = folder / SHAPE
    if not path.is_file() or path.read_text("utf-8") != shape(settings):
        raise BadCorpus(str(folder), "is of another version", "Run `winnow rebuild`")


def of_runs(first: int, last: int) -> str:
    """Name a file of some runs, but for its suffix.

    >>> of_runs(1, 8)
    '000001-000008'
    """
    return f"{first:06d}-{last:06d}"


def _name(first: int, last: int) -> str:
    return f"{of_runs(first, last)}.arrow"
