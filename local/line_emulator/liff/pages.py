"""LIFF's server side: what https://liff.line.me/{liffId} does, LINE Login's page, the SDK's stand-in."""

import json
from html import escape
from importlib.resources import files
from itertools import islice
from string import Template
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.line_emulator.errors import LineError
from local.line_emulator.oauth.id_token import issue_id_token
from local.line_emulator.oauth.request import CROSS_ORIGIN
from local.line_emulator.platform import Platform
from local.line_emulator.state.users import User
from local.line_emulator.validation.messages import check_messages
from local.line_emulator.webhook.doings import Doings

_NO_STORE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
CHOSEN_USER = "emulator_user"
MOST_CHOICES = 100
LIFF_LIFETIME_SECONDS = 12 * 3_600


class LiffPages:
    """Opens LIFF apps signed in as a chosen resident."""

    def __init__(self, platform: Platform, doings: Doings) -> None:
        self._platform = platform
        self._doings = doings

    def routes(self) -> list[Route]:
        """The routes of LIFF and LINE Login's page."""
        return [
            Route("/liff/edge/2/sdk.js", self.sdk),
            Route("/liff/{liff_id}", self.open),
            Route("/liff/{liff_id}/{path:path}", self.open),
            Route("/oauth2/v2.1/authorize", self.authorize),
            Route("/_emulator/liff/messages", self.send_messages, methods=["POST", "OPTIONS"]),
        ]

    async def sdk(self, _request: Request) -> Response:
        """The stand-in of https://static.line-scdn.net/liff/edge/2/sdk.js."""
        script = files("local.line_emulator.liff").joinpath("sdk.js").read_text("utf-8")
        return Response(script, media_type="text/javascript", headers=CROSS_ORIGIN)

    async def open(self, request: Request) -> Response:
        """Redirects to the LIFF app with the resident's tokens in the fragment."""
        if request.path_params["liff_id"] != self._platform.settings.liff_id:
            return _refusal(404, "liff_id")
        user = self._chosen(request)
        if user is None:
            return self._chooser(request)
        query = urlencode([(k, v) for k, v in request.query_params.multi_items() if k != CHOSEN_USER])
        path = request.path_params.get("path", "")
        address = self._platform.settings.liff_endpoint_url.rstrip("/")
        if path:
            address += "/" + quote(path, safe="/:@!$&'()*+,;=~")
        fragment = urlencode(self._tokens(user))
        return RedirectResponse(address + (f"?{query}" if query else "") + f"#{fragment}", 302, _NO_STORE)

    async def authorize(self, request: Request) -> Response:
        """https://access.line.me/oauth2/v2.1/authorize: a code for the chosen resident."""
        query = request.query_params
        target = query.get("redirect_uri", "")
        if query.get("response_type") != "code":
            return _refusal(400, "response_type")
        if query.get("client_id") != self._platform.settings.login_channel_id:
            return _refusal(400, "client_id")
        if urlsplit(target).scheme not in ("http", "https"):
            return _refusal(400, "redirect_uri")
        user = self._chosen(request)
        if user is None:
            return self._chooser(request)
        code = self._platform.tokens.issue_code(user.user_id, query.get("nonce"), target)
        answer = {"code": code} | ({"state": query["state"]} if "state" in query else {})
        joint = "&" if "?" in target else "?"
        return RedirectResponse(target + joint + urlencode(answer), 302, _NO_STORE)

    async def send_messages(self, request: Request) -> Response:
        """liff.sendMessages: the resident says the messages in the chat."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=CROSS_ORIGIN)
        token = request.headers.get("authorization", "").partition(" ")[2]
        found = self._platform.tokens.user_token(token)
        user = self._platform.users.get(found.user_id) if found else None
        try:
            if user is None:
                raise LineError(401, "The access token is invalid")
            for message in check_messages(_messages(await request.body())):
                await self._doings.act(user, {"type": "message", "message": message})
        except LineError as refusal:
            return JSONResponse(refusal.body(), refusal.status, CROSS_ORIGIN)
        return JSONResponse({}, headers=CROSS_ORIGIN)

    def _chosen(self, request: Request) -> User | None:
        return self._platform.users.get(request.query_params.get(CHOSEN_USER, ""))

    def _tokens(self, user: User) -> dict[str, str]:
        platform = self._platform
        return {
            "access_token": platform.tokens.issue_user_token(user.user_id, LIFF_LIFETIME_SECONDS),
            "id_token": issue_id_token(platform.settings, platform.clock, user),
            "client_id": platform.settings.login_channel_id,
        }

    def _chooser(self, request: Request) -> Response:
        links = "".join(
            f'<li><a href="{escape(_with_user(request, user))}">{escape(user.display_name)}</a></li>'
            for user in islice(self._platform.users, MOST_CHOICES)
        )
        return HTMLResponse(_page("login.html").substitute(choices=links), headers=_NO_STORE)


def _with_user(request: Request, user: User) -> str:
    query = [*request.query_params.multi_items(), (CHOSEN_USER, user.user_id)]
    return f"{request.url.path}?{urlencode(query)}"


def _messages(raw: bytes) -> Any:
    try:
        parsed = json.loads(raw)
    except ValueError as error:
        raise LineError(400, "The request body could not be parsed as JSON (line: 1, column: 1)") from error
    return parsed.get("messages") if isinstance(parsed, dict) else None


def _refusal(status: int, property_name: str) -> Response:
    return HTMLResponse(_page("refused.html").substitute(property=property_name), status, _NO_STORE)


def _page(name: str) -> Template:
    return Template(files("local.line_emulator.liff").joinpath(name).read_text("utf-8"))
