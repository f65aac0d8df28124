"""Calls of schedules that failed: read at night by somebody who must not break anything."""

import json
from datetime import timedelta

import boto3
import pytest

from local.broadcast_commands import run
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import series
from madoguchi.broadcast.definition.model import State
from madoguchi.broadcast.lifecycle import cancel, dead_calls
from madoguchi.broadcast.records import store
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.drafts import scheduled, series_draft

ID = "20260601-0a1b2c3d"
START = {"operation": "start", "broadcast_id": ID}


@pytest.fixture
def lie(room, monkeypatch):
    """Put a letter into the schedules' dead-letter queue, as EventBridge does or as Lambda does."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="schedule-dead")["QueueUrl"]
    monkeypatch.setenv("SCHEDULE_DEAD_LETTER_QUEUE_URL", url)
    room.add_residents(MAEBASHI, range(3), ("bousai",), "ja")

    def undelivered(call, why="AWS.Scheduler.InternalServerError"):
        attributes = {"ERROR_CODE": {"DataType": "String", "StringValue": why}}
        body = call if isinstance(call, str) else json.dumps(call)
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)

    def failed(call, why="Unavailable"):
        record = {
            "version": "1.0",
            "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
            "requestPayload": call,
            "responsePayload": {"errorType": why, "errorMessage": "somewhere"},
        }
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(record))

    return undelivered, failed


@pytest.fixture
def ports(room):
    return assembly.ports()


def kept(room, **changes):
    store.add(scheduled(send_at=room.now, **changes))
    store.open(ID)
    messages = {"ja": [{"type": "text", "text": "x"}], "en": [{"type": "text", "text": "x"}]}
    store.keep_messages(ID, "hash", messages)


def standing(ports):
    return {(one.operation, one.name): one.standing for one in dead_calls.read(ports)}


def test_both_kinds_of_letters_are_read_with_their_reason(room, ports, lie):
    undelivered, failed = lie
    kept(room)
    undelivered(START)
    failed({"operation": "reconcile"}, "MissedStart")
    failed({"operation": "reconcile"}, "MissedStart")
    undelivered("not even JSON", "")
    found = {one.operation: one for one in dead_calls.read(ports)}
    assert (found["start"].why, found["start"].standing) == ("AWS.Scheduler.InternalServerError", "due")
    assert (found["reconcile"].times, found["reconcile"].why) == (2, "MissedStart")
    assert (found["reconcile"].standing, found[""].standing) == ("by itself", "not ours")


def test_looking_leaves_everything_as_it_was(room, ports, lie):
    lie[0](START)
    assert dead_calls.read(ports) == dead_calls.read(ports) != []


@pytest.mark.parametrize(
    ("hours", "stands"),
    [(0, "due"), (2, "missed"), (-2, "scheduled")],
    ids=["in its hour", "two hours late", "before its time"],
)
def test_a_start_says_how_its_broadcast_stands(room, ports, lie, hours, stands):
    lie[1](START)
    kept(room)
    room.now += timedelta(hours=hours)
    assert standing(ports) == {("start", ID): stands}
    cancel.cancel(ports, ID, "sato")
    assert standing(ports) == {("start", ID): "cancelled"}


def test_a_call_is_made_again_once_and_its_letters_are_gone(room, ports, lie):
    kept(room)
    for _ in range(3):
        lie[1](START)
    ((one, came_to),) = dead_calls.call_again(ports)
    assert (one.times, came_to, len(room.queued())) == (3, "delivering", 1)
    assert dead_calls.read(ports) == []


def test_a_series_occurs_when_its_call_is_made_again(room, ports, lie):
    draft = series_draft()
    room.now = room.now.replace(year=2026, month=6, day=1, hour=1, minute=0, second=1)
    running = series.approve(draft, "suzuki", draft.approval_hash(), room.now - timedelta(days=1))
    ports.series.add(running)
    store.keep_messages(running.id, "hash", {"ja": [{"type": "text", "text": "x"}]})
    lie[0]({"operation": "occur", "series_id": running.id})
    assert standing(ports) == {("occur", running.id): "due"}
    assert [came_to for _, came_to in dead_calls.call_again(ports)] == ["running"]
    assert store.find(f"{running.id}-20260601").state is State.DELIVERING


def test_what_is_refused_again_stays_and_says_why(room, ports, lie):
    kept(room, counted=0)
    room.add_residents(MAEBASHI, range(3, 110), ("bousai",), "ja")
    lie[1](START)
    ((_, came_to),) = dead_calls.call_again(ports)
    assert came_to.startswith("audience_grew: ")
    assert standing(ports) == {("start", ID): "due"}


def test_what_is_of_nobody_is_taken_away(room, ports, lie):
    lie[0](START)
    lie[0]("not ours")
    assert {came_to for _, came_to in dead_calls.call_again(ports)} == {"taken away"}
    assert dead_calls.read(ports) == []


def test_whoever_is_on_duty_reads_it_at_the_command_line(room, lie, capsys):
    kept(room)
    lie[1](START, "Unavailable")
    assert run(["dead-calls"]) == 0
    assert f"start {ID}  1 times, last " in (said := capsys.readouterr().out)
    assert ": Unavailable; now due" in said
    assert run(["call-again"]) == 0
    assert "-> delivering" in capsys.readouterr().out
