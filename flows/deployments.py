"""How does Prefect know of a corpus: which deployment runs it, when, with which settings?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from httpx import TransportError
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    TERMINAL_STATES,
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    FlowRun,
    StateType,
)
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import get_current_settings
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from cleaners.errors import BadSetting
from flows import alerts, memory
from flows.corpus import build_corpus
from flows.notices import slug
from flows.settings import Settings
from flows.when import When, now

ONE: Final = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
ENDED: Final = [StateType.COMPLETED, StateType.FAILED]  # of itself, be it well or badly
PAGE: Final = 20  # flow runs that are asked for at once


def made(settings: Settings, when: When, last: datetime | None, **where: Any) -> RunnerDeployment:
    """Describe the deployment; `where` it runs, if not here, is a work pool. `last` is when a run was due last."""
    return build_corpus.to_deployment(
        name=where.pop("name", None) or slug(settings.out),
        schedule=_schedule(when, last),
        parameters={"settings": settings.model_dump(mode="json")},
        concurrency_limit=ONE,
        tags=["winnow", settings.out.name],
        description=f"Cleans what is new in {', '.join(settings.sources)} and adds it to {settings.out}, {when}. "
        "One run at a time: a run that is due while another works is cancelled, and the next takes up what it missed.",
        entrypoint_type=EntrypointType.MODULE_PATH,
        paused=False,
        **where,
    )


def _schedule(when: When, last: datetime | None) -> Schedule:
    """Say it in Prefect's words."""
    if when.cron:
        return Cron(when.cron, timezone=when.timezone)
    return Interval(when.every or timedelta(), anchor_date=last or now(), timezone="UTC")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deployment runs that is not served from here."""

    pool: str
    name: str | None  # of the deployment
    folder: Path  # of the worker's process: relative names mean there what they mean here
    alert: str | None  # an address that is called when a run fails


def deploy(settings: Settings, when: When, place: Place) -> str:
    """Put the deployment on a work pool of the Prefect server in use; return its full name.

    Raises BadSetting where no server is set, or the pool does not exist.
    """
    address = get_current_settings().api.url
    if not address:
        raise BadSetting("PREFECT_API_URL", "is not set, and no Prefect profile names a server",
                         "Set it, as in http://127.0.0.1:4200/api, or use `winnow serve`")
    with server() as client:
        try:
            client.read_work_pool(place.pool)
        except ObjectNotFound as error:
            raise BadSetting("--pool", f"{address} has no work pool '{place.pool}'",
                             f"Make it: prefect work-pool create --type process {place.pool}") from error
        job = {"working_dir": str(place.folder.absolute()), "env": environment(settings) | memory.ENVIRONMENT}
        deployment = made(settings, when, None, name=place.name, work_pool_name=place.pool, job_variables=job)
        identity = deployment.apply()
        alerts.bury(client, identity, slug(settings.out))
        alerts.watch(client, identity, slug(settings.out), when, place.alert)
    return deployment.full_name


@contextmanager
def server() -> Iterator[SyncPrefectClient]:
    """Ask the server in use. Raises BadSetting where it does not answer."""
    try:
        with get_client(sync_client=True) as client:
            yield client
    except TransportError as error:
        raise BadSetting(str(get_current_settings().api.url), f"does not answer ({error})",
                         "Start that Prefect server, or name another by PREFECT_API_URL") from error


def environment(settings: Settings) -> dict[str, str]:
    """Return what a run's process needs to know beyond its parameters."""
    return {"PREFECT_TASK_RUNNER_THREAD_POOL_MAX_WORKERS": str(settings.workers), "DO_NOT_TRACK": "1",
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}


def close(client: SyncPrefectClient, full_name: str) -> datetime | None:
    """End what an earlier life of the deployment left behind; return when the last run that ended had been due.

    Its schedule is paused, which takes back the runs it had planned; what else waits is deleted, for one run makes up
    for all. A run that still counts as under way died with its process: it would hold the one place for long.
    """
    try:
        found = client.read_deployment_by_name(full_name)
    except ObjectNotFound:
        return None
    client.pause_deployment(found.id)
    open_states = [state for state in StateType if state not in TERMINAL_STATES]
    while left := runs(client, found.id, open_states):
        for run in left:
            if run.state_type is StateType.SCHEDULED:
                client.delete_flow_run(run.id)
            else:
                client.set_flow_run_state(run.id, Crashed(message="winnow ended before this run did."), force=True)
    ended = runs(client, found.id, ENDED)
    return ended[0].expected_start_time if ended else None


def runs(
    client: SyncPrefectClient, deployment: UUID, states: list[StateType],
    order: FlowRunSort = FlowRunSort.EXPECTED_START_TIME_DESC,
) -> list[FlowRun]:
    """List the latest of a deployment's runs in these states, the last first."""
    wanted = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
    )
    return client.read_flow_runs(flow_run_filter=wanted, sort=order, limit=PAGE)
