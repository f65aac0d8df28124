"""A plan as its household keeps it: what the drill decided, and what they wrote themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.drill.attempt import Attempt
from madoguchi.drill.edition import facts_of
from madoguchi.flow.model import Value


@dataclass(frozen=True, slots=True)
class Card:
    """`own` are answers to content `drills/plan_edit`; `version` counts the changes, from 0.

    `share_id` opens the card read-only while it is shared, and is empty while it is not.
    """

    attempt: Attempt
    own: Mapping[str, Value] = field(default_factory=dict)
    version: int = 0
    share_id: str = ""
    reviewed_at: datetime | None = None
    surveyed: bool = False

    @property
    def plan_id(self) -> str:
        """Return the id of the plan, which is its owner's key."""
        return self.attempt.plan_id

    @property
    def looked_at(self) -> datetime:
        """Return when the household last made sure that this is their plan."""
        return self.reviewed_at or self.attempt.finished_at

    def facts(self) -> dict[str, Value]:
        """List what the lines depend on. A household may leave earlier than the flow asks, never later."""
        found = facts_of(self.attempt.answers)
        if self.own.get("switch") == "3":
            found["switch"] = "3"
        return found
