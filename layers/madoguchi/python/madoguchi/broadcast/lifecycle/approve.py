"""Approve: a person vouches for exactly what they saw."""

from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Ports


def approve(ports: Ports, broadcast_id: str, by: str, approval_hash: str) -> Broadcast:
    """Add one approval of the state whose hash the approver saw.

    Raises ApprovalRefused when something else stands there now or the person approved already,
    NotInThisState when another broadcast completes what it was to complete, and BroadcastChanged when
    somebody changes it in this moment.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if left := broadcast.addressees.completes:
        left_over.require_free(ports, broadcast_id, ports.broadcasts.find(left))
    approved = model.approve(broadcast, by, approval_hash, ports.now())
    ports.broadcasts.replace(approved)
    return approved
