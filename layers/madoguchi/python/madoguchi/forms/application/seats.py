"""Who holds a seat and who waits for one: what each change of an application moves. Pure.

An application asks for seats in a slot. It is `seated`, or stands in the slot's queue: `waiting` for a seat
to come free, in the order of arrival, or `entered` for a draw. It has `missed` when the draw went against
it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from madoguchi.flow.model import Answers
from madoguchi.forms.definition.model import Application, Standing
from madoguchi.forms.definition.policy import Policy, Wish
from madoguchi.runtime.errors import NotInThisState

Appended = Literal["committed", "overtaken", "full"]
"""What became of a change: after `overtaken` it must be decided anew, `full` means that no seat was there."""

INTO_A_SEAT = ("corrected", "promoted", "reopened")
"""Steps that may need a seat."""

_QUEUED: tuple[Standing, ...] = ("waiting", "entered")


@dataclass(frozen=True, slots=True)
class Move:
    """What changes in one slot's count: seats `taken` and places in its `queue`, more or fewer.

    Seats are taken only up to `capacity`, and `in_turn`: while others wait, nobody passes them.
    """

    slot: str
    taken: int
    queued: int
    capacity: int
    in_turn: bool


@dataclass(frozen=True, slots=True)
class Queued:
    """A place in a slot's queue."""

    form_id: str
    slot: str
    number: str
    arrived_at: datetime
    seats: int


@dataclass(frozen=True, slots=True)
class Draw:
    """A slot's draw: what was committed to, and the seed once it is known."""

    commitment: str
    entries: int
    closed_at: datetime
    seed: str = ""


def placed(application: Application, wish: Wish, policy: Policy, *, may_wait: bool) -> Application:
    """Give an application what it wishes for: a seat, a place in the queue, or nothing to be had."""
    if wish.capacity is None or not wish.seats:
        return replace(application, slot="", wanted=0, seats=0, standing="")
    standing: Standing = "entered" if policy.lottery else "waiting" if may_wait else "seated"
    seats = wish.seats if standing == "seated" else 0
    return replace(application, slot=wish.slot, wanted=wish.seats, seats=seats, standing=standing)


def after_step(
    before: Application, kind: str, facts: Mapping[str, str], rules: Policy | None, answers: Answers | None
) -> Application:
    """Say where an application stands, as far as seats go, after a step. Raises NotInThisState.

    A withdrawn or declined one gives its seat up, a corrected one asks for what its answers now say, a
    reopened one takes its seat again.
    """
    match kind:
        case "withdrawn":
            # Who may apply once may do so again: their key is now the application's own.
            kept = f"FORM#{before.form_id}#{before.number}" if before.person_key else ""
            return replace(before, seats=0, standing="", person_key=kept)
        case "decided" if facts.get("outcome") == "declined":
            return replace(before, seats=0, standing="")
        case "decided" | "missed" if before.standing in _QUEUED:
            return replace(before, standing="missed")
        case "promoted" if before.standing in _QUEUED:
            return replace(before, seats=before.wanted, standing="seated")
        case "promoted" | "missed":
            raise NotInThisState(f"{kind}, standing {before.standing or 'outside'}")
        case "reopened" if before.wanted and not before.standing:
            return replace(before, seats=before.wanted, standing="seated")
        case "corrected" if rules and answers is not None:
            return _asking_anew(before, rules, rules.wish(answers))
    return before


def _asking_anew(before: Application, rules: Policy, wish: Wish) -> Application:
    if (wish.slot, wish.seats) == (before.slot, before.wanted) or before.standing == "missed":
        return before
    if before.standing in _QUEUED:
        return placed(before, wish, rules, may_wait=True)
    # Who has a seat moves to a free one or stays: nobody loses a seat to a queue by correcting.
    return placed(before, wish, replace(rules, lottery=None), may_wait=False)


def place(application: Application) -> Queued | None:
    """Return an application's place in a queue."""
    if application.standing not in _QUEUED:
        return None
    one = application
    return Queued(one.form_id, one.slot, one.number, one.arrived_at, one.wanted)


def moves(before: Application | None, after: Application, capacity: int) -> Iterator[Move]:
    """Say what a change moves, slot by slot; `capacity` is that of the slot which it moves into."""
    was = before or replace(after, slot="", seats=0, standing="")
    promoted = was.standing in _QUEUED and was.slot == after.slot
    for slot in sorted({was.slot, after.slot} - {""}):
        taken = (after.seats if slot == after.slot else 0) - (was.seats if slot == was.slot else 0)
        queued = _in_queue(after, slot) - _in_queue(was, slot)
        if taken or queued:
            yield Move(slot, taken, queued, capacity, in_turn=not promoted)


def _in_queue(application: Application, slot: str) -> int:
    return 1 if application.slot == slot and application.standing in _QUEUED else 0
