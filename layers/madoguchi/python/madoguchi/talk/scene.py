"""One moment of the talk, and the two answers that are right at any moment."""

from dataclasses import dataclass

from madoguchi.line.messages import Message
from madoguchi.residents.model import Resident
from madoguchi.talk import registration
from madoguchi.talk.model import ASKING, Intent, State, Turn, World
from madoguchi.talk.replies import menu_card, person_question, with_menu


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


def menu(scene: Scene) -> Turn:
    """Show all that the counter does."""
    return Turn(State(), (with_menu(menu_card(scene.resident, scene.world), scene.resident, scene.world),))


def beside(scene: Scene, message: Message) -> Turn:
    """Say something without losing the open question, or with the menu when none is open."""
    if registration.is_open(scene.state):
        return Turn(scene.state, (message, registration.question(scene.state, scene.language)))
    if scene.state.asking == ASKING:
        return Turn(scene.state, (message, person_question(scene.language)))
    return Turn(State(), (with_menu(message, scene.resident, scene.world),))
