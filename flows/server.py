"""How does `winnow serve` get a Prefect server of its own, and how does that end?"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from cleaners.errors import BadCorpus, BadSetting, WinnowError
from flows import tied
from flows.place import beside

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 600  # the first start migrates the database, on a slow disk for long
STOP_SECONDS: Final = 15
LOG_BYTES: Final = 10 << 20
DAY: Final = 86_400


class Failed(WinnowError):
    """Prefect's server did not start, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server on loopback, child of this process."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Return where its pages are."""
        return f"http://{HOST}:{self.port}"

    def is_ready(self) -> bool:
        """Ask whether it answers. Raises Failed where it has ended."""
        self.check()
        return answers(self.port)

    def check(self) -> None:
        """Raise Failed where it has ended; keep its log from filling the disk."""
        if self.process.poll() is not None:
            raise Failed(str(self.log), f"Prefect's server has ended ({self.process.returncode})",
                         "Read what it says there, and start again")
        if self.log.stat().st_size > LOG_BYTES:
            os.truncate(self.log, 0)

    @property
    def log(self) -> Path:
        """Return the file of its errors."""
        return self.home / "server.log"

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)  # it is deaf to the other
        end(self.process, STOP_SECONDS)


def answers(port: int) -> bool:
    """Ask whether a server on loopback answers."""
    try:
        with urlopen(f"http://{HOST}:{port}/api/health", timeout=2) as answer:
            return answer.status == 200  # noqa: PLR2004  OK
    except (URLError, OSError):
        return False


def end(process: subprocess.Popen[bytes], patience: float) -> None:
    """End a process: at once, where it has not done so after so many seconds."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def home(out: Path) -> Path:
    """Return the folder of the server that serves a corpus: hidden, beside it."""
    return beside(out, "prefect")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a server's folder. Raises BadCorpus while another `winnow serve` does, or where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise BadCorpus(str(folder), f"cannot be written ({error.strerror})",
                        "Name another folder with --out") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadCorpus(str(folder), "another `winnow serve` is at work on this corpus",
                            "Stop that first") from error
        yield


def free_port(wanted: int | None) -> int:
    """Return the port, or any free one. Raises BadSetting where it is taken."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, wanted or 0))
        except OSError as error:
            raise BadSetting("--port", f"{wanted} cannot be used ({error.strerror})", "Name another, or none"
                             ) from error
        return tried.getsockname()[1]


def settings(folder: Path, keep_days: int) -> dict[str, str]:
    """Return the environment of a server whose history is pruned and which tells nobody of it."""
    return {
        "PREFECT_HOME": str(folder.absolute()),
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep_days * DAY),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(keep_days, 7)}D",
    }


@contextmanager
def running(folder: Path, port: int, keep_days: int) -> Iterator[Server]:
    """Start a server that ends with the block, and with this process in any case."""
    command = tied.command(
        sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port))
    with (folder / "server.log").open("wb") as log, _deaf():
        process = subprocess.Popen(  # noqa: S603  a command of ours
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=os.environ | settings(folder, keep_days), start_new_session=True,  # Ctrl-C is for us alone
        )
    server = Server(port, folder, process)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes to which SIGTERM means nothing.

    Some send it to all processes of a service, as systemd's default does: with no server left, nothing could be put in
    order, or be told of the run that was cut off.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def wait(server: Server, stop: threading.Event) -> bool:
    """Wait until the server answers; return False if `stop` came first. Raises Failed where it never does."""
    late = time.monotonic() + START_SECONDS
    while not server.is_ready():
        if time.monotonic() > late:
            raise Failed(str(server.log), f"Prefect's server did not answer for {START_SECONDS} seconds",
                         "Read what it says there, and start again")
        if stop.wait(0.3):
            return False
    return True
