"""From a LINE event to what the resident wants. Nothing that LINE may send makes it fail."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from madoguchi.flow.text import LANGUAGES
from madoguchi.talk import script
from madoguchi.talk.model import Intent

BUTTONS = frozenset(
    {
        *("answer", "change", "decide", "everything", "region", "register"),
        *("back", "restart", "stop"),
        *("ask", "export", "forget", "forget_confirmed", "help", "language", "me", "menu", "open", "speak"),
        *("quiet", "why"),
        *("begin", "fill", "edit", "hand_in", "more", "resume", "skip"),
        *("plan", "come_back", "quizzes"),
        *("add_place", "keep", "ordinary", "prefer", "preferences", "simple"),
    }
)


_LANGUAGE_COMMANDS = {language.lower().replace("-", "_"): language for language in LANGUAGES}


def button(name: str, *, field: str = "", value: str = "", flow: str = "") -> str:
    """Write a postback's data; `understand` reads it back, however old the button is."""
    given = {"do": name, "flow": flow, "field": field, "value": value}
    return urlencode({key: text for key, text in given.items() if text})


def understand(event: dict[str, Any]) -> Intent:
    """Return what an event means; `nothing` for those that need no answer."""
    kind = event["type"]
    if kind in ("follow", "unfollow"):
        return Intent(kind)
    if kind == "message":
        return _message(event.get("message"))
    if kind == "unsend":
        unsent = event.get("unsend")
        return Intent("unsend", value=str(unsent.get("messageId") or "") if isinstance(unsent, dict) else "")
    if kind == "take_back":
        return _taken_back(event.get("take_back"))
    if kind == "postback":
        return _postback(event.get("postback"))
    return Intent("nothing")


def _message(message: Any) -> Intent:
    if not isinstance(message, dict):
        return Intent("nothing")
    if message.get("type") == "text":
        return replace(_typed(str(message.get("text", ""))), message_id=str(message.get("id") or ""))
    if message.get("type") == "location":
        text = str(message.get("address") or message.get("title") or "")
        return Intent("place", text=text, point=_point(message))
    return Intent("cannot_read")


def _typed(text: str) -> Intent:
    meant = script.command(text)
    if meant is None:
        return Intent("say", text=text)
    name, value = meant
    if name in _LANGUAGE_COMMANDS:
        return Intent("speak", value=_LANGUAGE_COMMANDS[name], text=text)
    return Intent(name, value=value, text=text)


def _postback(postback: Any) -> Intent:
    data = postback.get("data") if isinstance(postback, dict) else None
    given = dict(parse_qsl(data)) if isinstance(data, str) else {}
    name = given.get("do", "")
    if name not in BUTTONS:
        return Intent("say")
    value = given.get("value", "") or _picked(postback)
    return Intent(name, field=given.get("field", ""), value=value, flow=given.get("flow", ""))


def _taken_back(brought: Any) -> Intent:
    if not isinstance(brought, dict):
        return Intent("nothing")
    typed = json.dumps(brought.get("typed"))
    return Intent("take_back", flow=str(brought.get("flow")), value=str(brought.get("key")), text=typed)


def _picked(postback: dict[str, Any]) -> str:
    """Return what LINE's date and time picker gave; it shows only what we allowed, or so it promises."""
    params = postback.get("params")
    if not isinstance(params, dict):
        return ""
    return next((str(params[mode]) for mode in ("date", "time", "datetime") if mode in params), "")


def _point(message: dict[str, Any]) -> tuple[float, float] | None:
    place = [message.get(name) for name in ("latitude", "longitude")]
    degrees = [float(one) for one in place if isinstance(one, int | float) and -180 <= one <= 180]
    return (degrees[0], degrees[1]) if len(degrees) == 2 else None
