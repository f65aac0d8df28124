"""The map's library, served by us: Leaflet as npm has it, asked for only when somebody opens the map."""

import gzip
from functools import cache
from pathlib import Path

from madoguchi.runtime.errors import NotFound
from madoguchi.web.http import Answer, Request

FOLDER = Path(__file__).parent / "static"
TYPES = {
    "leaflet-1.9.4.js": "text/javascript; charset=utf-8",
    "leaflet-1.9.4.css": "text/css; charset=utf-8",
}
# The version is in the name: a file of this name never changes.
FOR_EVER = "public, max-age=31536000, immutable"


def show_asset(request: Request) -> Answer:
    """Send a file of the map, packed for a phone in a storm where the browser takes that. Raises NotFound."""
    name = request.parameters["name"]
    if name not in TYPES:
        raise NotFound("asset")
    headers = {"content-type": TYPES[name], "cache-control": FOR_EVER, "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Answer(headers={**headers, "content-encoding": "gzip"}, file=_packed(name))
    return Answer(body=(FOLDER / name).read_text(encoding="utf-8"), headers=headers)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((FOLDER / name).read_bytes(), 9, mtime=0)
