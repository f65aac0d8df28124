"""Every file under events/scheduled_broadcast, through the handler."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.broadcast import assembly, cancel, store
from madoguchi.runtime.errors import BadRequest, MissedStart, NotFound
from tests.moto_cloud import function
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.cloud import room as running_room
from tests.unit.broadcast.drafts import scheduled

EVENTS = Path(__file__).parents[2] / "events" / "scheduled_broadcast"


def event(name):
    return json.loads((EVENTS / f"{name}.json").read_text())


@pytest.fixture
def room():
    with running_room() as made:
        made.add_residents(MAEBASHI, range(7), ("bousai",), "ja")
        store.add(scheduled(send_at=made.now))
        store.open("20260601-0a1b2c3d")
        yield made


@pytest.fixture
def handler(room):
    return function("scheduled_broadcast").handler


def test_start_freezes_and_queues(room, handler):
    assert handler(event("start"), None) == {"20260601-0a1b2c3d": "delivering"}
    assert len(room.queued()) == 1
    assert store.find("20260601-0a1b2c3d").planned == 7


def test_starting_twice_queues_once(room, handler):
    handler(event("start"), None)
    handler(event("start"), None)
    assert len(room.queued()) == 1


def test_reconcile_starts_what_was_missed(room, handler):
    assert handler(event("reconcile"), None) == {"20260601-0a1b2c3d": "scheduled"}
    room.now += timedelta(minutes=2)
    assert handler(event("reconcile"), None) == {"20260601-0a1b2c3d": "delivering"}


def test_a_missed_hour_is_an_alarm_until_somebody_cancels(room, handler):
    room.now += timedelta(hours=2)
    with pytest.raises(MissedStart):
        handler(event("reconcile"), None)
    cancel.cancel(assembly.ports(), "20260601-0a1b2c3d", "sato")
    assert handler(event("reconcile"), None) == {"20260601-0a1b2c3d": "cancelled"}


def test_an_unknown_operation_is_an_alarm(handler):
    with pytest.raises(BadRequest):
        handler(event("unknown_operation"), None)


def test_an_unknown_broadcast_is_an_alarm(handler):
    with pytest.raises(NotFound):
        handler({**event("start"), "broadcast_id": "nothing"}, None)


def test_every_event_file_is_known_here():
    assert {path.stem for path in EVENTS.glob("*.json")} == {"start", "reconcile", "unknown_operation"}
