"""Left over: those whom a broadcast surely did not reach, cancelled half-way or refused by LINE.

One other broadcast, and only one, completes it: the first that is scheduled for them. It is noted in the one
that it completes before it may start, so that two such broadcasts at once cannot both go out.
"""

from dataclasses import replace

from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import OVER, Addressees, Broadcast, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import NotInThisState


def addressees(ports: Ports, broadcast_id: str) -> Addressees:
    """Return whom a broadcast that completes this one is for: the same, but for those who were reached."""
    return replace(ports.broadcasts.find(broadcast_id).addressees, completes=broadcast_id)


def people(ports: Ports, completing: str, left: Broadcast) -> frozenset[str]:
    """Return those whom a broadcast surely missed (2 read units for each 500 with somebody left over).

    They were cancelled before any try, refused by LINE, or found not to have been reached. Raises
    NotInThisState when its ledger is not closed, when nobody is left over, and when another broadcast than
    `completing` has them already.
    """
    if left.state not in OVER or not left.attempt:
        what = f"broadcast {left.id} is {left.state}: nobody is left over yet, or everybody"
        raise NotInThisState(what, why="nobody_left_over")
    require_free(ports, completing, left)
    missed = {one.chunk: at for one in ports.ledger.entries(left.id, left.attempt) if (at := one.missed())}
    if not missed:
        raise NotInThisState(f"of broadcast {left.id} nobody is left over", why="nobody_left_over")
    found: list[str] = []

    def read(name: str) -> None:
        people = ports.ledger.recipients(ChunkRef(left.id, left.attempt, name))
        found.extend(people[at] for at in missed[name])

    ports.each(read, missed)
    return frozenset(found)


def claim(ports: Ports, completing: Broadcast) -> Broadcast:
    """Let this broadcast, and no other from now on, complete the one before it; returns that one.

    Done again, it changes nothing. Raises NotInThisState when another completes it already.
    """

    def note(left: Broadcast) -> Broadcast:
        require_free(ports, completing.id, left)
        return model.complete(left, completing.id, completing.author, ports.now())

    left = ports.broadcasts.find(completing.addressees.completes)
    return left if left.completed_by == completing.id else change.insist(ports.broadcasts, left.id, note)


def require_free(ports: Ports, completing: str, left: Broadcast) -> None:
    """Raise NotInThisState when another broadcast than this one completes it."""
    if left.completed_by in ("", completing):
        return
    taken_by = ports.broadcasts.find(left.completed_by)
    # Cancelled before it was frozen, it will never be.
    if taken_by.state is not State.CANCELLED or taken_by.attempt:
        raise NotInThisState(f"broadcast {left.id} is completed by {taken_by.id}", why="completed_already")
