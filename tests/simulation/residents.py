"""Residents who join, leave and move while the audience is read."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from madoguchi.residents import audience
from madoguchi.residents.model import MUNICIPALITY, Place, QuietHours, Recipient, Resident, Segment, shard
from madoguchi.runtime.clock import JST
from tests.simulation.hub import Hub

POOL = [f"U{number * 2654435761 % 2**32:08x}{number:024x}" for number in range(9000)]
SHARD_OF = {user_id: shard(user_id) for user_id in POOL}
PAGE = 200
TOWNS = ("10201", "10202", "10203", "10204")
ELSEWHERE = "10205"
NOWHERE = ""
Places = tuple[str, str]
"""Home, and another municipality or nothing."""

NOON = QuietHours(12, 14)


class Residents:
    """A segment's members; `stayed` are those who were in it all the time.

    `limited` want one message a month, `resting` none between noon and two, when everything here happens.
    `spread` is the share of people who have another place; some of them live outside the segment. What an
    index shows of somebody's places may be older than what their own item says.
    """

    def __init__(
        self,
        hub: Hub,
        members: int,
        limited: float = 0.0,
        resting: float = 0.0,
        towns: int = 1,
        spread: float = 0.0,
    ) -> None:
        self._hub = hub
        self._towns = TOWNS[:towns]
        self.segment = Segment(MUNICIPALITY, self._towns)
        self._spread = spread
        homes = [self._towns[number % towns] for number in range(len(POOL))]
        self.places = {one: self._spread_out(home) for one, home in zip(POOL, homes, strict=True)}
        self._indexed = [{one: places[at] for one, places in self.places.items()} for at in (0, 1)]
        self._moved: dict[str, None] = {}
        self._strangers = POOL[members:]
        self.members = {user_id: self._language(user_id) for user_id in POOL[:members]}
        self.stayed = set(self.members)
        self.limited = set(POOL[: int(members * limited)])
        self.resting = set(POOL[members - int(members * resting) : members]) - self.limited

    @property
    def unbounded(self) -> set[str]:
        """Who stayed and wants everything at any hour."""
        return self.stayed - self.limited - self.resting

    def resting_at(self, at: datetime) -> set[str]:
        """Who must be left in peace at a moment."""
        return self.resting if NOON.covers(at.astimezone(JST)) else set()

    def _language(self, user_id: str) -> str:
        return "en" if user_id.endswith("7") else "ja"

    def churn(self) -> None:
        """Somebody joins, leaves, or learns another language."""
        dice = self._hub.random.random()
        if dice < 0.2 and self.members:
            learner = self._hub.random.choice(list(self.members))
            self.members[learner] = "en" if self.members[learner] == "ja" else "ja"
        elif dice < 0.6 and self._strangers:
            newcomer = self._strangers.pop()
            self.members[newcomer] = self._language(newcomer)
        elif self.members:
            leaver = self._hub.random.choice(list(self.members))
            del self.members[leaver]
            self.stayed.discard(leaver)

    def _spread_out(self, home: str) -> Places:
        dice = self._hub.random
        if dice.random() >= self._spread:
            return home, NOWHERE
        return dice.choice([(home, ELSEWHERE), (ELSEWHERE, home), (home, dice.choice(self._towns))])

    def move(self) -> None:
        """Somebody changes their places: noted first, as the real store does."""
        if not self.members or len(self._towns) == 1:
            return
        mover = self._hub.random.choice(list(self.members))
        self._moved[mover] = None
        self._hub.spawn(lambda: self._arrive(mover), self._hub.random.uniform(0, 0.2))

    def _arrive(self, mover: str) -> None:
        dice, (home, other) = self._hub.random, self.places[mover]
        elsewhere = dice.choice([one for one in self._towns if one != home])
        ways = [self._spread_out(elsewhere), (other, home) if other else (elsewhere, home)]
        self.places[mover] = dice.choice(ways)
        for place in (0, 1):
            self._hub.spawn(lambda place=place: self._show(mover, place), dice.uniform(0, 0.1))

    def _show(self, mover: str, place: int) -> None:
        self._indexed[place][mover] = self.places[mover][place]

    def recipients(self, segment: Segment, number: int) -> Iterator[list[Recipient]]:
        """One shard, as the room of residents itself reads it."""
        yield from audience.recipients(segment, number, self._query, self._since)

    def _since(self, _began: datetime, number: int) -> Iterator[list[Resident]]:
        yield self._hub.call(lambda: [self._resident(one) for one in self._moved if SHARD_OF[one] == number])

    def _resident(self, one: str) -> Resident:
        known, (home, other) = self._recipient(one), self.places[one]
        return Resident(
            one,
            known.language,
            home,
            other_places=(Place("family", other),) if other else (),
            following=one in self.members,
            quiet=known.quiet,
            budget=known.budget,
        )

    def _query(
        self, _segment: Segment, municipality: str, number: int, place: int
    ) -> Iterator[list[Recipient]]:
        """One town of a shard in one of two indexes, a page a call; who moves may be seen twice."""
        key = ""
        while place < len(self._indexed):
            page = self._hub.call(lambda key=key: self._page(self._indexed[place], municipality, number, key))
            if not page:
                return
            key = page[-1].user_id
            if self._hub.random.random() < 0.05:
                page = [*page, page[0]]
            yield page

    def _page(self, places: Mapping[str, str], municipality: str, number: int, after: str) -> list[Recipient]:
        here = (one for one in self.members if SHARD_OF[one] == number and places[one] == municipality)
        return [self._recipient(one) for one in sorted(one for one in here if one > after)[:PAGE]]

    def _recipient(self, one: str) -> Recipient:
        return Recipient(
            one,
            self.members.get(one, "ja"),
            NOON if one in self.resting else None,
            1 if one in self.limited else None,
        )

    def values(self, languages: Mapping[str, str], _names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """What is known of people: who they are; of one in ten nothing."""
        return self._hub.call(lambda: {one: (one,) for one in languages if self.is_known(one)})

    @staticmethod
    def is_known(user_id: str) -> bool:
        """Whether a personal message can be written to somebody."""
        return not user_id.endswith("3")

    def count(self, _segment: Segment) -> int:
        return len(self.members)
