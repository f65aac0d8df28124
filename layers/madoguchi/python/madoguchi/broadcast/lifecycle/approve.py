"""Approve: a person vouches for exactly what they saw."""

from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Ports


def approve(ports: Ports, broadcast_id: str, by: str, approval_hash: str) -> Broadcast:
    """Add one approval of the state whose hash the approver saw.

    Raises ApprovalRefused when something else stands there now or the person approved already, and
    BroadcastChanged when somebody changes it in this moment.
    """
    approved = model.approve(ports.broadcasts.find(broadcast_id), by, approval_hash, ports.now())
    ports.broadcasts.replace(approved)
    return approved
