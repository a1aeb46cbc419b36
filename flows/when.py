"""When is a corpus run: every so often, or at the times of a cron line?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from re import compile as pattern
from typing import Final, Self
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from tzlocal import get_localzone_name

from cleaners.errors import BadSetting

UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SPAN: Final = pattern(r"(\d{1,99})\s*([smhdw])")
LONGEST: Final = timedelta(days=3653)
AHEAD: Final = 60  # times of a cron line that are looked at for its longest pause


@dataclass(frozen=True, slots=True)
class When:
    """One of `cron` and `every`; the former in a time zone of an IANA name."""

    cron: str | None
    every: timedelta | None
    timezone: str

    @classmethod
    def said(cls, cron: str | None, every: str | None, timezone: str | None) -> Self:
        """Read what was said on the command line. Raises BadSetting where that is no time, or two.

        >>> When.said(None, "90m", "UTC").every
        datetime.timedelta(seconds=5400)
        """
        if bool(cron) == bool(every):
            told = "holds both --cron and --every" if cron else "holds neither --cron nor --every"
            raise BadSetting("command line", told, "Give one of them")
        zone = _zone(timezone)
        return cls(_cron(cron, zone) if cron else None, _span(every) if every else None, zone)

    def __str__(self) -> str:
        """Say it to a person.

        >>> print(When("0 3 * * *", None, "Asia/Shanghai"))
        at '0 3 * * *' (Asia/Shanghai)
        """
        return f"at '{self.cron}' ({self.timezone})" if self.cron else f"every {self.every}"

    def is_missed(self, last: datetime | None, now: datetime) -> bool:
        """Tell whether a time came and went after the `last` run was due; with no run so far, an interval has begun.

        >>> daily = When("0 3 * * *", None, "Asia/Shanghai")
        >>> monday = datetime(2026, 11, 16, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
        >>> daily.is_missed(monday, monday + timedelta(hours=23)), daily.is_missed(monday, monday + timedelta(hours=25))
        (False, True)
        """
        if self.every:
            return last is None or last + self.every <= now
        return last is not None and next(self._times(last)) <= now

    def longest_pause(self, now: datetime) -> timedelta:
        """Return the longest time that passes between two runs.

        >>> When("0 3 * * 1-5", None, "UTC").longest_pause(datetime(2026, 11, 16, tzinfo=UTC)).days
        3
        """
        return self.every or max(later - earlier for earlier, later in pairwise(islice(self._times(now), AHEAD)))

    def _times(self, after: datetime) -> CronSim:
        """Yield the times of the cron line."""
        return CronSim(self.cron or "", after.astimezone(ZoneInfo(self.timezone)))


def _span(text: str) -> timedelta:
    """Read a span of time."""
    found = SPAN.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise BadSetting("--every", f"'{text}' is no span of time", "Write a number and s, m, h, d or w, as in 10m")
    try:
        span = timedelta(**{UNITS[found[2]]: int(found[1])})
    except OverflowError:
        span = timedelta.max
    if span > LONGEST:
        raise BadSetting("--every", f"'{text}' is more than ten years", "Write a shorter span")
    return span


def _cron(line: str, zone: str) -> str:
    """Check a cron line."""
    try:
        next(CronSim(line, datetime.now(ZoneInfo(zone))))
    except (CronSimError, StopIteration) as error:
        raise BadSetting("--cron", f"'{line}' names no time", "Write minute, hour, day, month and weekday, as in "
                         "'0 3 * * *'") from error
    return line


def _zone(name: str | None) -> str:
    """Check the name of a time zone; where none is given, find this machine's."""
    try:
        return ZoneInfo(name or get_localzone_name() or "UTC").key
    except (ValueError, OSError, KeyError) as error:
        raise BadSetting("--timezone", f"'{name}' is no time zone", "Write its IANA name, as in Asia/Shanghai"
                         ) from error


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
