"""The three questions after a drill: counted by age once a plan, and not kept with its answers."""

from collections.abc import Mapping

from madoguchi.drill.assembly import Ground
from madoguchi.drill.card import Card
from madoguchi.drill.tally import of_age
from madoguchi.flow.model import Flow, Value, load_flow
from madoguchi.runtime.content import content


def survey_flow() -> Flow:
    """Return the questions."""
    return load_flow(content("drills/survey")["flow"])


def answer_survey(card: Card, answers: Mapping[str, Value], ground: Ground) -> None:
    """Count a plan's answers, once; a second sending changes nothing. 2 write units."""
    if ground.cards.mark_surveyed(card):
        age, before, after = (str(answers[name]) for name in ("age", "before", "after"))
        ground.numbers.add(card.attempt.edition, *of_age(card.attempt, age, int(before), int(after)))
