"""Who hears of a run that failed, died, or never came? Automations on Prefect's server, which call an address."""

import json
from datetime import timedelta
from typing import Final
from uuid import UUID

from prefect.automations import AutomationCore, CallWebhook, ChangeFlowRunState, EventTrigger, Posture
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType

from flows.when import When, now

ENDED_BADLY: Final = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"}
ENDED_WELL: Final = {"prefect.flow-run.Completed"}
BEAT: Final = "prefect.flow-run.heartbeat"
BEATS: Final = timedelta(seconds=100)  # within which one of every 30 s must come
RESOURCE: Final = "prefect.resource.id"
PAUSES: Final = 2  # times the longest pause between two runs that may pass without a sign of one,
DELAY: Final = timedelta(minutes=5)  # and what a busy machine, or Prefect's own bookkeeping, may add to it
# what is sent: chat services (Slack, Mattermost, …) take `text`
TOLD: Final = (
    '{"text": {{ ("winnow: " ~ flow_run.name ~ ": " ~ flow_run.state.name ~ ". " ~ flow_run.state.message) | tojson }}}'
)


def watch(client: SyncPrefectClient, deployment: UUID, name: str, when: When, address: str | None) -> None:
    """Have `address` called when a run of the deployment fails, and when none has shown itself for long.

    A run shows itself by its heartbeat as soon as it begins, and by its end; one that fails is told anyway. Prefect
    holds the ends of runs that were planned less than five minutes ahead back for a quarter of an hour, but no
    heartbeat. Without an address, nothing is called any more.
    """
    titles = f"winnow: a run of {name} failed", f"winnow: {name} is silent"
    for title in titles:
        _drop(client, title)
    if not address:
        return
    block = Webhook(url=address).save(f"winnow-{name}", overwrite=True)
    silence = PAUSES * when.longest_pause(now()) + DELAY
    told = f"winnow: no run of {name} has been at work for {silence}. Look whether its service or worker is up."
    failed = EventTrigger(expect=ENDED_BADLY, posture=Posture.Reactive, threshold=1, match_related=_of(deployment))
    silent = EventTrigger(expect={BEAT, *ENDED_WELL}, posture=Posture.Proactive, threshold=1, within=silence,
                          match_related=_of(deployment))
    _make(client, titles[0], failed, CallWebhook(block_document_id=block, payload=TOLD))
    _make(client, titles[1], silent, CallWebhook(block_document_id=block, payload=json.dumps({"text": told})))


def bury(client: SyncPrefectClient, deployment: UUID, name: str) -> None:
    """Have a run whose process died unheard become Crashed, as soon as its heartbeat is missing."""
    missing = EventTrigger(
        after={BEAT}, expect={BEAT, *ENDED_WELL, *ENDED_BADLY, "prefect.flow-run.Cancelled"}, for_each={RESOURCE},
        posture=Posture.Proactive, threshold=1, within=BEATS, match_related=_of(deployment),
    )
    crash = ChangeFlowRunState(state=StateType.CRASHED, message="Its process is gone: its heartbeat was missing.")
    title = f"winnow: a run of {name} died"
    _drop(client, title)
    _make(client, title, missing, crash)


def _of(deployment: UUID) -> dict[str, str]:
    return {"prefect.resource.role": "deployment", RESOURCE: f"prefect.deployment.{deployment}"}


def _drop(client: SyncPrefectClient, title: str) -> None:
    for old in client.read_automations_by_name(title):
        client.delete_automation(old.id)


def _make(
    client: SyncPrefectClient, title: str, trigger: EventTrigger, action: CallWebhook | ChangeFlowRunState
) -> None:
    told = "Made by winnow, which makes it anew when the corpus is served or deployed again."
    client.create_automation(AutomationCore(name=title, description=told, trigger=trigger, actions=[action]))
