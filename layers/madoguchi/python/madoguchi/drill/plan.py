"""The plan card: what danger, where, when, how, what to take, what to watch; written from the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.flow.condition import holds
from madoguchi.flow.model import Value
from madoguchi.flow.text import Text, localise


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the card with its lines."""

    id: str
    title: Text
    lines: tuple[Text, ...]


def plan_card(content: Mapping[str, Any], facts: Mapping[str, Value], town: Text) -> tuple[Section, ...]:
    """Write the card of content `drills/plan` for one household; `town` stands in for `{town}`.

    A heading under which nothing stands is left out.
    """
    sections = (
        Section(
            section["id"],
            section["title"],
            tuple(_naming(line["text"], town) for line in section["lines"] if holds(line.get("when"), facts)),
        )
        for section in content["sections"]
    )
    return tuple(section for section in sections if section.lines)


def _naming(text: Text, town: Text) -> Text:
    if isinstance(text, str):
        return text.replace("{town}", localise(town, "ja"))
    return {language: one.replace("{town}", localise(town, language)) for language, one in text.items()}
