"""The shape of the catalogue of procedures and of the search's vocabulary, checked when content is built."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from madoguchi.flow.schema import Content, Id, TextContent
from madoguchi.talk.search_index import build_index, words_without_reading

Words = Annotated[list[Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)]


class TitleContent(Content):
    """A title is given in every language: residents choose by it. The search reads Japanese and English."""

    ja: str
    easy: str
    en: str
    pt_br: str = Field(alias="pt-BR")
    vi: str


class ProcedureContent(Content):
    """A procedure, consultation or piece of information: what holds everywhere, with its source and date."""

    id: Id
    title: TitleContent
    summary: TextContent
    handled_by: Literal["prefecture", "municipality", "national", "police", "other"]
    first_step: TextContent
    source: Annotated[str, StringConstraints(min_length=1)]
    checked: datetime.date
    keywords: Words


class CategoryContent(Content):
    """A shelf of the catalogue, in the order in which residents browse."""

    id: Id
    order: int
    title: TitleContent
    procedures: list[ProcedureContent] = Field(min_length=1)


def directory(pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Compile what a resident reads about each procedure, by category; keywords stay in the index."""
    categories = _categories(pieces)
    return {
        "categories": [
            {
                "id": one["id"],
                "title": one["title"],
                "procedures": [entry["id"] for entry in one["procedures"]],
            }
            for one in categories
        ],
        "procedures": {
            entry["id"]: {name: value for name, value in entry.items() if name not in ("id", "keywords")}
            | {"category": category["id"]}
            for category in categories
            for entry in category["procedures"]
        },
    }


def search_index(pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Compile the index; ValueError names what staff must mend."""
    entries = [entry for category in _categories(pieces) for entry in category["procedures"]]
    readings = pieces["procedures/search/readings"]
    if mistakes := [*_repeated(entries), *_unread(entries, readings)]:
        raise ValueError("; ".join(mistakes))
    return build_index(
        entries,
        readings,
        pieces["procedures/search/synonyms"],
        pieces["procedures/search/stop_phrases"],
        pieces["procedures/search/out_of_scope"],
    )


def _categories(pieces: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [piece for name, piece in pieces.items() if name.startswith("procedures/catalogue/")]
    return sorted(found, key=lambda piece: int(piece["order"]))


def _repeated(entries: list[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry["id"] in seen:
            yield f"two procedures have the id {entry['id']}"
        seen.add(entry["id"])


def _unread(entries: list[dict[str, Any]], readings: Mapping[str, str]) -> Iterator[str]:
    for entry_id, keyword in words_without_reading(entries, readings):
        yield f"{entry_id}: readings.yaml does not say how {keyword!r} is read"


CONTENT: dict[str, Any] = {
    "procedures/catalogue/*": CategoryContent,
    "procedures/search/readings": dict[str, str],
    "procedures/search/synonyms": list[Words],
    "procedures/search/stop_phrases": Words,
    "procedures/search/out_of_scope": Words,
}

DERIVED = {
    "procedures/directory": directory,
    "procedures/search_index": search_index,
}
