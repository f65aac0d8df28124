"""Tokens: the channel's access tokens and those of LINE Login."""

import secrets
from dataclasses import dataclass

from local.line_emulator.clock import Clock
from local.line_emulator.settings import Settings

LOGIN_SCOPE = "profile openid"
ACCESS_TOKEN_SECONDS = 30 * 24 * 3600
CODE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class UserToken:
    """A LINE Login access token: whose it is and until when."""

    user_id: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class LoginCode:
    """An authorization code that waits to be exchanged."""

    user_id: str
    nonce: str | None
    redirect_uri: str
    expires_at: float


class Tokens:
    """Issued tokens. The configured channel access token never expires."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._channel: dict[str, float] = {}
        self._users: dict[str, UserToken] = {}
        self._codes: dict[str, LoginCode] = {}

    def issue_channel_token(self, lifetime_seconds: int) -> str:
        """A channel access token for so many seconds."""
        token = secrets.token_urlsafe(96)
        self._channel[token] = self._clock.now() + lifetime_seconds
        return token

    def channel_token_seconds(self, token: str) -> int | None:
        """Seconds that a channel access token still lives; None when it is not valid."""
        if secrets.compare_digest(token.encode(), self._settings.access_token.encode()):
            return ACCESS_TOKEN_SECONDS
        left = int(self._channel.get(token, 0) - self._clock.now())
        return left if left > 0 else None

    def revoke_channel_token(self, token: str) -> None:
        """Ends an issued channel access token."""
        self._channel.pop(token, None)

    def issue_user_token(self, user_id: str, lifetime_seconds: int = ACCESS_TOKEN_SECONDS) -> str:
        """A LINE Login access token of this user."""
        token = "eyJ" + secrets.token_urlsafe(96)
        self._users[token] = UserToken(user_id, self._clock.now() + lifetime_seconds)
        return token

    def user_token(self, token: str) -> UserToken | None:
        """The user's token, if it is valid now."""
        found = self._users.get(token)
        return found if found and found.expires_at > self._clock.now() else None

    def revoke_user_token(self, token: str) -> None:
        """Ends a LINE Login access token."""
        self._users.pop(token, None)

    def issue_code(self, user_id: str, nonce: str | None, redirect_uri: str) -> str:
        """An authorization code for ten minutes and one use."""
        code = secrets.token_urlsafe(15)
        self._codes[code] = LoginCode(user_id, nonce, redirect_uri, self._clock.now() + CODE_SECONDS)
        return code

    def spend_code(self, code: str) -> LoginCode | None:
        """Takes the code out of circulation; None when it is unknown or too old."""
        found = self._codes.pop(code, None)
        return found if found and found.expires_at > self._clock.now() else None
