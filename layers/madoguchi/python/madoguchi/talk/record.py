"""What is kept about a talk between events: the state, the events handled, an answer not yet sent."""

from dataclasses import dataclass, field, replace
from typing import Literal

from madoguchi.line.messages import Message
from madoguchi.talk.model import State

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
    """One resident's talk. `revision` counts the writes, `last_at` is LINE's time of the newest event, ms."""

    user_id: str
    state: State = field(default_factory=State)
    handled: tuple[str, ...] = ()
    last_at: int = 0
    pending: Pending | None = None
    revision: int = 0
    kept_seconds: int = KEPT_SECONDS

    def knows(self, event_id: str) -> bool:
        """Whether this event was handled before."""
        return event_id in self.handled

    def outdates(self, at: int) -> bool:
        """Whether something newer was handled, so that an event of that time must change nothing."""
        return at < self.last_at

    def after(self, event_id: str, at: int, state: State, pending: Pending | None) -> "Record":
        """Return the record once an event has been handled."""
        return replace(
            self,
            state=state,
            handled=(*self.handled, event_id)[-MOST_HANDLED:],
            last_at=max(self.last_at, at),
            pending=pending,
            kept_seconds=KEPT_SECONDS,
        )

    def noted(self, notice_id: str) -> "Record":
        """Return the record once a notice was sent: the talk itself stays where it is."""
        return replace(self, handled=(*self.handled, notice_id)[-MOST_HANDLED:])

    def sent(self) -> "Record":
        """Return the record once its answer is with the resident."""
        return replace(self, pending=None)

    def forgotten(self) -> "Record":
        """Keep only what prevents double handling, for a day."""
        return replace(self, state=State(), kept_seconds=DAY_SECONDS)
