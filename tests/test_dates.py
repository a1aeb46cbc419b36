"""Is the date that a line prints the day it means, in any language, and none where it may mean two?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.dates import LANGUAGES, dates_of, names, published

PRINTED = [
    ("2023-12-02 21:53", "2023-12-02T21:53:00"), ("2024年05月10日06:58 | 来源：人民网", "2024-05-10T06:58:00"), ("2024 05/09 22:27:02", "2024-05-09T22:27:02"),
    ("2023.04.02", "2023-04-02"), ("2023. 4. 2. 오후 3:05", "2023-04-02T15:05:00"), ("2023년 4월 2일 11시 5분", "2023-04-02T11:05:00"),
    ("2023年4月2日 11時05分", "2023-04-02T11:05:00"), ("2023/4/2(日) 午後3時5分", "2023-04-02T15:05:00"), ("２０２３年４月２日", "2023-04-02"),
    ("令和5年4月2日", "2023-04-02"), ("令和元年5月1日", "2019-05-01"), ("中華民國112年9月25日", "2023-09-25"), ("發布日期：112-09-25", "2023-09-25"),
    ("Sun Mar 12 21:10:33 2023", "2023-03-12T21:10:33"), ("Mar 21 Sat 2015 22:48", "2015-03-21T22:48:00"), ("11:05, 2 Apr 2023", "2023-04-02T11:05:00"),
    ("April 2nd, 2023", "2023-04-02"), ("2-Apr-2023 4:05 p.m.", "2023-04-02T16:05:00"), ("02.04.2023, 11.05 Uhr", "2023-04-02T11:05:00"), ("2. Jänner 2023", "2023-01-02"),
    ("1er août 2023 à 11h05", "2023-08-01T11:05:00"), ("2 de abril de 2023", "2023-04-02"), ("2 de março de 2023", "2023-03-02"), ("2 maggio 2023", "2023-05-02"),
    ("2 maart 2023", "2023-03-02"), ("2 апреля 2023 г.", "2023-04-02"), ("2 квітня 2023", "2023-04-02"), ("2 kwietnia 2023", "2023-04-02"), ("2 Nisan 2023", "2023-04-02"),
    ("ngày 2 tháng 4 năm 2023", "2023-04-02"), ("2 Agustus 2023 11.05 WIB", "2023-08-02T11:05:00"), ("2023. április 2.", "2023-04-02"),
    ("25/4/2021", "2021-04-25"), ("4/25/2021", "2021-04-25"), ("4/4/2021", "2021-04-04"), ("2021-09-14 25:30", "2021-09-14"),
]


@pytest.mark.parametrize(("line", "date"), PRINTED)
def test_dates_of_many_lands(line, date):
    """Names of months, eras and orders of day and month are read; the time stands behind, or before."""
    assert published(line).iso == date


@pytest.mark.parametrize("line", ["3/4/2021", "03-04-2021", "2023-02-30", "電話 110-12-25", "12 stones 2023", "112-09-25", "十一点二十分", ""])
def test_what_is_no_date_or_two_is_not_guessed(line):
    """Whether the third of April or the fourth of March was meant, nobody can tell; numbers alone are no year of Taiwan."""
    assert dates_of(line) == []


@pytest.mark.parametrize("line", ["2023-04-02T11:05:00+08:00", "2023-04-02T11:05:00Z", "Sun, 02 Apr 2023 11:05:00 +0800", "2023-04-02 11:05 (CET)", "2 April 2023 at 11.05 WIB"])
def test_no_zone_is_made_up(line):
    """The time is that of the clock that was read, in whatever zone."""
    assert published(line).iso == "2023-04-02T11:05:00"


@pytest.mark.parametrize("line", [
    "出版：2021-09-14 12:30 更新：2021-09-14 15:08", "更新：2021-09-14 15:08 出版：2021-09-14 12:30", "Published: 14 September 2021 12:30 | Last updated on 15 September 2021",
    "Erstellt: 14.09.2021, 12:30 Uhr, aktualisiert am 15.09.2021",
])
def test_the_first_publication_counts(line):
    """Where a line tells both, a page is of the day it came out."""
    assert published(line) == ("2021-09-14T12:30:00", False)


@pytest.mark.parametrize("line", ["已于 2021-09-14 15:08:00 修改", "更新：2021-09-14 15:08", "Mis à jour le 14 septembre 2021 à 15h08", "2021年9月14日 15時08分 更新"])
def test_dates_of_updates(line):
    """A date with nothing but an update beside it is that of an update."""
    assert published(line) == ("2021-09-14T15:08:00", True)


def test_no_name_is_two_months():
    """Whatever language a date is in, the name of its month says which."""
    months: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, month in names(language).items():
            months.setdefault(name, set()).add(month)
    assert {name for name, told in months.items() if len(told) > 1} == set()


@given(st.text(st.sampled_from("0123456789 -/.:年月日令和元民國更新aprilmayпм,"), max_size=30))
def test_any_line(line):
    """Whatever a line says, a date is a day that was."""
    assert all(re.fullmatch(r"\d{4}-[01]\d-[0-3]\d(T[0-2]\d(:[0-5]\d){2})?", date.iso) for date in dates_of(line))
