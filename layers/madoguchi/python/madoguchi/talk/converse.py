"""The talk as a pure function: one event and one state become replies, the next state, and what to keep.

No state is a trap: every answer carries buttons that lead on, and the words of `talk/commands` always work.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from madoguchi.line.messages import enlarged, with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.talk import (
    asking,
    filling_scenes,
    finding,
    own_data,
    planning,
    preferring,
    quizzing,
    reasons,
    registering,
    registration,
    script,
)
from madoguchi.talk.model import (
    ADDING_PLACE,
    ASKING,
    FORGETTING,
    Followed,
    Forgotten,
    HandIn,
    Intent,
    Left,
    Outcome,
    Preferred,
    State,
    Turn,
    World,
)
from madoguchi.talk.replies import also_offering, command_action, item_card, said, with_menu
from madoguchi.talk.scene import Scene, beside, menu
from madoguchi.talk.understand import understand


def converse(state: State, event: dict[str, Any], resident: Resident | None, world: World) -> Turn:
    """Answer one event of a one-to-one chat. `resident` is None for somebody of whom nothing is kept."""
    scene = Scene(state, understand(event), resident or Resident(""), world)
    turn = _turned(scene)
    return _in_large_letters(turn) if _reads_large_letters(scene.resident, turn) else turn


def _turned(scene: Scene) -> Turn:
    intent, state, world = scene.intent, scene.state, scene.world
    if intent.name in _WITHOUT_QUESTION or not state.expired(world.at):
        return _touched(_parked(_judged(_answered(scene), scene), scene), scene)
    turn = _judged(_answered(replace(scene, state=State())), scene)
    return _touched(replace(turn, replies=(said("left_behind", scene.language), *turn.replies)), scene)


def conclude(turn: Turn, sent: HandIn, outcome: Outcome, resident: Resident | None, world: World) -> Turn:
    """Answer an event whose turn handed a questionnaire in, now that it is known what became of it."""
    scene = Scene(turn.state, Intent("hand_in"), resident or Resident("", language=sent.language), world)
    concluded = filling_scenes.conclude(scene, outcome)
    if scene.resident.simple:
        concluded = _in_large_letters(concluded)
    return replace(concluded, replies=(*turn.replies, *concluded.replies))


def _reads_large_letters(resident: Resident, turn: Turn) -> bool:
    """Tell whether this resident reads large letters, from this very answer on."""
    chosen = [effect.now.simple for effect in turn.effects if isinstance(effect, Preferred)]
    return chosen[-1] if chosen else resident.simple


def _in_large_letters(turn: Turn) -> Turn:
    return replace(turn, replies=tuple(map(enlarged, turn.replies)))


def _answered(scene: Scene) -> Turn:
    if not scene.state.filling or scene.state.parked:
        return SCENES[scene.intent.name](scene)
    scene = filling_scenes.heard(scene)
    return (FILLING.get(scene.intent.name) or SCENES[scene.intent.name])(scene)


def _parked(turn: Turn, scene: Scene) -> Turn:
    """Let a questionnaire wait while its resident looks at something else."""
    if (
        not scene.state.filling
        or scene.intent.name in _ENDING
        or not turn.state.idle
        or turn.hand_in
        or turn.ends
    ):
        return turn
    if turn.state.filling and not turn.state.parked:
        return turn
    kept = replace(turn, state=replace(scene.state, parked=True))
    resume = command_action("resume", "resume_label", scene.language)
    return also_offering(kept, resume) if kept.replies else kept


def _judged(turn: Turn, scene: Scene) -> Turn:
    # What the resident did later counts: an older wish that comes after it is answered, not obeyed.
    if not (scene.world.outdated and turn.changes_profile):
        return turn
    if scene.intent.name in ("follow", "unfollow"):
        return Turn(scene.state)
    return beside(scene, said("newer_kept", scene.language))


def _touched(turn: Turn, scene: Scene) -> Turn:
    if turn.state.idle:
        return turn
    at = max(scene.state.touched_at, scene.world.at)
    return replace(turn, state=replace(turn.state, touched_at=at))


def _nothing(scene: Scene) -> Turn:
    return Turn(scene.state)


def _follow(scene: Scene) -> Turn:
    if scene.resident.registered:
        card = registering.registered_card(scene.resident, "my_information", "registered_note")
        greeting = said("welcome_back", scene.language)
        return Turn(State(), (greeting, with_menu(card, scene.resident, scene.world)), (Followed(),))
    greeting = said("greeting", scene.language)
    if scene.world.late and not scene.state.idle:
        return replace(beside(scene, greeting), effects=(Followed(),))
    state = registration.begin()
    return Turn(state, (greeting, registration.question(state, scene.language)), (Followed(),))


def _unfollow(scene: Scene) -> Turn:
    # Whoever did anything after blocking us has come back.
    if scene.world.late:
        return Turn(scene.state)
    return Turn(State(), (), (Left(),))


def _say(scene: Scene) -> Turn:
    if registration.is_open(scene.state):
        return registering.ask_next(
            scene, registration.answer_typed(scene.state, scene.intent.text, scene.language)
        )
    if scene.state.asking == FORGETTING:
        return _ask_forget(scene)
    if scene.state.asking == ASKING:
        return asking.take(scene)
    if scene.state.asking == ADDING_PLACE:
        return preferring.say_place(scene)
    if not scene.resident.registered:
        named = registration.named_municipality(scene.intent.text)
        if named:
            return registering.answer(replace(scene, intent=Intent("answer", "municipality", named)))
    return finding.answer(scene)


def _place(scene: Scene) -> Turn:
    if scene.state.asking in ("municipality", ADDING_PLACE):
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
    return Turn(State(asking=FORGETTING), (said("kept_elsewhere", scene.language), asked))


def _forget(scene: Scene) -> Turn:
    if scene.state.asking != FORGETTING:
        return _ask_forget(scene)
    nobody = Resident("", language=scene.language)
    proof = scene.world.proof
    done = with_menu(said("forgotten", scene.language, proof=proof), nobody, scene.world)
    return Turn(State(), (done,), (Forgotten(proof),))


def _stop(scene: Scene) -> Turn:
    sentence = "forget_kept" if scene.state.asking == FORGETTING else "stopped"
    return Turn(State(), (with_menu(said(sentence, scene.language), scene.resident, scene.world),))


def _open(scene: Scene) -> Turn:
    item = script.menu_item(scene.intent.value)
    if item is None or "path" not in item:
        return menu(scene)
    if "chat" in item:
        return filling_scenes.offer(scene, item)
    return beside(scene, item_card(item, scene.language, scene.world))


def _help(scene: Scene) -> Turn:
    return beside(scene, said("help", scene.language))


_WITHOUT_QUESTION = frozenset({"nothing", "follow", "unfollow", "unsend", "take_back"})

_ENDING = frozenset({"stop", "unfollow", "forget_confirmed", "nothing", "unsend"})

FILLING: dict[str, Callable[[Scene], Turn]] = {
    "back": filling_scenes.back,
    "decide": filling_scenes.decide,
    "everything": filling_scenes.everything,
    "place": filling_scenes.place,
    "restart": filling_scenes.restart,
    "say": filling_scenes.say,
}
"""What the same wishes mean while a questionnaire is being filled in."""

SCENES: dict[str, Callable[[Scene], Turn]] = {
    "add_place": preferring.add_place,
    "answer": registering.answer,
    "ask": asking.ask_person,
    "back": registering.back,
    "begin": filling_scenes.begin,
    "cannot_read": _cannot_read,
    "change": registering.change,
    "come_back": planning.come_back,
    "decide": registering.decide,
    "edit": filling_scenes.edit,
    "everything": registering.everything,
    "export": own_data.export,
    "fill": filling_scenes.fill,
    "follow": _follow,
    "forget": _ask_forget,
    "forget_confirmed": _forget,
    "hand_in": filling_scenes.hand_in,
    "help": _help,
    "keep": preferring.keep,
    "language": registering.offer_languages,
    "me": own_data.me,
    "menu": menu,
    "more": filling_scenes.more,
    "nothing": _nothing,
    "open": _open,
    "ordinary": preferring.ordinary,
    "place": _place,
    "plan": planning.plan,
    "prefer": preferring.prefer,
    "proxy": filling_scenes.proxy,
    "preferences": preferring.preferences,
    "quiet": reasons.quiet,
    "quizzes": quizzing.offer,
    "region": registering.region,
    "register": registering.register,
    "restart": registering.restart,
    "resume": filling_scenes.resume,
    "say": _say,
    "simple": preferring.simple,
    "skip": filling_scenes.skip,
    "speak": registering.speak,
    "stop": _stop,
    "take_back": filling_scenes.take_back,
    "unfollow": _unfollow,
    "unsend": asking.unsend,
    "why": reasons.why,
}
