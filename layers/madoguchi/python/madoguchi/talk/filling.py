"""Filling in a questionnaire in the chat, one question at a time: what each answer makes of the state.

What identifies a person is not written into a chat: LINE keeps what is said there, and public bodies may not
leave personal data with it (decision 0012). Such questions, and kinds that need a page, are answered there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from madoguchi.flow import composite
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Choice, Field, Flow, chosen_ids
from madoguchi.flow.run import answer, as_typed, broken_rule, kept, next_question, previous_question, put
from madoguchi.runtime.content import content
from madoguchi.talk.find_choice import find_choices
from madoguchi.talk.model import HandIn, State
from madoguchi.talk.questionnaires import Looked, Questionnaire
from madoguchi.talk.script import simplify

REVIEW = "#review"
"""The open question whether all is right and may be sent; no question of a questionnaire is called so."""

CHOSEN = frozenset({"choice", "choices", "consent"})
WRITTEN = frozenset(
    {
        *("text", "long_text", "kana", "postal_code", "phone", "email", "code"),
        *("number", "decimal", "money", "date", "birth_date"),
    }
)
MOST_CANDIDATES = 9


@dataclass(frozen=True, slots=True)
class Step:
    """Where an answer leads: the next state, and why it was not taken, or the few `choices` it may mean."""

    state: State
    problem: Problem | None = None
    choices: tuple[Choice, ...] = ()


def begin(questionnaire: Questionnaire, key: str) -> State:
    """Open the first question."""
    return _go_on(questionnaire.flow, State(flow=questionnaire.id, key=key))


def go_on_with(questionnaire: Questionnaire, key: str, typed: dict[str, list[str]]) -> State:
    """Open the first question that a page has left; what it refused is asked again, what it passed is not."""
    answers, _ = answer(questionnaire.flow, typed)
    questions = put(questionnaire.flow, answers)
    last = max((number for number, one in enumerate(questions) if one.id in answers), default=0)
    passed = tuple(one.id for one in questions[:last] if one.id not in answers and not one.required)
    state = State(flow=questionnaire.id, key=key, answers=answers, skipped=passed)
    return _go_on(questionnaire.flow, state)


def current(flow: Flow, state: State) -> Field | None:
    """Return the open question; None at the end, or when the questionnaire has changed under the resident."""
    return next((one for one in put(flow, state.answers) if one.id == state.asking), None)


def in_chat(question: Field) -> bool:
    """Tell whether a question is asked in the chat at all."""
    if is_personal(question) and not content("talk/asking")["personal_data"]:
        return False
    return question.kind in CHOSEN | WRITTEN


def is_personal(question: Field) -> bool:
    """Tell whether an answer says who somebody is, as what a browser would fill in does."""
    return bool(question.autocomplete) or question.kind in content("talk/asking")["personal_kinds"]


def take(flow: Flow, state: State, question: Field, raw: str | Sequence[str] | None) -> Step:
    """Take an answer, or say why it cannot be kept. Nothing passes an optional question over."""
    value, problems = composite.take(question, {question.id: raw} if raw is not None else {})
    rest = {name: given for name, given in state.answers.items() if name != question.id}
    if value is not None and (broken := broken_rule(question, value, rest)):
        problems = {question.id: broken}
    if problems:
        return Step(_open(state, question), next(iter(problems.values())))
    if value is None:
        skipped = tuple(dict.fromkeys((*state.skipped, question.id)))
        return Step(_go_on(flow, replace(state, answers=rest, skipped=skipped)))
    return Step(_go_on(flow, replace(state, answers={**rest, question.id: value})))


def take_typed(flow: Flow, state: State, question: Field, text: str) -> Step:
    """Take what was typed as the answer to the open question."""
    if question.kind in WRITTEN:
        return take(flow, state, question, text)
    if question.kind == "consent":
        agreed = simplify(text) in map(simplify, content("talk/asking")["agreeing"])
        return take(flow, state, question, "yes" if agreed else None)
    if question.kind == "choices":
        parts = text.replace("、", " ").replace(",", " ").replace("・", " ").split()
        found = [one.id for part in parts for one in _meant(question, part)]
        if not found:
            return Step(state, Problem("choice"))
        held = {*state.chosen, *found}
        return Step(replace(state, chosen=tuple(one.id for one in question.choices if one.id in held)))
    meant = _meant(question, text)
    if len(meant) == 1:
        return take(flow, state, question, meant[0].id)
    if 1 < len(meant) <= MOST_CANDIDATES:
        return Step(state, None, tuple(meant))
    return Step(state, Problem("choice"))


def names_a_choice(question: Field, text: str) -> bool:
    """Tell whether a text is a number or the whole name of a choice, so that no command is heard in it."""
    return bool(_numbered(question, text)) or any(
        simplify(text) == simplify(label)
        for choice in question.choices
        for label in ([choice.label] if isinstance(choice.label, str) else choice.label.values())
    )


def _meant(question: Field, text: str) -> list[Choice]:
    return _numbered(question, text) or find_choices(question, text)


def _numbered(question: Field, text: str) -> list[Choice]:
    number = simplify(text)
    if not number.isdecimal() or len(number) > 3:
        return []
    return list(question.choices[int(number) - 1 : int(number)]) if int(number) else []


def toggle(state: State, question: Field, choice_id: str) -> State:
    """Add a choice to those tapped so far, or take it from them."""
    before = state.chosen if state.asking == question.id else _chosen(state, question)
    held = set(before) ^ {choice_id}
    return replace(
        state, asking=question.id, chosen=tuple(one.id for one in question.choices if one.id in held)
    )


def back(flow: Flow, state: State) -> State:
    """Open the question before, whose answer stands until another is given; the first one stays open."""
    before = previous_question(flow, state.answers, state.asking)
    return replace(state, parked=False) if before is None else _open(state, before)


def reopen(state: State, question: Field) -> State:
    """Open one question again; its answer stands until another is given."""
    return _open(state, question)


def located(questionnaire: Questionnaire, state: State, found: Looked) -> State:
    """Take what the maps say about a place; they answer only what they know."""
    answers, _ = answer(questionnaire.flow, {**as_typed(questionnaire.flow, state.answers), **found.typed})
    return _go_on(questionnaire.flow, replace(state, answers=answers, maps=found.version))


def handed_in(questionnaire: Questionnaire, state: State, language: str) -> HandIn | Step:
    """Check everything once more, and make what is sent of it."""
    answers, problems = answer(questionnaire.flow, as_typed(questionnaire.flow, state.answers))
    for question in put(questionnaire.flow, answers):
        wrong = [problem for name, problem in problems.items() if composite.belongs(name, question.id)]
        if wrong:
            return Step(_open(replace(state, answers=answers), question), wrong[0])
    return HandIn(questionnaire.id, answers, state.key, language, state.maps)


def _go_on(flow: Flow, state: State) -> State:
    answers = kept(flow, state.answers)
    state = replace(state, answers=answers, chosen=(), parked=False)
    question = next_question(flow, answers, state.skipped)
    return replace(state, asking=REVIEW) if question is None else _open(state, question)


def _open(state: State, question: Field) -> State:
    return replace(state, asking=question.id, chosen=_chosen(state, question), parked=False)


def _chosen(state: State, question: Field) -> tuple[str, ...]:
    value = state.answers.get(question.id)
    return tuple(chosen_ids(value)) if isinstance(value, list) else ()
