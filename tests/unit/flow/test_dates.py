"""Days in western years and in eras: their boundaries are exact, and a date comes back as it was meant."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.dates import ERAS, NotADate, age_on, era_year, iso_date, read_date

BOUNDARIES = [
    ("meiji", 45, 7, 30, "1912-07-30"),
    ("taisho", 1, 7, 30, "1912-07-30"),
    ("taisho", 15, 12, 25, "1926-12-25"),
    ("showa", 1, 12, 25, "1926-12-25"),
    ("showa", 64, 1, 7, "1989-01-07"),
    ("heisei", 1, 1, 8, "1989-01-08"),
    ("heisei", 31, 4, 30, "2019-04-30"),
    ("reiwa", 1, 5, 1, "2019-05-01"),
]
BEYOND = [
    ("meiji", 45, 7, 31),
    ("taisho", 1, 7, 29),
    ("taisho", 15, 12, 26),
    ("showa", 1, 12, 24),
    ("showa", 64, 1, 8),
    ("heisei", 1, 1, 7),
    ("heisei", 31, 5, 1),
    ("reiwa", 1, 4, 30),
]


@pytest.mark.parametrize(("era", "year", "month", "day", "iso"), BOUNDARIES)
def test_the_first_and_last_days_of_an_era_are_its_own(era: str, year: int, month: int, day: int, iso: str):
    assert iso_date(era, year, month, day) == iso


@pytest.mark.parametrize(("era", "year", "month", "day"), BEYOND)
def test_the_days_beside_them_are_not(era: str, year: int, month: int, day: int):
    with pytest.raises(NotADate) as refused:
        iso_date(era, year, month, day)
    assert refused.value.in_era


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昭和25年3月4日", "1950-03-04"),
        ("令和元年5月1日", "2019-05-01"),
        ("㍻元年1月8日", "1989-01-08"),
        ("S25.3.4", "1950-03-04"),
        ("ｈ１/１/８", "1989-01-08"),
        ("1950年3月4日", "1950-03-04"),
        ("西暦1950年", "1950"),
        ("1950-03", "1950-03"),
        ("昭和25年", "1950"),
        ("平成元年1月", "1989-01"),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, iso: str):
    assert read_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1950-02-30",
        "昭和65年",
        "令和0年1月1日",
        "明治5年12月2日",
        "0000-01-01",
        "25年3月4日",
        "1950-13",
        "X1.1.1",
    ],
)
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(NotADate):
        read_date(text)


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_has_an_era_in_which_it_is_read_again(day: date):
    named = era_year(day.isoformat())
    assert named
    name, year = named
    assert read_date(f"{name}{year}年{day.month}月{day.day}日") == day.isoformat()


@given(
    st.sampled_from(ERAS), st.integers(0, 70), st.integers(0, 13) | st.none(), st.integers(0, 32) | st.none()
)
def test_whatever_is_chosen_is_a_day_of_that_era_or_refused(
    era, year: int, month: int | None, day: int | None
):
    try:
        iso = iso_date(era.id, year, month, day)
    except NotADate:
        return
    if month and day:
        assert era.first <= date.fromisoformat(iso) <= era.last


@given(st.text(max_size=12))
def test_no_text_makes_reading_fail(text: str):
    with suppress(NotADate):
        assert read_date(read_date(text))


def test_a_year_of_two_eras_is_shown_in_neither():
    assert era_year("1989") is None
    assert era_year("1989-02") == ("平成", 1)
    assert era_year("1850-01-01") is None


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2008-04-01", "2026-04-01", 18),
        ("2008-04-02", "2026-04-01", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008", "2026-04-01", None),
    ],
)
def test_an_age_changes_on_the_birthday(birth: str, day: str, age: int | None):
    assert age_on(birth, day) == age
