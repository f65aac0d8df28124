"""What the chat shows while a questionnaire is filled in: the question, the answers to tap, the review."""

from collections.abc import Sequence

from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Answers, Choice, Field, Value
from madoguchi.flow.run import asked, asked_pages, put
from madoguchi.flow.text import Text, localise
from madoguchi.line.actions import LABEL_LENGTH, Action, ask_date, ask_location, link, postback
from madoguchi.line.length import cut, units
from madoguchi.line.messages import Message, bubble, flex, paragraph, row, text, with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.talk import questionnaires, script
from madoguchi.talk.filling import CHOSEN, current, in_chat
from madoguchi.talk.model import State, World
from madoguchi.talk.questionnaires import Looked, Questionnaire
from madoguchi.talk.replies import command_action, page
from madoguchi.talk.understand import button
from madoguchi.web.shown import shown as as_read

MOST_BUTTONS = 9
"""Answers that fit beside the ways on (one fewer with a button for more): LINE shows 13 quick replies."""

MOST_ROWS = 40
SHOWN_ANSWER = 200


def question(
    form: Questionnaire,
    state: State,
    resident: Resident,
    world: World,
    *,
    lead: str = "",
    choices: Sequence[Choice] = (),
    start: int = 0,
) -> Message:
    """Ask the open question, or show the review; `choices` narrows the answers, shown from `start` on."""
    asking, language = current(form.flow, state), resident.language
    if asking is None:
        return review(form, state, world, language, lead)
    lines = [lead, _introduction(form, state, asking, language), _asked(form, state, asking, language)]
    if not in_chat(asking):
        lines.append(script.sentence("filling_on_page", language))
        actions = [_page_action(form, world, language), *_skip(form, asking, language)]
    else:
        shown = list(choices) or _ordered(asking, resident)
        lines.append(_listed(asking, choices, state, language))
        actions = _answers(form, state, asking, shown, start, language)
    ways = [*actions, *_ways(form, state, asking, world, language)]
    return with_quick_replies(text("\n\n".join(line for line in lines if line)), ways)


def _ordered(asking: Field, resident: Resident) -> list[Choice]:
    """Put the town that somebody registered before the others."""
    own = resident.municipality if asking.id == "municipality" else ""
    return sorted(asking.choices, key=lambda choice: choice.id != own) if own else list(asking.choices)


def _introduction(form: Questionnaire, state: State, asking: Field, language: str) -> str:
    """Write what stands at the head of a page, before its first question alone."""
    for one in asked_pages(form.flow, state.answers):
        if one.fields[0].id == asking.id:
            return "\n".join(
                part for part in (f"◆ {localise(one.title, language)}", localise(one.text, language)) if part
            )
    return ""


def _asked(form: Questionnaire, state: State, asking: Field, language: str) -> str:
    ids = [one.id for one in put(form.flow, state.answers)]
    words = "\n".join(
        part for part in (localise(asking.label, language), localise(asking.hint, language)) if part
    )
    if not asking.required:
        words = script.sentence("filling_optional", language, question=words)
    return script.sentence("step", language, step=ids.index(asking.id) + 1, steps=len(ids), question=words)


def _listed(asking: Field, narrowed: Sequence[Choice], state: State, language: str) -> str:
    """Number the answers in words: buttons cut long labels, and LINE for PC shows no buttons at all."""
    if narrowed or len(asking.choices) > MOST_ROWS:
        return ""
    lines = [
        f"{number}. {_marked(localise(choice.label, language), choice.id in state.chosen, language)}"
        for number, choice in enumerate(asking.choices, start=1)
    ]
    if asking.kind == "choices":
        lines.append(script.sentence("filling_several", language))
    return "\n".join(lines)


def _answers(
    form: Questionnaire, state: State, asking: Field, shown: list[Choice], start: int, language: str
) -> list[Action]:
    if asking.kind == "date":
        data = button("fill", flow=form.id, field=asking.id)
        return [ask_date(script.sentence("date_label", language), data), *_skip(form, asking, language)]
    if asking.kind == "consent":
        data = button("fill", flow=form.id, field=asking.id, value="yes")
        return [postback(script.sentence("agree_label", language), data), *_skip(form, asking, language)]
    if asking.kind not in CHOSEN:
        return _skip(form, asking, language)
    part, following = _page_of(shown, start)
    actions = [_choice(form, state, asking, choice, language) for choice in part]
    if following:
        data = button("more", flow=form.id, field=asking.id, value=str(following))
        actions.append(postback(script.sentence("more_label", language), data))
    if asking.kind == "choices":
        return [command_action("decide", "decide_label", language), *actions]
    if questionnaires.asks_place(form, asking):
        return [ask_location(script.sentence("location_label", language)), *actions]
    return [*actions, *_skip(form, asking, language)]


def _page_of[T](shown: Sequence[T], start: int) -> tuple[Sequence[T], int]:
    """Return what is shown from `start`, and where the rest begins (0 when there is none)."""
    if len(shown) - start <= MOST_BUTTONS:
        return shown[start:], 0
    return shown[start : start + MOST_BUTTONS - 1], start + MOST_BUTTONS - 1


