"""What may a number be that a user sets? A fraction is a share, a whole number counts, unless it is said here."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from cleaners.errors import BadSetting

MOST: Final = (1 << 31) - 1
RANGES: Final[dict[str, tuple[float, float]]] = {  # least and most
    "workers": (1, 1024),
    "templates.min_pages": (2, MOST),  # what stands on one page recurs nowhere
    "templates.max_times": (1, MOST),
    "templates.min_recurring": (1, MOST),
    "templates.max_pages": (1, MOST),
    "repeats.min_lines": (1, MOST),
    "repeats.min_weight": (0, MOST),
    "match.memory": (1 << 20, 1 << 50),  # bytes
    "match.min_shared": (1, MOST),
    "match.min_contained": (1, MOST),
    "match.lines.minhash.permutations": (1, 4096),
    "match.lines.minhash.seed": (0, (1 << 32) - 1),  # as NumPy's generator takes it
    "alarm.min_runs": (1, MOST),
    "alarm.max_runs": (1, MOST),
    "alarm.width": (0, MOST),
}
FREE: Final = ("read.", "filter.signals.")  # checked by their fields; of signals, any bound may be meant


def refuse(settings: Mapping[str, Any]) -> None:
    """Raise BadSetting for a number out of its range, or none."""
    for name, value in numbers(settings):
        least, most = bounds(name, value)
        if not (isfinite(value) and least <= value <= most):
            fault = f"{value} is not in {least} to {most}" if isfinite(most) else f"{value} is no number"
            raise BadSetting(name, fault, "Give it such a number, or leave it out")


def bounds(name: str, value: float) -> tuple[float, float]:
    """Return the least and the most that a number may be, by the whole name of its setting.

    >>> bounds("chrome.foot_share", 0.85), bounds("alarm.min_runs", 5)
    ((0, 1), (1, 2147483647))
    """
    if name.startswith(FREE):
        return float("-inf"), float("inf")
    usual = (0, 1) if isinstance(value, float) else (0, MOST)
    return RANGES.get(name.replace("match.whole.", "match.lines."), usual)


def numbers(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    """List settings that are numbers, by their whole names."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from numbers(value, f"{above}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{above}{name}", value
