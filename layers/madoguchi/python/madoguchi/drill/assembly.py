"""What operations on drills stand on, put together in one place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from madoguchi.drill.attempt import Attempt
from madoguchi.drill.campaign import Draw, Entry
from madoguchi.drill.campaign_store import CampaignStore, Entered
from madoguchi.drill.card import Card
from madoguchi.drill.card_store import CardStore
from madoguchi.drill.numbers_store import NumbersStore
from madoguchi.drill.resident import DrillResident
from madoguchi.drill.resident_store import DrillResidentStore
from madoguchi.drill.store import DrillStore
from madoguchi.drill.tally import Sums
from madoguchi.flow.model import Value
from madoguchi.runtime.clock import now
from madoguchi.runtime.settings import settings


class Store(Protocol):
    """Finished drills, kept. `DrillStore` says what each operation promises."""

    def keep(self, attempt: Attempt) -> bool: ...
    def find(self, plan_id: str) -> Attempt | None: ...


class Numbers(Protocol):
    """What is counted. `NumbersStore` says what each operation promises."""

    def add(self, edition: str, name: str, sums: Sums) -> None: ...
    def read(self, edition: str) -> dict[str, dict[str, int]]: ...


class Cards(Protocol):
    """Plans as their households keep them. `CardStore` says what each operation promises."""

    def find(self, plan_id: str) -> Card | None: ...
    def find_many(self, plan_ids: Iterable[str]) -> Iterator[Card]: ...
    def save(self, card: Card, own: Mapping[str, Value], at: datetime) -> bool: ...
    def share(self, card: Card, share_id: str) -> bool: ...
    def unshare(self, card: Card) -> None: ...
    def shared(self, share_id: str) -> Card | None: ...
    def mark_surveyed(self, card: Card) -> bool: ...
    def delete(self, card: Card) -> None: ...


class Residents(Protocol):
    """What the drill remembers of residents. `DrillResidentStore` says what each operation promises."""

    def load(self, user_id: str) -> DrillResident: ...
    def load_many(self, user_ids: Iterable[str]) -> Iterator[DrillResident]: ...
    def save(self, resident: DrillResident, at: datetime) -> DrillResident: ...
    def delete(self, user_id: str) -> None: ...
    def set_due(self, user_id: str, days: Iterable[date]) -> None: ...
    def clear_due(self, user_id: str, day: date) -> None: ...
    def due(self, day: date) -> Iterator[str]: ...


class Campaigns(Protocol):
    """Entries and draws. `CampaignStore` says what each operation promises."""

    def enter(self, entry: Entry, plan_id: str) -> Entered: ...
    def entry(self, campaign: str, number: str) -> Entry | None: ...
    def entry_of(self, campaign: str, known_by: str) -> Entry | None: ...
    def entries(self, campaign: str) -> Iterator[Entry]: ...
    def forget(self, entry: Entry, *, keep_number: bool = False) -> None: ...
    def draw(self, campaign: str) -> Draw: ...
    def keep_draw(self, campaign: str, before: Draw, after: Draw) -> None: ...


Notify = Callable[[str, str, Mapping[str, str], str], None]


@dataclass(frozen=True)
class Ground:
    """A place to drill: where things are kept and counted, who is told, what time it is."""

    store: Store
    cards: Cards
    residents: Residents
    numbers: Numbers
    campaigns: Campaigns
    notify: Notify
    clock: Callable[[], datetime] = now


@dataclass(frozen=True)
class GroundSettings:
    """Where drills are kept."""

    drills_table: str


@cache
def ground() -> Ground:
    """Return this deployment's ground."""
    table = settings(GroundSettings).drills_table
    return Ground(
        DrillStore(table),
        CardStore(table),
        DrillResidentStore(table),
        NumbersStore(table),
        CampaignStore(table),
        _notify,
    )


def _notify(user_id: str, kind: str, params: Mapping[str, str], notice_id: str) -> None:
    # Imported late: most pages tell nobody anything.
    from madoguchi.talk.notify import notify

    notify(user_id, kind, dict(params), notice_id)
