"""Messages, as the Messaging API wants them (developers.line.biz: Message objects)."""

from collections.abc import Sequence
from typing import Any

from madoguchi.line.actions import Action
from madoguchi.line.length import cut

Message = dict[str, Any]
Component = dict[str, Any]

MOST_QUICK_REPLIES = 13
TEXT_UNITS = 5000
ALT_TEXT_UNITS = 1500
LARGER = {"sm": "lg", "md": "xl", "lg": "xxl"}
LONGEST_CARD = 1500


def text(content: str) -> Message:
    """Say something; LINE counts UTF-16 units and takes 5,000."""
    return {"type": "text", "text": cut(content, TEXT_UNITS)}


def flex(alt_text: str, contents: dict[str, Any]) -> Message:
    """Show a bubble or carousel; `alt_text` is read out, and stands in notifications."""
    return {"type": "flex", "altText": cut(alt_text, ALT_TEXT_UNITS), "contents": contents}


def with_quick_replies(message: Message, actions: Sequence[Action]) -> Message:
    """Offer buttons above the keyboard; LINE shows them for the last message only, and at most 13."""
    items = [{"type": "action", "action": action} for action in actions[:MOST_QUICK_REPLIES]]
    return {**message, "quickReply": {"items": items}} if items else message


def bubble(
    title: str, body: Sequence[Component], buttons: Sequence[Action] = (), *, primary: bool = True
) -> dict[str, Any]:
    """Build a card: a title, paragraphs or rows, and buttons below one another, the first one prominent."""
    card: dict[str, Any] = {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "spacing": "md",
            "contents": [
                {"type": "text", "text": title, "weight": "bold", "size": "lg", "wrap": True},
                *body,
            ],
        },
    }
    if buttons:
        footer = [_button(action, primary=primary and number == 0) for number, action in enumerate(buttons)]
        card["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": footer}
    return card


def with_link(message: Message, action: Action) -> Message:
    """Put one more button below all others of a card, without a frame."""
    card = message["contents"]
    footer = card.get("footer") or {"type": "box", "layout": "vertical", "spacing": "sm", "contents": []}
    last = {**_button(action, primary=False), "style": "link"}
    footer = {**footer, "contents": [*footer["contents"], last]}
    return {**message, "contents": {**card, "footer": footer}}


def enlarged(message: Message) -> Message:
    """Show a message in large letters; a text becomes a card, for LINE's own texts have one size alone."""
    if message["type"] == "flex":
        return {**message, "contents": _larger(message["contents"])}
    if message["type"] != "text" or len(message["text"]) > LONGEST_CARD:
        return message
    body = {"type": "box", "layout": "vertical", "contents": [paragraph(message["text"])]}
    card = flex(message["text"], _larger({"type": "bubble", "body": body}))
    return {**card, **{name: message[name] for name in ("quickReply",) if name in message}}


def _larger(part: Any) -> Any:
    if isinstance(part, list):
        return [_larger(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: LARGER.get(value, value) if name == "size" and isinstance(value, str) else _larger(value)
        for name, value in part.items()
    }


def carousel(bubbles: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Set up to 12 cards side by side."""
    return {"type": "carousel", "contents": list(bubbles)}


def paragraph(content: str, *, quiet: bool = False) -> Component:
    """Write a paragraph; a quiet one is small and grey (contrast 7:1 on white)."""
    look = {"size": "sm", "color": "#555555"} if quiet else {"size": "md"}
    return {"type": "text", "text": content, "wrap": True, **look}


def row(name: str, value: str) -> Component:
    """Write a name above its value: side by side breaks at large text sizes."""
    return {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": name, "size": "sm", "color": "#555555", "wrap": True},
            {"type": "text", "text": value, "size": "md", "weight": "bold", "wrap": True},
        ],
    }


def _button(action: Action, *, primary: bool) -> Component:
    look = {"style": "primary", "color": "#1A5FB4"} if primary else {"style": "secondary"}
    return {"type": "button", "action": action, "height": "sm", "adjustMode": "shrink-to-fit", **look}
