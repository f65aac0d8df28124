"""A resident's newest evacuation plan, as the drill keeps it."""

from typing import TYPE_CHECKING

from madoguchi.flow.text import localise
from madoguchi.runtime.clock import JST
from madoguchi.talk.model import OwnPlan

if TYPE_CHECKING:
    from madoguchi.drill.card import Card


def own_plan(user_id: str, language: str) -> OwnPlan | None:
    """Find it, in the resident's language; None when there is none. 3 read units. Raises Unavailable."""
    from madoguchi.drill.assembly import ground
    from madoguchi.drill.find_plan import current_plan

    card = current_plan(user_id, ground())
    return _written(card, language, ground().residents.load(user_id).may_come_back) if card else None


def keep_choice(user_id: str, *, agreed: bool) -> None:
    """Keep whether the drill may come back. It may be repeated. Raises Unavailable."""
    from madoguchi.drill.assembly import ground
    from madoguchi.drill.come_back import agree, decline

    (agree if agreed else decline)(user_id, ground())


def _written(card: "Card", language: str, comes_back: bool) -> OwnPlan:
    from madoguchi.drill.edition import town_name
    from madoguchi.drill.plan import sections_of

    sections = tuple(
        (localise(one.title, language), tuple(localise(line, language) for line in (*one.own, *one.lines)))
        for one in sections_of(card)
    )
    return OwnPlan(
        path=f"/drill/enter?next=/drill/plans/{card.plan_id}",
        day=card.attempt.finished_at.astimezone(JST).date().isoformat(),
        town=localise(town_name(card.attempt.municipality), language),
        sections=sections,
        comes_back=comes_back,
    )
