"""Channel access tokens: short-lived, v2.1 and stateless."""

import secrets
from typing import Any

from local.line_emulator.errors import OAuthError
from local.line_emulator.oauth.login import exchange_code
from local.line_emulator.oauth.request import OAuthRequest

SHORT_LIVED_SECONDS = 30 * 24 * 3600
STATELESS_SECONDS = 15 * 60
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def issue_short_lived(request: OAuthRequest) -> dict[str, Any]:
    """POST /v2/oauth/accessToken: 30 days for the channel's id and secret."""
    _demand_client_credentials(request)
    _demand_secret(request)
    return _token(request, SHORT_LIVED_SECONDS)


def issue(request: OAuthRequest) -> dict[str, Any]:
    """POST /oauth2/v2.1/token: a login code's tokens, or a v2.1 channel token for a signed assertion."""
    if request.form.get("grant_type") == "authorization_code":
        return exchange_code(request)
    _demand_client_credentials(request)
    if _has_assertion(request):
        key_id = secrets.token_urlsafe(16)
        return _token(request, SHORT_LIVED_SECONDS) | {"key_id": key_id}
    return issue_stateless(request)


def issue_stateless(request: OAuthRequest) -> dict[str, Any]:
    """POST /oauth2/v3/token: 15 minutes, for an assertion or for the channel's id and secret."""
    _demand_client_credentials(request)
    if not _has_assertion(request):
        _demand_secret(request)
    return _token(request, STATELESS_SECONDS)


def verify_short_lived(request: OAuthRequest) -> dict[str, Any]:
    """POST /v2/oauth/verify: the remaining seconds of a channel access token."""
    left = request.platform.tokens.channel_token_seconds(request.form.get("access_token", ""))
    if left is None:
        raise OAuthError("invalid_request", "access token expired")
    return {"client_id": request.platform.settings.channel_id, "expires_in": left, "scope": "P CM"}


def _demand_client_credentials(request: OAuthRequest) -> None:
    if request.form.get("grant_type") != "client_credentials":
        raise OAuthError("unsupported_grant_type", "grant_type must be client_credentials")


def _demand_secret(request: OAuthRequest) -> None:
    given = request.form.get("client_secret", "").encode()
    if not request.form.get("client_id") or not secrets.compare_digest(
        given, request.platform.settings.channel_secret.encode()
    ):
        raise OAuthError("invalid_client", "invalid client_id or client_secret")


def _has_assertion(request: OAuthRequest) -> bool:
    # The assertion's RS256 signature is not checked: its public key is registered in LINE's console only.
    form = request.form
    return (
        form.get("client_assertion_type") == ASSERTION_TYPE
        and form.get("client_assertion", "").count(".") == 2
    )


def _token(request: OAuthRequest, lifetime_seconds: int) -> dict[str, Any]:
    return {
        "access_token": request.platform.tokens.issue_channel_token(lifetime_seconds),
        "expires_in": lifetime_seconds,
        "token_type": "Bearer",
    }
