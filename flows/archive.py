"""What can a published corpus be asked? Give back the sources, tell a line's story, and prove that it is whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

import polars as pl

from cleaners import charsets, lines
from cleaners.errors import BadCorpus
from cleaners.match import MatchSettings
from cleaners.schema import TABLES, VERSION
from flows import leaks
from flows.manifest import height, is_ours, read, totals
from flows.place import files

LONGEST: Final = 255  # bytes of a file's name


@dataclass(frozen=True, slots=True)
class Corpus:
    """A published corpus folder."""

    folder: Path
    manifest: dict[str, Any]

    def scan(self, table: str) -> pl.LazyFrame:
        """Scan a table."""
        return pl.scan_parquet(self.folder / table / "*.parquet")


@dataclass(frozen=True, slots=True)
class Restored:
    """A source, put together again."""

    source: str
    content: bytes
    is_whole: bool  # its digest is that of the source, or of its lines as masked


def open_corpus(folder: Path) -> Corpus:
    """Open a corpus. Raises BadCorpus where the folder is none, or of another version."""
    if (found := read(folder)) is None:
        raise BadCorpus(str(folder), "is no corpus of winnow: it has no manifest.json",
                        "Name the folder that `winnow run` wrote")
    return Corpus(folder, found)


def find(corpus: Corpus, name: str) -> str:
    """Return the id of the document that is meant: an id, the beginning of one, a source, or its file name.

    Of a source that was edited between runs, the latest version is. Raises BadCorpus where none or several are.
    """
    found = named(corpus, name)
    if found.is_empty():
        raise BadCorpus(name, "is no document of this corpus", "Take an id or a source from the table `sources`")
    if found.len() > 1:
        raise BadCorpus(name, f"could be {found.len()} documents ({', '.join(found.head(3))} …)", "Say more of it")
    return found[0]


def named(corpus: Corpus, name: str) -> pl.Series:
    """Return the ids of all documents that a name, as `find` takes it, may mean."""
    is_meant = pl.col("document").str.starts_with(name) | _is_named(name)
    rows = corpus.scan("sources").filter(is_meant).select("document", "source", "record", "run").collect()
    latest = rows.filter(pl.col("run") == pl.col("run").max().over("source", "record"))
    return latest["document"].unique().sort()


def rejected(corpus: Corpus, name: str) -> pl.DataFrame:
    """Return the rows of `rejected` that a source, its file name, or a record of it names."""
    return corpus.scan("rejected").filter(_is_named(name)).sort("source", "record", "run").collect()


def _is_named(name: str) -> pl.Expr:
    """Claim that a row is of the source, of the file or of the record of this name."""
    source = pl.col("source")
    is_source = (source == name) | source.str.ends_with(f"/{name}")
    return is_source | (pl.concat_str("source", pl.lit("#"), "record") == name).fill_null(value=False)


def restore(corpus: Corpus, document: str | None = None) -> Iterator[Restored]:
    """Yield the sources of one document, or of all, and the rejected files whose bytes were kept.

    Of one in which personal data was masked, its text comes back as masked. Of a record in a file, the bytes of its
    text come back, under the file's name and its own. Pages do not: their text was extracted; `source`, `record` and
    `digest` say where they lie and whether they are still the same.
    """
    names = _names(corpus)
    for sources, texts in _texts(corpus, document):
        for row in sources.filter(pl.col("encoding").is_not_null()).iter_rows(named=True):
            content = charsets.encode(texts[row["document"]], row["encoding"], row["residue"] or "")
            name = row["source"] if row["record"] is None else f"{row['source']}/{row['record']}"
            name += names.get((row["source"], row["record"], row["document"]), "")
            yield Restored(name, content, _is_whole(content, texts[row["document"]], row))
    if document is None:
        kept = corpus.scan("rejected").filter(pl.col("content").is_not_null()).select("source", "run", "content")
        for source, run, content in kept.collect().iter_rows():
            yield Restored(source + names.get((source, None, run), ""), content, is_whole=True)


def _is_whole(content: bytes, text: str, row: Mapping[str, Any]) -> bool:
    """Hold a source against its digest; one that was masked, by its lines."""
    if row["masked_digest"] is None:
        return sha256(content).hexdigest() == row["digest"]
    came = lines.split(pl.Series([text], dtype=pl.String))["text"].str.join("\n").item()
    return sha256(came.encode()).hexdigest() == row["masked_digest"]


def _names(corpus: Corpus) -> dict[tuple[str, str | None, str], str]:
    """Tell apart what came from one place: source, record, and document or, of a rejected file, its run.

    All versions but the latest are named after their run. So is a rejected file that had records in another run: they
    lie in a folder of its name. Several documents of one run, as of members of one name, are named after themselves.
    """
    place = ["source", "record"]
    read = corpus.scan("sources").group_by(*place, "document").agg(pl.col("run").max())
    kept = corpus.scan("rejected").filter(pl.col("content").is_not_null())
    rows = pl.concat([read, kept.select(*place, pl.lit(None, pl.String).alias("document"), "run")]).collect()
    is_file = pl.col("document").is_null()
    is_older = pl.col("run") != pl.col("run").max().over(place)
    is_older |= is_file & pl.col("record").is_not_null().any().over("source")
    is_one = is_file | (pl.col("document").n_unique().over(*place, "run") == 1)
    told = rows.select(
        *place, pl.when(is_file).then("run").otherwise("document").alias("key"),
        pl.when(is_older).then("@" + pl.col("run")).otherwise(pl.lit(""))
        + pl.when(is_one).then(pl.lit("")).otherwise("@" + pl.col("document")),
    )
    return {(source, record, key): name for source, record, key, name in told.iter_rows() if name}


def _texts(corpus: Corpus, document: str | None) -> Iterator[tuple[pl.DataFrame, dict[str, str]]]:
    """Yield, file by file, the source texts of documents, and the rows of `sources` of each, in whatever run.

    A run writes all that belongs to a new document into files of one name, so one part is in memory at a time.
    """
    is_meant = pl.lit(value=True) if document is None else pl.col("document") == document
    columns = ["document", "source", "record", "encoding", "residue", "digest", "masked_digest"]
    copies = corpus.scan("sources").filter(is_meant & (pl.col("fate") == "copy")).select(columns).collect()
    for path in sorted(corpus.folder.glob("sources/*.parquet")):
        own = pl.scan_parquet(path).filter(is_meant & (pl.col("fate") != "copy")).collect()
        if not own.is_empty():
            rows = pl.concat([own.select(columns), copies.filter(pl.col("document").is_in(own["document"].implode()))])
            # a later run's copy of what was masked when it came comes back as masked, too
            digest = pl.col("masked_digest").drop_nulls().first().over("document")
            is_masked = digest.is_not_null() & pl.col("encoding").is_not_null()
            spelt = pl.when(is_masked).then(pl.lit("utf-8")).otherwise("encoding").alias("encoding")
            rows = rows.with_columns(digest, spelt, pl.when(~is_masked).then("residue").alias("residue"))
            yield rows, part_texts(corpus, path.name, own)


def part_texts(corpus: Corpus, name: str, own: pl.DataFrame) -> dict[str, str]:
    """Put together the source texts of documents of one part: `own` are the rows of `sources` that had them first."""
    ids = own["document"].implode()
    clean = pl.scan_parquet(corpus.folder / "documents" / name).filter(pl.col("id").is_in(ids))
    kept = dict(clean.select("id", "text").collect().rows())
    ledger = pl.scan_parquet(corpus.folder / "ledger" / name).filter(
        pl.col("document").is_in(ids), pl.col("action").is_in(["remove", "to-metadata", "repair"])
    ).select("document", "line", "text", pl.col("action") == "repair")
    altered: dict[str, dict[int, str]] = {}
    taken: dict[str, dict[int, str]] = {}
    for identity, line, text, is_repair in ledger.collect().iter_rows():
        (altered if is_repair else taken).setdefault(identity, {})[line] = text
    return {
        identity: lines.join([line for line in kept.get(identity, "").split("\n") if line], taken.get(identity, {}),
                             altered.get(identity, {}), layout)
        for identity, layout in own.select("document", "layout").iter_rows()
    }


def write(restored: Iterator[Restored], folder: Path) -> tuple[int, list[str]]:
    """Write sources below a folder, under the names they had there; return their number, and those not whole."""
    count, broken = 0, []
    for one in restored:
        path = folder / _inside(one.source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
        count += 1
        broken += [] if one.is_whole else [one.source]
    return count, broken


def _inside(source: str) -> PurePosixPath:
    """Return a source's name as one that cannot lead out of a folder, and that a disk can hold.

    >>> str(_inside("../seeds/a.txt")), str(_inside("/etc/b.txt"))
    ('up/seeds/a.txt', 'root/etc/b.txt')
    """
    parts = ["up" if part == ".." else "root" if part == "/" else part for part in PurePosixPath(source).parts]
    return PurePosixPath(*map(_short, parts))


def _short(part: str) -> str:
    """Return a part of a name without NULs; of one that is too long, the beginning and a digest of it all."""
    name = part.replace("\0", "\ufffd").encode()
    if len(name) <= LONGEST:
        return name.decode()
    digest = f"~{sha256(name).hexdigest()[:16]}"
    return name[: LONGEST - len(digest)].decode(errors="ignore") + digest


def source_lines(corpus: Corpus, document: str) -> list[str]:
    """Return the lines of a document's source, as they came, without their ends."""
    text = next(texts[document] for _, texts in _texts(corpus, document) if document in texts)
    return lines.split(pl.Series([text], dtype=pl.String))["text"].to_list()


