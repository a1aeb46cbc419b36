"""What does a corpus say of itself? Queries over its tables, gathered into one model."""

from typing import Final

import polars as pl
from polars import selectors as cs

from cleaners import figures, language, strata
from cleaners.schema import STEPS
from cleaners.strata import Limits
from flows.report import copies, texts
from flows.report.model import Report, Tables

TOP_HOSTS: Final = 12  # drawn
SHARES: Final = (0.05, 0.5, 0.95)  # of documents, at most at which a signal is told
TITLE_CHARS: Final = 120
TAKEN: Final = ("remove", "to-metadata")


def gather(corpus: Tables, limits: Limits) -> Report:
    """Ask the tables of a corpus for all that its report says. The same corpus gives the same model."""
    records = _records(corpus)
    hosts = _hosts(corpus, records)
    few = _pool(corpus, records, limits)
    listed = _listed(corpus, few, hosts, limits)
    shown = texts.shown(corpus, listed, limits)
    clusters, n_clusters = copies.clusters(corpus, limits)
    pairs = corpus.scan("duplicates").select("document", "line", "jaccard", "kind", "done").collect()
    kept = corpus.scan("documents").select(
        "language", "script", "split", "n_chars", "n_lines", "n_removed").collect()
    return Report(
        manifest=corpus.manifest, limits=limits, reasons=_reasons(corpus),
        hosts=hosts.head(limits.hosts), n_hosts=hosts["host"].drop_nulls().len(),
        by_host=_by_host(corpus, records, hosts),
        languages=_counted(kept, "language"), scripts=_counted(kept, "script"),
        splits=_counted(kept, "split"), signals=_signals(corpus), personal=_personal(corpus),
        similarities=figures.similarities(pairs), lengths=figures.lengths(_lengths(corpus, kept)),
        losses=figures.losses(kept), sweep=figures.sweep(pairs), kinds=_kinds(pairs),
        concerns=_concerns(corpus, kept, pairs),
        documents=listed, n_documents=records.height, texts=shown,
        samples=texts.samples(corpus, few, limits), clusters=clusters, n_clusters=n_clusters,
        rejected=corpus.scan("rejected").sort("source", "record").head(limits.rejected).collect(),
    )


def _records(corpus: Tables) -> pl.DataFrame:
    """List every document that came in, in order of its id: document, fate, url, host, n_lines, n_blank."""
    rows = corpus.scan("sources").select("document", "fate", "twin", "url", "n_lines", "n_blank").collect()
    first = rows.with_columns(late=pl.col("fate") == "copy").sort("document", "late", "url").unique(
        "document", keep="first", maintain_order=True).drop("late")
    known = corpus.scan("documents").select(document="id", known="host").collect()
    # hosts of what does not stand are in no table; URLs are cut to their authority, so that each is looked up once
    authority = pl.col("url").str.extract(r"^([A-Za-z][A-Za-z0-9+.-]*://[^/?#]+)").fill_null(pl.col("url"))
    cut = first.select(authority.alias("url"))["url"].unique().sort()
    site = pl.DataFrame({"authority": cut, "host": language.hosts(cut)["site"]})
    return first.with_columns(authority=authority).join(
        site, on="authority", how="left", maintain_order="left",
    ).join(known, on="document", how="left", maintain_order="left").with_columns(
        host=pl.coalesce("known", "host")).drop("authority", "known")


def _reasons(corpus: Tables) -> pl.DataFrame:
    """Count the ledger by step, reason and action, in the order of the steps, the most frequent first."""
    counted = corpus.scan("ledger").group_by("step", "reason", "action").agg(
        pl.len().alias("lines"), pl.col("document").n_unique().alias("documents"),
        pl.col("text").str.len_chars().sum().alias("chars"),
    ).collect()
    place = pl.col("step").replace_strict({step: k for k, step in enumerate(STEPS)}, default=len(STEPS))
    return counted.sort(place, "lines", "reason", "action", descending=[False, True, False, False])


