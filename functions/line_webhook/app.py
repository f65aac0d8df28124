"""POST /line/webhook: LINE brings events."""

from typing import Any

from madoguchi.runtime.errors import Refusal
from madoguchi.runtime.log import logger
from madoguchi.talk.receive import body_of, receive


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Queue what LINE signed. LINE reads the status alone: anything but 200 is brought again."""
    try:
        receive(body_of(event), event.get("headers", {}).get("x-line-signature"))
    except Refusal as refusal:
        logger().warning("webhook refused", code=refusal.code, reason=str(refusal))
        return {"statusCode": refusal.status, "body": refusal.code}
    return {"statusCode": 200, "body": "OK"}
