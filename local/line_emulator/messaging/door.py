"""What every call passes through: faults, authentication, limits, retry keys, request ids and the log."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from local.line_emulator.errors import LineError, authentication_failed, rate_limited
from local.line_emulator.identifiers import RETRY_KEY, new_request_id
from local.line_emulator.messaging.call import Answer, Call, Endpoint
from local.line_emulator.platform import Platform
from local.line_emulator.state.faults import Fault
from local.line_emulator.state.traffic import Exchange

BODY_BYTES = 2 * 1024 * 1024
MEDIA_BYTES = 10 * 1024 * 1024


class Door:
    """Answers one endpoint as LINE would, faults included."""

    def __init__(self, platform: Platform, endpoint: Endpoint) -> None:
        self._platform = platform
        self._endpoint = endpoint

    async def __call__(self, request: Request) -> Response:
        """The Starlette endpoint."""
        request_id = new_request_id()
        exchange = Exchange(
            kind="api",
            at_ms=self._platform.clock.now_ms(),
            method=request.method,
            path=request.url.path,
            status=None,
            request_id=request_id,
            request_headers=_without_secrets(request),
        )
        self._platform.traffic.record(exchange)
        headers: dict[str, str] = {}
        try:
            answer = await self._answer(request, request_id, exchange)
        except LineError as refusal:
            answer, headers = Answer(refusal.body(), refusal.status), refusal.headers
        response = _response(answer, {"x-line-request-id": request_id} | headers)
        exchange.status = answer.status
        exchange.response_headers = dict(response.headers)
        return response

    async def _answer(self, request: Request, request_id: str, exchange: Exchange) -> Answer:
        body = await _read(request, MEDIA_BYTES if self._endpoint.media_upload else BODY_BYTES)
        self._keep_body(exchange, body)
        fault = self._platform.faults.strike(self._endpoint.name, request.url.path, body)
        if fault and fault.kind == "timeout_before":
            return await self._never_answer(fault, request.receive, exchange)
        if fault:
            _raise_planted(fault)
        self._authenticate(request)
        self._stay_within_limits()
        answer = await self._accept(request, body, request_id)
        if fault and fault.kind == "timeout_after_accept":
            return await self._never_answer(fault, request.receive, exchange)
        return answer

    async def _accept(self, request: Request, body: bytes, request_id: str) -> Answer:
        retry_key = self._retry_key(request)
        if retry_key:
            self._platform.retry_keys.refuse_repetition(retry_key)
        call = Call(
            platform=self._platform,
            path_params=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=body,
            request_id=request_id,
        )
        answer = await self._endpoint.handler(call)
        if retry_key:
            self._platform.retry_keys.accept(retry_key, request_id, answer.body)
        return answer

    def _keep_body(self, exchange: Exchange, body: bytes) -> None:
        if body and not self._endpoint.media_upload:
            self._platform.traffic.keep_body(exchange, body)

    def _authenticate(self, request: Request) -> None:
        if not self._endpoint.authenticated:
            return
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise authentication_failed("no token")
        if self._platform.tokens.channel_token_seconds(token.strip()) is None:
            raise authentication_failed("invalid token")

    def _stay_within_limits(self) -> None:
        endpoint = self._endpoint
        if not self._platform.rate_limits.take(f"{endpoint.method} {endpoint.path}", endpoint.limit):
            raise rate_limited()

    def _retry_key(self, request: Request) -> str | None:
        key = request.headers.get("x-line-retry-key")
        if key is None:
            return None
        if not self._endpoint.retry_key:
            raise LineError(400, "The retry key is not supported by this API")
        if not RETRY_KEY.match(key):
            raise LineError(400, "Invalid retry key")
        return key

    async def _never_answer(self, fault: Fault, receive: Receive, exchange: Exchange) -> Answer:
        hold = fault.hold_seconds
        seconds = self._platform.settings.fault_hold_seconds if hold is None else hold
        exchange.outcome = fault.kind
        try:
            await asyncio.wait_for(_until_hung_up(receive), seconds)
        except TimeoutError:
            exchange.outcome = f"{fault.kind} (held {seconds:g} s)"
        return Answer({"message": "Gateway Timeout"}, 504)


def _raise_planted(fault: Fault) -> None:
    if fault.kind == "429":
        raise rate_limited()
    if fault.kind == "500":
        raise LineError(500, "Internal Server Error")


async def _until_hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _read(request: Request, most_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most_bytes:
            raise LineError(413, "Request Entity Too Large")
        chunks.append(chunk)
    return b"".join(chunks)


def _without_secrets(request: Request) -> dict[str, str]:
    headers = dict(request.headers)
    if "authorization" in headers:
        headers["authorization"] = headers["authorization"].partition(" ")[0] + " ***"
    return headers


def _response(answer: Answer, headers: dict[str, str]) -> Response:
    if answer.data is not None:
        return Response(answer.data, answer.status, headers, answer.media_type)
    return Response(_as_json(answer.body), answer.status, headers, "application/json")


def _as_json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
