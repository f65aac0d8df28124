"""Conditions as staff write them, checked when content is built."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator

from madoguchi.flow.condition import COMPARISONS, mentioned


def _check_condition(condition: Any) -> Any:
    match condition:
        case {"all": list(parts)} | {"any": list(parts)} if len(condition) == 1:
            for part in parts:
                _check_condition(part)
        case {"not": part} if len(condition) == 1:
            _check_condition(part)
        case {"field": str()} if len(condition) == 2 and set(condition) & set(COMPARISONS):
            pass
        case _:
            known = ", ".join(COMPARISONS)
            raise ValueError(f"{condition} is no condition: write all, any or not, or a field with {known}")
    return condition


Condition = Annotated[dict[str, Any], BeforeValidator(_check_condition)]
"""What `flow.condition` understands."""


def check_names(condition: Mapping[str, Any] | None, known: Mapping[str, Sequence[str]], who: str) -> None:
    """Raise ValueError unless every name is a question asked before, and every choice one that it has.

    `known` holds the choices of each question, none for those that are typed; `who` has the condition.
    """
    if unknown := mentioned(condition) - set(known):
        raise ValueError(f"{who} names {', '.join(sorted(unknown))}, not asked before it")
    for name, wanted in _wanted(condition):
        choices = known.get(name, ())
        if choices and (strange := [str(one) for one in wanted if one not in choices]):
            theirs = ", ".join(choices)
            raise ValueError(f"{who} wants {name} to be {', '.join(strange)}: its choices are {theirs}")


def _wanted(condition: Mapping[str, Any] | None) -> Iterator[tuple[str, list[Any]]]:
    match condition:
        case {"all": parts} | {"any": parts}:
            for part in parts:
                yield from _wanted(part)
        case {"not": part}:
            yield from _wanted(part)
        case {"field": name, "is": wanted} | {"field": name, "has": wanted}:
            yield name, [wanted]
        case {"field": name, "in": wanted}:
            yield name, list(wanted)
