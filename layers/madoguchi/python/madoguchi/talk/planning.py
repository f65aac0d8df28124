"""Scenes of a resident's own evacuation plan: shown at any time, and whether the drill may come back."""

from madoguchi.line.actions import link, postback
from madoguchi.line.length import cut
from madoguchi.line.messages import bubble, flex, paragraph, row, with_quick_replies
from madoguchi.talk import script
from madoguchi.talk.filling_scenes import offer
from madoguchi.talk.model import ComesBack, OwnPlan, State, Turn
from madoguchi.talk.replies import command_action, menu_actions, page, said
from madoguchi.talk.scene import Scene, beside
from madoguchi.talk.understand import button

LONGEST_SECTION = 700
"""Letters of one part of the card: nothing of a plan is cut but what a household wrote at great length."""


def plan(scene: Scene) -> Turn:
    """Show the newest plan, or offer the drill that makes one."""
    found = scene.world.memory.plan
    if found is None:
        turn = offer(scene, script.drills())
        return Turn(turn.state, (said("plan_none", scene.language), *turn.replies))
    return beside(scene, _card(scene, found))


def come_back(scene: Scene) -> Turn:
    """Keep a yes or a no, or ask."""
    language, answer = scene.language, scene.intent.value
    if answer not in ("yes", "no"):
        asked = with_quick_replies(
            said("come_back_offer", language),
            [*choices(language), *menu_actions(scene.resident, scene.world)],
        )
        return Turn(State(), (asked,))
    sentence = "come_back_on" if answer == "yes" else "come_back_off"
    told = beside(scene, said(sentence, language))
    return Turn(told.state, told.replies, (ComesBack(answer == "yes"),))


def choices(language: str) -> list[dict[str, str]]:
    """Make the two buttons with which a resident says whether the drill may come back."""
    return [
        postback(script.sentence(f"come_back_{answer}_label", language), button("come_back", value=answer))
        for answer in ("yes", "no")
    ]


def _card(scene: Scene, found: OwnPlan) -> dict[str, object]:
    language = scene.language
    title = script.sentence("plan_title", language)
    made = script.sentence("plan_made", language, town=found.town, day=found.day)
    rows = [row(name, cut("\n".join(lines), LONGEST_SECTION)) for name, lines in found.sections]
    more = paragraph(script.sentence("plan_more", language), quiet=True)
    actions = [
        link(script.sentence("plan_label", language), page(found.path, scene.world)),
        command_action("come_back", "come_back_label", language),
    ]
    card = bubble(title, [paragraph(made, quiet=True), *rows, more], actions)
    spoken = " / ".join(f"{name}: {' '.join(lines)}" for name, lines in found.sections)
    return flex(f"{title}: {spoken}", card)
