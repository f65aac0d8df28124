"""Webhook events: a user's doing, completed with everything that LINE adds to it."""

from collections import OrderedDict
from typing import Any

from local.line_emulator.errors import ControlError
from local.line_emulator.identifiers import new_quote_token, new_webhook_event_id
from local.line_emulator.platform import Platform
from local.line_emulator.state.users import User

WITHOUT_REPLY_TOKEN = {"unfollow", "unsend", "leave", "memberLeft", "membership", "module", "botSuspended"}
REMEMBERED_EVENTS = 50_000
_MESSAGE_DEFAULTS: dict[str, dict[str, Any]] = {
    "image": {"contentProvider": {"type": "line"}},
    "video": {"contentProvider": {"type": "line"}},
    "audio": {"contentProvider": {"type": "line"}},
    "sticker": {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"},
    "file": {"fileName": "file.txt", "fileSize": 0},
}
_QUOTABLE = {"text", "image", "video", "sticker"}


class Events:
    """Completes events and remembers them, so that a repeated id is the same event again."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._sent: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    def forget(self) -> None:
        """Forgets the remembered events."""
        self._sent.clear()

    def is_repetition(self, user: User, given: dict[str, Any]) -> bool:
        """Whether an event with this webhookEventId was made before."""
        return self._key(user, given) in self._sent

    def complete(self, user: User, given: dict[str, Any]) -> dict[str, Any]:
        """The event as LINE would send it: what was given, with ids, token, time and source added."""
        kind = given.get("type")
        if not isinstance(kind, str) or not kind:
            raise ControlError(422, "An event needs a `type`, such as message, postback or follow.")
        earlier = self._sent.get(self._key(user, given))
        if earlier is not None:
            return dict(earlier)
        now = self._platform.clock.now_ms()
        event: dict[str, Any] = {
            "type": kind,
            "source": {"type": "user", "userId": user.user_id},
            "timestamp": now,
            "mode": "active",
            "webhookEventId": new_webhook_event_id(now),
            "deliveryContext": {"isRedelivery": False},
        }
        event |= given
        if kind not in WITHOUT_REPLY_TOKEN and "replyToken" not in event:
            event["replyToken"] = self._platform.reply_tokens.issue(user.user_id)
        self._complete_content(event)
        self._remember(user, event)
        return event

    def _complete_content(self, event: dict[str, Any]) -> None:
        if event["type"] == "message":
            event["message"] = self._complete_message(event.get("message"))
        elif event["type"] == "postback" and not isinstance(event.get("postback"), dict):
            raise ControlError(422, "A postback event needs `postback` with `data`.")
        elif event["type"] == "follow":
            event.setdefault("follow", {"isUnblocked": False})

    def _complete_message(self, given: Any) -> dict[str, Any]:
        kind = given.get("type") if isinstance(given, dict) else None
        if not isinstance(kind, str):
            raise ControlError(422, "A message event needs `message` with a `type`, such as text.")
        if kind == "text" and not isinstance(given.get("text"), str):
            raise ControlError(422, "A text message needs `text`.")
        if kind == "location" and not {"latitude", "longitude"} <= given.keys():
            raise ControlError(422, "A location message needs `latitude` and `longitude`.")
        message: dict[str, Any] = (
            {"id": self._platform.message_ids.next()} | _MESSAGE_DEFAULTS.get(kind, {}) | given
        )
        if kind in _QUOTABLE:
            message.setdefault("quoteToken", new_quote_token())
        return message

    def _key(self, user: User, event: dict[str, Any]) -> tuple[str, str]:
        return user.user_id, str(event.get("webhookEventId"))

    def _remember(self, user: User, event: dict[str, Any]) -> None:
        self._sent[self._key(user, event)] = event
        if len(self._sent) > REMEMBERED_EVENTS:
            self._sent.popitem(last=False)
