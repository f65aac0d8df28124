"""Deliver one chunk of personal messages: a push and a retry key for each person, one line for all."""

import hashlib
from collections.abc import Sequence

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry, Outcome
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Messages, Ports, Proof
from madoguchi.broadcast.delivery.answer import Meaning, ask
from madoguchi.broadcast.delivery.release import may_try_again, release
from madoguchi.broadcast.message import personal

PAUSES_SECONDS = (0.0, 1.0)


def deliver_people(
    ports: Ports, broadcast: Broadcast, ref: ChunkRef, entry: Entry, messages: Messages
) -> bool:
    """Push to everybody of a leased chunk who is not decided; tells whether all are now.

    Costs 2 read units and 4 write units for 50 people. Who was reached before the sender died is asked for
    again with the same key, and LINE answers 409.
    """
    sending = _Sending(ports, broadcast, ref, entry, messages)
    for pause in PAUSES_SECONDS:
        before = len(sending.undecided)
        ports.sleep(pause)
        if pause and not may_try_again(ports, ref):
            break
        ports.each(sending.push, sorted(sending.undecided))
        # Nobody got through: the queue brings it again, rather than a sender waiting for LINE.
        if sending.is_spent or len(sending.undecided) in (0, before):
            break
    if sending.undecided:
        return release(
            ports,
            ref,
            entry,
            surely_not_sent=sending.surely_nothing,
            is_spent=sending.is_spent,
            so_far=sending.proof(),
        )
    ports.ledger.decide(ref, sending.outcome(), ports.now(), sending.proof())
    return True


class _Sending:
    """One sender's view of a chunk; several threads push, each for people of its own."""

    def __init__(
        self, ports: Ports, broadcast: Broadcast, ref: ChunkRef, entry: Entry, messages: Messages
    ) -> None:
        self._ports, self._ref, self._unit = ports, ref, broadcast.unit
        self._to = ports.ledger.recipients(ref)
        self._bodies = [
            personal.fill(messages, dict(zip(broadcast.placeholders, own, strict=True)))
            for own in ports.ledger.values(ref)
        ]
        self._hashes = [chunk.body_hash([to], body) for to, body in zip(self._to, self._bodies, strict=True)]
        self._fates = list(entry.people or "?" * len(self._to))
        self._request_ids = list(entry.request_ids or [""] * len(self._to))
        self._status = 0
        self._perhaps_before = entry.tries > 1
        self._perhaps: set[int] = set()
        self.is_spent = False
        self.undecided = {at for at, fate in enumerate(self._fates) if fate == "?"}

    def push(self, at: int) -> None:
        """Push to the person at this place, once, unless LINE takes no more this month."""
        if self.is_spent:
            return
        key = chunk.retry_key(chunk.place(self._ref, at), self._hashes[at])
        self._ports.pace_push()
        said = ask(lambda: self._ports.push(self._to[at], self._bodies[at], key, self._unit))
        self._status = said.status or self._status
        match said.meaning:
            case Meaning.ACCEPTED:
                self._decide(at, "a", said.request_id)
            case Meaning.REFUSED:
                # After a lost answer a refusal proves nothing: the first try may have been accepted.
                is_unsure = self._perhaps_before or at in self._perhaps
                self._decide(at, "?" if is_unsure else "r", said.request_id)
            case Meaning.PERHAPS:
                self._perhaps.add(at)
            case Meaning.SPENT:
                self.is_spent = True

    def _decide(self, at: int, fate: str, request_id: str) -> None:
        self._fates[at], self._request_ids[at] = fate, request_id
        self.undecided.discard(at)

    @property
    def surely_nothing(self) -> bool:
        """Whether LINE cannot have accepted a message of this chunk, ever."""
        return not (self._perhaps_before or self._perhaps or set(self._fates) - {"?"})

    def outcome(self) -> Outcome:
        """Return the line's outcome: the worst that needs somebody."""
        if "?" in self._fates:
            return Outcome.UNKNOWN
        return Outcome.ACCEPTED if "a" in self._fates else Outcome.REJECTED

    def proof(self) -> Proof:
        """Return what LINE said, person by person."""
        body = _joined(self._hashes)
        key = chunk.retry_key(self._ref, body)
        fates = "".join(self._fates)
        return Proof(self._status, "", key, body, fates, tuple(self._request_ids))


def _joined(hashes: Sequence[str]) -> str:
    return hashlib.sha256("".join(hashes).encode()).hexdigest()
