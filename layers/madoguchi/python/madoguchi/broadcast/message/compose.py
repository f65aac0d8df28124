"""Compose: the content that staff wrote becomes LINE messages, one list per language."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.model import Kind
from madoguchi.broadcast.message import limits, question
from madoguchi.broadcast.message.limits import whole
from madoguchi.flow.text import Text, localise
from madoguchi.line import actions
from madoguchi.line import messages as line_messages
from madoguchi.line.messages import Message
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import BadRequest

Content = Mapping[str, Any]


def read(name: str) -> Content:
    """Read a broadcast's content by its name, such as `spring_event`; raises NotFound."""
    found: Content = content(f"broadcasts/texts/{name}")
    return found


def languages(piece: Content) -> tuple[str, ...]:
    """Name the languages that a broadcast is written in; residents of the others read Japanese."""
    title = piece["title"]
    return ("ja",) if isinstance(title, str) else tuple(sorted(title, key=lambda one: (one != "ja", one)))


def compose(piece: Content, liff_url: str) -> dict[str, list[Message]]:
    """Build the messages of every stream; `{liff}` in a link becomes the address of our signed-in pages.

    Raises BadRequest as `written` does.
    """
    return written(piece, content("broadcasts/frame"), liff_url)


def written(piece: Content, marks: Content, liff_url: str) -> dict[str, list[Message]]:
    """Build the messages with a frame's marks (content `broadcasts/frame`).

    Each language has a stream, and one more where the content has a common text. Under the last card stands
    the question why it came (`question`). Training carries its frame in every message; raises BadRequest for
    anything else that carries it, and for what is longer than LINE takes.
    """
    frame = marks if piece["kind"] == Kind.TRAINING else None
    if frame is None and any(
        mark in str(piece) for mark in (*marks["first"].values(), *marks["last"].values())
    ):
        raise BadRequest("what calls itself a drill is sent as training")
    texts = {"": piece["messages"]} | ({chunk.COMMON: piece["common"]} if piece.get("common") else {})
    by_stream = {
        f"{language}{kind}": [_message(one, piece["title"], language, frame, liff_url) for one in messages]
        for language in languages(piece)
        for kind, messages in texts.items()
    }
    asking = {
        stream: question.under(messages, marks["why_label"], chunk.language_of(stream))
        for stream, messages in by_stream.items()
    }
    limits.check(asking)
    return asking


def of_stream[M](by_stream: Mapping[str, M], stream: str) -> M:
    """Return the messages that readers of a stream get; without a text of their own they read Japanese."""
    kind = chunk.COMMON if stream.endswith(chunk.COMMON) else ""
    return by_stream.get(stream, by_stream[f"ja{kind}"])


def content_hash(by_stream: Mapping[str, list[Message]]) -> str:
    """Return the SHA-256 that names these messages."""
    return hashlib.sha256(json.dumps(by_stream, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _message(one: Content, title: Text, language: str, frame: Content | None, liff_url: str) -> Message:
    # A drill's every message says so first and last, so that a screenshot or a notification cannot mislead.
    first = f"{localise(frame['first'], language)}\n" if frame else ""
    last = f"\n{localise(frame['last'], language)}" if frame else ""
    if "text" in one:
        return line_messages.text(whole("text", f"{first}{localise(one['text'], language)}{last}"))
    card = one["card"]
    paragraphs = [line_messages.paragraph(localise(part, language)) for part in card["body"]]
    if last:
        paragraphs.append(line_messages.paragraph(last.strip()))
    buttons = [
        actions.link(
            whole("label", localise(button["label"], language)), button["link"].replace("{liff}", liff_url)
        )
        for button in card.get("buttons", ())
    ]
    bubble = line_messages.bubble(f"{first}{localise(card['title'], language)}", paragraphs, buttons)
    return line_messages.flex(whole("altText", f"{first}{localise(title, language)}"), bubble)
