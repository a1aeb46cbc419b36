"""Does a run that was killed at any moment, started again, end as if nothing had been?"""

import random
import time

import pytest

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
    for stage, sign in (("publishing", "staged"), ("staging", "decided.json"), ("sketching", "lines"), ("cleaning", "shard-00000.json"),
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


def kills(context, run, raw, base, expected, folder, number):
    """Kill runs at seeded moments; start each again, and claim that it ends as undisturbed. Return the stages hit."""
    for _ in range(2):  # the first fills the caches
        out = trial.copy(base, folder)
        code, seconds = trial.finish(context, run, settings_of(raw, out), folder.parent / "log")
        assert code == 0, (folder.parent / "log").read_text()[-3000:]
        trial.check(settings_of(raw, out), expected)
    dice, stages = random.Random(SEED), []
    for _ in range(number):
        settings = settings_of(raw, trial.copy(base, folder))
        kill_at(context, run, settings, folder.parent / "log", dice.uniform(0, seconds))
        stages.append(stage_of(out))
        assert trial.wait_for_none(str(out)) == []
        code, _ = trial.finish(context, run, settings, folder.parent / "log")
        assert code == 0, (folder.parent / "log").read_text()[-3000:]
        trial.check(settings, expected)
        assert trial.wait_for_none(str(out)) == []
    return stages


def test_three_kills(context, raw, base, expected, tmp_path):
    """A run that is killed three times in a row ends, the fourth time, as if nothing had been."""
    settings, dice = settings_of(raw, trial.copy(base, tmp_path / "trial")), random.Random(SEED)
    for _ in range(3):
        kill_at(context, trial.alone, settings, tmp_path / "log", dice.uniform(1, 8))
        assert trial.wait_for_none(str(settings.out)) == []
    code, _ = trial.finish(context, trial.alone, settings, tmp_path / "log")
    assert code == 0, (tmp_path / "log").read_text()[-3000:]
    trial.check(settings, expected)


@pytest.mark.slow
@pytest.mark.flow
def test_a_hundred_kills(server, context, raw, base, expected, tmp_path):
    """A hundred runs of the flow under Prefect, killed at seeded moments over every stage."""
    stages = kills(context, trial.with_prefect, raw, base, expected, tmp_path / "trial", KILLS)
    counts = {stage: stages.count(stage) for stage in dict.fromkeys(stages)}
    print(counts)
    assert len(counts) >= 5
