"""A hundred points over five dimensions: every choice judged by the resident's own situation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from madoguchi.flow.condition import holds
from madoguchi.flow.model import Answers, Field, Value
from madoguchi.flow.text import Text

type Grade = Literal["best", "fair", "wrong", "fatal"]

DIMENSIONS: Mapping[str, int] = {"danger": 25, "where": 25, "when": 25, "how": 10, "information": 15}
"""The five dimensions in the order of the drill, with their points."""
FATAL_CAP = 60
"""A choice that kills in a real flood is not made up for by the others."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One choice, judged: `points` of `full`, `why` for the resident, and the `source` of that."""

    question: Field
    chosen: str
    grade: Grade
    points: int
    full: int
    why: Text
    source: str

    @property
    def dimension(self) -> str:
        """Return the dimension that the question asks about."""
        return str(self.question.data["dimension"])


@dataclass(frozen=True, slots=True)
class Result:
    """The whole drill, judged. `capped` says that a fatal choice held the total down."""

    verdicts: tuple[Verdict, ...]
    total: int
    capped: bool

    def by_dimension(self) -> dict[str, tuple[int, int]]:
        """Return points and full points of each dimension."""
        return {
            name: (
                sum(verdict.points for verdict in self.verdicts if verdict.dimension == name),
                sum(verdict.full for verdict in self.verdicts if verdict.dimension == name),
            )
            for name in DIMENSIONS
        }

    def missed(self) -> tuple[Verdict, ...]:
        """List what could have been decided better."""
        return tuple(verdict for verdict in self.verdicts if verdict.grade != "best")


def judge(question: Field, chosen: str, facts: Mapping[str, Value]) -> Verdict:
    """Judge one choice: the first of its verdicts whose condition holds; the last one always does."""
    choice = question.choice(chosen)
    if choice is None:
        raise ValueError(f"{question.id} has no choice of this id")
    found = next(one for one in choice.data["verdicts"] if holds(one.get("when"), facts))
    full = int(question.data["points"])
    grade = cast(Grade, found["grade"])
    return Verdict(question, chosen, grade, _points(grade, full), full, found["why"], question.data["source"])


def score(questions: Iterable[Field], answers: Answers, facts: Mapping[str, Value]) -> Result:
    """Judge all graded questions. A fatal choice caps the total at 60."""
    verdicts = tuple(judge(question, str(answers[question.id]), facts) for question in questions)
    points = sum(verdict.points for verdict in verdicts)
    fatal = any(verdict.grade == "fatal" for verdict in verdicts)
    return Result(verdicts, min(points, FATAL_CAP) if fatal else points, fatal)


def _points(grade: Grade, full: int) -> int:
    if grade == "best":
        return full
    return full * 3 // 5 if grade == "fair" else 0
