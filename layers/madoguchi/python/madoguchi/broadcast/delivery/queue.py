"""The queue of chunks: what goes in, and how it reads when it comes out."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import batched

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.runtime.errors import BadRequest, Unavailable
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call

MESSAGES_A_CALL = 10
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


def read(body: str) -> ChunkRef:
    """Read one message; raises BadRequest for a body that is none of ours."""
    try:
        return ChunkRef(**json.loads(body))
    except (ValueError, TypeError) as error:
        raise BadRequest("not a chunk's message") from error
