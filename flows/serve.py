"""`winnow serve`: what is set up before Prefect is loaded, and what is left when it ends?"""

import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from cleaners.errors import BadSource
from flows import memory, server, tied
from flows.place import refuse_foreign
from flows.readers.files import STDIN
from flows.run import QUIET
from flows.settings import Settings
from flows.when import When

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Options:
    """How a service is kept."""

    port: int | None  # of its Prefect server; any free one where none is given
    keep_days: int  # that the server's history goes back
    grace: float  # seconds that a run has to end when the service stops
    alert: str | None  # an address that is called when a run fails
    verbose: bool  # show Prefect's log


def serve(settings: Settings, when: When, options: Options) -> int:
    """Serve a corpus until a signal comes; return the exit code: 1 where the last run failed, else 0.

    `PREFECT_API_URL` names a server that is used instead of one of our own. Raises WinnowError where it cannot begin,
    or where the server ends.
    """
    refuse_foreign(settings.out)
    refuse_stream(settings)
    folder = server.home(settings.out)
    stop, hurry = _signals()
    with server.alone(folder):
        given = os.environ.get("PREFECT_API_URL")
        port = 0 if given else server.free_port(options.port)
        _environment(folder, given or f"http://{server.HOST}:{port}/api", verbose=options.verbose)
        if given:
            return _work(settings, when, options, (stop, hurry), lambda: None)
        with server.running(folder, port, options.keep_days) as own:
            if not server.wait(own, stop):
                return 0
            say(f"Prefect's pages are at {own.address}")
            return _work(settings, when, options, (stop, hurry), own.check)


def refuse_stream(settings: Settings) -> None:
    """Raise BadSource where standard input is to be read again and again."""
    if STDIN in settings.sources:
        raise BadSource(STDIN, "cannot be read more than once", "Name files or folders")


def _work(settings: Settings, when: When, options: Options, asked: tuple[threading.Event, ...], check: Any) -> int:
    """Serve, now that there is a server."""
    from flows.schedule import Service  # noqa: PLC0415  loads Prefect, which reads its environment then

    service = Service(settings, when, options.grace, options.alert, say)
    service.serve(*asked, check)
    say("stopped")
    return 1 if service.has_failed else 0


def _signals() -> tuple[threading.Event, threading.Event]:
    """Return what the first signal sets, and what the second."""
    stop, hurry = threading.Event(), threading.Event()

    def heard(*_: object) -> None:
        (hurry if stop.is_set() else stop).set()

    for one in SIGNALS:
        if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN:  # nohup
            signal.signal(one, heard)
    return stop, hurry


def _environment(folder: Path, address: str, *, verbose: bool) -> None:
    """Set what Prefect and the processes of its runs read; its log goes to its pages, and here only if asked for."""
    quiet = {name: value for name, value in QUIET.items() if "LOGGING" not in name}
    if not verbose:
        quiet["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    memory.save()
    os.environ.setdefault("PREFECT_HOME", str(folder))
    os.environ["PREFECT_API_URL"] = address
    os.environ[tied.PARENT] = str(os.getpid())


def say(told: str) -> None:
    """Print a line of the log."""
    click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S%z} winnow: {told}", file=sys.stderr)
