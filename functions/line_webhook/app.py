"""POST /line/webhook: LINE brings events."""

import base64
from typing import Any

from madoguchi.runtime.errors import Refusal
from madoguchi.runtime.log import logger
from madoguchi.talk.receive import receive


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Queue what LINE signed. LINE reads the status alone: anything but 200 is brought again."""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    try:
        receive(raw, event.get("headers", {}).get("x-line-signature"))
    except Refusal as refusal:
        logger().warning("webhook refused", code=refusal.code, reason=str(refusal))
        return {"statusCode": refusal.status, "body": refusal.code}
    return {"statusCode": 200, "body": "OK"}
