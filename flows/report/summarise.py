"""What does one part of a corpus add to its summary? Queries over the files that hold all of some documents.

The columns of `counts` by its `figure`:

    documents                                            n documents that came in
    reasons       a step, b reason, c action             n lines, m documents, k code points
    hosts         a host                                 n documents, m that stand, k lines that are not blank
    removals      a host, b reason                       n lines removed
    language, script, split     a value                  n documents that stand
    signals       a signal, b value to two digits        n documents that stand
    personal      a kind                                 n spans, m documents
    similarities  a low, b high, c done                  n pairs
    lengths       a low, b high, c stage                 n documents
    losses        a low, b high                          n documents
    sweep         a threshold                            n pairs, m removed, k listed
    kinds         a scope, b kind, c done                n pairs
    concerns      a what                                 n times
"""

from typing import Final

import polars as pl

from cleaners import figures, language
from cleaners.schema import TABLES
from cleaners.strata import Limits, scattered
from cleaners.summary import HELD, HUB, SUMMARIES, Summary, merge
from flows.report.model import Tables

TITLE_CHARS: Final = 120
TAKEN: Final = ("remove", "to-metadata")
TWINS: Final = 2  # told of a document
DIGITS: Final = 2  # of a signal's value: as much as its distribution is told by
SIGNALS: Final = [name for name, dtype in dict(TABLES["documents"]["quality"].to_schema()).items()
                  if dtype.is_numeric() or dtype == pl.Boolean]


def summarise(part: Tables, limits: Limits) -> Summary:
    """Summarise the documents of a part: of the first of its ids, all that a page says of them."""
    records = _records(part)
    kept = part.scan("documents").select("language", "script", "split", "n_chars", "n_lines", "n_removed").collect()
    pairs = part.scan("duplicates").select("document", "line", *HUB, "jaccard", "containment", "kind", "done").collect()
    counts = [*_of_records(part, records), *_of_kept(part, kept), *_of_pairs(pairs), _concerns(part, kept, pairs)]
    found = {
        "counts": pl.concat(counts), "pages": _pages(part, records, limits), "samples": _samples(part, records, limits),
        "hubs": pairs.group_by(*HUB, "kind").agg(pl.len().cast(pl.Int64).alias("pairs"), pl.col("jaccard").min()),
        "members": pairs, "rejected": part.scan("rejected").select(list(SUMMARIES["rejected"])).collect(),
    }
    return merge([found], limits)


