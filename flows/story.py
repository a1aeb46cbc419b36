"""Why is this line gone? A line's story, told to a person."""

from typing import Any, Final

import click
import polars as pl

from cleaners.errors import BadCorpus
from cleaners.schema import FATES, REASONS, REJECTIONS
from flows import archive

VERBS: Final = {"remove": "removed", "to-metadata": "made metadata", "repair": "repaired", "mask": "masked",
                "mark": "marked"}


def tell(folder: Any, place: str) -> None:
    """Print what became of a document (its fate, then every line in the ledger) or of one line of it.

    Of a file or a record that was rejected, and is no document of another run, print why.
    """
    corpus = archive.open_corpus(folder)
    name, _, number = place.rpartition(":")
    line = int(number) if name and number.isdecimal() else None
    name = place if line is None else name
    if archive.named(corpus, name).is_empty() and not (refused := archive.rejected(corpus, name)).is_empty():
        _tell_rejected(refused)
        return
    document = archive.find(corpus, name)
    text = archive.source_lines(corpus, document)
    if line is not None and line >= len(text):
        raise BadCorpus(place, f"has no line {line}: lines go from 0 to {len(text) - 1}", "Name one of them")
    ledger = corpus.scan("ledger").filter(pl.col("document") == document).sort("line", "step", "evidence").collect()
    if line is None:
        _tell_document(corpus, document)
    else:
        ledger = ledger.filter(pl.col("line") == line)
        if ledger.is_empty():
            fate = "is blank: it is part of the layout" if not text[line].strip() else "stands in the corpus as it came"
            click.echo(f"{document}:{line} {fate}\n  {text[line]}")
    pages = {document: text}  # a copy names one page on every line
    for row in ledger.iter_rows(named=True):
        twin = row["twin_document"]
        if twin is not None and twin not in pages:
            pages[twin] = archive.source_lines(corpus, twin)
        _tell_line(row, pages)


def _tell_document(corpus: archive.Corpus, document: str) -> None:
    """Print where a document came from and what became of each source."""
    rows = corpus.scan("sources").filter(pl.col("document") == document).sort("source").collect()
    for source, fate, twin in rows.select("source", "fate", "twin").iter_rows():
        click.echo(f"{source}\n  {document}  {fate}: {FATES[fate]}{f' {twin}' if twin else ''}")


def _tell_rejected(refused: pl.DataFrame) -> None:
    """Print what was rejected, and why."""
    for source, record, reason, error in refused.select("source", "record", "reason", "error").iter_rows():
        click.echo(f"{source}{'' if record is None else f'#{record}'}\n  rejected as {reason}: {REJECTIONS[reason]}")
        click.echo(f"  {error}")


def _tell_line(row: dict[str, Any], pages: dict[str, list[str]]) -> None:
    """Print one ledger row: what was done, who did it, why, and the twin beside it, out of its page's lines."""
    what = REASONS[row["step"]][row["reason"]]
    head = click.style(f"{row['document'][:12]}:{row['line']}", bold=True)
    click.echo(f"{head} {VERBS[row['action']]} as {row['reason']}: {what}")
    click.echo(f"  by {row['step']}/{row['detector']}, score {row['score']:.2f}")
    click.echo(click.style(f"  - {row['text']}", fg="red"))
    if row["evidence"] is not None:
        span = f", characters {row['start']} to {row['end']}" if row["start"] is not None else ""
        click.echo(f"  {row['evidence']}{span}")
    if row["became"] is not None and row["action"] == "repair":
        click.echo(click.style(f"  + {row['became']}", fg="green"))
    if row["twin_document"] is not None and row["twin_line"] is not None:
        twin = pages[row["twin_document"]][row["twin_line"]]
        where = "line" if row["twin_document"] == row["document"] else f"{row['twin_document'][:12]}:"
        click.echo(click.style(f"  = {twin}", fg="cyan"))
        alike = row["similarity"]  # null where other lines connect the two
        told = "connected through a third line" if alike is None else f"similarity {alike:.3f}"
        click.echo(f"    {where} {row['twin_line']}, {told}")
