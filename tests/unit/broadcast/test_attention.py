"""Quiet hours and budgets, as the freeze respects them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import attention, freeze_audience
from madoguchi.broadcast.audience.attention import month_of
from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Outcome, Resolution
from madoguchi.broadcast.definition.model import Addressees, Kind, State
from madoguchi.broadcast.definition.ports import Proof
from madoguchi.broadcast.delivery import deliver_chunk
from madoguchi.broadcast.lifecycle import cancel, reconcile, resolve
from madoguchi.residents.model import QuietHours, Segment
from madoguchi.residents.prefer import limit, rest
from madoguchi.runtime.errors import NotInThisState
from tests.simulation.line import Answer
from tests.unit.broadcast.cloud import MAEBASHI, user
from tests.unit.broadcast.drafts import scheduled

EVENING = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
"""21:30 in Japan."""

IN_MAEBASHI = Addressees(Segment.of((MAEBASHI,)))


@pytest.fixture
def ports(room):
    room.now = EVENING
    room.add_residents(MAEBASHI, range(6), ("bousai",), "ja")
    rest(user(0), QuietHours(21, 7), 1)
    limit(user(1), 1, 1)
    limit(user(2), 2, 1)
    return assembly.ports()


def froze(ports, name, **changes):
    """Freeze a broadcast and return whom, by number."""
    broadcast = scheduled(id=name, addressees=IN_MAEBASHI, send_at=ports.now(), **changes)
    ports.broadcasts.add(broadcast)
    frozen = freeze_audience.freeze_audience(ports, broadcast)
    found = chunk.sizes(frozen)
    refs = [ChunkRef(frozen.id, frozen.attempt, name) for name in found]
    return frozen, sorted(int(one[1:], 16) for ref in refs for one in ports.ledger.recipients(ref))


def test_quiet_hours_hold_until_they_end(ports, room):
    frozen, whom = froze(ports, "b1")
    assert whom == [1, 2, 3, 4, 5]
    assert frozen.held == {"quiet": 1}
    room.now = EVENING + timedelta(hours=10)
    assert froze(ports, "b2")[1] == [0, 2, 3, 4, 5]


def test_a_budget_is_spent_by_what_was_frozen_this_month_in_japan(ports, room):
    audiences = [froze(ports, name)[1] for name in ("b1", "b2", "b3")]
    assert audiences == [[1, 2, 3, 4, 5], [2, 3, 4, 5], [3, 4, 5]]
    room.now = datetime(2026, 6, 30, 14, 59, tzinfo=UTC)
    frozen, whom = froze(ports, "b4")
    assert (whom, frozen.held) == ([3, 4, 5], {"quiet": 1, "budget": 2})
    room.now += timedelta(minutes=1)
    assert froze(ports, "b5")[1] == [1, 2, 3, 4, 5]


def test_an_emergency_reaches_everybody_and_charges_nobody(ports):
    for name in ("e1", "e2"):
        broadcast = scheduled(id=name, addressees=IN_MAEBASHI, send_at=ports.now(), kind=Kind.EMERGENCY)
        approvals = tuple(replace(broadcast.approvals[0], by=one) for one in ("sato", "suzuki"))
        broadcast = replace(broadcast, approvals=approvals)
        ports.broadcasts.add(broadcast)
        assert freeze_audience.freeze_audience(ports, broadcast).planned == 6
    assert ports.attention.register(month_of(EVENING)).revision == 0


def test_who_was_never_reached_has_not_spent_their_budget(ports, monkeypatch):
    monkeypatch.setattr(chunk, "CHUNK_SIZE", 2)
    first, _ = froze(ports, "b1")
    reached = deliver_one(ports, first)
    ports.broadcasts.open("b1")
    cancel.cancel(ports, "b1", "sato")
    _, whom = froze(ports, "b2")
    assert 1 not in whom, "nobody knows yet"
    assert reconcile.reconcile(ports, "b1").state is State.CANCELLED
    _, whom = froze(ports, "b3")
    assert (1 in whom) == (user(1) not in reached)
    assert 2 not in whom or user(2) not in reached


def deliver_one(ports, broadcast):
    """Send the first chunk; returns whom it reached."""
    ref = ChunkRef(broadcast.id, broadcast.attempt, "ja-00001")
    ports.broadcasts.keep_messages(broadcast.id, "hash", {"ja": [{"type": "text", "text": "x"}]})
    assert deliver_chunk.deliver_chunk(ports, ref)
    return ports.ledger.recipients(ref)


def charged(ports, broadcast):
    return {int(one[1:], 16) for one in ports.attention.charged(broadcast.id, broadcast.attempt)}


def test_what_line_refused_has_cost_nothing(ports, room):
    room.line.answers = [Answer(400, "r")]
    broadcast, _ = froze(ports, "b1")
    assert charged(ports, broadcast) == {1, 2}
    deliver_one(ports, broadcast)
    reconcile.reconcile(ports, "b1")
    assert charged(ports, broadcast) == set()


@pytest.mark.parametrize(("arrived", "spent"), [(True, {1, 2}), (False, set())])
def test_what_a_person_finds_out_decides_about_budgets(ports, room, arrived, spent):
    broadcast, _ = froze(ports, "b1")
    ref = ChunkRef("b1", broadcast.attempt, "ja-00001")
    ports.ledger.lease(ref, 5, room.now, "one")
    ports.ledger.decide(ref, Outcome.UNKNOWN, room.now, Proof(0, "", "", ""))
    reconcile.reconcile(ports, "b1")
    assert charged(ports, broadcast) == {1, 2}
    resolve.resolve(ports, "b1", ref.chunk, "ito", arrived=arrived, reason="asked LINE")
    assert charged(ports, broadcast) == spent


def test_a_finding_that_was_cut_short_is_made_good_by_asking_again(ports, room):
    broadcast, _ = froze(ports, "b1")
    ref = ChunkRef("b1", broadcast.attempt, "ja-00001")
    ports.ledger.lease(ref, 5, room.now, "one")
    ports.ledger.decide(ref, Outcome.UNKNOWN, room.now, Proof(0, "", "", ""))
    ports.ledger.resolve(ref, Resolution(False, "ito", room.now, "asked LINE"))
    with pytest.raises(NotInThisState):
        resolve.resolve(ports, "b1", ref.chunk, "sato", arrived=True, reason="guessed")
    assert charged(ports, broadcast) == set()


def test_where_all_arrived_nothing_is_read(ports):
    broadcast, _ = froze(ports, "b1")
    deliver_one(ports, broadcast)
    lines = ports.ledger.entries("b1", broadcast.attempt)
    attention.give_back(replace(ports, attention=None, ledger=None), broadcast, lines)
    assert charged(ports, broadcast) == {1, 2}


def test_an_attempt_that_lost_has_charged_nobody(ports):
    ports.attention.keep_charged("b0", "lost", [user(1), user(2)])
    assert froze(ports, "b1")[1] == [1, 2, 3, 4, 5]


def test_a_month_begins_in_japan():
    assert month_of(datetime(2026, 6, 30, 15, 0, tzinfo=UTC)) == "2026-07"