def _counted(figure: str, frame: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Shape counts: the names of the columns that are `a`, `b`, `c`, `n`, `m` and `k`."""
    schema = SUMMARIES["counts"]
    told = {name: pl.col(columns[name]).cast(dtype) if name in columns else
            pl.lit(0 if dtype == pl.Int64 else None, dtype) for name, dtype in schema.items() if name != "figure"}
    return frame.select(figure=pl.lit(figure), **told)


def _records(part: Tables) -> pl.DataFrame:
    """List every document that came in: document, fate, twin, url, host, n_lines, n_blank."""
    first = part.scan("sources").filter(pl.col("fate") != "copy").select(
        "document", "fate", "twin", "url", "n_lines", "n_blank",
    ).sort("document", "url").unique("document", keep="first", maintain_order=True).collect()
    known = part.scan("documents").select(document="id", known="host").collect()
    # hosts of what does not stand are in no table; URLs are cut to their authority, so that each is looked up once
    authority = pl.col("url").str.extract(r"^([A-Za-z][A-Za-z0-9+.-]*://[^/?#]+)").fill_null(pl.col("url"))
    cut = first.select(authority.alias("url"))["url"].unique().sort()
    site = pl.DataFrame({"authority": cut, "host": language.hosts(cut)["site"]})
    return first.with_columns(authority=authority).join(
        site, on="authority", how="left", maintain_order="left",
    ).join(known, on="document", how="left", maintain_order="left").with_columns(
        host=pl.coalesce("known", "host")).drop("authority", "known")


def _of_records(part: Tables, records: pl.DataFrame) -> list[pl.DataFrame]:
    """Count what came in and what was taken, by reason and by host."""
    reasons = part.scan("ledger").group_by(HELD).agg(
        pl.len().alias("lines"), pl.col("document").n_unique().alias("documents"),
        pl.col("text").str.len_chars().sum().alias("chars"),
    ).collect()
    hosts = records.group_by("host").agg(
        pl.len().alias("documents"), (pl.col("fate") == "kept").sum().alias("kept"),
        (pl.col("n_lines").cast(pl.Int64) - pl.col("n_blank").cast(pl.Int64)).sum().alias("lines"))
    removals = part.scan("ledger").filter(pl.col("action") == "remove").select("document", "reason").join(
        records.lazy().select("document", "host"), on="document",
    ).group_by("host", "reason").agg(pl.len().alias("lines")).collect()
    return [
        _counted("documents", records.select(pl.len()), n="len"),
        _counted("reasons", reasons, a="step", b="reason", c="action", n="lines", m="documents", k="chars"),
        _counted("hosts", hosts, a="host", n="documents", m="kept", k="lines"),
        _counted("removals", removals, a="host", b="reason", n="lines"),
    ]


def _of_kept(part: Tables, kept: pl.DataFrame) -> list[pl.DataFrame]:
    """Count what stands, by what is said of it."""
    found = [_counted(name, kept.group_by(name).len(), a=name, n="len") for name in ("language", "script", "split")]
    quality = part.scan("documents").select("quality").unnest("quality").select(
        pl.col(name).cast(pl.Float64).fill_nan(None).round_sig_figs(DIGITS) for name in SIGNALS).collect()
    for name in SIGNALS:
        values = quality.group_by(name).len()
        found.append(_counted("signals", values.with_columns(signal=pl.lit(name)), a="signal", b=name, n="len"))
    personal = part.scan("documents").select("pii_counts").unnest("pii_counts").unpivot(
        variable_name="kind", value_name="spans",
    ).group_by("kind").agg(pl.col("spans").sum(), (pl.col("spans") > 0).sum().alias("documents")).collect()
    return [*found, _counted("personal", personal, a="kind", n="spans", m="documents"),
            _counted("lengths", figures.lengths(_lengths(part, kept)), a="low", b="high", c="stage", n="documents"),
            _counted("losses", figures.losses(kept), a="low", b="high", n="documents")]


def _lengths(part: Tables, kept: pl.DataFrame) -> pl.DataFrame:
    """List lengths in code points: of the sources' lines that are not blank, and of the texts that stand."""
    taken = part.scan("ledger").filter(pl.col("action").is_in(TAKEN)).group_by("document").agg(
        pl.col("text").str.len_chars().sum().cast(pl.UInt64).alias("taken"))
    before = part.scan("documents").select(document="id", n_chars=pl.col("n_chars").cast(pl.UInt64)).join(
        taken, on="document", how="full", coalesce=True,
    ).select(stage=pl.lit("before"), n_chars=pl.col("n_chars").fill_null(0) + pl.col("taken").fill_null(0)).collect()
    return pl.concat([before, kept.select(stage=pl.lit("after"), n_chars=pl.col("n_chars").cast(pl.UInt64))])


def _of_pairs(pairs: pl.DataFrame) -> list[pl.DataFrame]:
    """Count pairs by how alike they are, what is paired, their kind and what was done."""
    scope = pl.when(pl.col("line").is_null()).then(pl.lit("documents")).otherwise(pl.lit("lines"))
    kinds = pairs.group_by(scope.alias("scope"), "kind", "done").len()
    return [
        _counted("similarities", figures.similarities(pairs), a="low", b="high", c="done", n="pairs"),
        _counted("sweep", figures.sweep(pairs), a="threshold", n="pairs", m="removed", k="listed"),
        _counted("kinds", kinds, a="scope", b="kind", c="done", n="len"),
    ]


def _concerns(part: Tables, kept: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Count what a person should look at before signing off."""
    ledger = part.scan("ledger").filter(pl.col("action") == "remove")
    found = {
        "heavy-loss": kept.filter(figures.loss() >= figures.HEAVY_LOSS).height,
        "unsure": ledger.filter(pl.col("score") < figures.UNSURE).select(pl.len()).collect().item(),
        "guarded": pairs.filter(pl.col("kind").is_in(["numbers-only", "negation"])).height,
        "undecodable": part.scan("sources").filter(pl.col("n_undecodable") > 0).select(pl.len()).collect().item(),
        "rejected": part.scan("rejected").select(pl.len()).collect().item(),
    }
    return _counted("concerns", pl.DataFrame(list(found.items()), schema=["what", "n"], orient="row"), a="what", n="n")


def _samples(part: Tables, records: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Choose ledger rows: of every document that has a reason, the one that comes first in an order of its own."""
    keys = ["document", "line", *HELD]
    host = records.lazy().select("document", "host")
    first = part.scan("ledger").select(keys).join(host, on="document").with_columns(
        scattered=scattered()).sort("document", "scattered", "line").group_by("document", "host", *HELD).agg(
        pl.col("line").first()).collect()
    of_host = pl.int_range(pl.len()).over([*HELD, "host"])
    few = first.sort("document", *HELD).with_columns(nth=of_host).filter(pl.col("nth") < limits.samples_of_host)
    chosen = few.sort(*HELD, "nth", "document").group_by(HELD, maintain_order=True).head(limits.samples)
    found = part.scan("ledger").join(chosen.lazy().select(*keys, "host"), on=keys).collect()
    return found.sort(*keys, "evidence", "detector").unique(keys, keep="first", maintain_order=True)


def _pages(part: Tables, records: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Choose documents, and say of each what a person filters and sorts by."""
    few = records if records.height <= limits.pool else _pool(part, records, limits)
    ids = few.lazy().select("document")
    entries = part.scan("ledger").join(ids, on="document", how="semi").group_by("document", "reason").agg(
        pl.len().cast(pl.UInt32).alias("lines"), pl.col("twin_document").drop_nulls().unique().sort().head(TWINS),
    ).sort("document", "lines", "reason", descending=[False, True, False]).collect()
    given = entries.group_by("document").agg(pl.struct("reason", "lines").alias("reasons"))
    found = pl.concat([few.select("document", "twin"), entries.explode("twin_document", empty_as_null=True).select(
        "document", twin="twin_document")]).filter(pl.col("twin") != pl.col("document"))
    twins = found.group_by("document", maintain_order=True).agg(
        pl.col("twin").unique(maintain_order=True).head(TWINS).alias("twins"))
    found = _described(part, few).join(given, on="document", how="left").join(twins, on="document", how="left")
    return found.with_columns(
        pl.col(name).fill_null(pl.lit([], SUMMARIES["pages"][name])) for name in ("reasons", "twins"))


def _pool(part: Tables, records: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Leave the first documents, and the first of every reason."""
    rare = part.scan("ledger").group_by("reason").agg(pl.col("document").unique().bottom_k(limits.rare))
    ids = rare.select(pl.col("document").explode()).unique().collect()["document"]
    ordered, is_low = records.sort("document"), pl.int_range(pl.len()) < limits.pool
    return ordered.filter(is_low | pl.col("document").is_in(ids.implode()))


def _described(part: Tables, few: pl.DataFrame) -> pl.DataFrame:
    """Add what the tables say of documents."""
    ids = few.lazy().select("document")
    begins = pl.col("text").str.strip_chars().str.split("\n").list.first()
    named = part.scan("documents").rename({"id": "document", "n_lines": "n_kept"}).join(ids, on="document", how="semi")
    first = part.scan("sources").filter(pl.col("fate") != "copy").join(ids, on="document", how="semi").select(
        "document", "source", "record", "n_bytes", "n_undecodable",
    ).sort("document", "source", "record").unique("document", keep="first", maintain_order=True)
    of_page = pl.col("step").is_in(["duplicate", "filter"]).not_()  # what went with the whole document is content
    opening = part.scan("ledger").join(ids, on="document", how="semi").filter(
        pl.col("text").str.strip_chars() != "").group_by("document").agg(
        pl.col("text").sort_by(of_page, "line").first().alias("opening"))
    found = few.lazy().join(
        named.select("document", "title", "language", "script", "n_kept", "n_chars", begins=begins), on="document",
        how="left",
    ).join(first, on="document", how="left").join(opening, on="document", how="left")
    # a document without a title is called by its first line; one that does not stand has that in the ledger alone
    title = pl.coalesce("title", pl.when(pl.col("fate") == "kept").then("begins").otherwise("opening"))
    return found.with_columns(
        title=title.str.head(TITLE_CHARS), n_kept=pl.col("n_kept").fill_null(0), n_chars=pl.col("n_chars").fill_null(0),
    ).drop("opening", "begins").collect()
