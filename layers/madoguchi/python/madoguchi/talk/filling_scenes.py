"""Scenes of filling in a questionnaire: a form or a drill, one question at a time, to its receipt or plan."""

import json
from dataclasses import replace

from madoguchi.flow.model import Field
from madoguchi.flow.text import localise
from madoguchi.line.actions import link, postback
from madoguchi.line.length import cut
from madoguchi.line.messages import bubble, flex, paragraph, text
from madoguchi.runtime.content import content
from madoguchi.talk import filling, filling_words, questionnaires, quizzing, script
from madoguchi.talk.filling import REVIEW, WRITTEN, Step
from madoguchi.talk.model import HandIn, Marked, Outcome, State, Turn
from madoguchi.talk.notices import render
from madoguchi.talk.questionnaires import Questionnaire
from madoguchi.talk.replies import page, said, with_menu
from madoguchi.talk.scene import Scene, beside, menu, open_questionnaire
from madoguchi.talk.understand import button

ANSWERS = frozenset({"fill", "edit", "hand_in", "more", "skip"})
"""Buttons that belong to one questionnaire, and mean nothing to another."""

ALWAYS_HEARD = frozenset(
    {
        *("stop", "restart", "back", "menu", "skip", "decide", "everything", "help"),
        *("me", "forget", "proxy", "take_back"),
    }
)
"""Words that are never taken as an answer, so that nobody is caught in a question."""

MOST_OFFERED = 10


def begin(scene: Scene) -> Turn:
    """Open a questionnaire, or go on with it where it is open already."""
    form = questionnaires.find(scene.intent.value, scene.world.at)
    if form is None:
        return beside(scene, said("filling_closed", scene.language))
    if scene.state.flow == form.id:
        return resume(scene)
    state = filling.begin(form, scene.world.key)
    title = localise(form.flow.title, scene.language)
    lead = script.sentence("filling_begins", scene.language, title=title)
    if form.is_drill:
        lead = f"{lead}\n{script.sentence('filling_drill', scene.language)}"
    if form.takes_proxy:
        lead = f"{lead}\n{script.sentence('filling_proxy_word', scene.language)}"
    return _asking(scene, form, Step(state), lead)


def offer(scene: Scene, item: dict[str, object]) -> Turn:
    """Offer the questionnaires behind an item of the menu, in the chat and on their page."""
    language = scene.language
    forms = questionnaires.open_forms(scene.world.at) if item["chat"] == "forms" else questionnaires.drills()
    actions = [
        postback(cut(localise(one.flow.title, language), 20), button("begin", value=one.id)) for one in forms
    ]
    opening = link(localise(item["open"], language), page(str(item["path"]), scene.world))  # type: ignore[arg-type]
    title, lead = localise(item["label"], language), localise(item["lead"], language)  # type: ignore[arg-type]
    lines = [paragraph(lead), paragraph(script.sentence("filling_offer", language), quiet=True)]
    card = bubble(title, lines, [*actions[:MOST_OFFERED], opening], primary=False)
    return beside(scene, flex(f"{title}: {lead}", card))


def resume(scene: Scene) -> Turn:
    """Ask the open question again, parked or not."""
    form = open_questionnaire(scene)
    if form is None:
        return _gone(scene)
    return _asking(scene, form, Step(replace(scene.state, parked=False)))


def fill(scene: Scene) -> Turn:
    """Take a tapped answer or a picked date; one of a question before this one changes that."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None:
        return _gone(scene)
    if asked_for.kind == "choices" and asked_for.choice(scene.intent.value):
        return _asking(scene, form, Step(filling.toggle(scene.state, asked_for, scene.intent.value)))
    return _taken(scene, form, asked_for, filling.take(form.flow, scene.state, asked_for, scene.intent.value))


def skip(scene: Scene) -> Turn:
    """Pass an optional question over."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None:
        return _gone(scene)
    return _taken(scene, form, asked_for, filling.take(form.flow, scene.state, asked_for, None))


