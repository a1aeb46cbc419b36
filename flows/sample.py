"""What sort of line goes for a reason? Some of them, with what stands around each; the same each time."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import click
import polars as pl

from cleaners.errors import BadCorpus
from cleaners.schema import REASONS
from flows import archive

CONTEXT: Final = 2  # lines shown above and below
SHOWN: Final = 200  # characters shown of one
SIGNS: Final = {"remove": ("-", "red"), "to-metadata": (">", "cyan"), "repair": ("~", "yellow"),
                "mask": ("*", "magenta"), "mark": ("!", "magenta")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for."""

    reason: str | None = None  # or step/reason; any, if none is named
    host: str | None = None
    count: int = 20
    seed: int = 0


def rows(corpus: archive.Corpus, wanted: Wanted) -> pl.DataFrame:
    """Draw rows of `ledger`, in order of document and line. Raises BadCorpus where no row is meant.

    Each row has its draw, a digest of its place and of the seed; the least are taken, so a corpus that grows keeps most
    of its sample.
    """
    ledger = corpus.scan("ledger")
    if wanted.reason:
        step, _, reason = wanted.reason.rpartition("/")
        ledger = ledger.filter(pl.col("reason") == reason, *([pl.col("step") == step] if step else []))
    if wanted.host:
        ledger = ledger.join(_of_host(corpus, wanted.host), on="document", how="semi")
    places = ledger.select("document", "line", "step", "evidence").collect()
    if places.is_empty():
        known = sorted(reason for reasons in REASONS.values() for reason in reasons)
        said = wanted.reason if wanted.reason in known or not wanted.reason else f"{wanted.reason} (no known reason)"
        raise BadCorpus(str(corpus.folder), f"has no line for reason {said or 'any'} on host {wanted.host or 'any'}",
                        "See `removed_by` in manifest.json for those it has")
    keys = places.select(pl.concat_str(pl.lit(f"{wanted.seed}"), *places.columns, separator=" ", ignore_nulls=True))
    drawn = [sha256(key.encode()).digest() for key in keys.to_series()]
    chosen = places.with_columns(draw=pl.Series(drawn)).sort("draw").head(wanted.count)
    return ledger.join(chosen.lazy(), on=["document", "line", "step", "evidence"], how="semi", nulls_equal=True).sort(
        "document", "line", "step", "evidence").collect()


def _of_host(corpus: archive.Corpus, host: str) -> pl.LazyFrame:
    """List the documents that came from a host, or a host below it, whether they stand or not."""
    at = pl.col("url").str.extract(r"^[^/]*//(?:[^/@]*@)?([^/:?#]+)").str.to_lowercase()
    host = host.lower()
    return corpus.scan("sources").filter((at == host) | at.str.ends_with(f".{host}")).select("document").unique()


def tell(corpus: archive.Corpus, wanted: Wanted) -> None:
    """Print the sample."""
    drawn = rows(corpus, wanted)
    names = corpus.scan("sources").filter(pl.col("document").is_in(drawn["document"].unique().implode())).select(
        "document", "source", "record").unique("document").collect()
    sources = {id_: source if record is None else f"{source}#{record}" for id_, source, record in names.iter_rows()}
    texts = archive.source_texts(corpus, drawn["document"].unique())
    for row in drawn.iter_rows(named=True):
        click.echo(click.style(f"\n{row['document'][:12]}:{row['line']}", bold=True) + f"  {sources[row['document']]}")
        told = f"  {row['step']}/{row['reason']} by {row['detector']}, score {row['score']:.2f}"
        click.echo(told + (f"; {row['evidence']}" if row["evidence"] else ""))
        _context(row, texts[row["document"]])


def _context(row: dict[str, Any], text: list[str]) -> None:
    """Print a line and those around it, blank ones passed over."""
    around = [k for k, line in enumerate(text) if line.strip() or k == row["line"]]
    at = around.index(row["line"])
    sign, colour = SIGNS[row["action"]]
    for k in around[max(0, at - CONTEXT) : at + CONTEXT + 1]:
        line = row["text"] if k == row["line"] else text[k]
        shown = f"{k:>7} {sign if k == row['line'] else ' '} {line if len(line) <= SHOWN else line[:SHOWN] + '…'}"
        click.echo(click.style(shown, fg=colour) if k == row["line"] else shown)
        if k == row["line"] and row["became"] is not None and row["action"] in ("repair", "mask"):
            click.echo(click.style(f"{'':>7} + {row['became'][:SHOWN]}", fg="green"))
