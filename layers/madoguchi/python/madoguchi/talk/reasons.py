"""「なぜ届いたか」: one broadcast, or the resident's own settings, and two taps to change or stop."""

from dataclasses import replace

from madoguchi.line.messages import bubble, flex, paragraph
from madoguchi.talk import script
from madoguchi.talk.model import Registered, State, Turn
from madoguchi.talk.registering import registered_card
from madoguchi.talk.replies import (
    added,
    change_actions,
    command_action,
    field_label,
    registered_value,
    said,
    shown,
    with_menu,
)
from madoguchi.talk.scene import Scene, beside

REASONS = ("municipality", "topics")
ALSO = ("kept_places", "kept_age", "kept_quiet", "kept_budget")


def why(scene: Scene) -> Turn:
    """Say why a broadcast came whose button was tapped; for any other wish, which settings count."""
    if scene.world.told:
        # Only whoever taps under a broadcast pays for what it takes to explain one.
        from madoguchi.talk.explaining import explain

        return explain(scene, scene.world.told)
    resident, language = scene.resident, scene.language
    if not resident.registered:
        return beside(scene, said("why_unregistered", language))
    title = script.sentence("why", language)
    settings = [
        f"{field_label(field, language)}: {shown(field, registered_value(resident, field), language)}"
        for field in REASONS
    ]
    settings += [
        f"{script.sentence(name, language)}: {value}"
        for name, value in added(resident, language)
        if name in ALSO and value
    ]
    unknown = [script.sentence("why_no_record", language)] if scene.intent.value else []
    lead, always = (script.sentence(name, language) for name in ("why_lead", "why_always"))
    lines = [*unknown, lead, *settings, always]
    ways = [
        *change_actions(language, REASONS),
        command_action("preferences", "preferences_label", language),
        command_action("quiet", "quiet_label", language),
    ]
    card = bubble(title, [paragraph(line) for line in lines], ways)
    return beside(scene, flex("\n".join([title, *lines]), card))


def quiet(scene: Scene) -> Turn:
    """Stop routine broadcasts: no topic is left. What concerns life still comes."""
    resident = scene.resident
    if not resident.registered:
        return why(scene)
    kept = Registered(resident.municipality, (), resident.language)
    after = registered_card(replace(resident, topics=()), "quieted", "quieted_note")
    return Turn(State(), (with_menu(after, resident, scene.world),), (kept,))
