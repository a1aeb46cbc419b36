"""Which command tells what a corpus holds, before there is one?"""

import json

import click

from flows.commands.told import told


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON Schema (2020-12).")
@told
def schema(*, as_json: bool) -> None:
    """Print the tables of a corpus: columns, types, units, meanings, and where a value may be null."""
    from cleaners import contract  # noqa: PLC0415  heavy
    from cleaners.schema import VERSION  # noqa: PLC0415  heavy

    if as_json:
        click.echo(json.dumps(contract.json_schema(), ensure_ascii=False, indent=1))
        return
    above = ""
    click.echo(f"Tables of a winnow corpus, version {VERSION}")
    for table, name, dtype, column in contract.rows():
        if table != above:
            click.echo(f"\n{click.style(table, bold=True)}")
            above = table
        told_as = f"{column.meaning}{f' [{column.unit}]' if column.unit else ''}"
        empty = f"; null: {column.null}" if column.null else ""
        click.echo(f"  {name:<28} {dtype:<15} {told_as}{empty}")
