"""The `winnow` command: what can a person type?"""

import click

from flows.commands import ask, contract, history, schedule, work


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="winnow")
def main() -> None:
    """Crawled pages in; a clean Parquet corpus out; every removed line answerable."""


for command in (
    work.run, work.clean, work.match, schedule.serve, schedule.deploy, history.runs, history.rollback,
    history.rebuild, ask.report, ask.templates, ask.restore, ask.why, ask.sample, ask.diff,
    ask.verify, contract.schema,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
