"""Start: what the schedule calls. Starting twice, late or in vain does no harm."""

from datetime import timedelta

from madoguchi.broadcast.audience.freeze_audience import freeze_audience
from madoguchi.broadcast.definition import chunk, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import BroadcastChanged
from madoguchi.runtime.log import logger

CHUNKS_A_CALL = 500

LATE = timedelta(seconds=90)
"""From then on a start is no longer its schedule's but the reconciler's; an alarm reads the log's line.

EventBridge Scheduler calls within 60 seconds of its time (AWS: schedule types).
"""


def start(ports: Ports, broadcast_id: str) -> Broadcast:
    """Freeze a due broadcast and queue its chunks; returns it as it stands afterwards.

    A broadcast that is not scheduled, not due, or frozen by another start in the meantime is left alone.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if broadcast.state is not State.SCHEDULED or not model.is_due(broadcast, ports.now()):
        return broadcast
    if ports.now() > model.due_since(broadcast) + LATE:
        logger().error("a schedule did not run in time", broadcast=broadcast_id)
    try:
        frozen = freeze_audience(ports, broadcast)
    except BroadcastChanged:
        return ports.broadcasts.find(broadcast_id)
    return enqueue(ports, frozen)


def enqueue(ports: Ports, broadcast: Broadcast) -> Broadcast:
    """Queue every undecided chunk of a frozen broadcast, then note it; queued twice is sent once."""
    decided = {one.chunk for one in ports.ledger.entries(broadcast.id, broadcast.attempt) if one.outcome}
    requeue(ports, broadcast, [one for one in chunk.sizes(broadcast) if one not in decided])
    try:
        delivering = model.deliver(broadcast)
        ports.broadcasts.replace(delivering)
    except BroadcastChanged:
        return ports.broadcasts.find(broadcast.id)
    return delivering


def requeue(ports: Ports, broadcast: Broadcast, chunks: list[str]) -> None:
    """Put chunks into the queue."""
    refs = [ChunkRef(broadcast.id, broadcast.attempt, one) for one in chunks]
    ports.each(ports.enqueue, [refs[at : at + CHUNKS_A_CALL] for at in range(0, len(refs), CHUNKS_A_CALL)])
