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
    event = {
        "type": "notice",
        "webhookEventId": notice_id,
        "timestamp": time.time_ns() // 1_000_000,
        "source": {"type": "user", "userId": user_id},
        "notice": {"kind": kind, "params": params},
    }
    queue: QueueSettings = settings(QueueSettings)
    call(
        "sqs",
        "AmazonSQS.SendMessage",
        {
            "QueueUrl": queue.line_events_queue_url,
            "MessageBody": json.dumps(event),
            "MessageGroupId": user_id,
            "MessageDeduplicationId": notice_id,
        },
    )
