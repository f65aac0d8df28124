"""Reconcile: find what is stuck, bring it forward, close what adds up. Runs every five minutes."""

from datetime import datetime, timedelta

from madoguchi.broadcast.audience.attention import give_back
from madoguchi.broadcast.definition import chunk, ledger, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import KEY_LIFETIME, Entry, Report
from madoguchi.broadcast.definition.model import OVER, RUNNING, Broadcast, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle.cancel import cancel_untried
from madoguchi.broadcast.lifecycle.recur import occur
from madoguchi.broadcast.lifecycle.start import LATE, enqueue, requeue, start
from madoguchi.runtime.errors import BroadcastChanged, MissedStart, Refusal

STUCK = timedelta(minutes=10)
"""How long the queue may leave a chunk alone: its own retries come after three minutes at most."""


def reconcile_all(ports: Ports) -> dict[str, str]:
    """Reconcile every broadcast that is not over; returns the state of each afterwards.

    Raises MissedStart, after all are done, when one is too late to start: an alarm until a person edits or
    cancels it; and the first refusal, for the trouble of one leaves the others alone.
    """
    found: list[Broadcast] = []
    refusals: list[Refusal] = []
    for series_id in ports.series.running():
        try:
            occur(ports, series_id)
        except Refusal as refusal:
            refusals.append(refusal)
    for broadcast_id in ports.broadcasts.opened():
        try:
            found.append(reconcile(ports, broadcast_id))
        except Refusal as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]
    missed = [one.id for one in found if one.state is State.SCHEDULED and model.is_missed(one, ports.now())]
    if missed:
        raise MissedStart(", ".join(missed))
    return {one.id: one.state for one in found}


def reconcile(ports: Ports, broadcast_id: str) -> Broadcast:
    """Bring one broadcast forward: start what was missed, queue what was forgotten, close what adds up."""
    broadcast = ports.broadcasts.find(broadcast_id)
    if broadcast.state is State.SCHEDULED and ports.now() > model.due_since(broadcast) + LATE:
        broadcast = start(ports, broadcast_id)
    elif broadcast.frozen_at and broadcast.state is State.FROZEN and ports.now() > broadcast.frozen_at + LATE:
        broadcast = enqueue(ports, broadcast)
    if broadcast.state in RUNNING:
        broadcast = _settle(ports, broadcast)
    if broadcast.state in OVER:
        ports.broadcasts.unopen(broadcast_id)
    return broadcast


def _settle(ports: Ports, broadcast: Broadcast) -> Broadcast:
    entries = ports.ledger.entries(broadcast.id, broadcast.attempt)
    found = ledger.report(broadcast, entries)
    if found.open_chunks:
        _bring_forward(ports, broadcast, {entry.chunk: entry for entry in entries}, found)
        entries = ports.ledger.entries(broadcast.id, broadcast.attempt)
        found = ledger.report(broadcast, entries)
    if not found.adds_up:
        return broadcast
    # Before it closes: what is over is not looked at again.
    give_back(ports, broadcast, entries)
    try:
        closed = model.close(broadcast, found.totals, ports.now())
        ports.broadcasts.replace(closed)
    except BroadcastChanged:
        return ports.broadcasts.find(broadcast.id)
    return closed


def _bring_forward(ports: Ports, broadcast: Broadcast, entries: dict[str, Entry], found: Report) -> None:
    at = ports.now()
    too_late = broadcast.frozen_at is not None and at - broadcast.frozen_at >= KEY_LIFETIME
    stopped = broadcast.state is State.CANCELLING or too_late
    if stopped:
        cancel_untried(ports, broadcast, known=frozenset(entries) - _untried(entries))
    for entry in entries.values():
        over = stopped or entry.key_is_too_old(at)
        if over and entry.outcome is None and entry.first_tried_at and not entry.is_held(at):
            ports.ledger.give_up(ChunkRef(broadcast.id, broadcast.attempt, entry.chunk), at)
    if broadcast.state is State.DELIVERING and not stopped:
        _queue_again(
            ports, broadcast, [one for one in found.open_chunks if _is_stuck(broadcast, entries, one, at)]
        )


def _is_stuck(broadcast: Broadcast, entries: dict[str, Entry], name: str, at: datetime) -> bool:
    moved_at = entries[name].moved_at if name in entries else None
    since = moved_at or broadcast.frozen_at
    return since is not None and at - since >= STUCK


def _queue_again(ports: Ports, broadcast: Broadcast, stuck: list[str]) -> None:
    plan = chunk.sizes(broadcast)
    for name in stuck:
        # Noted first: a chunk that is queued on every round would multiply in the queue while LINE is down.
        ports.ledger.note_queued(ChunkRef(broadcast.id, broadcast.attempt, name), plan[name], ports.now())
    requeue(ports, broadcast, stuck)


def _untried(entries: dict[str, Entry]) -> frozenset[str]:
    return frozenset(name for name, entry in entries.items() if entry.first_tried_at is None)
