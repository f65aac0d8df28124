"""Every way through a questionnaire: which questions come up, and where somebody would be stuck.

Only answers that a condition looks at make a difference, so only those are tried: each choice, and of each
number and day that a condition compares with, the one before, itself, and the one after. Ways that differ in
nothing that a later condition looks at are one way, so there are never many.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from madoguchi.flow.composite import take, typed
from madoguchi.flow.computed import compute, needed
from madoguchi.flow.condition import holds, mentioned
from madoguchi.flow.model import Answers, Field, Flow, Parts, Value

MOST_WAYS = 20_000
_DATES = ("date", "birth_date")
_NUMBERS = ("number", "money", "decimal")
_COMPARED = ("at_least", "at_most", "above", "below", "is")


@dataclass
class Explored:
    """What was found: questions that come up, questions that somebody is stuck at, and complete answers.

    `ends` hold what conditions look at and nothing else. `all_tried` is False when there were too many ways.
    """

    asked: set[str] = field(default_factory=set)
    stuck: dict[str, Answers] = field(default_factory=dict)
    ends: list[Answers] = field(default_factory=list)
    all_tried: bool = True


def explore(flow: Flow, *conditions: Mapping[str, Any] | None) -> Explored:
    """Follow every way; `conditions` are looked at beside those of the flow, at its end."""
    found, ways = Explored(), [dict[str, Value]()]
    questions = [(page, one) for page in flow.pages for one in page.fields]
    compared = _compared(flow, conditions)
    at_end = {name for condition in conditions for name in mentioned(condition)}
    for place, (page, question) in enumerate(questions):
        later = at_end | _looked_at(questions[place + 1 :])
        after: dict[str, dict[str, Value]] = {}
        for way in ways:
            for one in _answered(page.when, question, way, compared, found):
                live = {name: value for name, value in one.items() if name in later}
                after.setdefault(repr(sorted(live.items())), live)
        ways = list(after.values())
        if len(ways) > MOST_WAYS:
            found.all_tried, ways = False, ways[:MOST_WAYS]
    found.ends = list(ways)
    return found


def _answered(
    page_when: Mapping[str, Any] | None,
    question: Field,
    way: dict[str, Value],
    compared: Mapping[str, Sequence[Any]],
    found: Explored,
) -> Iterator[dict[str, Value]]:
    if not (holds(page_when, way) and holds(question.when, way)):
        yield way
        return
    found.asked.add(question.id)
    going_on = False
    for value in _possible(question, way, compared):
        with_it = way if value is None else {**way, question.id: value}
        if value is None or holds(question.must, with_it):
            going_on = True
            yield with_it
    if not going_on:
        found.stuck.setdefault(question.id, way)


def _possible(question: Field, way: Answers, compared: Mapping[str, Sequence[Any]]) -> Iterator[Value | None]:
    if question.kind == "computed":
        yield compute(question.settings, way)
        return
    if not question.required:
        yield None
    parts = {name.partition(".")[2] for name in compared if name.startswith(f"{question.id}.")}
    if question.repeated:
        counts = [number for number in _near(compared.get(question.id, ())) if 1 <= number <= 100]
        for count in {1, *counts}:
            rows: list[Parts] = [{} for _ in range(count)]
            yield rows
    elif parts:
        values = [
            [*_values(part, compared.get(f"{question.id}.{part.id}", ())), None]
            for part in question.parts
            if part.id in parts
        ]
        names = [part.id for part in question.parts if part.id in parts]
        for chosen in product(*values):
            yield {name: one for name, one in zip(names, chosen, strict=True) if one is not None}
    else:
        yield from _values(question, compared.get(question.id, ()))


def _values(question: Field, compared: Sequence[Any]) -> Iterator[Value]:
    ids = [choice.id for choice in question.choices]
    match question.kind:
        case "choice":
            yield from ids
        case "choices":
            yield from (some for some in [*([one] for one in ids), ids] if _accepted(question, some))
        case "consent":
            yield True
        case kind if kind in _NUMBERS:
            ends = [end for end in (question.min, question.max) if end is not None]
            tried = {str(number) for number in (*_near(compared), *ends, 0, 1)}
            yield from sorted(one for one in tried if _accepted(question, one))
        case kind if kind in _DATES:
            yield from sorted({day for day in _days(compared) if _accepted(question, day)})
        case _:
            yield from (str(one) for one in compared)
            yield "…"


def _accepted(question: Field, value: Value) -> bool:
    kept, wrong = take(question, typed(question, value))
    return kept is not None and not wrong


def _near(compared: Sequence[Any]) -> list[int]:
    numbers = [int(one) for one in compared if str(one).lstrip("-").isdigit()]
    return [number + step for number in numbers for step in (-1, 0, 1)]


def _days(compared: Sequence[Any]) -> Iterator[str]:
    yield "2000-01-01"
    for one in compared:
        try:
            day = date.fromisoformat(str(one))
        except ValueError:
            continue
        yield from ((day + timedelta(step)).isoformat() for step in (-1, 0, 1))


def _compared(flow: Flow, conditions: Sequence[Mapping[str, Any] | None]) -> dict[str, list[Any]]:
    """List what each answer is compared with; what a computed one is compared with, by what it is made of."""
    found: dict[str, list[Any]] = {}
    of_flow = [one for page in flow.pages for one in (page.when, *(f.when for f in page.fields))]
    rules = [question.must for question in flow.fields()]
    for condition in (*conditions, *of_flow, *rules):
        for name, value in _comparisons(condition):
            found.setdefault(name, []).append(value)
    for question in flow.fields():
        if question.kind == "computed":
            _through(question, found)
    return found


def _through(question: Field, found: dict[str, list[Any]]) -> None:
    wanted = _near(found.get(question.id, ()))
    match question.settings:
        case {"age": birth, "day": day} if str(day)[:1].isdigit():
            on = date.fromisoformat(str(day))
            births = [_years_before(on, age) for age in wanted if 0 <= age <= 120]
            found.setdefault(birth, []).extend(one.isoformat() for one in births)
        case {"sum": names}:
            for name in names:
                found.setdefault(str(name).partition(".")[0], []).extend(wanted)
        case {"count": name}:
            found.setdefault(name, []).extend(wanted)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _comparisons(condition: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    match condition:
        case {"all": parts} | {"any": parts}:
            for part in parts:
                yield from _comparisons(part)
        case {"not": part}:
            yield from _comparisons(part)
        case {"field": name, "in": values}:
            yield from ((name, value) for value in values)
        case {"field": name, **rest}:
            yield from ((name, rest[how]) for how in _COMPARED if how in rest)


def _looked_at(questions: Sequence[tuple[Any, Field]]) -> set[str]:
    names: set[str] = set()
    for page, question in questions:
        names |= mentioned(page.when) | mentioned(question.when) | mentioned(question.must)
        if question.kind == "computed":
            names |= needed(question.settings)
    return names
