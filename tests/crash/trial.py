"""How is a run started as a process of its own, again and again, without importing everything anew?

The processes are forked from one that has imported the flow and has done nothing yet.
"""

import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path

from flows import archive
from tests.test_run import digests

MARK = "WINNOW_TRIAL"  # in the environment of all that a run starts


def forks():
    """Return the way to start processes that have the flow imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.trial", "flows.corpus", "tests.flowing"])
    return context


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
