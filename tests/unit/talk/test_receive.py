"""LINE's door: all that LINE signed is queued, or LINE hears that it was not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from madoguchi.line.signature import sign
from madoguchi.runtime.errors import BadSignature, NotLineShape, TooLarge, Unavailable
from madoguchi.talk import receive as door
from madoguchi.talk.receive import receive
from tests.moto_cloud import Cloud, cloud

SECRET = "local-channel-secret"


@pytest.fixture
def queue() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


@pytest.fixture
def sent(queue: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    batches: list[dict[str, Any]] = []

    def call(_service: str, _target: str, body: dict[str, Any]) -> dict[str, Any]:
        batches.append(body)
        return {}

    monkeypatch.setattr(door, "call", call)
    return batches


def deliver(*events: dict[str, Any]) -> int:
    body = json.dumps({"destination": "U0", "events": events}).encode()
    return receive(body, sign(SECRET, body))


def an_event(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "webhookEventId": f"E{number}",
        "source": {"type": "user", "userId": f"U{number % 3}"},
        **fields,
    }


def test_every_event_is_queued_under_its_resident_and_its_id(queue: Cloud):
    # A resident each: a FIFO queue holds back a group's next event while one is being handled.
    events = [an_event(n, source={"type": "user", "userId": f"U{n}"}) for n in range(23)]
    assert deliver(*events) == 23
    assert sorted(one["webhookEventId"] for one in queue.notices()) == sorted(f"E{n}" for n in range(23))


def test_batches_keep_to_ten_entries_and_their_order(sent: list[dict[str, Any]]):
    deliver(*(an_event(number) for number in range(23)))
    assert [len(batch["Entries"]) for batch in sent] == [10, 10, 3]
    entries = [entry for batch in sent for entry in batch["Entries"]]
    assert [entry["MessageDeduplicationId"] for entry in entries] == [f"E{n}" for n in range(23)]
    assert entries[4]["MessageGroupId"] == "U1"


def test_batches_keep_to_a_quarter_of_a_megabyte(sent: list[dict[str, Any]]):
    deliver(*(an_event(number, text="x" * 90_000) for number in range(7)))
    sizes = [sum(len(entry["MessageBody"]) for entry in batch["Entries"]) for batch in sent]
    assert max(sizes) <= 256 * 1024
    assert len(sizes) == 4


def test_an_unknown_type_and_an_event_of_nobody_pass_the_door(sent: list[dict[str, Any]]):
    deliver({"type": "invented tomorrow"}, an_event(1, source={"type": "group", "groupId": "C1"}))
    entries = sent[0]["Entries"]
    assert [entry["MessageGroupId"] for entry in entries] == ["none", "C1"]
    assert all(1 <= len(entry["MessageDeduplicationId"]) <= 128 for entry in entries)


def test_ids_that_the_queue_would_refuse_are_replaced_by_their_hash(sent: list[dict[str, Any]]):
    deliver(an_event(1, webhookEventId="日本語 \ud800", source={"userId": "x" * 500}))
    entry = sent[0]["Entries"][0]
    assert entry["MessageDeduplicationId"].isalnum()
    assert len(entry["MessageGroupId"]) == 64


def test_lines_check_of_the_address_queues_nothing(sent: list[dict[str, Any]]):
    assert deliver() == 0
    assert sent == []


def test_the_signature_is_checked_before_anything_is_read(queue: Cloud):
    for body, signature in (
        (b"not JSON", None),
        (b"not JSON", "wrong"),
        (b'{"events":[]}', sign("other", b"x")),
    ):
        with pytest.raises(BadSignature):
            receive(body, signature)


def test_a_signed_body_of_another_shape_is_refused(queue: Cloud):
    with pytest.raises(NotLineShape):
        receive(b"not JSON", sign(SECRET, b"not JSON"))


def test_a_giant_is_refused_before_its_signature_is_computed(queue: Cloud):
    with pytest.raises(TooLarge):
        receive(b" " * 1_000_001, None)
    with pytest.raises(TooLarge):
        deliver(an_event(1, text="x" * 300_000))


def test_a_queue_that_takes_only_some_makes_line_send_again(queue: Cloud, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door, "call", lambda *_: {"Failed": [{"Id": "1"}], "Successful": [{"Id": "0"}]})
    with pytest.raises(Unavailable):
        deliver(an_event(1), an_event(2))
