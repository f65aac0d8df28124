"""What the staff's API over series takes and gives, as its OpenAPI document shows it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from madoguchi.broadcast.definition.calendar import Every, OnHolidays
from madoguchi.broadcast.definition.model import Kind
from madoguchi.broadcast.definition.series import SeriesState
from madoguchi.broadcast.desk.shapes_api import ContentName, Reason, Shape, Step

MOST_EXCLUDED = 366


class Weekday(StrEnum):
    """Days of the week, beginning with Monday as rules do."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Rule(Shape):
    """On which days, at which minute, in Japan, something is sent.

    `weekdays` go with `week` and `nth_weekday`, `day` with `month` (a month without it is left out), `nth`
    with `nth_weekday` (-1 is the last). On national holidays, which `before` and `after` extend by weekends,
    it is sent as usual, not at all, on the working day before or after.
    """

    every: Every
    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    first: date
    last: date
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    nth: Annotated[int, Field(ge=-1, le=5)] | None = None
    on_holidays: OnHolidays = OnHolidays.SEND
    excluded: list[date] = Field(default=[], max_length=MOST_EXCLUDED)


class SeriesDraft(Shape):
    """What is to be sent again and again, to whom, on which days."""

    content: ContentName
    segment: Annotated[str, Field(max_length=1000)] = ""
    rule: Rule


class Skip(Shape):
    """Which day is left out, and why: it stands in the history."""

    day: date
    reason: Reason


class SeriesShown(BaseModel):
    """A series as it stands: `hash` is what an approval vouches for.

    `next` are at most ten of the `left` moments at which it will send or, being stopped or not approved,
    would. `under_way` are the broadcasts of days that have begun and are not over: cancel them as such.
    """

    id: str
    kind: Kind
    state: SeriesState
    content: str
    languages: list[str]
    segment: str
    rule: Rule
    counted: int
    hash: str
    approved_by: list[str]
    approvals_needed: int
    author: str
    next: list[datetime]
    left: int
    skipped: list[date]
    under_way: list[str]
    history: list[Step]


class SeriesListed(BaseModel):
    """The series that have days in a year, newest first."""

    series: list[SeriesShown]


class Days(BaseModel):
    """Every moment of a rule, which an approval vouches for, but for those that are skipped."""

    days: list[datetime]
