"""Find what a resident means among many choices: any part of a name, its reading or its Latin spelling."""

import re

from madoguchi.flow.model import Choice, Field
from madoguchi.talk.script import simplify

SHORTEST_NAME = 2


def find_choices(question: Field, text: str) -> list[Choice]:
    """Return the choices that a typed text may mean, none when it means none of them.

    The whole name wins over a part of it; a name inside a longer text (an address) is found as well.
    """
    wanted = simplify(text)
    if not wanted:
        return []
    for test in (_is_named, _contains, _is_mentioned_whole, _is_mentioned):
        found = [choice for choice in question.choices if test(choice, wanted)]
        if found:
            return found
    return []


def find_named(question: Field, text: str) -> Choice | None:
    """Return the one choice whose name is the whole text: a question about a town is not an answer."""
    wanted = simplify(text)
    found = [choice for choice in question.choices if wanted and _is_named(choice, wanted)]
    return found[0] if len(found) == 1 else None


def _names(choice: Choice) -> list[str]:
    labels = [choice.label] if isinstance(choice.label, str) else list(choice.label.values())
    return [simplify(re.sub("（.*）", "", name)) for name in (*labels, *choice.keywords)]


def _stem(name: str) -> str:
    """Drop what kind of place it is: 前橋市, まえばしし and Maebashi City are all said without it."""
    return re.sub(r"(?<=..)(市|町|村|し|まち|むら|city|town|village)$", "", name)


def _is_named(choice: Choice, wanted: str) -> bool:
    return any(wanted in (name, _stem(name)) for name in _names(choice))


def _contains(choice: Choice, wanted: str) -> bool:
    districts = (simplify(name) for name in choice.data.get("district", ()))
    return any(wanted in name for name in _names(choice)) or any(
        name.startswith(wanted) for name in districts
    )


def _is_mentioned_whole(choice: Choice, wanted: str) -> bool:
    return any(name in wanted for name in _names(choice) if len(name) >= SHORTEST_NAME)


def _is_mentioned(choice: Choice, wanted: str) -> bool:
    return any(_stem(name) in wanted for name in _names(choice) if len(_stem(name)) >= SHORTEST_NAME)
