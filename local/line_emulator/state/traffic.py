"""The log of everything that crossed the wire."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT_CALLS = 20_000
KEPT_BODIES = 2_000


@dataclass(slots=True)
class Exchange:
    """One HTTP exchange: a call to the emulator's LINE API, or a webhook that it sent."""

    kind: str
    at_ms: int
    method: str
    path: str
    status: int | None
    request_id: str | None
    request_headers: dict[str, str]
    response_headers: dict[str, str] = field(default_factory=dict)
    outcome: str | None = None
    body: bytes | None = None

    def shown(self, with_body: bool) -> dict[str, Any]:
        """The exchange as the control API shows it; bodies hold message texts: on demand only."""
        shown: dict[str, Any] = {
            "kind": self.kind,
            "at": self.at_ms,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "requestId": self.request_id,
            "requestHeaders": self.request_headers,
            "responseHeaders": self.response_headers,
        }
        if self.outcome:
            shown["outcome"] = self.outcome
        if with_body and self.body is not None:
            shown["body"] = self.body.decode("utf-8", "replace")
        return shown


class Traffic:
    """The newest exchanges; older ones and older bodies are forgotten to bound the memory."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT_CALLS)
        self._with_body: deque[Exchange] = deque()

    def record(self, exchange: Exchange) -> None:
        """Appends an exchange."""
        self._exchanges.append(exchange)

    def keep_body(self, exchange: Exchange, body: bytes) -> None:
        """Keeps the body of an exchange until enough newer ones were kept."""
        exchange.body = body
        self._with_body.append(exchange)
        if len(self._with_body) > KEPT_BODIES:
            self._with_body.popleft().body = None

    def shown(self, with_body: bool) -> list[dict[str, Any]]:
        """All remembered exchanges, oldest first."""
        return [exchange.shown(with_body) for exchange in self._exchanges]
