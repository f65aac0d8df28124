"""Compose: the content that staff wrote becomes LINE messages, one list per language."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from madoguchi.broadcast import question
from madoguchi.broadcast.model import Kind
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
    """Build the messages of every language; `{liff}` in a link becomes the address of our signed-in pages.

    Under the last card stands the question why it came (`question`). Training carries its frame in every
    message; raises BadRequest for anything else that carries it.
    """
    marks = content("broadcasts/frame")
    frame = marks if piece["kind"] == Kind.TRAINING else None
    if frame is None and any(
        mark in str(piece) for mark in (*marks["first"].values(), *marks["last"].values())
    ):
        raise BadRequest("what calls itself a drill is sent as training")
    by_language = {
        language: [_message(one, piece["title"], language, frame, liff_url) for one in piece["messages"]]
        for language in languages(piece)
    }
    return {
        language: question.under(messages, marks["why_label"], language)
        for language, messages in by_language.items()
    }


def in_language[M](by_language: Mapping[str, M], language: str) -> M:
    """Return the messages that readers of a language get; without a text of their own they read Japanese."""
    return by_language.get(language, by_language["ja"])


def content_hash(by_language: Mapping[str, list[Message]]) -> str:
    """Return the SHA-256 that names these messages."""
    return hashlib.sha256(json.dumps(by_language, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _message(one: Content, title: Text, language: str, frame: Content | None, liff_url: str) -> Message:
    # A drill's every message says so first and last, so that a screenshot or a notification cannot mislead.
    first = f"{localise(frame['first'], language)}\n" if frame else ""
    last = f"\n{localise(frame['last'], language)}" if frame else ""
    if "text" in one:
        return line_messages.text(f"{first}{localise(one['text'], language)}{last}")
    card = one["card"]
    paragraphs = [line_messages.paragraph(localise(part, language)) for part in card["body"]]
    if last:
        paragraphs.append(line_messages.paragraph(last.strip()))
    buttons = [
        actions.link(localise(button["label"], language), button["link"].replace("{liff}", liff_url))
        for button in card.get("buttons", ())
    ]
    bubble = line_messages.bubble(f"{first}{localise(card['title'], language)}", paragraphs, buttons)
    return line_messages.flex(f"{first}{localise(title, language)}", bubble)
