"""A free question: the procedures that may be meant, or the menu. Nothing is made up."""

from madoguchi.flow.text import localise
from madoguchi.line.messages import bubble, carousel, flex, paragraph, row
from madoguchi.talk import script
from madoguchi.talk.model import State, Turn
from madoguchi.talk.procedures import Procedure, find_procedure
from madoguchi.talk.replies import said, with_menu
from madoguchi.talk.scene import Scene
from madoguchi.talk.search import search


def answer(scene: Scene) -> Turn:
    """Answer what was typed while no question was open."""
    found = [find_procedure(hit.id) for hit in search(scene.intent.text)]
    if not found:
        unknown = said("unknown", scene.language)
        return Turn(State(), (with_menu(unknown, scene.resident, scene.world),))
    titles = [localise(procedure.title, scene.language) for procedure in found]
    cards = carousel([_card(procedure, scene.language) for procedure in found])
    shown = flex(script.sentence("found", scene.language, titles=" / ".join(titles)), cards)
    return Turn(State(), (with_menu(shown, scene.resident, scene.world),))


def _card(procedure: Procedure, language: str) -> dict[str, object]:
    return bubble(
        localise(procedure.title, language),
        [
            paragraph(localise(procedure.summary, language)),
            row(
                script.sentence("found_counter", language),
                script.sentence(f"handled_by_{procedure.handled_by}", language),
            ),
            row(script.sentence("found_first_step", language), localise(procedure.first_step, language)),
            paragraph(
                script.sentence(
                    "found_source", language, source=procedure.source, checked=str(procedure.checked)[:10]
                ),
                quiet=True,
            ),
        ],
    )
