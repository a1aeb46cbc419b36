"""What does a published state say of itself? Its runs and their sums: a fold over the accounts of the runs.

So a run adds its own account to the manifest before, and taking it back leaves what was there.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cleaners.errors import BadCorpus
from cleaners.schema import ACTIONS, STEPS, TABLES, VERSION
from flows.place import FORMAT, MANIFEST, files

if TYPE_CHECKING:
    from flows.settings import Settings  # needs pydantic, which asking a corpus does not

OUTSIDE: Final = {"sources", "out", "workers", "alarm", "accept"}  # settings that have no bearing on the corpus
LIBRARIES: Final = ("winnow", "polars", "prefect", "datasketch", "ftfy")
PARTS: Final = ("runs", "settings", "files", "totals")
MEND: Final = "Bring it back from a copy, or name another folder"
SUFFIXES: Final = (".parquet", ".arrow")  # of the files that the manifest lists,
FOLDERS: Final = (*TABLES, "index")  # and where they lie; what lies elsewhere is somebody else's
SPLIT_BY: Final = (  # counts by some name
    "fates", "rejected_by", "removed_by", "to_metadata_by", "repaired_by", "languages", "scripts", "splits",
)


def read(out: Path) -> dict[str, Any] | None:
    """Read the manifest of a corpus; None where there is no corpus. Raises BadCorpus for one damaged or foreign."""
    path = out / MANIFEST
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadCorpus(str(path), f"cannot be read ({error})", MEND) from error
    if not isinstance(found, dict) or "version" not in found:
        raise BadCorpus(str(path), "is no manifest of winnow", MEND)
    if found["version"] != VERSION:
        raise BadCorpus(str(path), f"is of version {found['version']}, not {VERSION}", "Build the corpus anew")
    if missing := [key for key in PARTS if key not in found]:
        raise BadCorpus(str(path), f"has no '{missing[0]}'", MEND)
    return found


def account(run: str, staged: Path, entries: int, settings: "Settings") -> dict[str, Any]:
    """Account for a run whose files are staged; `entries` are those it added to the index."""
    return {
        "run": run,
        "settings": settings.model_dump(mode="json", exclude=OUTSIDE),
        "contents": settings.contents(),
        "versions": {name: version(name) for name in LIBRARIES},
        "entries": entries,
        "totals": totals(staged, f"{run}-*.parquet"),
    }


def fold(runs: list[dict[str, Any]], files: list[dict[str, Any]]) -> dict[str, Any]:
    """Write the manifest of some runs, the earliest first, and of all files of the corpus (`describe`).

    The settings of a run, and the contents of files they name, stand in its account where they are not those of the
    run before.
    """
    held: dict[str, Any] = {"contents": {}}
    for run in runs:
        for part in ("settings", "contents"):
            if run.get(part) == held.get(part):
                run.pop(part, None)
            held[part] = run.get(part, held.get(part))
    return {
        "format": FORMAT,
        "version": VERSION,
        "runs": runs,
        "totals": add(run["totals"] for run in runs),
        "settings": held["settings"],
        "versions": runs[-1]["versions"],
        "files": sorted(files, key=lambda file: file["path"]),
    }


def contents(told: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests, by path, of the files that a corpus was made with; of an old one, none may be known."""
    return next((run["contents"] for run in reversed(told["runs"]) if "contents" in run), {})


def write(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write a manifest into a folder that is being staged."""
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


def describe(folder: Path, known: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Describe the data files below a folder: path, rows, bytes, SHA-256; `known` files are not read again."""
    told = {file["path"]: dict(file) for file in known}
    paths = [path for path in files(folder) if is_ours(path) and (path in told or not (folder / path).is_symlink())]
    return [told.get(path) or _described(folder, path) for path in paths]


def paths(told: Mapping[str, Any]) -> set[str]:
    """Return the paths of the data files that a manifest lists."""
    return {file["path"] for file in told["files"] if is_ours(file["path"])}


def is_ours(path: str) -> bool:
    """Tell whether a file of a corpus is one that its manifest lists, by its path in the folder."""
    return path.endswith(SUFFIXES) and path.partition("/")[0] in FOLDERS


def height(path: Path) -> int:
    """Count the rows of a data file."""
    scan = pl.scan_parquet if path.suffix == ".parquet" else pl.scan_ipc
    return scan(path).select(pl.len()).collect().item()


def _described(folder: Path, path: str) -> dict[str, Any]:
    with (folder / path).open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    whole = folder / path
    return {"path": path, "rows": height(whole), "bytes": whole.stat().st_size, "sha256": digest}


def totals(corpus: Path, files: str = "*.parquet") -> dict[str, Any]:
    """Count a corpus, or some of its files, from the tables: records by fate, lines by what became of them."""
    columns = {
        "documents": ["n_lines", "n_chars", "n_tokens", "language", "script", "split"],
        "ledger": ["action", "step", "reason"],
        "sources": ["fate", "n_lines", "n_blank"],
        "rejected": ["reason"],
    }
    table = {name: pl.read_parquet(corpus / name / files, columns=only) for name, only in columns.items()}
    first = table["sources"].filter(pl.col("fate") != "copy")  # a document's lines count once
    acted = {action: table["ledger"].filter(pl.col("action") == action) for action in ACTIONS}
    n_rejected = table["rejected"].height
    return add([{
        "records": table["sources"].height + n_rejected,
        "documents": table["documents"].height,
        "fates": _count(table["sources"], "fate") | {"rejected": n_rejected},
        "rejected_by": _count(table["rejected"], "reason"),
        "lines": int(first["n_lines"].sum()),
        "blank": int(first["n_blank"].sum()),
        "kept": int(table["documents"]["n_lines"].sum()),
        "removed": acted["remove"].height,
        "to_metadata": acted["to-metadata"].height,
        "repaired": acted["repair"].height,
        "masked": acted["mask"].height,
        "removed_by": _count(acted["remove"].with_columns(pl.concat_str("step", pl.lit("/"), "reason")), "step"),
        "to_metadata_by": _count(acted["to-metadata"], "reason"),
        "repaired_by": _count(acted["repair"], "reason"),
        "chars": int(table["documents"]["n_chars"].sum()),
        "tokens": int(table["documents"]["n_tokens"].sum()),
        **{f"{name}s": _count(table["documents"].drop_nulls(name), name) for name in ("language", "script", "split")},
    }])


def add(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Add totals up; counts by reason stand in the order of the steps, the most frequent first.

    >>> add([{"kept": 1, "fates": {"kept": 1}}, {"kept": 2, "fates": {"copy": 1, "kept": 1}}])
    {'kept': 3, 'fates': {'copy': 1, 'kept': 2}}
    """
    sums: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            if name in SPLIT_BY:
                sums[name] = Counter(sums.get(name, {}))
                sums[name].update(value)
            else:
                sums[name] = sums.get(name, 0) + value
    for name in SPLIT_BY:
        if name == "fates" and name in sums:
            counts = sums[name]
            sums[name] = {fate: counts[fate] for fate in sorted(counts, key=lambda fate: (fate == "rejected", fate))}
        elif name in sums:
            sums[name] = dict(sorted(sums[name].items(), key=_order))
    return sums


def _order(counted: tuple[str, int]) -> tuple[int, int, str]:
    reason, count = counted
    step = reason.partition("/")[0]
    return STEPS.index(step) if step in STEPS else 0, -count, reason


def _count(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(rows.group_by(column).len().rows())
