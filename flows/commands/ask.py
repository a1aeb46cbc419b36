"""Which commands ask a published corpus?"""

import sys
from pathlib import Path
from typing import Any

import click

from flows.commands.told import FAILED, told
from flows.funnel import several


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--document", help="Only the sources of this document: an id, the beginning of one, or a source.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write them to.")
@told
def restore(corpus: Path, document: str | None, out: Path) -> None:
    """Give back the sources of CORPUS, byte for byte."""
    from flows import archive  # noqa: PLC0415  heavy

    opened = archive.open_corpus(corpus)
    wanted = archive.find(opened, document) if document else None
    count, broken = archive.write(archive.restore(opened, wanted), out)
    click.echo(f"{several(count - len(broken), 'source')} restored to {out}")
    for source in broken:
        click.echo(f"winnow: {source}: does not come back as it was. Run `winnow verify`.", err=True)
    sys.exit(FAILED if broken else 0)


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--host", help="Only this host's.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file to edit, for the setting `template_file`.")
@told
def templates(corpus: Path, host: str | None, out: Path | None) -> None:
    """List the lines that CORPUS took for the templates of its hosts.

    In the CSV file a verdict may be changed to keep or remove, and lines may be added; later runs go by it.
    """
    from flows import archive  # noqa: PLC0415  heavy
    from flows import templates as tables  # noqa: PLC0415  heavy

    found = tables.listed(archive.open_corpus(corpus), host)
    if out:
        found.write_csv(out)
        click.echo(f"{several(found.height, 'line')} written to {out}")
        return
    for row in found.iter_rows(named=True):
        share = "" if row["share"] is None else f"{row['pages']} pages, {row['share']:.0%}"
        click.echo(f"{row['host']}  {row['verdict']:<6}  {row['place'] or '':<4}  {share:<16}  {row['text']}")


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("place", metavar="DOCUMENT[:LINE]")
@told
def why(corpus: Path, place: str) -> None:
    """Tell what became of a document of CORPUS, or of one of its lines, and why.

    DOCUMENT is an id, the beginning of one, or a source, also one that was rejected; LINE counts from 0, as in the
    table `ledger`.
    """
    from flows import story  # noqa: PLC0415  heavy

    story.tell(corpus, place)


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@told
def verify(corpus: Path) -> None:
    """Check the digests, rows, columns and totals of CORPUS, and that every source comes back."""
    from flows import archive  # noqa: PLC0415  heavy

    opened = archive.open_corpus(corpus)
    faults = archive.verify(opened)
    for fault in faults:
        click.echo(f"winnow: {fault}.", err=True)
    totals = opened.manifest["totals"]
    if not faults:
        click.echo(f"{corpus} is whole: {several(len(opened.manifest['files']), 'file')}, "
                   f"{several(totals['records'], 'record')}, {several(totals['lines'], 'line')} = "
                   f"{totals['kept']:,} kept + {totals['removed']:,} removed + {totals['to_metadata']:,} made metadata "
                   f"+ {totals['blank']:,} blank.")
    sys.exit(FAILED if faults else 0)


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The page to write.  [default: report.html in CORPUS]")
@told
def report(corpus: Path, out: Path | None) -> None:
    """Write the page that shows what CORPUS is, what went, and why."""
    from cleaners.strata import Limits  # noqa: PLC0415  heavy
    from flows import archive  # noqa: PLC0415  heavy
    from flows.report import kept, page  # noqa: PLC0415  heavy
    from flows.report.model import Tables  # noqa: PLC0415  heavy

    opened, path = archive.open_corpus(corpus), out or corpus / page.NAME
    tables = Tables(opened.folder, opened.manifest)
    page.write(tables, kept.whole(tables, Limits()), path)
    click.echo(f"The report is {path}; open it in a browser.")


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--reason", help="A reason, or step/reason, of the table `ledger`.  [default: any]")
@click.option("--host", help="Only pages of this host, or of one below it.")
@click.option("-n", "count", type=click.IntRange(1), default=20, show_default=True, help="How many lines.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other lines.")
@told
def sample(corpus: Path, **given: Any) -> None:
    """Show some lines of CORPUS that went (or were repaired, masked, marked), with the lines around them."""
    from flows import archive  # noqa: PLC0415  heavy
    from flows import sample as samples  # noqa: PLC0415  heavy

    samples.tell(archive.open_corpus(corpus), samples.Wanted(**given))


@click.command()
@click.argument("one", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path))
@click.option("-n", "samples", type=click.IntRange(0), default=3, show_default=True, help="Lines shown of each change.")
@told
def diff(one: Path, other: Path, samples: int) -> None:
    """Tell what changed from the corpus ONE to the corpus OTHER: settings, documents, and lines by reason."""
    from flows import archive  # noqa: PLC0415  heavy
    from flows import diff as changes  # noqa: PLC0415  heavy

    changes.tell(archive.open_corpus(one), archive.open_corpus(other), samples)
