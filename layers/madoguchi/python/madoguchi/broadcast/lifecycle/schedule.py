"""Schedule: the clock starts an approved broadcast, once."""

from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Ports


def schedule(ports: Ports, broadcast_id: str, by: str) -> Broadcast:
    """Let the clock start an approved broadcast. Doing it twice is doing it once.

    The reconciler's list comes first and the schedule last: whatever is missing after a crash, the
    reconciler starts the broadcast a minute late. Raises NotInThisState unless it is approved.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if broadcast.state is not State.SCHEDULED:
        scheduled = model.schedule(broadcast, by, ports.now())
        ports.broadcasts.open(broadcast_id)
        ports.broadcasts.replace(scheduled)
        broadcast = scheduled
    ports.timetable.start(broadcast)
    return broadcast
