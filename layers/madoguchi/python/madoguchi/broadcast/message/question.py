"""The question under a broadcast: why did it come? Its button knows which chunk asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.message.personal import PLACE
from madoguchi.flow.text import Text, localise
from madoguchi.line.actions import postback
from madoguchi.line.length import cut
from madoguchi.line.messages import Message, with_link, with_quick_replies
from madoguchi.talk.understand import button

ASKED = button("why")
LONGEST_HEADLINE = 80


def under(messages: Sequence[Message], label: Text, language: str) -> list[Message]:
    """Put the button under the last card, where it stays; among texts alone it is a quick reply."""
    ask = postback(localise(label, language), ASKED)
    cards = [at for at, message in enumerate(messages) if message["type"] == "flex"]
    if not cards:
        return [*messages[:-1], with_quick_replies(messages[-1], [ask])]
    last = cards[-1]
    return [*messages[:last], with_link(messages[last], ask), *messages[last + 1 :]]


def addressed(messages: Sequence[Mapping[str, Any]], ref: ChunkRef) -> list[Message]:
    """Let the button say which chunk of which broadcast it came with: the same on every try."""
    written: list[Message] = _with(list(messages), button("why", field=ref.chunk, value=ref.broadcast))
    return written


def headline(messages: Sequence[Mapping[str, Any]]) -> str:
    """Return what a broadcast was called: its card's title as notifications show it, or how its text begins.

    What was said there of the reader is left out.
    """
    titles = [message["altText"] for message in messages if "altText" in message]
    whole = titles[0] if titles else messages[0]["text"]
    return cut(PLACE.sub("…", " ".join(whole.split("\n")[:2])), LONGEST_HEADLINE)


def _with(part: Any, data: str) -> Any:
    match part:
        case {"type": "postback", "data": str(asked)} if asked == ASKED:
            return {**part, "data": data}
        case dict():
            return {name: _with(value, data) for name, value in part.items()}
        case list():
            return [_with(one, data) for one in part]
    return part
