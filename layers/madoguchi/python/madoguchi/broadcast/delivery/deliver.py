"""Deliver a batch: every message of the queue on its own, at once where that helps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery import queue
from madoguchi.broadcast.delivery.deliver_chunk import deliver_chunk
from madoguchi.runtime.errors import Refusal
from madoguchi.runtime.log import logger

MOST_SECONDS_A_CHUNK = 40
"""Four calls that LINE does not answer and the pauses between them; or 50 people, ten at a time, twice."""


def deliver(
    ports: Ports, records: Sequence[Mapping[str, Any]], seconds_left: Callable[[], float]
) -> list[str]:
    """Deliver the chunks of a batch of SQS records; returns the ids of messages to bring again.

    One chunk's trouble leaves the others alone, and no chunk is begun that could not be ended in time. What
    is to be brought again waits 10 s at first (decision 0053).
    """
    again: list[Mapping[str, Any]] = []

    def one(record: Mapping[str, Any]) -> None:
        if seconds_left() < MOST_SECONDS_A_CHUNK or not _is_done(ports, record):
            again.append(record)

    ports.each(one, records)
    queue.bring_again(again)
    return [record["messageId"] for record in again]


def _is_done(ports: Ports, record: Mapping[str, Any]) -> bool:
    try:
        return deliver_chunk(ports, queue.read(record["body"]))
    except Refusal as refusal:
        logger().error("a chunk was not delivered", code=refusal.code, message_id=record["messageId"])
        return False
