"""LINE's door: what LINE signed goes into the queue, all of it, or LINE is told to send it again.

This is the cold start that residents feel, so it imports no model, no SDK and no boto3.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from madoguchi.line.events import Event, parse, source_id
from madoguchi.line.signature import verify
from madoguchi.runtime.errors import BadSignature, NotLineShape, TooLarge, Unavailable
from madoguchi.runtime.secrets import secret
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call
from madoguchi.talk.notify import QueueSettings

MOST_BYTES = 1_000_000
MOST_BATCH_ENTRIES = 10
MOST_BATCH_BYTES = 256 * 1024 - 1024


def body_of(event: dict[str, Any]) -> bytes:
    """Return the bytes that LINE signed from an API Gateway event (payload 2.0). Raises NotLineShape."""
    body = event.get("body") or ""
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise NotLineShape("not bytes") from error


def receive(body: bytes, signature: str | None) -> int:
    """Queue the events of one webhook call and return their number.

    Raises TooLarge, BadSignature, NotLineShape, or Unavailable when the queue did not take every event.
    """
    if len(body) > MOST_BYTES:
        raise TooLarge("webhook body")
    if not verify(secret("channel_secret"), body, signature):
        raise BadSignature("webhook")
    entries = [_entry(number, event) for number, event in enumerate(parse(body))]
    queue: QueueSettings = settings(QueueSettings)
    for batch in _batches(entries):
        answer = call(
            "sqs",
            "AmazonSQS.SendMessageBatch",
            {"QueueUrl": queue.line_events_queue_url, "Entries": batch},
        )
        if answer.get("Failed"):
            raise Unavailable("the queue did not take every event")
    return len(entries)


def _entry(number: int, event: Event) -> dict[str, str]:
    body = json.dumps(event)
    if len(body) > MOST_BATCH_BYTES:
        raise TooLarge("webhook event")
    event_id = event.get("webhookEventId")
    return {
        "Id": str(number),
        "MessageBody": body,
        "MessageGroupId": _queue_id(source_id(event) or "none"),
        "MessageDeduplicationId": _queue_id(event_id if isinstance(event_id, str) else body),
    }


def _queue_id(text: str) -> str:
    """Return an id as SQS takes it; a longer or stranger one is replaced by its hash."""
    if re.fullmatch(r"[!-~]{1,128}", text):
        return text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _batches(entries: list[dict[str, str]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        length = len(entry["MessageBody"])
        if batch and (len(batch) == MOST_BATCH_ENTRIES or size + length > MOST_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch
