"""One call of the Messaging API and its answer."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers, QueryParams

from local.line_emulator.errors import LineError, body_error
from local.line_emulator.platform import Platform
from local.line_emulator.state.rate_limits import PER_SECOND_2000, RateLimit


@dataclass(frozen=True)
class Call:
    """A call that passed the door: authenticated, within its limits, its body read."""

    platform: Platform
    path_params: dict[str, Any]
    query: QueryParams
    headers: Headers
    body: bytes
    request_id: str

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; raises LINE's 400 or 415 otherwise."""
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise LineError(415, f"The content type, {media_type or 'null'}, is not supported")
        try:
            parsed = json.loads(self.body)
        except json.JSONDecodeError as error:
            raise LineError(
                400,
                f"The request body could not be parsed as JSON (line: {error.lineno}, column: {error.colno})",
            ) from error
        except UnicodeDecodeError as error:
            raise LineError(
                400, "The request body could not be parsed as JSON (line: 1, column: 1)"
            ) from error
        if not isinstance(parsed, dict):
            raise LineError(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
        return parsed

    def limit_param(self, default: int, most: int) -> int:
        """The query's `limit`; raises LINE's 400 when it is not a number in range."""
        raw = self.query.get("limit", str(default))
        if not raw.isdigit() or not 1 <= int(raw) <= most:
            raise body_error("limit", f"Must be less than or equal to {most}")
        return int(raw)


@dataclass(frozen=True)
class Answer:
    """What the platform answers: JSON, or the bytes of a file."""

    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    data: bytes | None = None
    media_type: str = "application/json"


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Endpoint:
    """One method of one path: who answers, how often it may be called, whether it takes a retry key."""

    method: str
    path: str
    handler: Handler
    limit: RateLimit = PER_SECOND_2000
    retry_key: bool = False
    authenticated: bool = True
    media_upload: bool = False

    @property
    def name(self) -> str:
        """The short name by which a fault can be planted: `push`, `multicast`, `richmenu` ..."""
        named = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return named[-1]
