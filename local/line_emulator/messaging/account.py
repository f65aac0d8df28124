"""The account and its friends: info, quota, profiles, followers, content and webhook settings."""

import secrets
from datetime import UTC, datetime
from typing import Any

from local.line_emulator.errors import body_error, invalid_property, not_found
from local.line_emulator.identifiers import USER_ID
from local.line_emulator.messaging.call import Answer, Call
from local.line_emulator.validation.findings import LOOPBACK
from local.line_emulator.webhook.sender import WebhookSender

FOLLOWERS_A_PAGE = 1_000
LOADING_SECONDS = range(5, 61, 5)


async def info(call: Call) -> Answer:
    """GET /v2/bot/info."""
    settings = call.platform.settings
    return Answer(
        {
            "userId": settings.bot_user_id,
            "basicId": settings.basic_id,
            "displayName": settings.bot_name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


async def profile(call: Call) -> Answer:
    """GET /v2/bot/profile/{userId}: friends only, as LINE does."""
    user = call.platform.users.friend(call.path_params["user_id"])
    if user is None:
        raise not_found()
    return Answer(user.profile())


async def followers(call: Call) -> Answer:
    """GET /v2/bot/followers/ids: pages of up to 1,000 ids; `next` is absent on the last page."""
    limit = call.limit_param(default=300, most=FOLLOWERS_A_PAGE)
    start = call.query.get("start", "0")
    if not start.isdigit():
        raise invalid_property("start")
    first = int(start)
    friends = [user.user_id for user in call.platform.users.friends()]
    answer: dict[str, Any] = {"userIds": friends[first : first + limit]}
    if first + limit < len(friends):
        answer["next"] = str(first + limit)
    return Answer(answer)


async def quota(call: Call) -> Answer:
    """GET /v2/bot/message/quota."""
    limit = call.platform.settings.monthly_limit
    return Answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


async def consumption(call: Call) -> Answer:
    """GET /v2/bot/message/quota/consumption."""
    return Answer({"totalUsage": call.platform.counted_messages})


async def content(call: Call) -> Answer:
    """GET /v2/bot/message/{messageId}/content (and /preview): the bytes that the user sent."""
    found = call.platform.contents.get(call.path_params["message_id"])
    if found is None:
        raise not_found()
    return Answer(data=found.data, media_type=found.media_type)


async def transcoding(call: Call) -> Answer:
    """GET /v2/bot/message/{messageId}/content/transcoding."""
    if call.platform.contents.get(call.path_params["message_id"]) is None:
        raise not_found()
    return Answer({"status": "succeeded"})


async def loading(call: Call) -> Answer:
    """POST /v2/bot/chat/loading/start."""
    body = call.json()
    if not USER_ID.match(str(body.get("chatId"))):
        raise invalid_property("chatId")
    if body.get("loadingSeconds", 20) not in LOADING_SECONDS:
        raise body_error("loadingSeconds", "must be a multiple of 5 between 5 and 60")
    return Answer(status=202)


async def mark_as_read(call: Call) -> Answer:
    """POST /v2/bot/chat/markAsRead and /v2/bot/message/markAsRead."""
    body = call.json()
    if not body.get("markAsReadToken") and not body.get("chat"):
        raise body_error("markAsReadToken", "May not be empty")
    return Answer()


async def link_token(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/linkToken."""
    if call.platform.users.friend(call.path_params["user_id"]) is None:
        raise not_found()
    return Answer({"linkToken": secrets.token_urlsafe(24)})


async def get_webhook(call: Call) -> Answer:
    """GET /v2/bot/channel/webhook/endpoint."""
    return Answer({"endpoint": call.platform.webhook.url, "active": call.platform.webhook.active})


async def set_webhook(call: Call) -> Answer:
    """PUT /v2/bot/channel/webhook/endpoint."""
    address = call.json().get("endpoint")
    if not isinstance(address, str) or len(address) > 500 or not _is_webhook_address(address):
        raise body_error("endpoint", "Invalid webhook endpoint URL")
    call.platform.webhook.url = address
    return Answer()


class WebhookTest:
    """POST /v2/bot/channel/webhook/test: sends a webhook without events."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender

    async def __call__(self, call: Call) -> Answer:
        """Answers what the webhook answered."""
        address = (call.json() if call.body else {}).get("endpoint")
        attempt = await self._sender.send_test(address)
        now = datetime.fromtimestamp(call.platform.clock.now(), UTC).isoformat(timespec="milliseconds")
        return Answer(
            {
                "success": attempt.accepted,
                "timestamp": now.replace("+00:00", "Z"),
                "statusCode": attempt.status or 0,
                "reason": attempt.reason,
                "detail": str(attempt.status) if attempt.status else attempt.reason,
            }
        )


def _is_webhook_address(address: str) -> bool:
    scheme, _, rest = address.partition("://")
    host = rest.partition("/")[0].partition(":")[0]
    return bool(host) and (scheme == "https" or (scheme == "http" and host in LOOPBACK))
