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
    fit(work, settings)


def fit(work: Path, settings: Settings) -> None:
    """Clear a work folder, unless what is in it is of this state, these settings and this code."""
    state = settings.out / MANIFEST
    told = {"code": code_version(), "settings": shaping(settings.model_dump(mode="json")),
            "contents": settings.contents(), "state": digest(state) if state.is_file() else None}
    found, plan = work / PLAN, json.dumps(told, indent=1) + "\n"
    if not found.is_file() or found.read_text("utf-8") != plan:
        clear(work)
        replace(found, plan)


def refuse_other(settings: Settings) -> None:
    """Raise BadSetting where a setting that shapes documents or matching, or a file it names, is not the corpus's."""
    before = manifest.read(settings.out)
    if before is None:
        return
    is_set = shaping(settings.model_dump(mode="json"))
    was_set = shaping(Settings().model_dump(mode="json")) | shaping(before["settings"])
    for key in sorted(is_set):
        if is_set[key] != was_set.get(key):
            fault = f"'{key}' is {is_set[key]!r}, but the corpus was made with {was_set.get(key)!r}"
            raise BadSetting(str(settings.out), fault, "Set it back, or run `winnow rebuild`")
    _refuse_other_contents(settings, manifest.contents(before))
    index.refuse_other(settings.out / "index", settings.match)


def _refuse_other_contents(settings: Settings, before: dict[str, str]) -> None:
    """Raise BadSetting where a file that settings name has changed under its name, or a glob means others."""
    now = settings.contents()
    for path in sorted(now.keys() | before) if before else ():  # of a corpus of an older winnow, nothing is known
        if path not in before or path not in now:
            fault = "is there now, but was not" if path in now else "was there"
        elif now[path] != before[path]:
            fault = "does not hold what it held"
        else:
            continue
        raise BadSetting(path, f"{fault} when {settings.out} was made",
                         "Put back what was, name another corpus with --out, or run `winnow rebuild`")


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
