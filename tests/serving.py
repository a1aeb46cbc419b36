"""How do the tests start `winnow serve`, watch it and its Prefect server, and see that nothing is left of it?"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.conftest import ROOT

TEXT = "第{0}号公告：{0}年{1}月，镇上的第{2}座水塔完工，供水范围扩大到{3}户人家，工期一共{4}天，由县里的工程队承担。"


def page(number):
    """Write a page that is like no other."""
    return "\n".join(
        TEXT.format(number * 97 + k * 13, k + 1, number * 31 + k, number * 7919 + k * 101, number + k) +
        "".join(chr(0x4E00 + (number * 7877 + k * 431 + j * j * 17) % 20000) for j in range(60)) + "。"
        for k in range(5)
    )


class Served:
    """A `winnow serve` under way."""

    def __init__(self, folder, *args, env=None):
        self.folder = folder
        self.log = folder / f"serve-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "serve", *map(str, args)], cwd=folder, stdout=log, stderr=log,
                env=environment(folder) | (env or {}), start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def text(self):
        """Return what it has said so far."""
        return self.log.read_text("utf-8")

    def wait_for(self, pattern, times=1, seconds=400):
        """Wait until it has said something so many times; return what it has said."""
        late = time.monotonic() + seconds
        while len(re.findall(pattern, self.text())) < times:
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < late, self.text()
            time.sleep(0.2)
        return self.text()

    def stop(self, code=0, signum=signal.SIGTERM):
        """Send a signal; it must end with this exit code, without a traceback, and leave no process behind.

        SIGINT goes to all of its processes, as a terminal sends it.
        """
        (os.killpg if signum == signal.SIGINT else os.kill)(self.process.pid, signum)
        assert self.process.wait(400) == code, self.text()
        assert "Traceback" not in self.text()
        assert left(self.folder) == {}

    @property
    def api(self):
        """Return its server's address."""
        return "http://127.0.0.1:" + re.search(r"pages are at http://127\.0\.0\.1:(\d+)", self.text())[1] + "/api"

    def runs(self, *states):
        """List its flow runs in these states."""
        wanted = {"flow_runs": {"state": {"type": {"any_": list(states)}}}, "sort": "EXPECTED_START_TIME_ASC"}
        return ask(self.api, "/flow_runs/filter", wanted)

    def wait_for_run(self, seconds=400):
        """Wait until a run has begun."""
        self.wait_for("serving")
        late = time.monotonic() + seconds
        while not self.runs("RUNNING"):
            assert time.monotonic() < late, self.text()
            time.sleep(0.1)


def environment(folder):
    """Return the environment of a command of these tests: theirs alone."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PYTHONDONTWRITE"))}
    return env | {"PYTHONPATH": str(ROOT), "WINNOW_TEST": str(folder)}


def left(folder):
    """Return the processes of a test that are still there, by number; those that are dying do not count."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"WINNOW_TEST={folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # gone meanwhile
            continue
    return found


def ask(api, path, body):
    """Ask a Prefect server; again where it is too busy to answer, as Prefect's own client does."""
    sent = Request(f"{api}{path}", json.dumps(body).encode(), {"content-type": "application/json"})  # noqa: S310
    for _ in range(10):
        try:
            with urlopen(sent, timeout=30) as answer:  # noqa: S310
                return json.load(answer)
        except HTTPError as error:
            if error.code != 503:
                raise
            time.sleep(1)
    raise TimeoutError(path)
