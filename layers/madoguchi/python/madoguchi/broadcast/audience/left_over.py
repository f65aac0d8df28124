"""Left over: those to whom a broadcast was not sent, because it was cancelled half-way.

One other broadcast, and only one, completes it: the first that is frozen for them. It is noted in the one
that was cancelled before anybody is read, so that two such broadcasts at once cannot both go out.
"""

from dataclasses import replace

from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Outcome
from madoguchi.broadcast.definition.model import OVER, Addressees, Broadcast, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import NotInThisState


def addressees(ports: Ports, broadcast_id: str) -> Addressees:
    """Return whom a broadcast that completes this one is for: the same, but for those who were reached."""
    return replace(ports.broadcasts.find(broadcast_id).addressees, completes=broadcast_id)


def people(ports: Ports, completing: str, left: Broadcast) -> frozenset[str]:
    """Return those to whom a broadcast was not sent because it was cancelled (2 read units for 500).

    A chunk whose line says so was never tried. Raises NotInThisState when its ledger is not closed, when
    nobody is left over, and when another broadcast than `completing` has them already.
    """
    if left.state not in OVER or not left.attempt:
        raise NotInThisState(f"broadcast {left.id} is {left.state}: nobody is left over yet, or everybody")
    _require_free(ports, completing, left)
    found: list[list[str]] = []
    entries = ports.ledger.entries(left.id, left.attempt)
    cancelled = [one.chunk for one in entries if one.outcome is Outcome.CANCELLED]
    if not cancelled:
        raise NotInThisState(f"of broadcast {left.id} nobody is left over")
    ports.each(
        lambda name: found.append(ports.ledger.recipients(ChunkRef(left.id, left.attempt, name))), cancelled
    )
    return frozenset(user_id for some in found for user_id in some)


def take(ports: Ports, completing: Broadcast) -> frozenset[str]:
    """Let this broadcast, and no other from now on, complete the one that was cancelled; returns for whom.

    Done again, it changes nothing. Raises NotInThisState as `people` does.
    """

    def note(left: Broadcast) -> Broadcast:
        _require_free(ports, completing.id, left)
        return model.complete(left, completing.id, completing.author, ports.now())

    left = ports.broadcasts.find(completing.addressees.completes)
    if left.completed_by != completing.id:
        left = change.insist(ports.broadcasts, left.id, note)
    return people(ports, completing.id, left)


def _require_free(ports: Ports, completing: str, left: Broadcast) -> None:
    if left.completed_by in ("", completing):
        return
    taken_by = ports.broadcasts.find(left.completed_by)
    # Cancelled before it was frozen, it will never be.
    if taken_by.state is not State.CANCELLED or taken_by.attempt:
        raise NotInThisState(f"broadcast {left.id} is completed by {taken_by.id}")
