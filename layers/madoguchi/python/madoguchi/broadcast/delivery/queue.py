"""The queue of chunks: what goes in, and how it reads when it comes out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.runtime.errors import BadRequest, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call

MESSAGES_A_CALL = 10
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 10, 180
TRIES = 3


@dataclass(frozen=True)
class QueueSettings:
    """Where chunks wait."""

    broadcast_chunks_queue_url: str


def enqueue(refs: Sequence[ChunkRef]) -> None:
    """Put chunks into the queue, ten a call; raises Unavailable when SQS does not take them all."""
    for batch in batched(refs, MESSAGES_A_CALL, strict=False):
        _send(list(batch))


def _send(refs: list[ChunkRef]) -> None:
    for _ in range(TRIES):
        entries = [
            {"Id": str(number), "MessageBody": json.dumps(asdict(ref))} for number, ref in enumerate(refs)
        ]
        queue_url = settings(QueueSettings).broadcast_chunks_queue_url
        answer = call("sqs", "AmazonSQS.SendMessageBatch", {"QueueUrl": queue_url, "Entries": entries})
        refs = [refs[int(failed["Id"])] for failed in answer.get("Failed", [])]
        if not refs:
            return
    raise Unavailable(f"{len(refs)} chunks were not queued")


def bring_again(records: Sequence[Mapping[str, Any]]) -> None:
    """Let records of a batch that are not done with come again after their wait, ten a call.

    Without this call, or when SQS declines it, they come when the queue's visibility time-out is over.
    """
    for batch in batched(records, MESSAGES_A_CALL, strict=False):
        entries = [
            {
                "Id": str(number),
                "ReceiptHandle": record["receiptHandle"],
                "VisibilityTimeout": wait_seconds(int(record["attributes"]["ApproximateReceiveCount"])),
            }
            for number, record in enumerate(batch)
        ]
        queue_url = settings(QueueSettings).broadcast_chunks_queue_url
        try:
            call("sqs", "AmazonSQS.ChangeMessageVisibilityBatch", {"QueueUrl": queue_url, "Entries": entries})
        except Unavailable as unavailable:
            logger().warning("chunks come again later than they could", reason=str(unavailable))


def wait_seconds(times_received: int) -> int:
    """Return how long a chunk waits that came so often in vain: 10 s, then twice as long each time."""
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS << (times_received - 1))


def read(body: str) -> ChunkRef:
    """Read one message; raises BadRequest for a body that is none of ours."""
    try:
        return ChunkRef(**json.loads(body))
    except (ValueError, TypeError) as error:
        raise BadRequest("not a chunk's message") from error
