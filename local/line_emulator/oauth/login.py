"""LINE Login's endpoints: tokens for codes, verification of ID and access tokens, profiles."""

import secrets
from typing import Any

from local.line_emulator.errors import LineError, OAuthError, body_error
from local.line_emulator.oauth.id_token import issue_id_token, verify_id_token
from local.line_emulator.oauth.request import OAuthRequest
from local.line_emulator.state.tokens import ACCESS_TOKEN_SECONDS, LOGIN_SCOPE
from local.line_emulator.state.users import User


def verify_posted_id_token(request: OAuthRequest) -> dict[str, Any]:
    """POST /oauth2/v2.1/verify: the claims of the posted ID token."""
    for name in ("id_token", "client_id"):
        if not request.form.get(name):
            raise OAuthError("invalid_request", f"{name} must not be empty.")
    platform = request.platform
    return verify_id_token(
        platform.settings,
        platform.clock,
        request.form["id_token"],
        request.form["client_id"],
        nonce=request.form.get("nonce"),
        user_id=request.form.get("user_id"),
    )


def verify_access_token(request: OAuthRequest) -> dict[str, Any]:
    """GET /oauth2/v2.1/verify: scope, channel and remaining seconds of a login or channel access token."""
    token = request.query.get("access_token", "")
    platform = request.platform
    found = platform.tokens.user_token(token)
    if found is not None:
        return {
            "scope": LOGIN_SCOPE,
            "client_id": platform.settings.login_channel_id,
            "expires_in": int(found.expires_at - platform.clock.now()),
        }
    left = platform.tokens.channel_token_seconds(token)
    if left is None:
        raise OAuthError("invalid_request", "access token expired")
    return {"client_id": platform.settings.channel_id, "expires_in": left, "scope": "P CM"}


def profile(request: OAuthRequest) -> dict[str, Any]:
    """GET /v2/profile: the profile of the user who owns the access token."""
    user = _token_owner(request)
    shown = user.profile()
    shown.pop("language", None)
    return shown


def user_info(request: OAuthRequest) -> dict[str, Any]:
    """GET and POST /oauth2/v2.1/userinfo: the same in OpenID Connect's words."""
    user = _token_owner(request)
    shown = {"sub": user.user_id, "name": user.display_name}
    return shown | ({"picture": user.picture_url} if user.picture_url else {})


def friendship(request: OAuthRequest) -> dict[str, Any]:
    """GET /friendship/v1/status: whether the token's owner is a friend of the account."""
    return {"friendFlag": not _token_owner(request).blocked}


def exchange_code(request: OAuthRequest) -> dict[str, Any]:
    """POST /oauth2/v2.1/token with grant_type=authorization_code."""
    form, platform = request.form, request.platform
    settings = platform.settings
    if form.get("client_id") != settings.login_channel_id or not secrets.compare_digest(
        form.get("client_secret", "").encode(), settings.login_channel_secret.encode()
    ):
        raise OAuthError("invalid_client", "invalid client")
    code = platform.tokens.spend_code(form.get("code", ""))
    user = platform.users.get(code.user_id) if code else None
    if code is None or user is None or form.get("redirect_uri") != code.redirect_uri:
        raise OAuthError("invalid_grant", "invalid authorization code")
    return {
        "access_token": platform.tokens.issue_user_token(user.user_id),
        "expires_in": ACCESS_TOKEN_SECONDS,
        "id_token": issue_id_token(settings, platform.clock, user, code.nonce),
        "refresh_token": secrets.token_urlsafe(15),
        "scope": LOGIN_SCOPE,
        "token_type": "Bearer",
    }


def revoke(request: OAuthRequest) -> dict[str, Any]:
    """POST /oauth2/v2.1/revoke and /v2/oauth/revoke."""
    token = request.form.get("access_token")
    if not token:
        raise body_error("access_token", "May not be empty")
    request.platform.tokens.revoke_user_token(token)
    request.platform.tokens.revoke_channel_token(token)
    return {}


def _token_owner(request: OAuthRequest) -> User:
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    found = request.platform.tokens.user_token(token)
    user = request.platform.users.get(found.user_id) if found else None
    if user is None:
        raise LineError(401, "The access token is invalid")
    return user
