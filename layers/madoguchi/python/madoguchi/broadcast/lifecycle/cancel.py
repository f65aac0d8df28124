"""The kill switch: nothing is sent after it but what is already on its way."""

from madoguchi.broadcast.definition import change, chunk, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Ports


def cancel(ports: Ports, broadcast_id: str, by: str, reason: str = "") -> Broadcast:
    """Cancel at any point. Untried chunks are cancelled now, the others are counted as they end.

    Raises NotInThisState when it is over already.
    """
    broadcast = change.insist(
        ports.broadcasts, broadcast_id, lambda broadcast: model.cancel(broadcast, by, ports.now(), reason)
    )
    if broadcast.state is State.CANCELLING:
        cancel_untried(ports, broadcast)
    return broadcast


def cancel_untried(ports: Ports, broadcast: Broadcast, known: frozenset[str] = frozenset()) -> None:
    """Cancel every chunk that was never tried, except those `known` to have been."""

    def stop(one: tuple[str, int]) -> None:
        ref = ChunkRef(broadcast.id, broadcast.attempt, one[0])
        ports.ledger.cancel_untried(ref, one[1], ports.now())

    plan = chunk.sizes(broadcast)
    ports.each(stop, [one for one in plan.items() if one[0] not in known])
