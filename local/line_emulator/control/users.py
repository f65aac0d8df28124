"""Playing users: friends, events, chats, blocking, sign-in."""

from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.line_emulator.control.request import endpoint, json_object, known_user, text
from local.line_emulator.errors import ControlError
from local.line_emulator.identifiers import USER_ID, new_user_id
from local.line_emulator.oauth.id_token import issue_id_token
from local.line_emulator.platform import Platform
from local.line_emulator.state.contents import Content
from local.line_emulator.state.deliveries import Delivery
from local.line_emulator.state.users import User
from local.line_emulator.webhook.doings import Doings
from local.line_emulator.webhook.sender import Attempt

MOST_SHOWN = 1_000


class UserControl:
    """The operations under /_emulator/users."""

    def __init__(self, platform: Platform, doings: Doings) -> None:
        self._platform = platform
        self._doings = doings

    def routes(self) -> list[Route]:
        """The routes of these operations."""
        users = "/_emulator/users"
        user = f"{users}/{{user_id}}"
        table = [
            ("POST", users, self.add),
            ("GET", users, self.show_all),
            ("POST", f"{users}/bulk", self.add_many),
            ("GET", user, self.show),
            ("POST", f"{user}/events", self.act),
            ("GET", f"{user}/messages", self.messages),
            ("GET", f"{user}/timeline", self.timeline),
            ("POST", f"{user}/content", self.keep_content),
            ("POST", f"{user}/block", self.block),
            ("POST", f"{user}/unblock", self.unblock),
            ("POST", f"{user}/id_token", self.sign_in),
            ("GET", "/_emulator/contents/{message_id}", self.content),
        ]
        return [Route(path, endpoint(answerer), methods=[method]) for method, path, answerer in table]

    async def add(self, request: Request) -> dict[str, Any]:
        """A new user adds the account as a friend; the follow event is sent before this answers."""
        body = await json_object(request)
        user = await self._doings.add_friend(
            text(body, "displayName"),
            picture_url=body.get("pictureUrl"),
            language=text(body, "language", default="ja"),
        )
        return {"userId": user.user_id}

    async def add_many(self, request: Request) -> dict[str, Any]:
        """Many friends at once, for load: {"userIds": [...]} or {"count": n}; no follow events are sent."""
        body = await json_object(request)
        user_ids = body.get("userIds")
        if user_ids is None:
            count = body.get("count")
            if not isinstance(count, int) or not 1 <= count <= 2_000_000:
                raise ControlError(422, "Give `userIds`, or a `count` between 1 and 2,000,000.")
            user_ids = [new_user_id() for _ in range(count)]
            self._add_silently(user_ids)
            return {"added": len(user_ids), "userIds": user_ids}
        if not isinstance(user_ids, list) or not all(USER_ID.match(str(user_id)) for user_id in user_ids):
            raise ControlError(422, "`userIds` must be a list of U followed by 32 hexadecimal digits.")
        self._add_silently(user_ids)
        return {"added": len(user_ids)}

    def _add_silently(self, user_ids: list[str]) -> None:
        for user_id in user_ids:
            if self._platform.users.get(user_id) is None:
                self._platform.users.add(User(user_id, f"Friend {len(self._platform.users) + 1}"))

    async def show_all(self, _request: Request) -> dict[str, Any]:
        """The users, the first 1,000 at most."""
        shown = [self._shown(user) for user in islice(self._platform.users, MOST_SHOWN)]
        return {"users": shown, "total": len(self._platform.users)}

    async def show(self, request: Request) -> dict[str, Any]:
        """One user with the rich menu that they see."""
        user = known_user(self._platform, request)
        return self._shown(user) | {"richMenu": self._rich_menu(user)}

    async def act(self, request: Request) -> dict[str, Any]:
        """Sends one event of the user; answers after the first delivery."""
        user = known_user(self._platform, request)
        event, attempts = await self._doings.act(user, await json_object(request))
        answer: dict[str, Any] = {"webhookEventId": event["webhookEventId"]}
        if "replyToken" in event:
            answer["replyToken"] = event["replyToken"]
        if event["type"] == "message":
            answer["messageId"] = event["message"]["id"]
        return answer | _deliveries(attempts)

    async def messages(self, request: Request) -> Response:
        """Everything the user received, in order: a JSON array."""
        return JSONResponse(known_user(self._platform, request).received())

    async def timeline(self, request: Request) -> dict[str, Any]:
        """The chat as the phone shows it, from the entry numbered `after` on."""
        user = known_user(self._platform, request)
        raw = request.query_params.get("after", "0")
        if not raw.isdigit():
            raise ControlError(422, "`after` must be the number of entries that you already have.")
        entries = (user.timeline or [])[int(raw) :]
        return {
            "entries": [_timeline_entry(entry) for entry in entries],
            "next": len(user.timeline or ()),
            "user": self._shown(user),
            "richMenu": self._rich_menu(user),
        }

    async def keep_content(self, request: Request) -> dict[str, Any]:
        """Keeps uploaded bytes for a media message; send the event with this `messageId` afterwards."""
        known_user(self._platform, request)
        data = await request.body()
        if not data:
            raise ControlError(422, "The body must be the bytes of the image, video, audio or file.")
        message_id = self._platform.message_ids.next()
        media_type = request.headers.get("content-type", "application/octet-stream")
        self._platform.contents.keep(message_id, Content(media_type, data))
        return {"messageId": message_id}

    async def content(self, request: Request) -> Response:
        """The bytes of a media message, for the phone."""
        found = self._platform.contents.get(request.path_params["message_id"])
        if found is None:
            raise ControlError(404, "This message has no content.")
        headers = {
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
        }
        return Response(found.data, media_type=found.media_type, headers=headers)

    async def block(self, request: Request) -> dict[str, Any]:
        """The user blocks the account: an unfollow event."""
        return _deliveries(await self._doings.block(known_user(self._platform, request)))

    async def unblock(self, request: Request) -> dict[str, Any]:
        """The user unblocks the account: a follow event with isUnblocked."""
        return _deliveries(await self._doings.unblock(known_user(self._platform, request)))

    async def sign_in(self, request: Request) -> dict[str, Any]:
        """An ID token and an access token of the user, as LINE Login would issue them."""
        user = known_user(self._platform, request)
        nonce = (await json_object(request)).get("nonce")
        if nonce is not None and not isinstance(nonce, str):
            raise ControlError(422, "`nonce` must be a text.")
        platform = self._platform
        return {
            "id_token": issue_id_token(platform.settings, platform.clock, user, nonce),
            "access_token": platform.tokens.issue_user_token(user.user_id),
        }

    def _shown(self, user: User) -> dict[str, Any]:
        return user.profile() | {"blocked": user.blocked}

    def _rich_menu(self, user: User) -> dict[str, Any] | None:
        menu = self._platform.rich_menus.shown_to(user.linked_rich_menu)
        return menu.shown() | {"hasImage": menu.image is not None} if menu else None


def _deliveries(attempts: list[Attempt]) -> dict[str, Any]:
    return {"deliveries": [attempt.shown() for attempt in attempts]}


def _timeline_entry(entry: Any) -> dict[str, Any]:
    if isinstance(entry, Delivery):
        return {
            "from": "account",
            "via": entry.via,
            "at": entry.at_ms,
            "messages": entry.messages,
            "ids": entry.message_ids,
        }
    return {"from": "user", "at": entry.at_ms, "messages": [entry.message], "ids": [entry.message["id"]]}
