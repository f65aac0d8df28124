"""The questionnaires that run in the chat as they do on their pages: forms, drills and quizzes.

Rooms are imported when first asked: a talk about something else does not pay for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from madoguchi.flow.model import Answers, Field, Flow
from madoguchi.flow.text import Text
from madoguchi.runtime.errors import BadRequest

if TYPE_CHECKING:
    from madoguchi.drill.scoring import Verdict

FORM, DRILL, QUIZ = "forms/", "drills/", "quizzes/"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One of them; `id` is the name of its content, `path` its page below the LIFF app.

    `takes_proxy` tells whether somebody may answer it for somebody else, on its page (decision 0017).
    """

    id: str
    flow: Flow
    lead: Text
    path: str
    takes_proxy: bool = False

    @property
    def page_from_chat(self) -> str:
        """Return the page that takes over the answers given in the chat."""
        return f"{self.path}{'%26' if '%3F' in self.path else '%3F'}from=chat"

    @property
    def handed_in(self) -> bool:
        """Whether the answers go to a room; nothing of a quiz is kept."""
        return not self.id.startswith(QUIZ)

    @property
    def is_drill(self) -> bool:
        """Whether its warnings must not be taken for real ones."""
        return self.id.startswith(DRILL)

    @property
    def reviewed(self) -> bool:
        """Whether all answers are shown before they are sent; a drill's decisions are not taken back."""
        return self.id.startswith(FORM)


def find(questionnaire_id: str, at: int) -> Questionnaire | None:
    """Find one that can be answered at a moment (ms); None when there is none, or it is not open."""
    kind, name = questionnaire_id[: questionnaire_id.find("/") + 1], questionnaire_id.rpartition("/")[2]
    if kind == FORM:
        return _form(name, at)
    if kind == QUIZ:
        return _quiz(name)
    return _drill(name) if kind == DRILL else None


def _form(form_id: str, at: int) -> Questionnaire | None:
    from madoguchi.forms.definition import catalogue

    form = catalogue.published(form_id)
    if form is None or not form.policy.accepts(_moment(at)):
        return None
    path = f"/forms/enter?next=/forms/{form.id}"
    return Questionnaire(FORM + form.id, form.flow, form.summary, path, form.takes_proxy)


def _drill(edition_id: str) -> Questionnaire | None:
    from madoguchi.drill.edition import EDITIONS, edition

    if edition_id not in EDITIONS:
        return None
    found = edition(edition_id)
    path = f"/drill/enter?next=/drill%3Fedition={found.id}"
    return Questionnaire(DRILL + found.id, found.flow, found.content["summary"], path)


def _quiz(quiz_id: str) -> Questionnaire | None:
    from madoguchi.drill.quiz import QUIZZES, quiz

    if quiz_id not in QUIZZES:
        return None
    found = quiz(quiz_id)
    path = f"/drill/enter?next=/drill/quizzes/{found.id}"
    return Questionnaire(QUIZ + found.id, found.flow, found.summary, path)


def quizzes() -> list[Questionnaire]:
    """List the quizzes beside the drill."""
    from madoguchi.drill.quiz import QUIZZES

    return [one for one in map(_quiz, QUIZZES) if one]


def open_forms(at: int) -> list[Questionnaire]:
    """List the forms that accept applications at a moment (ms)."""
    from madoguchi.forms.definition import catalogue

    found = [_form(form.id, at) for form in catalogue.open_forms(_moment(at))]
    return [one for one in found if one]


def drills() -> list[Questionnaire]:
    """List the editions of the drill."""
    from madoguchi.drill.edition import EDITIONS

    return [one for one in map(_drill, EDITIONS) if one]


def verdict(question: Field, answers: Answers) -> "Verdict | None":
    """Judge a decision of the drill; None for any other question."""
    if "dimension" not in question.data or question.id not in answers:
        return None
    from madoguchi.drill.edition import facts_of
    from madoguchi.drill.scoring import judge

    return judge(question, str(answers[question.id]), facts_of(answers))


@dataclass(frozen=True, slots=True)
class Looked:
    """What the maps say about a place: answers as typed; whose maps, and whether they are made up."""

    typed: Mapping[str, list[str]]
    credits: tuple[str, ...]
    version: str
    synthetic: bool


def asks_place(questionnaire: Questionnaire, question: Field) -> bool:
    """Tell whether a question is better answered by the maps of this deployment."""
    if not questionnaire.id.startswith(DRILL) or question.id != "municipality":
        return False
    from madoguchi.drill.locate import maps_are_here

    return maps_are_here()


def look_up(point: tuple[float, float]) -> Looked | None:
    """Look a place up on the maps and forget it; None for a place that is not on them."""
    from madoguchi.drill.locate import locate

    try:
        found = locate(*map(str, point))
    except BadRequest:
        return None
    if "municipality" not in found.answers:
        return None
    typed = {name: list(values) for name, values in found.answers.items()}
    sources = tuple(dict.fromkeys(source.credit for source in found.sources))
    return Looked(typed, sources, found.data_version, found.synthetic)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
