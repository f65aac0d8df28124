"""What a household does with its card: change it, confirm it, share it, take the link back."""

import secrets as random
from collections.abc import Mapping
from dataclasses import replace

from madoguchi.drill.assembly import Ground
from madoguchi.drill.card import Card
from madoguchi.flow.model import Flow, Value, load_flow
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import PlanChanged


def edit_flow(card: Card) -> Flow:
    """Return the questions for one household: it may leave earlier than the flow says, never later."""
    flow = load_flow(content("drills/plan_edit")["flow"])
    earliest = replace(card, own={}).facts()["switch"] == "3"
    pages = tuple(
        replace(
            page,
            fields=tuple(
                replace(one, choices=one.choices[:1]) if one.id == "switch" and earliest else one
                for one in page.fields
            ),
        )
        for page in flow.pages
    )
    return replace(flow, pages=pages)


def change(card: Card, own: Mapping[str, Value], ground: Ground) -> None:
    """Keep a household's changes. Raises PlanChanged when somebody changed the card since it was opened."""
    if dict(own) != dict(card.own) and not ground.cards.save(card, own, ground.clock()):
        raise PlanChanged("plan card")


def confirm(card: Card, ground: Ground) -> None:
    """Keep that a household went through its card and left it as it is. Raises PlanChanged."""
    if not ground.cards.save(card, card.own, ground.clock()):
        raise PlanChanged("plan card")


def share(card: Card, ground: Ground) -> None:
    """Make the link that shows the card read-only; nothing when there is one."""
    if not card.share_id:
        ground.cards.share(card, random.token_hex(16))


def stop_sharing(card: Card, ground: Ground) -> None:
    """End the link: whoever has it finds nothing any more."""
    if card.share_id:
        ground.cards.unshare(card)
