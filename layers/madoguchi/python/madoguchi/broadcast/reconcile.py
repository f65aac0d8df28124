"""Reconcile: find what is stuck, bring it forward, close what adds up. Runs every five minutes."""

from datetime import timedelta

from madoguchi.broadcast import ledger, model
from madoguchi.broadcast.cancel import cancel_untried
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.ledger import KEY_LIFETIME, Entry, Report
from madoguchi.broadcast.model import OVER, SENDING, Broadcast, State
from madoguchi.broadcast.ports import Ports
from madoguchi.broadcast.start import enqueue, requeue, start
from madoguchi.runtime.errors import BroadcastChanged

GRACE = timedelta(minutes=1)
"""How long a start may take before the reconciler steps in."""


def reconcile_all(ports: Ports) -> dict[str, str]:
    """Reconcile every broadcast that is not over; returns the state of each afterwards."""
    return {broadcast_id: reconcile(ports, broadcast_id).state for broadcast_id in ports.broadcasts.opened()}


def reconcile(ports: Ports, broadcast_id: str) -> Broadcast:
    """Bring one broadcast forward: start what was missed, queue what was forgotten, close what adds up."""
    broadcast = ports.broadcasts.find(broadcast_id)
    if broadcast.state is State.SCHEDULED and ports.now() > broadcast.send_at + GRACE:
        broadcast = start(ports, broadcast_id)
    elif (
        broadcast.frozen_at and broadcast.state is State.FROZEN and ports.now() > broadcast.frozen_at + GRACE
    ):
        broadcast = enqueue(ports, broadcast)
    if broadcast.state in {*SENDING, State.CANCELLING}:
        broadcast = _settle(ports, broadcast)
    if broadcast.state in OVER:
        ports.broadcasts.unopen(broadcast_id)
    return broadcast


def _settle(ports: Ports, broadcast: Broadcast) -> Broadcast:
    entries = ports.ledger.entries(broadcast.id, broadcast.attempt)
    found = ledger.report(broadcast, entries)
    if found.open_chunks:
        _bring_forward(ports, broadcast, {entry.chunk: entry for entry in entries}, found)
        found = ledger.report(broadcast, ports.ledger.entries(broadcast.id, broadcast.attempt))
    if not found.adds_up:
        return broadcast
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
    stuck = [one for one in found.open_chunks if one not in entries or not entries[one].is_held(at)]
    for name in stuck:
        tried = name in entries and entries[name].first_tried_at is not None
        if tried and (stopped or entries[name].key_is_too_old(at)):
            ports.ledger.give_up(ChunkRef(broadcast.id, broadcast.attempt, name), at)
    if broadcast.state is State.DELIVERING and not stopped:
        requeue(ports, broadcast, stuck)


def _untried(entries: dict[str, Entry]) -> frozenset[str]:
    return frozenset(name for name, entry in entries.items() if entry.first_tried_at is None)
