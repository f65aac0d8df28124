"""Scenes of the registration: the questions, their answers, and changing one of them later."""

from dataclasses import replace

from madoguchi.flow.model import chosen_ids
from madoguchi.flow.text import LANGUAGES
from madoguchi.line.actions import postback
from madoguchi.line.messages import Message, with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.talk import registration, script
from madoguchi.talk.model import Intent, Registered, Spoke, State, Turn
from madoguchi.talk.own_data import me
from madoguchi.talk.registration import Step
from madoguchi.talk.replies import registration_card, said, with_menu
from madoguchi.talk.scene import Scene, beside, menu
from madoguchi.talk.understand import button


def answer(scene: Scene) -> Turn:
    """Take a tapped answer; one that was shown long ago still means what it says."""
    field = scene.intent.field
    if not any(question.id == field for question in script.registration().fields()):
        return beside(scene, said("unknown", scene.language))
    state = scene.state
    if not registration.is_open(state):
        resident = scene.resident
        state = registration.change(field, resident) if resident.registered else registration.begin()
    return ask_next(scene, registration.choose(state, field, scene.intent.value, scene.language))


def region(scene: Scene) -> Turn:
    """Show the municipalities of a region."""
    state = scene.state
    if not registration.is_open(state):
        known = scene.resident.registered
        state = registration.change("municipality", scene.resident) if known else registration.begin()
    state = replace(state, asking="municipality")
    if scene.intent.value not in dict(script.regions()):
        return Turn(state, (registration.question(state, scene.language),))
    return Turn(state, (registration.region_question(state, scene.intent.value, scene.language),))


def decide(scene: Scene) -> Turn:
    """Close the choosing of several."""
    if registration.is_open(scene.state):
        return ask_next(scene, registration.decide(scene.state, scene.language))
    return menu(scene)


def everything(scene: Scene) -> Turn:
    """Choose all."""
    if registration.is_open(scene.state):
        return ask_next(scene, registration.choose_all(scene.state))
    return menu(scene)


def ask_next(scene: Scene, step: Step) -> Turn:
    """Ask what comes next, or complete the registration."""
    if registration.is_open(step.state):
        asked = registration.question(step.state, scene.language, lead=step.lead, choices=step.choices)
        return Turn(step.state, (asked,))
    return _complete(scene, step.state)


def _complete(scene: Scene, state: State) -> Turn:
    before = scene.resident
    topics = state.answers.get("topics")
    resident = replace(
        before,
        municipality=str(state.answers.get("municipality", before.municipality)),
        topics=tuple(chosen_ids(topics)) if isinstance(topics, list) else before.topics,
        language=str(state.answers.get("language", before.language)),
    )
    card = registered_card(resident, "changed" if state.changing else "registered", "registered_note")
    kept = Registered(resident.municipality, resident.topics, resident.language)
    return Turn(State(), (with_menu(card, resident, scene.world),), (kept,))


def registered_card(resident: Resident, title: str, note: str) -> Message:
    """Show what is registered."""
    language = resident.language
    return registration_card(resident, script.sentence(title, language), script.sentence(note, language))


def register(scene: Scene) -> Turn:
    """Begin the registration."""
    if scene.resident.registered:
        return me(scene)
    state = registration.begin()
    return Turn(state, (registration.question(state, scene.language),))


def change(scene: Scene) -> Turn:
    """Open one question of the registration again."""
    if not scene.resident.registered:
        return register(scene)
    if not any(question.id == scene.intent.field for question in script.registration().fields()):
        return me(scene)
    state = registration.change(scene.intent.field, scene.resident)
    return Turn(state, (registration.question(state, scene.language),))


def restart(scene: Scene) -> Turn:
    """Begin again whatever was going on."""
    state = scene.state
    if registration.is_open(state) and state.changing:
        return change(replace(scene, intent=Intent("change", field=state.asking)))
    if registration.is_open(state) or (state.idle and not scene.resident.registered):
        return register(scene)
    return menu(scene)


def back(scene: Scene) -> Turn:
    """Go back one question."""
    if not registration.is_open(scene.state):
        return menu(scene)
    if scene.state.changing:
        return me(scene)
    state = registration.back(scene.state) or scene.state
    return Turn(state, (registration.question(state, scene.language),))


def speak(scene: Scene) -> Turn:
    """Speak another language from now on."""
    language = scene.intent.value
    if language not in LANGUAGES:
        return offer_languages(scene)
    scene = replace(scene, resident=replace(scene.resident, language=language))
    if registration.is_open(scene.state):
        turn = ask_next(scene, registration.speak(scene.state, language))
        return turn if turn.effects else replace(turn, effects=(Spoke(language),))
    turn = beside(scene, said("language_changed", language))
    return replace(turn, effects=(Spoke(language),))


def offer_languages(scene: Scene) -> Turn:
    """Offer the languages."""
    choices = script.registration().field("language").choices
    actions = [postback(str(choice.label), button("speak", value=choice.id)) for choice in choices]
    return Turn(scene.state, (with_quick_replies(said("ask_language", scene.language), actions),))
