"""What came in, what was taken from it and why, what stays? A run's totals as rows, for whoever shows them."""

from collections.abc import Mapping
from typing import Any, Final

FATES: Final = {"copy": "copies, byte for byte", "duplicate": "duplicates of another document", "empty": "empty"}


def funnel(totals: Mapping[str, Any]) -> list[tuple[str, str, int, float | None]]:
    """List the stages, records first, then lines: stage, what, count, and its share of what came in.

    Of records: in, those taken out by fate or reason, and the documents that stay; of lines likewise. `totals` are
    those of `flows.publish.totals`.
    """
    n_records, n_lines = totals["records"], totals["lines"] - totals["blank"]
    removed = {**totals["removed_by"], **{f"made metadata: {name}": n for name, n in totals["to_metadata_by"].items()}}
    rows = [("in", "records", n_records, n_records)]
    rows += [("rejected", reason, n, n_records) for reason, n in totals["rejected_by"].items()]
    rows += [("removed", FATES[fate], totals["fates"][fate], n_records) for fate in FATES if totals["fates"].get(fate)]
    rows += [("kept", "documents", totals["documents"], n_records), ("in", "lines", n_lines, n_lines)]
    rows += [("removed", reason, n, n_lines) for reason, n in removed.items()]
    rows += [("kept", "lines", totals["kept"], n_lines)]
    return [(stage, what, count, count / whole if whole else None) for stage, what, count, whole in rows]


def in_a_line(totals: Mapping[str, Any]) -> str:
    """Say the most important of it.

    >>> in_a_line({"records": 1200, "documents": 900, "kept": 5, "lines": 12, "blank": 2})
    '900 documents of 1,200 records, 5 lines kept of 10'
    """
    return (f"{several(totals['documents'], 'document')} of {several(totals['records'], 'record')}, "
            f"{several(totals['kept'], 'line')} kept of {totals['lines'] - totals['blank']:,}")


def several(count: int, noun: str) -> str:
    """Put a noun behind its number.

    >>> several(1, "file"), several(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{count:,} {noun}{'s'[:count != 1]}"
