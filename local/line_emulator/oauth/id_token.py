"""ID tokens: JWTs that LINE Login signs with the channel's secret."""

import base64
import hashlib
import hmac
import json
from typing import Any

from local.line_emulator.clock import Clock
from local.line_emulator.errors import OAuthError
from local.line_emulator.settings import Settings
from local.line_emulator.state.users import User

ISSUER = "https://access.line.me"
LIFETIME_SECONDS = 3_600


def issue_id_token(settings: Settings, clock: Clock, user: User, nonce: str | None = None) -> str:
    """An ID token of this user for the login channel, valid for an hour."""
    now = int(clock.now())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "sub": user.user_id,
        "aud": settings.login_channel_id,
        "exp": now + LIFETIME_SECONDS,
        "iat": now,
        "amr": ["linesso"],
        "name": user.display_name,
    }
    if nonce is not None:
        claims["nonce"] = nonce
    if user.picture_url:
        claims["picture"] = user.picture_url
    head = f"{_encode({'typ': 'JWT', 'alg': 'HS256'})}.{_encode(claims)}"
    return f"{head}.{_signature(head, settings.login_channel_secret)}"


def verify_id_token(
    settings: Settings,
    clock: Clock,
    token: str,
    client_id: str,
    *,
    nonce: str | None = None,
    user_id: str | None = None,
) -> dict[str, Any]:
    """The claims of a valid ID token; raises LINE's refusal otherwise."""
    claims = _claims(token, settings.login_channel_secret)
    if claims.get("iss") != ISSUER:
        raise OAuthError("invalid_request", "Invalid IdToken Issuer.")
    if client_id != settings.login_channel_id or claims.get("aud") != client_id:
        raise OAuthError("invalid_request", "Invalid IdToken Audience.")
    if claims.get("exp", 0) <= clock.now():
        raise OAuthError("invalid_request", "IdToken expired.")
    if nonce is not None and claims.get("nonce") != nonce:
        raise OAuthError("invalid_request", "Invalid IdToken Nonce.")
    if user_id is not None and claims.get("sub") != user_id:
        raise OAuthError("invalid_request", "Invalid IdToken Subject Identifier.")
    return claims


def _claims(token: str, secret: str) -> dict[str, Any]:
    refusal = OAuthError("invalid_request", "Invalid IdToken.")
    head, _, signature = token.rpartition(".")
    header_part, _, claims_part = head.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(head, secret).encode()):
        raise refusal
    header, claims = _decode(header_part), _decode(claims_part)
    if header is None or claims is None or header.get("alg") != "HS256":
        raise refusal
    return claims


def _signature(head: str, secret: str) -> str:
    return _base64url(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())


def _encode(part: dict[str, Any]) -> str:
    return _base64url(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())


def _decode(part: str) -> dict[str, Any] | None:
    try:
        decoded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None
    return decoded if isinstance(decoded, dict) else None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
