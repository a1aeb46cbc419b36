"""When was it, going by a line that prints a date?

Days and times stand as they are printed, in whatever zone that was: an offset is not read, and none is made up.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from unicodedata import normalize

# Whose names of months are known, by CLDR's tables. No name is two months': Croatian, whose listopad is another month
# than its neighbours', is left out.
LANGUAGES: Final = (
    "en", "de", "fr", "es", "pt", "it", "nl", "ru", "uk", "pl", "tr", "id", "de_AT", "ca", "sv", "da", "nb", "fi", "cs",
    "sk", "hu", "ro", "bg", "el",
)

_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_NAME: Final = r"(?P<name>[^\W\d_]{3,12})"
_DAY: Final = r"(?P<day>\d{1,2})"
_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the years before their first
_REPUBLIC: Final = "民國"
_FORMS: Final = tuple(re.compile(form) for form in (
    rf"(?<!\d){_YEAR}(?: ?[-/.年년] ?| )(?P<month>\d{{1,2}}) ?[-/.月월] ?{_DAY}",
    rf"{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,?(?: [a-z]{{3,9}},?)?(?: [\d:]{{4,8}})? {_YEAR}",  # and as C's ctime
    rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|[oa°])?,?[-/. ]{{1,2}}(?:of |de |d['’])?{_NAME}\.?,?[-/ ]?(?:del? |of )?{_YEAR}",
    rf"(?<!\d){_YEAR}[-/. ]{{1,2}}{_NAME}\.?[-/ ]{_DAY}",
    rf"(?<!\d){_DAY} (?:tháng|thg) (?P<month>\d{{1,2}})(?:,? năm|,)? {_YEAR}",
    rf"(?<![\d.])(?P<one>\d{{1,2}}) ?(?P<mark>[-/.]) ?(?P<two>\d{{1,2}}) ?(?P=mark) ?{_YEAR}(?!\d)",
    rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<of_era>\d{{1,3}}|元) ?年 ?(?P<month>\d{{1,2}}) ?月 ?{_DAY}",
    rf"(?<![-\d])(?:(?<=[\u4e00-\u9fff])|(?<=:)|(?<=: ))(?P<of_era>1[0-4]\d)[-/.](?P<month>\d\d)[-/.]{_DAY}(?![-\d])",
))
_CLOCK: Final = re.compile(
    r"(?:(?P<half>[上下]午|午[前後后]|오[전후]) ?)?(?<![\d:])(?P<hour>\d{1,2}) ?"
    r"(?:[:时時点點시h]|\.(?=\d\d ?(?:uhr|wi[bt]|wita)\b)) ?"
    r"(?P<minute>\d{2}|\d(?= ?[分분]))(?::(?P<second>\d{2})|[分분] ?(?P<last>\d{1,2}) ?[秒초])?"
    r"(?:(?::\d\d)?\W{0,2}(?P<after>[ap])\.? ?m\b)?"
)
_LATE: Final = frozenset(("下午", "午後", "午后", "오후", "p"))
_UPDATES: Final = (
    r"(?:更新|修改|编辑|編輯|수정|updated|modified|edited|aktualisiert|mise? à jour|ac?tualizad[oa]"
    r"|aggiornat[oa]|bijgewerkt|обновлен[оа]|оновлено|zaktualizowano|güncellen?me|cập nhật|diperbarui)"
)
_IS_UPDATE: Final = re.compile(
    rf"{_UPDATES}(?:[时時]间|[时時]間|日[期時]?|[于於]| (?:tarihi|lúc|date|time|on|at|am|le|el|em|il|op|pada))?"
    r"[\W_]*(?:[\d:]{4,8}[\W_]*)?(?:ngày )?$"
)
_WAS_UPDATED: Final = re.compile(rf"^\D?[\W\d时時分秒日]*{_UPDATES}\W*$")
_MONTHS, _HOURS, _SIXTY = 12, 24, 60


class Date(NamedTuple):
    """A date as ISO 8601, with the time where it is printed, and whether it is that of an update."""

    iso: str
    is_update: bool


def dates_of(line: str) -> list[Date]:
    """Read the dates that a line prints; not those that may be either of two days.

    >>> [date.iso for date in dates_of("发布于 2023年9月7日 04:05")], dates_of("3/4/2021")
    (['2023-09-07T04:05:00'], [])
    >>> dates_of("Publicado: 2 de abril de 2023 | Actualizado: 3 de abril de 2023, 10:20")
    [Date(iso='2023-04-02', is_update=False), Date(iso='2023-04-03T10:20:00', is_update=True)]
    """
    text = normalize("NFKC", line).lower()
    days = list(_days(text))
    starts = [*(match.start() for match, _ in days), len(text)]
    found, before = [], 0
    for (match, day), (start, behind) in zip(days, pairwise(starts), strict=True):
        label, rest = text[before:start], text[match.end() : behind]
        is_last = behind == len(text)
        time = _time(text[start:behind]) or ("" if found else _time(label))
        found.append(Date(day + time, bool(_IS_UPDATE.search(label) or (is_last and _WAS_UPDATED.search(rest)))))
        before = match.end()
    return found


def published(line: str) -> Date | None:
    """Return the date that a line gives of a page: the first, unless it is that of an update and another is not.

    >>> published("更新：2021-09-14 15:08 出版：2021-09-14 12:30")
    Date(iso='2021-09-14T12:30:00', is_update=False)
    """
    return min(dates_of(line), key=lambda date: date.is_update, default=None)


def _days(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each date and its day as ISO 8601, left to right, no place read twice."""
    end = 0
    for match in sorted((match for form in _FORMS for match in form.finditer(text)), key=re.Match.start):
        day = _day(match.groupdict()) if match.start() >= end else None
        if day:
            end = match.end()
            yield match, day


