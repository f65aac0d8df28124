"""A person's switch must win over whatever the machinery writes in the same moment."""

from collections.abc import Callable

from madoguchi.broadcast.model import Broadcast
from madoguchi.broadcast.ports import Ports
from madoguchi.runtime.errors import BroadcastChanged


def insist(ports: Ports, broadcast_id: str, step: Callable[[Broadcast], Broadcast]) -> Broadcast:
    """Take one step from wherever the broadcast stands now, again until no other change came between."""
    while True:
        changed = step(ports.broadcasts.find(broadcast_id))
        try:
            ports.broadcasts.replace(changed)
        except BroadcastChanged:
            # A write whose answer was lost is tried again below us, and then meets itself.
            stored = ports.broadcasts.find(broadcast_id)
            if changed.history[-1] not in stored.history:
                continue
            return stored
        return changed
