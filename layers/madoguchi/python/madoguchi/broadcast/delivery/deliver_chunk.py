"""Deliver one chunk: lease, multicast with the retry key, write down what LINE said.

A lease alone would lose or repeat a chunk whose sender dies between LINE's acceptance and our note of it; the
retry key makes the repetition harmless, and the note says when the key becomes too old to rely on.
"""

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry, Outcome
from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Messages, Ports, Proof
from madoguchi.broadcast.delivery.answer import Meaning, ask
from madoguchi.broadcast.delivery.deliver_people import deliver_people
from madoguchi.broadcast.delivery.release import may_try_again, release, stopped
from madoguchi.broadcast.message import compose, question

PAUSES_SECONDS = (0.0, 0.5, 2.0, 5.0)


def deliver_chunk(ports: Ports, ref: ChunkRef) -> bool:
    """Send one chunk unless it is decided; tells whether its message in the queue is done with.

    Costs 2 read units for the recipients and 2 write units. False means: bring it again. A broadcast read a
    moment ago is enough: what a cancellation must stop, it has stopped line by line.
    """
    broadcast = ports.broadcasts.recent(ref.broadcast)
    if broadcast.attempt != ref.attempt or broadcast.state is State.PAUSED:
        # What was resumed a moment ago must not be dropped for what it was before.
        broadcast = ports.broadcasts.find(ref.broadcast)
    recipients = chunk.size(broadcast, ref.chunk)
    if broadcast.attempt != ref.attempt or not recipients or stopped(ports, broadcast, ref):
        return True
    taken, entry = ports.ledger.lease(ref, recipients, ports.now(), ports.new_id())
    if not taken:
        return entry.outcome is not None
    if entry.key_is_too_old(ports.now()):
        ports.ledger.release(ref, entry.lease, surely_not_sent=False)
        return ports.ledger.give_up(ref, ports.now())
    return _send(ports, broadcast, ref, entry)


def _send(ports: Ports, broadcast: Broadcast, ref: ChunkRef, entry: Entry) -> bool:
    stream = chunk.stream_of(ref.chunk)
    by_stream = ports.broadcasts.messages(broadcast.id, broadcast.content_hash)
    messages = question.addressed(compose.of_stream(by_stream, stream), ref)
    if chunk.is_personal(broadcast, stream):
        return deliver_people(ports, broadcast, ref, entry, messages)
    return _multicast(ports, broadcast, ref, entry, messages)


def _multicast(ports: Ports, broadcast: Broadcast, ref: ChunkRef, entry: Entry, messages: Messages) -> bool:
    to = ports.ledger.recipients(ref)
    body = chunk.body_hash(to, messages)
    key = chunk.retry_key(ref, body)
    perhaps_sent, is_spent = entry.tries > 1, False
    for pause in PAUSES_SECONDS:
        ports.sleep(pause)
        if pause and not may_try_again(ports, ref):
            break
        ports.pace()
        said = ask(lambda: ports.send(to, messages, key, broadcast.unit))
        proof = Proof(said.status, said.request_id, key, body)
        match said.meaning:
            case Meaning.ACCEPTED:
                ports.ledger.decide(ref, Outcome.ACCEPTED, ports.now(), proof)
                return True
            case Meaning.REFUSED:
                # After a lost answer a refusal proves nothing: the first try may have been accepted.
                outcome = Outcome.UNKNOWN if perhaps_sent else Outcome.REJECTED
                ports.ledger.decide(ref, outcome, ports.now(), proof)
                return True
            case Meaning.PERHAPS:
                perhaps_sent = True
            case Meaning.SPENT:
                is_spent = True
                break
    return release(ports, ref, entry, surely_not_sent=not perhaps_sent, is_spent=is_spent)