def _choice(form: Questionnaire, state: State, asking: Field, choice: Choice, language: str) -> Action:
    label, number = localise(choice.label, language), asking.choices.index(choice) + 1
    data = button("fill", flow=form.id, field=asking.id, value=choice.id)
    marked = _marked(label, choice.id in state.chosen, language)
    if units(marked) > LABEL_LENGTH:
        marked = cut(f"{number}. {marked}", LABEL_LENGTH)
    return postback(marked, data, shown=cut(label, 300))


def _marked(label: str, chosen: bool, language: str) -> str:
    return script.sentence("chosen_mark", language, label=label) if chosen else label


def _skip(form: Questionnaire, asking: Field, language: str) -> list[Action]:
    if asking.required:
        return []
    return [postback(script.sentence("skip_label", language), button("skip", flow=form.id, field=asking.id))]


def _ways(form: Questionnaire, state: State, asking: Field, world: World, language: str) -> list[Action]:
    first = put(form.flow, state.answers)[0].id == asking.id
    ways = [] if first else [command_action("back", "back_label", language)]
    if in_chat(asking) and form.reviewed:
        ways.append(_page_action(form, world, language))
    return [*ways, command_action("stop", "stop_label", language)]


def _page_action(form: Questionnaire, world: World, language: str) -> Action:
    return link(script.sentence("page_label", language), page(form.page_from_chat, world))


def for_somebody_else(form: Questionnaire, world: World, language: str) -> Message:
    """Lead to the page that asks who answers for somebody else."""
    told = script.sentence("filling_proxy", language)
    card = bubble(
        localise(form.flow.title, language), [paragraph(told)], [_page_action(form, world, language)]
    )
    return flex(told, card)


def review(form: Questionnaire, state: State, world: World, language: str, lead: str = "") -> Message:
    """Show all answers before they are sent, with a way to change each."""
    title = script.sentence("filling_review", language)
    asked_for = asked(form.flow, state.answers)
    rows = [
        row(localise(one.label, language), cut(shown(one, state.answers.get(one.id), language), SHOWN_ANSWER))
        for one in asked_for[:MOST_ROWS]
    ]
    note = paragraph(script.sentence("filling_review_note", language), quiet=True)
    send = postback(script.sentence("hand_in_label", language), button("hand_in", flow=form.id))
    ways = [
        send,
        postback(script.sentence("edit_label", language), button("edit", flow=form.id)),
        _page_action(form, world, language),
        command_action("stop", "stop_label", language),
    ]
    head = [paragraph(lead)] if lead else []
    name = localise(form.flow.title, language)
    card = bubble(title, [paragraph(name), *head, *rows, note], [send])
    return with_quick_replies(flex(f"{title}: {name}", card), ways)


def which_to_edit(form: Questionnaire, state: State, language: str, start: int = 0) -> Message:
    """Offer every question to be answered again."""
    part, following = _page_of(put(form.flow, state.answers), start)
    actions = [
        postback(cut(localise(one.label, language), LABEL_LENGTH), button("edit", flow=form.id, field=one.id))
        for one in part
    ]
    if following:
        data = button("edit", flow=form.id, value=str(following))
        actions.append(postback(script.sentence("more_label", language), data))
    actions.append(command_action("stop", "stop_label", language))
    return with_quick_replies(text(script.sentence("filling_which", language)), actions)


def shown(asked_for: Field, value: Value | None, language: str) -> str:
    """Write an answer as its reader expects it."""
    if value is None:
        return script.sentence("none", language)
    if value is True:
        return script.sentence("agree_label", language)
    return as_read(asked_for, value, language)


def problem(asked_for: Field, found: Problem, language: str) -> str:
    """Say why an answer cannot be kept."""
    if found.says:
        return localise(found.says, language)
    sentence: Text = content("web/problems")[found.code]
    return localise(sentence, language).format(label=localise(asked_for.label, language), **found.params)


def verdict(asked_for: Field, answers: Answers, language: str) -> str:
    """Say how a decision of the drill or an answer of a quiz was; nothing for other questions."""
    if "right" in asked_for.data and asked_for.id in answers:
        return _marked_answer(asked_for, str(answers[asked_for.id]), language)
    found = questionnaires.verdict(asked_for, answers)
    if found is None:
        return ""
    grade = script.sentence(f"grade_{found.grade}", language)
    return f"{grade}\n{localise(found.why, language)}"


def looked(form: Questionnaire, found: Looked, language: str) -> str:
    """Say what the maps know of a place, and whose maps they are."""
    lines = [script.sentence("maps_say", language)]
    for name, values in found.typed.items():
        asked_for = form.flow.field(name)
        lines.append(f"{localise(asked_for.label, language)}: {shown(asked_for, list(values), language)}")
    lines.append(script.sentence("maps_note", language))
    if found.synthetic:
        lines.append(script.sentence("maps_synthetic", language))
    return "\n".join([*lines, *found.credits])


def _marked_answer(question: Field, chosen: str, language: str) -> str:
    """Say whether a choice is right, which one is, and why."""
    right = question.choice(str(question.data["right"]))
    assert right is not None, "checked when content is built"
    why = localise(question.data["why"], language)
    if chosen == right.id:
        return f"{script.sentence('grade_best', language)}\n{why}"
    told = script.sentence("quiz_right", language, right=localise(right.label, language))
    return "\n".join((script.sentence("grade_wrong", language), told, why))
