"""The chunks' dead-letter queue: read, and brought back with a reason.

A chunk lies there when the queue has brought it twenty times in vain. Its line of the ledger is still
open, so the reconciler queues it again as well; what a person does here is sooner, and on record.
"""

from dataclasses import dataclass

from madoguchi.broadcast import change, model, queue
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.model import State
from madoguchi.broadcast.ports import Ports
from madoguchi.runtime.errors import BadRequest, NotFound
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call

MOST, A_CALL, HIDDEN_SECONDS = 1_000, 10, 60


@dataclass(frozen=True)
class DeadLetterSettings:
    """Where chunks lie that were brought in vain."""

    broadcast_chunks_dead_letter_queue_url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; `ref` is None when it is none of ours. `standing` is its line's outcome, or `open`."""

    ref: ChunkRef | None
    standing: str
    receipt: str


def read(ports: Ports) -> list[Letter]:
    """Read up to 1,000 letters; each is hidden for a minute from the next who reads."""
    letters: list[Letter] = []
    while len(letters) < MOST:
        wanted = {"MaxNumberOfMessages": A_CALL, "VisibilityTimeout": HIDDEN_SECONDS}
        found = _sqs("ReceiveMessage", **wanted).get("Messages", [])
        if not found:
            break
        letters += [_letter(ports, one["Body"], one["ReceiptHandle"]) for one in found]
    return letters


def redrive(ports: Ports, by: str, reason: str) -> list[Letter]:
    """Queue every letter again whose chunk is still to be sent, and take all away; returns them.

    The reason stands in the history of each broadcast. Queued twice is sent once, so a crash does no harm.
    Raises BadRequest without a reason.
    """
    if not reason.strip():
        raise BadRequest("bringing chunks back needs a reason: what was wrong, and what was mended")
    letters = read(ports)
    alive = [one.ref for one in letters if one.ref and one.standing == "open"]
    for broadcast_id in sorted({ref.broadcast for ref in alive}):
        count = sum(ref.broadcast == broadcast_id for ref in alive)
        _note(ports, broadcast_id, f"brought {count} chunks back", by, reason)
    ports.enqueue(alive)
    for letter in letters:
        _sqs("DeleteMessage", ReceiptHandle=letter.receipt)
    return letters


def _note(ports: Ports, broadcast_id: str, what: str, by: str, reason: str) -> None:
    change.insist(ports.broadcasts, broadcast_id, lambda one: model.note(one, what, by, ports.now(), reason))


def _letter(ports: Ports, body: str, receipt: str) -> Letter:
    try:
        ref = queue.read(body)
        broadcast = ports.broadcasts.find(ref.broadcast)
    except (BadRequest, NotFound):
        return Letter(None, "not ours", receipt)
    if broadcast.attempt != ref.attempt or broadcast.state not in model.RUNNING:
        return Letter(ref, "over", receipt)
    lines = {one.chunk: one for one in ports.ledger.entries(ref.broadcast, ref.attempt)}
    decided = lines[ref.chunk].outcome if ref.chunk in lines else None
    if decided:
        return Letter(ref, str(decided), receipt)
    return Letter(ref, "open" if broadcast.state is not State.CANCELLING else "cancelling", receipt)


def _sqs(operation: str, **request: object) -> dict[str, list[dict[str, str]]]:
    url = settings(DeadLetterSettings).broadcast_chunks_dead_letter_queue_url
    return call("sqs", f"AmazonSQS.{operation}", {"QueueUrl": url, **request})
