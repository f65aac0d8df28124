"""A resident as tests play one: through the emulator's control API, never past the doors."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.stack import Stack

PATIENCE_SECONDS = 20.0
Message = dict[str, Any]


def eventually(ask: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Ask until the answer is true; fails with `what` was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"within {seconds:.0f} s there was no {what}")


def control(line_url: str, what: str, body: dict[str, Any]) -> Any:
    """Ask the LINE emulator's control API."""
    return httpx.post(f"{line_url}/_emulator/{what}", json=body, timeout=30).raise_for_status().json()


@dataclass
class Resident:
    """A friend of the account, and what has reached their phone."""

    line_url: str
    user_id: str
    read: int = field(default=0)

    @classmethod
    def befriends(cls, stack: Stack, name: str) -> "Resident":
        """Add the account as a friend."""
        added = control(stack.line_url, "users", {"displayName": name})
        return cls(stack.line_url, added["userId"])

    @property
    def messages(self) -> list[Message]:
        """Everything received, in order."""
        url = f"{self.line_url}/_emulator/users/{self.user_id}/messages"
        received: list[Message] = httpx.get(url).raise_for_status().json()
        return received

    def hears(self) -> list[Message]:
        """Wait for what comes next and return it, once no more is following."""
        eventually(lambda: len(self.messages) > self.read, "answer")
        news = self.messages[self.read :]
        while True:
            time.sleep(0.3)
            later = self.messages[self.read :]
            if len(later) == len(news):
                break
            news = later
        self.read += len(news)
        return [entry["message"] for entry in news]

    def event(self, **fields: Any) -> None:
        """Do something that LINE tells the account about."""
        control(self.line_url, f"users/{self.user_id}/events", fields)

    def says(self, text: str) -> list[Message]:
        """Type a text; returns what is answered."""
        self.event(type="message", message={"type": "text", "text": text})
        return self.hears()

    def taps(self, messages: list[Message], label: str) -> list[Message]:
        """Tap the quick reply with this label; returns what is answered."""
        for message in reversed(messages):
            for item in message.get("quickReply", {}).get("items", []):
                if item["action"].get("label", "").removeprefix("✓ ") == label:
                    action = item["action"]
                    if action["type"] == "message":
                        return self.says(action["text"])
                    self.event(type="postback", postback={"data": action["data"]})
                    return self.hears()
        raise AssertionError(f"nothing to tap says {label}")

    def registers(self, municipality: str, *topics: str) -> list[Message]:
        """Go through the registration in the chat."""
        self.hears()
        answered = self.says(municipality)
        for topic in topics:
            answered = self.taps(answered, topic)
        answered = self.taps(answered, "これで決定")
        return self.taps(answered, "日本語")


@contextmanager
def turned_away(people: Sequence[Resident]) -> Iterator[None]:
    """Have LINE answer 429 to every multicast to one of these, for the length of a block."""
    for one in people:
        control(one.line_url, "faults", {"endpoint": "multicast", "kind": "429", "to": one.user_id})
    try:
        yield
    finally:
        httpx.delete(f"{people[0].line_url}/_emulator/faults", timeout=30).raise_for_status()
