"""Find a plan: by its id, which is its household's key, or by the link that shows it."""

import re

from madoguchi.drill.assembly import Ground
from madoguchi.drill.card import Card
from madoguchi.runtime.errors import NotFound

_ID = re.compile(r"[0-9a-f]{32}")


def find_plan(plan_id: str, ground: Ground) -> Card:
    """Find a plan with all that its household wrote. Raises NotFound, for a mistyped id too."""
    card = ground.cards.find(plan_id) if _ID.fullmatch(plan_id) else None
    if card is None:
        raise NotFound("plan")
    return card


def find_shared(share_id: str, ground: Ground) -> Card:
    """Find the plan that a link shows. Raises NotFound, for a link that was taken back too."""
    card = ground.cards.shared(share_id) if _ID.fullmatch(share_id) else None
    if card is None:
        raise NotFound("shared plan")
    return card


def current_plan(user_id: str, ground: Ground) -> Card | None:
    """Find a resident's newest plan, for the chat; None when there is none. 2 read units."""
    known = ground.residents.load(user_id)
    return ground.cards.find(known.current) if known.current else None
