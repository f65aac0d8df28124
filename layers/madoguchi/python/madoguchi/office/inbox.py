"""What waits at the office: by form, day of arrival and state, page by page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from madoguchi.forms.model import State, Waiting
from madoguchi.office.assembly import Office
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
from madoguchi.web.staff import Staff

DAYS_MAX = 366
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sought:
    """Applications of a form that arrived on some days in Japan (both included), in some states (none: any).

    `after` is where the page before ended: a line's moment and number.
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
    passed = _read(sought.after) if sought.after else (0, "")
    day = datetime.fromtimestamp(passed[0] // 10**6, JST).date()
    first = max(sought.since, day) if sought.after else sought.since
    for offset in range((sought.until - first).days + 1):
        for one in office.desk.store.inbox(sought.owner, sought.form_id, first + timedelta(offset)):
            if _place(one) > passed and (not sought.states or one.state in sought.states):
                yield one


def place_of(one: Waiting) -> str:
    """Return where a page that ends with this line ends."""
    return "{}.{}".format(*_place(one))


def _place(one: Waiting) -> tuple[int, str]:
    return (one.arrived_at - _EPOCH) // timedelta(microseconds=1), one.number


def _read(after: str) -> tuple[int, str]:
    found = re.fullmatch(r"([0-9]{1,16})\.([0-9A-Z]{1,20})", after)
    if not found:
        raise BadRequest("not a place in an inbox")
    return int(found[1]), found[2]
