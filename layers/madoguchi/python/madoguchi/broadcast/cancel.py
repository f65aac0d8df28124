"""The kill switch: nothing is sent after it but what is already on its way."""

from madoguchi.broadcast import chunk, model
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.model import Broadcast, State
from madoguchi.broadcast.ports import Ports
from madoguchi.runtime.errors import BroadcastChanged


def cancel(ports: Ports, broadcast_id: str) -> Broadcast:
    """Cancel at any point. Untried chunks are cancelled now, the others are counted as they end.

    Raises NotInThisState when it is over already.
    """
    broadcast = _switch(ports, broadcast_id)
    if broadcast.state is State.CANCELLING:
        cancel_untried(ports, broadcast)
    return broadcast


def cancel_untried(ports: Ports, broadcast: Broadcast, known: frozenset[str] = frozenset()) -> None:
    """Cancel every chunk that was never tried, except those `known` to have been."""

    def stop(one: tuple[str, int]) -> None:
        ref = ChunkRef(broadcast.id, broadcast.attempt, one[0])
        ports.ledger.cancel_untried(ref, one[1], ports.now())

    plan = chunk.sizes(broadcast.streams)
    ports.each(stop, [one for one in plan.items() if one[0] not in known])


def _switch(ports: Ports, broadcast_id: str) -> Broadcast:
    while True:
        cancelled = model.cancel(ports.broadcasts.find(broadcast_id), ports.now())
        try:
            ports.broadcasts.replace(cancelled)
        except BroadcastChanged:
            # Frozen or queued in this very moment: the switch still has to win.
            continue
        return cancelled
