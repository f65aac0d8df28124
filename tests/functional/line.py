"""LINE's side in functional tests: takes every call, remembers it, answers as LINE does when all is well."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Response:
    """What `madoguchi.line.http.send` hands back."""

    status: int
    data: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.data)


@dataclass
class AgreeableLine:
    """Accepts everything; `calls` holds method, address and body of each call."""

    calls: list[tuple[str, str, bytes | None]] = field(default_factory=list)

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Response:
        self.calls.append((method, url, body))
        answer: dict[str, Any] = {}
        if url.endswith("/oauth2/v2.1/verify"):
            answer = {"sub": "U" + "0" * 32, "aud": "1234567890", "exp": 4102444800}
        return Response(200, json.dumps(answer).encode(), {"x-line-request-id": "test", **headers})
