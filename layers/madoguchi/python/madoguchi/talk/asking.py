"""「人に聞く」: a resident's own words go to the staff."""

from madoguchi.talk.model import ASKING, Asked, State, Turn, Unsent
from madoguchi.talk.replies import person_question, said, with_menu
from madoguchi.talk.scene import Scene


def ask_person(scene: Scene) -> Turn:
    """Ask for the question."""
    return Turn(State(asking=ASKING), (person_question(scene.language),))


def take(scene: Scene) -> Turn:
    """Hand the question over; without an id of LINE's it could not be answered."""
    if not scene.intent.text.strip() or not scene.intent.message_id:
        return ask_person(scene)
    taken = said("asked_person", scene.language)
    asked = Asked(scene.intent.message_id, scene.intent.text)
    return Turn(State(), (with_menu(taken, scene.resident, scene.world),), (asked,))


def unsend(scene: Scene) -> Turn:
    """Remove what the resident took back; LINE shows it already, so nothing is said."""
    return Turn(scene.state, (), (Unsent(scene.intent.value),)) if scene.intent.value else Turn(scene.state)
