"""Who hears of a run that failed, and of runs that no longer come? Two automations of Prefect's call an address."""

import json
from datetime import timedelta
from typing import Final
from uuid import UUID

from prefect.automations import AutomationCore, CallWebhook, EventTrigger, Posture
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient

from flows.when import When, now

ENDED_BADLY: Final = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"}
ENDED_WELL: Final = {"prefect.flow-run.Completed"}
FAILED: Final = "winnow: a run of {name} failed"
SILENT: Final = "winnow: {name} is silent"
PAUSES: Final = 2  # times the longest pause between two runs that may pass without one that ended well
SHORTEST: Final = timedelta(minutes=1)
# what is sent: chat services (Slack, Mattermost, …) take `text`
TOLD: Final = (
    '{"text": {{ ("winnow: " ~ flow_run.name ~ ": " ~ flow_run.state.name ~ ". " ~ flow_run.state.message) | tojson }}}'
)


def watch(client: SyncPrefectClient, deployment: UUID, name: str, when: When, address: str) -> list[str]:
    """Have `address` called when a run of the deployment fails, and when none has ended well for two of its pauses.

    Automations of the same names are replaced. Returns their names.
    """
    block = Webhook(url=address).save(f"winnow-{name.replace('_', '-')}", overwrite=True)
    silence = max(PAUSES * when.longest_pause(now()), SHORTEST)
    text = f"winnow: no run of {name} has ended well for {silence}. Look whether its service or worker is up."
    wanted = [
        (FAILED, ENDED_BADLY, Posture.Reactive, timedelta(0), TOLD),
        (SILENT, ENDED_WELL, Posture.Proactive, silence, json.dumps({"text": text})),
    ]
    for title, events, posture, within, payload in wanted:
        for old in client.read_automations_by_name(title.format(name=name)):
            client.delete_automation(old.id)
        client.create_automation(AutomationCore(
            name=title.format(name=name),
            description="Made by winnow; calls the address of the Webhook block of this corpus.",
            trigger=EventTrigger(
                expect=events, posture=posture, threshold=1, within=within,
                match_related={"prefect.resource.role": "deployment",
                               "prefect.resource.id": f"prefect.deployment.{deployment}"},
            ),
            actions=[CallWebhook(block_document_id=block, payload=payload)],
        ))
    return [title.format(name=name) for title, *_ in wanted]
