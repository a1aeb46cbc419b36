"""Does `winnow deploy` give a team's Prefect server what it needs: a deployment its workers run, and what they see?"""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import polars as pl
import pytest

from tests.serving import ask, environment, left, page

pytestmark = pytest.mark.soak


def command(folder, *args, **more):
    """Run a command in a folder, as a person would."""
    return subprocess.run([sys.executable, "-m", *map(str, args)], cwd=folder, capture_output=True, text=True,
                          check=False, timeout=400, env=environment(folder) | more)


@pytest.fixture
def team(tmp_path):
    """A Prefect server on loopback, and what names it to commands."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    named = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(tmp_path / "home"),
             "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
                                  cwd=tmp_path, stdout=log, stderr=log, env=environment(tmp_path) | named)
    late = time.monotonic() + 400
    while command(tmp_path, "prefect", "work-pool", "create", "--type", "process", "crew", **named).returncode:
        assert time.monotonic() < late, (tmp_path / "server.log").read_text()
    yield named
    server.terminate()
    server.wait(60)


def at_work(folder, team):
    """Start a worker."""
    return subprocess.Popen([sys.executable, "-m", "prefect", "worker", "start", "--pool", "crew"], cwd=folder,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(folder) | team)


def wait_until(is_so, seconds=400):
    """Wait."""
    late = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < late
        time.sleep(0.5)


def test_a_worker_runs_what_is_deployed_and_shows_it(tmp_path, team, ear):
    """A worker of a process pool runs it in the folder it was deployed from; names, tags, artifacts, asset and event are there; a failure calls."""
    address, heard = ear
    work = tmp_path / "work"
    (work / "inbox").mkdir(parents=True)
    (work / "inbox" / "a.txt").write_text(page(1), "utf-8")
    deployed = command(work, "flows.cli", "deploy", "inbox", "--out", "corpus", "--pool", "crew", "--every", "1d",
                       "--name", "news", "--alert", address, **team)
    assert deployed.returncode == 0, deployed.stderr
    wrong = command(work, "flows.cli", "deploy", "inbox", "--pool", "crow", "--every", "1d", **team)
    assert (wrong.returncode, "has no work pool 'crow'" in wrong.stderr) == (2, True)
    worker = at_work(tmp_path, team)
    api = team["PREFECT_API_URL"]
    try:
        [deployment] = ask(api, "/deployments/filter", {})
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        done = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        ask(api, f"/deployments/{deployment['id']}/create_flow_run", {})
        wait_until(lambda: ask(api, "/flow_runs/filter", done))
        [run] = ask(api, "/flow_runs/filter", done)
        assert (run["name"], set(run["tags"])) == ("corpus ← inbox, 1 new file", {"winnow", "corpus"})
        assert pl.read_parquet(work / "corpus" / "documents" / "*.parquet")["source"].to_list() == ["inbox/a.txt"]
        shown = {one["key"].rpartition("-")[2]: one for one in ask(api, "/artifacts/latest/filter", {})}
        assert shown.keys() == {"funnel", "report", "corpus", "progress"}
        assert json.loads(shown["funnel"]["data"])[0] == {
            "stage": "in", "what": "records", "count": "1", "share": "100.0%"}
        assert shown["progress"]["data"] == 100.0
        wanted = {"filter": {"event": {"name": ["winnow.published", "prefect.asset.materialization.succeeded"]}}}
        wait_until(lambda: len(ask(api, "/events/filter", wanted)["events"]) == 2)
        told = {one["event"]: one for one in ask(api, "/events/filter", wanted)["events"]}
        assert told["winnow.published"]["payload"]["totals"]["documents"] == 1
        assert told["prefect.asset.materialization.succeeded"]["payload"]["documents"] == 1
        # a run that cannot work is Failed, says why, and the address hears of it
        parameters = {"settings": deployment["parameters"]["settings"] | {"sources": ["nowhere"]}}
        ask(api, f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters})
        wait_until(lambda: heard)
        assert "Failed" in heard[0]["text"]
        assert "nowhere: does not exist" in heard[0]["text"]
        # a parameter that is not allowed does not become a run
        answer = ask_status(api, deployment["id"], {"settings": {"workers": 0}})
        assert answer == 409
    finally:
        worker.terminate()
        worker.wait(60)
    assert all("server start" in command for command in left(tmp_path).values())


def test_a_death_and_a_silence_are_told(tmp_path, team, ear):
    """A run that was killed together with its worker becomes Crashed, and the address is called; also when no run comes.

    The run is one that was asked for: events of runs planned less than five minutes ahead reach automations late.
    """
    address, heard = ear
    (tmp_path / "inbox").mkdir()
    os.mkfifo(tmp_path / "inbox" / "never-ends.txt")
    deployed = command(tmp_path, "flows.cli", "deploy", "inbox/never-ends.txt", "--out", "corpus", "--pool", "crew",
                       "--every", "1d", "--alert", address, **team)
    assert deployed.returncode == 0, deployed.stderr
    silent = command(tmp_path, "flows.cli", "deploy", "inbox", "--out", "other", "--pool", "crew", "--every", "30s",
                     "--alert", address, **team)
    assert silent.returncode == 0, silent.stderr
    worker, api = at_work(tmp_path, team), team["PREFECT_API_URL"]
    [deployment] = [one for one in ask(api, "/deployments/filter", {}) if one["name"].startswith("corpus-")]
    ask(api, f"/deployments/{deployment['id']}/create_flow_run", {})
    running = {"flow_runs": {"deployment_id": {"any_": [deployment["id"]]}, "state": {"type": {"any_": ["RUNNING"]}}}}
    wait_until(lambda: ask(api, "/flow_runs/filter", running))
    [run] = ask(api, "/flow_runs/filter", running)
    beats = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]},
                        "any_resource": {"id": [f"prefect.flow-run.{run['id']}"]}}}
    wait_until(lambda: ask(api, "/events/filter", beats)["events"])
    for process, line in left(tmp_path).items():
        if "server start" not in line:
            os.kill(process, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: {"dead", "silent"} <= {
        "silent" if "no run of other" in one["text"] else "dead" if "heartbeat was missing" in one["text"] else ""
        for one in heard}, 600)
    [now] = ask(api, "/flow_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert now["state_type"] == "CRASHED"


def ask_status(api, deployment, parameters):
    """Return the status that the server answers a wrong request with."""
    from urllib.error import HTTPError

    try:
        ask(api, f"/deployments/{deployment}/create_flow_run", {"parameters": parameters})
    except HTTPError as error:
        return error.code
    return 200


def test_without_a_server_it_says_so(tmp_path):
    """No address of a server is one line with its mend."""
    home = {"PREFECT_HOME": str(tmp_path / "home")}
    done = command(tmp_path, "flows.cli", "deploy", "--pool", "crew", "--every", "1d", **home)
    assert done.returncode == 2
    assert done.stderr.startswith("winnow: PREFECT_API_URL: is not set")
    assert os.linesep not in done.stderr.strip()
    done = command(tmp_path, "flows.cli", "deploy", "--pool", "crew", "--every", "1d", **home,
                   PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 2
    assert done.stderr.startswith("winnow: http://127.0.0.1:9/api: does not answer")
