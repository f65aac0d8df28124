"""The registration in chat: one question at a time, each answered by typing or by a tap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from madoguchi.flow.kinds import Problem, accept
from madoguchi.flow.model import Choice, Field, chosen_ids
from madoguchi.flow.run import asked, next_question, previous_question
from madoguchi.flow.text import localise
from madoguchi.line.actions import Action, ask_location, postback
from madoguchi.line.messages import Message, text, with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.talk import script
from madoguchi.talk.find_choice import find_choices, find_named
from madoguchi.talk.model import State
from madoguchi.talk.replies import command_action, shown
from madoguchi.talk.understand import button

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Step:
    """Where an answer leads: the next state, what is said before its question, narrower `choices`."""

    state: State
    lead: str = ""
    choices: tuple[Choice, ...] = ()


def is_open(state: State) -> bool:
    """Whether a question of the registration is open."""
    return not state.flow and any(question.id == state.asking for question in script.registration().fields())


def begin() -> State:
    """Open the first question."""
    return State(asking=script.registration().fields()[0].id)


def change(field: str, resident: Resident) -> State:
    """Open one question alone; the topics start from what is registered."""
    return State(asking=field, changing=True, chosen=resident.topics if field == "topics" else ())


def current(state: State) -> Field:
    """Return the open question."""
    return script.registration().field(state.asking)


def named_municipality(typed: str) -> str | None:
    """Return the code of the municipality whose name is all that was typed."""
    found = find_named(script.registration().field("municipality"), typed)
    return found.id if found else None


def answer_typed(state: State, typed: str, language: str) -> Step:
    """Take what was typed as the answer to the open question."""
    question = current(state)
    if question.kind == "choices":
        return _add_typed(state, question, typed, language)
    found = find_choices(question, typed)
    if len(found) == 1:
        return choose(state, question.id, found[0].id, language)
    if 1 < len(found) <= MOST_CANDIDATES:
        return Step(state, script.sentence("which_one", language), tuple(found))
    problem = "not_found" if question.id == "municipality" else "not_a_language"
    return Step(state, script.sentence(problem, language))


def _add_typed(state: State, question: Field, typed: str, language: str) -> Step:
    parts = typed.replace("、", " ").replace(",", " ").replace("・", " ").split()
    found = {choice.id for part in parts for choice in find_choices(question, part)}
    if not found:
        return Step(state, script.sentence("not_a_topic", language))
    chosen = tuple(one.id for one in question.choices if one.id in state.chosen or one.id in found)
    return Step(replace(state, chosen=chosen))


def choose(state: State, field: str, value: str, language: str) -> Step:
    """Take a tapped choice: it answers a question, or is added to or taken from the chosen ones."""
    question = script.registration().field(field)
    if question.choice(value) is None:
        return Step(state)
    state = replace(state, asking=field)
    if question.kind == "choices":
        held = set(state.chosen) ^ {value}
        return Step(replace(state, chosen=tuple(one.id for one in question.choices if one.id in held)))
    return _keep(state, question, value, language)


def decide(state: State, language: str) -> Step:
    """Close the choosing of several."""
    question = current(state)
    if question.kind != "choices":
        return Step(state)
    return _keep(state, question, list(state.chosen), language)


def choose_all(state: State) -> Step:
    """Choose everything, where several may be chosen."""
    question = current(state)
    if question.kind != "choices":
        return Step(state)
    return Step(replace(state, chosen=tuple(choice.id for choice in question.choices)))


def _keep(state: State, question: Field, raw: str | list[str], language: str) -> Step:
    value = accept(question, raw)
    if isinstance(value, Problem):
        return Step(state)
    answers = {**state.answers, question.id: [] if value is None else value}
    following = None if state.changing else next_question(script.registration(), answers)
    lead = ""
    if question.id == "municipality" and following:
        lead = script.sentence(
            "municipality_accepted", language, municipality=shown(question.id, str(raw), language)
        )
    return Step(replace(state, answers=answers, asking=following.id if following else ""), lead)


def speak(state: State, language: str) -> Step:
    """Answer the question about the language ahead of its turn."""
    if state.asking == "language" or not state.changing:
        asking = state.asking
        step = choose(state, "language", language, language)
        return step if asking == "language" else Step(replace(step.state, asking=asking))
    return Step(state)


def back(state: State) -> State | None:
    """Open the question before; None when there is none."""
    before = None if state.changing else previous_question(script.registration(), state.answers, state.asking)
    if before is None:
        return None
    answers = {name: value for name, value in state.answers.items() if name != before.id}
    earlier = state.answers.get(before.id)
    again = tuple(chosen_ids(earlier)) if isinstance(earlier, list) else state.chosen
    return replace(state, asking=before.id, answers=answers, chosen=again)


def question(state: State, language: str, *, lead: str = "", choices: Sequence[Choice] = ()) -> Message:
    """Ask the open question, with every answer as a button and as a word that can be typed."""
    asking = current(state)
    lines = [lead]
    if asking.kind == "choices" and state.chosen:
        lines.append(_chosen(state, language))
    elif not choices:
        lines += [_asked(state, asking, language), _options(asking, language)]
    actions = [*_answers(state, asking, language, choices), *_ways_out(state, language)]
    return with_quick_replies(text("\n".join(line for line in lines if line)), actions)


def region_question(state: State, region: str, language: str) -> Message:
    """Ask for the municipality among those of one region."""
    asking = current(state)
    choices = [choice for choice in asking.choices if choice.group == region]
    label = next((label for one, label in script.regions() if one == region), "")
    lead = script.sentence("in_region", language, region=localise(label, language))
    return question(state, language, lead=lead, choices=choices)


def _asked(state: State, asking: Field, language: str) -> str:
    hint = localise(asking.hint, language)
    if state.changing:
        return hint
    ids = [one.id for one in asked(script.registration(), state.answers)]
    return script.sentence("step", language, step=ids.index(asking.id) + 1, steps=len(ids), question=hint)


def _options(asking: Field, language: str) -> str:
    if asking.kind != "choices":
        return ""
    labels = [localise(choice.label, language) for choice in asking.choices]
    return script.sentence("options", language, options=script.separator(language).join(labels))


def _chosen(state: State, language: str) -> str:
    return script.sentence("chosen", language, chosen=shown("topics", list(state.chosen), language))


def _answers(state: State, asking: Field, language: str, choices: Sequence[Choice]) -> list[Action]:
    if asking.id == "municipality" and not choices:
        regions = [
            postback(localise(label, language), button("region", value=region))
            for region, label in script.regions()
        ]
        return [*regions, ask_location(script.sentence("location_label", language)), *_languages(language)]
    buttons = [_choice_button(state, asking, choice, language) for choice in choices or asking.choices]
    if asking.kind == "choices":
        decide_first = command_action("decide", "decide_label", language)
        return [decide_first, *buttons, command_action("everything", "everything_label", language)]
    return buttons


def _choice_button(state: State, asking: Field, choice: Choice, language: str) -> Action:
    label = localise(choice.label, language)
    data = button("answer", field=asking.id, value=choice.id)
    if choice.id in state.chosen:
        return postback(script.sentence("chosen_mark", language, label=label), data, shown=label)
    return postback(label, data)


def _languages(language: str) -> list[Action]:
    choices = script.registration().field("language").choices
    return [
        postback(localise(choice.label, language), button("speak", value=choice.id))
        for choice in choices
        if choice.id != language
    ]


def _ways_out(state: State, language: str) -> list[Action]:
    ways = [command_action("stop", "stop_label", language)]
    first = state.asking == script.registration().fields()[0].id and not state.changing
    return ways if first else [command_action("back", "back_label", language), *ways]
