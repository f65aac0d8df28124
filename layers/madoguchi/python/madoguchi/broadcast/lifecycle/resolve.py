"""Resolve: a person found out what became of a chunk that the ledger calls unknown."""

from madoguchi.broadcast.audience.attention import give_back
from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Resolution
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import BadRequest, NotInThisState


def resolve(ports: Ports, broadcast_id: str, chunk: str, by: str, *, arrived: bool, reason: str) -> Broadcast:
    """Write beside an unknown chunk whether it arrived, and from where one knows.

    The line itself stays unknown: the sum that closed the ledger is never rewritten. A correction goes to
    those for whom it arrived; the others have their budget back. Raises BadRequest without a reason,
    NotInThisState when the chunk is not unknown or was resolved before.
    """
    if not reason.strip():
        raise BadRequest("a resolution says from where one knows, such as the number of LINE's answer")
    broadcast = ports.broadcasts.find(broadcast_id)
    ref = ChunkRef(broadcast_id, broadcast.attempt, chunk)
    resolution = Resolution(arrived, by, ports.now(), reason)
    is_first = ports.ledger.resolve(ref, resolution)
    # By what stands there now, so that asking again makes good what a crash left out.
    if line := ports.ledger.line(ref):
        give_back(ports, broadcast, [line])
    if not is_first:
        raise NotInThisState(f"{chunk} of broadcast {broadcast_id} is not unknown, or was resolved before")
    what = f"found that {chunk} {'arrived' if arrived else 'did not arrive'}"
    return change.insist(
        ports.broadcasts,
        broadcast_id,
        lambda one: model.note(one, what, by, resolution.at, resolution.reason),
    )
