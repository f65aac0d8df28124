"""Whether LINE sent it (developers.line.biz: Verify webhook signature)."""

import base64
import hashlib
import hmac


def sign(secret: str, body: bytes) -> str:
    """Sign a body as LINE does: base64 of HMAC-SHA256 over the raw bytes."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def verify(secret: str, body: bytes, signature: str | None) -> bool:
    """Tell whether `signature` (header `x-line-signature`) belongs to these raw bytes; constant time."""
    given = (signature or "").encode("utf-8", "surrogatepass")
    return hmac.compare_digest(sign(secret, body).encode(), given)
