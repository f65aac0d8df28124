"""Serves the phone: one page and its modules, from the package itself."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.line_emulator.settings import Settings

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
# Images of messages come from anywhere that LINE would load them from; scripts from here alone.
POLICY = (
    "default-src 'self'; img-src * data: blob:; media-src *; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
}


def routes(settings: Settings) -> list[Route]:
    """The page, its files, and the few settings that the page shows."""

    async def page(_request: Request) -> Response:
        return _file("index.html")

    async def part(request: Request) -> Response:
        return _file(request.path_params["name"])

    async def account(_request: Request) -> Response:
        return JSONResponse(
            {"name": settings.bot_name, "basicId": settings.basic_id, "liffId": settings.liff_id}
        )

    return [
        Route("/", page),
        Route("/phone/account.json", account),
        Route("/phone/{name}", part),
    ]


def _file(name: str) -> Response:
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2])
    source = files("local.line_emulator.phone").joinpath(name)
    if media_type is None or not source.is_file():
        return JSONResponse({"message": "Not found"}, 404)
    return Response(source.read_bytes(), media_type=media_type, headers=HEADERS)
