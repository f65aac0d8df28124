"""Doorway of SQS: BroadcastChunksQueue, up to ten chunks a batch, partial failures reported."""

from typing import Any

from madoguchi.broadcast.assembly import ports
from madoguchi.broadcast.deliver import deliver


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Deliver a batch of chunks; the queue brings again what is not done."""
    again = deliver(ports(), event["Records"])
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in again]}
