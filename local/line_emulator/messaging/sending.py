"""Sending messages: reply, push, multicast, broadcast, narrowcast, and their validation twins."""

from datetime import UTC, datetime
from typing import Any

from local.line_emulator.errors import LineError, body_error, invalid_property, not_found
from local.line_emulator.identifiers import CHAT_ID, USER_ID
from local.line_emulator.messaging.call import Answer, Call
from local.line_emulator.platform import sent_messages
from local.line_emulator.validation.messages import check_messages, check_sending_options

MOST_RECIPIENTS = 500
UNIT_NAMES_A_MONTH = 1_000


async def reply(call: Call) -> Answer:
    """POST /v2/bot/message/reply."""
    body = call.json()
    token = body.get("replyToken")
    if not isinstance(token, str) or not token:
        raise body_error("replyToken", "May not be empty")
    messages = _messages(body)
    user_id = call.platform.reply_tokens.holder(token)
    if user_id is None:
        raise LineError(400, "Invalid reply token")
    call.platform.reply_tokens.use(token)
    delivery = call.platform.deliver("reply", messages, [user_id])
    return Answer({"sentMessages": sent_messages(delivery)})


async def push(call: Call) -> Answer:
    """POST /v2/bot/message/push; a group's or room's id is accepted and reaches nobody."""
    body = call.json()
    recipient = body.get("to")
    if not isinstance(recipient, str) or not CHAT_ID.match(recipient):
        raise invalid_property("to")
    messages = _messages(body)
    call.platform.refuse_over_quota(1)
    _count_unit(call, body)
    delivery = call.platform.deliver("push", messages, [recipient])
    return Answer({"sentMessages": sent_messages(delivery)})


async def multicast(call: Call) -> Answer:
    """POST /v2/bot/message/multicast; an id that is listed twice receives once."""
    body = call.json()
    recipients = _recipients(body.get("to"))
    messages = _messages(body)
    call.platform.refuse_over_quota(len(recipients))
    _count_unit(call, body)
    call.platform.deliver("multicast", messages, recipients)
    return Answer()


async def broadcast(call: Call) -> Answer:
    """POST /v2/bot/message/broadcast."""
    messages = _messages(call.json())
    _send_to_all_friends(call, "broadcast", messages)
    return Answer()


async def narrowcast(call: Call) -> Answer:
    """POST /v2/bot/message/narrowcast; only without conditions, which need LINE's own data about people."""
    body = call.json()
    messages = _messages(body)
    if body.get("recipient") or body.get("filter"):
        raise LineError(403, "Access to this API is not available for your account")
    _send_to_all_friends(call, "narrowcast", messages)
    return Answer(status=202)


async def narrowcast_progress(call: Call) -> Answer:
    """GET /v2/bot/message/progress/narrowcast."""
    if not call.query.get("requestId"):
        raise body_error("requestId", "May not be empty")
    now = datetime.fromtimestamp(call.platform.clock.now(), UTC).isoformat(timespec="milliseconds")
    return Answer({"phase": "succeeded", "acceptedTime": now.replace("+00:00", "Z")})


async def validate(call: Call) -> Answer:
    """POST /v2/bot/message/validate/{kind}: the messages are checked, nothing is sent."""
    if call.path_params["kind"] not in ("reply", "push", "multicast", "broadcast", "narrowcast"):
        raise not_found()
    check_messages(call.json().get("messages"))
    return Answer()


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages = check_messages(body.get("messages"))
    check_sending_options(body)
    return messages


def _recipients(to: Any) -> list[str]:
    if not isinstance(to, list) or not to:
        raise body_error("to", "May not be empty")
    if len(to) > MOST_RECIPIENTS:
        raise body_error("to", f"Size must be between 1 and {MOST_RECIPIENTS}")
    well_formed = USER_ID.match
    for position, user_id in enumerate(to):
        if not isinstance(user_id, str) or not well_formed(user_id):
            raise invalid_property(f"to[{position}]")
    return list(dict.fromkeys(to))


def _send_to_all_friends(call: Call, via: str, messages: list[dict[str, Any]]) -> None:
    friends = [user.user_id for user in call.platform.users.friends()]
    call.platform.refuse_over_quota(len(friends))
    call.platform.deliver(via, messages, friends)


def _count_unit(call: Call, body: dict[str, Any]) -> None:
    names = call.platform.unit_names
    for unit in body.get("customAggregationUnits") or ():
        if unit not in names and len(names) >= UNIT_NAMES_A_MONTH:
            raise LineError(400, "The number of aggregation units has reached the monthly limit")
        names[unit] = names.get(unit, 0) + 1
