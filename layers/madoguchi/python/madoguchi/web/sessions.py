"""Who is on the other side: a signed cookie, and the token that shows that a post came from our page."""

import base64
import hmac
import json
import secrets as random
import time
from collections.abc import Mapping

from madoguchi.runtime.secrets import secret
from madoguchi.web.http import Request

LIFETIME_SECONDS = 3 * 60 * 60
_VISITOR_BYTES = 18


def signed_in(request: Request) -> str | None:
    """Return the LINE user id of the session, or None for a visitor or a session that is over."""
    payload, _, signature = request.cookies.get("session", "").partition(".")
    # As bytes: compare_digest refuses text beyond ASCII, and a cookie is whatever a stranger sends.
    if not payload or not hmac.compare_digest(signature.encode(), _sign("session", payload).encode()):
        return None
    session: Mapping[str, object] = json.loads(_decode(payload))
    return str(session["sub"]) if isinstance(session["exp"], int) and session["exp"] > time.time() else None


def session_cookie(user_id: str, secure: bool) -> str:
    """Begin a session for a resident whose ID token LINE has verified."""
    content = json.dumps({"sub": user_id, "exp": int(time.time()) + LIFETIME_SECONDS})
    payload = _encode(content.encode())
    return cookie("session", f"{payload}.{_sign('session', payload)}", LIFETIME_SECONDS, secure)


def visitor(request: Request) -> str:
    """Return the random name of this browser, or a new one: no identity, gone after the visit."""
    known = request.cookies.get("visitor", "")
    return known if len(known) == _VISITOR_BYTES * 4 // 3 else random.token_urlsafe(_VISITOR_BYTES)


def csrf_token(visitor_name: str) -> str:
    """Return the token that a page carries, bound to the browser it was made for."""
    return _sign("csrf", visitor_name)


def from_our_page(request: Request) -> bool:
    """Tell whether a post carries the token of a page that we made for this browser.

    What the browser says of where it comes from counts too, where it does: another site of the same domain
    could plant a cookie whose token it knows.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    name = request.cookies.get("visitor", "")
    return bool(name) and hmac.compare_digest(request.posted("csrf").encode(), csrf_token(name).encode())


def cookie(name: str, value: str, seconds: int | None, secure: bool) -> str:
    """Write a Set-Cookie value that no script can read; `seconds` None ends with the browser."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{'; Secure' if secure else ''}"


def over_https(request: Request) -> bool:
    """Tell whether the browser speaks HTTPS: only a local run does not."""
    return request.headers.get("x-forwarded-proto", "https") == "https"


def _sign(purpose: str, text: str) -> str:
    return _encode(hmac.digest(secret("session_key").encode(), f"{purpose}:{text}".encode(), "sha256"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
