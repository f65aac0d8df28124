"""The catalogue of procedures, as a resident browses it or reads one entry that `search` found."""

from dataclasses import dataclass
from typing import Any

from madoguchi.flow.text import Text
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound


@dataclass(frozen=True, slots=True)
class Procedure:
    """What holds everywhere about one procedure; `checked` is the day on which staff read the source."""

    id: str
    category: str
    title: Text
    summary: Text
    handled_by: str
    first_step: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the catalogue."""

    id: str
    title: Text
    procedures: tuple[str, ...]


def find_procedure(procedure_id: str) -> Procedure:
    """Return one entry; NotFound for an id that the catalogue does not have (any more)."""
    found = _directory()["procedures"].get(procedure_id)
    if found is None:
        raise NotFound("no such procedure")
    return Procedure(id=procedure_id, **found)


def categories() -> list[Category]:
    """List the shelves in the order in which residents browse them."""
    return [Category(one["id"], one["title"], tuple(one["procedures"])) for one in _directory()["categories"]]


def _directory() -> dict[str, Any]:
    found: dict[str, Any] = content("procedures/directory")
    return found
