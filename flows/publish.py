"""How do the shards become the tables that people open?"""

import json
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

import polars as pl

from cleaners import tables
from cleaners.schema import ACTIONS, STEPS, TABLES, VERSION, checked
from flows import card, describe, leaks, matching
from flows.place import MANIFEST, put
from flows.settings import Settings

PART_BYTES: Final = 128 << 20  # of Parquet and text, roughly: a file that one reader takes in at a time
ROW_GROUP: Final = 8192  # rows; small enough to find one document without reading the file
ORDER: Final = {
    "documents": ["id"],
    "ledger": ["document", "line", "step", "evidence"],
    "sources": ["document", "source", "record"],
    "duplicates": ["document", "line"],
    "rejected": ["source", "record"],
}


def publish(folders: list[Path], decided: Path, settings: Settings) -> Path:
    """Write the tables, the manifest and the card beside, then put them in the place of the old corpus.

    `decided` is the folder that `flows.matching.match` returned. Returns the corpus folder.
    """
    staged = decided / "staged"
    run = _run(folders, settings)
    parts = 1 + sum(file.stat().st_size for folder in folders for file in folder.glob("judged.parquet")) // PART_BYTES
    for part in range(parts):
        fates, twins, found = (
            pl.read_parquet(decided / f"{name}.parquet").filter(_part("id", parts) == part)
            for name in ("fates", "twins", "shared")
        )
        rejected = pl.concat(pl.read_parquet(folder / "rejected.parquet") for folder in folders)
        if settings.mask_pii:  # nobody knows what is in bytes that could not be read
            rejected = rejected.with_columns(pl.lit(None, pl.Binary).alias(name) for name in ("content", "head"))
        frames = _tables(folders, (fates, twins, found), settings)
        frames["rejected"] = rejected if part == 0 else rejected.clear()
        for name, frame in frames.items():
            whole = frame.with_columns(run=pl.lit(run)).pipe(checked, TABLES[name], name).sort(ORDER[name])
            path = staged / name / f"{run}-{part:05d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            whole.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP)
    leaks.refuse(staged, settings.match.min_shared)
    matching.keep(folders, matching.Stores.at(decided, settings.match), staged / "index", run)
    manifest = _manifest(staged, run, settings)
    (staged / "README.md").write_text(card.card(manifest), "utf-8")
    (staged / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    put(staged, settings.out)
    return settings.out


def _part(column: str, parts: int) -> pl.Expr:
    """Deal ids over parts so that the order of parts is the order of ids."""
    return pl.col(column).str.head(4).str.to_integer(base=16) * parts // 0x10000


def _run(folders: list[Path], settings: Settings) -> str:
    """Name a run after what it read and how it was set, so that the same work has the same name everywhere."""
    digest = sha256(f"{settings.fingerprint()} {version('winnow')} {VERSION}".encode())
    for folder in folders:
        for row in pl.read_parquet(folder / "records.parquet", columns=["source", "record", "digest"]).iter_rows():
            digest.update("\t".join(part or "" for part in row).encode())
        for row in pl.read_parquet(folder / "rejected.parquet", columns=["source", "error"]).iter_rows():
            digest.update("\t".join(row).encode())
    return digest.hexdigest()[:12]


def _tables(
    folders: list[Path], decided: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: Settings
) -> dict[str, pl.DataFrame]:
    """Gather one part of every table: the rows of the documents in the first frame of `decided`, the fates."""
    fates, twins, found = decided
    shards = [_own(folder, fates, twins, settings) for folder in folders]
    masked = pl.concat(named.select("id", "masked_digest") for _, named in shards).drop_nulls()
    columns = [name for name in TABLES["ledger"] if name != "run"]
    ledger = pl.concat(
        rows.select(columns) for folder, (settled, _) in zip(folders, shards, strict=True)
        for rows in (tables.ledger(settled), tables.marks(settled, pl.read_parquet(folder / "stretches.parquet")))
    )
    return {
        "documents": tables.documents(pl.concat(named for _, named in shards), settings.splits),
        "ledger": ledger,
        "sources": tables.sources(pl.concat(pl.read_parquet(f / "records.parquet") for f in folders), fates, masked),
        "duplicates": tables.duplicates(ledger, fates, found),
    }


def _own(
    folder: Path, fates: pl.DataFrame, twins: pl.DataFrame, settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a shard's settled lines and documents; a document that lies in two shards belongs to the first."""
    mine = fates.filter(pl.col("owner") == folder.name)
    named = pl.read_parquet(folder / "documents.parquet").join(mine, on="id", how="inner", maintain_order="left")
    lines = pl.read_parquet(folder / "judged.parquet").join(named.select("document"), on="document", how="semi")
    settled = tables.settle(lines.sort("document", "line"), named, twins)
    # documents that lost paragraphs, not themselves, are described anew
    lost = settled.filter(pl.col("reason") == "shared-paragraph").select("document").unique()
    if lost.height:
        left = settled.join(lost, on="document", how="semi", maintain_order="left")
        named = named.update(describe.again(left, settings), on="document")
    return settled, named


def _manifest(staged: Path, run: str, settings: Settings) -> dict[str, object]:
    """Account for a staged corpus: its files, what went in, what came out, and how it was set."""
    inputs = pl.concat(
        pl.read_parquet(staged / name / "*.parquet", columns=["source", "record", "digest", "n_bytes"])
        for name in ("sources", "rejected")
    )
    return {
        "format": "winnow corpus",
        "version": VERSION,
        "runs": [{"run": run, "settings": settings.fingerprint(), "totals": (sums := totals(staged))}],
        "totals": sums,
        "settings": settings.model_dump(mode="json", exclude={"sources", "out", "workers"}),
        "versions": {name: version(name) for name in ("winnow", "polars", "prefect", "datasketch", "ftfy")},
        "files": [
            {
                "path": file.relative_to(staged).as_posix(),
                "rows": pl.scan_parquet(file).select(pl.len()).collect().item(),
                "bytes": file.stat().st_size,
                "sha256": sha256(file.read_bytes()).hexdigest(),
            }
            for file in sorted(staged.rglob("*.parquet"))
        ],
        "inputs": inputs.sort("source", "record", "digest").to_dicts(),
    }


def totals(corpus: Path) -> dict[str, object]:
    """Count a corpus from its own tables: records by fate, lines by what became of them, removals by reason."""
    columns = {
        "documents": ["n_lines", "n_chars", "n_tokens", "language", "script", "split"],
        "ledger": ["action", "step", "reason"],
        "sources": ["document", "fate", "n_lines", "n_blank"],
    }
    table = {name: pl.read_parquet(corpus / name / "*.parquet", columns=only) for name, only in columns.items()}
    rejected = pl.read_parquet(corpus / "rejected" / "*.parquet", columns=["reason"])["reason"]
    n_rejected = rejected.len()
    fates = dict(table["sources"].group_by("fate").len().sort("fate").rows())
    distinct = table["sources"].unique("document")
    acted = {action: table["ledger"].filter(pl.col("action") == action) for action in ACTIONS}
    return {
        "records": table["sources"].height + n_rejected,
        "documents": table["documents"].height,
        "fates": fates | {"rejected": n_rejected},
        "rejected_by": _tally(rejected),
        "lines": int(distinct["n_lines"].sum()),
        "blank": int(distinct["n_blank"].sum()),
        "kept": int(table["documents"]["n_lines"].sum()),
        "removed": acted["remove"].height,
        "to_metadata": acted["to-metadata"].height,
        "repaired": acted["repair"].height,
        "masked": acted["mask"].height,
        "removed_by": {f"{step}/{reason}": n for step, reason, n in _count(acted["remove"])},
        "to_metadata_by": {reason: n for _, reason, n in _count(acted["to-metadata"])},
        "repaired_by": {reason: n for _, reason, n in _count(acted["repair"])},
        "chars": int(table["documents"]["n_chars"].sum()),
        "tokens": int(table["documents"]["n_tokens"].sum()),
        "languages": _tally(table["documents"]["language"]),
        "scripts": _tally(table["documents"]["script"]),
        "splits": _tally(table["documents"]["split"]),
    }


def _tally(values: pl.Series) -> dict[str, int]:
    """Count values, the most frequent first."""
    counts = values.drop_nulls().value_counts(name="n").sort(["n", values.name], descending=[True, False])
    return dict(counts.rows())


def _count(ledger: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Count ledger rows by step and reason, in the order of the steps, most frequent first."""
    counts = ledger.group_by("step", "reason").len().rows()
    return sorted(counts, key=lambda row: (STEPS.index(row[0]), -row[2], row[1]))
