"""What did the chosen documents look like before and after? Their lines, each with its ledger row."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import polars as pl

from cleaners import lines
from cleaners.schema import TABLES
from cleaners.strata import Limits
from flows.report import rows
from flows.report.model import Line, Tables

FEW: Final = 1000  # documents whose rows are in memory at a time,
BATCH: Final = 8 << 20  # or fewer: bytes of their sources
LEDGER: Final = [name for name in TABLES["ledger"] if name != "run"]
JSON_BYTES: Final = 60  # that a line takes beside its text, roughly
GONE: Final = ("remove", "to-metadata")  # actions after which a line stands no more
PLACES: Final = {action: place for place, action in enumerate((*GONE, "repair"))}  # what is told first of a line


def read(corpus: Tables, ids: list[str]) -> Iterator[tuple[str, list[Line]]]:
    """Put together the lines of documents, as they came, each with its ledger row; yield one after the other."""
    for some in (ids[k : k + FEW] for k in range(0, len(ids), FEW)):
        yield from _read(corpus, some)


def _read(corpus: Tables, ids: list[str]) -> Iterator[tuple[str, list[Line]]]:
    """Put those of one reading together: as Python objects, one document at a time."""
    wanted = pl.Series(ids, dtype=pl.String)
    layouts = dict(rows.of_documents(corpus, "sources", wanted, ["document", "layout"]).drop_nulls().rows())
    kept = dict(rows.of_documents(corpus, "documents", wanted, ["id", "text"]).rows())
    order = pl.col("action").replace_strict(PLACES, default=len(PLACES), return_dtype=pl.Int64)
    told = rows.of_documents(corpus, "ledger", wanted, LEDGER).sort(
        "document", "line", order, "step", "reason", "evidence", "start")
    spans = told.with_row_index("row").group_by("document").agg(pl.col("row").min(), pl.len())
    at = {name: (row, height) for name, row, height in spans.iter_rows()}
    for name in ids:
        entries: dict[int, tuple[dict[str, Any], ...]] = {}
        for row in told.slice(*at[name]).iter_rows(named=True) if name in at else ():
            entries[row["line"]] = (*entries.get(row["line"], ()), row)
        yield name, _page(kept.get(name, ""), entries, layouts.get(name) or "")


def _page(text: str, entries: Mapping[int, tuple[Mapping[str, Any], ...]], layout: str) -> list[Line]:
    """Put one page together."""
    taken = {line for line, told in entries.items() if told[0]["action"] in GONE}
    stands = (line for line in text.split("\n") if line)
    return [
        Line(number, entries[number][0]["text"] if number in entries else line, entries.get(number, ()))
        for number, line in lines.placed(stands, taken, layout)
    ]


def shown(corpus: Tables, listed: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, list[Line]]]:
    """Yield the lines of as many of the listed documents as a page may hold, in the order in which they were drawn.

    They are read as they are asked for: as Python objects all of them take ten times what they take on the page.
    """
    room = limits.text_bytes
    batch = listed.sort("place").select("id", pl.col("n_bytes").fill_null(0).cum_sum() // BATCH)
    for ids in batch.group_by("n_bytes", maintain_order=True).agg("id")["id"]:
        for name, page in read(corpus, ids.to_list()):
            short = cut(page, limits)
            room -= sum(map(_weight, short))
            if room < 0:
                return
            yield name, short


def cut(page: list[Line], limits: Limits) -> list[Line]:
    """Leave out lines in the middle of a page that is too long; their numbers are missing from the rest."""
    half, total = limits.document_chars // 2, sum(_chars(line, limits) for line in page)
    if total <= limits.document_chars:
        return page
    head = list(_until(page, half, limits))
    tail = list(_until(reversed(page[len(head) :]), half, limits))
    return head + tail[::-1]


def _until(page: Iterable[Line], most: int, limits: Limits) -> Iterator[Line]:
    """Yield lines until they are too long together."""
    for line in page:
        most -= _chars(line, limits)
        if most < 0:
            return
        yield line


def _chars(line: Line, limits: Limits) -> int:
    """Count the characters that a line takes on the page."""
    return min(len(line.text or ""), limits.line_chars) + 1


def _weight(line: Line) -> int:
    """Estimate the bytes that a line takes in the page's data."""
    return len((line.text or "").encode()) + (JSON_BYTES * len(line.entries) or 4)
