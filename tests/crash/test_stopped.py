"""Does a run that is told to stop while it extracts pages leave none of them out?"""

import os
import signal
import subprocess
import sys
import time

import pytest

from flows import archive
from flows.settings import Settings
from tests.conftest import ROOT
from tests.crash import trial
from tests.crash.conftest import PAGE
from tests.flowing import build
from tests.test_incremental import FILL
from tests.test_run import digests

N_PAGES = 900


def begin(folder):
    """Start a run in a session of its own, as a shell does; return it once it extracts pages."""
    env = os.environ | {"PREFECT_HOME": str(folder), "PYTHONPATH": str(ROOT), trial.MARK: str(folder)}
    env.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "flows.cli", "run", "raw", "--out", "corpus"]
    process = subprocess.Popen(command, env=env, cwd=folder, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any(b"worker.py" in one for one in trial.orphans(str(folder))):
        assert process.poll() is None
        time.sleep(0.1)
    time.sleep(3)  # what a worker imports
    return process


@pytest.mark.slow
@pytest.mark.flow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes(tmp_path, monkeypatch, number):
    """After Ctrl-C the next run ends as if nothing had been, and no process is left meanwhile."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    for name in range(N_PAGES):
        text = "".join(f"<p>{name} {line}</p>" for line in FILL)
        (tmp_path / "raw" / f"{name:03}.html").write_text(PAGE.format(text), "utf-8")
    process = begin(tmp_path)
    os.killpg(process.pid, number)
    assert process.wait(60) != 0
    assert trial.wait_for_none(str(tmp_path)) == []
    assert not (tmp_path / "corpus").exists()
    build(Settings(sources=("raw",), out="corpus"))
    stopped = digests(tmp_path / "corpus")
    build(Settings(sources=("raw",), out="undisturbed"))
    assert stopped == digests(tmp_path / "undisturbed")
    assert archive.open_corpus(tmp_path / "corpus").manifest["totals"]["fates"]["rejected"] == 0
