"""LINE as its documents describe it, with the faults that a network adds."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.broadcast.definition.ports import Messages
from madoguchi.runtime.errors import LineUnreachable
from tests.simulation.hub import Hub

KEY_LIFETIME_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Answer:
    status: int
    request_id: str = ""
    accepted_request_id: str = ""
    body: dict[str, Any] = field(default_factory=dict)


class Line:
    """One channel: a bucket of calls, retry keys for 24 hours, and every message that reached somebody.

    It takes `month` messages; `spent` are the calls that it refused for their number.
    """

    def __init__(self, hub: Hub, calls_a_second: float, pushes_a_second: float) -> None:
        self._hub = hub
        self._multicasts, self._pushes = Bucket(hub, calls_a_second), Bucket(hub, pushes_a_second)
        self._keys: dict[str, tuple[float, str]] = {}
        self._requests = self._counted = 0
        self.outages: list[tuple[float, float]] = []
        self.loses_requests = self.loses_answers = self.fails_after = self.is_busy = 0.0
        self.refuses_first_of: set[str] = set()
        self.month: int | None = None
        self.limit_exceeded = self.misled = self.spent = 0
        self.delivered: Counter[tuple[str, str]] = Counter()
        self.accepted: deque[tuple[float, str, str]] = deque()
        self.on_accepted: Callable[[str], None] = lambda _: None
        self.on_spent: Callable[[], None] = lambda: None

    def send(self, to: Sequence[str], messages: Messages, key: str, _unit: str = "") -> Answer:
        """One multicast, as the sender sees it: an answer, or nothing; it has no place for anybody's data."""
        self.misled += "{" in messages[0]["text"]
        return self._hub.call(lambda: self._take(self._multicasts, to, messages, key))

    def push(self, to: str, messages: Messages, key: str, _unit: str = "") -> Answer:
        """One push; what it says must be about the one who reads it."""
        self.misled += messages[0]["text"].rpartition(":")[2] != to
        return self._hub.call(lambda: self._take(self._pushes, [to], messages, key))

    def _take(self, bucket: "Bucket", to: Sequence[str], messages: Messages, key: str) -> Answer:
        dice = self._hub.random.random
        self._requests += 1
        request_id = f"r{self._requests}"
        if any(begin <= self._hub.now < end for begin, end in self.outages):
            if dice() < 0.5:
                return Answer(500, request_id)
            raise LineUnreachable("outage")
        if dice() < self.loses_requests:
            raise LineUnreachable("the request was lost")
        if not bucket.has_room():
            self.limit_exceeded += 1
            return Answer(429, request_id)
        if dice() < self.is_busy:
            return Answer(429, request_id)
        answer = self._accept(to, messages, key, request_id)
        if answer.status != 400 and dice() < self.loses_answers:
            raise LineUnreachable("the answer was lost")
        if answer.status == 200 and dice() < self.fails_after:
            return Answer(500, request_id)
        return answer

    def _accept(self, to: Sequence[str], messages: Messages, key: str, request_id: str) -> Answer:
        at, first = self._keys.get(key, (float("-inf"), ""))
        if key and self._hub.now - at < KEY_LIFETIME_SECONDS:
            return Answer(409, request_id, first)
        if len(to) > 500 or to[0] in self.refuses_first_of:
            return Answer(400, request_id)
        if self.month is not None and self._counted + len(to) > self.month:
            self.spent += 1
            self.on_spent()
            return Answer(429, request_id, body={"message": "You have reached your monthly limit."})
        self._counted += len(to)
        self._keys[key] = (self._hub.now, request_id)
        broadcast = messages[0]["text"].partition(":")[0]
        self.delivered.update((broadcast, user_id) for user_id in to)
        self.accepted.append((self._hub.now, broadcast, request_id))
        self.on_accepted(broadcast)
        return Answer(200, request_id)


class Bucket:
    """A second's worth of calls, filled steadily."""

    def __init__(self, hub: Hub, calls_a_second: float) -> None:
        self._hub, self._calls_a_second = hub, calls_a_second
        self._tokens, self._filled_at = calls_a_second, 0.0

    def has_room(self) -> bool:
        """Take one call out, if there is one."""
        gained = (self._hub.now - self._filled_at) * self._calls_a_second
        self._tokens = min(self._calls_a_second, self._tokens + gained)
        self._filled_at = self._hub.now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
