"""Delivery of webhooks: signed, within two seconds, in order for each user, or disturbed on request."""

import asyncio
import json
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import httpx

from local.line_emulator.platform import Platform
from local.line_emulator.state.traffic import Exchange
from local.line_emulator.webhook.signature import sign

# LINE does not publish how often and when it redelivers; these are short enough for a test to see.
REDELIVERY_PAUSES_SECONDS = (1.0, 3.0, 10.0)
REORDER_SPREAD_SECONDS = 0.4


@dataclass(frozen=True)
class Attempt:
    """One delivery attempt: the status that came back, or why none came."""

    status: int | None
    reason: str
    is_redelivery: bool

    @property
    def accepted(self) -> bool:
        """LINE takes any 2xx as accepted."""
        return self.status is not None and 200 <= self.status < 300

    def shown(self) -> dict[str, Any]:
        """The attempt as the control API shows it."""
        return {"status": self.status, "reason": self.reason, "isRedelivery": self.is_redelivery}


class WebhookSender:
    """Sends events to the bot server."""

    def __init__(self, platform: Platform, client: httpx.AsyncClient) -> None:
        self._platform = platform
        self._client = client
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._background: set[asyncio.Task[Any]] = set()
        self._random = random.Random(platform.settings.random_seed)

    async def send(self, user_id: str, event: dict[str, Any]) -> list[Attempt]:
        """Delivers an event as often and as late as the options say; redelivers in the background."""
        options = self._platform.webhook
        if not options.active or not options.url:
            return []
        if options.delay_seconds:
            await self._platform.clock.sleep(options.delay_seconds)
        if options.reorder:
            await self._platform.clock.sleep(self._random.uniform(0, REORDER_SPREAD_SECONDS))
            return await self._first_deliveries(event, options.duplicate)
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with turn:
            return await self._first_deliveries(event, options.duplicate)

    async def send_test(self, url: str | None = None) -> Attempt:
        """Delivers a webhook without events, as LINE's "Verify" button does."""
        return await self._attempt([], redelivery=False, url=url)

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Keeps a delivery going after its request was answered."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settle(self) -> None:
        """Waits until no delivery is under way."""
        while under_way := [task for task in self._background if not task.done()]:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        """Gives up what is under way and closes the connections."""
        for task in self._background:
            task.cancel()
        await self._client.aclose()

    async def _first_deliveries(self, event: dict[str, Any], times: int) -> list[Attempt]:
        attempts = [await self._attempt([event], redelivery=False) for _ in range(times)]
        if self._platform.webhook.redeliver and not any(attempt.accepted for attempt in attempts):
            self.in_background(self._redeliver(event))
        return attempts

    async def _redeliver(self, event: dict[str, Any]) -> None:
        again = event | {"deliveryContext": {"isRedelivery": True}}
        for pause in REDELIVERY_PAUSES_SECONDS:
            await self._platform.clock.sleep(pause)
            if not self._platform.webhook.redeliver:
                return
            if "replyToken" in event:
                self._platform.reply_tokens.renew(event["replyToken"])
            if (await self._attempt([again], redelivery=True)).accepted:
                return

    async def _attempt(
        self, events: list[dict[str, Any]], *, redelivery: bool, url: str | None = None
    ) -> Attempt:
        settings = self._platform.settings
        body = json.dumps(
            {"destination": settings.bot_user_id, "events": events}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": sign(body, settings.channel_secret),
        }
        address = url or self._platform.webhook.url
        exchange = Exchange(
            "webhook", self._platform.clock.now_ms(), "POST", address, None, None, dict(headers)
        )
        self._platform.traffic.record(exchange)
        self._platform.traffic.keep_body(exchange, body)
        attempt = await self._post(address, body, headers, redelivery)
        exchange.status, exchange.outcome = attempt.status, attempt.reason
        return attempt

    async def _post(self, address: str, body: bytes, headers: dict[str, str], redelivery: bool) -> Attempt:
        try:
            async with asyncio.timeout(self._platform.settings.webhook_timeout_seconds):
                response = await self._client.post(address, content=body, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            return Attempt(None, "REQUEST_TIMEOUT", redelivery)
        except httpx.ConnectError:
            return Attempt(None, "COULD_NOT_CONNECT", redelivery)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Attempt(None, "UNCLASSIFIED", redelivery)
        reason = "OK" if response.is_success else "ERROR_STATUS_CODE"
        return Attempt(response.status_code, reason, redelivery)