def _hosts(corpus: Tables, records: pl.DataFrame) -> pl.DataFrame:
    """Count by host: documents that came, that stand, lines, lines removed, and the three reasons most given."""
    host = records.lazy().select("document", "host")
    given = corpus.scan("ledger").filter(pl.col("action") == "remove").select("document", "reason").join(
        host, on="document").group_by("host", "reason").agg(pl.len().alias("lines")).collect().sort(
        "host", "lines", "reason", descending=[False, True, False])
    removed = given.group_by("host").agg(
        pl.col("lines").sum().alias("removed"), pl.struct("reason", "lines").head(3).alias("reasons"))
    return records.group_by("host").agg(
        pl.len().alias("documents"), (pl.col("fate") == "kept").sum().alias("kept"),
        (pl.col("n_lines") - pl.col("n_blank")).sum().alias("lines"),
    ).join(removed, on="host", how="left", nulls_equal=True).with_columns(
        pl.col("removed").fill_null(0), pl.col("reasons").fill_null([]),
    ).sort("removed", "documents", "host", descending=[True, True, False], nulls_last=True)


def _by_host(corpus: Tables, records: pl.DataFrame, hosts: pl.DataFrame) -> pl.DataFrame:
    """Count the removals of the hosts that lost most, by reason: host, reason, lines."""
    top = hosts.filter(pl.col("host").is_not_null() & (pl.col("removed") > 0)).head(TOP_HOSTS).with_row_index("place")
    of_top = records.select("document", "host").join(top.select("host", "place"), on="host")
    counted = corpus.scan("ledger").filter(pl.col("action") == "remove").join(
        of_top.lazy(), on="document").group_by("place", "host", "reason").agg(pl.len().alias("lines")).collect()
    return counted.sort("place", "reason").drop("place")


