"""The talk as a pure function: one event and one state become replies, the next state, and what to keep.

No state is a trap: every answer carries buttons that lead on, and the words of `talk/commands` always work.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from madoguchi.line.actions import postback
from madoguchi.line.messages import Message, with_quick_replies
from madoguchi.residents.model import CONSENT_VERSION, Resident
from madoguchi.talk import registration, script
from madoguchi.talk.model import (
    FORGETTING,
    Followed,
    Forgotten,
    Intent,
    Left,
    Registered,
    Spoke,
    State,
    Turn,
    World,
)
from madoguchi.talk.replies import (
    command_action,
    item_card,
    menu_card,
    registration_card,
    said,
    with_menu,
)
from madoguchi.talk.understand import button, understand


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the talk."""

    state: State
    intent: Intent
    resident: Resident
    world: World

    @property
    def language(self) -> str:
        """The words in which the resident is addressed."""
        return self.resident.language


def converse(state: State, event: dict[str, Any], resident: Resident | None, world: World) -> Turn:
    """Answer one event of a one-to-one chat. `resident` is None for somebody of whom nothing is kept."""
    intent = understand(event)
    scene = Scene(state, intent, resident or Resident(""), world)
    if intent.name in ("nothing", "follow", "unfollow") or not state.expired(world.at):
        return _touched(_SCENES[intent.name](scene), world)
    turn = _SCENES[intent.name](replace(scene, state=State()))
    return _touched(replace(turn, replies=(said("left_behind", scene.language), *turn.replies)), world)


def _touched(turn: Turn, world: World) -> Turn:
    return turn if turn.state.idle else replace(turn, state=replace(turn.state, touched_at=world.at))


def _nothing(scene: Scene) -> Turn:
    return Turn(scene.state)


def _follow(scene: Scene) -> Turn:
    if scene.resident.registered:
        card = _registered_card(scene.resident, "my_information", "registered_note")
        greeting = said("welcome_back", scene.language)
        return Turn(State(), (greeting, with_menu(card, scene.resident, scene.world)), (Followed(),))
    state = registration.begin()
    greeting = said("greeting", scene.language)
    return Turn(state, (greeting, registration.question(state, scene.language)), (Followed(),))


def _unfollow(_scene: Scene) -> Turn:
    return Turn(State(), (), (Left(),))


def _say(scene: Scene) -> Turn:
    if registration.is_open(scene.state):
        return _step(scene, registration.answer_typed(scene.state, scene.intent.text, scene.language))
    if scene.state.asking == FORGETTING:
        return _ask_forget(scene)
    if not scene.resident.registered:
        named = registration.named_municipality(scene.intent.text)
        if named:
            return _answer(replace(scene, intent=Intent("answer", "municipality", named)))
    return Turn(State(), (with_menu(said("unknown", scene.language), scene.resident, scene.world),))


def _place(scene: Scene) -> Turn:
    if scene.state.asking == "municipality":
        return _say(scene)
    return _cannot_read(scene)


def _cannot_read(scene: Scene) -> Turn:
    return _beside(scene, said("cannot_read", scene.language))


def _answer(scene: Scene) -> Turn:
    field = scene.intent.field
    if not any(question.id == field for question in script.registration().fields()):
        return _say(replace(scene, intent=Intent("say")))
    state = scene.state
    if not registration.is_open(state):
        # A button that was shown long ago still means what it says.
        resident = scene.resident
        state = registration.change(field, resident) if resident.registered else registration.begin()
    return _step(scene, registration.choose(state, field, scene.intent.value, scene.language))


def _region(scene: Scene) -> Turn:
    state = scene.state
    if not registration.is_open(state):
        known = scene.resident.registered
        state = registration.change("municipality", scene.resident) if known else registration.begin()
    state = replace(state, asking="municipality")
    if scene.intent.value not in dict(script.regions()):
        return Turn(state, (registration.question(state, scene.language),))
    return Turn(state, (registration.region_question(state, scene.intent.value, scene.language),))


def _decide(scene: Scene) -> Turn:
    if registration.is_open(scene.state):
        return _step(scene, registration.decide(scene.state, scene.language))
    return _menu(scene)


def _everything(scene: Scene) -> Turn:
    if registration.is_open(scene.state):
        return _step(scene, registration.choose_all(scene.state))
    return _menu(scene)


def _step(scene: Scene, step: registration.Step) -> Turn:
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
        topics=tuple(topics) if isinstance(topics, list) else before.topics,
        language=str(state.answers.get("language", before.language)),
    )
    card = _registered_card(resident, "changed" if state.changing else "registered", "registered_note")
    kept = Registered(resident.municipality, resident.topics, resident.language)
    return Turn(State(), (with_menu(card, resident, scene.world),), (kept,))


