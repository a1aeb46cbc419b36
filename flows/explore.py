"""What would another threshold have done? Counts and samples for a person to look at; nothing is run again."""

from typing import Final

import click
import polars as pl

from cleaners.figures import sweep
from cleaners.match.sweep import samples, spans
from flows import archive

SHOWN: Final = 60  # characters shown of what two sample texts have in common


def print_sweep(counts: pl.DataFrame) -> None:
    """Print one line a threshold; the first column is the threshold, the others are counts."""
    click.echo("  ".join(f"{name:>12}" for name in counts.columns))
    for threshold, *found in counts.iter_rows():
        click.echo("  ".join([f"{threshold:>12.2f}", *(f"{count:>12,}" for count in found)]))


def print_pair(head: str, one: str, other: str) -> None:
    """Print two texts as one: what only the first has in red, what only the second has in green."""
    click.echo(f"\n{head}\n  {marked(one, other)}")


def marked(one: str, other: str) -> str:
    """Mark the spans in which two texts differ; long common ones are cut."""
    parts = []
    for same, here, there in spans(one, other):
        shown = same if len(same) <= SHOWN else f"{same[: SHOWN // 2]}…{same[-SHOWN // 2 :]}"
        parts += [shown, click.style(f"[-{here}-]", fg="red") if here else "",
                  click.style(f"{{+{there}+}}", fg="green") if there else ""]
    return "".join(parts).replace("\n", "⏎")


def corpus_sweep(corpus: archive.Corpus) -> None:
    """Print, from a corpus' table `duplicates`, what each threshold would find and remove, and sample pairs.

    The table holds no pair below the threshold of its run; what lies below it takes a `winnow match --sweep`.
    """
    pairs = corpus.scan("duplicates").collect()
    print_sweep(sweep(pairs))
    of_lines = pairs.filter(pl.col("line").is_not_null()).rename({"document": "a", "twin_document": "b"})
    for row in samples(of_lines.sort("a", "line")).iter_rows(named=True):
        one = archive.source_lines(corpus, row["a"])[row["line"]]
        other = archive.source_lines(corpus, row["b"])[row["twin_line"]]
        head = f"{row['jaccard']:.3f} {row['kind']}: {row['a'][:12]}:{row['line']} ~ {row['b'][:12]}:{row['twin_line']}"
        print_pair(f"{head} ({row['done']})", one, other)
