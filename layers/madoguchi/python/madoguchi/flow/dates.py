"""Days as residents write them: western years and the eras of Japan, whole dates and dates known in part.

A date is kept as ISO 8601: `1950-03-04`, or `1950-03` and `1950` where the rest is not known.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Era:
    """An era: `first` and `last` are the days that may be written in it; year 1 is that of `first`."""

    id: str
    name: str
    letter: str
    first: date
    last: date

    def western(self, year: int) -> int:
        """Return the western year of a year of this era."""
        return self.first.year + year - 1


# The calendar became the western one on 1873-01-01 (Meiji 6): days before it were counted by the moon. Meiji
# and Taisho end on the day on which their successors begin: it changed during that day; registers have both.
ERAS = (
    Era("reiwa", "令和", "R", date(2019, 5, 1), date.max),
    Era("heisei", "平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("showa", "昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("taisho", "大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("meiji", "明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
)
FIRST_COUNTED_BY_THE_SUN = date(1873, 1, 1)
WESTERN = "western"
_BY_ID = {era.id: era for era in ERAS}
_BY_SIGN = {sign: era.id for era in ERAS for sign in (era.name, era.letter)}
_ERA_DATE = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])\s*(元|[0-9]{1,2})\s*(?:[-/.年]\s*(?:([0-9]{1,2})\s*(?:[-/.月]\s*(?:([0-9]{1,2})日?)?)?)?)?"
)
_WESTERN_DATE = re.compile(
    r"(?:西暦)?([0-9]{4})\s*(?:[-/.年]\s*(?:([0-9]{1,2})\s*(?:[-/.月]\s*(?:([0-9]{1,2})\s*日?)?)?)?)?"
)


class NotADate(Exception):
    """No such day: `in_era` says that the day exists, and the era does not reach it."""

    def __init__(self, *, in_era: bool = False) -> None:
        super().__init__("not a date")
        self.in_era = in_era


def iso_date(era: str, year: int, month: int | None = None, day: int | None = None) -> str:
    """Write a date, whole or in part, as ISO 8601. `era` is an era's id or `western`. Raises NotADate."""
    known = _BY_ID.get(era)
    if known is None and era != WESTERN:
        raise NotADate
    western = known.western(year) if known else year
    if year < 1 or not 1 <= western <= 9999 or (day is not None and month is None):
        raise NotADate
    try:
        earliest = date(western, month or 1, day or 1)
        latest = earliest if day is not None else _last_day(western, month)
    except ValueError as error:
        raise NotADate from error
    if latest < FIRST_COUNTED_BY_THE_SUN:
        raise NotADate
    if known and (latest < known.first or known.last < earliest):
        raise NotADate(in_era=True)
    written = [f"{western:04}", *(f"{part:02}" for part in (month, day) if part is not None)]
    return "-".join(written)


def read_date(text: str) -> str:
    """Read a date as it is written, in either count of years. Raises NotADate."""
    folded = unicodedata.normalize("NFKC", text).strip().upper()
    if found := _ERA_DATE.fullmatch(folded):
        sign, year, month, day = found.groups()
        return iso_date(_BY_SIGN[sign], 1 if year == "元" else int(year), _number(month), _number(day))
    if found := _WESTERN_DATE.fullmatch(folded):
        year, month, day = found.groups()
        return iso_date(WESTERN, int(year), _number(month), _number(day))
    raise NotADate


def is_whole(iso: str) -> bool:
    """Tell whether a kept date has its month and day."""
    return len(iso) == len("2026-04-01")


def era_year(iso: str) -> tuple[str, int] | None:
    """Return the era's name and the year in it of a kept date: the later era on a day that two share.

    None before the eras, and for a date in part that may lie in two of them.
    """
    numbers = [int(part) for part in iso.split("-")]
    first = date(numbers[0], *[*numbers[1:], 1, 1][:2])
    last = first if is_whole(iso) else _last_day(numbers[0], numbers[1] if len(numbers) > 1 else None)
    found = {
        next(((era.name, day.year - era.first.year + 1) for era in ERAS if era.first <= day), None)
        for day in (first, last)
    }
    return found.pop() if len(found) == 1 else None


def age_on(birth: str, day: str) -> int | None:
    """Return how old somebody is on a day; None where a date in part leaves it open.

    By law (of 1902, on counting age) a year of life is full at the end of the day before the birthday. What
    is asked here is the age that people say: it changes on the birthday, and on 1 March for 29 February.
    """
    if not is_whole(birth) or not is_whole(day):
        return None
    born, on = date.fromisoformat(birth), date.fromisoformat(day)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _last_day(year: int, month: int | None) -> date:
    if month is None or month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _number(text: str | None) -> int | None:
    return int(text) if text else None
