"""Every file under events/scheduled_broadcast, through the handler."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import series
from madoguchi.broadcast.lifecycle import cancel
from madoguchi.broadcast.records import series_store, store
from madoguchi.runtime.errors import BadRequest, MissedStart, NotFound
from tests.moto_cloud import function
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.cloud import room as running_room
from tests.unit.broadcast.drafts import scheduled, series_draft

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


def test_a_series_occurs_on_its_day_and_no_other(room, handler):
    draft = series_draft()
    running = series.approve(draft, "suzuki", draft.approval_hash(), datetime(2026, 5, 1, tzinfo=UTC))
    series_store.add(running)
    store.keep_messages(running.id, running.content_hash, {"ja": [{"type": "text", "text": "x"}]})
    room.now = datetime(2026, 6, 1, 0, 59, tzinfo=UTC)
    assert handler(event("occur"), None) == {running.id: "running"}
    room.now = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    handler(event("occur"), None)
    assert store.find(f"{running.id}-20260601").planned == 7


def test_measuring_asks_about_nothing_that_is_not_over(handler):
    assert handler(event("measure"), None) == {}


def test_an_unknown_operation_is_an_alarm(handler):
    with pytest.raises(BadRequest):
        handler(event("unknown_operation"), None)


def test_an_unknown_broadcast_is_an_alarm(handler):
    with pytest.raises(NotFound):
        handler({**event("start"), "broadcast_id": "nothing"}, None)


def test_every_event_file_is_known_here():
    assert {path.stem for path in EVENTS.glob("*.json")} == {
        "start",
        "occur",
        "reconcile",
        "measure",
        "unknown_operation",
    }
