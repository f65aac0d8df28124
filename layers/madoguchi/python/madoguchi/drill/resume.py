"""A drill that was left half-way, kept in the resident's own browser and nowhere else.

The cookie holds an edition, a step and the choices so far: no name, no place, only what the pages carry.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.drill.edition import EDITIONS
from madoguchi.flow.model import Page
from madoguchi.web.http import Request
from madoguchi.web.sessions import over_https

NAME = "drill"
KEPT_SECONDS = 30 * 24 * 60 * 60
# A browser drops a cookie beyond 4 KB without a word; a whole drill takes under 1 KB.
LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Where somebody stopped: `raw` are the fields as the pages carry them."""

    edition: str
    step: str
    raw: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Resumable:
    """The page on which somebody may go on, with what it has to carry."""

    page: Page
    carried: Sequence[tuple[str, str]]
    position: int
    total: int


def keep(request: Request, at: HalfWay) -> tuple[str, ...]:
    """Write the cookie that keeps a step; none when it would not fit."""
    text = json.dumps([at.edition, at.step, dict(at.raw)], separators=(",", ":"))
    value = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return (_cookie(request, value, KEPT_SECONDS),) if len(value) <= LONGEST else ()


def forget(request: Request) -> tuple[str, ...]:
    """Write the cookie that ends the keeping: the drill is finished."""
    return (_cookie(request, "", 0),)


def kept(request: Request) -> HalfWay | None:
    """Read where this browser stopped; None for nothing, and for whatever a stranger wrote there."""
    value = request.cookies.get(NAME, "")
    try:
        found = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, binascii.Error):
        return None
    match found:
        case [str(edition), str(step), dict(raw)] if edition in EDITIONS and all(map(_texts, raw.values())):
            return HalfWay(edition, step, raw)
    return None


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _cookie(request: Request, value: str, seconds: int) -> str:
    secure = "; Secure" if over_https(request) else ""
    return f"{NAME}={value}; Path=/drill; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