def _pool(corpus: Tables, records: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Choose the records that samples are drawn from: all, or a fair part of them and some of every reason."""
    if records.height <= limits.pool:
        return records
    rare = corpus.scan("ledger").group_by("reason").agg(pl.col("document").unique().bottom_k(limits.samples))
    ids = rare.select(pl.col("document").explode()).unique().collect()["document"]
    is_low = pl.int_range(pl.len()) < limits.pool  # ids are digests, in their order: the first are a fair part
    return records.filter(is_low | pl.col("document").is_in(ids.implode()))


def _listed(corpus: Tables, few: pl.DataFrame, hosts: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Choose the documents that are listed, and say of each what a person filters and sorts by.

    Returns id, fate, host, url, source, record, title, language, script, n_lines, n_blank, n_kept, n_chars,
    reasons (of its ledger rows, with their numbers), twins; in order of ids.
    """
    entries = corpus.scan("ledger").join(few.lazy().select("document"), on="document", how="semi").group_by(
        "document", "reason").agg(pl.len().alias("lines"), pl.col("twin_document").drop_nulls().unique().sort().head(2),
    ).sort("document", "lines", "reason", descending=[False, True, False]).collect()
    twins = pl.concat([few.select("document", "twin"), entries.explode("twin_document", empty_as_null=True).select(
        "document", twin="twin_document")]).filter(pl.col("twin") != pl.col("document"))
    members = pl.concat([
        few.select(id="document", stratum=pl.format("fate {}", "fate")),
        few.join(hosts.select("host").head(limits.hosts), on="host").select(id="document", stratum="host"),
        entries.select(id="document", stratum=pl.format("reason {}", "reason")),
    ])
    pointed = dict(twins.group_by("document").agg(pl.col("twin").unique(maintain_order=True).head(2)).iter_rows())
    order = strata.with_twins(strata.drawn(members, limits.documents), pointed)[: limits.documents]
    places = pl.DataFrame({"document": pl.Series(order, dtype=pl.String)}).with_row_index("place")
    given = entries.group_by("document").agg(pl.struct("reason", "lines").alias("reasons"))
    return _described(corpus, few.join(places, on="document").join(given, on="document", how="left")).sort("id")


def _described(corpus: Tables, chosen: pl.DataFrame) -> pl.DataFrame:
    """Add what the tables say of the chosen documents."""
    ids = chosen.lazy().select("document")
    stands = corpus.scan("documents").rename({"id": "document", "n_lines": "n_kept"})
    begins = pl.col("text").str.strip_chars().str.split("\n").list.first()
    named = stands.join(ids, on="document", how="semi")
    first = corpus.scan("sources").filter(pl.col("fate") != "copy").join(ids, on="document", how="semi").select(
        "document", "source", "record", "n_undecodable")
    of_page = pl.col("step").is_in(["duplicate", "filter"]).not_()  # what went with the whole document is content
    opening = corpus.scan("ledger").join(ids, on="document", how="semi").filter(
        pl.col("text").str.strip_chars() != "").group_by("document").agg(
        pl.col("text").sort_by(of_page, "line").first().alias("opening"))
    found = chosen.lazy().join(
        named.select("document", "title", "language", "script", "n_kept", "n_chars", begins=begins), on="document",
        how="left",
    ).join(first.unique("document", keep="any"), on="document", how="left").join(opening, on="document", how="left")
    # a document without a title is called by its first line; one that does not stand has that in the ledger alone
    title = pl.coalesce("title", pl.when(pl.col("fate") == "kept").then("begins").otherwise("opening"))
    return found.with_columns(
        title=title.str.head(TITLE_CHARS), n_kept=pl.col("n_kept").fill_null(0), n_chars=pl.col("n_chars").fill_null(0),
    ).drop("opening", "begins").rename({"document": "id"}).collect()


def _counted(kept: pl.DataFrame, column: str) -> pl.DataFrame:
    """Count the documents that stand by the values of a column, the most frequent first."""
    return kept.group_by(column).agg(pl.len().alias("documents")).sort("documents", column, descending=[True, False])


def _lengths(corpus: Tables, kept: pl.DataFrame) -> pl.DataFrame:
    """List lengths in code points: of the sources' lines that are not blank, and of the texts that stand."""
    taken = corpus.scan("ledger").filter(pl.col("action").is_in(TAKEN)).group_by("document").agg(
        pl.col("text").str.len_chars().sum().cast(pl.UInt64).alias("taken"))
    before = corpus.scan("documents").select(document="id", n_chars=pl.col("n_chars").cast(pl.UInt64)).join(
        taken, on="document", how="full", coalesce=True,
    ).select(stage=pl.lit("before"), n_chars=pl.col("n_chars").fill_null(0) + pl.col("taken").fill_null(0)).collect()
    return pl.concat([before, kept.select(stage=pl.lit("after"), n_chars=pl.col("n_chars").cast(pl.UInt64))])


def _signals(corpus: Tables) -> pl.DataFrame:
    """Describe every number in the column `quality`: signal, low, middle, high (5, 50, 95 %), unknown."""
    quality = corpus.scan("documents").select("quality").unnest("quality").cast({pl.Boolean: pl.Float32})
    numbers = quality.select(cs.numeric())
    names = numbers.collect_schema().names()
    wide = numbers.select(
        *(pl.col(name).quantile(share, "linear").alias(f"{name}/{share}") for name in names for share in SHARES),
        *(pl.col(name).null_count().alias(f"{name}/null") for name in names),
    ).collect()
    rows = [(name, *(wide[f"{name}/{share}"][0] for share in SHARES), wide[f"{name}/null"][0]) for name in names]
    return pl.DataFrame(rows, schema={"signal": pl.String, "low": pl.Float64, "middle": pl.Float64, "high": pl.Float64,
                                      "unknown": pl.Int64}, orient="row")


def _personal(corpus: Tables) -> pl.DataFrame:
    """Count personal data by kind: kind, spans, documents; no rows where nobody looked for it."""
    documents = corpus.scan("documents")
    if "pii_counts" not in documents.collect_schema():
        return pl.DataFrame(schema={"kind": pl.String, "spans": pl.UInt32, "documents": pl.UInt32})
    counts = documents.select("pii_counts").unnest("pii_counts")
    return counts.unpivot(variable_name="kind", value_name="spans").group_by("kind").agg(
        pl.col("spans").sum(), (pl.col("spans") > 0).sum().alias("documents")).sort("kind").collect()


def _kinds(pairs: pl.DataFrame) -> pl.DataFrame:
    """Count pairs by what is paired, their kind and what was done."""
    scope = pl.when(pl.col("line").is_null()).then(pl.lit("documents")).otherwise(pl.lit("lines"))
    return pairs.group_by(scope.alias("scope"), "kind", "done").agg(pl.len().alias("pairs")).sort(
        "scope", "pairs", "kind", "done", descending=[False, True, False, False])


def _concerns(corpus: Tables, kept: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, int]:
    """Count what a person should look at before signing off."""
    ledger = corpus.scan("ledger").filter(pl.col("action") == "remove")
    return {
        "empty": corpus.manifest["totals"]["fates"].get("empty", 0),
        "heavy-loss": kept.filter(figures.loss() >= figures.HEAVY_LOSS).height,
        "unsure": ledger.filter(pl.col("score") < figures.UNSURE).select(pl.len()).collect().item(),
        "guarded": pairs.filter(pl.col("kind").is_in(["numbers-only", "negation"])).height,
        "undecodable": corpus.scan("sources").filter(pl.col("n_undecodable") > 0).select(pl.len()).collect().item(),
        "rejected": corpus.scan("rejected").select(pl.len()).collect().item(),
    }
