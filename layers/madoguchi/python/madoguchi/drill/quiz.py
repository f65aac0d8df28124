"""Short quizzes beside the drill: for families, for keepers of pets, for experts. Nothing of them is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from madoguchi.flow.model import Answers, Field, Flow, load_flow
from madoguchi.flow.text import Text
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound

QUIZZES = ("children", "pets", "expert")


@dataclass(frozen=True)
class Quiz:
    """One quiz: a page of questions, each with one right choice and a reason."""

    id: str
    flow: Flow
    summary: Text
    sources: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer beside the right one; `why` is shown in either case, with its source."""

    question: Field
    chosen: str
    right: str
    why: Text
    source: Mapping[str, Any]

    @property
    def is_right(self) -> bool:
        """Tell whether the right choice was made."""
        return self.chosen == self.right


@cache
def quiz(quiz_id: str) -> Quiz:
    """Load a quiz. Raises NotFound."""
    if quiz_id not in QUIZZES:
        raise NotFound("quiz")
    written = content(f"drills/quiz_{quiz_id}")
    return Quiz(quiz_id, load_flow(written["flow"]), written["summary"], written["sources"])


def marks(asked: Quiz, answers: Answers) -> tuple[Mark, ...]:
    """Mark the answers of a quiz in its order."""
    return tuple(
        Mark(
            question,
            str(answers[question.id]),
            str(question.data["right"]),
            question.data["why"],
            asked.sources[question.data["source"]],
        )
        for question in asked.flow.fields()
    )
