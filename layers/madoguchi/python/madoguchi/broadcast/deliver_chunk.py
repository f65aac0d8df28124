"""Deliver one chunk: lease, multicast with the retry key, write down what LINE said.

A lease alone would lose or repeat a chunk whose sender dies between LINE's acceptance and our note of it; the
retry key makes the repetition harmless, and the note says when the key becomes too old to rely on.
"""

from collections.abc import Iterator
from enum import Enum, auto

from madoguchi.broadcast import chunk, compose
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.ledger import Entry, Outcome
from madoguchi.broadcast.model import OVER, Broadcast, State
from madoguchi.broadcast.ports import Messages, Ports, Proof
from madoguchi.runtime.errors import LineUnreachable

PAUSES_SECONDS = (0.0, 0.5, 2.0, 5.0)


class Answer(Enum):
    """What one try came to. Perhaps: LINE may or may not have accepted it."""

    ACCEPTED = auto()
    REFUSED = auto()
    BUSY = auto()
    PERHAPS = auto()


def deliver_chunk(ports: Ports, ref: ChunkRef) -> bool:
    """Send one chunk unless it is decided; tells whether its message in the queue is done with.

    Costs 2 read units for the recipients and 2 write units. False means: bring it again. A broadcast read a
    moment ago is enough: what a cancellation must stop, it has stopped line by line.
    """
    broadcast = ports.broadcasts.recent(ref.broadcast)
    if broadcast.attempt != ref.attempt or broadcast.state is State.PAUSED:
        # What was resumed a moment ago must not be dropped for what it was before.
        broadcast = ports.broadcasts.find(ref.broadcast)
    recipients = chunk.size(broadcast.streams, ref.chunk)
    if broadcast.attempt != ref.attempt or broadcast.state in OVER or not recipients:
        return True
    if broadcast.state is State.PAUSED:
        # Whoever resumes it queues what is undecided.
        return True
    if broadcast.state is State.CANCELLING:
        ports.ledger.cancel_untried(ref, recipients, ports.now())
        return True
    taken, entry = ports.ledger.lease(ref, recipients, ports.now(), ports.new_id())
    if not taken:
        return entry.outcome is not None
    if entry.key_is_too_old(ports.now()):
        ports.ledger.release(ref, entry.lease, surely_not_sent=False)
        return ports.ledger.give_up(ref, ports.now())
    return _send(ports, broadcast, ref, entry)


def _send(ports: Ports, broadcast: Broadcast, ref: ChunkRef, entry: Entry) -> bool:
    to = ports.ledger.recipients(ref)
    by_language = ports.broadcasts.messages(broadcast.id, broadcast.content_hash)
    messages = compose.in_language(by_language, chunk.stream_of(ref.chunk))
    body = chunk.body_hash(to, messages)
    key = chunk.retry_key(ref, body)
    perhaps_sent = entry.tries > 1
    for answer, proof in _tries(ports, to, messages, key, body):
        match answer:
            case Answer.ACCEPTED:
                ports.ledger.decide(ref, Outcome.ACCEPTED, ports.now(), proof)
                return True
            case Answer.REFUSED:
                # After a lost answer a refusal proves nothing: the first try may have been accepted.
                outcome = Outcome.UNKNOWN if perhaps_sent else Outcome.REJECTED
                ports.ledger.decide(ref, outcome, ports.now(), proof)
                return True
            case Answer.PERHAPS:
                perhaps_sent = True
    ports.ledger.release(ref, entry.lease, surely_not_sent=not perhaps_sent)
    return False


def _tries(
    ports: Ports, to: list[str], messages: Messages, key: str, body: str
) -> Iterator[tuple[Answer, Proof]]:
    for pause in PAUSES_SECONDS:
        ports.sleep(pause)
        ports.pace()
        try:
            said = ports.send(to, messages, key)
        except LineUnreachable:
            yield Answer.PERHAPS, Proof(0, "", key, body)
            continue
        request_id = said.accepted_request_id or said.request_id or ""
        yield _meaning(said.status), Proof(said.status, request_id, key, body)


def _meaning(status: int) -> Answer:
    if 200 <= status < 300 or status == 409:
        return Answer.ACCEPTED
    if status == 429:
        return Answer.BUSY
    return Answer.PERHAPS if status >= 500 else Answer.REFUSED
