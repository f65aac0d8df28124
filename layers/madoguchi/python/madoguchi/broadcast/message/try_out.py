"""Try out: how a broadcast reads, language by language, and on the phone of the person who asks."""

import uuid
from collections.abc import Mapping
from typing import Any

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.ports import Messages, Ports
from madoguchi.broadcast.message import personal
from madoguchi.flow.text import localise
from madoguchi.line.messages import text
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound, Unavailable


def preview(ports: Ports, broadcast_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return the messages of every stream, with examples in the places of personal data."""
    broadcast = ports.broadcasts.find(broadcast_id)
    by_stream = ports.broadcasts.messages(broadcast.id, broadcast.content_hash)
    examples = content("broadcasts/examples")
    return {
        stream: personal.fill(messages, _in(chunk.language_of(stream), examples))
        for stream, messages in by_stream.items()
    }


def send_to_own_phone(ports: Ports, broadcast_id: str, by: str) -> None:
    """Send every stream to the phone that an operator noted for this member of staff, each after a mark.

    Raises NotFound when no phone is noted, Unavailable when LINE does not take it.
    """
    phone = ports.broadcasts.tester(by)
    if not phone:
        raise NotFound(f"no phone is noted for {by}")
    mark = content("broadcasts/frame")["test"]
    for stream, messages in preview(ports, broadcast_id).items():
        _push(ports, phone, [text(localise(mark, chunk.language_of(stream)))])
        _push(ports, phone, messages)


def _push(ports: Ports, phone: str, messages: Messages) -> None:
    ports.pace_push()
    answer = ports.push(phone, messages, str(uuid.UUID(ports.new_id())), "")
    if not 200 <= answer.status < 300:
        raise Unavailable(f"LINE answered {answer.status}")


def _in(language: str, examples: Mapping[str, Any]) -> dict[str, str]:
    return {name: localise(example, language) for name, example in examples.items()}
