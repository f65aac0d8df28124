"""Identifiers in the shapes that LINE gives them."""

import itertools
import re
import secrets
import uuid

USER_ID = re.compile(r"U[0-9a-f]{32}\Z")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}\Z")
# LINE asks for "a hexadecimal UUID" and accepts any version.
RETRY_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIRST_MESSAGE_ID = 461_230_966_842_064_897


def new_user_id() -> str:
    """U and 32 hexadecimal digits."""
    return "U" + secrets.token_hex(16)


def new_request_id() -> str:
    """The value of x-line-request-id."""
    return str(uuid.uuid4())


def new_reply_token() -> str:
    """32 hexadecimal digits, as LINE's reply tokens look."""
    return secrets.token_hex(16)


def new_quote_token() -> str:
    """The opaque token with which a message can be quoted."""
    return secrets.token_urlsafe(48)


def new_rich_menu_id() -> str:
    """richmenu- and 32 hexadecimal digits."""
    return "richmenu-" + secrets.token_hex(16)


def new_webhook_event_id(timestamp_ms: int) -> str:
    """A ULID: 48 bits of time and 80 random bits in Crockford's base 32."""
    value = (timestamp_ms << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))


class MessageIds:
    """Message ids: decimal strings that grow by one."""

    def __init__(self) -> None:
        self._numbers = itertools.count(_FIRST_MESSAGE_ID)

    def next(self) -> str:
        """The next unused id."""
        return str(next(self._numbers))
