"""Answers that nobody types: an age on a day, a sum, a count, worked out from answers given before."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from madoguchi.flow.condition import find
from madoguchi.flow.dates import age_on
from madoguchi.flow.model import Answers, Value


def compute(settings: Mapping[str, Any], answers: Answers) -> str | None:
    """Work out an answer; None while what it needs is not there.

    `{age: birth, day: 2027-04-01}` (`day` may name a question with a date); `{count: costs}` (rows, choices);
    `{sum: [names]}` (a name is a question, a part, or `costs.price`: a column of a table; what was not given
    adds nothing).
    """
    match settings:
        case {"age": birth, "day": day}:
            on = find(str(day), answers) or str(day)
            born = find(birth, answers)
            age = age_on(str(born), str(on)) if born is not None else None
            return None if age is None else str(age)
        case {"sum": names}:
            numbers = [number for name in names for number in _numbers(name, answers)]
            return str(sum(numbers, Decimal())) if numbers else None
        case {"count": name}:
            found = find(name, answers)
            return str(len(found)) if isinstance(found, list) else None
    raise ValueError(f"not a computation: {settings!r}")


def needed(settings: Mapping[str, Any]) -> set[str]:
    """Name the questions that a computation depends on."""
    match settings:
        case {"age": birth, "day": day}:
            named = [birth] if str(day)[:1].isdigit() else [birth, day]
        case {"sum": names}:
            named = names
        case {"count": name}:
            named = [name]
        case _:
            raise ValueError("computes `age` with `day`, `sum` or `count`")
    return {str(name).partition(".")[0] for name in named}


def _numbers(name: str, answers: Answers) -> list[Decimal]:
    question, _, column = name.partition(".")
    rows = answers.get(question)
    found: list[Value | None] = [find(name, answers)]
    if isinstance(rows, list):
        found = [row.get(column) for row in rows if isinstance(row, dict)]
    return [Decimal(one) for one in found if isinstance(one, str)]
