"""One connection pool to LINE, kept for the life of the process: a handshake each time costs 25 ms."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from madoguchi.runtime.errors import LineUnreachable
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

CONNECT_SECONDS = 1.0
READ_SECONDS = 2.5
CONNECTIONS = 100


@dataclass(frozen=True)
class LineSettings:
    """Where LINE's API is."""

    line_api_url: str


def api_url() -> str:
    """Return the base address of LINE's API, or of the emulator in its place."""
    line: LineSettings = settings(LineSettings)
    return line.line_api_url.rstrip("/")


def data_url() -> str:
    """Return the base address for images and other content: LINE's is another host, an emulator's is not."""
    base = urlsplit(api_url())
    return f"{base.scheme}://{'api-data.line.me' if base.netloc == 'api.line.me' else base.netloc}"


def send(method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> "BaseHTTPResponse":
    """Send one request, once. Raises LineUnreachable when nobody knows whether LINE took it."""
    from urllib3.exceptions import HTTPError

    try:
        return _pool().request(method, url, body=body, headers=headers)
    except HTTPError as error:
        raise LineUnreachable(f"{method}: {type(error).__name__}") from error


@cache
def _pool() -> "PoolManager":
    # urllib3 comes with boto3, so this imports nothing that the function has not paid for.
    from urllib3 import PoolManager, Timeout

    return PoolManager(
        maxsize=CONNECTIONS,
        retries=False,
        timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
    )
