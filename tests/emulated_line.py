"""The LINE emulator inside the test's own process, in the place of the connection to LINE."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from local.line_emulator.app import create_app
from madoguchi.runtime.errors import LineUnreachable


@dataclass(frozen=True)
class Response:
    """What the client reads of an answer."""

    status: int
    headers: dict[str, str]
    data: bytes


class EmulatedLine:
    """LINE for one test. `silent` makes it take nothing and say nothing; webhooks go nowhere."""

    def __init__(self) -> None:
        self.silent = False
        self.webhooks: list[bytes] = []
        self._loop = asyncio.Runner()
        app = create_app(webhook_transport=httpx.MockTransport(self._take_webhook))
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://line.invalid")

    def __enter__(self) -> Self:
        self._loop.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.run(self._client.aclose())
        self._loop.__exit__(kind, error, trace)

    def _take_webhook(self, request: httpx.Request) -> httpx.Response:
        self.webhooks.append(request.content)
        return httpx.Response(200)

    def _call(self, method: str, path: str, **parts: Any) -> httpx.Response:
        return self._loop.run(self._client.request(method, path, **parts))

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Response:
        """Take the place of `madoguchi.line.http.send`."""
        if self.silent:
            raise LineUnreachable("silent")
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self._call(method, path, headers=headers, content=body)
        return Response(answer.status_code, dict(answer.headers), answer.content)

    def befriend(self, name: str) -> str:
        """Add a friend and return their user id."""
        user_id: str = self._call("POST", "/_emulator/users", json={"displayName": name}).json()["userId"]
        return user_id

    def event(self, user_id: str, **fields: Any) -> dict[str, Any]:
        """Do something as a resident; return what the emulator says about its event."""
        answer: dict[str, Any] = self._call("POST", f"/_emulator/users/{user_id}/events", json=fields).json()
        return answer

    def act(self, user_id: str, doing: str) -> None:
        """Block or unblock the account as a resident."""
        self._call("POST", f"/_emulator/users/{user_id}/{doing}")

    def received(self, user_id: str) -> list[dict[str, Any]]:
        """Return all that a resident has received, in order."""
        found: list[dict[str, Any]] = self._call("GET", f"/_emulator/users/{user_id}/messages").json()
        return found

    def texts(self, user_id: str) -> list[str]:
        """Return the same as words."""
        return [one["message"].get("text") or one["message"]["altText"] for one in self.received(user_id)]

    def id_token(self, user_id: str) -> str:
        """Sign a resident in."""
        token: str = self._call("POST", f"/_emulator/users/{user_id}/id_token", json={}).json()["id_token"]
        return token
