"""How does one run get a Prefect server of its own that is gone when the run is, however that ends?

Prefect would start one by itself, but leaves it running where the run is killed. Where a server is named
(`PREFECT_API_URL`, or Prefect's profile), the run uses that, and none is started.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cleaners.errors import WinnowError
from flows import tied
from flows.server import HOST, answers, end, free_port

TRIES: Final = 3  # another process may take the port in between
PATIENCE: Final = 180  # seconds: the first start migrates the database
STOP: Final = 5
APP: Final = "prefect.server.api.server:create_app"
QUIET: Final = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


@contextmanager
def server() -> Iterator[str]:
    """Run a server on loopback while the block runs; give the address of its API. Raises WinnowError if none starts."""
    for _ in range(TRIES):
        port = free_port(None)
        process = _start(port)
        try:
            if _answers(process, port):
                yield f"http://{HOST}:{port}/api"
                return
        finally:
            end(process, STOP)
    raise WinnowError("Prefect's server", "did not start", "Run again with -v, which shows its log")


def _start(port: int) -> subprocess.Popen[bytes]:
    """Start a server, tied to this process: the kernel ends it when we are gone."""
    command = tied.command(sys.executable, "-m", "uvicorn", "--factory", APP, "--host", HOST, "--port", str(port),
                           "--log-level", "error", "--lifespan", "on")
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(  # noqa: S603  a command of ours
        command, stdin=subprocess.DEVNULL, env=os.environ | QUIET | {"PYTHONPATH": path},
        start_new_session=True,  # Ctrl-C is for the run, which then ends the server
    )


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a server answers; return False where it has ended."""
    late = time.monotonic() + PATIENCE
    while process.poll() is None:
        if answers(port):
            return True
        if time.monotonic() > late:
            raise WinnowError("Prefect's server", f"did not answer for {PATIENCE} seconds", "Run again")
        time.sleep(0.1)
    return False
