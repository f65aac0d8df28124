"""The chunks' dead-letter queue: read, and brought back with a reason.

A chunk lies there when the queue has brought it for an hour in vain. Its line of the ledger is still
open, so the reconciler queues it again as well; what a person does here is sooner, and on record.
"""

from dataclasses import dataclass

from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery import queue as chunk_queue
from madoguchi.broadcast.delivery.dead_queue import DeadQueue
from madoguchi.runtime.errors import BadRequest, NotFound
from madoguchi.runtime.settings import settings


@dataclass(frozen=True)
class DeadLetterSettings:
    """Where chunks lie that were brought in vain."""

    broadcast_chunks_dead_letter_queue_url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; `ref` is None when it is none of ours. `standing` is its line's outcome, or `open`."""

    ref: ChunkRef | None
    standing: str


def read(ports: Ports) -> list[Letter]:
    """Look through up to 1,000 letters, and leave them as they are."""
    queue = _queue()
    messages = queue.take()
    queue.give_back(messages)
    return [_letter(ports, one.body) for one in messages]


def redrive(ports: Ports, by: str, reason: str) -> list[Letter]:
    """Queue every letter again whose chunk is still to be sent, and take all away; returns them.

    The reason stands in the history of each broadcast. Queued twice is sent once, so a crash does no harm.
    Raises BadRequest without a reason.
    """
    if not reason.strip():
        raise BadRequest("bringing chunks back needs a reason: what was wrong, and what was mended")
    queue = _queue()
    messages = queue.take()
    letters = [_letter(ports, one.body) for one in messages]
    alive = [one.ref for one in letters if one.ref and one.standing == "open"]
    for broadcast_id in sorted({ref.broadcast for ref in alive}):
        count = sum(ref.broadcast == broadcast_id for ref in alive)
        _note(ports, broadcast_id, f"brought {count} chunks back", by, reason)
    ports.enqueue(alive)
    queue.remove(messages)
    return letters


def _note(ports: Ports, broadcast_id: str, what: str, by: str, reason: str) -> None:
    change.insist(ports.broadcasts, broadcast_id, lambda one: model.note(one, what, by, ports.now(), reason))


def _letter(ports: Ports, body: str) -> Letter:
    try:
        ref = chunk_queue.read(body)
        broadcast = ports.broadcasts.find(ref.broadcast)
    except (BadRequest, NotFound):
        return Letter(None, "not ours")
    if broadcast.attempt != ref.attempt or broadcast.state not in model.RUNNING:
        return Letter(ref, "over")
    lines = {one.chunk: one for one in ports.ledger.entries(ref.broadcast, ref.attempt)}
    decided = lines[ref.chunk].outcome if ref.chunk in lines else None
    if decided:
        return Letter(ref, str(decided))
    return Letter(ref, "open" if broadcast.state is not State.CANCELLING else "cancelling")


def _queue() -> DeadQueue:
    return DeadQueue(settings(DeadLetterSettings).broadcast_chunks_dead_letter_queue_url)
