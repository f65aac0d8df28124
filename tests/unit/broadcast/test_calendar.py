"""On which days something recurs."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from madoguchi.broadcast.definition.calendar import Every, OnHolidays, Recurrence, check, occurrences
from madoguchi.broadcast.definition.holidays import is_holiday
from madoguchi.runtime.errors import BadRequest

TEN = time(10, 0)
YEAR = (date(2026, 4, 1), date(2027, 3, 31))

DECADE = (date(2026, 1, 1), date(2036, 12, 31))

days_of_rules = st.dates(*DECADE)


@st.composite
def rules(draw):
    every = draw(st.sampled_from(Every))
    first = draw(days_of_rules)
    return Recurrence(
        every,
        draw(st.times(time(7), time(20, 59)).map(lambda at: at.replace(second=0, microsecond=0))),
        first,
        first + timedelta(days=draw(st.integers(0, 366))),
        weekdays=draw(st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(tuple))
        if every in (Every.WEEK, Every.NTH_WEEKDAY)
        else (),
        day=draw(st.integers(1, 31)) if every is Every.MONTH else 0,
        nth=draw(st.sampled_from((1, 2, 3, 4, 5, -1))) if every is Every.NTH_WEEKDAY else 0,
        on_holidays=draw(st.sampled_from(OnHolidays)),
        excluded=tuple(draw(st.lists(days_of_rules, max_size=5))),
    )


def days(rule, holiday=is_holiday):
    return [moment.date() for moment in occurrences(rule, holiday)]


@given(rules())
def test_moments_are_in_order_once_in_time_and_never_on_an_excluded_day(rule):
    check(rule)
    moments = occurrences(rule, is_holiday)
    assert moments == sorted(set(moments))
    for moment in moments:
        assert rule.first <= moment.date() <= rule.last
        assert moment.date() not in rule.excluded
        assert moment.timetz().replace(tzinfo=None) == rule.at
        assert moment.utcoffset() == timedelta(hours=9)


@given(rules())
def test_a_day_off_is_never_sent_on_when_the_rule_moves(rule):
    assume(rule.on_holidays is not OnHolidays.SEND)
    for day in days(rule):
        assert not is_holiday(day)
        if rule.on_holidays is not OnHolidays.SKIP:
            assert day.weekday() < 5


@given(rules(), rules())
def test_a_longer_rule_yields_what_a_shorter_one_does(rule, other):
    longer = replace(rule, first=rule.first - timedelta(days=40), last=rule.last + timedelta(days=40))
    assert [one for one in days(longer) if rule.first <= one <= rule.last] == days(rule)


@given(rules())
def test_without_holidays_every_rule_means_its_plain_days(rule):
    plain = replace(rule, on_holidays=OnHolidays.SEND, excluded=())
    span = [rule.first + timedelta(days=one) for one in range((rule.last - rule.first).days + 1)]
    meant = {
        Every.DAY: lambda _: True,
        Every.WEEK: lambda day: day.weekday() in rule.weekdays,
        Every.MONTH: lambda day: day.day == rule.day,
        Every.MONTH_END: lambda day: (day + timedelta(days=1)).day == 1,
        Every.NTH_WEEKDAY: lambda day: (
            day.weekday() in rule.weekdays
            and (
                (day + timedelta(days=7)).month != day.month
                if rule.nth == -1
                else (day - timedelta(days=7 * (rule.nth - 1))).month == day.month
                and (day - timedelta(days=7 * rule.nth)).month != day.month
            )
        ),
    }[rule.every]
    assert days(plain) == [day for day in span if meant(day)]


def nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (nth - 1))


def equinox(year: int, march: float) -> int:
    """The day in March, or in September, by the formula of the almanacs (1980 to 2099)."""
    return int(march + 0.242194 * (year - 1980)) - (year - 1980) // 4


def named_holidays(year: int) -> set[date]:
    """The days that the law on national holidays names."""
    fixed = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
    mondays = ((1, 2), (7, 3), (9, 3), (10, 2))
    equinoxes = {date(year, 3, equinox(year, 20.8431)), date(year, 9, equinox(year, 23.2488))}
    return {date(year, *day) for day in fixed} | {nth_monday(year, *nth) for nth in mondays} | equinoxes


def holidays_by_law(first: int, last: int) -> set[date]:
    """Those, the next other day where one falls on a Sunday, and what lies between two of them."""
    named = set().union(*(named_holidays(year) for year in range(first, last + 1)))
    one = timedelta(days=1)
    substitutes = set()
    for day in sorted(named):
        if day.weekday() == 6:
            moved = day + one
            while moved in named:
                moved += one
            substitutes.add(moved)
    between = {day + one for day in named if day + 2 * one in named and (day + one).weekday() != 6}
    return named | substitutes | between


def test_the_holidays_of_eleven_years_are_those_of_the_law():
    lawful = holidays_by_law(DECADE[0].year, DECADE[1].year)
    span = [DECADE[0] + timedelta(days=one) for one in range((DECADE[1] - DECADE[0]).days + 1)]
    assert [day for day in span if is_holiday(day)] == sorted(lawful)
    # 振替休日 two days after the Sunday, and 国民の休日 between 敬老の日 and 秋分の日.
    assert {date(2026, 5, 6), date(2026, 9, 22), date(2032, 9, 21)} <= lawful


@given(rules())
def test_whatever_is_moved_goes_to_the_next_working_day_and_to_no_other(rule):
    def works(day: date) -> bool:
        return day.weekday() < 5 and not is_holiday(day)

    a_month = timedelta(days=30)
    wide = replace(rule, first=rule.first - a_month, last=rule.last + a_month)
    meant = set(days(replace(wide, on_holidays=OnHolidays.SEND, excluded=())))
    step = {OnHolidays.BEFORE: timedelta(days=1), OnHolidays.AFTER: timedelta(days=-1)}.get(rule.on_holidays)

    def is_sent(day: date) -> bool:
        if rule.on_holidays is OnHolidays.SEND:
            return day in meant
        if rule.on_holidays is OnHolidays.SKIP:
            return day in meant and not is_holiday(day)
        if not works(day):
            return False
        reached = {day}
        while not works(day := day + step):
            reached.add(day)
        return bool(reached & meant)

    span = [rule.first + timedelta(days=one) for one in range((rule.last - rule.first).days + 1)]
    assert days(rule) == [day for day in span if day not in rule.excluded and is_sent(day)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Recurrence(Every.NTH_WEEKDAY, TEN, *YEAR, weekdays=(1,), nth=3), "2026-04-21"),
        (Recurrence(Every.NTH_WEEKDAY, TEN, *YEAR, weekdays=(4,), nth=-1), "2026-04-24"),
        (Recurrence(Every.MONTH_END, TEN, date(2027, 2, 1), date(2027, 3, 1)), "2027-02-28"),
        (Recurrence(Every.MONTH, TEN, date(2026, 5, 1), YEAR[1], day=31), "2026-05-31"),
    ],
)
def test_a_clerk_finds_the_day_in_a_calendar(rule, expected):
    assert days(rule)[0] == date.fromisoformat(expected)


def test_a_month_without_the_day_is_left_out():
    months = [day.month for day in days(Recurrence(Every.MONTH, TEN, *YEAR, day=31))]
    assert months == [5, 7, 8, 10, 12, 1, 3]


def test_the_long_holidays_of_2026_are_gone_round():
    # 05-03 to 05-06 are holidays (the 6th for the 3rd, a Sunday); 09-21 to 09-23 too, the 22nd between two.
    span = (date(2026, 4, 29), date(2026, 5, 8))
    daily = Recurrence(Every.DAY, TEN, *span, on_holidays=OnHolidays.AFTER)
    assert [str(day) for day in days(daily)] == ["2026-04-30", "2026-05-01", "2026-05-07", "2026-05-08"]
    autumn = Recurrence(Every.DAY, TEN, date(2026, 9, 20), date(2026, 9, 24), on_holidays=OnHolidays.SKIP)
    assert [str(day) for day in days(autumn)] == ["2026-09-20", "2026-09-24"]


def test_a_pay_day_before_the_weekend_may_come_from_outside_of_the_span():
    rule = Recurrence(
        Every.MONTH, TEN, date(2026, 10, 30), date(2026, 10, 30), day=1, on_holidays=OnHolidays.BEFORE
    )
    assert days(rule) == [date(2026, 10, 30)]


@pytest.mark.parametrize(
    "changes",
    [
        {"last": date(2026, 3, 31)},
        {"last": date(2027, 4, 3)},
        {"at": time(21, 0)},
        {"at": time(6, 59)},
        {"weekdays": (1,)},
        {"day": 3},
        {"nth": 2},
        {"every": Every.WEEK},
        {"every": Every.WEEK, "weekdays": (7,)},
        {"every": Every.MONTH},
        {"every": Every.MONTH, "day": 32},
        {"every": Every.NTH_WEEKDAY, "weekdays": (1,)},
        {"every": Every.NTH_WEEKDAY, "weekdays": (1,), "nth": 6},
    ],
    ids=str,
)
def test_a_rule_that_means_nothing_is_refused(changes):
    with pytest.raises(BadRequest):
        check(replace(Recurrence(Every.DAY, TEN, *YEAR), **changes))
