"""What a button does, as the Messaging API wants it (developers.line.biz: Action objects)."""

from typing import Any

from madoguchi.line.length import cut

Action = dict[str, Any]

LABEL_LENGTH = 20


def postback(label: str, data: str, *, shown: str | None = None) -> Action:
    """Send us `data` (at most 300 characters); the chat shows `shown`, or the label, as said."""
    return {"type": "postback", "label": _label(label), "data": data, "displayText": shown or label}


def say(label: str, text: str | None = None) -> Action:
    """Say `text`, or the label itself, in the resident's place."""
    return {"type": "message", "label": _label(label), "text": text or label}


def link(label: str, uri: str) -> Action:
    """Open a page; at most 1,000 characters, https, tel or LINE's own."""
    return {"type": "uri", "label": _label(label), "uri": uri}


def ask_date(label: str, data: str, *, first: str | None = None, last: str | None = None) -> Action:
    """Open the date picker; dates are ISO 8601 and come back in the postback's `params`."""
    limits = {"min": first, "max": last}
    return {
        "type": "datetimepicker",
        "label": _label(label),
        "data": data,
        "mode": "date",
        **{name: value for name, value in limits.items() if value},
    }


def ask_location(label: str) -> Action:
    """Open the map; only in quick replies."""
    return {"type": "location", "label": _label(label)}


def ask_photo(label: str) -> Action:
    """Open the camera; only in quick replies."""
    return {"type": "camera", "label": _label(label)}


def _label(text: str) -> str:
    return cut(text, LABEL_LENGTH)
