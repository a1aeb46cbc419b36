"""How does winnow run for years by itself: one process, a Prefect server of its own, a run whenever it is due?"""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runner import Runner

from cleaners.errors import WinnowError
from flows import alerts, deployments, manifest, notices
from flows.place import MANIFEST
from flows.resume import digest
from flows.server import Failed
from flows.settings import Settings
from flows.when import When, now

POLL: Final = (2.0, 10.0)  # seconds between two looks at the server, least and most,
LOOKS: Final = 100  # and looks between two runs
UNFINISHED: Final = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
KILL_SECONDS: Final = 45  # Prefect's runner gives a run 30 to end when told to
FULL: Final = "concurrency limit"  # in what Prefect says of a run that found another at work
EXCEPTION: Final = "Flow run encountered an exception: "


@dataclass(slots=True)
class Service:
    """A deployment that is being served: what it does, and what was told of its runs."""

    settings: Settings
    when: When
    grace: float  # seconds that a run under way may take to end once it is asked to stop
    alert: str | None  # an address that is called when a run fails
    say: Callable[[str], None]
    deployment: UUID | None = None
    told: set[UUID] = field(default_factory=set)
    since: datetime = field(default_factory=now)
    has_failed: bool = False  # the last run that ended
    is_skipping: bool = False  # what was due since then
    mark: str | None = None  # of the state of the corpus at the last look

    def serve(self, stop: threading.Event, hurry: threading.Event, check: Callable[[], None]) -> None:
        """Run what is due until `stop`; `hurry` abandons the run that is under way then.

        `check` is called again and again, and raises where there is no use going on.
        """
        poll = min(max(POLL[0], self.when.longest_pause(now()).total_seconds() / LOOKS), POLL[1])
        runner = Runner(query_seconds=poll, prefetch_seconds=0, limit=None, pause_on_shutdown=False)
        thread = threading.Thread(target=_run, args=(runner,), name="runner", daemon=True)
        with deployments.server() as client:
            last = deployments.close(client, f"{deployments.build_corpus.name}/{notices.slug(self.settings.out)}")
            self.deployment = runner.add_deployment(deployments.made(self.settings, self.when, last))
            alerts.watch(client, self.deployment, notices.slug(self.settings.out), self.when, self.alert)
            if self.when.is_missed(last, now()):
                client.create_flow_run_from_deployment(self.deployment)
            self.mark = self._mark()
            os.environ.update(deployments.environment(self.settings))
            thread.start()
            while thread.is_alive() and not runner.started:  # only then can it be stopped
                time.sleep(0.1)
            self.say(f"serving {self.settings.out} ← {', '.join(self.settings.sources)}, {self.when}")
            notify("READY=1\nSTATUS=waiting for the first run")
            try:
                while not stop.wait(poll):
                    check()
                    if not thread.is_alive():
                        raise Failed(str(client.api_url), "Prefect's runner has ended: the server did not answer",
                                     "See that it runs, and start again")
                    with suppress(HTTPError):  # it is asked again in a moment
                        self.look(client)
            finally:
                notify("STOPPING=1")
                with suppress(HTTPError):  # where it is gone, there is nothing to put in order
                    self._end(client, hurry)
                if thread.is_alive():
                    with suppress(TimeoutError):  # what does not end then ends with this process
                        runner.execute_in_background(runner.astop).result(KILL_SECONDS)
                    thread.join(KILL_SECONDS)
                with suppress(HTTPError):
                    self.look(client)

    def look(self, client: SyncPrefectClient) -> None:
        """Tell of the runs that have ended since the last look."""
        ended = deployments.runs(client, self.deployment, list(TERMINAL_STATES), FlowRunSort.END_TIME_DESC)
        for run in reversed(ended):
            if run.id not in self.told and run.end_time and run.end_time >= self.since:
                self._tell(run)
        self.told = {run.id for run in ended}

    def _tell(self, run: FlowRun) -> None:
        """Say in one line what became of a run."""
        state = run.state_name or ""
        message = (run.state.message if run.state else None) or "no reason is known."
        if run.state_type is StateType.COMPLETED:
            told = f"done in {run.total_run_time.total_seconds():.0f} s"
            if notices.MISSING in run.labels:
                told += f"; {run.labels[notices.MISSING]}"
        elif FULL in message:
            if not self.is_skipping:  # once, however many are
                self.say(f"{run.name}: skipped, for the run before is still at work; the next takes up what is new")
            self.is_skipping = True
            return
        else:
            if message.startswith(EXCEPTION):
                message = message.removeprefix(EXCEPTION).partition(": ")[2]  # behind the name of its class
            told = f"{state.lower()}: {message} {self._left(run)}"
        self.is_skipping, self.has_failed = False, run.state_type is not StateType.COMPLETED
        self.mark = self._mark()
        self.say(f"{run.name}: {told}")
        notify(f"STATUS=last run {run.name}: {told}")

    def _left(self, run: FlowRun) -> str:
        """Say what is known of the corpus after a run that failed; it had noted what it was about to publish."""
        with suppress(WinnowError):  # nothing is known of a corpus that is broken
            now = manifest.read(self.settings.out)
            if now and run.labels.get(notices.PUBLISHES) in [one["run"] for one in now["runs"]]:
                return "What it did is published."
        return "The corpus is as it was." if self._mark() == self.mark else (
            "It has published nothing; the corpus was changed by somebody else.")

    def _mark(self) -> str | None:
        """Return what changes with the state of the corpus."""
        state = self.settings.out / MANIFEST
        return digest(state) if state.is_file() else None

    def _end(self, client: SyncPrefectClient, hurry: threading.Event) -> None:
        """Plan no more runs, and wait for the one under way as long as its grace lasts."""
        client.pause_deployment(self.deployment)
        if under_way := deployments.runs(client, self.deployment, UNFINISHED):
            self.say(f"stopping; {under_way[0].name} has {self.grace:.0f} s to end")
        late = time.monotonic() + self.grace
        while deployments.runs(client, self.deployment, UNFINISHED) and time.monotonic() < late:
            if hurry.wait(0.5):
                break
        self.look(client)


def _run(runner: Runner) -> None:
    """Run Prefect's runner in this thread; its children are deaf to Ctrl-C, which is for us to answer."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with suppress(Exception):  # what it says is in its log; that it has ended is seen
        asyncio.run(runner.start())


def notify(said: str) -> None:
    """Tell systemd, where it started us (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.sendto(said.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
