"""Playing the platform: faults, webhook disturbances, clock, log, reset, and news for the phone."""

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.line_emulator.control.request import endpoint, flag, json_object, number, text
from local.line_emulator.errors import ControlError
from local.line_emulator.identifiers import USER_ID
from local.line_emulator.platform import Platform
from local.line_emulator.state.faults import KINDS, Fault
from local.line_emulator.webhook.events import Events

MOST_DUPLICATES = 10
MOST_WATCHED = 50


class PlatformControl:
    """The operations under /_emulator that concern everybody."""

    def __init__(self, platform: Platform, events: Events, endpoint_names: frozenset[str]) -> None:
        self._platform = platform
        self._events = events
        self._endpoint_names = endpoint_names

    def routes(self) -> list[Route]:
        """The routes of these operations."""
        table = [
            ("GET", "/_emulator/health", self.health),
            ("POST", "/_emulator/faults", self.plant_fault),
            ("GET", "/_emulator/faults", self.show_faults),
            ("DELETE", "/_emulator/faults", self.clear_faults),
            ("POST", "/_emulator/webhook", self.disturb_webhook),
            ("GET", "/_emulator/webhook", self.show_webhook),
            ("GET", "/_emulator/log", self.show_log),
            ("POST", "/_emulator/clock", self.advance_clock),
            ("POST", "/_emulator/reset", self.reset),
            ("GET", "/_emulator/stream", self.stream),
            ("GET", "/_emulator/richmenus/{rich_menu_id}/image", self.rich_menu_image),
        ]
        return [Route(path, endpoint(answerer), methods=[method]) for method, path, answerer in table]

    async def health(self, _request: Request) -> dict[str, Any]:
        """Ready, and how many users there are."""
        return {"status": "ok", "users": len(self._platform.users)}

    async def plant_fault(self, request: Request) -> dict[str, Any]:
        """Plants a fault: {"endpoint", "kind", "rate", "count", "hold_seconds", "to"}."""
        body = await json_object(request)
        kind = str(body.get("kind"))
        if kind not in KINDS:
            raise ControlError(422, f"`kind` must be one of {', '.join(KINDS)}.")
        rate = number(body, "rate", default=1.0)
        if rate > 1:
            raise ControlError(422, "`rate` must be between 0 and 1.")
        count = body.get("count")
        if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
            raise ControlError(422, "`count` must be a whole number of at least 1.")
        hold = number(body, "hold_seconds", default=self._platform.settings.fault_hold_seconds)
        to = text(body, "to") if "to" in body else ""
        if to and not USER_ID.match(to):
            raise ControlError(422, "`to` must be a user id.")
        self._platform.faults.plant(Fault(self._fault_endpoint(body), kind, rate, count, hold, to))
        return await self.show_faults(request)

    def _fault_endpoint(self, body: dict[str, Any]) -> str:
        # A misspelt endpoint would never strike, and the test that planted it would pass for nothing.
        named = text(body, "endpoint", default="*")
        if named != "*" and not named.startswith("/") and named not in self._endpoint_names:
            known = ", ".join(sorted(self._endpoint_names))
            raise ControlError(422, f"`endpoint` must be *, a path, or one of {known}.")
        return named

    async def show_faults(self, _request: Request) -> dict[str, Any]:
        """The planted faults."""
        return {"faults": self._platform.faults.as_list()}

    async def clear_faults(self, _request: Request) -> dict[str, Any]:
        """Takes every fault away."""
        self._platform.faults.clear()
        return {"faults": []}

    async def disturb_webhook(self, request: Request) -> dict[str, Any]:
        """Sets the webhook's options; what is not given stays as it is."""
        body = await json_object(request)
        options = self._platform.webhook
        duplicate = body.get("duplicate", options.duplicate)
        if isinstance(duplicate, bool):
            duplicate = 2 if duplicate else 1
        if not isinstance(duplicate, int) or not 1 <= duplicate <= MOST_DUPLICATES:
            raise ControlError(422, f"`duplicate` must be true, false or 1 to {MOST_DUPLICATES} deliveries.")
        options.url = text(body, "url", default=options.url)
        options.redeliver = flag(body, "redeliver", default=options.redeliver)
        options.reorder = flag(body, "reorder", default=options.reorder)
        options.active = flag(body, "active", default=options.active)
        options.delay_seconds = number(body, "delay_seconds", default=options.delay_seconds)
        options.duplicate = duplicate
        return options.shown()

    async def show_webhook(self, _request: Request) -> dict[str, Any]:
        """The webhook's options."""
        return self._platform.webhook.shown()

    async def show_log(self, request: Request) -> Response:
        """Every API call and webhook; request bodies only with ?bodies=1."""
        return JSONResponse(self._platform.traffic.shown(request.query_params.get("bodies") == "1"))

    async def advance_clock(self, request: Request) -> dict[str, Any]:
        """Moves the platform's time forward: reply tokens age, buckets fill, ID tokens expire."""
        seconds = number(await json_object(request), "advance_seconds", default=0.0)
        self._platform.clock.advance(seconds)
        return {"now": self._platform.clock.now_ms()}

    async def reset(self, _request: Request) -> dict[str, Any]:
        """Forgets everything but the settings and the time."""
        self._platform.reset()
        self._events.forget()
        return {"status": "ok"}

    async def rich_menu_image(self, request: Request) -> Response:
        """A rich menu's image, for the phone."""
        menu = self._platform.rich_menus.by_id.get(request.path_params["rich_menu_id"])
        if menu is None or menu.image is None:
            raise ControlError(404, "This rich menu has no image.")
        return Response(menu.image.data, media_type=menu.image.media_type)

    async def stream(self, request: Request) -> Response:
        """Server-sent events: the ids of the watched users whose chats changed."""
        watched = [user_id for user_id in request.query_params.get("users", "").split(",") if user_id]
        if not 1 <= len(watched) <= MOST_WATCHED:
            raise ControlError(422, f"`users` must list 1 to {MOST_WATCHED} user ids, with commas between.")
        return StreamingResponse(
            self._news(frozenset(watched)),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _news(self, watched: frozenset[str]) -> AsyncIterator[str]:
        with self._platform.changes.watch(watched) as watch:
            yield ": open\n\n"
            while not watch.over:
                yield f"data: {json.dumps(await watch.changed())}\n\n"
