"""A call of the control API: JSON in, JSON out, one clear sentence when it is refused."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.line_emulator.errors import ControlError, LineError
from local.line_emulator.platform import Platform
from local.line_emulator.state.users import User

Answerer = Callable[[Request], Awaitable[Any]]


def endpoint(answerer: Answerer) -> Callable[[Request], Awaitable[Response]]:
    """Wraps a control operation: what it answers becomes JSON, what it raises becomes a sentence."""

    async def answer(request: Request) -> Response:
        try:
            answered = await answerer(request)
        except LineError as refusal:
            return JSONResponse(refusal.body(), refusal.status)
        return answered if isinstance(answered, Response) else JSONResponse(answered)

    return answer


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; an empty body is an empty object."""
    raw = await request.body()
    if not raw:
        return {}
    try:
        parsed = json.loads(raw)
    except ValueError as error:
        raise ControlError(400, "The body is not JSON.") from error
    if not isinstance(parsed, dict):
        raise ControlError(400, "The body must be a JSON object.")
    return parsed


def text(body: dict[str, Any], name: str, *, default: str | None = None) -> str:
    """A string of the body."""
    value = body.get(name, default)
    if not isinstance(value, str) or not value.strip():
        raise ControlError(422, f"`{name}` must be a text that is not empty.")
    return value


def number(body: dict[str, Any], name: str, *, default: float, least: float = 0.0) -> float:
    """A number of the body."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
        raise ControlError(422, f"`{name}` must be a number of at least {least:g}.")
    return float(value)


def flag(body: dict[str, Any], name: str, *, default: bool) -> bool:
    """A boolean of the body."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise ControlError(422, f"`{name}` must be true or false.")
    return value


def known_user(platform: Platform, request: Request) -> User:
    """The user in the path."""
    user = platform.users.get(request.path_params["user_id"])
    if user is None:
        raise ControlError(404, "There is no such user: add one with POST /_emulator/users.")
    return user
