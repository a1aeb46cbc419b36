"""What may a corpus be? Tables written as they are asked for, so that a reader of corpora meets any text and any size."""

import json
from collections import Counter

import polars as pl

from cleaners import lines
from cleaners.schema import ACTIONS, REASONS, STEPS, TABLES, VERSION, identify
from flows.place import MANIFEST

STEP_OF = {reason: step for step, reasons in REASONS.items() for reason in reasons}


def entry(text, reason, action="remove", **more):
    """Make a line with its ledger row; `also` holds further rows of the line, without their text."""
    return {"text": text, "reason": reason, "step": STEP_OF[reason], "action": action, "detector": "rule", "score": 0.9} | more


def page(*rows, fate="kept", **more):
    """Make a page: its lines are strings (they stand) or `entry`s."""
    came = "\n".join(row if isinstance(row, str) else row["text"] for row in rows)
    return {"id": identify(came.encode()), "came": came, "rows": rows, "fate": fate, "source": "crawl.jsonl"} | more


def publish(folder, pages, pairs=(), rejected=(), parts=1):
    """Write a corpus of pages, pairs of copies and rejected records; what is not said of them is null.

    What belongs to a document lies in files of one name.
    """
    tables = _tables(pages, pairs, rejected)
    for part in range(parts):
        mine = pages[part::parts]
        ids = {one["id"] for one in mine}
        own = _tables(mine, [pair for pair in pairs if pair["document"] in ids], rejected[part::parts])
        for name, schema in TABLES.items():
            rows = [{column: row.get(column) for column in schema} for row in own.get(name, ())]
            (folder / name).mkdir(parents=True, exist_ok=True)
            frame = pl.DataFrame(rows, schema=schema, orient="row")
            frame.write_parquet(folder / name / f"part-{part:05d}.parquet")
    manifest = {"format": "winnow corpus", "version": VERSION, "totals": (sums := _totals(tables)), "settings": {},
                "runs": [{"run": "0" * 12, "settings": "f" * 16, "totals": sums}], "versions": {"winnow": "0"},
                "files": [], "inputs": []}
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return folder


def _tables(pages, pairs, rejected):
    return {
        "documents": [_document(one) for one in pages if one["fate"] == "kept"],
        "ledger": [{"document": one["id"], "line": line, "run": "0" * 12,
                    "twin_document": one["id"] if "twin_line" in row else None} | row | more
                   for one in pages for line, row in enumerate(one["rows"]) if isinstance(row, dict)
                   for more in ({}, *row.get("also", ()))],
        "sources": [_source(one) for one in pages],
        "duplicates": list(pairs), "rejected": list(rejected),
    }


def _standing(one):
    return [row if isinstance(row, str) else row["became"] for row in one["rows"]
            if isinstance(row, str) or row["action"] == "repair"]


def _document(one):
    text = "\n".join(row for row in _standing(one) if row.strip())
    taken = [row for row in one["rows"] if isinstance(row, dict) and row["action"] != "repair"]
    return {"language": "zh", "script": "Hans", "run": "0" * 12} | one | {
        "text": text, "n_chars": len(text), "n_lines": len(text.split("\n")) if text else 0, "n_removed": len(taken),
        "n_repaired": sum(isinstance(row, dict) and row["action"] == "repair" for row in one["rows"])}


def _source(one):
    cut = lines.layouts(lines.split(pl.Series([one["came"]], dtype=pl.String)))
    layout = cut.row(0, named=True) if cut.height else {"layout": "", "n_lines": 0, "n_blank": 0}
    return one | layout | {"document": one["id"], "n_undecodable": 0, "run": "0" * 12}


def _totals(tables):
    ledger, sources = tables["ledger"], tables["sources"]
    by = {action: [row for row in ledger if row["action"] == action] for action in ACTIONS}
    removed = Counter(f"{row['step']}/{row['reason']}" for row in sorted(by["remove"], key=lambda row: STEPS.index(row["step"])))
    return {
        "records": len(sources) + len(tables["rejected"]), "documents": len(tables["documents"]),
        "fates": dict(Counter(row["fate"] for row in sources)) | {"rejected": len(tables["rejected"])},
        "rejected_by": dict(Counter(row["reason"] for row in tables["rejected"])),
        "lines": sum(row["n_lines"] for row in sources), "blank": sum(row["n_blank"] for row in sources),
        "kept": sum(row["n_lines"] for row in tables["documents"]), "removed": len(by["remove"]),
        "to_metadata": len(by["to-metadata"]), "repaired": len(by["repair"]), "removed_by": dict(removed),
        "to_metadata_by": dict(Counter(row["reason"] for row in by["to-metadata"])),
        "repaired_by": dict(Counter(row["reason"] for row in by["repair"])),
        "chars": sum(row["n_chars"] for row in tables["documents"]),
    }
