"""What do the tests share? One run of the real command on the seeds, and the way to start others."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: how long things may take is measured elsewhere.
settings.register_profile("winnow", deadline=None)
settings.load_profile("winnow")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def winnow(tmp_path_factory):
    """Start the real command, in a folder, with a Prefect database of these tests' own."""
    home = tmp_path_factory.mktemp("prefect")

    def start(*args, cwd=ROOT, stdin=None, env=None):
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *map(str, args)], cwd=cwd, input=stdin, capture_output=True, check=False,
            timeout=300, env=os.environ | {"PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)} | (env or {}),
        )

    start.home = home
    return start


@pytest.fixture(scope="session")
def corpus(winnow, tmp_path_factory):
    """The corpus of the seeds, and what the command printed."""
    out = tmp_path_factory.mktemp("seeds") / "corpus"
    done = winnow("run", "seeds", "--out", out)
    assert done.returncode == 0, done.stderr.decode()
    return out, done


@pytest.fixture(scope="session")
def shared():
    """The folder of labels and benchmarks, if it lies beside this checkout."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture
def ear():
    """An address that hears what is sent to it."""
    heard = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
