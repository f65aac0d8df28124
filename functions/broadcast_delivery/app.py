"""Doorway of SQS: BroadcastChunksQueue, up to a hundred chunks a batch, partial failures reported."""

from typing import Any

from madoguchi.broadcast.assembly import ports
from madoguchi.broadcast.delivery.deliver import deliver


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Deliver a batch of chunks; the queue brings again what is not done."""
    again = deliver(ports(), event["Records"], lambda: context.get_remaining_time_in_millis() / 1000)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in again]}
