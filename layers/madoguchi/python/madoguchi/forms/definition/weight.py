"""How much a form's answers may weigh once they are posted: every page carries them all (decision 0002)."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.flow.composite import MOST_ROWS
from madoguchi.flow.kinds import MAX_BYTES
from madoguchi.flow.model import Field
from madoguchi.web.http import MAX_BODY_BYTES, MAX_FIELDS

PAGES_OWN_BYTES, PAGES_OWN_FIELDS = 4096, 20
"""Kept for what a page posts beside answers: its tokens, the questions that it showed, a proxy's name."""

_LETTER_BYTES, _POSTED = 4, 3
TEXTS = ("text", "long_text", "kana")
"""Kinds whose `max` counts letters."""

_OFFICIAL_BYTES = 254
"""The longest that has one official form is an e-mail address."""


@dataclass(frozen=True, slots=True)
class Weight:
    """`posted` bytes of a form's body, in `fields`: percent-encoded, each letter one of four bytes."""

    posted: int = 0
    fields: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.posted + other.posted, self.fields + other.fields)


def weight(question: Field, name: str = "") -> Weight:
    """Return what the longest answer to a question weighs."""
    name = name or question.id
    if question.repeated:
        row = sum((weight(part, f"{name}.00.{part.id}") for part in question.parts), Weight())
        rows = question.max or MOST_ROWS
        return Weight(row.posted * rows, row.fields * rows)
    if question.parts:
        return sum((weight(part, f"{name}.{part.id}") for part in question.parts), Weight())
    texts = list(_longest(question))
    return Weight(sum(one * _POSTED + len(name) + len("=&") for one in texts), len(texts))


def too_heavy(questions: tuple[Field, ...]) -> Iterator[str]:
    """Say what no page could post; nothing when every allowed answer can be sent."""
    every = sum(map(weight, questions), Weight())
    first = sorted(questions, key=lambda one: weight(one).posted, reverse=True)[:3]
    remedy = f"more than a page posts: give {', '.join(one.id for one in first)} a lower max"
    if every.posted > MAX_BODY_BYTES - PAGES_OWN_BYTES:
        yield f"its answers may weigh {every.posted} bytes, {remedy}"
    if every.fields > MAX_FIELDS - PAGES_OWN_FIELDS:
        yield f"its answers may fill {every.fields} fields, {remedy}"
    for question in questions:
        if question.repeated and (question.max or 0) > MOST_ROWS:
            yield f"{question.id} may have {question.max} rows, and a table holds {MOST_ROWS}"


def _longest(question: Field) -> Iterator[int]:
    """Yield the bytes of each text that a question may post."""
    match question.kind:
        case kind if kind in TEXTS:
            yield min(MAX_BYTES, question.max * _LETTER_BYTES) if question.max else MAX_BYTES
        case "choice":
            yield max((len(one.id) for one in question.choices), default=0)
        case "choices":
            yield from (len(one.id) for one in question.choices)
        case "cells":
            yield from (_LETTER_BYTES for _ in question.settings["row"])
        case "computed":
            return
        case _:
            yield _OFFICIAL_BYTES
