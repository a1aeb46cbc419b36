"""What changed between two corpora? Documents that came, went or read otherwise; lines that one of them removes."""

from dataclasses import dataclass
from typing import Any, Final

import click
import polars as pl

from flows import archive

GONE: Final = ("remove", "to-metadata")
SHOWN: Final = 160  # characters shown of a line
KEPT: Final = "kept"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between a first and a second corpus."""

    settings: list[tuple[str, Any, Any]]
    documents: pl.DataFrame  # id, was, is (fates; null where the corpus does not know it), has_changed (its text)
    lines: pl.DataFrame      # document, line, text, was, is (step/reason, or kept); of documents that both know


def compare(one: archive.Corpus, other: archive.Corpus) -> Changes:
    """Compare two corpora. A document is the same where its bytes are, whatever file it came from."""
    fates = _fates(one).join(_fates(other), on="id", how="full", suffix="_is", coalesce=True)
    texts = _texts(one).join(_texts(other), on="id", how="inner", suffix="_is")
    changed = texts.filter(pl.col("text") != pl.col("text_is")).select("id", has_changed=pl.lit(value=True))
    documents = fates.join(changed, on="id", how="left").select(
        "id", was="fate", **{"is": "fate_is"}, has_changed=pl.col("has_changed").fill_null(value=False)
    ).filter(pl.col("was").ne_missing(pl.col("is")) | pl.col("has_changed")).sort("id").collect()
    both = fates.drop_nulls(["fate", "fate_is"]).select(document="id")
    place = ["document", "line"]
    lines = _lines(one, both).join(_lines(other, both), on=place, how="full", suffix="_is", coalesce=True)
    moved = lines.select(
        "document", "line", pl.coalesce("text", "text_is").alias("text"),
        was=pl.col("why").fill_null(KEPT), **{"is": pl.col("why_is").fill_null(KEPT)},
    ).filter(pl.col("was") != pl.col("is")).sort("document", "line").collect()
    return Changes(list(_settings(one.manifest["settings"], other.manifest["settings"], "")), documents, moved)


def _fates(corpus: archive.Corpus) -> pl.LazyFrame:
    return corpus.scan("sources").filter(pl.col("fate") != "copy").select(id="document", fate="fate").unique("id")


def _texts(corpus: archive.Corpus) -> pl.LazyFrame:
    return corpus.scan("documents").select("id", "text")


def _lines(corpus: archive.Corpus, among: pl.LazyFrame) -> pl.LazyFrame:
    """List the lines that are not in the documents, and why."""
    gone = corpus.scan("ledger").filter(pl.col("action").is_in(GONE)).join(among, on="document", how="semi")
    return gone.select("document", "line", "text", why=pl.concat_str("step", pl.lit("/"), "reason"))


def _settings(one: dict[str, Any], other: dict[str, Any], above: str) -> list[tuple[str, Any, Any]]:
    """List the settings that differ, by their dotted names."""
    found = []
    for key in sorted(one.keys() | other.keys()):
        was, now = one.get(key), other.get(key)
        if isinstance(was, dict) and isinstance(now, dict):
            found += _settings(was, now, f"{above}{key}.")
        elif was != now:
            found.append((f"{above}{key}", was, now))
    return found


def tell(one: archive.Corpus, other: archive.Corpus, samples: int) -> None:
    """Print what changed, with some lines of each kind."""
    changes = compare(one, other)
    for name, was, now in changes.settings:
        click.echo(f"setting {name}: {was} → {now}")
    counts = changes.documents.group_by(
        pl.col("was").fill_null("absent"), pl.col("is").fill_null("absent"), "has_changed").len()
    for was, now, _, n in counts.sort("len", "was", "is", descending=[True, False, False]).iter_rows():
        click.echo(f"{n:>9,} documents {f'{was} → {now}' if was != now else 'kept, their text changed'}")
    kinds = changes.lines.group_by("was", "is").len().sort("len", "was", "is", descending=[True, False, False])
    for was, now, n in kinds.iter_rows():
        click.echo(f"{n:>9,} lines {was} → {now}")
        some = changes.lines.filter(was=was).filter(pl.col("is") == now).head(samples)
        for document, line, text in some.select("document", "line", "text").iter_rows():
            click.echo(f"          {document[:12]}:{line}  {text[:SHOWN]}")
    if changes.documents.is_empty() and changes.lines.is_empty():
        click.echo("Both corpora hold the same documents, and took the same lines for the same reasons.")
