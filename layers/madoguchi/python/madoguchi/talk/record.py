"""What is kept about a talk between events: the state, the events handled, an answer not yet sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from madoguchi.line.messages import Message
from madoguchi.talk.model import Memory, State, Turn

MOST_HANDLED = 30
DAY_SECONDS = 24 * 60 * 60
KEPT_SECONDS = 30 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Pending:
    """An answer that is decided but not known to be sent. `menu` is shown or hidden after it."""

    event_id: str
    reply_token: str
    messages: tuple[Message, ...]
    menu: Literal["", "show", "hide"] = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One resident's talk; times are LINE's, in ms. `revision` counts the writes.

    `handled` holds the newest events' ids and times; of those at or before `unsure_before` some are no
    longer held. `last_at` is the newest event's time, `profile_at` that of the newest change of the profile.
    """

    user_id: str
    state: State = field(default_factory=State)
    handled: Mapping[str, int] = field(default_factory=dict)
    unsure_before: int = 0
    last_at: int = 0
    profile_at: int = 0
    pending: Pending | None = None
    revision: int = 0
    kept_seconds: int = KEPT_SECONDS

    def knows(self, event_id: str) -> bool:
        """Whether this event was handled before."""
        return event_id in self.handled

    def may_have_known(self, at: int) -> bool:
        """Whether an event of that time may have been handled so long ago that its id is gone."""
        return at <= self.unsure_before

    def after(self, event_id: str, at: int, turn: Turn, pending: Pending | None) -> "Record":
        """Return the record once an event has been handled."""
        return replace(
            self._holding(event_id, at),
            state=turn.state,
            last_at=max(self.last_at, at),
            profile_at=max(self.profile_at, at) if turn.changes_profile else self.profile_at,
            pending=pending,
            # Half-filled questionnaires are not kept longer than they are of use.
            kept_seconds=DAY_SECONDS if turn.state.filling else KEPT_SECONDS,
        )

    def _holding(self, event_id: str, at: int) -> "Record":
        held = [*self.handled.items(), (event_id, at)]
        dropped = [self.unsure_before, *(time for _, time in held[:-MOST_HANDLED])]
        return replace(self, handled=dict(held[-MOST_HANDLED:]), unsure_before=max(dropped))

    def noted(self, notice_id: str, done: str = "") -> "Record":
        """Return the record once a notice was sent: the talk stays where it is.

        But for a questionnaire that the notice says is `done`: it was handed in on its page.
        """
        held = self._holding(notice_id, 0)
        return replace(held, state=State()) if done and self.state.flow == done else held

    def sent(self) -> "Record":
        """Return the record once its answer is with the resident."""
        return replace(self, pending=None)

    def forgotten(self) -> "Record":
        """Keep only what prevents double handling, for a day."""
        return replace(self, state=State(), kept_seconds=DAY_SECONDS)

    def memory(self) -> Memory:
        """Return what the resident is shown of it."""
        return Memory(self.handled, self.last_at, self.pending is not None, KEPT_SECONDS // DAY_SECONDS)
