"""The emulator as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.line_emulator.clock import Clock
from local.line_emulator.control.platform_control import PlatformControl
from local.line_emulator.control.users import UserControl
from local.line_emulator.identifiers import new_request_id
from local.line_emulator.liff.pages import LiffPages
from local.line_emulator.messaging import endpoints as messaging
from local.line_emulator.oauth import endpoints as oauth
from local.line_emulator.phone import page as phone
from local.line_emulator.platform import Platform
from local.line_emulator.settings import Settings
from local.line_emulator.webhook.doings import Doings
from local.line_emulator.webhook.events import Events
from local.line_emulator.webhook.sender import WebhookSender


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    webhook_transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """One emulated channel. A test may bring its own clock and receive webhooks without a network."""
    settings = settings or Settings()
    platform = Platform(settings, clock or Clock())
    # The machine's proxy settings must not carry webhooks away from the machine.
    client = httpx.AsyncClient(
        transport=webhook_transport, trust_env=False, timeout=settings.webhook_timeout_seconds
    )
    sender = WebhookSender(platform, client)
    events = Events(platform)
    doings = Doings(platform, events, sender)
    names = frozenset(one.name for one in messaging.endpoints(sender)) | oauth.NAMES

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await sender.close()

    app = Starlette(
        routes=[
            *messaging.routes(platform, sender),
            *oauth.routes(platform),
            *UserControl(platform, doings).routes(),
            *PlatformControl(platform, events, names).routes(),
            *LiffPages(platform, doings).routes(),
            *phone.routes(settings),
        ],
        exception_handlers={404: _not_found, 405: _not_found},
        lifespan=lifespan,
    )
    app.state.platform = platform
    app.state.sender = sender
    return app


async def _not_found(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"message": "Not found"}, 404, {"x-line-request-id": new_request_id()})
