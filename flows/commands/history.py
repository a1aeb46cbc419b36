"""Which commands tell and change the runs of a corpus?"""

import sys
from pathlib import Path

import click

from flows.commands.told import told


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@told
def runs(corpus: Path) -> None:
    """List the runs that made CORPUS: what each brought, and what stands since."""
    from flows import archive  # noqa: PLC0415  heavy

    stands = 0
    click.echo(f"{'run':<20}{'records':>10}{'added':>10}{'copies':>10}{'removed':>10}{'rejected':>10}{'stand':>12}")
    for run in archive.open_corpus(corpus).manifest["runs"]:
        totals, fates = run["totals"], run["totals"]["fates"]
        stands += totals["documents"]
        counts = (totals["records"], totals["documents"], fates.get("copy", 0), fates.get("duplicate", 0),
                  fates["rejected"])
        click.echo(f"{run['run']:<20}" + "".join(f"{count:>10,}" for count in counts) + f"{stands:>12,}")


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Settings file.  [default: ./winnow.toml]")
@click.option("--workers", type=int, help="Tasks that run side by side; the result is the same.  [default: 2]")
@click.option("-v", "--verbose", is_flag=True, help="Show Prefect's log.")
@told
def rebuild(corpus: Path, config: Path | None, workers: int | None, *, verbose: bool) -> None:
    """Make CORPUS anew, run by run, out of what it holds, with the settings as they are now."""
    from flows import run as starts  # noqa: PLC0415  heavy

    sys.exit(starts.rebuild({"out": corpus, "workers": workers}, config, verbose=verbose))


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("run", required=False)
@told
def rollback(corpus: Path, run: str | None) -> None:
    """Take back the last run of CORPUS, which RUN may name: the folder is then what it was before, to the byte."""
    from flows import rollback as rollbacks  # noqa: PLC0415  heavy

    click.echo(f"{rollbacks.rollback(corpus, run)} is taken back")
