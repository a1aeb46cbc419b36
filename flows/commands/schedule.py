"""Which commands run a corpus on a schedule?"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.told import told

OPTIONS = (
    click.argument("sources", nargs=-1),
    click.option("--out", type=click.Path(path_type=Path), help="Folder of the corpus.  [default: data/corpus]"),
    click.option("--config", type=click.Path(path_type=Path), help="Settings file.  [default: ./winnow.toml]"),
    click.option("--workers", type=int, help="Tasks that run side by side; the result is the same.  [default: 2]"),
    click.option("--cron", help="When to run: minute, hour, day, month, weekday, as in '0 3 * * *'."),
    click.option("--every", help="Or how often: 10m, 6h, 1d."),
    click.option("--timezone", help="Of --cron, as in Asia/Shanghai.  [default: this machine's]"),
    click.option("--alert", metavar="URL", help="Called when a run fails, and when none has been at work for long."),
)


def scheduled(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of what is run, and when."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@scheduled
@click.option("--port", type=click.IntRange(1, 65535), help="Of Prefect's pages, seen on this machine.  [default: any]")
@click.option("--keep", type=click.IntRange(1), default=14, show_default=True, help="Days of history of Prefect's.")
@click.option("--grace", type=click.FloatRange(0), default=30, show_default=True,
              help="Seconds that a run has to end when the service is stopped.")
@click.option("-v", "--verbose", is_flag=True, help="Show Prefect's log.")
@told
def serve(**given: Any) -> None:
    """Clean what is new in SOURCES, again and again, into a corpus; Prefect's server included.

    Stops at Ctrl-C or SIGTERM; a second one does not wait for the run that is under way.
    """
    from flows import serve as service  # noqa: PLC0415  heavy
    from flows.when import When  # noqa: PLC0415  heavy

    when = When.said(given["cron"], given["every"], given["timezone"])
    options = service.Options(given["port"], given["keep"], given["grace"], given["alert"], given["verbose"])
    sys.exit(service.serve(_settings(given), when, options))


@click.command()
@scheduled
@click.option("--pool", required=True, help="Work pool, of type process, on the server of PREFECT_API_URL.")
@click.option("--name", help="Of the deployment.  [default: the corpus folder's, and a digest]")
@told
def deploy(**given: Any) -> None:
    """Have the workers of a Prefect server clean what is new in SOURCES on a schedule.

    Relative names mean what they mean here: workers run it in this folder.
    """
    from flows import deployments  # noqa: PLC0415  heavy
    from flows.serve import refuse_stream  # noqa: PLC0415  heavy
    from flows.when import When  # noqa: PLC0415  heavy

    when = When.said(given["cron"], given["every"], given["timezone"])
    settings = _settings(given)
    refuse_stream(settings)
    place = deployments.Place(given["pool"], given["name"], Path.cwd(), given["alert"])
    full_name = deployments.deploy(settings, when, place)
    click.echo(f"{full_name} runs {when} on the pool {given['pool']}.")
    click.echo(f"Its workers: prefect worker start --pool {given['pool']}")
    click.echo(f"At once: prefect deployment run '{full_name}'")


def _settings(given: dict[str, Any]) -> Any:
    """Read the settings."""
    from flows import settings  # noqa: PLC0415  heavy

    chosen = {"sources": given["sources"] or None, "out": given["out"], "workers": given["workers"]}
    return settings.load(given["config"], **chosen)
