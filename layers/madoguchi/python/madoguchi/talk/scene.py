"""One moment of the talk, and the two answers that are right at any moment."""

from dataclasses import dataclass

from madoguchi.line.messages import Message
from madoguchi.residents.model import Resident
from madoguchi.talk import filling_words, questionnaires, registration
from madoguchi.talk.model import ASKING, Intent, State, Turn, World
from madoguchi.talk.questionnaires import Questionnaire
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


def open_questionnaire(scene: Scene) -> Questionnaire | None:
    """Return the questionnaire that is being filled in, while it can still be answered."""
    return questionnaires.find(scene.state.flow, scene.world.at) if scene.state.filling else None


def menu(scene: Scene) -> Turn:
    """Show all that the counter does."""
    return Turn(State(), (with_menu(menu_card(scene.resident, scene.world), scene.resident, scene.world),))


def beside(scene: Scene, message: Message) -> Turn:
    """Say something without losing the open question, or with the menu when none is open."""
    state = scene.state
    if registration.is_open(state):
        return Turn(state, (message, registration.question(state, scene.language)))
    if state.asking == ASKING:
        return Turn(state, (message, person_question(scene.language)))
    form = None if state.parked else open_questionnaire(scene)
    if form is not None:
        return Turn(state, (message, filling_words.question(form, state, scene.resident, scene.world)))
    return Turn(State(), (with_menu(message, scene.resident, scene.world),))
