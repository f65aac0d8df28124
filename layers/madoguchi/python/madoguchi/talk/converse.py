"""The talk as a pure function: one event and one state become replies, the next state, and what to keep.

No state is a trap: every answer carries buttons that lead on, and the words of `talk/commands` always work.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from madoguchi.line.messages import with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.talk import finding, registering, registration, script
from madoguchi.talk.model import FORGETTING, Followed, Forgotten, Intent, Left, State, Turn, World
from madoguchi.talk.replies import command_action, item_card, said, with_menu
from madoguchi.talk.scene import Scene, beside, menu
from madoguchi.talk.understand import understand


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
        card = registering.registered_card(scene.resident, "my_information", "registered_note")
        greeting = said("welcome_back", scene.language)
        return Turn(State(), (greeting, with_menu(card, scene.resident, scene.world)), (Followed(),))
    state = registration.begin()
    greeting = said("greeting", scene.language)
    return Turn(state, (greeting, registration.question(state, scene.language)), (Followed(),))


def _unfollow(_scene: Scene) -> Turn:
    return Turn(State(), (), (Left(),))


def _say(scene: Scene) -> Turn:
    if registration.is_open(scene.state):
        return registering.ask_next(
            scene, registration.answer_typed(scene.state, scene.intent.text, scene.language)
        )
    if scene.state.asking == FORGETTING:
        return _ask_forget(scene)
    if not scene.resident.registered:
        named = registration.named_municipality(scene.intent.text)
        if named:
            return registering.answer(replace(scene, intent=Intent("answer", "municipality", named)))
    return finding.answer(scene)


def _place(scene: Scene) -> Turn:
    if scene.state.asking == "municipality":
        return _say(scene)
    return _cannot_read(scene)


def _cannot_read(scene: Scene) -> Turn:
    return beside(scene, said("cannot_read", scene.language))


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


def _open(scene: Scene) -> Turn:
    item = script.menu_item(scene.intent.value)
    if item is None or "path" not in item:
        return menu(scene)
    return beside(scene, item_card(item, scene.language, scene.world))


def _help(scene: Scene) -> Turn:
    return beside(scene, said("help", scene.language))


_SCENES: dict[str, Callable[[Scene], Turn]] = {
    "answer": registering.answer,
    "back": registering.back,
    "cannot_read": _cannot_read,
    "change": registering.change,
    "decide": registering.decide,
    "everything": registering.everything,
    "follow": _follow,
    "forget": _ask_forget,
    "forget_confirmed": _forget,
    "help": _help,
    "language": registering.offer_languages,
    "me": registering.me,
    "menu": menu,
    "nothing": _nothing,
    "open": _open,
    "place": _place,
    "region": registering.region,
    "register": registering.register,
    "restart": registering.restart,
    "say": _say,
    "speak": registering.speak,
    "stop": _stop,
    "unfollow": _unfollow,
}
