"""The front door at the local port: hands each request to the stack's HTTP API as API Gateway's own edge does.

python -m local.gateway --port 3000 --endpoint http://localhost:4566 --api-id 0a1b2c3d
"""

import argparse
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

# The limit of API Gateway's payloads.
MAX_BODY_BYTES = 10 * 1024 * 1024
# API Gateway gives up on an integration after 30 s.
TIMEOUT_SECONDS = 30
# RFC 9110, section 7.6.1; the lengths and the host are set anew on the next hop.
HOP_BY_HOP = {
    *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
    *("te", "trailer", "transfer-encoding", "upgrade", "host", "content-length", "content-encoding"),
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
UNREACHABLE = (
    "502 The local stack did not answer. Is it still running? Its log is in the folder that make run named.\n"
)


def create_app(endpoint: str, api_id: str, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Return the ASGI application that forwards everything to one HTTP API."""
    client = httpx.AsyncClient(base_url=endpoint, timeout=TIMEOUT_SECONDS, transport=transport)
    host = f"{api_id}.execute-api.localhost:{urlsplit(endpoint).port}"

    async def forward(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("413 Larger than the 10 MB that API Gateway takes.\n", 413)
        headers = [(name, value) for name, value in request.headers.raw if name.decode() not in HOP_BY_HOP]
        # Compression would only be undone again; the stack is on this machine.
        headers = [pair for pair in headers if pair[0] != b"accept-encoding"]
        outgoing = client.build_request(
            request.method,
            httpx.URL(endpoint).copy_with(raw_path=_raw_path(request)),
            headers=[*headers, (b"host", host.encode()), (b"accept-encoding", b"identity")],
            content=body,
        )
        try:
            incoming = await client.send(outgoing)
        except httpx.HTTPError:
            return PlainTextResponse(UNREACHABLE, 502)
        response = Response(incoming.content, incoming.status_code)
        length = [pair for pair in response.raw_headers if pair[0] == b"content-length"]
        response.raw_headers = length + [
            (name.lower(), value)
            for name, value in incoming.headers.raw
            if name.decode().lower() not in HOP_BY_HOP
        ]
        return response

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    return Starlette(routes=[Route("/{path:path}", forward, methods=METHODS)], lifespan=lifespan)


def _raw_path(request: Request) -> bytes:
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return path + (b"?" + query if query else b"")


async def _body(request: Request) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MAX_BODY_BYTES:
            return None
    return bytes(received)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--api-id", required=True)
    options = parser.parse_args()
    app = create_app(options.endpoint, options.api_id)
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
