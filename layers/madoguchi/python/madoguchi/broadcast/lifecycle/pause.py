"""Pause and resume: hold a broadcast between two chunks, and let it go on with exactly what is left."""

from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle.start import enqueue


def pause(ports: Ports, broadcast_id: str, by: str, reason: str = "") -> Broadcast:
    """Hold a broadcast that is being sent; what is on its way arrives.

    Nobody resumes it within the life of its retry keys (23 hours): the reconciler counts the rest as
    cancelled. Raises NotInThisState unless it is being sent.
    """
    return change.insist(
        ports.broadcasts, broadcast_id, lambda broadcast: model.pause(broadcast, by, ports.now(), reason)
    )


def resume(ports: Ports, broadcast_id: str, by: str, reason: str = "") -> Broadcast:
    """Queue what is undecided and send on; after a crash in between the reconciler queues it.

    Raises NotInThisState unless it is paused.
    """
    frozen = change.insist(
        ports.broadcasts, broadcast_id, lambda broadcast: model.resume(broadcast, by, ports.now(), reason)
    )
    return enqueue(ports, frozen)
