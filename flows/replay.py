"""What did a run bring to a corpus? Its records and texts again, out of the corpus alone.

A page of HTML comes back as the lines that it shows, with what its markup declared. The rest of the markup is not kept,
so what was said of its chrome is said again; to have that judged anew, give the page again.
"""

from collections.abc import Iterator

import polars as pl

from cleaners import lines
from cleaners.html.markup import MARKUP
from cleaners.schema import LINES, VERDICTS
from flows import archive
from flows.again import schema
from flows.archive import Corpus
from flows.readers import RECORDS, Frames


def stream(corpus: Corpus, run: str, shard_bytes: int) -> Iterator[Frames]:
    """Yield records, lines and rejected rows of a run, as `flows.readers.stream` did; the rejected come first."""
    rejected = _read(corpus, "rejected", run)
    for path in sorted(corpus.folder.glob(f"sources/{run}-*.parquet")):
        rows = pl.read_parquet(path).drop("run")
        own = rows.filter(pl.col("fate") != "copy")
        texts = archive.part_texts(corpus, path.name, own)
        # in the order of the file they lay in, as far as the names of records tell: line 9 is before line 10
        number = pl.col("record").str.extract_all(r"\d+").list.eval(pl.element().str.zfill(20)).list.join(" ")
        ordered = rows.sort("source", number, "record", pl.col("fate") == "copy", nulls_last=False)
        shard = ordered["n_bytes"].cum_sum() // shard_bytes
        for (_,), part in ordered.group_by(shard.alias("shard"), maintain_order=True):
            yield (*_frames(part, texts), rejected, pl.DataFrame(schema=MARKUP))
            rejected = rejected.clear()
    if rejected.height:
        yield pl.DataFrame(schema=RECORDS), pl.DataFrame(schema=LINES), rejected, pl.DataFrame(schema=MARKUP)


def told(corpus: Corpus, run: str, records: pl.DataFrame) -> pl.DataFrame:
    """Return what was said of the chrome of pages: document, line (null for the page as such) and VERDICTS."""
    pages = records.filter(pl.col("encoding").is_null()).select("document", "id").unique().sort("document")
    said = corpus.scan("ledger").filter((pl.col("run") == run) & (pl.col("step") == "chrome")).select(
        pl.col("document").alias("id"), "line", *VERDICTS.names()
    ).join(pages.lazy(), on="id").collect()
    return pl.concat([pages.select("document"), said.drop("id")], how="diagonal").select(
        "document", pl.col("line").cast(pl.UInt32), *(pl.col(name).cast(dtype) for name, dtype in VERDICTS.items())
    ).sort("document", "line", nulls_last=False)


def masked(corpus: Corpus, run: str) -> pl.DataFrame:
    """Return id and masked_digest of documents in which something was masked: it does not come back, and stays so."""
    rows = corpus.scan("sources").filter((pl.col("run") == run) & pl.col("masked_digest").is_not_null())
    return rows.select(pl.col("document").alias("id"), "masked_digest").unique().sort("id").collect()


def inputs(corpus: Corpus, run: str) -> pl.DataFrame:
    """Return the files that a run read."""
    return _read(corpus, "inputs", run)


def _frames(rows: pl.DataFrame, texts: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Shape records, and the lines of those whose text the run had first; the others are copies of known ones."""
    ids = rows["document"].unique(maintain_order=True)
    number = pl.DataFrame({"id": ids, "document": range(ids.len())}, schema_overrides={"document": pl.UInt64})
    declared = rows["declared"].struct.unnest()
    named = rows.drop("declared").rename({"document": "id"}).hstack(
        declared.rename({name: f"meta_{name}" for name in declared.columns}))
    # of what was masked the text is as masked: it no longer gives the bytes back that `digest` is of
    is_masked = pl.col("masked_digest").is_not_null()
    named = named.with_columns(encoding=pl.when(~is_masked).then("encoding"))
    records = named.join(number, on="id", maintain_order="left").select(list(RECORDS))
    split = lines.split(pl.Series([texts.get(id_, "") for id_ in ids], dtype=pl.String))
    return records, split.select(list(LINES))


def _read(corpus: Corpus, table: str, run: str) -> pl.DataFrame:
    files = sorted(corpus.folder.glob(f"{table}/{run}-*.parquet"))
    return pl.concat([pl.DataFrame(schema=schema(table)), *(pl.read_parquet(path).drop("run") for path in files)])
