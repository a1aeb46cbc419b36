"""How do the shards become the tables that people open?"""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import polars as pl

from cleaners import tables
from cleaners.schema import TABLES, VERSION, checked
from cleaners.strata import Limits
from flows import again, card, describe, index, inherit, leaks, manifest, matching, postings, templates
from flows.again import schema
from flows.arrivals import keys_of_records, keys_of_rejected
from flows.index import digests, halves
from flows.place import CARD, REMADE, fresh, link
from flows.postings import DIGESTS
from flows.readers import RECORDS
from flows.report import kept, page
from flows.report.model import Tables
from flows.settings import Settings

PART_BYTES: Final = 128 << 20  # of Parquet and text, roughly: a file that one reader takes in at a time
PART_ROWS: Final = 1 << 20  # of `sources`
ROW_GROUP: Final = 8192  # rows; small enough to find one document without reading the file,
TEXTS_GROUP: Final = 512  # or to fetch one text
ORDER: Final = {
    "documents": ["id"],
    "ledger": ["document", "line", "step", "evidence"],
    "sources": ["document", "source", "record"],
    "duplicates": ["document", "line", "twin_document", "twin_line"],
    "inputs": ["source", "digest"],
    "templates": ["host", "text", "key"],
    "rejected": ["source", "record"],
}


def stage(folders: list[Path], work: Path, settings: Settings) -> Path | None:
    """Make the next state of the corpus in the work folder: the files there are, and those of this run.

    The work folder holds what `flows.matching.match` decided, and what `flows.arrivals` found. Returns the staged
    folder; None where the run brings nothing new.
    """
    staged, before = fresh(work / "staged"), manifest.read(settings.out)
    brought = _brought(folders, work, settings)
    if all(frame.is_empty() for frame in brought.values()):
        return None
    if before:
        carry(before, settings.out, staged, but="index/")
    runs = before["runs"] if before else []
    run = f"{len(runs) + 1:06d}-{_name(brought, runs, settings)}"
    _write_tables(folders, work, staged, run, (brought, settings))
    leaks.refuse(staged, settings.match.min_shared, run, sorted(work.glob("known-*/documents.parquet")))
    written = _keys(brought, len(runs) + 1, work)
    first = before["totals"]["documents"] if before else 0
    ids = pl.read_parquet(staged / "documents" / f"{run}-*.parquet", columns=["id"])
    numbers = ids.with_row_index("number", offset=first).with_columns(pl.col("number").cast(pl.UInt32))
    written |= matching.write_keys(folders, matching.Stores.at(work, settings.match), numbers, work)
    entries = sum(map(postings.size, written.values()))
    runs = [*runs, manifest.account(run, staged, entries, settings)]
    (staged / "index").mkdir()
    (staged / "index" / index.SHAPE).write_text(index.shape(settings.match), "utf-8")
    index.extend(settings.out / "index", staged / "index", written, [one["entries"] for one in runs])
    templates.extend(settings.out, staged, pl.read_parquet(work / "observed.parquet"), runs)
    kept.extend(settings.out, staged, runs)
    finish(staged, runs, before)
    return staged


def carry(before: dict[str, Any], out: Path, staged: Path, but: str | tuple[str, ...]) -> None:
    """Take the files of a corpus into the next state: link its data files, but for those whose path begins like `but`.

    What somebody else has put into the folder is copied: a later step may write over it.
    """
    data = manifest.paths(before)
    for path in sorted(data):
        if not path.startswith(but):
            link(out / path, staged / path)
    inherit.others(out, staged, data, REMADE)


def finish(staged: Path, runs: list[dict[str, Any]], before: dict[str, Any] | None) -> None:
    """Write what is said of a staged corpus: its manifest and its card."""
    told = manifest.fold(runs, manifest.describe(staged, before["files"] if before else []))
    (staged / CARD).write_text(card.card(told), "utf-8")
    corpus = Tables(staged, told)
    page.write(corpus, kept.read(corpus, Limits()), staged / page.NAME)
    manifest.write(told, staged)


def _brought(folders: list[Path], work: Path, settings: Settings) -> dict[str, pl.DataFrame]:
    """Gather what a run brings: records of new documents, copies of known ones, rejected records, files."""
    none = pl.DataFrame(schema={"id": pl.String, "fate": pl.String, "twin": pl.String})
    read = {name: [pl.read_parquet(folder / f"{name}.parquet") for folder in folders]
            for name in ("records", "copies", "rejected", "inputs")}
    read["templates"] = [pl.read_parquet(work / "templates.parquet")]
    if settings.mask_pii:
        read = {name: [describe.masked(frame) for frame in frames] for name, frames in read.items()}
    known = again.read(work)
    unmasked = pl.DataFrame(schema={"id": pl.String, "masked_digest": pl.String})
    copies = [tables.sources(frame, none, unmasked).select(known["sources"].columns) for frame in read["copies"]]
    return {
        "records": pl.concat([pl.DataFrame(schema=RECORDS), *read["records"]]),
        "sources": pl.concat([*copies, known["sources"]]),
        "rejected": pl.concat([*read["rejected"], known["rejected"]]),
        "inputs": pl.concat([*read["inputs"], known["inputs"]]),
        "templates": pl.concat(read["templates"]),
    }


