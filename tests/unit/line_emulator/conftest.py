"""An emulator in the test's own process, a bot server that it calls, and the two hands of a test."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.line_emulator.app import create_app
from local.line_emulator.clock import ManualClock
from local.line_emulator.settings import Settings

TOKEN = {"authorization": "Bearer local-channel-access-token"}


@dataclass
class BotServer:
    """A bot server that keeps what it is sent, and answers as it is told."""

    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    stalls: bool = False

    async def receive(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        self.signatures.append(request.headers["x-line-signature"])
        if self.stalls:
            await asyncio.Event().wait()
        return JSONResponse({}, self.statuses.pop(0) if self.statuses else 200)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/line/webhook", self.receive, methods=["POST"])])


class LoopThread:
    """An event loop in a thread of its own: a browser test of the same run may hold the main thread's."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run[Answer](self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Emulator:
    """Calls the emulator without a network; time stands still until the test moves it."""

    def __init__(self, loop: LoopThread, settings: Settings) -> None:
        self.clock = ManualClock()
        self.bot = BotServer()
        self.app = create_app(
            settings, clock=self.clock, webhook_transport=httpx.ASGITransport(self.bot.app())
        )
        self.platform = self.app.state.platform
        self._loop = loop
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://emulator.test", trust_env=False
        )

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._loop.run(self._client.request(method, path, **options))

    def together(self, *calls: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
        async def all_at_once() -> list[httpx.Response]:
            return await asyncio.gather(*(self._client.request(m, p, json=body) for m, p, body in calls))

        return self._loop.run(all_at_once())

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(method, path, json=body, headers=TOKEN | named)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.call(method, f"/_emulator/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def friend(self, name: str = "Hanako") -> str:
        user_id: str = self.control("POST", "users", {"displayName": name})["userId"]
        return user_id

    def says(self, user_id: str, text: str = "hello") -> dict[str, Any]:
        event = {"type": "message", "message": {"type": "text", "text": text}}
        answer: dict[str, Any] = self.control("POST", f"users/{user_id}/events", event)
        return answer

    def received(self, user_id: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.control("GET", f"users/{user_id}/messages")
        return messages

    def push(self, user_id: str, *messages: dict[str, Any], **headers: str) -> httpx.Response:
        body = {"to": user_id, "messages": list(messages) or [text_message()]}
        return self.api("POST", "/v2/bot/message/push", body, **headers)

    def settle(self) -> None:
        self._loop.run(self.app.state.sender.settle())

    def close(self) -> None:
        self._loop.run(self.app.state.sender.close())
        self._loop.run(self._client.aclose())


def text_message(text: str = "hi") -> dict[str, Any]:
    return {"type": "text", "text": text}


@pytest.fixture(scope="session")
def loop() -> Iterator[LoopThread]:
    loop = LoopThread()
    yield loop
    loop.close()


@pytest.fixture
def emulator(loop: LoopThread) -> Iterator[Emulator]:
    emulator = Emulator(loop, Settings(random_seed=7, webhook_timeout_seconds=0.05, fault_hold_seconds=0.02))
    yield emulator
    emulator.close()


@pytest.fixture
def small_plan(loop: LoopThread) -> Iterator[Emulator]:
    """A channel whose plan allows three messages a month."""
    emulator = Emulator(loop, Settings(monthly_limit=3))
    yield emulator
    emulator.close()
