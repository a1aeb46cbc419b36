"""How is a page extracted without trusting it?

In another process, with a limit of processor time and memory. A page that breaks its process is refused; the next one
gets a new process. One that was killed from outside says nothing of its page, which is tried once more.
"""

import atexit
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from threading import Lock, local
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.errors import BadRecord
from flows import tied
from flows.readers import form
from flows.readers.record import Raw, Refused, Told, refuse

WORKER: Final = Path(__file__).with_name("worker.py")
LENGTH: Final = struct.Struct("<I")
PAGES: Final = 1000  # that a process extracts before it makes room for a fresh one
TRIES: Final = 2  # of a page whose process is killed
# Whoever stops a run may tell all its processes. These end with the run, not before it: a page under way would look
# like one that broke them.
DEAF_TO: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE: Final = 10  # times the processor time, in seconds on the wall: a machine may be busy
AHEAD: Final = 64 << 20  # bytes of pages that are under way
WAITING: Final = 256  # records that are


@dataclass(frozen=True, slots=True)
class Guard:
    """What a page may take."""

    seconds: float = 20.0  # of processor time
    memory: int = 1 << 29  # bytes of data of its process
    size: int = 10 << 20  # bytes
    workers: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class Extracted:
    """A page's text, and what came with it."""

    raw: Raw
    text: str  # all its visible lines
    markup: NDArray[np.float32]  # of each, `cleaners.html.markup.COLUMNS`
    charset: str
    n_undecodable: int
    told: Told


class _Process:
    """A process that extracts pages."""

    def __init__(self, guard: Guard) -> None:
        command = tied.command(sys.executable, "-P", str(WORKER), str(guard.seconds), str(guard.memory))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._guard, self.left = guard, PAGES
        self._child = subprocess.Popen(  # noqa: S603  our own script
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            start_new_session=True,
        )

    def ask(self, question: bytes) -> dict[str, object]:
        """Send a question, return the answer. Raises BrokenPipeError where the process ended over it."""
        self.left -= 1
        self._child.stdin.write(LENGTH.pack(len(question)) + question)
        self._child.stdin.flush()
        deadline = time.monotonic() + PATIENCE * self._guard.seconds + PATIENCE
        size = LENGTH.unpack(self._read(LENGTH.size, deadline))[0]
        return pickle.loads(self._read(size, deadline))  # noqa: S301  our own process wrote it

    def _read(self, size: int, deadline: float) -> bytes:
        parts = b""
        descriptor = self._child.stdout.fileno()
        while len(parts) < size:
            ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
            part = os.read(descriptor, size - len(parts)) if ready else b""
            if not part:
                raise BrokenPipeError
            parts += part
        return parts

    def close(self) -> int:
        """End the process; return the signal that had ended it before, or 0."""
        code = self._child.poll()
        if code is None:
            try:
                code = self._child.wait(0.2)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        return -code if code is not None and code < 0 else 0


class Pool:
    """Some processes that extract pages side by side."""

    def __init__(self, guard: Guard) -> None:
        """Start nothing yet: a run without HTML needs no process."""
        self._guard, self._mine, self._all = guard, local(), set[_Process]()
        deafen = partial(signal.pthread_sigmask, signal.SIG_BLOCK, DEAF_TO)  # a process has that from its thread
        self._threads = ThreadPoolExecutor(guard.workers, "pages", initializer=deafen)

    def submit(self, raw: Raw) -> "Future[Extracted | Refused]":
        """Begin to extract a page."""
        return self._threads.submit(self._extract, raw)

    def _extract(self, raw: Raw) -> Extracted | Refused:
        """Extract a page in this thread's process."""
        question = pickle.dumps((raw.place, raw.content, raw.charset, raw.told.url, raw.told.fetched))
        for _ in range(TRIES):
            process = self._process()
            try:
                said = process.ask(question)
            except OSError:
                if (ended := self._end(process)) != signal.SIGKILL:
                    break
            else:
                if process.left <= 0 or said.get("refused", ("", "", "", ""))[3] == "too-costly":
                    self._end(process)
                return _outcome(raw, said)
        took = ended in (signal.SIGPROF, 0)
        fault = f"takes over {self._guard.seconds:g} s to extract" if took else f"broke the extractor ({ended})"
        mend = "Give the machine more memory" if ended == signal.SIGKILL else "Nothing can be done"
        return refuse(raw, fault, mend, "too-costly")

    def _process(self) -> _Process:
        """Return this thread's process."""
        process = getattr(self._mine, "process", None)
        if process is None:
            process = self._mine.process = _Process(self._guard)
            self._all.add(process)
        return process

    def _end(self, process: _Process) -> int:
        """End this thread's process."""
        self._mine.process = None
        self._all.discard(process)
        return process.close()

    def close(self) -> None:
        """End all processes."""
        self._threads.shutdown(cancel_futures=True)
        while self._all:
            self._all.pop().close()


POOLS: Final[dict[Guard, Pool]] = {}
POOLS_LOCK: Final = Lock()


def pool(guard: Guard) -> Pool:
    """Return the one pool of its kind: shards that are read side by side share it."""
    with POOLS_LOCK:
        if guard not in POOLS:
            POOLS[guard] = Pool(guard)
        return POOLS[guard]


def dismiss() -> None:
    """End the processes when all is read, for the memory they hold; a page that comes later starts new ones."""
    while POOLS:
        POOLS.popitem()[1].close()


atexit.register(dismiss)


def _outcome(raw: Raw, said: dict[str, object]) -> Extracted | Refused:
    """Shape an answer."""
    if "refused" in said:
        return Refused(raw.source, raw.record, BadRecord(*said["refused"]), raw.content, is_whole=True)
    own = {name: value for name, value in asdict(raw.told).items() if value is not None}
    page = said["told"] | own  # what the record says goes before what its markup does
    text = "\n".join(said["lines"])
    return Extracted(raw, text, said["markup"], said["charset"], said["n_undecodable"], Told(**page))


def _refused(page: Raw, guard: Guard) -> Refused | None:
    """Refuse a page that need not be tried."""
    if len(page.content) > guard.size:
        return refuse(page, f"is a page larger than {guard.size} bytes", "Raise read.page_bytes", "too-large")
    if form.is_bomb(page.content):
        return refuse(page, "declares entities made of entities, as bombs do", "Nothing can be done", "too-costly")
    return None


def extracted(records: Iterable[Raw | Refused], guard: Guard) -> Iterator[Raw | Refused | Extracted]:
    """Extract the pages among some records, side by side; all come out in the order they went in.

    Raises RuntimeError, or CancelledError, where the processes are dismissed meanwhile, as when a run is stopped.
    """
    under_way: deque[tuple[int, Raw | Refused | Future[Extracted | Refused]]] = deque()
    ahead, own = 0, None
    for one in records:
        size = len(one.content or b"")
        if isinstance(one, Raw) and one.is_html and (refused := _refused(one, guard)):
            under_way.append((size, refused))
            ahead += size
        elif isinstance(one, Raw) and one.is_html:
            own = own or pool(guard)
            under_way.append((size, own.submit(one)))
            ahead += size
        elif not under_way:
            yield one
            continue
        else:
            under_way.append((size, one))
            ahead += size
        while under_way and (ahead > AHEAD or len(under_way) > WAITING):
            size, first = under_way.popleft()
            ahead -= size
            yield first.result() if isinstance(first, Future) else first
    for _, first in under_way:
        yield first.result() if isinstance(first, Future) else first
