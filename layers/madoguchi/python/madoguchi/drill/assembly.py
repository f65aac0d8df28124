"""What operations on drills stand on, put together in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from madoguchi.drill.attempt import Attempt
from madoguchi.drill.store import DrillStore
from madoguchi.runtime.clock import now
from madoguchi.runtime.settings import settings


class Store(Protocol):
    """Finished drills, kept. `DrillStore` says what each operation promises."""

    def keep(self, attempt: Attempt) -> bool: ...
    def find(self, plan_id: str) -> Attempt | None: ...
    def count(self, attempt: Attempt) -> None: ...
    def numbers(self, edition: str, municipality: str) -> dict[str, int]: ...


Notify = Callable[[str, str, Mapping[str, str], str], None]


@dataclass(frozen=True)
class Ground:
    """A place to drill: where attempts are kept, who is told, what time it is."""

    store: Store
    notify: Notify
    clock: Callable[[], datetime] = now


@dataclass(frozen=True)
class GroundSettings:
    """Where drills are kept."""

    drills_table: str


@cache
def ground() -> Ground:
    """Return this deployment's ground."""
    return Ground(DrillStore(settings(GroundSettings).drills_table), _notify)


def _notify(user_id: str, kind: str, params: Mapping[str, str], notice_id: str) -> None:
    # Imported late: most pages tell nobody anything.
    from madoguchi.talk.notify import notify

    notify(user_id, kind, dict(params), notice_id)
