"""What LINE takes of a message, counted as LINE counts: what is longer is refused at the draft, never cut.

Texts are counted in UTF-16 units. Labels are counted in grapheme clusters, of which a text has no more than
units, so that units are on the safe side (developers.line.biz: Character counting in a text).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from madoguchi.broadcast.message import personal
from madoguchi.broadcast.message.personal import Messages
from madoguchi.drill.model import MOST_QUOTED_BYTES, QUOTED
from madoguchi.line.actions import LABEL_LENGTH
from madoguchi.line.length import units
from madoguchi.line.messages import ALT_TEXT_UNITS, TEXT_UNITS
from madoguchi.runtime.errors import BadRequest

MOST_MESSAGES = 5
BUBBLE_BYTES = 30 * 1024
LINK_UNITS = 1000
TOWN_UNITS = 80
DAY = "2026-06-01"

UNITS = {"text": TEXT_UNITS, "altText": ALT_TEXT_UNITS, "label": LABEL_LENGTH, "uri": LINK_UNITS}


def whole(part: str, written: str) -> str:
    """Return what is written for a part of a message; raises BadRequest unless LINE takes all of it."""
    if units(written) > UNITS[part]:
        raise _too_long(f"a {part} of {units(written)} units, LINE takes {UNITS[part]}")
    return written


def check(by_stream: Mapping[str, Messages]) -> None:
    """Raise BadRequest for messages that LINE would refuse for whoever has the longest data of their own."""
    for stream, messages in by_stream.items():
        if len(messages) > MOST_MESSAGES:
            raise _too_long(f"{stream}: {len(messages)} messages, LINE takes {MOST_MESSAGES}")
        for values in _longest(set(personal.wanted(messages))):
            for message in personal.fill(messages, values):
                _check(message)


def _longest(names: set[str]) -> Iterator[dict[str, str]]:
    """Yield what readers may bring: of a plan at most MOST_QUOTED_BYTES in all, wherever it weighs most."""
    plans = sorted(names & set(QUOTED) - {"plan_day"})
    others = {"municipality": "前" * TOWN_UNITS, "plan_day": DAY}
    for longest in plans or [""]:
        # Quotation marks are the longest in units and, escaped, in bytes.
        yield {**dict.fromkeys(names, ""), **others, longest: '"' * MOST_QUOTED_BYTES}


def _check(message: Mapping[str, Any]) -> None:
    if message["type"] == "text":
        whole("text", message["text"])
        return
    whole("altText", message["altText"])
    size = len(json.dumps(message["contents"], ensure_ascii=False).encode())
    if size > BUBBLE_BYTES:
        raise _too_long(f"a card of {size} bytes, LINE takes {BUBBLE_BYTES}")
    for button in message["contents"].get("footer", {"contents": []})["contents"]:
        action = button["action"]
        for part in ("label", "uri"):
            whole(part, action.get(part, ""))


def _too_long(what: str) -> BadRequest:
    return BadRequest(what, why="too_long_for_line")
