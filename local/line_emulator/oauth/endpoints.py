"""The OAuth and LINE Login endpoints."""

from starlette.routing import Route

from local.line_emulator.oauth import channel, login
from local.line_emulator.oauth.request import Answerer, OAuthEndpoint
from local.line_emulator.platform import Platform

_ENDPOINTS: list[tuple[str, str, Answerer]] = [
    ("POST", "/v2/oauth/accessToken", channel.issue_short_lived),
    ("POST", "/v2/oauth/verify", channel.verify_short_lived),
    ("POST", "/v2/oauth/revoke", login.revoke),
    ("POST", "/oauth2/v2.1/token", channel.issue),
    ("POST", "/oauth2/v3/token", channel.issue_stateless),
    ("POST", "/oauth2/v2.1/revoke", login.revoke),
    ("POST", "/oauth2/v2.1/verify", login.verify_posted_id_token),
    ("GET", "/oauth2/v2.1/verify", login.verify_access_token),
    ("GET", "/oauth2/v2.1/userinfo", login.user_info),
    ("POST", "/oauth2/v2.1/userinfo", login.user_info),
    ("GET", "/v2/profile", login.profile),
    ("GET", "/friendship/v1/status", login.friendship),
]
NAMES = frozenset(path.rpartition("/")[2] for _, path, _ in _ENDPOINTS)


def routes(platform: Platform) -> list[Route]:
    """A route for each OAuth endpoint."""
    return [
        Route(path, OAuthEndpoint(platform, answerer).__call__, methods=[method, "OPTIONS"])
        for method, path, answerer in _ENDPOINTS
    ]
