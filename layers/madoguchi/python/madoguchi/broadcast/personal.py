"""Personal messages: a template with places for the reader's own data, such as `{municipality}`. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from madoguchi.residents.model import PERSONAL
from madoguchi.runtime.errors import BadRequest

PLACE = re.compile(r"\{(\w*)\}")

Messages = Sequence[Mapping[str, Any]]


def placeholders(by_language: Mapping[str, Messages]) -> tuple[str, ...]:
    """Name what messages want to know of their readers; raises BadRequest for what is not known of them."""
    found = {name for messages in by_language.values() for name in wanted(messages)}
    if unknown := found - set(PERSONAL):
        raise BadRequest(f"not known of residents: {', '.join(sorted(unknown))}; {', '.join(PERSONAL)} are")
    return tuple(sorted(found))


def wanted(piece: object) -> Iterator[str]:
    """Yield every placeholder in the texts of messages or of content."""
    match piece:
        case str():
            yield from PLACE.findall(piece)
        case Mapping():
            yield from _each(piece.values())
        case list() | tuple():
            yield from _each(piece)


def _each(pieces: Iterable[object]) -> Iterator[str]:
    for piece in pieces:
        yield from wanted(piece)


def fill(messages: Messages, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write one reader's own data into messages; what they brought is never read as a template again."""
    filled: list[dict[str, Any]] = _filled(list(messages), values)
    return filled


def _filled(piece: Any, values: Mapping[str, str]) -> Any:
    match piece:
        case str():
            is_link = piece.startswith("https://")
            return PLACE.sub(
                lambda place: quote(values[place[1]], safe="") if is_link else values[place[1]], piece
            )
        case Mapping():
            return {name: _filled(value, values) for name, value in piece.items()}
        case list() | tuple():
            return [_filled(value, values) for value in piece]
    return piece
