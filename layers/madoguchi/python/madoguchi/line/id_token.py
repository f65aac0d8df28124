"""Who a resident on our pages is: LINE vouches, never the browser (developers.line.biz: Verify ID token)."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from madoguchi.line.http import api_url, send
from madoguchi.runtime.errors import InvalidIdToken, LineUnreachable
from madoguchi.runtime.settings import settings


@dataclass(frozen=True)
class LoginSettings:
    """The LINE Login channel whose tokens we accept; it shares one provider with the account."""

    line_login_channel_id: str


def verify(id_token: str) -> str:
    """Return the LINE user id that an ID token was issued for.

    Raises InvalidIdToken when LINE does not vouch for it, LineUnreachable when LINE does not answer.
    """
    form = {"id_token": id_token, "client_id": settings(LoginSettings).line_login_channel_id}
    response = send(
        "POST",
        f"{api_url()}/oauth2/v2.1/verify",
        {"Content-Type": "application/x-www-form-urlencoded"},
        urlencode(form).encode(),
    )
    if response.status == 429 or response.status >= 500:
        raise LineUnreachable(f"verify: {response.status}")
    user_id = _subject(response.data) if response.status == 200 else None
    if not user_id:
        raise InvalidIdToken(f"verify: {response.status}")
    return user_id


def _subject(data: bytes) -> str | None:
    try:
        subject = json.loads(data).get("sub")
    except (ValueError, AttributeError):
        return None
    return subject if isinstance(subject, str) else None
