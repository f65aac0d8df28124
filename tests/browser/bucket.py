"""A bucket in memory at a port of its own: takes what browsers post, gives what signed links ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from madoguchi.runtime import s3
from tests.browser.served import listening
from tests.moto_cloud import BUCKET
from tests.unit.forms.test_attachments import etag


@contextmanager
def bucket() -> Iterator[dict[str, bytes]]:
    """Keep the attachments here for the length of a block; yields the objects by their keys."""
    kept: dict[str, bytes] = {}

    async def take(request: Request) -> Response:
        async with request.form() as form:
            file, key = form["file"], form["key"]
            assert isinstance(file, UploadFile)
            assert isinstance(key, str)
            key = key.replace("${filename}", file.filename or "")
            kept[key] = await file.read()
            back = form["success_action_redirect"]
        return RedirectResponse(f"{back}&{urlencode({'bucket': BUCKET, 'key': key})}", 303)

    async def give(request: Request) -> Response:
        key, asked = request.path_params["key"], request.query_params
        if key not in kept:
            return PlainTextResponse("NoSuchKey", 404)
        named = {
            "response-content-type": "content-type",
            "response-content-disposition": "content-disposition",
        }
        said = {to: asked[name] for name, to in named.items() if name in asked}
        return Response(kept[key], headers={"etag": f'"{etag(kept[key])}"', **said})

    routes = [
        Route(f"/{BUCKET}", take, methods=["POST"]),
        Route(f"/{BUCKET}/{{key:path}}", give, methods=["GET"]),
    ]
    with listening(routes) as url, patch.object(s3, "_address", lambda name: f"{url}/{name}"):
        yield kept
