"""What waits at the office: by form, day of arrival and state, page by page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from madoguchi.forms.definition.model import State, Waiting
from madoguchi.forms.records.items import arrival_place
from madoguchi.office.assembly import Office
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
from madoguchi.web.staff import Staff

DAYS_MAX = 366
LOOKED_MOST = 2000
"""Lines that one request looks at; the next goes on from there."""

FILTERED_AT_ONCE = 200
"""Lines that are read at once where only some of them are sought."""

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

    def takes(self, one: Waiting) -> bool:
        """Tell whether a line is in a state that is sought."""
        return not self.states or one.state in self.states


@dataclass(frozen=True, slots=True)
class Found:
    """A page of an inbox; `after` leads to the next, and is empty at the end."""

    lines: tuple[Waiting, ...]
    after: str = ""


def inbox(staff: Staff, sought: Sought, office: Office) -> Found:
    """List what waits, oldest first, after looking at some thousand lines at most; a page may hold few.

    Raises NotFound for another owner, BadRequest for more than a year.
    """
    staff.require("clerk", "approver", "auditor")
    staff.require_owner(sought.owner)
    lines, last = list[Waiting](), sought.after
    at_once = max(sought.limit, FILTERED_AT_ONCE if sought.states else 0) + 1
    for looked, one in enumerate(waiting(sought, office, at_once)):
        if len(lines) == sought.limit or looked == LOOKED_MOST:
            return Found(tuple(lines), last)
        last = place_of(one)
        if sought.takes(one):
            lines.append(one)
    return Found(tuple(lines))


def waiting(sought: Sought, office: Office, at_once: int) -> Iterator[Waiting]:
    """Yield what arrived on the days that are sought, in any state, from where the page before ended.

    It is read `at_once` by `at_once`: what nobody looks at costs nothing.
    """
    if not 0 <= (sought.until - sought.since).days < DAYS_MAX:
        raise BadRequest(f"1 to {DAYS_MAX} days")
    passed_day, passed = _read(sought.after) if sought.after else (date.min, "")
    first = max(sought.since, passed_day)
    for offset in range((sought.until - first).days + 1):
        day = first + timedelta(offset)
        after = passed if day == passed_day else ""
        yield from office.desk.store.inbox(sought.owner, sought.form_id, day, after, at_once)


def place_of(one: Waiting) -> str:
    """Return where a page that ends with this line ends."""
    return f"{(one.arrived_at - _EPOCH) // timedelta(microseconds=1)}.{one.number}"


def _read(after: str) -> tuple[date, str]:
    found = re.fullmatch(r"([0-9]{1,16})\.([0-9A-Z]{1,20})", after)
    if not found:
        raise BadRequest("not a place in an inbox")
    at = _EPOCH + timedelta(microseconds=int(found[1]))
    return at.astimezone(JST).date(), arrival_place(at, found[2])
