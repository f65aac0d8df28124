"""The broadcast room: its queue, residents with their index, LINE answering from a list."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import boto3

from madoguchi.broadcast import assembly
from madoguchi.broadcast.records import store
from madoguchi.residents.model import segment_key, shard
from tests.moto_cloud import cloud
from tests.simulation.line import Answer

MAEBASHI, TAKASAKI = "10201", "10202"


@dataclass
class FakeLine:
    """Answers 200 unless told otherwise, and remembers what it was asked."""

    answers: list[Answer | BaseException] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    calls: list[tuple[list[str], list[dict[str, Any]], str]] = field(default_factory=list)

    def send(self, to: Any, messages: Any, retry_key: str, unit: str = "") -> Answer:
        self.units.add(unit)
        self.calls.append((list(to), list(messages), retry_key))
        answer = self.answers.pop(0) if self.answers else Answer(200, f"request-{len(self.calls)}")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def push(self, to: str, messages: Any, retry_key: str, unit: str = "") -> Answer:
        return self.send([to], messages, retry_key, unit)


@dataclass
class Room:
    """What a test of the broadcast room holds in its hands."""

    line: FakeLine
    queue_url: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def add_residents(
        self, municipality: str, numbers: range, topics: tuple[str, ...], language: str
    ) -> None:
        client = boto3.client("dynamodb")
        for number in numbers:
            user_id = user(number)
            item = {"pk": user_id, "sk": "resident", "language": language, "municipality": municipality}
            item["segment_key"] = segment_key(municipality, shard(user_id))
            client.put_item(
                TableName="residents_table",
                Item={name: {"S": value} for name, value in item.items()}
                | {"topics": {"L": [{"S": topic} for topic in topics]}},
            )

    def queued(self) -> list[str]:
        """Take the bodies that wait in the queue of chunks."""
        sqs = boto3.client("sqs")
        bodies: list[str] = []
        while messages := sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            bodies += [message["Body"] for message in messages]
        return bodies


def user(number: int) -> str:
    return f"U{number:032x}"


@contextmanager
def room() -> Iterator[Room]:
    """Run a block inside a fresh cloud whose clock can be moved: `room.now += ...`."""
    with cloud():
        url = boto3.client("sqs").create_queue(QueueName="broadcast-chunks")["QueueUrl"]
        made = Room(FakeLine(), url)
        with (
            patch.dict("os.environ", {"BROADCAST_CHUNKS_QUEUE_URL": url, "DELIVERY_CONCURRENCY": "1"}),
            patch.object(assembly, "_send", made.line.send),
            patch.object(assembly, "_push", made.line.push),
            # moto's conditional writes are not atomic between threads.
            patch.object(assembly, "_each", lambda work, items: [work(one) for one in items]),
            patch.object(assembly.clock, "now", lambda: made.now),
            patch.object(assembly.time, "sleep", lambda _: None),
        ):
            assembly._pacer.cache_clear()
            store.messages.cache_clear()
            store._found.cache_clear()
            yield made
