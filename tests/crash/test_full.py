"""Does a run that cannot write say so, leave the corpus as it was, and end well once it can?"""

import os
import random
import subprocess
import tempfile
import time
import zipfile

import pytest

from cleaners.errors import BadCorpus, WinnowError
from flows import archive
from flows.place import beside, held
from tests.crash import trial
from tests.crash.conftest import settings_of
from tests.crawled import zipped
from tests.flowing import build
from tests.test_incremental import FILL
from tests.test_run import digests

SEED = 20
FULL = 20


@pytest.fixture
def small(tmp_path):
    """A small file system of its own; gives the way to size it."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], check=False).returncode:
        pytest.skip("no right to mount a file system")
    yield place, lambda kib: subprocess.run(["mount", "-o", f"remount,size={kib}k", place], check=True)
    subprocess.run(["umount", place], check=True)


def attempt(settings):
    """Run; return what is told of a failure, or None."""
    try:
        build(settings)
    except BadCorpus as error:
        return str(error)
    return None


def kib(folder):
    """Measure what a folder takes, in pages."""
    return sum(-(-path.lstat().st_size // 4096) * 4 for path in folder.rglob("*") if path.is_file())


def fill(small, raw, base, expected, times):
    """Run on disks that are too small, then on one that is not; return how many runs failed."""
    place, resize = small
    before, dice, failed = digests(base), random.Random(SEED), 0  # noqa: S311  seeded on purpose
    for _ in range(times):
        settings = settings_of(raw, trial.copy(base, place / "trial"))
        resize(kib(base) + dice.randrange(4, 500, 4))
        told = attempt(settings)
        assert told is None or "cannot be written (No space left on device)" in told or "the disk is full" in told
        assert digests(settings.out) == (expected if told is None else before)
        failed += told is not None
        resize(65536)
        build(settings)
        trial.check(settings, expected)
    return failed


def test_a_full_disk(small, raw, base, expected):
    """A disk that is full: the error says so, the corpus stays, and with room the run ends as undisturbed."""
    assert fill(small, raw, base, expected, 2) > 0


def test_a_full_folder_of_temporary_files(small, monkeypatch, tmp_path):
    """Where archives have no room to be unpacked, the run says so, and no archive is blamed for it."""
    place, resize = small
    resize(64)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    (tmp_path / "raw").mkdir()
    inner = zipped({f"{number}.txt": f"{number} {line}" * 99 for number, line in enumerate(FILL)}, zipfile.ZIP_STORED)
    (tmp_path / "raw" / "a.zip").write_bytes(zipped({"inner.zip": inner}))
    settings = settings_of(tmp_path / "raw", tmp_path / "corpus")
    with pytest.raises(WinnowError, match=f"{place}: cannot hold .*No space left on device.*TMPDIR"):
        build(settings)
    resize(65536)
    build(settings)
    assert archive.open_corpus(settings.out).manifest["totals"]["fates"]["kept"] == len(FILL)


@pytest.mark.soak
def test_twenty_full_disks(small, raw, base, expected):
    """Twenty disks that are full at seeded moments."""
    failed = fill(small, raw, base, expected, FULL)
    print(f"{FULL} small disks, {failed} runs failed on them")  # noqa: T201
    assert failed > FULL // 2


@pytest.mark.slow
def test_a_limit_on_files(context, raw, base, expected, tmp_path):
    """A process that may not write a file of more than some bytes fails, and leaves the corpus as it was."""
    settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
    code, _ = trial.finish(context, trial.alone, settings, tmp_path / "log", limit=4096)
    assert code == 1
    told = (tmp_path / "log").read_text()
    assert any(f"cannot be written ({why})" in told for why in ("File too large", "the disk is full, or a file may not grow"))
    assert digests(settings.out) == digests(base)
    build(settings)
    trial.check(settings, expected)


def test_an_output_that_cannot_be_written(raw, tmp_path):
    """A folder on which nothing can be written is refused in a line."""
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BadCorpus, match="cannot be written"):
        build(settings_of(raw, tmp_path / "file" / "corpus"))


def test_who_holds_the_lock(raw, tmp_path):
    """While a run is at work, another is told which process it is and since when."""
    settings = settings_of(raw, tmp_path / "corpus")
    with held(settings.out), pytest.raises(BadCorpus, match=rf"process {os.getpid()}, since \d{{4}}-\d\d-\d\d \d\d:"):
        build(settings)
    assert beside(settings.out, "lock").read_text() == ""


@pytest.mark.slow
def test_two_at_the_same_instant(context, raw, base, expected, tmp_path):
    """Of runs that start together one works, and the others say who does."""
    settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
    runs = [trial.start(context, trial.alone, settings, tmp_path / f"log{number}") for number in range(3)]
    for process in runs:
        process.join(300)
    told = [(tmp_path / f"log{number}").read_text() for number in range(3)]
    winners = [process.pid for process in runs if process.exitcode == 0]
    refused = [text for process, text in zip(runs, told, strict=True) if process.exitcode != 0]
    assert winners, told
    assert all("another run is writing it" in text for text in refused)
    assert any(f"(process {pid}, since " in text for pid in winners for text in refused) or not refused
    trial.check(settings, expected)


def test_a_clock_that_jumps(raw, base, expected, tmp_path):
    """Sources and a corpus whose times lie in the future, or before all time, change nothing."""
    settings = settings_of(raw, trial.copy(base, tmp_path / "trial"))
    times = [(path, path.stat()) for path in [*raw.iterdir(), *settings.out.rglob("*")]]
    for number, (path, _) in enumerate(times):
        moment = 0 if number % 2 else time.time() + 10**8
        os.utime(path, (moment, moment))
    build(settings)
    for path, told in times:
        if path.exists():
            os.utime(path, (told.st_atime, told.st_mtime))
    trial.check(settings, expected)
