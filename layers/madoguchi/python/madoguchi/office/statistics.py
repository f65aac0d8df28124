"""How many arrived, and where they stand: by day and by state, of one owner's form."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from madoguchi.office.assembly import Office
from madoguchi.office.inbox import Sought, place_of, waiting
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Staff


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts of applications; days in Japan. `after` leads to the next part, and is empty at the end."""

    total: int
    by_state: dict[str, int]
    by_day: dict[date, int]
    after: str = ""

    def __add__(self, other: "Numbers") -> "Numbers":
        """Add up two parts, the later one last."""
        by_state = Counter(self.by_state) + Counter(other.by_state)
        by_day = Counter(self.by_day) + Counter(other.by_day)
        return Numbers(self.total + other.total, dict(by_state), dict(by_day), other.after)


COUNTED_MOST = 20_000
"""Lines that one request counts: some 700 read units, within a second or two."""


def numbers(staff: Staff, sought: Sought, office: Office) -> Numbers:
    """Count what one request may. Raises NotFound for another owner, BadRequest for more than a year."""
    staff.require("clerk", "approver", "auditor")
    staff.require_owner(sought.owner)
    states: Counter[str] = Counter()
    days: Counter[date] = Counter()
    last = ""
    for counted, one in enumerate(waiting(sought, office, COUNTED_MOST)):
        if counted == COUNTED_MOST:
            return Numbers(states.total(), dict(states), dict(days), last)
        last = place_of(one)
        states[one.state] += 1
        days[one.arrived_at.astimezone(JST).date()] += 1
    return Numbers(states.total(), dict(states), dict(days))