def _name(brought: dict[str, pl.DataFrame], runs: list[dict[str, Any]], settings: Settings) -> str:
    """Name a run after what it read and how it was set, so that the same work has the same name everywhere."""
    before = runs[-1]["run"] if runs else ""
    digest = sha256(f"{settings.fingerprint()} {version('winnow')} {VERSION} {before}".encode())
    for columns, frames in {
        ("source", "record", "digest"): ("records", "sources"),
        ("source", "record", "error"): ("rejected",), ("source", "digest"): ("inputs",),
    }.items():
        rows = pl.concat(brought[name].select(columns) for name in frames)
        for row in rows.sort(columns).iter_rows():
            digest.update("\t".join(part or "" for part in row).encode())
    return digest.hexdigest()[:12]


def _keys(brought: dict[str, pl.DataFrame], number: int, work: Path) -> dict[str, Path]:
    """Write what a run makes known as tables of the index."""
    records = pl.concat([brought["records"].select("source", "record", "id"),
                         brought["sources"].select("source", "record", pl.col("document").alias("id"))])
    inputs = brought["inputs"]
    keys = {
        "inputs": digests(inputs.select("source", "digest", "form").iter_rows()),
        "files": digests(inputs.select("digest", "form").iter_rows()),
        "records": pl.concat([keys_of_records(records), keys_of_rejected(brought["rejected"])]),
        "ids": halves(brought["records"]["id"]),
    }
    for name, frame in keys.items():
        postings.write(frame.with_columns(value=pl.lit(number, pl.UInt32)), work / f"{name}.arrow", DIGESTS)
    return {name: work / f"{name}.arrow" for name in keys}


def _write_tables(
    folders: list[Path], work: Path, staged: Path, run: str, given: tuple[dict[str, pl.DataFrame], Settings]
) -> None:
    """Write the files of a run, part by part; what belongs to a document is in files of one name."""
    brought, settings = given
    held = sum(file.stat().st_size for folder in folders for file in folder.glob("judged.parquet")) // PART_BYTES
    parts = 1 + held + brought["sources"].height // PART_ROWS
    decided = {name: pl.read_parquet(work / f"{name}.parquet") for name in matching.DECIDED}
    for part in range(parts):
        mine = {name: frame.filter(_part("id", parts) == part) for name, frame in decided.items()}
        copies = brought["sources"].filter(_part("document", parts) == part)
        frames = _tables(folders, brought["records"].filter(_part("id", parts) == part), mine, settings)
        frames["sources"] = pl.concat([frames["sources"].select(copies.columns), copies])
        for name in ("rejected", "inputs", "templates"):
            frames[name] = brought[name] if part == 0 else brought[name].clear()
        for name, frame in frames.items():
            whole = frame.with_columns(run=pl.lit(run)).pipe(checked, TABLES[name], name).sort(ORDER[name])
            path = staged / name / f"{run}-{part:05d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            group = TEXTS_GROUP if name == "documents" else ROW_GROUP
            whole.write_parquet(path, compression="zstd", row_group_size=group)


def _part(column: str, parts: int) -> pl.Expr:
    """Deal ids over parts so that the order of parts is the order of ids."""
    return pl.col(column).str.head(4).str.to_integer(base=16) * parts // 0x10000


def _tables(
    folders: list[Path], records: pl.DataFrame, decided: dict[str, pl.DataFrame], settings: Settings
) -> dict[str, pl.DataFrame]:
    """Gather one part of the tables: the rows of the documents that `decided` and `records` are of."""
    fates = decided["fates"]
    shards = [_own(folder, fates, decided["twins"], settings) for folder in folders]
    if not shards:
        return {name: pl.DataFrame(schema=schema(name)) for name in ("documents", "ledger", "sources", "duplicates")}
    before = [pl.read_parquet(path) for folder in folders if (path := folder / "masked.parquet").is_file()]
    own = [named.select("id", "masked_digest").drop_nulls() for _, named in shards]
    masked = pl.concat([*own, *before]).unique("id", keep="first", maintain_order=True)
    ledger = pl.concat(
        rows.select(list(schema("ledger"))) for folder, (settled, _) in zip(folders, shards, strict=True)
        for rows in (tables.ledger(settled), tables.marks(settled, pl.read_parquet(folder / "stretches.parquet")))
    )
    return {
        "documents": tables.documents(pl.concat(named for _, named in shards), settings.splits),
        "ledger": ledger,
        "sources": tables.sources(records, fates, masked),
        "duplicates": tables.duplicates(ledger, fates, decided["shared"], decided["beside"]),
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
