"""Does a run that was killed at any moment, started again, end as if nothing had been?"""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.crash import trial
from tests.crash.conftest import settings_of

SEED = 6
KILLS = 100


def stage_of(out):
    """Name the stage that a run was in, by what it has left."""
    work = out.parent / ".corpus.work"
    if not work.exists():
        return "before or after"
    names = {path.name for path in work.iterdir()}
    for stage, sign in (("publishing", "staged"), ("staging", "decided.json"), ("matching", "known-00000"),
                        ("learning", "templates.json"), ("cleaning", "shard-00000.json"),
                        ("reading", "again-sources.parquet"), ("surveying", "plan.json")):
        if sign in names:
            return stage
    return "beginning"


def kill_at(context, run, settings, log, moment):
    """Start a run, and kill it after so many seconds."""
    process = trial.start(context, run, settings, log)
    time.sleep(moment)
    process.kill()
    process.join()


def test_three_kills(context, raw, base, expected, tmp_path):
    """A run that is killed three times in a row ends, the fourth time, as if nothing had been."""
    settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
    dice = random.Random(SEED)  # noqa: S311  seeded on purpose
    for _ in range(3):
        kill_at(context, trial.alone, settings, tmp_path / "log", dice.uniform(1, 8))
        assert trial.wait_for_none(str(settings.out)) == []
    code, _ = trial.finish(context, trial.alone, settings, tmp_path / "log")
    assert code == 0, (tmp_path / "log").read_text()[-3000:]
    trial.check(settings, expected)


@pytest.mark.soak
@pytest.mark.flow
@pytest.mark.usefixtures("server")
def test_a_hundred_kills(context, raw, base, expected, tmp_path):
    """A hundred runs of the flow under Prefect, killed at seeded moments over every stage, end as undisturbed."""
    log, dice, stages = tmp_path / "log", random.Random(SEED), Counter()  # noqa: S311  seeded on purpose
    for _ in range(2):  # the first fills the caches
        settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
        code, seconds = trial.finish(context, trial.with_prefect, settings, log)
        assert code == 0, log.read_text()[-3000:]
        trial.check(settings, expected)
    for _ in range(KILLS):
        settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
        kill_at(context, trial.with_prefect, settings, log, dice.uniform(0, seconds))
        stages[stage_of(settings.out)] += 1
        (tmp_path / "stages").write_text(str(stages))  # for who cannot wait
        assert trial.wait_for_none(str(settings.out)) == []
        code, _ = trial.finish(context, trial.with_prefect, settings, log)
        assert code == 0, log.read_text()[-3000:]
        trial.check(settings, expected)
        assert trial.wait_for_none(str(settings.out)) == []
    print(f"{KILLS} kills over {seconds:.1f} s:", dict(stages))  # noqa: T201  the figure that is asked for
    assert len(stages) >= 5


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
