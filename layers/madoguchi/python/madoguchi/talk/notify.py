"""Tell a resident something from another part of the counter, through the queue of their own events."""

import json
import time
from dataclasses import dataclass
from typing import Any

from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call


@dataclass(frozen=True)
class QueueSettings:
    """The FIFO queue of LINE events."""

    line_events_queue_url: str


def notify(user_id: str, kind: str, params: dict[str, Any], notice_id: str) -> None:
    """Queue a notice of content `talk/notices`; the same `notice_id` reaches the resident once.

    Raises Unavailable when the queue does not take it.
    """
    queue_event(user_id, "notice", notice_id, time.time_ns() // 1_000_000, {"kind": kind, "params": params})


def queue_event(user_id: str, kind: str, event_id: str, at: int, content: dict[str, Any]) -> None:
    """Queue an event of ours among LINE's own; the same id is handled once. `at` is in ms.

    Raises Unavailable when the queue does not take it.
    """
    event = {
        "type": kind,
        "webhookEventId": event_id,
        "timestamp": at,
        "source": {"type": "user", "userId": user_id},
        kind: content,
    }
    queue: QueueSettings = settings(QueueSettings)
    call(
        "sqs",
        "AmazonSQS.SendMessage",
        {
            "QueueUrl": queue.line_events_queue_url,
            "MessageBody": json.dumps(event),
            "MessageGroupId": user_id,
            "MessageDeduplicationId": event_id,
        },
    )
