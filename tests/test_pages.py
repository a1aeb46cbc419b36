"""Is a page judged by what it does itself, not by what becomes of the process that extracts it?"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows import readers, tied
from flows.readers.pages import Guard, extracted
from flows.readers.record import Raw
from tests.crawled import page
from tests.test_readers import Limits, take


def workers(seconds):
    """List the processes of ours that extract pages and have so many seconds for each."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid() and str(seconds).encode() in words and any(word.endswith(b"worker.py") for word in words):
            found.append(int(place.name))
    return found


@pytest.fixture
def killer():
    """Give the way to end, with a signal, as many of these processes as there come, up to a number."""
    asked, threads = threading.Event(), []

    def kill(seconds, times, number):
        ended = set()
        while len(ended) < times and not asked.is_set():
            for process in set(workers(seconds)) - ended:
                os.kill(process, number)
                ended.add(process)
            time.sleep(0.01)

    def start(*given):
        threads.append(threading.Thread(target=kill, args=given))
        threads[-1].start()

    yield start
    asked.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_a_process_costs_no_page(tmp_path, killer, number):
    """Told to end, it does not; killed, as by a machine without memory, which takes whom it likes, it is tried again."""
    (tmp_path / "a.html").write_bytes(page())
    killer(5 + number / 100, 1, number)
    found, rejected = take(tmp_path, Limits(page_seconds=5 + number / 100))
    assert (found["meta_title"].to_list(), rejected.height) == (["老屋"], 0)


def test_a_page_whose_process_is_killed_each_time_is_refused(tmp_path, killer):
    """It may be the page for which the memory does not suffice."""
    (tmp_path / "a.html").write_bytes(page())
    killer(5.5, 2, signal.SIGKILL)
    found, rejected = take(tmp_path, Limits(page_seconds=5.5))
    assert (found.height, rejected["reason"].to_list()) == (0, ["too-costly"])
    assert rejected["hint"].to_list() == ["Give the machine more memory"]


def test_a_run_that_is_stopped_reads_no_further():
    """Where the processes are dismissed under way, reading fails: it neither ends early, as if done, nor goes on."""
    def raws():
        yield Raw("a.html", None, page(), is_html=True)
        readers.dismiss()
        yield Raw("b.html", None, page(), is_html=True)

    with pytest.raises(RuntimeError):
        list(extracted(raws(), Guard()))


def test_where_it_is_called_has_no_bearing(tmp_path):
    """A process that is to end with this one begins whatever lies in the working directory, as a user's own flows."""
    (tmp_path / "flows.py").write_text("raise SystemExit(3)")
    found = subprocess.run(tied.command(sys.executable, "-c", "print('here')"), cwd=tmp_path, capture_output=True, check=False)
    assert found.stdout == b"here\n"
