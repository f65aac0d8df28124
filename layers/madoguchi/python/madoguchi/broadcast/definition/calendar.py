"""On which days in Japan something is sent again and again. Pure: who knows the holidays is given."""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from madoguchi.residents.model import USUAL_QUIET_HOURS
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import RuleRefused, SendsAtNight

MOST_DAYS = 366
FIRST_YEAR, LAST_YEAR = 2020, 2099
"""Anything else is a slip of the hand."""

MOST_SHIFT = timedelta(days=15)
"""No run of days off is longer, whatever a government decides."""

IsHoliday = Callable[[date], bool]


class Every(StrEnum):
    """How often: on `weekdays`, on a `day` of the month, on its `nth` of a weekday, on its last day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    NTH_WEEKDAY = "nth_weekday"
    MONTH_END = "month_end"


class OnHolidays(StrEnum):
    """What becomes of a national holiday; `before` and `after` move to a working day, weekends too."""

    SEND = "send"
    SKIP = "skip"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule for days from `first` to `last`, at a time of the day, Japanese time throughout.

    `weekdays` begin with 0 for Monday, `day` is 1 to 31 (a month without it is left out), `nth` is 1 to 5 or
    -1 for the last. On `excluded` days nothing is sent.
    """

    every: Every
    at: time
    first: date
    last: date
    weekdays: tuple[int, ...] = ()
    day: int = 0
    nth: int = 0
    on_holidays: OnHolidays = OnHolidays.SEND
    excluded: tuple[date, ...] = ()


def check(rule: Recurrence) -> None:
    """Raise RuleRefused for a rule that means nothing, runs for more than a year, or would send at night."""
    if not timedelta(0) <= rule.last - rule.first <= timedelta(days=MOST_DAYS):
        raise RuleRefused("a series begins before it ends, within a year")
    if not FIRST_YEAR <= rule.first.year <= LAST_YEAR:
        raise RuleRefused(f"a series begins between {FIRST_YEAR} and {LAST_YEAR}")
    if rule.at.second or rule.at.microsecond or rule.at.tzinfo:
        raise RuleRefused("a series sends at a minute of Japanese time")
    if USUAL_QUIET_HOURS.covers(datetime.combine(rule.first, rule.at)):
        raise SendsAtNight(
            f"nothing recurs between {USUAL_QUIET_HOURS.begin}:00 and {USUAL_QUIET_HOURS.end}:00"
        )
    needs_weekday = rule.every in (Every.WEEK, Every.NTH_WEEKDAY)
    if needs_weekday != bool(rule.weekdays) or not all(0 <= one < 7 for one in rule.weekdays):
        raise RuleRefused("weekdays are 0 (Monday) to 6, for a weekly rule or an n-th weekday")
    if rule.every is Every.MONTH and not 1 <= rule.day <= 31:
        raise RuleRefused("a day of 1 to 31 goes with a monthly rule")
    if rule.every is Every.NTH_WEEKDAY and rule.nth not in (1, 2, 3, 4, 5, -1):
        raise RuleRefused("the first to fifth or last (-1) goes with an n-th weekday")
    if (rule.day and rule.every is not Every.MONTH) or (rule.nth and rule.every is not Every.NTH_WEEKDAY):
        raise RuleRefused(f"neither a day nor an n-th goes with {rule.every}")


def occurrences(rule: Recurrence, is_holiday: IsHoliday) -> list[datetime]:
    """Return every moment of a rule in order, each once, with Japan's zone."""
    days = {moved for day in _days(rule) if (moved := _moved(day, rule, is_holiday))}
    kept = sorted(day for day in days if rule.first <= day <= rule.last and day not in rule.excluded)
    return [datetime.combine(day, rule.at, JST) for day in kept]


def _days(rule: Recurrence) -> Iterator[date]:
    # What is moved into the rule's days may come from outside of them.
    day, end = rule.first - MOST_SHIFT, rule.last + MOST_SHIFT
    while day <= end:
        if _is_meant(day, rule):
            yield day
        day += timedelta(days=1)


def _is_meant(day: date, rule: Recurrence) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    match rule.every:
        case Every.DAY:
            return True
        case Every.WEEK:
            return day.weekday() in rule.weekdays
        case Every.MONTH:
            return day.day == rule.day
        case Every.MONTH_END:
            return day.day == length
    nth = -1 if rule.nth == -1 and day.day + 7 > length else (day.day + 6) // 7
    return day.weekday() in rule.weekdays and nth == rule.nth


def _moved(day: date, rule: Recurrence, is_holiday: IsHoliday) -> date | None:
    match rule.on_holidays:
        case OnHolidays.SEND:
            return day
        case OnHolidays.SKIP:
            return None if is_holiday(day) else day
    step = timedelta(days=1 if rule.on_holidays is OnHolidays.AFTER else -1)
    while day.weekday() >= 5 or is_holiday(day):
        day += step
    return day
