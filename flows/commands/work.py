"""Which commands clean and match?"""

import sys
from pathlib import Path
from typing import Any

import click

from cleaners.errors import BadSource
from flows.commands.told import told


class ManyFiles(click.Command):
    """A command whose --decontaminate takes as many files as follow it: a shell has spelt out the glob already."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each file, up to the next option or folder."""
        spelt: list[str] = []
        goes_on = False
        for arg in args:
            goes_on = goes_on and not arg.startswith("-") and not Path(arg).is_dir()
            spelt += ["--decontaminate", arg] if goes_on and spelt[-1] != "--decontaminate" else [arg]
            goes_on = goes_on or arg == "--decontaminate"
        return super().parse_args(ctx, spelt)


@click.command(cls=ManyFiles)
@click.argument("sources", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the corpus.  [default: data/corpus]")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file.  [default: ./winnow.toml]")
@click.option("--workers", type=int, help="Tasks that run side by side; the result is the same.  [default: 2]")
@click.option("--profile", help="archive, pretrain-zh or retrieval: which documents are left out.  [default: archive]")
@click.option("--mask-pii", is_flag=True, default=None, help="Put placeholders for personal data, in the ledger too.")
@click.option("--decontaminate", multiple=True, metavar="FILE…",
              help="Mark what stands in these evaluation files (JSON Lines): all up to the next option or folder.")
@click.option("--accept", is_flag=True, default=None, help="Publish a run that is not like the earlier ones, too.")
@click.option("-v", "--verbose", is_flag=True, help="Show Prefect's log.")
@told
def run(sources: tuple[str, ...], config: Path | None, *, verbose: bool, **given: Any) -> None:
    """Clean SOURCES (files and folders; seeds/ if none is named) into a corpus."""
    from flows import run as runs  # noqa: PLC0415  heavy

    files = given.pop("decontaminate")
    named = {"sources": sources or None, "decontaminate": {"files": files} if files else None}
    sys.exit(runs.run({**given, **named}, config, verbose=verbose))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default="-")
@click.option("--explain", is_flag=True, help="Print every line with its verdict instead.")
@click.option("--jsonl", is_flag=True, help='Read records {"id", "text" or "html"}, one a line.')
@click.option("--config", type=click.Path(path_type=Path), help="Settings file.  [default: ./winnow.toml]")
@told
def clean(file: Path, config: Path | None, *, explain: bool, jsonl: bool) -> None:
    """Clean FILE, or standard input, text or HTML, to standard output."""
    from flows import filter as filters  # noqa: PLC0415  heavy

    how = filters.settings(config)
    if jsonl:
        with sys.stdin.buffer if str(file) == "-" else _opened(file) as source:
            filters.clean_jsonl(source, sys.stdout.buffer, how)
        return
    content = sys.stdin.buffer.read() if str(file) == "-" else _opened(file).read()
    text, judged = filters.clean_text(str(file), content, how)
    if explain:
        filters.explain(judged, sys.stdout, colour=sys.stdout.isatty())
    else:
        sys.stdout.buffer.write(text.encode())


def _opened(file: Path) -> Any:
    """Open a file for reading bytes."""
    try:
        return file.open("rb")
    except OSError as error:
        raise BadSource(str(file), f"cannot be read ({error.strerror})", "Name an existing file") from error


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", default="text", show_default=True, help="Column of the texts.")
@click.option("--id", "identity", help="Column of ids.  [default: row numbers]")
@click.option("--date", help="Column of dates: of texts of one length, the earliest stays.")
@click.option("--threshold", type=click.FloatRange(0.5, 1), default=0.8, show_default=True, help="Exact Jaccard.")
@click.option("--out", type=click.Path(path_type=Path), help="Parquet file for the pairs.")
@click.option("--clusters", type=click.Path(path_type=Path), help="Parquet file for each row's cluster and keeper.")
@click.option("--sweep", is_flag=True, help="Show what each threshold from 0.5 to 1 would find and remove.")
@click.option("--memory", type=click.IntRange(1), default=2048, show_default=True, help="MiB that matching may take.")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="The result is the same.")
@told
def match(file: Path, **given: Any) -> None:
    """Find the near-duplicates in a column of texts: FILE is .parquet or .jsonl.

    With --sweep, FILE may be a corpus: its table `duplicates` is asked.
    """
    from flows import archive, explore  # noqa: PLC0415  heavy
    from flows import column as columns  # noqa: PLC0415  heavy
    from flows.bands import Bounds  # noqa: PLC0415  heavy

    if given["sweep"] and file.is_dir():
        explore.corpus_sweep(archive.open_corpus(file))
        return
    if not (given["out"] or given["clusters"] or given["sweep"]):
        raise click.UsageError("say what is wanted: --out, --clusters or --sweep")
    where = columns.Column(file, given["column"], given["identity"], given["date"])
    wanted = columns.Wanted(given["out"], given["clusters"], given["threshold"], given["sweep"])
    columns.match(where, wanted, Bounds(given["memory"] << 20, given["threads"]))