def _day(parts: dict[str, str | None]) -> str | None:
    """Write a day; None if it never was, or may be two."""
    year = int(parts["year"]) if parts.get("year") else _of_era(parts)
    if parts.get("one"):
        month, day = _in_order(int(parts["one"]), int(parts["two"]), parts["mark"])
    else:
        month, day = _month(parts["name"]) if parts.get("name") else int(parts["month"]), int(parts["day"])
    is_day = 1 <= month <= _MONTHS and 1 <= day <= monthrange(year, month)[1]
    return f"{year}-{month:02d}-{day:02d}" if is_day else None


def _in_order(one: int, two: int, mark: str) -> tuple[int, int]:
    """Return month and day of 2.4. or 4/2, the month 0 where either may be it; who writes dots writes the day first.

    >>> _in_order(2, 4, "."), _in_order(25, 4, "/"), _in_order(4, 25, "-"), _in_order(3, 4, "/")
    ((4, 2), (4, 25), (4, 25), (0, 4))
    """
    if two > _MONTHS:
        return one, two
    return (two if mark == "." or one > _MONTHS or one == two else 0), one if mark == "." or one > _MONTHS else two


def _of_era(parts: dict[str, str | None]) -> int:
    """Return the year of our era."""
    return _ERAS[parts.get("era") or _REPUBLIC] + (1 if parts["of_era"] == "元" else int(parts["of_era"]))


@lru_cache(1024)
def _month(name: str) -> int:
    """Return the month of a name, in any language, whole or cut short; 0 if it is none's.

    >>> _month("july"), _month("sept"), _month("апреля"), _month("mai"), _month("monday")
    (7, 9, 4, 5, 0)
    """
    return next((names(language)[name] for language in LANGUAGES if name in names(language)), 0)


@cache
def names(language: str) -> dict[str, int]:
    """Return the months of the names that a language has for them, as they stand in a date and alone.

    >>> names("de")["märz"], names("ca")["abril"], names("pl")["kwietnia"]
    (3, 4, 4)
    """
    from babel.dates import get_month_names  # noqa: PLC0415  most pages write months as numbers

    return {
        re.split(r"[ ’]", name.lower().rstrip("."))[-1]: month
        for width in ("wide", "abbreviated") for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, language).items()
    }


def _time(text: str) -> str:
    """Return the time that stands first, as ISO 8601 writes it behind a day; "" where there is none.

    >>> _time(" 下午3時05分"), _time(", 11.05 uhr"), _time(" at 4:05 pm"), _time(" 25:10")
    ('T15:05:00', 'T11:05:00', 'T16:05:00', '')
    """
    clock = _CLOCK.search(text)
    if not clock:
        return ""
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or clock["last"] or 0)
    half = clock["half"] or clock["after"]
    hour = hour if not half else hour % 12 + 12 * (half in _LATE)
    return f"T{hour:02d}:{minute:02d}:{second:02d}" if hour < _HOURS and max(minute, second) < _SIXTY else ""
