"""What users do: follow, block, write, tap. Every doing changes the chat and sends an event."""

from typing import Any

from local.line_emulator.errors import ControlError
from local.line_emulator.identifiers import new_user_id
from local.line_emulator.platform import Platform
from local.line_emulator.state.deliveries import SentByUser
from local.line_emulator.state.users import User
from local.line_emulator.webhook.events import Events
from local.line_emulator.webhook.sender import Attempt, WebhookSender


class Doings:
    """Plays users towards the bot server."""

    def __init__(self, platform: Platform, events: Events, sender: WebhookSender) -> None:
        self._platform = platform
        self._events = events
        self._sender = sender

    async def add_friend(
        self, display_name: str, *, picture_url: str | None = None, language: str | None = "ja"
    ) -> User:
        """A new user adds the account as a friend."""
        user = User(new_user_id(), display_name, picture_url=picture_url, language=language)
        self._platform.users.add(user)
        await self.act(user, {"type": "follow"})
        return user

    async def act(self, user: User, given: dict[str, Any]) -> tuple[dict[str, Any], list[Attempt]]:
        """One event of a user, delivered; a blocked account hears nothing but follow and unfollow."""
        kind = given.get("type")
        if user.blocked and kind not in ("follow", "unfollow"):
            raise ControlError(409, "This user has blocked the account: unblock it first.")
        # The text that a tap shows belongs to the chat, not to the event.
        shown_text = given.get("displayText")
        given = {name: value for name, value in given.items() if name != "displayText"}
        repeated = self._events.is_repetition(user, given)
        event = self._events.complete(user, given)
        if not repeated:
            self._change_the_chat(user, event, shown_text)
        return event, await self._sender.send(user.user_id, event)

    async def block(self, user: User) -> list[Attempt]:
        """The user blocks the account."""
        if user.blocked:
            return []
        return (await self.act(user, {"type": "unfollow"}))[1]

    async def unblock(self, user: User) -> list[Attempt]:
        """The user takes the account back as a friend."""
        if not user.blocked:
            return []
        return (await self.act(user, {"type": "follow", "follow": {"isUnblocked": True}}))[1]

    def _change_the_chat(self, user: User, event: dict[str, Any], shown_text: str | None) -> None:
        shown = _shown_in_chat(event, shown_text)
        if shown is not None:
            user.remember(SentByUser(event["timestamp"], shown))
        if event["type"] == "unfollow":
            # LINE forgets the linked menu of somebody who blocks the account.
            user.blocked, user.linked_rich_menu = True, None
        elif event["type"] == "follow":
            user.blocked = False
        elif event["type"] == "postback":
            self._switch_rich_menu(user, event["postback"].get("params"))
        self._platform.changes.tell([user.user_id])

    def _switch_rich_menu(self, user: User, params: Any) -> None:
        alias_id = params.get("newRichMenuAliasId") if isinstance(params, dict) else None
        rich_menu_id = self._platform.rich_menus.aliases.get(str(alias_id))
        if rich_menu_id is not None:
            user.linked_rich_menu = rich_menu_id


def _shown_in_chat(event: dict[str, Any], shown_text: str | None) -> dict[str, Any] | None:
    if event["type"] == "message":
        message: dict[str, Any] = event["message"]
        return message
    if event["type"] == "postback" and shown_text:
        return {"type": "text", "text": shown_text, "id": event["webhookEventId"]}
    return None
