"""Does a run that was killed at any moment, started again, end as if nothing had been?"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from flows.place import held
from tests.conftest import ROOT
from tests.crash import trial
from tests.crash.conftest import settings_of

SEED = 6
KILLS = 100


def kill_in(context, run, settings, log, aim):
    """Start a run, and kill it so many seconds after a stage has begun; name the stage in which it died."""
    stage, seconds = aim
    before = trial.state(settings.out)
    process = trial.start(context, run, settings, log)
    trial.watch(process, settings.out, before, stage)
    process.join(seconds)
    has_ended = not process.is_alive()
    process.kill()
    process.join()
    return "ended before" if has_ended else trial.stage_of(settings.out, before)


def aims(seconds, dice, times):
    """Draw moments: every stage in turn, each time so many seconds after it has begun."""
    return [(stage, dice.uniform(0, seconds[stage])) for _ in range(times) for stage in seconds]


def test_three_kills(context, raw, base, expected, tmp_path):
    """A run that is killed three times in a row, ever later, ends the fourth time as if nothing had been."""
    settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
    died = [kill_in(context, trial.alone, settings, tmp_path / "log", (stage, 0.01))
            for stage in ("cleaning", "matching", "publishing")]
    assert trial.wait_for_none(str(settings.out)) == []
    assert "ended before" not in died, (tmp_path / "log").read_text()[-3000:]
    code, _ = trial.finish(context, trial.alone, settings, tmp_path / "log")
    assert code == 0, (tmp_path / "log").read_text()[-3000:]
    trial.check(settings, expected)


KILLED = """
import os, sys, time
from pathlib import Path
from flows.place import held

with held(Path(sys.argv[1])):
    if os.fork():
        os.kill(os.getpid(), 9)
    time.sleep(1)
    os._exit(0)
"""


def test_a_child_of_a_killed_run_is_waited_for(tmp_path):
    """What a run was just forking when it was killed holds its lock a moment longer; that is no other run."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "corpus")], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with held(tmp_path / "corpus"):
        pass


@pytest.mark.soak
@pytest.mark.flow
@pytest.mark.usefixtures("server")
def test_a_hundred_kills(context, raw, base, expected, tmp_path):
    """A hundred runs of the flow under Prefect, killed at seeded moments over every stage, end as undisturbed."""
    log, dice, died = tmp_path / "log", random.Random(SEED), Counter()  # noqa: S311  seeded on purpose
    settings = settings_of(raw, tmp_path / "trial" / "corpus")
    for _ in range(2):  # the first fills the caches
        trial.copy(base, settings.out.parent)
        seconds = trial.stages(context, trial.with_prefect, settings, log)
        trial.check(settings, expected)
    for aim in aims(seconds, dice, -(-KILLS // len(seconds))):
        trial.copy(base, settings.out.parent)
        died[kill_in(context, trial.with_prefect, settings, log, aim)] += 1
        (tmp_path / "stages").write_text(str(died))  # for who cannot wait
        assert trial.wait_for_none(str(settings.out)) == []
        code, _ = trial.finish(context, trial.with_prefect, settings, log)
        assert code == 0, log.read_text()[-3000:]
        trial.check(settings, expected)
        assert trial.wait_for_none(str(settings.out)) == []
    told = {stage: round(took, 2) for stage, took in seconds.items()}
    print(f"{died.total()} kills over {told} seconds:", dict(died))  # noqa: T201  the figure that is asked for
    assert died.total() >= KILLS
    assert died["ended before"] <= KILLS // 10
    assert len(died) >= 8


@pytest.mark.slow
@pytest.mark.flow
def test_no_server_is_left(raw, tmp_path):
    """The server that `winnow run` starts for itself ends with it, even if it is killed."""
    env = os.environ | {"PREFECT_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), trial.MARK: str(tmp_path)}
    env.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "flows.cli", "run", str(raw), "--out", str(tmp_path / "corpus")]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any(b"uvicorn" in one for one in trial.orphans(str(tmp_path))):
        assert process.poll() is None
        time.sleep(0.1)
    process.kill()
    process.wait()
    assert trial.wait_for_none(str(tmp_path)) == []
