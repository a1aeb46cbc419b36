"""Is this run like the earlier ones, or has something broken that nobody would see?

Three shares of each run are watched. A share leaves its band where it differs from the median of earlier runs by more
than a floor, than several times their usual spread, and than chance alone does to a run of this size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any, Final

from cleaners.errors import BadSetting, WinnowError

SPREAD: Final = 1.4826  # of a normal distribution: its standard deviation by its median absolute deviation
LINES_AS_ONE: Final = 10  # lines of one page go or stay together: so many tell as much as one that stood alone
SHARES: Final = {"removed": "lines removed", "rejected": "records rejected", "duplicate": "records that are duplicates"}
MOST: Final = 3  # sources that are named
HALF: Final = 0.5  # of a departure, that those who are named must have done
ONLY_ABOVE: Final = ("rejected",)  # that nothing is rejected any more is no cause for alarm


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When does a run publish nothing until a person has looked?"""

    enabled: bool = True
    """Judge runs at all."""
    min_runs: int = 5
    """Earlier runs that it takes before one is judged."""
    max_runs: int = 50
    """The latest earlier runs count, so many of them."""
    width: float = 4.0
    """Standard deviations, from the median absolute deviation or by chance, within which a share is as usual."""
    floor: float = 0.25
    """A share this close to the median is as usual in any case."""

    def __post_init__(self) -> None:
        for name in ("min_runs", "max_runs"):
            if getattr(self, name) < 1:
                raise BadSetting(f"alarm.{name}", f"{getattr(self, name)} is less than 1", "Take 5")
        for name in ("width", "floor"):
            if getattr(self, name) < 0:
                raise BadSetting(f"alarm.{name}", f"{getattr(self, name)} is less than 0", "Leave it out")


@dataclass(frozen=True, slots=True)
class Part:
    """A share as it was counted: `count` of `whole`."""

    count: int
    whole: int

    @property
    def share(self) -> float:
        """Return it as a number from 0 to 1."""
        return self.count / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Departure:
    """A share that left its band."""

    name: str  # one of SHARES
    part: Part
    low: float
    high: float
    usual: float  # the median

    def __str__(self) -> str:
        """Say it to a person.

        >>> print(Departure("rejected", Part(9, 12), 0.0, 0.25, 0.0))
        75.0 % records rejected (9 of 12), where earlier runs had 0.0 % (0.0 % to 25.0 % is as usual)
        """
        return (f"{self.part.share:.1%} {SHARES[self.name]} ({self.part.count:,} of {self.part.whole:,}), where "
                f"earlier runs had {self.usual:.1%} ({self.low:.1%} to {self.high:.1%} is as usual)").replace("%", " %")

    @property
    def is_above(self) -> bool:
        """Tell whether there is more of it than usual, not less."""
        return self.part.share > self.high


class Unlike(WinnowError):
    """A run that is not like the earlier ones; it publishes nothing until it is accepted."""


def parts(totals: Mapping[str, Any]) -> dict[str, Part]:
    """Count the three shares of a run from its totals (`flows.publish.totals`).

    The lines of duplicates count with them, not as removed ones; copies, byte for byte, are no news at all.

    >>> fates = {"kept": 3, "copy": 2, "duplicate": 1, "rejected": 1}
    >>> gone = {"chrome/nav": 6, "duplicate/document-copy": 4}
    >>> found = parts({"records": 7, "fates": fates, "lines": 44, "blank": 10, "removed_by": gone})
    >>> {name: part.share for name, part in found.items()}
    {'removed': 0.2, 'rejected': 0.2, 'duplicate': 0.25}
    """
    fates, gone = totals["fates"], totals["removed_by"]
    duplicated = sum(count for reason, count in gone.items() if reason.startswith("duplicate/"))
    n_rejected, n_read = fates.get("rejected", 0), totals["records"] - fates.get("copy", 0)
    return {
        "removed": Part(sum(gone.values()) - duplicated, totals["lines"] - totals["blank"] - duplicated),
        "rejected": Part(n_rejected, n_read),
        "duplicate": Part(fates.get("duplicate", 0), n_read - n_rejected),
    }


def departures(
    history: Sequence[Mapping[str, Part]], run: Mapping[str, Part], settings: AlarmSettings
) -> list[Departure]:
    """List the shares of a run that leave the bands of the earlier ones, which are given in their order.

    Runs without anything to count have no say. With fewer than `settings.min_runs` that have one, no share is judged.
    """
    if not settings.enabled:
        return []
    found = []
    for name, part in run.items():
        earlier = [one[name].share for one in history if one[name].whole][-settings.max_runs:]
        if not part.whole or len(earlier) < settings.min_runs:
            continue
        low, high, usual = band(earlier, part.whole / (LINES_AS_ONE if name == "removed" else 1), settings)
        if part.share > high or (part.share < low and name not in ONLY_ABOVE):
            found.append(Departure(name, part, low, high, usual))
    return found


def band(earlier: Sequence[float], size: float, settings: AlarmSettings) -> tuple[float, float, float]:
    """Return the lowest and the highest share that is as usual for a run of a `size`, and the median of earlier ones.

    >>> [round(x, 2) for x in band([0.3, 0.3, 0.31, 0.29, 0.3], 10_000, AlarmSettings())]
    [0.05, 0.55, 0.3]
    """
    usual = median(earlier)
    spread = SPREAD * median(abs(share - usual) for share in earlier)
    # what chance does: of n draws; as if one of each kind had been drawn before, for a share of 0 is never certain
    guess = (usual * size + 1) / (size + 2)
    chance = sqrt(guess * (1 - guess) / max(size, 1))
    reach = max(settings.floor, settings.width * spread, settings.width * chance)
    return max(0.0, usual - reach), min(1.0, usual + reach), usual


def culprits(by_source: Mapping[str, Part], departure: Departure) -> list[str]:
    """Name the sources that did most of it, three at most: those whose counts are furthest beyond what is usual.

    Empty where no three make up half of what is beyond: then it is not theirs.

    >>> gone = Departure("removed", Part(10, 30), 0.0, 0.3, 0.1)
    >>> culprits({"a.txt": Part(1, 10), "b.warc": Part(9, 10), "c.txt": Part(0, 10)}, gone)
    ['b.warc (9 of 10)']
    """
    sign = 1 if departure.is_above else -1
    beyond = {name: sign * (part.count - departure.usual * part.whole) for name, part in by_source.items()}
    order = sorted((name for name in by_source if beyond[name] > 0), key=lambda name: (-beyond[name], name))
    whole, most = sum(beyond[name] for name in order), order[:1]
    while len(most) < min(MOST, len(order)) and sum(beyond[name] for name in most) < whole * HALF:
        most = order[:len(most) + 1]
    if sum(beyond[name] for name in most) < whole * HALF:
        return []
    return [f"{name} ({by_source[name].count:,} of {by_source[name].whole:,})" for name in most]
