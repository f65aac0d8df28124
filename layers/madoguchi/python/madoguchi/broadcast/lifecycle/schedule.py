"""Schedule: the clock starts an approved broadcast, once."""

from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Ports


def schedule(ports: Ports, broadcast_id: str, by: str) -> Broadcast:
    """Let the clock start an approved broadcast. Doing it twice is doing it once.

    The reconciler's list comes first and the schedule last: whatever is missing after a crash, the
    reconciler starts the broadcast minutes late. Raises NotInThisState unless it is approved, when its hour
    has passed, and when another broadcast completes what it was to complete.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if broadcast.state is not State.SCHEDULED:
        scheduled = model.schedule(broadcast, by, ports.now())
        if broadcast.addressees.completes:
            # Here, where a person is told; the freeze asks again.
            left_over.claim(ports, broadcast)
        ports.broadcasts.open(broadcast_id)
        ports.broadcasts.replace(scheduled)
        broadcast = scheduled
    ports.timetable.start(broadcast)
    return broadcast
