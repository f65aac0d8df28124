"""The plan card: what danger, where, when, how, what to take, what to watch; written from the decision."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.drill.card import Card
from madoguchi.drill.edition import town_name
from madoguchi.flow.condition import holds
from madoguchi.flow.model import Field, Value, load_flow
from madoguchi.flow.text import LANGUAGES, Text, localise
from madoguchi.runtime.content import content

CONTACTS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the card with its lines; those that the household wrote itself come first."""

    id: str
    title: Text
    own: tuple[Text, ...]
    lines: tuple[Text, ...]


def sections_of(card: Card, only: Collection[str] = ()) -> tuple[Section, ...]:
    """Write a household's card from the content as it ships; `only` names the sections that are wanted."""
    own = own_lines(content("drills/plan_edit"), card.own)
    written = content("drills/plan")
    if only:
        written = {**written, "sections": [one for one in written["sections"] if one["id"] in only]}
    return plan_card(written, card.facts(), town_name(card.attempt.municipality), own)


def plan_card(
    content: Mapping[str, Any],
    facts: Mapping[str, Value],
    town: Text,
    own: Mapping[str, tuple[Text, ...]] | None = None,
) -> tuple[Section, ...]:
    """Write the card of content `drills/plan` for one household; `town` stands in for `{town}`.

    A heading under which nothing stands is left out.
    """
    sections = (
        Section(
            section["id"],
            section["title"],
            (own or {}).get(section["id"], ()),
            tuple(_naming(line["text"], town) for line in section["lines"] if holds(line.get("when"), facts)),
        )
        for section in content["sections"]
    )
    return tuple(section for section in sections if section.own or section.lines)


def own_lines(content: Mapping[str, Any], own: Mapping[str, Value]) -> dict[str, tuple[Text, ...]]:
    """Write what a household added, by section: lines of `drills/plan_edit` whose answers are there."""
    if not own:
        return {}
    questions = {question.id: question for question in load_flow(content["flow"]).fields()}
    found: dict[str, list[Text]] = defaultdict(list)
    for line in content["shown"]:
        if all(name in own for name in line["needs"]):
            found[line["section"]] += _split(_filled(line["text"], line["needs"], questions, own))
    return {section: tuple(lines) for section, lines in found.items()}


def contacts(own: Mapping[str, Value]) -> list[tuple[str, str]]:
    """List whom the household calls: a name, which may be empty, and a telephone number."""
    numbers = range(1, CONTACTS + 1)
    found = [(str(own.get(f"contact_{n}_name", "")), str(own.get(f"contact_{n}_phone", ""))) for n in numbers]
    return [(name, phone) for name, phone in found if phone]


def _filled(
    text: Text, needs: list[str], questions: Mapping[str, Field], own: Mapping[str, Value]
) -> dict[str, str]:
    return {
        language: localise(text, language).format(
            **{name: _worded(questions[name], str(own[name]), language) for name in needs}
        )
        for language in LANGUAGES
    }


def _worded(question: Field, value: str, language: str) -> str:
    choice = question.choice(value)
    return localise(choice.label, language) if choice else value


def _split(text: dict[str, str]) -> Iterator[Text]:
    parts = {language: one.splitlines() for language, one in text.items()}
    for at in range(len(parts["ja"])):
        yield {language: lines[at] for language, lines in parts.items()}


def _naming(text: Text, town: Text) -> Text:
    if isinstance(text, str):
        return text.replace("{town}", localise(town, "ja"))
    return {language: one.replace("{town}", localise(town, language)) for language, one in text.items()}
