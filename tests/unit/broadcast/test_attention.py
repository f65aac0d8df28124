"""Quiet hours and budgets, as the freeze respects them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.broadcast import assembly, chunk, freeze_audience
from madoguchi.broadcast.attention import month_of
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.model import Addressees, Kind
from madoguchi.residents.model import QuietHours, Segment
from madoguchi.residents.prefer import limit, rest
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


def test_an_attempt_that_lost_has_charged_nobody(ports):
    ports.attention.keep_charged("b0", "lost", [user(1), user(2)])
    assert froze(ports, "b1")[1] == [1, 2, 3, 4, 5]


def test_a_month_begins_in_japan():
    assert month_of(datetime(2026, 6, 30, 15, 0, tzinfo=UTC)) == "2026-07"