def source_texts(corpus: Corpus, documents: pl.Series) -> dict[str, list[str]]:
    """Return the lines of some documents' sources, as `source_lines` does."""
    wanted = set(documents)
    found = {name: text for _, texts in _texts(corpus, None) for name, text in texts.items() if name in wanted}
    return {name: lines.split(pl.Series([text], dtype=pl.String))["text"].to_list() for name, text in found.items()}


def verify(corpus: Corpus) -> list[str]:
    """Return all that is wrong with a corpus: files, digests, rows, schemas, totals, sources that do not come back."""
    faults = list(_file_faults(corpus))
    if faults:
        return faults  # what stands in broken files proves nothing
    for table, schema in TABLES.items():
        if (found := corpus.scan(table).collect_schema()) != schema:
            faults.append(f"{table}: has columns {dict(found)}, not those of version {VERSION}")
    return faults or [*_sum_faults(corpus), *(
        f"{one.source}: does not come back byte for byte" for one in restore(corpus) if not one.is_whole
    )]


def _file_faults(corpus: Corpus) -> Iterator[str]:
    """Hold the files against the manifest."""
    listed = {file["path"]: file for file in corpus.manifest["files"]}
    present = set(files(corpus.folder))
    yield from (f"{path}: is missing" for path in sorted(listed.keys() - present))
    yield from (f"{path}: is not in the manifest" for path in sorted(filter(is_ours, present - listed.keys())))
    for path in sorted(listed.keys() & present):
        with (corpus.folder / path).open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != listed[path]["sha256"]:
            yield f"{path}: its SHA-256 is not that of the manifest"
        elif (rows := height(corpus.folder / path)) != listed[path]["rows"]:
            yield f"{path}: has {rows} rows, not {listed[path]['rows']}"


def _sum_faults(corpus: Corpus) -> Iterator[str]:
    """Hold the totals against the tables, and against one another."""
    said, found = corpus.manifest["totals"], totals(corpus.folder)
    yield from (f"manifest.json: {key} is {said.get(key)}, the tables have {found[key]}"
                for key in found if said.get(key) != found[key])
    if found["lines"] != sum(found[part] for part in ("kept", "removed", "to_metadata", "blank")):
        yield "the lines do not balance: kept, removed, made metadata and blank are not all"
    min_shared = corpus.manifest["settings"].get("match", {}).get("min_shared", 0)
    for one, split, other, twin_split, kind in leaks.find(corpus.folder, min_shared).iter_rows():
        yield f"{one} is in {split}, {other} in {twin_split}, but they are alike ({kind})"
    long = max(min_shared, MatchSettings().min_dense)
    for one, split, other, twin_split in leaks.paragraphs(corpus.folder, long).iter_rows():
        yield f"{one} is in {split}, {other} in {twin_split}, but they share a paragraph"
    if found["records"] != sum(found["fates"].values()):
        yield "the records do not balance: their fates are not all"
