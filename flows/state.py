"""May this run go on from the corpus that stands, and from the work that an earlier one left?"""

import json
import shutil
from pathlib import Path
from typing import Any, Final

from cleaners.errors import BadSetting
from flows import arrivals, index, manifest
from flows.place import MANIFEST, beside, clear, replace
from flows.readers import Found
from flows.resume import code_version, digest
from flows.settings import Settings

PLAN: Final = "plan.json"
FREE: Final = ("read", "match.memory", "template_file")  # settings that may change from run to run


def begin(work: Path, settings: Settings) -> None:
    """Make the work folder fit for this run: what belongs to another state, other settings or other code goes.

    Raises BadSetting, or BadCorpus, where the corpus was made in a way that new documents cannot be matched with.
    """
    refuse_other(settings)
    state = settings.out / MANIFEST
    plan = json.dumps({"code": code_version(), "settings": shaping(settings.model_dump(mode="json")),
                       "state": digest(state) if state.is_file() else None}, indent=1) + "\n"
    found = work / PLAN
    if not found.is_file() or found.read_text("utf-8") != plan:
        clear(work)
        replace(found, plan)


def refuse_other(settings: Settings) -> None:
    """Raise BadSetting where a setting that shapes documents or matching is not that of the corpus."""
    before = manifest.read(settings.out)
    if before is None:
        return
    is_set = shaping(settings.model_dump(mode="json"))
    was_set = shaping(Settings().model_dump(mode="json")) | shaping(before["settings"])
    for key in sorted(is_set):
        if is_set[key] != was_set.get(key):
            fault = f"'{key}' is {is_set[key]!r}, but the corpus was made with {was_set.get(key)!r}"
            raise BadSetting(str(settings.out), fault, "Set it back, or run `winnow rebuild`")
    index.refuse_other(settings.out / "index", settings.match)


def is_idle(settings: Settings, found: Found) -> bool:
    """Claim that a run would find nothing to do; what an earlier one has left behind is then cleared away."""
    if arrivals.survey(found, settings.out, settings.read, settings.workers):
        return False
    shutil.rmtree(beside(settings.out, "work"), ignore_errors=True)
    return True


def shaping(settings: dict[str, Any], above: str = "") -> dict[str, Any]:
    """List the settings that shape documents or their matching, by their whole names.

    >>> shaping({"match": {"memory": 5, "documents": "keep"}, "read": {"page_bytes": 1}, "out": "x"})
    {'match.documents': 'keep'}
    """
    found: dict[str, Any] = {}
    for name, value in settings.items():
        key = f"{above}{name}"
        if key in FREE or key in manifest.OUTSIDE:
            continue
        found |= shaping(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return found
