"""A ground with a store in memory and a clock that stands still."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from madoguchi.drill.assembly import Ground
from madoguchi.drill.attempt import Attempt
from madoguchi.drill.campaign import Draw, Entry, person
from madoguchi.drill.campaign_store import Entered
from madoguchi.drill.card import Card
from madoguchi.drill.resident import DrillResident
from madoguchi.flow.model import Value
from madoguchi.runtime.errors import Overtaken, Unavailable

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@dataclass
class DrillsInMemory:
    """Finished drills, kept in a dictionary. `broken` makes it answer nothing."""

    attempts: dict[str, Attempt] = field(default_factory=dict)
    broken: bool = False

    def keep(self, attempt: Attempt) -> bool:
        if self.broken:
            raise Unavailable("keep")
        return self.attempts.setdefault(attempt.plan_id, attempt) is attempt

    def find(self, plan_id: str) -> Attempt | None:
        return self.attempts.get(plan_id)


@dataclass
class CardsInMemory:
    """Plans as their households keep them, beside the drills that they came from."""

    drills: DrillsInMemory
    cards: dict[str, Card] = field(default_factory=dict)

    def find(self, plan_id: str) -> Card | None:
        attempt = self.drills.find(plan_id)
        return self.cards.get(plan_id, Card(attempt)) if attempt else None

    def find_many(self, plan_ids: Iterable[str]) -> Iterator[Card]:
        yield from (card for plan_id in plan_ids if (card := self.find(plan_id)))

    def save(self, card: Card, own: Mapping[str, Value], at: datetime) -> bool:
        now = self.find(card.plan_id)
        if now is None or now.version != card.version:
            return False
        self.cards[card.plan_id] = replace(now, own=dict(own), version=now.version + 1, reviewed_at=at)
        return True

    def share(self, card: Card, share_id: str) -> bool:
        now = self.find(card.plan_id)
        if now is None or now.share_id:
            return False
        self.cards[card.plan_id] = replace(now, share_id=share_id)
        return True

    def unshare(self, card: Card) -> None:
        now = self.find(card.plan_id)
        if now and now.share_id == card.share_id:
            self.cards[card.plan_id] = replace(now, share_id="")

    def shared(self, share_id: str) -> Card | None:
        return next((card for card in self.cards.values() if card.share_id == share_id), None)

    def mark_surveyed(self, card: Card) -> bool:
        now = self.find(card.plan_id)
        if now is None or now.surveyed:
            return False
        self.cards[card.plan_id] = replace(now, surveyed=True)
        return True

    def delete(self, card: Card) -> None:
        self.cards.pop(card.plan_id, None)
        self.drills.attempts.pop(card.plan_id, None)


@dataclass
class DrillResidentsInMemory:
    """What the drill remembers of residents. `overtaken` lets so many writes come too late."""

    residents: dict[str, DrillResident] = field(default_factory=dict)
    index: set[tuple[date, str]] = field(default_factory=set)
    overtaken: int = 0

    def load(self, user_id: str) -> DrillResident:
        return self.residents.get(user_id, DrillResident(user_id))

    def load_many(self, user_ids: Iterable[str]) -> Iterator[DrillResident]:
        yield from (self.residents[user_id] for user_id in user_ids if user_id in self.residents)

    def save(self, resident: DrillResident, _at: datetime) -> DrillResident:
        if self.overtaken or self.load(resident.user_id).version != resident.version:
            self.overtaken = max(0, self.overtaken - 1)
            raise Overtaken("resident")
        after = replace(resident, version=resident.version + 1)
        self.residents[resident.user_id] = after
        return after

    def delete(self, user_id: str) -> None:
        self.residents.pop(user_id, None)

    def set_due(self, user_id: str, days: Iterable[date]) -> None:
        self.index |= {(day, user_id) for day in days}

    def clear_due(self, user_id: str, day: date) -> None:
        self.index.discard((day, user_id))

    def due(self, day: date) -> Iterator[str]:
        yield from sorted(user_id for one, user_id in self.index if one == day)


@dataclass
class NumbersInMemory:
    """Sums by edition and slice. `broken` makes it take nothing."""

    sums: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    broken: bool = False

    def add(self, edition: str, name: str, sums: Mapping[str, int]) -> None:
        if self.broken:
            raise Unavailable("numbers")
        known = self.sums.setdefault((edition, name), {})
        for one, value in sums.items():
            known[one] = known.get(one, 0) + value

    def read(self, edition: str) -> dict[str, dict[str, int]]:
        return {name: dict(sums) for (one, name), sums in self.sums.items() if one == edition}


@dataclass
class CampaignsInMemory:
    """Entries and draws, beside the drills whose plans they are opened by."""

    drills: DrillsInMemory
    kept: dict[tuple[str, str], Entry] = field(default_factory=dict)
    persons: dict[str, Entry] = field(default_factory=dict)
    used_plans: set[str] = field(default_factory=set)
    draws: dict[str, Draw] = field(default_factory=dict)

    def enter(self, entry: Entry, plan_id: str) -> Entered:
        if (entry.campaign, entry.number) in self.kept:
            return "same_page"
        if any(one in self.persons for one in entry.persons()):
            return "same_person"
        if plan_id in self.used_plans or plan_id not in self.drills.attempts:
            return "same_plan"
        self.used_plans.add(plan_id)
        self.kept[entry.campaign, entry.number] = entry
        self.persons |= dict.fromkeys(entry.persons(), entry)
        return "entered"

    def entry(self, campaign: str, number: str) -> Entry | None:
        return self.kept.get((campaign, number))

    def entry_of(self, campaign: str, known_by: str) -> Entry | None:
        return self.persons.get(person(campaign, known_by))

    def entries(self, campaign: str) -> Iterator[Entry]:
        yield from [entry for (one, _), entry in self.kept.items() if one == campaign]

    def forget(self, entry: Entry, *, keep_number: bool = False) -> None:
        key = entry.campaign, entry.number
        if keep_number:
            self.kept[key] = replace(entry, phone="", user_id="")
        else:
            self.kept.pop(key, None)
        for one in entry.persons():
            self.persons.pop(one, None)

    def draw(self, campaign: str) -> Draw:
        return self.draws.get(campaign, Draw())

    def keep_draw(self, campaign: str, before: Draw, after: Draw) -> None:
        now = self.draw(campaign)
        if (now.commitment, now.seed) != (before.commitment, before.seed):
            raise Overtaken("draw")
        self.draws[campaign] = after


@dataclass
class Notices:
    """What residents were told. `broken` makes the queue take nothing."""

    sent: list[tuple[str, str, Mapping[str, str], str]] = field(default_factory=list)
    broken: bool = False

    def __call__(self, user_id: str, kind: str, params: Mapping[str, str], notice_id: str) -> None:
        if self.broken:
            raise Unavailable("queue")
        self.sent.append((user_id, kind, params, notice_id))


def new_ground() -> tuple[Ground, DrillsInMemory, Notices]:
    store, notices = DrillsInMemory(), Notices()
    ground = Ground(
        store,
        CardsInMemory(store),
        DrillResidentsInMemory(),
        NumbersInMemory(),
        CampaignsInMemory(store),
        notices,
        lambda: NOW,
    )
    return ground, store, notices
