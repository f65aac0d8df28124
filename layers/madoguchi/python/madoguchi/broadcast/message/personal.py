"""Personal messages: a template with places for the reader's own data, such as `{municipality}`. Pure.

A broadcast may have a common text beside it, for those of whom a place's data is not known (decision 0045).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from madoguchi.broadcast.definition.chunk import COMMON
from madoguchi.broadcast.definition.model import Addressees, Kind
from madoguchi.drill.model import QUOTED
from madoguchi.residents.model import PERSONAL
from madoguchi.runtime.errors import BadRequest

KNOWN = (*PERSONAL, *QUOTED)
"""What messages may say of their readers."""

PLACE = re.compile(r"\{(\w*)\}")

Messages = Sequence[Mapping[str, Any]]


def placeholders(by_stream: Mapping[str, Messages]) -> tuple[str, ...]:
    """Name what messages want to know of their readers.

    Raises BadRequest for what is not known of them, and for a common text that wants to know anything.
    """
    found = {stream: set(wanted(messages)) for stream, messages in by_stream.items()}
    everything = set().union(*found.values())
    if unknown := everything - set(KNOWN):
        raise BadRequest(f"not known of residents: {', '.join(sorted(unknown))}; {', '.join(KNOWN)} are")
    if any(names for stream, names in found.items() if stream.endswith(COMMON)):
        raise BadRequest("the common text is for those of whom nothing is known")
    return tuple(sorted(everything))


def check_reach(kind: Kind, addressees: Addressees, missing: Collection[str]) -> None:
    """Refuse to leave somebody out of an emergency, or of what follows a broadcast that was meant for them.

    `missing` is what may not be known of some of them, where no common text takes its place.
    """
    if missing and (kind is Kind.EMERGENCY or addressees.corrects or addressees.completes):
        raise BadRequest("nobody may be left out of this: it needs a common text", why="leaves_out")


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
