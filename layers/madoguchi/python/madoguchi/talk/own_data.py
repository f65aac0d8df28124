"""「わたしの情報」: everything that is kept about a resident, on a card, in full, and how to be rid of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from madoguchi.flow.text import localise
from madoguchi.line.actions import Action
from madoguchi.line.length import cut, units
from madoguchi.line.messages import TEXT_UNITS, Message, bubble, flex, paragraph, row, text
from madoguchi.residents.model import Resident
from madoguchi.runtime.clock import JST
from madoguchi.talk import script
from madoguchi.talk.model import CASE_KEPT_DAYS, State, Turn
from madoguchi.talk.replies import (
    FIELDS,
    added,
    change_actions,
    command_action,
    field_label,
    registered_value,
    shown,
    with_menu,
)
from madoguchi.talk.scene import Scene, open_questionnaire
from madoguchi.web.shown import shown as as_read

Entry = tuple[str, str]

MOST_ROWS = 40
LONGEST_VALUE = 200
MOST_MESSAGES = 5


def me(scene: Scene) -> Turn:
    """Show everything that is kept, with a button to change, take along or delete it."""
    return Turn(State(), (with_menu(_card(scene), scene.resident, scene.world),))


def _card(scene: Scene) -> Message:
    language = scene.language
    title = script.sentence("my_information", language)
    entries = list(_everything(scene))
    notes = [
        paragraph(script.sentence(name, language), quiet=True) for name in ("kept_note", "kept_elsewhere")
    ]
    spoken = ", ".join(f"{name}: {value}" for name, value in entries[:3])
    rows = [row(name, cut(value, LONGEST_VALUE)) for name, value in entries[:MOST_ROWS]]
    if len(entries) > MOST_ROWS:
        rows.append(paragraph(script.sentence("kept_more", language)))
    return flex(f"{title}: {spoken}", bubble(title, [*rows, *notes], _buttons(scene), primary=False))


def _buttons(scene: Scene) -> list[Action]:
    language = scene.language
    first = [command_action("register", "register_label", language)]
    return [
        *(change_actions(language) if scene.resident.registered else first),
        command_action("preferences", "preferences_label", language),
        *([command_action("come_back", "come_back_label", language)] if scene.world.memory.plan else []),
        command_action("export", "export_label", language),
        command_action("forget", "forget_label", language),
    ]


def export(scene: Scene) -> Turn:
    """Hand over everything as messages that can be copied and forwarded."""
    language = scene.language
    lines = [script.sentence("export_lead", language)]
    lines += [f"{name}: {value}" for name, value in _everything(scene)]
    lines += [f"{one.question} / {one.status} / {one.answer}" for one in scene.world.memory.cases]
    lines += [f"{event_id} {_moment(at)}" for event_id, at in scene.world.memory.handled.items()]
    lines.append(script.sentence("kept_elsewhere", language))
    *before, last = [text(part) for part in _parts(lines)]
    return Turn(State(), (*before, with_menu(last, scene.resident, scene.world)))


def _parts(lines: Sequence[str]) -> list[str]:
    """Divide lines into as few messages as hold them; LINE takes five in an answer."""
    parts = [""]
    for line in lines:
        if len(parts) < MOST_MESSAGES and units(f"{parts[-1]}\n{line}") > TEXT_UNITS:
            parts.append("")
        parts[-1] = f"{parts[-1]}\n{line}".lstrip("\n")
    return parts


def _everything(scene: Scene) -> Iterator[Entry]:
    language, resident, memory = scene.language, scene.resident, scene.world.memory

    def named(name: str, value: object) -> Entry:
        return script.sentence(name, language), str(value) if value else script.sentence("none", language)

    for field in FIELDS:
        yield field_label(field, language), shown(field, registered_value(resident, field), language)
    for name, value in added(resident, language):
        yield named(name, value)
    yield named("kept_friend_since", _day(resident.friend_since))
    yield named("kept_registered_at", _day(resident.registered_at))
    yield named("kept_consent", resident.consent_version)
    yield named("kept_following", script.sentence(_following(resident), language))
    yield named("kept_open_question", _open_question(scene))
    yield named("kept_last_at", _moment(memory.last_at))
    yield named("kept_event_numbers", len(memory.handled))
    yield named("kept_unsent", script.sentence("kept_yes", language) if memory.unsent else "")
    yield named("kept_cases", len(memory.cases))
    if not memory.elsewhere:
        yield named("kept_drills_and_applications", "")
    yield from memory.elsewhere
    yield (
        script.sentence("kept_until", language),
        script.sentence("kept_days", language, talk=memory.kept_days, cases=CASE_KEPT_DAYS),
    )


def _following(resident: Resident) -> str:
    return "kept_yes" if resident.following else "none"


def _open_question(scene: Scene) -> str:
    form = open_questionnaire(scene)
    if form is not None:
        language, filled = scene.language, scene.state.answers
        answers = [
            f"{localise(one.label, language)}: {as_read(one, filled[one.id], language)}"
            for one in form.flow.fields()
            if one.id in filled
        ]
        return " / ".join([localise(form.flow.title, language), *answers])
    if scene.state.asking in FIELDS:
        given = [shown(name, value, scene.language) for name, value in scene.state.answers.items()]
        given += [shown("topics", list(scene.state.chosen), scene.language)] if scene.state.chosen else []
        return " / ".join([field_label(scene.state.asking, scene.language), *given])
    return script.sentence("kept_yes", scene.language) if scene.state.asking else ""


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(JST).date().isoformat() if moment else ""


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, JST):%Y-%m-%d %H:%M}" if at else ""
