"""How many arrived, and where they stand: by day and by state, of one owner's form."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from madoguchi.office.assembly import Office
from madoguchi.office.inbox import Sought, waiting
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Staff


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts of applications; days in Japan."""

    total: int
    by_state: dict[str, int]
    by_day: dict[date, int]


def numbers(staff: Staff, sought: Sought, office: Office) -> Numbers:
    """Count. Raises NotFound for another owner, BadRequest for more than a year."""
    staff.require("clerk", "approver", "auditor")
    staff.require_owner(sought.owner)
    states: Counter[str] = Counter()
    days: Counter[date] = Counter()
    for one in waiting(sought, office):
        states[one.state] += 1
        days[one.arrived_at.astimezone(JST).date()] += 1
    return Numbers(states.total(), dict(states), dict(days))
