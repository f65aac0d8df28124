"""A function's handler behind an HTTP port: a browser opens its pages without the whole stack."""

import base64
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@contextmanager
def served(handlers: Mapping[str, Handler]) -> Iterator[str]:
    """Serve route keys such as `GET /forms/{form_id}` for the length of a block; yields the address."""
    ordered = sorted(handlers.items(), key=lambda one: "{" in one[0])
    with listening([_route(key, handler) for key, handler in ordered]) as url:
        yield url


@contextmanager
def listening(routes: list[Route]) -> Iterator[str]:
    """Answer at a port of its own for the length of a block; yields the address."""
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), port=0, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join()


def _route(key: str, handler: Handler) -> Route:
    method, _, path = key.partition(" ")

    async def answer(request: Request) -> Response:
        event = await _event(key, request)
        return _response(await run_in_threadpool(handler, event, None))

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(path, endpoint, methods=[method])


async def _event(key: str, request: Request) -> dict[str, Any]:
    body = await request.body()
    return {
        "version": "2.0",
        "routeKey": key,
        "rawPath": request.url.path,
        "rawQueryString": request.url.query,
        "cookies": [one.strip() for one in request.headers.get("cookie", "").split(";") if one.strip()],
        "headers": {**dict(request.headers), "x-forwarded-proto": "http"},
        "requestContext": {"domainName": request.url.netloc},
        "pathParameters": dict(request.path_params),
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def _response(answer: dict[str, Any]) -> Response:
    body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"]
    response = Response(body, answer["statusCode"], answer["headers"])
    for cookie in answer["cookies"]:
        response.headers.append("set-cookie", cookie)
    return response
