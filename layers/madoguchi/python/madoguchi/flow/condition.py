"""When a question is asked: a small expression over the answers given so far."""

from collections.abc import Mapping
from typing import Any

from madoguchi.flow.model import Answers, Value

_ORDERS = ("at_least", "at_most", "above", "below")
COMPARISONS = ("is", "in", "has", "answered", *_ORDERS)


def holds(condition: Mapping[str, Any] | None, answers: Answers) -> bool:
    """Tell whether a condition holds; an unanswered question makes every comparison false.

    `{all: [...]}`, `{any: [...]}`, `{not: ...}`, `{field, is}`, `{field, in: [...]}` (one of), `{field, has}`
    (a list of choices contains), `{field, answered: true|false}`, and `{field, at_least | at_most | above |
    below}` with a number or a date: the answer's number, date, or number of rows is compared. `field` names a
    question, or one part of it: `applicant.given`. No condition always holds.
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
        case {"field": name} if len(condition) == 2:
            how = next(key for key in condition if key != "field")
            wanted, given = condition[how], find(name, answers)
            if how == "answered":
                return (given is not None) is wanted
            return given is not None and _compares(how, given, wanted)
    raise ValueError(f"not a condition: {condition!r}")


def find(name: str, answers: Answers) -> Value | None:
    """Find an answer, or one part of it, by its name; None when it was not given."""
    question, *parts = name.split(".")
    found = answers.get(question)
    for part in parts:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def mentioned(condition: Mapping[str, Any] | None) -> set[str]:
    """Name the questions that a condition depends on."""
    match condition:
        case None:
            return set()
        case {"all": parts} | {"any": parts}:
            return {name for part in parts for name in mentioned(part)}
        case {"not": part}:
            return mentioned(part)
    return {str(condition["field"]).partition(".")[0]}


def _compares(how: str, given: Value, wanted: Any) -> bool:
    match how:
        case "is":
            return bool(given == wanted)
        case "in":
            return given in wanted
        case "has":
            return isinstance(given, list) and wanted in given
    if how not in _ORDERS:
        raise ValueError(f"not a comparison: {how}")
    return _is_beyond(how, given, wanted)


def _is_beyond(how: str, given: Value, wanted: Any) -> bool:
    if isinstance(given, list):
        order = _order(len(given), wanted)
    elif isinstance(wanted, int | float):
        try:
            order = _order(float(str(given)), wanted)
        except ValueError:
            return False
    else:
        # ISO 8601 dates stand in the order of their texts; content has them as dates until it is compiled.
        order = _order(str(given), str(wanted))
    return {"at_least": order >= 0, "at_most": order <= 0, "above": order > 0, "below": order < 0}[how]


def _order(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)