def more(scene: Scene) -> Turn:
    """Show further answers of a question."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None:
        return _gone(scene)
    state = scene.state if scene.state.asking == asked_for.id else filling.reopen(scene.state, asked_for)
    start = _number(scene.intent.value, len(asked_for.choices))
    return Turn(state, (filling_words.question(form, state, scene.resident, scene.world, start=start),))


def edit(scene: Scene) -> Turn:
    """Offer the answers to be changed, or open one of them again."""
    form = open_questionnaire(scene)
    if form is None or scene.intent.flow not in ("", form.id):
        return _gone(scene)
    _, asked_for = _open(scene)
    if asked_for is not None:
        return _asking(scene, form, Step(filling.reopen(scene.state, asked_for)))
    state = replace(scene.state, asking=REVIEW, parked=False)
    start = _number(scene.intent.value, len(form.flow.fields()))
    return Turn(state, (filling_words.which_to_edit(form, state, scene.language, start),))


def decide(scene: Scene) -> Turn:
    """Close the choosing of several."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None or asked_for.kind != "choices":
        return resume(scene)
    taken = filling.take(form.flow, scene.state, asked_for, scene.state.chosen)
    return _taken(scene, form, asked_for, taken)


def everything(scene: Scene) -> Turn:
    """Choose all that may be chosen together."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None or asked_for.kind != "choices":
        return resume(scene)
    every = [choice.id for choice in asked_for.choices]
    return _taken(scene, form, asked_for, filling.take(form.flow, scene.state, asked_for, every))


def back(scene: Scene) -> Turn:
    """Go back one question."""
    form = open_questionnaire(scene)
    return _gone(scene) if form is None else _asking(scene, form, Step(filling.back(form.flow, scene.state)))


def restart(scene: Scene) -> Turn:
    """Begin the same questionnaire again, under the same key: it is still one hand-in."""
    form = open_questionnaire(scene)
    return _gone(scene) if form is None else _asking(scene, form, Step(filling.begin(form, scene.state.key)))


def say(scene: Scene) -> Turn:
    """Take what was typed as the answer to the open question."""
    form, asked_for = _open(scene)
    if form is None:
        return _gone(scene)
    if asked_for is None or not filling.in_chat(asked_for) or not scene.intent.text.strip():
        return resume(scene)
    step = filling.take_typed(form.flow, scene.state, asked_for, scene.intent.text)
    return _taken(scene, form, asked_for, step)


def place(scene: Scene) -> Turn:
    """Take a place: the maps answer from it, or its address is what was asked for."""
    form, asked_for = _open(scene)
    if form is None or asked_for is None:
        return _gone(scene)
    if questionnaires.asks_place(form, asked_for):
        found = questionnaires.look_up(scene.intent.point) if scene.intent.point else None
        if found is None:
            return beside(scene, said("maps_nowhere", scene.language))
        lead = filling_words.looked(form, found, scene.language)
        return _asking(scene, form, Step(filling.located(form, scene.state, found)), lead)
    return say(scene)


def proxy(scene: Scene) -> Turn:
    """Hand over to the page who answers for somebody else: it asks who they are, and has the answers."""
    form = open_questionnaire(scene)
    if form is None or not form.takes_proxy:
        return beside(scene, said("filling_proxy_nothing", scene.language))
    return beside(scene, filling_words.for_somebody_else(form, scene.world, scene.language))


def hand_in(scene: Scene) -> Turn:
    """Send what was reviewed; `conclude` answers when it is known what became of it."""
    form = open_questionnaire(scene)
    if form is None or scene.intent.flow not in ("", form.id) or scene.state.asking != REVIEW:
        return _gone(scene)
    return _handing_in(scene, form, scene.state)


def take_back(scene: Scene) -> Turn:
    """Ask on from what a page has brought."""
    form = questionnaires.find(scene.intent.flow, scene.world.at)
    if form is None:
        return beside(scene, said("filling_closed", scene.language))
    state = filling.go_on_with(form, scene.intent.value, json.loads(scene.intent.text) or {})
    return _asking(scene, form, Step(state), script.sentence("filling_taken_back", scene.language))


def heard(scene: Scene) -> Scene:
    """Hear a word that is also a command as the answer that it is, but for the ways out."""
    intent, asked_for = scene.intent, _open(scene)[1]
    if scene.state.parked or asked_for is None or not intent.text or intent.name in ALWAYS_HEARD:
        return scene
    if asked_for.kind in WRITTEN or filling.names_a_choice(asked_for, intent.text):
        return replace(scene, intent=replace(intent, name="say", value=""))
    return scene


def conclude(scene: Scene, outcome: Outcome) -> Turn:
    """Say what became of what was sent: a receipt, a plan, or why not."""
    language = scene.language
    if outcome.refused:
        refused = said(f"filling_{outcome.refused}", language)
        return Turn(State(), (with_menu(refused, scene.resident, scene.world),))
    notice = {"kind": outcome.kind, "params": outcome.params}
    answer = render(notice, scene.resident, scene.world)
    marks = content("talk/notices")[outcome.kind].get("marks")
    return Turn(State(), (answer,), (Marked(marks),) if marks else ())


def _taken(scene: Scene, form: Questionnaire, asked_for: Field, step: Step) -> Turn:
    if step.problem is not None:
        return _asking(scene, form, step, filling_words.problem(asked_for, step.problem, scene.language))
    if step.choices:
        return _asking(scene, form, step, script.sentence("which_one", scene.language))
    comment = ""
    if step.state.asking != asked_for.id:
        comment = filling_words.verdict(asked_for, step.state.answers, scene.language)
    if step.state.asking == REVIEW and not form.reviewed:
        turn = _handing_in(scene, form, step.state)
        return turn if not comment else replace(turn, replies=(text(comment), *turn.replies))
    return _asking(scene, form, step, comment)


def _handing_in(scene: Scene, form: Questionnaire, state: State) -> Turn:
    match filling.handed_in(form, state, scene.language):
        case Step(problem=found) as step if found is not None:
            asked_for = form.flow.field(step.state.asking)
            return _asking(scene, form, step, filling_words.problem(asked_for, found, scene.language))
        case HandIn() as complete if form.handed_in:
            return Turn(state, (), (), complete)
        case HandIn() as complete:
            return quizzing.ended(scene, form, complete.answers)
    raise AssertionError("a questionnaire is complete, or a question of it is open")


def _asking(scene: Scene, form: Questionnaire, step: Step, lead: str = "") -> Turn:
    asked_for = filling_words.question(
        form, step.state, scene.resident, scene.world, lead=lead, choices=step.choices
    )
    return Turn(step.state, (asked_for,))


def _open(scene: Scene) -> tuple[Questionnaire | None, Field | None]:
    """Return the open questionnaire and the question that a button names, else the one that is open."""
    form = open_questionnaire(scene)
    if form is None or (scene.intent.name in ANSWERS and scene.intent.flow not in ("", form.id)):
        return None, None
    named = replace(scene.state, asking=scene.intent.field) if scene.intent.field else scene.state
    if scene.intent.name == "edit" and not scene.intent.field:
        return form, None
    return form, filling.current(form.flow, named)


def _gone(scene: Scene) -> Turn:
    """Say that a button's time is over, without losing what is open now."""
    if scene.state.filling and open_questionnaire(scene) is None:
        return Turn(
            State(), (with_menu(said("filling_closed", scene.language), scene.resident, scene.world),)
        )
    return (
        beside(scene, said("filling_gone", scene.language)) if scene.intent.name in ANSWERS else menu(scene)
    )


def _number(text: str, most: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < most else 0
