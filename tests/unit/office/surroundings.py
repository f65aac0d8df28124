"""An office over the test desk, with a trail in memory."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from madoguchi.forms.application.history import Anchor
from madoguchi.forms.definition.model import Application, Entry
from madoguchi.office.assembly import Office
from madoguchi.office.plan import Plan
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Role, Staff
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import Chat, desk_over, form

PREFECTURE, MAEBASHI = "100005", "10201"


def staff(name: str = "sato", owner: str = PREFECTURE, *roles: Role) -> Staff:
    """A person; in every role unless some are named."""
    return Staff(name, frozenset({owner}), frozenset(roles or ("clerk", "approver", "auditor")))


@dataclass
class OfficeInMemory:
    """What `OfficeStore` promises, in memory."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    heads: dict[str, Anchor] = field(default_factory=dict)
    kept: dict[tuple[str, str, date], dict[tuple[datetime, str], bytes]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    same: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def trail_head(self, owner: str) -> Anchor:
        return self.heads.get(owner, (0, ""))

    def append_to_trail(self, owner: str, before: Anchor, one: Entry) -> bool:
        if self.trail_head(owner) != before:
            return False
        self.entries.setdefault(owner, []).append(one)
        self.heads[owner] = (one.position, one.check)
        return True

    def trail(self, owner: str, after: int = 0, limit: int | None = None) -> list[Entry]:
        found = [one for one in self.entries.get(owner, []) if one.position > after]
        return found[:limit] if limit else found

    def keep_plan(self, plan: Plan) -> None:
        self.plans[plan.token] = plan

    def plan(self, token: str) -> Plan | None:
        return self.plans.get(token)

    def keep_filter(self, one: Application, found: bytes) -> None:
        day = one.arrived_at.astimezone(JST).date()
        self.kept.setdefault((one.owner, one.form_id, day), {})[one.arrived_at, one.number] = found

    def join_alike(self, one: Application, identity: str) -> None:
        self.same.setdefault((one.form_id, identity), set()).add(one.number)

    def part_alike(self, one: Application, identity: str) -> None:
        self.same[one.form_id, identity].discard(one.number)

    def alike(self, _owner: str, form_id: str) -> dict[str, list[str]]:
        groups = [numbers for (form, _), numbers in self.same.items() if form == form_id]
        return {one: sorted(every - {one}) for every in groups if len(every) > 1 for one in every}

    def drop_filter(self, one: Application) -> None:
        day = one.arrived_at.astimezone(JST).date()
        self.kept.get((one.owner, one.form_id, day), {}).pop((one.arrived_at, one.number), None)

    def filters(
        self, owner: str, form_id: str, day: date, arrived: tuple[datetime, datetime], _at_once: int
    ) -> dict[str, bytes]:
        first, last = arrived
        those = self.kept.get((owner, form_id, day), {})
        return {number: found for (at, number), found in those.items() if first <= at <= last}


def office_over(store: Any = None, chat: Chat | None = None, trails: Any = None) -> Office:
    """An office whose one form is the test form."""
    desk = desk_over(store or ApplicationsInMemory(), chat=chat)
    desk = replace(desk, published=lambda form_id: form() if form_id == "test_form" else None)
    return Office(desk, trails or OfficeInMemory())
