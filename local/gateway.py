"""The front door at the local port: hands each request to the stack's HTTP API, as API Gateway's edge does.

python -m local.gateway --port 3000 --endpoint http://localhost:4566 --api-id 0a1b2c3d
"""

import argparse
import json
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from local import outbox

# The limit of API Gateway's payloads, and how long it waits for an integration.
MAX_BODY_BYTES = 10 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
# RFC 9110, section 7.6.1; host and lengths are set anew for the next hop.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
    *(b"te", b"trailer", b"transfer-encoding", b"upgrade", b"host", b"content-length", b"expect"),
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
TOO_LARGE = "413 Larger than the 10 MB that API Gateway takes.\n"
UNREACHABLE = "502 The local stack did not answer. Is `make run` still running?\n"


def create_app(endpoint: str, api_id: str, upstream: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Return the ASGI application that forwards everything to one HTTP API."""
    # A transport, not a client: a client would keep one resident's cookies and hand them to the next.
    transport = upstream or httpx.AsyncHTTPTransport(retries=1)
    host = f"{api_id}.execute-api.localhost:{urlsplit(endpoint).port}".encode()

    async def forward(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse(TOO_LARGE, 413)
        try:
            incoming = await transport.handle_async_request(_outgoing(request, body, endpoint, host))
            content = await incoming.aread()
        except httpx.HTTPError:
            return PlainTextResponse(UNREACHABLE, 502)
        response = Response(content, incoming.status_code)
        response.raw_headers += _passed_on(incoming.headers.raw)
        return response

    async def show_outbox(_request: Request) -> Response:
        listing = httpx.Request(
            "GET", f"{endpoint}{outbox.SENT}", headers={"host": urlsplit(endpoint).netloc}
        )
        answer = await transport.handle_async_request(listing)
        return HTMLResponse(outbox.page(json.loads(await answer.aread())))

    everything = Route("/{path:path}", forward, methods=METHODS)
    return Starlette(routes=[Route(outbox.PATH, show_outbox), everything])


def _outgoing(request: Request, body: bytes, endpoint: str, host: bytes) -> httpx.Request:
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return httpx.Request(
        request.method,
        httpx.URL(endpoint).copy_with(raw_path=path + (b"?" + query if query else b"")),
        headers=[(b"host", host), *_seen_by_the_edge(request), *_passed_on(request.headers.raw)],
        content=body,
        extensions={"timeout": httpx.Timeout(TIMEOUT_SECONDS).as_dict()},
    )


def _seen_by_the_edge(request: Request) -> list[tuple[bytes, bytes]]:
    port = request.url.port or 80
    return [
        (b"x-forwarded-for", request.client.host.encode() if request.client else b"127.0.0.1"),
        (b"x-forwarded-port", str(port).encode()),
        (b"x-forwarded-proto", request.url.scheme.encode()),
    ]


def _passed_on(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    # Compression would be undone at once by this hop's reader, so it is not asked for.
    dropped = HOP_BY_HOP | {b"accept-encoding", b"content-encoding"}
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in dropped]
    return [(name, value) for name, value in kept if not name.startswith(b"x-forwarded-")]


async def _body(request: Request) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MAX_BODY_BYTES:
            return None
    return bytes(received)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--api-id", required=True)
    options = parser.parse_args()
    uvicorn.run(
        create_app(options.endpoint, options.api_id),
        host="127.0.0.1",
        port=options.port,
        access_log=False,
        date_header=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
