"""What the office's operations stand on, put together in one place."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from madoguchi.forms.definition.model import Application
from madoguchi.forms.records.desk import Desk, DeskSettings, desk
from madoguchi.office.plan import PlanStore
from madoguchi.office.store import OfficeStore
from madoguchi.office.trail import Doing, TrailStore, record
from madoguchi.runtime.settings import settings
from madoguchi.web.staff import Staff


class Store(TrailStore, PlanStore, Protocol):
    """The office's own records. `OfficeStore` says what each operation promises."""

    def keep_filter(self, one: Application, found: bytes) -> None: ...
    def drop_filter(self, one: Application) -> None: ...
    def filters(
        self, owner: str, form_id: str, day: date, arrived: tuple[datetime, datetime], at_once: int
    ) -> dict[str, bytes]: ...
    def join_alike(self, one: Application, identity: str) -> None: ...
    def part_alike(self, one: Application, identity: str) -> None: ...
    def alike(self, owner: str, form_id: str) -> dict[str, list[str]]: ...


@dataclass(frozen=True)
class Office:
    """A desk with its trail, and with what its staff plan."""

    desk: Desk
    store: Store

    def record(self, staff: Staff, owner: str, kind: str, **facts: str) -> None:
        """Put on the owner's record what somebody does. Raises Unavailable: then it must not be done."""
        doing = Doing(kind, staff.name, facts)
        record(owner, doing, self.desk.clock(), self.desk.history_key(), self.store, self.desk.pause)


@cache
def office() -> Office:
    """Return this deployment's office."""
    return Office(desk(), OfficeStore(settings(DeskSettings).applications_table))
