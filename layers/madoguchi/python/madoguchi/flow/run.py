"""Running a questionnaire: which questions are asked, what was answered, what comes next. Pure functions."""

from collections.abc import Sequence

from madoguchi.flow.composite import Raw, take, typed
from madoguchi.flow.computed import compute
from madoguchi.flow.condition import holds
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Answers, Field, Flow, Page, Value


def asked(flow: Flow, answers: Answers) -> list[Field]:
    """List the questions that are asked given these answers. A hidden question's answer is void."""
    visible: dict[str, Value] = {}
    questions: list[Field] = []
    for page in flow.pages:
        for question in page.fields:
            if not (holds(page.when, visible) and holds(question.when, visible)):
                continue
            questions.append(question)
            value = _worked_out(question, visible) if _is_computed(question) else answers.get(question.id)
            if value is not None:
                visible[question.id] = value
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
    """Keep the answers to questions that are asked, and drop what a changed branch made meaningless.

    What is computed is worked out again.
    """
    found: dict[str, Value] = {}
    for question in asked(flow, answers):
        value = _worked_out(question, found) if _is_computed(question) else answers.get(question.id)
        if value is not None:
            found[question.id] = value
    return found


def answer(flow: Flow, raw: Raw) -> tuple[dict[str, Value], dict[str, Problem]]:
    """Check all that was typed, in order, so that branches follow from accepted answers.

    Returns the accepted answers and, by question or part (`applicant.given`), why the others were not. No
    problems and all asked questions accounted for means that the questionnaire is complete.
    """
    answers: dict[str, Value] = {}
    problems: dict[str, Problem] = {}
    for page in flow.pages:
        for question in page.fields:
            if not (holds(page.when, answers) and holds(question.when, answers)):
                continue
            value, wrong = _answered(question, raw, answers)
            problems |= wrong
            if value is not None and not wrong:
                answers[question.id] = value
    return answers, problems


def as_typed(flow: Flow, answers: Answers) -> dict[str, list[str]]:
    """Write answers as a page posts them and as `answer` reads them."""
    return {
        name: texts
        for question in flow.fields()
        if question.id in answers
        for name, texts in typed(question, answers[question.id]).items()
    }


def put(flow: Flow, answers: Answers) -> list[Field]:
    """List the questions that are put to somebody: those that are asked and not computed."""
    return [question for question in asked(flow, answers) if not _is_computed(question)]


def broken_rule(question: Field, value: Value, answers: Answers) -> Problem | None:
    """Return why an accepted answer is not enough beside those before it, such as an age below the limit."""
    if holds(question.must, {**answers, question.id: value}):
        return None
    return Problem("rule", says=question.otherwise)


def next_question(flow: Flow, answers: Answers, skipped: Sequence[str] = ()) -> Field | None:
    """Return the first asked question that has no answer and was not skipped; None at the end."""
    return next(
        (one for one in put(flow, answers) if one.id not in answers and one.id not in skipped),
        None,
    )


def previous_question(flow: Flow, answers: Answers, current: str | None) -> Field | None:
    """Return the question before `current` (before the end when None); None at the start."""
    questions = put(flow, answers)
    before = [one for one in questions if one.id == current]
    index = questions.index(before[0]) if before else len(questions)
    return questions[index - 1] if index else None


def _answered(question: Field, raw: Raw, answers: Answers) -> tuple[Value | None, dict[str, Problem]]:
    if _is_computed(question):
        value, wrong = _worked_out(question, answers), dict[str, Problem]()
    else:
        value, wrong = take(question, raw)
    if value is not None and (broken := broken_rule(question, value, answers)):
        wrong = {question.id: broken}
    return value, wrong


def _is_computed(question: Field) -> bool:
    return question.kind == "computed"


def _worked_out(question: Field, answers: Answers) -> Value | None:
    return compute(question.settings, answers)
