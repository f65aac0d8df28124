"""What the drill remembers of a signed-in resident: which plans are theirs, and when it may come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

type Occasion = Literal["week", "month", "season", "review"]
"""Why the drill comes back: 7 or 30 days later, before a season, a year after the last look."""


@dataclass(frozen=True, slots=True)
class DrillResident:
    """`plans` are the resident's plan ids, newest last; `due` says on which day of Japan what comes.

    Nothing is due without `may_come_back`: the resident's own yes. `answered` are the days on which
    questions that came back were answered. `version` counts the writes, 0 is not kept yet.
    """

    user_id: str
    plans: tuple[str, ...] = ()
    may_come_back: bool = False
    due: Mapping[date, Occasion] = field(default_factory=dict)
    answered: tuple[date, ...] = ()
    version: int = 0

    @property
    def current(self) -> str:
        """Return the id of the newest plan; empty when there is none."""
        return self.plans[-1] if self.plans else ""

    def having(self, plan_id: str) -> "DrillResident":
        """Return the resident with a plan as the newest one."""
        return replace(self, plans=(*(one for one in self.plans if one != plan_id), plan_id))
