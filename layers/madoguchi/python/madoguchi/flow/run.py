"""Running a questionnaire: which questions are asked, what was answered, what comes next. Pure functions."""

from collections.abc import Mapping, Sequence

from madoguchi.flow.condition import holds
from madoguchi.flow.kinds import Problem, accept
from madoguchi.flow.model import Answers, Field, Flow, Page, Value

Raw = Mapping[str, str | Sequence[str]]


def asked(flow: Flow, answers: Answers) -> list[Field]:
    """List the questions that are asked given these answers. A hidden question's answer is void."""
    visible: dict[str, Value] = {}
    questions: list[Field] = []
    for page in flow.pages:
        for question in page.fields:
            if not (holds(page.when, visible) and holds(question.when, visible)):
                continue
            questions.append(question)
            if question.id in answers:
                visible[question.id] = answers[question.id]
    return questions


def asked_pages(flow: Flow, answers: Answers) -> list[Page]:
    """List the pages on which at least one question is asked, each with only those questions."""
    ids = {question.id for question in asked(flow, answers)}
    pages = []
    for page in flow.pages:
        questions = tuple(question for question in page.fields if question.id in ids)
        if questions:
            pages.append(Page(page.id, page.title, questions, page.text, page.when))
    return pages


def kept(flow: Flow, answers: Answers) -> dict[str, Value]:
    """Keep the answers to questions that are asked, and drop what a changed branch made meaningless."""
    ids = {question.id for question in asked(flow, answers)}
    return {name: value for name, value in answers.items() if name in ids}


def answer(flow: Flow, raw: Raw) -> tuple[dict[str, Value], dict[str, Problem]]:
    """Check all that was typed, in order, so that branches follow from accepted answers.

    Returns the accepted answers and, by question, why the others were not. No problems and all asked
    questions accounted for means that the questionnaire is complete.
    """
    answers: dict[str, Value] = {}
    problems: dict[str, Problem] = {}
    for page in flow.pages:
        for question in page.fields:
            if not (holds(page.when, answers) and holds(question.when, answers)):
                continue
            match accept(question, raw.get(question.id)):
                case Problem() as problem:
                    problems[question.id] = problem
                case None:
                    pass
                case value:
                    answers[question.id] = value
    return answers, problems


def next_question(flow: Flow, answers: Answers, skipped: Sequence[str] = ()) -> Field | None:
    """Return the first asked question that has no answer and was not skipped; None at the end."""
    return next(
        (one for one in asked(flow, answers) if one.id not in answers and one.id not in skipped),
        None,
    )


def previous_question(flow: Flow, answers: Answers, current: str | None) -> Field | None:
    """Return the question before `current` (before the end when None); None at the start."""
    questions = asked(flow, answers)
    before = [one for one in questions if one.id == current]
    index = questions.index(before[0]) if before else len(questions)
    return questions[index - 1] if index else None
