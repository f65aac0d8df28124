"""A call of the OAuth endpoints: form-encoded, answered with JSON, logged like every call."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.line_emulator.errors import LineError
from local.line_emulator.identifiers import new_request_id
from local.line_emulator.platform import Platform
from local.line_emulator.state.traffic import Exchange

CROSS_ORIGIN = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-allow-methods": "GET, POST",
}


@dataclass(frozen=True)
class OAuthRequest:
    """What an OAuth endpoint needs of a request."""

    platform: Platform
    form: dict[str, str]
    query: QueryParams
    headers: Headers


Answerer = Callable[[OAuthRequest], dict[str, Any]]


class OAuthEndpoint:
    """Answers one OAuth endpoint; browsers of other origins may call it, as LINE allows for LIFF."""

    def __init__(self, platform: Platform, answerer: Answerer) -> None:
        self._platform = platform
        self._answerer = answerer

    async def __call__(self, request: Request) -> Response:
        """The Starlette endpoint."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=CROSS_ORIGIN)
        request_id = new_request_id()
        fault = self._platform.faults.strike(request.url.path.rsplit("/", 1)[-1], request.url.path)
        try:
            if fault:
                raise LineError(int(fault.kind) if fault.kind.isdigit() else 504, "Planted fault")
            answer, status = self._answerer(await self._read(request)), 200
        except LineError as refusal:
            answer, status = refusal.body(), refusal.status
        response = JSONResponse(answer, status, {"x-line-request-id": request_id} | CROSS_ORIGIN)
        self._platform.traffic.record(
            Exchange(
                kind="api",
                at_ms=self._platform.clock.now_ms(),
                method=request.method,
                path=request.url.path,
                status=status,
                request_id=request_id,
                request_headers={
                    name: text for name, text in request.headers.items() if name != "authorization"
                },
                response_headers=dict(response.headers),
            )
        )
        return response

    async def _read(self, request: Request) -> OAuthRequest:
        raw = await request.body()
        return OAuthRequest(
            platform=self._platform,
            form=_form(raw, request.headers.get("content-type", "")),
            query=request.query_params,
            headers=request.headers,
        )


def _form(raw: bytes, content_type: str) -> dict[str, str]:
    text = raw.decode("utf-8", "replace")
    if text and "json" in content_type:
        try:
            parsed = json.loads(text)
        except ValueError as error:
            raise LineError(400, "bad request") from error
        return {name: str(value) for name, value in parsed.items()} if isinstance(parsed, dict) else {}
    return dict(parse_qsl(text, keep_blank_values=True))
