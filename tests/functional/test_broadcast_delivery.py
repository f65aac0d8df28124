"""Every file under events/broadcast_delivery, through the handler."""

import json
from pathlib import Path

import boto3
import pytest

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.delivery import queue
from madoguchi.broadcast.records import ledger_store, store
from madoguchi.runtime.errors import LineUnreachable
from tests.moto_cloud import function
from tests.unit.broadcast.cloud import Answer, user
from tests.unit.broadcast.cloud import room as running_room
from tests.unit.broadcast.drafts import frozen, people

EVENTS = Path(__file__).parents[2] / "events" / "broadcast_delivery"
ATTEMPT = "5f0e9d0b6f3f4a7b9c116f1c9a526a4e"
BROADCAST = "20260601-0a1b2c3d"


def event(name):
    return json.loads((EVENTS / f"{name}.json").read_text())


@pytest.fixture
def room():
    with running_room() as made:
        chunks = {"ja-00001": people(user(1), user(2)), "en-00001": people(user(3))}
        store.add(frozen({"ja": 2, "en": 1}, attempt=ATTEMPT, send_at=made.now))
        messages = {language: [{"type": "text", "text": language}] for language in ("ja", "en")}
        store.keep_messages(BROADCAST, "hash", messages)
        ledger_store.keep_chunks(BROADCAST, ATTEMPT, chunks)
        yield made


@pytest.fixture
def handler(room):
    return function("broadcast_delivery").handler


class Context:
    def __init__(self, seconds=60):
        self._seconds = seconds

    def get_remaining_time_in_millis(self):
        return self._seconds * 1000


def test_a_chunk_is_delivered(room, handler):
    assert handler(event("chunk"), Context()) == {"batchItemFailures": []}
    assert [to for to, _, _ in room.line.calls] == [[user(1), user(2)]]


def test_a_batch_with_a_repeated_chunk_is_delivered_once_each(room, handler):
    assert handler(event("batch"), Context()) == {"batchItemFailures": []}
    assert sorted(to for to, _, _ in room.line.calls) == [[user(1), user(2)], [user(3)]]


def test_a_message_that_is_not_ours_comes_back_and_the_others_are_delivered(room, handler):
    failed = handler(event("not_ours"), Context())["batchItemFailures"]
    assert failed == [{"itemIdentifier": event("not_ours")["Records"][0]["messageId"]}]
    assert len(room.line.calls) == 1


def test_when_line_is_silent_the_chunk_comes_back(room, handler):
    room.line.answers = [LineUnreachable("nothing")] * 4
    assert handler(event("chunk"), Context())["batchItemFailures"] == [
        {"itemIdentifier": event("chunk")["Records"][0]["messageId"]}
    ]
    assert handler(event("chunk"), Context()) == {"batchItemFailures": []}
    assert len({key for _, _, key in room.line.calls}) == 1


def received(room):
    """Take what waits in the queue, as Lambda hands it to the function."""
    taken = boto3.client("sqs").receive_message(
        QueueUrl=room.queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=180,
        AttributeNames=["ApproximateReceiveCount"],
    )
    return {
        "Records": [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
            }
            for one in taken.get("Messages", [])
        ]
    }


def test_what_line_turns_away_comes_again_long_before_the_queue_would_bring_it(room, handler, monkeypatch):
    monkeypatch.setattr(queue, "FIRST_WAIT_SECONDS", 0)
    queue.enqueue([ChunkRef(BROADCAST, ATTEMPT, name) for name in ("ja-00001", "en-00001")])
    room.line.answers = [Answer(429, "r")] * 4
    assert len(handler(received(room), Context())["batchItemFailures"]) == 1
    again = received(room)
    assert [one["attributes"]["ApproximateReceiveCount"] for one in again["Records"]] == ["2"]
    assert handler(again, Context()) == {"batchItemFailures": []}
    assert {user_id for to, _, _ in room.line.calls for user_id in to} == {user(1), user(2), user(3)}


def test_what_is_logged_names_nobody_and_quotes_nothing(room, handler, caplog):
    queue.enqueue([ChunkRef(BROADCAST, ATTEMPT, name) for name in ("ja-00001", "en-00001")])
    room.line.answers = [LineUnreachable(f"to {user(1)}"), Answer(400, "r", body={"message": user(1)})]
    handler(received(room), Context())
    room.line.answers = [Answer(429, "r", body={"message": "You have reached your monthly limit."})]
    handler(event("not_ours"), Context())
    handler(event("batch"), Context())
    logged = [str(vars(record)) for record in caplog.records]
    assert any("a chunk was not delivered" in one for one in logged)
    assert not [one for one in logged if any(user(number)[-20:] in one for number in (1, 2, 3))]


def test_a_chunk_waits_ten_seconds_and_then_twice_as_long_each_time():
    waits = [queue.wait_seconds(times) for times in range(1, 8)]
    assert waits == [10, 20, 40, 80, 160, 180, 180]


def test_what_cannot_end_in_time_is_not_begun(room, handler):
    assert len(handler(event("batch"), Context(seconds=19))["batchItemFailures"]) == 3
    assert room.line.calls == []


def test_every_event_file_is_known_here():
    assert {path.stem for path in EVENTS.glob("*.json")} == {"chunk", "batch", "not_ours"}
