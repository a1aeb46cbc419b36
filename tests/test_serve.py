"""Does `winnow serve` run what is due, one run at a time, and stop, break and begin again without loss?"""

import fcntl
import re
import signal
import socket
import sqlite3
import time
from itertools import pairwise

import polars as pl
import pytest

from flows import archive
from tests.serving import Served, ask, left, page

pytestmark = pytest.mark.slow


def drop(folder, *numbers):
    """Deliver pages."""
    (folder / "inbox").mkdir(exist_ok=True)
    for number in numbers:
        (folder / "inbox" / f"{number:04d}.txt").write_text(page(number), "utf-8")


def documents(folder):
    """Return the sources of the corpus."""
    return set(pl.read_parquet(folder / "corpus" / "documents" / "*.parquet")["source"])


def is_whole(folder):
    """Tell whether the corpus agrees with itself."""
    return archive.verify(archive.open_corpus(folder / "corpus")) == []


def test_each_firing_takes_up_what_is_new(tmp_path):
    """Every few seconds a run, never two at once; files between them are taken up; SIGTERM ends all, at once, well."""
    drop(tmp_path, 0)
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(tmp_path / "notify"))
    told = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "4s", env=told) as served, systemd:
        for number in range(1, 4):
            served.wait_for(r": done in", number)
            drop(tmp_path, number)
        served.wait_for(r": done in", 5)
        assert {f"inbox/{number:04d}.txt" for number in range(4)} == documents(tmp_path)
        ran = served.runs("COMPLETED")
        assert all(one["end_time"] <= later["start_time"] for one, later in pairwise(ran))
        assert all(run["name"].startswith("corpus ← inbox, ") for run in ran)
        assert {run["state"]["message"] for run in served.runs("CANCELLED")} <= {"Deployment concurrency limit reached."}
        assert not served.runs("FAILED", "CRASHED")
        served.stop()
        assert is_whole(tmp_path)
        systemd.settimeout(0)
        assert systemd.recv(1000).startswith(b"READY=1")
        assert re.match(rb"STATUS=last run corpus .* done in", systemd.recv(1000))


def test_a_killed_service_takes_its_children_along_and_catches_up(tmp_path):
    """After kill -9 in a run nothing is left running; the next start ends that run and makes up for it at once."""
    drop(tmp_path, 0, 1)
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "1h") as served:
        served.wait_for(r": done in")
        drop(tmp_path, 2)
        deployment = ask(served.api, "/deployments/filter", {})[0]["id"]
        ask(served.api, f"/deployments/{deployment}/create_flow_run", {})
        served.wait_for_run()
        time.sleep(1)
        served.process.kill()
        served.process.wait()
        late = time.monotonic() + 5
        while left(tmp_path) and time.monotonic() < late:
            time.sleep(0.1)
        assert left(tmp_path) == {}
    assert documents(tmp_path) <= {f"inbox/{number:04d}.txt" for number in range(3)}
    with sqlite3.connect(tmp_path / ".corpus.prefect" / "prefect.db") as server:  # as if that had been hours ago
        server.execute("UPDATE flow_run SET expected_start_time = datetime('now', '-3 hours'), "
                       "start_time = datetime('now', '-3 hours') WHERE state_type != 'SCHEDULED'")
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "1h") as served:
        served.wait_for(r": done in")
        assert {f"inbox/{number:04d}.txt" for number in range(3)} == documents(tmp_path)
        assert "ended before this run did" in served.text()
        schedules = ask(served.api, "/deployments/filter", {})[0]["schedules"]
        assert len(schedules) == 1
        served.stop(signum=signal.SIGINT)
    assert is_whole(tmp_path)


def test_a_run_is_given_its_grace_or_abandoned(tmp_path):
    """Ctrl-C in a run lets it end; SIGTERM with no grace breaks it off, and the corpus is as it was."""
    drop(tmp_path, 0)
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "1h", "--grace", "300") as served:
        served.wait_for_run()
        served.stop(signum=signal.SIGINT)
        assert ": done in" in served.text()
    drop(tmp_path, 1)
    before = (tmp_path / "corpus" / "manifest.json").read_bytes()
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "5s", "--grace", "0") as served:
        served.wait_for_run()
        served.stop(code=1)
        assert "The corpus is as it was" in served.text()
    assert (tmp_path / "corpus" / "manifest.json").read_bytes() == before
    assert is_whole(tmp_path)


def test_a_failed_run_says_so_and_the_next_mends_it(tmp_path):
    """A run that cannot write says why in one line; the exit code tells of the last run; a second service is refused."""
    drop(tmp_path, 0)
    with (tmp_path / ".corpus.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Served(tmp_path, "inbox", "--out", "corpus", "--every", "3s") as served:
            said = served.wait_for(r"failed: ").splitlines()
            [told] = [line for line in said if "failed: " in line][:1]
            assert "another run is writing it" in told
            assert told.endswith("The corpus is as it was.")
            assert not (tmp_path / "corpus").exists()
            with Served(tmp_path, "inbox", "--out", "corpus", "--every", "3s") as second:
                assert second.process.wait(400) == 2
                assert "another `winnow serve` is at work" in second.text()
            served.stop(code=1)
            fcntl.flock(lock, fcntl.LOCK_UN)
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "3s") as served:
        served.wait_for(r": done in")
        served.stop()


def test_history_is_pruned(tmp_path):
    """Runs that ended before the days to keep are deleted, with their logs and artifacts."""
    drop(tmp_path, 0)
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", "1h") as served:
        served.wait_for(r": done in")
        served.stop()
    database = tmp_path / ".corpus.prefect" / "prefect.db"
    with sqlite3.connect(database) as server:
        assert server.execute("SELECT count(*) FROM artifact").fetchone()[0] > 0
        server.execute("UPDATE flow_run SET end_time = datetime('now', '-9 days')")
    with Served(tmp_path, "inbox", "--out", "corpus", "--cron", "0 3 1 1 *", "--keep", "8") as served:
        served.wait_for("serving corpus")
        late = time.monotonic() + 400
        while served.runs("COMPLETED"):
            assert time.monotonic() < late
            time.sleep(1)
        served.stop()
