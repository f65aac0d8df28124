"""What waits at the office: by form, day of arrival and state, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.forms.model import State, Waiting
from madoguchi.office.assembly import Office
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
from madoguchi.web.staff import Staff

DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Sought:
    """Applications of a form that arrived on some days in Japan (both included), in some states (none: any).

    `after` is where the page before ended: a line's day and number.
    """

    owner: str
    form_id: str
    since: date
    until: date
    states: frozenset[State] = frozenset()
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of an inbox; `after` leads to the next, and is empty at the end."""

    lines: tuple[Waiting, ...]
    after: str = ""


def inbox(staff: Staff, sought: Sought, office: Office) -> Found:
    """List what waits, oldest first. Raises NotFound for another owner, BadRequest for more than a year."""
    staff.require("clerk", "approver", "auditor")
    staff.require_owner(sought.owner)
    lines: list[Waiting] = []
    for one in waiting(sought, office):
        if len(lines) == sought.limit:
            return Found(tuple(lines), place_of(lines[-1]))
        lines.append(one)
    return Found(tuple(lines))


def waiting(sought: Sought, office: Office) -> Iterator[Waiting]:
    """Yield what was sought from where the page before ended."""
    if not 0 <= (sought.until - sought.since).days < DAYS_MAX:
        raise BadRequest(f"1 to {DAYS_MAX} days")
    day, _, number = sought.after.partition(".")
    first = max(sought.since, _day(day)) if day else sought.since
    passed = not number
    for offset in range((sought.until - first).days + 1):
        for one in office.desk.store.inbox(sought.owner, sought.form_id, first + timedelta(offset)):
            if passed and (not sought.states or one.state in sought.states):
                yield one
            passed = passed or one.number == number
        # The line that the page before ended with has not been there since: its whole day was before it.
        passed = True


def place_of(one: Waiting) -> str:
    """Return where a page that ends with this line ends."""
    return f"{one.arrived_at.astimezone(JST).date()}.{one.number}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("not a place in an inbox") from error
