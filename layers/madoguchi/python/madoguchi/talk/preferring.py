"""How news reaches a resident: other places, quiet hours, a monthly limit, an age band, large letters.

Every button says all that it means, so that it works however old it is; only a typed town needs an open
question.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from madoguchi.flow.model import Choice
from madoguchi.flow.text import localise
from madoguchi.line.actions import Action, ask_location, postback
from madoguchi.line.messages import Message, bubble, flex, paragraph, row, with_quick_replies
from madoguchi.residents.model import MOST_OTHER_PLACES, Place, QuietHours, Resident
from madoguchi.runtime.content import content
from madoguchi.talk import script
from madoguchi.talk.find_choice import find_choices
from madoguchi.talk.model import ADDING_PLACE, Followed, Preferred, State, Turn
from madoguchi.talk.registering import register
from madoguchi.talk.replies import added, command_action, said, shown, with_menu
from madoguchi.talk.scene import Scene, beside, menu
from madoguchi.talk.understand import button

NAMES = {
    "places": "places_label",
    "quiet": "quiet_hours_label",
    "budget": "budget_label",
    "age": "age_label",
    "simple": "simple_label",
}
MOST_CANDIDATES = 10


def preferences(scene: Scene) -> Turn:
    """Show how news arrives, with a button to change each part."""
    if not scene.resident.registered:
        turn = register(scene)
        return replace(turn, replies=(said("preferences_first", scene.language), *turn.replies))
    return Turn(State(), (with_menu(_card(scene.resident), scene.resident, scene.world),))


def prefer(scene: Scene) -> Turn:
    """Offer the values of one preference."""
    offered = _OFFERS.get(scene.intent.field)
    if not scene.resident.registered or offered is None:
        return preferences(scene)
    question, actions = offered(scene)
    ways = [*actions, command_action("stop", "stop_label", scene.language)]
    return Turn(State(), (with_quick_replies(said(question, scene.language), ways),))


def keep(scene: Scene) -> Turn:
    """Keep a tapped value; one that makes no sense is offered again."""
    setting = _READERS.get(scene.intent.field)
    if not scene.resident.registered or setting is None:
        return preferences(scene)
    try:
        changed = setting(scene.resident, scene.intent.value)
    except ValueError:
        return prefer(scene)
    return _kept(scene, scene.intent.field, changed)


def add_place(scene: Scene) -> Turn:
    """Ask for the town of another place, or take a tapped one; `field` is what it is to the resident."""
    label, code = scene.intent.field, scene.intent.value
    if not scene.resident.registered or label not in _labels():
        return preferences(scene)
    if code in _towns():
        return _with_place(scene, Place(label, code))
    if len(scene.resident.other_places) >= MOST_OTHER_PLACES:
        return beside(scene, said("places_full", scene.language))
    return _asking(scene, label, "ask_place", [choice for choice in _choices() if choice.group == code])


def say_place(scene: Scene) -> Turn:
    """Take a typed town, or the town of a place on the map."""
    label = scene.state.chosen[0] if scene.state.chosen else ""
    if label not in _labels() or not scene.resident.registered:
        return menu(scene)
    found = find_choices(script.registration().field("municipality"), scene.intent.text)
    if len(found) == 1:
        return _with_place(scene, Place(label, found[0].id))
    few = found if len(found) <= MOST_CANDIDATES else []
    return _asking(scene, label, "which_one" if few else "place_gone", few)


def simple(scene: Scene) -> Turn:
    """Switch large letters and four buttons on, for anybody who asks for them."""
    return _kept(scene, "simple", replace(scene.resident, simple=True))


def ordinary(scene: Scene) -> Turn:
    """Switch them off again."""
    return _kept(scene, "simple", replace(scene.resident, simple=False))


def _with_place(scene: Scene, place: Place) -> Turn:
    known = scene.resident
    others = [one for one in known.other_places if one.municipality != place.municipality]
    if place.municipality != known.municipality:
        others.append(place)
    if len(others) > MOST_OTHER_PLACES:
        return beside(scene, said("places_full", scene.language))
    return _kept(scene, "places", replace(known, other_places=tuple(others)))


def _kept(scene: Scene, name: str, changed: Resident) -> Turn:
    card = _card(changed, "changed")
    # Only a friend of whom something is kept can prefer anything.
    first = () if scene.resident.user_id else (Followed(),)
    return Turn(State(), (with_menu(card, changed, scene.world),), (*first, Preferred(name, changed)))


def _card(resident: Resident, title: str = "preferences") -> Message:
    language = resident.language
    head = script.sentence(title, language)
    known = {name: value or script.sentence("none", language) for name, value in added(resident, language)}
    home = row(shown_name("municipality", language), shown("municipality", resident.municipality, language))
    rows = [
        row(script.sentence(label, language), known[f"kept_{name}"])
        for name, label in NAMES.items()
        if f"kept_{name}" in known
    ]
    buttons = [
        postback(script.sentence(label, language), button("prefer", field=name))
        for name, label in NAMES.items()
    ]
    note = paragraph(script.sentence("preferences_note", language), quiet=True)
    return flex(head, bubble(head, [home, *rows, note], buttons, primary=False))


def shown_name(field: str, language: str) -> str:
    """Name a question of the registration."""
    return localise(script.registration().field(field).label, language)


def _asking(scene: Scene, label: str, sentence: str, choices: Sequence[Choice]) -> Turn:
    language = scene.language
    asked = said(sentence, language, label=_label(label, language))
    regions = [
        postback(localise(name, language), button("add_place", field=label, value=region))
        for region, name in script.regions()
    ]
    towns = [
        postback(localise(one.label, language), button("add_place", field=label, value=one.id))
        for one in choices
    ]
    on_map = [] if towns else [ask_location(script.sentence("location_label", language))]
    ways = [*(towns or regions), *on_map, command_action("stop", "stop_label", language)]
    return Turn(State(ADDING_PLACE, chosen=(label,)), (with_quick_replies(asked, ways),))


def _offer_places(scene: Scene) -> tuple[str, list[Action]]:
    language = scene.language
    adding = [postback(_label(one, language), button("add_place", field=one)) for one in _labels()] * (
        len(scene.resident.other_places) < MOST_OTHER_PLACES
    )
    removing = [
        postback(
            script.sentence(
                "place_remove", language, place=shown("municipality", one.municipality, language)
            ),
            button("keep", field="places", value=one.municipality),
        )
        for one in scene.resident.other_places
    ]
    return "ask_places" if adding else "places_full", [*adding, *removing]


def _offer_quiet(scene: Scene) -> tuple[str, list[Action]]:
    spans = [one.split("-") for one in content("talk/preferences")["quiet_hours"]]
    actions = [
        postback(
            script.sentence("quiet_span", scene.language, begin=begin, end=end),
            button("keep", field="quiet", value=f"{begin}-{end}"),
        )
        for begin, end in spans
    ]
    return "ask_quiet", [*actions, _none(scene, "quiet", "no_limit_label")]


def _offer_budget(scene: Scene) -> tuple[str, list[Action]]:
    actions = [
        postback(
            script.sentence("budget_of", scene.language, budget=budget),
            button("keep", field="budget", value=str(budget)),
        )
        for budget in content("talk/preferences")["budgets"]
    ]
    return "ask_budget", [*actions, _none(scene, "budget", "no_limit_label")]


def _offer_age(scene: Scene) -> tuple[str, list[Action]]:
    actions = [
        postback(localise(one["label"], scene.language), button("keep", field="age", value=one["id"]))
        for one in content("residents/attributes")["age_bands"]
    ]
    return "ask_age", [*actions, _none(scene, "age", "no_age_label")]


def _offer_simple(scene: Scene) -> tuple[str, list[Action]]:
    return "ask_simple", [
        command_action("simple", "simple_yes_label", scene.language),
        command_action("ordinary", "simple_no_label", scene.language),
    ]


def _none(scene: Scene, name: str, label: str) -> Action:
    return postback(script.sentence(label, scene.language), button("keep", field=name, value="none"))


_OFFERS: dict[str, Callable[[Scene], tuple[str, list[Action]]]] = {
    "places": _offer_places,
    "quiet": _offer_quiet,
    "budget": _offer_budget,
    "age": _offer_age,
    "simple": _offer_simple,
}


def _without_place(resident: Resident, code: str) -> Resident:
    return replace(
        resident, other_places=tuple(one for one in resident.other_places if one.municipality != code)
    )


def _with_quiet(resident: Resident, value: str) -> Resident:
    if value == "none":
        return replace(resident, quiet=None)
    if value not in content("talk/preferences")["quiet_hours"]:
        raise ValueError(value)
    begin, end = map(int, value.split("-"))
    return replace(resident, quiet=QuietHours(begin, end))


def _with_budget(resident: Resident, value: str) -> Resident:
    if value == "none":
        return replace(resident, budget=None)
    if value not in map(str, content("talk/preferences")["budgets"]):
        raise ValueError(value)
    return replace(resident, budget=int(value))


def _with_age(resident: Resident, value: str) -> Resident:
    known = {one["id"] for one in content("residents/attributes")["age_bands"]}
    if value not in known | {"none"}:
        raise ValueError(value)
    return replace(resident, age_band="" if value == "none" else value)


_READERS: dict[str, Callable[[Resident, str], Resident]] = {
    "places": _without_place,
    "quiet": _with_quiet,
    "budget": _with_budget,
    "age": _with_age,
}


def _labels() -> list[str]:
    return [one["id"] for one in content("residents/attributes")["places"]]


def _label(label: str, language: str) -> str:
    places = content("residents/attributes")["places"]
    return next((localise(one["label"], language) for one in places if one["id"] == label), label)


def _choices() -> Sequence[Choice]:
    return script.registration().field("municipality").choices


def _towns() -> set[str]:
    return {one.id for one in _choices()}
