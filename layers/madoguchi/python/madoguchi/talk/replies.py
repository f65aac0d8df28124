"""What the counter shows: menus, cards and the buttons under them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from madoguchi.flow.model import Value, chosen_ids
from madoguchi.flow.text import localise
from madoguchi.line.actions import Action, link, postback
from madoguchi.line.messages import Message, bubble, flex, paragraph, row, text, with_quick_replies
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.talk import script
from madoguchi.talk.model import Turn, World
from madoguchi.talk.understand import button

FIELDS = ("municipality", "topics", "language")


def said(name: str, language: str, **values: object) -> Message:
    """Say one sentence of ours."""
    return text(script.sentence(name, language, **values))


def command_action(name: str, label: str, language: str) -> Action:
    """Make a button for a command; `label` names its sentence."""
    return postback(script.sentence(label, language), button(name))


def menu_actions(resident: Resident, world: World) -> list[Action]:
    """Offer everything, or the few of the simple mode; first of all to register where that is not done."""
    items = [item for item in script.menu_items() if item.get("simple") or not resident.simple]
    actions = [item_action(item, resident.language, world) for item in items]
    if not resident.registered:
        actions.insert(0, command_action("register", "register_label", resident.language))
    return actions


def item_action(item: dict[str, Any], language: str, world: World) -> Action:
    """Make the button of one item of the menu: a page, or a command of the talk."""
    label = localise(item["label"], language)
    if "path" in item:
        return link(label, page(item["path"], world))
    return postback(label, button(item["command"]))


def page(path: str, world: World) -> str:
    """Return the address at which LINE opens one of our pages, signed in."""
    return world.liff_url + quote(path, safe="/?=&%")


def with_menu(message: Message, resident: Resident, world: World) -> Message:
    """Offer the menu under a message, so that no answer is a dead end."""
    return with_quick_replies(message, menu_actions(resident, world))


def also_offering(turn: Turn, action: Action) -> Turn:
    """Put one more button before the others under the last message."""
    *before, last = turn.replies
    offered = [item["action"] for item in last.get("quickReply", {"items": []})["items"]]
    return replace(turn, replies=(*before, with_quick_replies(last, [action, *offered])))


def menu_card(resident: Resident, world: World) -> Message:
    """Show all that the counter does."""
    title = script.sentence("menu", resident.language)
    lead = script.sentence("menu_lead", resident.language)
    return flex(f"{title}: {lead}", bubble(title, [paragraph(lead)], menu_actions(resident, world)))


def item_card(item: dict[str, Any], language: str, world: World) -> Message:
    """Show one item that opens a page: what it is, and the button."""
    title, lead = localise(item["label"], language), localise(item["lead"], language)
    opening = link(localise(item["open"], language), page(item["path"], world))
    return flex(f"{title}: {lead}", bubble(title, [paragraph(lead)], [opening]))


def registration_card(resident: Resident, title: str, note: str, extra: Sequence[Action] = ()) -> Message:
    """Show what is registered, with a button to change each part."""
    language = resident.language
    values = {field: shown(field, registered_value(resident, field), language) for field in FIELDS}
    rows = [row(field_label(field, language), value) for field, value in values.items()]
    return flex(
        f"{title}: {', '.join(values.values())}",
        bubble(
            title,
            [*rows, paragraph(note, quiet=True)],
            [*change_actions(language), *extra],
            primary=False,
        ),
    )


def change_actions(language: str, fields: Sequence[str] = FIELDS) -> list[Action]:
    """Offer to change parts of the registration."""
    return [
        postback(
            script.sentence("change", language, label=field_label(field, language)),
            button("change", field=field),
        )
        for field in fields
    ]


def person_question(language: str) -> Message:
    """Ask what to ask a person."""
    return with_quick_replies(said("ask_person", language), [command_action("stop", "stop_label", language)])


def shown(field: str, value: Value, language: str) -> str:
    """Write an answer to a question of the registration as the resident reads it."""
    question = script.registration().field(field)
    labels = [
        localise(choice.label, language) for one in chosen_ids(value) if (choice := question.choice(one))
    ]
    return script.separator(language).join(labels) or script.sentence("none", language)


def added(resident: Resident, language: str) -> list[tuple[str, str]]:
    """Write what a resident added to the registration, and has done, each under the name of its sentence."""
    places = [
        f"{shown('municipality', place.municipality, language)} "
        f"({attribute_label('places', place.label, language)})"
        for place in resident.other_places
    ]
    join = script.separator(language).join
    quiet, budget = resident.quiet, resident.budget
    return [
        ("kept_places", join(places)),
        ("kept_age", attribute_label("age_bands", resident.age_band, language)),
        ("kept_quiet", f"{quiet.begin}:00-{quiet.end}:00" if quiet else ""),
        ("kept_budget", str(budget or "")),
        ("kept_simple", script.sentence("kept_yes", language) if resident.simple else ""),
        ("kept_done", join(attribute_label("marks", one, language) for one in sorted(resident.marks))),
    ]


def attribute_label(kind: str, one: str, language: str) -> str:
    """Name one of the `places`, `age_bands` or `marks` of residents."""
    listed = content("residents/attributes")[kind]
    return next((localise(each["label"], language) for each in listed if each["id"] == one), one)


def field_label(field: str, language: str) -> str:
    """Name a question of the registration."""
    return localise(script.registration().field(field).label, language)


def registered_value(resident: Resident, field: str) -> Value:
    """Return what is registered as the answer to a question."""
    values: dict[str, Value] = {
        "municipality": resident.municipality,
        "topics": list(resident.topics),
        "language": resident.language,
    }
    return values[field]
