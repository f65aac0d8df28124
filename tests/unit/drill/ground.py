"""A ground with a store in memory and a clock that stands still."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from madoguchi.drill.assembly import Ground
from madoguchi.drill.attempt import Attempt
from madoguchi.runtime.errors import Unavailable

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@dataclass
class DrillsInMemory:
    """Finished drills, kept in a dictionary. `broken` makes it answer nothing,
    `miscounting` only its numbers."""

    attempts: dict[str, Attempt] = field(default_factory=dict)
    sums: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    miscounting: bool = False
    broken: bool = False

    def keep(self, attempt: Attempt) -> bool:
        if self.broken:
            raise Unavailable("keep")
        return self.attempts.setdefault(attempt.plan_id, attempt) is attempt

    def find(self, plan_id: str) -> Attempt | None:
        return self.attempts.get(plan_id)

    def count(self, attempt: Attempt) -> None:
        if self.miscounting:
            raise Unavailable("count")
        sums = self.sums.setdefault((attempt.edition, attempt.municipality), {})
        for name, value in {"runs": 1, "total": attempt.total, **attempt.points}.items():
            sums[name] = sums.get(name, 0) + value

    def numbers(self, edition: str, municipality: str) -> dict[str, int]:
        return dict(self.sums.get((edition, municipality), {}))


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
    return Ground(store, notices, lambda: NOW), store, notices
