"""The entries that the table's stream brings, followed up; what holds it up is set aside, by name.

A stream goes on only behind what was done. So an outage holds it, for some hours; an entry that breaks its
follow-up, or outlasts those hours, waits in a queue of its own, whose messages say which entry it is
(decision 0056).
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import log_bug, logger
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call

HELD_SECONDS = 5 * 60 * 60
"""How long an outage may hold the stream; Lambda itself would drop its records after six hours."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows from a new entry, and from an application that is gone."""

    entry: Callable[[str, int], None]
    gone: Callable[[str], None]

    def run(self, record: Record) -> None:
        """Do what follows from a record; of anything else, nothing does."""
        key = record["dynamodb"]["Keys"]
        number = key["pk"]["S"].removeprefix("APPLICATION#")
        kind, _, position = key["sk"]["S"].partition("#")
        if (record["eventName"], kind) == ("INSERT", "ENTRY"):
            self.entry(number, int(position))
        if (record["eventName"], kind) == ("REMOVE", "APPLICATION"):
            self.gone(number)


def take(
    records: Iterable[Record],
    follow_up: FollowUp,
    aside: Callable[[Record], None],
    clock: Callable[[], float] = time.time,
) -> dict[str, Any]:
    """Follow up records in their order; the first that must wait is where the stream goes on next time."""
    for record in records:
        try:
            _follow_or_set_aside(record, follow_up, aside, clock())
        except Unavailable as problem:
            logger().warning("follow_up_later", extra={"why": str(problem)})
            return _failed([record["dynamodb"]["SequenceNumber"]])
    return _failed([])


def take_again(messages: Iterable[Mapping[str, Any]], follow_up: FollowUp) -> dict[str, Any]:
    """Follow up records that were set aside, each for itself; what still fails stays in the queue."""
    failed = []
    for message in messages:
        try:
            follow_up.run(json.loads(message["body"]))
        except Exception as crash:  # noqa: BLE001 - the next one is another application's
            log_bug("follow_up_failed", crash)
            failed.append(message["messageId"])
    return _failed(failed)


@dataclass(frozen=True)
class AsideSettings:
    """Where records wait that hold up the stream no longer."""

    follow_up_again_queue_url: str


def set_aside_here(record: Record) -> None:
    """Put a record into this deployment's queue: the names of things, nothing that anybody wrote."""
    queue: AsideSettings = settings(AsideSettings)
    known = {"eventName": record["eventName"], "dynamodb": {"Keys": record["dynamodb"]["Keys"]}}
    message = {"QueueUrl": queue.follow_up_again_queue_url, "MessageBody": json.dumps(known)}
    call("sqs", "AmazonSQS.SendMessage", message)


def _follow_or_set_aside(
    record: Record, follow_up: FollowUp, aside: Callable[[Record], None], now: float
) -> None:
    try:
        follow_up.run(record)
    except Unavailable:
        if now - record["dynamodb"]["ApproximateCreationDateTime"] < HELD_SECONDS:
            raise
        aside(record)
    except Exception as crash:  # noqa: BLE001 - a bug that one application meets holds up no other's
        log_bug("follow_up_set_aside", crash)
        aside(record)


def _failed(identifiers: list[str]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in identifiers]}