def _registered_card(resident: Resident, title: str, note: str) -> Message:
    language = resident.language
    return registration_card(resident, script.sentence(title, language), script.sentence(note, language))


def _speak(scene: Scene) -> Turn:
    language = scene.intent.value
    if language not in script.LANGUAGES:
        return _language(scene)
    scene = replace(scene, resident=replace(scene.resident, language=language))
    if registration.is_open(scene.state):
        step = registration.speak(scene.state, language)
        turn = _step(scene, step)
        return turn if turn.effects else replace(turn, effects=(Spoke(language),))
    turn = _beside(scene, said("language_changed", language))
    return replace(turn, effects=(Spoke(language),))


def _language(scene: Scene) -> Turn:
    choices = script.registration().field("language").choices
    actions = [postback(str(choice.label), button("speak", value=choice.id)) for choice in choices]
    return Turn(scene.state, (with_quick_replies(said("ask_language", scene.language), actions),))


def _register(scene: Scene) -> Turn:
    if scene.resident.registered:
        return _me(scene)
    state = registration.begin()
    return Turn(state, (registration.question(state, scene.language),))


def _change(scene: Scene) -> Turn:
    if not scene.resident.registered:
        return _register(scene)
    if not any(question.id == scene.intent.field for question in script.registration().fields()):
        return _me(scene)
    state = registration.change(scene.intent.field, scene.resident)
    return Turn(state, (registration.question(state, scene.language),))


def _me(scene: Scene) -> Turn:
    resident, language = scene.resident, scene.language
    if not resident.registered:
        return Turn(State(), (with_menu(said("nothing_stored", language), resident, scene.world),))
    note = script.sentence(
        "my_information_note",
        language,
        registered_on=resident.registered_at[:10],
        consent_version=resident.consent_version or CONSENT_VERSION,
    )
    title = script.sentence("my_information", language)
    card = registration_card(resident, title, note, [command_action("forget", "forget_label", language)])
    return Turn(State(), (with_menu(card, resident, scene.world),))


def _ask_forget(scene: Scene) -> Turn:
    actions = [
        command_action("forget_confirmed", "forget_yes_label", scene.language),
        command_action("stop", "keep_label", scene.language),
    ]
    asked = with_quick_replies(said("ask_forget", scene.language), actions)
    return Turn(State(asking=FORGETTING), (asked,))


def _forget(scene: Scene) -> Turn:
    if scene.state.asking != FORGETTING:
        return _ask_forget(scene)
    nobody = Resident("", language=scene.language)
    return Turn(State(), (with_menu(said("forgotten", scene.language), nobody, scene.world),), (Forgotten(),))


def _stop(scene: Scene) -> Turn:
    sentence = "forget_kept" if scene.state.asking == FORGETTING else "stopped"
    return Turn(State(), (with_menu(said(sentence, scene.language), scene.resident, scene.world),))


def _restart(scene: Scene) -> Turn:
    state = scene.state
    if registration.is_open(state) and state.changing:
        return _change(replace(scene, intent=Intent("change", field=state.asking)))
    if registration.is_open(state) or (state.idle and not scene.resident.registered):
        return _register(scene)
    return _menu(scene)


def _back(scene: Scene) -> Turn:
    if not registration.is_open(scene.state):
        return _menu(scene)
    if scene.state.changing:
        return _me(scene)
    state = registration.back(scene.state) or scene.state
    return Turn(state, (registration.question(state, scene.language),))


def _menu(scene: Scene) -> Turn:
    return Turn(State(), (with_menu(menu_card(scene.resident, scene.world), scene.resident, scene.world),))


def _open(scene: Scene) -> Turn:
    item = script.menu_item(scene.intent.value)
    if item is None or "path" not in item:
        return _menu(scene)
    return _beside(scene, item_card(item, scene.language, scene.world))


def _help(scene: Scene) -> Turn:
    return _beside(scene, said("help", scene.language))


def _beside(scene: Scene, message: Message) -> Turn:
    """Say something without losing the open question, or with the menu when none is open."""
    if registration.is_open(scene.state):
        return Turn(scene.state, (message, registration.question(scene.state, scene.language)))
    return Turn(State(), (with_menu(message, scene.resident, scene.world),))


_SCENES: dict[str, Callable[[Scene], Turn]] = {
    "answer": _answer,
    "back": _back,
    "cannot_read": _cannot_read,
    "change": _change,
    "decide": _decide,
    "everything": _everything,
    "follow": _follow,
    "forget": _ask_forget,
    "forget_confirmed": _forget,
    "help": _help,
    "language": _language,
    "me": _me,
    "menu": _menu,
    "nothing": _nothing,
    "open": _open,
    "place": _place,
    "region": _region,
    "register": _register,
    "restart": _restart,
    "say": _say,
    "speak": _speak,
    "stop": _stop,
    "unfollow": _unfollow,
}
