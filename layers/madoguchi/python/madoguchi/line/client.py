"""The Messaging API, thin: answers are handed back as they are, for callers know what a 409 or 429 means."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from madoguchi.line.http import api_url, data_url, send
from madoguchi.line.messages import Message
from madoguchi.runtime.secrets import secret


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What LINE said. A 409 to a retry key carries the id of the request that was accepted before."""

    status: int
    request_id: str = ""
    accepted_request_id: str = ""
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether LINE has taken the request, now or at an earlier try with the same retry key."""
        return 200 <= self.status < 300 or self.status == 409

    @property
    def worth_retrying(self) -> bool:
        """Whether the same request may be accepted later."""
        return self.status == 429 or self.status >= 500


class LineClient:
    """Calls of one channel. No call raises for a status; each raises LineUnreachable without an answer."""

    def __init__(self, access_token: Callable[[], str] = lambda: secret("channel_access_token")) -> None:
        self._access_token = access_token

    def reply(self, token: str, messages: Sequence[Message]) -> LineAnswer:
        """Answer an event: free, once a token, within a minute of the event."""
        return self._post("/v2/bot/message/reply", {"replyToken": token, "messages": list(messages)})

    def push(
        self, to: str, messages: Sequence[Message], retry_key: str, unit: str | None = None
    ) -> LineAnswer:
        """Send to one resident; the same retry key within 24 hours is delivered once."""
        body: dict[str, Any] = {"to": to, "messages": list(messages)}
        if unit:
            body["customAggregationUnits"] = [unit]
        return self._post("/v2/bot/message/push", body, retry_key)

    def multicast(
        self, to: Sequence[str], messages: Sequence[Message], retry_key: str, unit: str | None = None
    ) -> LineAnswer:
        """Send to at most 500 residents; `unit` names it in LINE's statistics (30 of A-Z, a-z, 0-9, _)."""
        body: dict[str, Any] = {"to": list(to), "messages": list(messages)}
        if unit:
            body["customAggregationUnits"] = [unit]
        return self._post("/v2/bot/message/multicast", body, retry_key)

    def profile(self, user_id: str) -> LineAnswer:
        """Read a friend's display name and language."""
        return self._call("GET", f"/v2/bot/profile/{quote(user_id)}")

    def quota(self) -> LineAnswer:
        """Read how many messages a month the plan allows."""
        return self._call("GET", "/v2/bot/message/quota")

    def consumption(self) -> LineAnswer:
        """Read how many messages were counted this month (an approximation, says LINE)."""
        return self._call("GET", "/v2/bot/message/quota/consumption")

    def unit_statistics(self, unit: str, since: str, until: str) -> LineAnswer:
        """Ask what was counted of a unit name between two days (yyyyMMdd, Japan); 60 questions an hour."""
        query = urlencode({"customAggregationUnit": unit, "from": since, "to": until})
        return self._call("GET", f"/v2/bot/insight/message/event/aggregation?{query}")

    def create_rich_menu(self, menu: dict[str, Any]) -> LineAnswer:
        """Create a menu; it cannot be changed later, and shows nothing before its image is there."""
        return self._post("/v2/bot/richmenu", menu)

    def upload_rich_menu_image(self, menu_id: str, png: bytes) -> LineAnswer:
        """Give a menu its image, at most 1 MB."""
        url = f"{data_url()}/v2/bot/richmenu/{quote(menu_id)}/content"
        return _answer("POST", url, {**self._authorization(), "Content-Type": "image/png"}, png)

    def rich_menus(self) -> LineAnswer:
        """List the channel's menus."""
        return self._call("GET", "/v2/bot/richmenu/list")

    def delete_rich_menu(self, menu_id: str) -> LineAnswer:
        """Delete a menu."""
        return self._call("DELETE", f"/v2/bot/richmenu/{quote(menu_id)}")

    def rich_menu_alias(self, alias: str) -> LineAnswer:
        """Find out which menu an alias names now."""
        return self._call("GET", f"/v2/bot/richmenu/alias/{quote(alias)}")

    def create_rich_menu_alias(self, alias: str, menu_id: str) -> LineAnswer:
        """Name a menu."""
        return self._post("/v2/bot/richmenu/alias", {"richMenuAliasId": alias, "richMenuId": menu_id})

    def update_rich_menu_alias(self, alias: str, menu_id: str) -> LineAnswer:
        """Give the name to another menu."""
        return self._post(f"/v2/bot/richmenu/alias/{quote(alias)}", {"richMenuId": menu_id})

    def rich_menu_aliases(self) -> LineAnswer:
        """List the channel's aliases."""
        return self._call("GET", "/v2/bot/richmenu/alias/list")

    def delete_rich_menu_alias(self, alias: str) -> LineAnswer:
        """Take a name away."""
        return self._call("DELETE", f"/v2/bot/richmenu/alias/{quote(alias)}")

    def bulk_link_rich_menu(self, users: Sequence[str], menu_id: str) -> LineAnswer:
        """Show a menu to at most 500 residents, soon after."""
        return self._post("/v2/bot/richmenu/bulk/link", {"richMenuId": menu_id, "userIds": list(users)})

    def replace_rich_menus(self, operations: Sequence[dict[str, str]]) -> LineAnswer:
        """Exchange menus for everybody who sees them, at most 1,000 operations; three times an hour."""
        return self._post("/v2/bot/richmenu/batch", {"operations": list(operations)})

    def rich_menu_batch(self, request_id: str) -> LineAnswer:
        """Ask how far such an exchange is (`phase`: ongoing, succeeded, failed)."""
        return self._call("GET", f"/v2/bot/richmenu/progress/batch?requestId={quote(request_id)}")

    def link_rich_menu(self, user_id: str, menu_id: str) -> LineAnswer:
        """Show a menu to one resident at once."""
        return self._call("POST", f"/v2/bot/user/{quote(user_id)}/richmenu/{quote(menu_id)}")

    def unlink_rich_menu(self, user_id: str) -> LineAnswer:
        """Show a resident the default menu again, or none."""
        return self._call("DELETE", f"/v2/bot/user/{quote(user_id)}/richmenu")

    def set_default_rich_menu(self, menu_id: str) -> LineAnswer:
        """Show a menu to all who have none of their own, when they next open the chat."""
        return self._call("POST", f"/v2/bot/user/all/richmenu/{quote(menu_id)}")

    def _post(self, path: str, body: dict[str, Any], retry_key: str | None = None) -> LineAnswer:
        headers = {**self._authorization(), "Content-Type": "application/json"}
        if retry_key:
            headers["X-Line-Retry-Key"] = retry_key
        return _answer("POST", api_url() + path, headers, json.dumps(body).encode())

    def _call(self, method: str, path: str) -> LineAnswer:
        return _answer(method, api_url() + path, self._authorization())

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._access_token()}"}


def _answer(method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> LineAnswer:
    response = send(method, url, headers, body)
    return LineAnswer(
        status=response.status,
        request_id=response.headers.get("x-line-request-id", ""),
        accepted_request_id=response.headers.get("x-line-accepted-request-id", ""),
        body=_json(response.data),
    )


def _json(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
