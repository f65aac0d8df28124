"""A dead-letter queue as a person meets it: looked through, then given back as it was, or emptied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from madoguchi.runtime.signed_call import call

MOST, A_CALL, HELD_SECONDS = 1_000, 10, 60


@dataclass(frozen=True, slots=True)
class Message:
    """What lies there; `attributes` are those that whoever sent it wrote beside it."""

    body: str
    receipt: str
    sent_at: datetime
    attributes: dict[str, str]


class DeadQueue:
    """One queue, by its address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def take(self) -> list[Message]:
        """Take up to 1,000 messages, which nobody else sees for a minute."""
        taken: list[Message] = []
        while len(taken) < MOST:
            found = self._ask(
                "ReceiveMessage",
                MaxNumberOfMessages=A_CALL,
                VisibilityTimeout=HELD_SECONDS,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            messages = found.get("Messages", [])
            if not messages:
                break
            taken += [_message(one) for one in messages]
        return taken

    def give_back(self, messages: list[Message]) -> None:
        """Let everybody see them again at once."""
        for entries in _entries(messages):
            self._ask(
                "ChangeMessageVisibilityBatch", Entries=[{**one, "VisibilityTimeout": 0} for one in entries]
            )

    def remove(self, messages: list[Message]) -> None:
        """Take them away for good."""
        for entries in _entries(messages):
            self._ask("DeleteMessageBatch", Entries=entries)

    def _ask(self, operation: str, **request: Any) -> dict[str, Any]:
        return call("sqs", f"AmazonSQS.{operation}", {"QueueUrl": self._url, **request})


def _entries(messages: list[Message]) -> Iterator[list[dict[str, Any]]]:
    for some in batched(messages, A_CALL, strict=False):
        yield [{"Id": str(number), "ReceiptHandle": one.receipt} for number, one in enumerate(some)]


def _message(found: dict[str, Any]) -> Message:
    sent_at = datetime.fromtimestamp(int(found["Attributes"]["SentTimestamp"]) / 1000, UTC)
    written = found.get("MessageAttributes", {})
    attributes = {name: str(value.get("StringValue", "")) for name, value in written.items()}
    return Message(found["Body"], found["ReceiptHandle"], sent_at, attributes)
