"""Does `winnow serve` run what is due, one run at a time, and stop, break and begin again without loss?"""

import fcntl
import os
import re
import signal
import socket
import sqlite3
import time
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import polars as pl
import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed

from flows import archive, notices
from flows.schedule import Service
from flows.settings import Settings
from flows.when import When
from tests.flowing import build
from tests.serving import Served, ask, left, page


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


@pytest.mark.slow
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


@pytest.mark.soak
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


@pytest.mark.soak
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


@pytest.mark.soak
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


@pytest.mark.soak
def test_a_signal_to_all_of_its_processes_ends_it_soon(tmp_path):
    """As systemd's default sends it, SIGTERM cuts the run off; a line says so, and the exit code."""
    drop(tmp_path, 0)
    os.mkfifo(tmp_path / "never-ends.txt")
    with Served(tmp_path, "inbox", "never-ends.txt", "--out", "corpus", "--every", "1h", "--grace", "300") as served:
        served.wait_for_run()
        began = time.monotonic()
        for process in left(tmp_path):
            os.kill(process, signal.SIGTERM)
        assert served.process.wait(400) == 1, served.text()
        assert time.monotonic() < began + 60
        assert "Traceback" not in served.text()
        assert "The corpus is as it was." in served.text()
        assert left(tmp_path) == {}


@pytest.mark.soak
def test_a_source_that_is_gone_is_an_alarm(tmp_path, ear):
    """Nobody is called while runs come and go, nor for an empty folder; for one that is gone, with the rest done."""
    address, heard = ear
    drop(tmp_path, 0)
    for folder in ("share", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "share" / "a.txt").write_text(page(100), "utf-8")
    with Served(tmp_path, "inbox", "share", "empty", "--out", "corpus", "--every", "8s", "--alert", address) as served:
        served.wait_for(r": done in \d+ s; empty holds no files\n", 2)
        time.sleep(100)
        assert heard == []
        drop(tmp_path, 1)
        (tmp_path / "share").rename(tmp_path / "gone")
        said = served.wait_for(r"failed: share: does not exist; what else there is was read\.")
        assert re.search("failed: share: .*What it did is published.", said)
        assert documents(tmp_path) == {"inbox/0000.txt", "inbox/0001.txt", "share/a.txt"}
        (tmp_path / "corpus" / "README.md").write_text("by another hand")
        served.wait_for("The corpus is as it was.")
        # the ends of runs that were planned less than five minutes ahead reach automations late; of one asked for, not
        deployment = ask(served.api, "/deployments/filter", {})[0]["id"]
        late = time.monotonic() + 400
        while not heard:
            assert time.monotonic() < late
            ask(served.api, f"/deployments/{deployment}/create_flow_run", {})
            time.sleep(10)
        assert "share: does not exist" in heard[0]["text"]
        artifacts = ask(served.api, "/artifacts/latest/filter", {})
        assert any("share: does not exist" in str(one["data"]) for one in artifacts)
        served.stop(code=1)


def test_what_a_run_left_is_told_as_far_as_it_is_known(tmp_path):
    """Of a run that failed, "published" is said where what it was about to publish stands; not for another's doing."""
    out, said = tmp_path / "corpus", []
    drop(tmp_path, 0)
    settings = Settings(sources=(str(tmp_path / "inbox"),), out=out)
    service = Service(settings, When(None, timedelta(hours=1), "UTC"), 30, None, said.append)

    def told(**labels):
        run = FlowRun(flow_id=uuid4(), name="a run", state=Crashed(message="It is gone."), labels=labels)
        service._tell(run.model_copy(update={"state_name": "Crashed"}))
        return said.pop()

    assert told() == "a run: crashed: It is gone. The corpus is as it was."
    build(settings)
    [run] = [one["run"] for one in archive.open_corpus(out).manifest["runs"]]
    changed = "a run: crashed: It is gone. It has published nothing; the corpus was changed by somebody else."
    assert told() == changed
    assert told(**{notices.PUBLISHES: "000002-of-another-run"}) == "a run: crashed: It is gone. The corpus is as it was."
    assert told(**{notices.PUBLISHES: run}) == "a run: crashed: It is gone. What it did is published."
    (out / "manifest.json").write_text("by another hand")
    assert told(**{notices.PUBLISHES: run}) == changed


@pytest.mark.soak
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
