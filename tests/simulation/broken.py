"""Protocols that look right and are not. The checker must catch each of them."""

from collections.abc import Callable
from dataclasses import replace

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Outcome
from madoguchi.broadcast.definition.ports import LineAnswer, Ports, Proof
from madoguchi.broadcast.delivery.answer import MONTHLY_LIMIT
from madoguchi.broadcast.delivery.deliver_chunk import deliver_chunk
from madoguchi.runtime.errors import LineUnreachable
from tests.simulation.line import Answer


def check_then_send(ports: Ports, ref: ChunkRef) -> bool:
    """Look whether it was sent, send, write it down: what dies in between is sent again."""
    broadcast = ports.broadcasts.find(ref.broadcast)
    lines = {entry.chunk: entry for entry in ports.ledger.entries(ref.broadcast, ref.attempt)}
    if ref.chunk in lines and lines[ref.chunk].outcome:
        return True
    if not _send(ports, ref, ""):
        return False
    ports.ledger.lease(ref, chunk.sizes(broadcast)[ref.chunk], ports.now(), ports.new_id())
    ports.ledger.decide(ref, Outcome.ACCEPTED, ports.now(), _proof(ref))
    return True


def claim_then_send(ports: Ports, ref: ChunkRef) -> bool:
    """Write it down as sent, then send: what dies in between is never sent."""
    broadcast = ports.broadcasts.find(ref.broadcast)
    ports.ledger.lease(ref, chunk.sizes(broadcast)[ref.chunk], ports.now(), ports.new_id())
    if ports.ledger.decide(ref, Outcome.ACCEPTED, ports.now(), _proof(ref)):
        _send(ports, ref, "")
    return True


def lease_without_key(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but LINE is not told which request it is."""
    return deliver_chunk(
        replace(ports, send=lambda to, messages, _, unit: ports.send(to, messages, "", unit)), ref
    )


def unfrozen_audience(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but who is in a chunk is looked up when it is sent."""
    return deliver_chunk(replace(ports, ledger=_LiveLedger(ports)), ref)


def live_words(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but a personal message is written when it is sent: no two tries agree."""
    return deliver_chunk(replace(ports, ledger=_LiveWords(ports)), ref)


def forgetful_release(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but a chunk is given back as if nobody could have heard of it."""
    return deliver_chunk(replace(ports, ledger=_ForgetfulLedger(ports)), ref)


def spent_is_refused(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but a month that is spent is final, like any other of LINE's refusals."""

    def final(said: LineAnswer) -> LineAnswer:
        return Answer(400, said.request_id or "") if MONTHLY_LIMIT in str(said.body) else said

    return deliver_chunk(
        replace(
            ports, send=lambda *call: final(ports.send(*call)), push=lambda *call: final(ports.push(*call))
        ),
        ref,
    )


def keys_of_the_round(ports: Ports, ref: ChunkRef) -> bool:
    """The real protocol, but whoever resumes a broadcast begins with new retry keys."""
    history = ports.broadcasts.find(ref.broadcast).history
    rounds = sum(step.what == "resumed" for step in history)
    return deliver_chunk(
        replace(
            ports,
            send=lambda to, messages, key, unit: ports.send(to, messages, f"{key}/{rounds}", unit),
            push=lambda to, messages, key, unit: ports.push(to, messages, f"{key}/{rounds}", unit),
        ),
        ref,
    )


class _Ledger:
    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._ports.ledger, name)


class _LiveWords(_Ledger):
    def values(self, ref: ChunkRef) -> list[tuple[str, ...]]:
        at = self._ports.now().isoformat()
        return [(f"{at}:{user_id}",) for user_id in self._ports.ledger.recipients(ref)]


class _ForgetfulLedger(_Ledger):
    def release(self, ref: ChunkRef, lease: str, **_: object) -> None:
        self._ports.ledger.release(ref, lease, surely_not_sent=True)


class _LiveLedger(_Ledger):
    def recipients(self, ref: ChunkRef) -> list[str]:
        language, _, number = ref.chunk.rpartition("-")
        everybody = sorted(one for one, spoken in self._ports.audience.members.items() if spoken == language)
        begin = (int(number) - 1) * chunk.CHUNK_SIZE
        return everybody[begin : begin + chunk.CHUNK_SIZE] or everybody[:1]


def _proof(ref: ChunkRef) -> Proof:
    return Proof(200, "r", chunk.retry_key(ref, ""), "")


def _send(ports: Ports, ref: ChunkRef, key: str) -> bool:
    broadcast = ports.broadcasts.find(ref.broadcast)
    messages = ports.broadcasts.messages(ref.broadcast, broadcast.content_hash)
    ports.pace()
    try:
        said = ports.send(ports.ledger.recipients(ref), messages[chunk.stream_of(ref.chunk)], key, "")
    except LineUnreachable:
        return False
    return 200 <= said.status < 300


PLANTED = (
    check_then_send,
    claim_then_send,
    lease_without_key,
    unfrozen_audience,
    live_words,
    forgetful_release,
    spent_is_refused,
    keys_of_the_round,
)
