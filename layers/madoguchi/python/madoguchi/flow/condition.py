"""When a question is asked: a small expression over the answers given so far."""

from collections.abc import Mapping
from typing import Any

from madoguchi.flow.model import Answers


def holds(condition: Mapping[str, Any] | None, answers: Answers) -> bool:
    """Tell whether a condition holds; an unanswered question makes every comparison false.

    `{all: [...]}`, `{any: [...]}`, `{not: ...}`, `{field, is}`, `{field, in: [...]}` (one of), `{field, has}`
    (a list of choices contains), `{field, answered: true|false}`. No condition always holds.
    """
    match condition:
        case None:
            return True
        case {"all": parts}:
            return all(holds(part, answers) for part in parts)
        case {"any": parts}:
            return any(holds(part, answers) for part in parts)
        case {"not": part}:
            return not holds(part, answers)
        case {"field": name, "answered": wanted}:
            return (name in answers) is wanted
        case {"field": name, "is": wanted}:
            return bool(answers.get(name) == wanted)
        case {"field": name, "in": wanted}:
            return answers.get(name) in wanted
        case {"field": name, "has": wanted}:
            given = answers.get(name)
            return isinstance(given, list) and wanted in given
    raise ValueError(f"not a condition: {condition!r}")


def mentioned(condition: Mapping[str, Any] | None) -> set[str]:
    """Name the questions that a condition depends on."""
    match condition:
        case None:
            return set()
        case {"all": parts} | {"any": parts}:
            return {name for part in parts for name in mentioned(part)}
        case {"not": part}:
            return mentioned(part)
    return {condition["field"]}
