"""Residents who join and leave while the audience is read."""

from collections.abc import Iterator, Mapping

from madoguchi.residents.model import QuietHours, Recipient, Segment, shard
from tests.simulation.hub import Hub

POOL = [f"U{number * 2654435761 % 2**32:08x}{number:024x}" for number in range(9000)]
SHARD_OF = {user_id: shard(user_id) for user_id in POOL}
PAGE = 200
NOON = QuietHours(12, 14)


class Residents:
    """A segment's members; `stayed` are those who were in it all the time.

    `limited` want one message a month, `resting` none between noon and two, when everything here happens.
    """

    def __init__(self, hub: Hub, members: int, limited: float = 0.0, resting: float = 0.0) -> None:
        self._hub = hub
        self._strangers = POOL[members:]
        self.members = {user_id: self._language(user_id) for user_id in POOL[:members]}
        self.stayed = set(self.members)
        self.limited = set(POOL[: int(members * limited)])
        self.resting = set(POOL[members - int(members * resting) : members]) - self.limited

    @property
    def unbounded(self) -> set[str]:
        """Who stayed and wants everything at any hour."""
        return self.stayed - self.limited - self.resting

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

    def recipients(self, _segment: Segment, number: int) -> Iterator[list[Recipient]]:
        """One shard, a page a call; who moves between pages may be seen twice."""
        key = ""
        while True:
            page = self._hub.call(lambda key=key: self._page(number, key))
            if not page:
                return
            key = page[-1].user_id
            if self._hub.random.random() < 0.05:
                page = [*page, page[0]]
            yield page

    def _page(self, number: int, after: str) -> list[Recipient]:
        ids = sorted(one for one in self.members if SHARD_OF[one] == number and one > after)[:PAGE]
        return [
            Recipient(
                one,
                self.members[one],
                NOON if one in self.resting else None,
                1 if one in self.limited else None,
            )
            for one in ids
        ]

    def values(self, languages: Mapping[str, str], _names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """What is known of people: who they are; of one in ten nothing."""
        return self._hub.call(lambda: {one: (one,) for one in languages if self.is_known(one)})

    @staticmethod
    def is_known(user_id: str) -> bool:
        """Whether a personal message can be written to somebody."""
        return not user_id.endswith("3")

    def count(self, _segment: Segment) -> int:
        return len(self.members)
