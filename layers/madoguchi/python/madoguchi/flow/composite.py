"""Answers of several parts: names, addresses, repeated rows. Pure.

What was typed is flat, as a page posts it: the part `given` of the question `applicant` is `applicant.given`,
the column `price` of the third row of `costs` is `costs.2.price`. What is kept is nested: a mapping by part,
a list of such mappings. Every part is a question of its own and may have parts again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from madoguchi.flow.kinds import Problem, accept
from madoguchi.flow.model import Field, Parts, Value
from madoguchi.flow.wholes import OF_ONE_TEXT, divide, join

type Raw = Mapping[str, str | Sequence[str]]
type Problems = dict[str, Problem]

MOST_ROWS = 100


def take(question: Field, raw: Raw, name: str = "") -> tuple[Value | None, Problems]:
    """Turn what was typed under a question's name into the value to keep, or say by name what is wrong.

    None without problems means: nothing given, and nothing needed. A composite that is kept as one text, such
    as a date of birth, may also be given as that text, under the question's own name.
    """
    name = name or question.id
    if question.repeated:
        return _rows(question, raw, name)
    if question.parts and not (question.kind in OF_ONE_TEXT and _given(raw.get(name))):
        return _group(question, raw, name)
    match accept(question, raw.get(name)):
        case Problem() as problem:
            return None, {name: problem}
        case value:
            return value, {}


def assemble(question: Field, parts: Parts) -> Value | Problem:
    """Make the whole of accepted parts (of accepted rows: use `assemble_rows`)."""
    return join(question, parts)


def assemble_rows(question: Field, rows: list[Parts]) -> Value | Problem | None:
    """Make a repeated answer of accepted rows; None when there are none and none are needed."""
    if not rows:
        return Problem("required") if question.required else None
    if question.max and len(rows) > question.max:
        return Problem("rows_max", {"max": question.max})
    if question.min and len(rows) < question.min:
        return Problem("rows_min", {"min": question.min})
    return rows


def belongs(name: str, question_id: str) -> bool:
    """Tell whether a posted name is a question's or one of its parts'."""
    return name == question_id or name.startswith(f"{question_id}.")


def typed(question: Field, value: Value, name: str = "") -> dict[str, list[str]]:
    """Write a kept answer as a page posts it; taking it again gives the same answer."""
    name = name or question.id
    if question.repeated:
        rows = value if isinstance(value, list) else []
        return {
            key: texts
            for number, row in enumerate(rows)
            if isinstance(row, dict)
            for key, texts in _typed_parts(question, row, f"{name}.{number}").items()
        }
    if question.parts:
        return _typed_parts(question, divide(question, value), name)
    if isinstance(value, list):
        return {name: [one for one in value if isinstance(one, str)]}
    return {name: ["yes" if value is True else str(value)]}


def leaves(question: Field, value: Value | None, name: str = "") -> Iterator[tuple[str, Field, Value]]:
    """Yield every answered part with its name and its question: one line each of a list or an export."""
    name = name or question.id
    if value is None:
        return
    if question.repeated and isinstance(value, list):
        for number, row in enumerate(value):
            if isinstance(row, dict):
                yield from _leaves_of_parts(question, row, f"{name}.{number}")
    elif question.parts and isinstance(value, dict):
        yield from _leaves_of_parts(question, value, name)
    else:
        yield name, question, value


def row_numbers(raw: Raw, name: str) -> list[int]:
    """List the rows of a repeated question that a page had, blank ones too."""
    shape = re.compile(rf"{re.escape(name)}\.([0-9]{{1,2}})\.")
    return sorted({int(found[1]) for key in raw if (found := shape.match(key))})[:MOST_ROWS]


def _group(question: Field, raw: Raw, name: str) -> tuple[Value | None, Problems]:
    if not _any_given(raw, name):
        if not question.required:
            return None, {}
        if question.kind == "puzzle":
            return None, {name: Problem("required")}
    parts, problems = _parts(question, raw, name)
    if problems:
        return None, problems
    if not parts:
        return None, {name: Problem("required")}
    match join(question, parts):
        case Problem() as problem:
            return None, {name: problem}
        case value:
            return value, {}


def _rows(question: Field, raw: Raw, name: str) -> tuple[Value | None, Problems]:
    rows: list[Parts] = []
    problems: Problems = {}
    for number in row_numbers(raw, name):
        if not _any_given(raw, f"{name}.{number}"):
            continue
        row, wrong = _parts(question, raw, f"{name}.{number}")
        rows.append(row)
        problems |= wrong
    if problems:
        return None, problems
    match assemble_rows(question, rows):
        case Problem() as problem:
            return None, {name: problem}
        case value:
            return value, {}


def _parts(question: Field, raw: Raw, name: str) -> tuple[Parts, Problems]:
    parts: Parts = {}
    problems: Problems = {}
    for part in question.parts:
        value, wrong = take(part, raw, f"{name}.{part.id}")
        problems |= wrong
        if value is not None:
            parts[part.id] = value
    return parts, problems


def _typed_parts(question: Field, parts: Mapping[str, Value], name: str) -> dict[str, list[str]]:
    return {
        key: texts
        for part in question.parts
        if part.id in parts
        for key, texts in typed(part, parts[part.id], f"{name}.{part.id}").items()
    }


def _leaves_of_parts(
    question: Field, parts: Mapping[str, Value], name: str
) -> Iterator[tuple[str, Field, Value]]:
    for part in question.parts:
        yield from leaves(part, parts.get(part.id), f"{name}.{part.id}")


def _any_given(raw: Raw, name: str) -> bool:
    return any(_given(texts) for key, texts in raw.items() if belongs(key, name))


def _given(texts: str | Sequence[str] | None) -> bool:
    return any(one.strip() for one in ([texts] if isinstance(texts, str) else texts or ()))
