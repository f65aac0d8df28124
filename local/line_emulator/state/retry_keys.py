"""Retry keys: one accepted request for each, for 24 hours."""

from dataclasses import dataclass
from typing import Any

from local.line_emulator.clock import Clock
from local.line_emulator.errors import LineError

LIFETIME_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class _Accepted:
    request_id: str
    at: float
    sent_messages: list[dict[str, str]] | None


class RetryKeys:
    """The requests that were accepted under a retry key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accepted: dict[str, _Accepted] = {}

    def refuse_repetition(self, key: str) -> None:
        """Raises LINE's 409 when a request with this key was accepted in the last 24 hours."""
        accepted = self._accepted.get(key.lower())
        if accepted is None or self._clock.monotonic() - accepted.at >= LIFETIME_SECONDS:
            return
        extra: dict[str, Any] = {}
        if accepted.sent_messages is not None:
            extra["sentMessages"] = accepted.sent_messages
        raise LineError(
            409,
            "The retry key is already accepted",
            headers={"x-line-accepted-request-id": accepted.request_id},
            extra=extra,
        )

    def accept(self, key: str, request_id: str, answer: dict[str, Any]) -> None:
        """Remembers the acceptance; a push also remembers the messages that it sent."""
        self._forget_the_old()
        self._accepted[key.lower()] = _Accepted(
            request_id, self._clock.monotonic(), answer.get("sentMessages")
        )

    def _forget_the_old(self) -> None:
        horizon = self._clock.monotonic() - LIFETIME_SECONDS
        while self._accepted:
            oldest = next(iter(self._accepted))
            if self._accepted[oldest].at > horizon:
                return
            del self._accepted[oldest]
