"""LINE's webhook signature."""

import base64
import hashlib
import hmac


def sign(body: bytes, channel_secret: str) -> str:
    """The value of x-line-signature: HMAC-SHA256 over the exact bytes, in base 64."""
    digest = hmac.new(channel_secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
