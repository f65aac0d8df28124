"""LineEventsQueue (FIFO): residents' events in their order."""

from typing import Any

from madoguchi.talk.handle_batch import handle_batch
from madoguchi.talk.surroundings import surroundings


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer each event; name those that the queue must bring again."""
    failed = handle_batch(event["Records"], surroundings(), context.get_remaining_time_in_millis)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
